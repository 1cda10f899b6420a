"""Questions about donation appeals, ways to give and what came in. `on` is a day of the content clock."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Max, Prefetch, Q, QuerySet, Sum
from django.utils.translation import get_language

from outcry.accounts.models import Organisation
from outcry.giving.models import PUBLIC_STATES, Amount, DonationAppeal, DonationState, DonationText, Way, WayApproval
from outcry.giving.sums import Sum as SumOfAmounts
from outcry.giving.sums import Totals, reckon
from outcry.giving.vouching import way_standing
from outcry.lib.money import Money
from outcry.lib.translations import in_language


def on_the_desk(*, organisation: Organisation) -> QuerySet[DonationAppeal]:
    """Every donation appeal, the newest first."""
    return DonationAppeal.objects.filter(organisation=organisation).select_related("organisation").prefetch_related("texts").order_by("-from_on", "-pk")


def ways_of(*, organisation: Organisation) -> QuerySet[Way]:
    """Every way to give, those in use first, with notes and approvals at hand."""
    approvals = Prefetch("approvals", queryset=WayApproval.objects.select_related("by").order_by("at"))
    rows = Way.objects.filter(organisation=organisation).select_related("organisation", "added_by").prefetch_related("texts", approvals)
    return rows.order_by(F("retired_at").asc(nulls_first=True), "position", "pk")


def published(*, organisation: Organisation, on: date) -> QuerySet[DonationAppeal]:
    """Those that readers may see on this day, the newest first."""
    return on_the_desk(organisation=organisation).filter(state__in=PUBLIC_STATES, from_on__lte=on)


def by_slug(*, organisation: Organisation, slug: str, on: date) -> DonationAppeal | None:
    """The one at this address, where readers find one."""
    return published(organisation=organisation, on=on).filter(slug=slug).first()


def is_any_open(*, organisation: Organisation, on: date) -> bool:
    """Whether gifts are asked for on this day."""
    return _open(on).filter(organisation=organisation).exists()


def _open(on: date) -> QuerySet[DonationAppeal]:
    return DonationAppeal.objects.filter(Q(until_on=None) | Q(until_on__gte=on), state=DonationState.OPEN, from_on__lte=on)


def asked_for(*, organisation: Organisation, on: date) -> DonationAppeal | None:
    """The one, open on this day, for which those are asked who agreed to it."""
    return _open(on).filter(organisation=organisation, is_asked_for=True).select_related("organisation").first()


def shown_ways(*, donation_appeal: DonationAppeal, now: datetime) -> list[Way]:
    """The ways that two people vouch for as they stand, with their notes at hand."""
    ways = donation_appeal.ways.filter(retired_at=None).prefetch_related("texts", "approvals")
    return [way for way in ways if way_standing(way=way, now=now).is_shown]


def text_in(*, donation_appeal: DonationAppeal, language: str) -> DonationText | None:
    """Its words in this language, or the nearest there are. Texts may be prefetched."""
    return in_language(donation_appeal.texts.all(), language, donation_appeal.organisation.source_language)


def title_of(*, donation_appeal: DonationAppeal) -> str:
    """What the desk calls it, in the language of whoever reads."""
    text = text_in(donation_appeal=donation_appeal, language=get_language() or "")
    return text.title if text else donation_appeal.slug


def totals_of(*, donation_appeals: Iterable[DonationAppeal]) -> dict[int, Totals]:
    """What each has received, by primary key. One query."""
    those = {one.pk: one for one in donation_appeals}
    columns = ("donation_appeal", "kind", "currency", "source", "origin", "worth_currency", "worth_rate", "worth_on", "worth_source")
    rows = Amount.objects.counted().filter(donation_appeal__in=those).order_by().values(*columns)
    found: dict[int, list[SumOfAmounts]] = {pk: [] for pk in those}
    for row in rows.annotate(summed=Sum("amount"), worth=Sum("worth_amount"), number=Sum("payments"), until=Max("on")):
        found[row["donation_appeal"]].append(
            SumOfAmounts(
                kind=row["kind"],
                money=Money(row["summed"], row["currency"]),
                payments=row["number"],
                until=row["until"],
                source=row["source"],
                origin=row["origin"],
                worth=Money(row["worth"], row["worth_currency"]) if row["worth"] is not None and row["worth_currency"] else None,
                rate=row["worth_rate"],
                rate_on=row["worth_on"],
                rate_source=row["worth_source"],
            )
        )
    return {pk: reckon(sums=sums, currency=those[pk].goal_currency) for pk, sums in found.items()}


def totals_for(*, donation_appeal: DonationAppeal) -> Totals:
    """What one has received."""
    return totals_of(donation_appeals=[donation_appeal])[donation_appeal.pk]


def amounts_of(*, donation_appeal: DonationAppeal) -> QuerySet[Amount]:
    """Its amounts, those taken back among them, the latest day first."""
    return donation_appeal.amounts.select_related("entered_by", "taken_back_by").order_by("-on", "-pk")


def unassigned(*, organisation: Organisation) -> QuerySet[Amount]:
    """What a payment service told of without saying for what."""
    return Amount.objects.counted().filter(organisation=organisation, donation_appeal=None).order_by("-on", "-pk")


def addresses(*, organisation: Organisation, on: date) -> list[tuple[str, list[str]]]:
    """The name of every public donation appeal in its address, with the languages in which it can be read. Two queries."""
    return [(one.slug, [text.language for text in one.texts.all()]) for one in published(organisation=organisation, on=on)]
