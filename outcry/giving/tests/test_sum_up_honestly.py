"""What a donation appeal has received: refunds subtracted, fees told apart, currencies never added without a rate of a day."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from outcry.giving.models import Amount
from outcry.giving.operations import Entry, convert_amounts, enter_amount, take_back_amount
from outcry.giving.queries import totals_for
from outcry.giving.refusals import GivingRefused
from outcry.giving.tests.cast import NOW, TODAY, a_donation_appeal, came_in, euro
from outcry.giving.totals_drawing import gauge_of, told
from outcry.lib.money import Money
from tests.cast import rosa

pytestmark = pytest.mark.django_db
USD_20 = Money(Decimal(20), "USD")


def test_refunds_are_subtracted_and_fees_are_not() -> None:
    found = a_donation_appeal()
    came_in(found, euro("100.10"), payments=4)
    came_in(found, euro("25"), kind="refund")
    came_in(found, euro("3.40"), kind="fee")

    totals = totals_for(donation_appeal=found)

    assert totals.received == euro("75.10")
    assert (totals.refunded, totals.fees) == (euro("25"), (euro("3.40"),))
    assert totals.payments == 4


def test_another_currency_is_in_no_sum_before_somebody_gives_a_rate() -> None:
    found = a_donation_appeal()
    came_in(found, euro("100"))
    came_in(found, USD_20)

    totals = totals_for(donation_appeal=found)

    assert totals.received == euro("100")
    assert totals.apart == (USD_20,)


def test_a_rate_of_a_day_with_its_source_brings_it_in_and_old_ones_do_not_move() -> None:
    found = a_donation_appeal()
    came_in(found, USD_20)
    convert_amounts(donation_appeal=found, currency="USD", rate=Decimal("0.9"), on=date(2026, 3, 9), source="Central bank", by=rosa(), now=NOW)
    came_in(found, USD_20)
    convert_amounts(donation_appeal=found, currency="USD", rate=Decimal("0.5"), on=TODAY, source="Central bank", by=rosa(), now=NOW)

    totals = totals_for(donation_appeal=found)

    assert totals.received == euro("28.00")
    assert [(one.worth, one.rate, one.on) for one in totals.converted] == [
        (euro("10.00"), Decimal("0.5"), TODAY),
        (euro("18.00"), Decimal("0.9"), date(2026, 3, 9)),
    ]
    assert told(found, totals).converted[1] == "20 US dollars, about 18 euros (9 March 2026, Central bank)"


@pytest.mark.parametrize("facts", [{"rate": Decimal(0)}, {"rate": Decimal("NaN")}, {"source": " "}, {"currency": "EUR"}, {"currency": "GBP"}])
def test_a_rate_without_source_or_sense_is_refused(facts: dict[str, object]) -> None:
    found = a_donation_appeal()
    came_in(found, USD_20)
    rate = {"currency": "USD", "rate": Decimal("0.9"), "on": TODAY, "source": "Central bank", **facts}

    with pytest.raises(GivingRefused):
        convert_amounts(donation_appeal=found, by=rosa(), now=NOW, **rate)  # type: ignore[arg-type]


def test_the_total_says_of_what_day_it_is_and_which_source_tells_what() -> None:
    found = a_donation_appeal()
    came_in(found, euro("40"), on=date(2026, 3, 4), source="Statement 3", payments=2)
    came_in(found, euro("60"), on=date(2026, 3, 8), source="PayPal, list of March", payments=5)
    came_in(found, USD_20, on=date(2026, 3, 7), source="PayPal, list of March")

    totals = totals_for(donation_appeal=found)

    assert totals.until == date(2026, 3, 8)
    assert [(one.source, one.until, one.payments, one.gifts) for one in totals.by_source] == [
        ("PayPal, list of March", date(2026, 3, 8), 6, (euro("60"), USD_20)),
        ("Statement 3", date(2026, 3, 4), 2, (euro("40"),)),
    ]


def test_what_was_taken_back_counts_no_more_and_stays_in_the_list() -> None:
    found = a_donation_appeal()
    wrong = came_in(found, euro("1000"))
    came_in(found, euro("10"))

    take_back_amount(amount=wrong, reason="A nought too many", by=rosa(), now=NOW)

    assert totals_for(donation_appeal=found).received == euro("10")
    wrong.refresh_from_db()
    assert (wrong.taken_back_by, wrong.taken_back_reason) == (rosa(), "A nought too many")
    with pytest.raises(GivingRefused):
        take_back_amount(amount=wrong, reason=" ", by=rosa(), now=NOW)


@pytest.mark.parametrize(("received", "percent", "value"), [("0", 0, 0), ("0.40", 0, 0), ("255", 25, 255), ("1000", 100, 1000), ("2500", 250, 1000)])
def test_the_bar_is_full_at_the_goal_and_the_number_goes_on(received: str, percent: int, value: int) -> None:
    found = a_donation_appeal(goal="1000")
    if Decimal(received):
        came_in(found, euro(received))

    gauge = gauge_of(found, totals_for(donation_appeal=found))

    assert (gauge.percent, gauge.value, gauge.most) == (percent, value, 1000)


def test_more_refunds_than_gifts_leave_an_empty_bar_and_an_honest_number() -> None:
    found = a_donation_appeal()
    came_in(found, euro("30"), kind="refund")

    gauge = gauge_of(found, totals_for(donation_appeal=found))

    assert (gauge.received, gauge.value, gauge.percent) == ("-30 euros", 0, 0)


@pytest.mark.parametrize(
    "entry",
    [
        Entry(kind="gift", money=euro("0"), on=TODAY, source="Statement"),
        Entry(kind="gift", money=euro("-5"), on=TODAY, source="Statement"),
        Entry(kind="loan", money=euro("5"), on=TODAY, source="Statement"),
        Entry(kind="gift", money=euro("5"), on=date(2026, 3, 11), source="Statement"),
        Entry(kind="gift", money=euro("5"), on=TODAY, source=" "),
        Entry(kind="gift", money=euro("5"), on=TODAY, source="a\nb"),
        Entry(kind="gift", money=euro("5"), on=TODAY, source="Statement", payments=0),
    ],
)
def test_an_entry_is_above_nothing_of_a_day_that_has_come_with_a_source(entry: Entry) -> None:
    with pytest.raises(GivingRefused):
        enter_amount(donation_appeal=a_donation_appeal(), entry=entry, by=rosa(), now=NOW)


def test_the_database_takes_no_amount_below_nothing_and_no_worth_without_its_rate() -> None:
    row = came_in(a_donation_appeal(), euro("5"))

    for change in ({"amount": Decimal(0)}, {"worth_amount": Decimal(4)}, {"kind": "loan"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Amount.objects.filter(pk=row.pk).update(**change)


def test_figures_are_generated_in_a_demonstration_alone() -> None:
    entry = Entry(kind="gift", money=euro("5"), on=TODAY, source="Statement")

    row = enter_amount(donation_appeal=a_donation_appeal(), entry=entry, by=rosa(), now=NOW, is_generated=True)

    assert row.origin == "entered"
