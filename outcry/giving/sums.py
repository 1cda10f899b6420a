"""Honest totals: each says what it counts, by which source and until which day. Currencies are never added up without a rate of a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from outcry.giving.models import AmountKind, Origin
from outcry.lib.money import Money, totals


@dataclass(frozen=True, kw_only=True)
class Sum:
    """Amounts of one kind, currency and source, and what they were worth in the currency of the goal by one rate of one day.

    `worth` is None where nobody has given a rate; `until` is the latest day among them.
    """

    kind: str
    money: Money
    payments: int
    until: date
    source: str
    origin: str
    worth: Money | None = None
    rate: Decimal | None = None
    rate_on: date | None = None
    rate_source: str = ""


@dataclass(frozen=True, kw_only=True)
class Converted:
    """Gifts less refunds of another currency, what they were worth, and by which rate of which day."""

    of: Money
    worth: Money
    rate: Decimal
    on: date
    source: str


@dataclass(frozen=True, kw_only=True)
class SourceTotal:
    """What one source tells, currency by currency."""

    source: str
    origin: str
    until: date
    payments: int
    gifts: tuple[Money, ...]
    refunds: tuple[Money, ...]
    fees: tuple[Money, ...]


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a donation appeal has received: gifts less refunds, in the currency of its goal. Fees are told apart and not subtracted."""

    received: Money
    # None: nothing has been written down yet.
    until: date | None
    # Of gifts; refunds are no payments to us.
    payments: int
    # In the currency of the goal, as far as there is a rate.
    refunded: Money
    fees: tuple[Money, ...]
    converted: tuple[Converted, ...]
    # Gifts less refunds of which nobody has given a rate: in no sum.
    apart: tuple[Money, ...]
    by_source: tuple[SourceTotal, ...]
    is_generated: bool


def reckon(*, sums: Sequence[Sum], currency: str) -> Totals:
    """The totals in the currency of the goal."""
    moved = [one for one in sums if one.kind != AmountKind.FEE]
    own = [(one, _in(one, currency)) for one in moved]
    return Totals(
        received=_added(((_signed(one, worth) for one, worth in own if worth)), currency),
        until=max((one.until for one in sums), default=None),
        payments=sum(one.payments for one in moved if one.kind == AmountKind.GIFT),
        refunded=_added((worth for one, worth in own if worth and one.kind == AmountKind.REFUND), currency),
        fees=totals(one.money for one in sums if one.kind == AmountKind.FEE),
        converted=_converted(moved, currency),
        apart=totals(_signed(one, one.money) for one, worth in own if worth is None),
        by_source=_by_source(sums),
        is_generated=any(one.origin == Origin.GENERATED for one in sums),
    )


def _in(one: Sum, currency: str) -> Money | None:
    """What it counts in this currency. A worth in the currency of an earlier goal counts no more."""
    if one.money.currency == currency:
        return one.money
    return one.worth if one.worth and one.worth.currency == currency else None


def _signed(one: Sum, money: Money) -> Money:
    return Money(-money.amount, money.currency) if one.kind == AmountKind.REFUND else money


def _added(moneys: Iterable[Money], currency: str) -> Money:
    return sum(moneys, start=Money(Decimal(0), currency))


def _converted(sums: Iterable[Sum], currency: str) -> tuple[Converted, ...]:
    found: dict[tuple[str, Decimal, date, str], list[Sum]] = {}
    for one in sums:
        if one.money.currency != currency and one.worth and one.worth.currency == currency and one.rate and one.rate_on:
            found.setdefault((one.money.currency, one.rate, one.rate_on, one.rate_source), []).append(one)
    return tuple(
        Converted(
            of=_added((_signed(one, one.money) for one in those), foreign),
            worth=_added((_signed(one, one.worth) for one in those if one.worth), currency),
            rate=rate,
            on=on,
            source=source,
        )
        for (foreign, rate, on, source), those in sorted(found.items())
    )


def _by_source(sums: Iterable[Sum]) -> tuple[SourceTotal, ...]:
    found: dict[tuple[str, str], list[Sum]] = {}
    for one in sums:
        found.setdefault((one.source, one.origin), []).append(one)
    return tuple(
        SourceTotal(
            source=source,
            origin=origin,
            until=max(one.until for one in those),
            payments=sum(one.payments for one in those if one.kind == AmountKind.GIFT),
            gifts=totals(one.money for one in those if one.kind == AmountKind.GIFT),
            refunds=totals(one.money for one in those if one.kind == AmountKind.REFUND),
            fees=totals(one.money for one in those if one.kind == AmountKind.FEE),
        )
        for (source, origin), those in sorted(found.items())
    )
