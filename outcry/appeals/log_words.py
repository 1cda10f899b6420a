"""What the log says of appeals, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outcry.appeals.models import Appeal
from outcry.appeals.queries import title_of
from outcry.audit.vocabulary import Detail, Subject, Vocabulary, a_day
from outcry.design.parts import Link


def _appeals(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Appeal.objects.filter(organisation_id=organisation_id, pk__in=keys).select_related("organisation").prefetch_related("texts")
    return {row.pk: Link(label=title_of(appeal=row), url=reverse("appeals_desk:appeal", args=[row.pk])) for row in rows}


_VERBS = {
    "draft_appeal": _("Appeal begun"),
    "change_appeal": _("Details of the appeal changed"),
    "change_texts": _("Texts of the appeal changed"),
    "correct_text": _("Public text of the appeal corrected"),
    "add_demand": _("Demand added"),
    "change_demand": _("Demand changed"),
    "remove_demand": _("Demand taken back"),
    "order_demands": _("Demands put in another order"),
    "add_moment": _("Entry added to the timeline"),
    "change_moment": _("Kind or date of an entry of the timeline changed"),
    "change_moment_words": _("Words of an entry of the timeline changed"),
    "remove_moment": _("Entry taken out of the timeline"),
    "order_timeline": _("Timeline put in another order"),
    "add_addressee": _("Addressee added"),
    "remove_addressee": _("Addressee taken away"),
    "add_embassy": _("Copies to an embassy begun"),
    "stop_copies": _("Copies to an embassy ended"),
    "write_letter_version": _("New version of the letter begun"),
    "change_letter_text": _("Text of the letter changed"),
    "approve_letter_version": _("Version of the letter approved"),
    "write_case_update": _("Words about a change of the case written"),
    "publish_case_update": _("Words about a change of the case put on the timeline"),
    "dismiss_case_update": _("Change of the case left unsaid"),
    "propose_launch": _("Launch proposed"),
    "proposal_lapsed": _("Proposal taken back, because something changed"),
    "launch": _("Appeal launched"),
    "move_deadline": _("Last day moved"),
}
_DETAILS = {
    "slug": Detail(label=_("Address on the web")),
    "demand": Detail(label="", hidden=True),
    "moment": Detail(label="", hidden=True),
    "order": Detail(label=_("New order")),
    "when": Detail(label=_("When"), read=a_day),
    "letter": Detail(label=_("Version of the letter")),
    "case_version": Detail(label=_("Version of the case")),
    "day_before": Detail(label=_("Last day before"), read=a_day),
    "day_after": Detail(label=_("Last day now"), read=a_day),
    "appeal": Detail(label=_("Appeal"), subject="appeal"),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects={"appeal": Subject(one=_("Appeal"), find=_appeals)})
