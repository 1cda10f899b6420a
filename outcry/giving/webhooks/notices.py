"""What is taken from an event of a payment service: sums of a day, and which donation appeal they were for. Nothing else is read."""

from dataclasses import dataclass
from datetime import date

from outcry.lib.money import Money


class NotSigned(Exception):
    """It does not come from the service, or too late to be believed."""


class NotReadable(Exception):
    """It comes from the service, and the sums in it can't be read: a person has to look there."""


@dataclass(frozen=True, kw_only=True)
class SumTold:
    """One sum: a gift, a refund or a fee. `payments` is 0 for what is no payment of its own."""

    kind: str
    money: Money
    payments: int = 1


@dataclass(frozen=True, kw_only=True)
class Notice:
    """An event by its id, its sums and their day (UTC). `reference` is the public id of a donation appeal, blank where none was said."""

    service: str
    event_id: str
    on: date
    sums: tuple[SumTold, ...]
    reference: str = ""
