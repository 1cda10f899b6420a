"""What the log says of gatherings, in words. Who said that she comes is never in it."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Detail, Subject, Vocabulary, one_of
from outcry.design.parts import Link
from outcry.gatherings.models import Gathering, HandedInKind, Reception
from outcry.gatherings.queries import title_of


def _gatherings(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Gathering.objects.filter(organisation_id=organisation_id, pk__in=keys).select_related("organisation").prefetch_related("texts")
    return {row.pk: Link(label=title_of(gathering=row), url=reverse("gatherings_desk:gathering", args=[row.pk])) for row in rows}


_VERBS = {
    "gathering.draft": _("Gathering begun"),
    "gathering.change": _("Details of the gathering changed"),
    "gathering.texts": _("Texts of the gathering changed"),
    "gathering.place": _("Exact place of the gathering changed"),
    "gathering.tie": _("What the gathering belongs to changed"),
    "gathering.discard": _("Draft of a gathering deleted"),
    "gathering.publish": _("Gathering announced"),
    "gathering.take_back": _("Gathering made a draft again"),
    "gathering.tell": _("What happened at a gathering told"),
    "gathering.call_off": _("Gathering called off"),
    "gathering.leave_untold": _("Nothing will be told of a gathering"),
    "gathering.incident": _("Incident recorded in a case"),
    "gathering.hand_in": _("What was handed in written down"),
    "gathering.hand_in_change": _("What was handed in changed"),
    "gathering.hand_in_remove": _("What was handed in taken away"),
    "gathering.photo_add": _("Photo added, seen by whoever added it alone"),
    "gathering.photo_cover": _("Areas of a photo covered"),
    "gathering.photo_show": _("Photo shown to everybody; every face that should be covered is covered"),
    "gathering.photo_change": _("Words of a photo changed"),
    "gathering.photo_remove": _("Photo taken away for good"),
    "gathering.photo_drop": _("Photo deleted that was not shown"),
}
_DETAILS = {
    "slug": Detail(label=_("Address on the web")),
    "handed_in": Detail(label=_("Kind"), read=one_of(dict(HandedInKind.choices))),
    "number": Detail(label=_("How many")),
    "reception": Detail(label=_("What became of it"), read=one_of(dict(Reception.choices))),
    "photo": Detail(label=_("Photo")),
    "areas": Detail(label=_("Covered areas")),
    "case": Detail(label=_("Case"), subject="case"),
    "appeal": Detail(label=_("Appeal"), subject="appeal"),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects={"gathering": Subject(one=_("Gathering"), find=_gatherings)})
