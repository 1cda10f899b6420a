"""What the log says of giving, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Detail, Subject, Vocabulary, one_of
from outcry.design.parts import Link
from outcry.giving.forms import way_label
from outcry.giving.models import AmountKind, DonationAppeal, Way
from outcry.giving.queries import title_of

_VERBS = {
    "add_donation_appeal": _("Donation appeal written"),
    "change_donation_appeal": _("Goal, term or ways of the donation appeal changed"),
    "change_donation_words": _("Words of the donation appeal changed"),
    "move_donation_appeal.open": _("Donation appeal opened"),
    "move_donation_appeal.ended": _("Donation appeal ended"),
    "move_donation_appeal.told": _("Told what was done with the money"),
    "add_expense": _("Said what the money pays for"),
    "change_expense": _("Changed what the money pays for"),
    "remove_expense": _("Taken off what the money pays for"),
    "add_way": _("Way to give entered"),
    "change_way": _("Way to give changed"),
    "change_way_note": _("Changed what givers are told that they reveal"),
    "approve_way": _("Way to give vouched for"),
    "enter_amount": _("Amount written down"),
    "import_amounts": _("Totals imported"),
    "export amounts": _("Amounts of a donation appeal exported as a file"),
    "take_back_amount": _("Amount taken back"),
    "convert_amounts": _("Amounts converted by a rate"),
    "assign_amounts": _("Said what payments were for"),
    "retire_way": _("Way to give taken out of use"),
}
_DETAILS = {
    "goal": Detail(label=_("Goal")),
    "sum": Detail(label=_("Amount")),
    "sum_is": Detail(label=_("What it is"), read=one_of(dict(AmountKind.choices))),
    "looked_up_in": Detail(label=_("Where it can be looked up")),
    "currency": Detail(label=_("Currency")),
    "rate": Detail(label=_("Rate")),
    "published_by": Detail(label=_("Who published it")),
    "amounts": Detail(label=_("How many amounts")),
    "leads_to": Detail(label=_("Where it leads")),
    "led_to": Detail(label=_("Where it led before")),
}


def _appeals(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = DonationAppeal.objects.filter(organisation_id=organisation_id, pk__in=keys).select_related("organisation").prefetch_related("texts")
    return {row.pk: Link(label=title_of(donation_appeal=row), url=reverse("giving_desk:appeal", args=[row.pk])) for row in rows}


def _ways(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Way.objects.filter(organisation_id=organisation_id, pk__in=keys)
    return {row.pk: Link(label=way_label(row), url=reverse("giving_desk:way", args=[row.pk])) for row in rows}


_SUBJECTS = {
    "donation_appeal": Subject(one=_("Donation appeal"), find=_appeals),
    "way": Subject(one=_("Way to give"), find=_ways),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects=_SUBJECTS)
