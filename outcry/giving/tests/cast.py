"""The people, ways and donation appeals of our tests. Nothing here is anybody's account."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from outcry.accounts.models import Organisation, User
from outcry.giving.models import Amount, DonationAppeal, DonationState, Way
from outcry.giving.operations import (
    DonationDetails,
    DonationWords,
    Entry,
    WayDetails,
    add_donation_appeal,
    add_way,
    approve_way,
    enter_amount,
    move_donation_appeal,
)
from outcry.lib.money import Money
from tests import cast
from tests.cast import emeka, rosa

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
# The bank code is no bank's.
IBAN = "DE50000000000123456789"
OTHER_IBAN = "DE02000000000987654321"
PAYPAL = "https://www.paypal.com/donate/?hosted_button_id=MADEUP"


def an_organisation() -> Organisation:
    return cast.an_organisation()


def a_way(*, kind: str = "bank", address: str = IBAN, by: User | None = None) -> Way:
    """A way that nobody has vouched for."""
    bank: dict[str, Any] = {"holder": "Solidarity", "currency": "EUR"} if kind == "bank" else {}
    return add_way(organisation=an_organisation(), kind=kind, details=WayDetails(address=address, **bank), by=by or rosa(), now=NOW)


def an_approved_way(**details: Any) -> Way:
    way = a_way(**details)
    for person in (rosa(), emeka()):
        approve_way(way=way, by=person, now=NOW)
    return way


def words(title: str = "For lawyers", **changes: str) -> DonationWords:
    return DonationWords(**{"title": title, "standfirst": "We need lawyers. They cost money.", **changes})


def euro(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def a_draft(*, title: str = "For lawyers", goal: str = "1000", until: date | None = None, **texts: DonationWords) -> DonationAppeal:
    details = DonationDetails(goal=euro(goal), from_on=date(2026, 3, 1), until_on=until)
    return add_donation_appeal(organisation=an_organisation(), details=details, texts={"en": words(title), **texts}, ways=Way.objects.all(), by=rosa(), now=NOW)


def a_donation_appeal(**details: Any) -> DonationAppeal:
    """Open, with a bank account that two people vouch for."""
    if not Way.objects.exists():
        an_approved_way()
    found = a_draft(**details)
    move_donation_appeal(donation_appeal=found, to=DonationState.OPEN, by=rosa(), now=NOW)
    found.refresh_from_db()
    return found


def came_in(donation_appeal: DonationAppeal, money: Money, *, kind: str = "gift", on: date = TODAY, source: str = "Statement 3", payments: int = 1) -> Amount:
    entry = Entry(kind=kind, money=money, on=on, source=source, payments=payments)
    return enter_amount(donation_appeal=donation_appeal, entry=entry, by=rosa(), now=NOW)
