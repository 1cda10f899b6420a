"""Totals in words, ready to be drawn: on the page of a donation appeal, in the box of a report, on the desk."""

from dataclasses import dataclass
from datetime import date

from outcry.design.day_words import joined, plain_day
from outcry.design.parts import Day
from outcry.giving.models import DonationAppeal, Origin
from outcry.giving.sums import Converted, Totals
from outcry.lib.money import Conversion, Money, conversion_in_words, money_in_figures, money_in_words


@dataclass(frozen=True, kw_only=True)
class Gauge:
    """How far it is: in words, and as a bar. `value` never passes `most`; both are whole units of the goal's currency."""

    received: str
    goal: str
    percent: int
    value: int
    most: int
    # None: nothing has been written down yet.
    until: Day | None
    payments: int
    is_generated: bool


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """What one source tells. Several currencies stand beside each other."""

    source: str
    origin: str
    until: Day
    payments: int
    gifts: str
    refunds: str
    fees: str


@dataclass(frozen=True, kw_only=True)
class TotalsTold:
    """What is behind the gauge. Texts are blank where there is nothing to say."""

    gauge: Gauge
    refunded: str
    fees: str
    converted: tuple[str, ...]
    apart: str
    sources: tuple[SourceRow, ...]


def gauge_of(donation_appeal: DonationAppeal, totals: Totals) -> Gauge:
    """How far it is."""
    most = max(1, int(donation_appeal.goal_amount))
    reached = max(0, int(totals.received.amount))
    return Gauge(
        received=money_in_words(totals.received),
        goal=money_in_words(donation_appeal.goal),
        percent=max(0, int(totals.received.amount * 100 / donation_appeal.goal_amount)),
        value=min(reached, most),
        most=most,
        until=_day(totals.until),
        payments=totals.payments,
        is_generated=totals.is_generated,
    )


def told(donation_appeal: DonationAppeal, totals: Totals) -> TotalsTold:
    """All that can be said of it."""
    return TotalsTold(
        gauge=gauge_of(donation_appeal, totals),
        refunded=money_in_words(totals.refunded) if totals.refunded.amount else "",
        fees=_listed(totals.fees),
        converted=tuple(map(_converted, totals.converted)),
        apart=_listed(totals.apart),
        sources=tuple(
            SourceRow(
                source=one.source,
                origin=str(Origin(one.origin).label),
                until=plain_day(one.until),
                payments=one.payments,
                gifts=_figures(one.gifts),
                refunds=_figures(one.refunds),
                fees=_figures(one.fees),
            )
            for one in totals.by_source
        ),
    )


def _converted(one: Converted) -> str:
    return conversion_in_words(Conversion(of=one.of, worth=one.worth, on=one.on, source=one.source, rate=one.rate))


def _day(on: date | None) -> Day | None:
    return plain_day(on) if on else None


def _listed(moneys: tuple[Money, ...]) -> str:
    return joined(money_in_words(money) for money in moneys if money.amount)


def _figures(moneys: tuple[Money, ...]) -> str:
    return joined(money_in_figures(money) for money in moneys if money.amount)
