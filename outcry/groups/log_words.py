"""What the log says of organisations, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Subject, Vocabulary
from outcry.design.parts import Link
from outcry.groups.models import Group
from outcry.groups.queries import name_of


def _groups(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Group.objects.filter(organisation_id=organisation_id, pk__in=keys).select_related("organisation").prefetch_related("texts")
    return {row.pk: Link(label=name_of(group=row), url=reverse("groups_desk:group", args=[row.pk])) for row in rows}


_VERBS = {
    "group.add": _("Organisation added"),
    "group.change": _("Details of the organisation changed"),
    "group.texts": _("Texts of the organisation changed"),
    "group.tie": _("What belongs to the organisation changed"),
    "group.show": _("Organisation shown to readers"),
    "group.hide": _("Organisation hidden from readers"),
    "group.discard": _("Organisation deleted"),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, details={}, subjects={"group": Subject(one=_("Organisation"), find=_groups)})
