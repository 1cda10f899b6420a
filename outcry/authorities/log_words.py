"""What the log says of the directory, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Detail, Subject, Vocabulary
from outcry.authorities.models import Office
from outcry.design.parts import Link
from outcry.lib.translations import in_language


def _offices(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Office.objects.filter(organisation_id=organisation_id, pk__in=keys).select_related("organisation").prefetch_related("texts")
    return {row.pk: Link(label=_name(row), url=reverse("authorities_desk:office", args=[row.pk])) for row in rows}


def _name(office: Office) -> str:
    text = in_language(office.texts.all(), get_language() or "", office.organisation.source_language)
    return text.name if text else office.address


_VERBS = {
    "add_office": _("Office added to the directory"),
    "change_office": _("Entry of the office changed"),
    "change_office_words": _("Name or salutation of the office changed"),
    "approve_office": _("Office vouched for"),
    "retire_office": _("Office taken out of use"),
}
_DETAILS = {
    "address": Detail(label=_("Mail address")),
    "source": Detail(label=_("Public source of the address")),
    "before": Detail(label=_("Before")),
    "approvals_lapsed": Detail(label=_("Earlier approvals no longer count")),
    "office": Detail(label=_("Office"), subject="office"),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects={"office": Subject(one=_("Office"), find=_offices)})
