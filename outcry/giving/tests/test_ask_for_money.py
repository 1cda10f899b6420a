"""Rosa writes a donation appeal, opens it, ends it, and tells what was done with the money."""

from datetime import date
from decimal import Decimal

import pytest

from outcry.giving.models import DonationAppeal, DonationState
from outcry.giving.operations import (
    DonationDetails,
    add_donation_appeal,
    add_expense,
    change_donation_appeal,
    change_donation_words,
    change_expense,
    change_expense_words,
    move_donation_appeal,
    next_states,
    remove_expense,
)
from outcry.giving.queries import is_any_open, published
from outcry.giving.refusals import GivingRefused
from outcry.giving.tests.cast import NOW, TODAY, a_donation_appeal, a_draft, a_way, an_approved_way, an_organisation, came_in, euro, words
from outcry.lib.money import Money
from outcry.lib.seen_forms import facts_of, mark_of_facts
from outcry.lib.wordings import ChangedMeanwhile, Edit
from tests.cast import rosa

pytestmark = pytest.mark.django_db


def move(found: DonationAppeal, to: str) -> None:
    move_donation_appeal(donation_appeal=found, to=to, by=rosa(), now=NOW)
    found.refresh_from_db()


def test_a_draft_is_seen_by_nobody_and_an_open_one_by_everybody() -> None:
    an_approved_way()
    found = a_draft()
    assert not published(organisation=an_organisation(), on=TODAY)
    assert not is_any_open(organisation=an_organisation(), on=TODAY)

    move(found, DonationState.OPEN)

    assert list(published(organisation=an_organisation(), on=TODAY)) == [found]
    assert is_any_open(organisation=an_organisation(), on=TODAY)


@pytest.mark.parametrize(("on", "is_open"), [(date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 3, 20), True), (date(2026, 3, 21), False)])
def test_it_asks_from_its_first_day_to_the_end_of_its_last(on: date, is_open: bool) -> None:
    found = a_donation_appeal(until=date(2026, 3, 20))

    assert found.is_open(on=on) is is_open
    assert is_any_open(organisation=an_organisation(), on=on) is is_open


def test_it_does_not_open_without_a_way_that_two_people_vouch_for() -> None:
    a_way()
    found = a_draft()

    with pytest.raises(GivingRefused):
        move(found, DonationState.OPEN)


def test_it_is_told_only_once_somebody_has_written_what_was_done() -> None:
    found = a_donation_appeal()
    move(found, DonationState.ENDED)
    with pytest.raises(GivingRefused):
        move(found, DonationState.TOLD)

    change_donation_words(donation_appeal=found, edit=Edit(language="en", seen_version=1), words=words(told="Two lawyers."), by=rosa(), now=NOW)
    move(found, DonationState.TOLD)

    assert found.state == DonationState.TOLD
    assert next_states(found) == ()


def test_it_goes_no_other_way() -> None:
    found = a_donation_appeal()

    for to in (DonationState.DRAFT, DonationState.TOLD):
        with pytest.raises(GivingRefused):
            move(found, to)


@pytest.mark.parametrize(
    "details",
    [
        DonationDetails(goal=euro("0"), from_on=TODAY),
        DonationDetails(goal=euro("-5"), from_on=TODAY),
        DonationDetails(goal=euro("5"), from_on=TODAY, until_on=date(2026, 3, 9)),
    ],
)
def test_a_goal_of_nothing_and_a_term_that_ends_before_it_begins_are_refused(details: DonationDetails) -> None:
    with pytest.raises(GivingRefused):
        add_donation_appeal(organisation=an_organisation(), details=details, texts={"en": words()}, by=rosa(), now=NOW)


def test_two_of_one_title_have_addresses_of_their_own_and_one_in_cyrillic_has_one_too() -> None:
    slugs = [a_draft(title=title).slug for title in ("For lawyers", "For lawyers", "На адвокатов")]

    assert slugs[0] == "for-lawyers"
    assert len(set(slugs)) == 3
    assert all(slugs)


def test_the_currency_of_the_goal_stays_once_amounts_were_converted_into_it() -> None:
    found = a_donation_appeal()
    came_in(found, euro("10"))
    dollars = DonationDetails(goal=Money(Decimal(5), "USD"), from_on=found.from_on)

    with pytest.raises(GivingRefused):
        change_donation_appeal(donation_appeal=found, details=dollars, ways=(), by=rosa(), now=NOW)


def test_whoever_saves_second_is_told() -> None:
    found = a_donation_appeal()
    seen = mark_of_facts(facts_of(found, ("goal", "from_on", "until_on", "is_invented", "is_asked_for")))
    more = DonationDetails(goal=euro("2000"), from_on=found.from_on)
    change_donation_appeal(donation_appeal=found, details=more, ways=found.ways.all(), by=rosa(), now=NOW, seen=seen)

    with pytest.raises(ChangedMeanwhile):
        change_donation_appeal(donation_appeal=found, details=more, ways=(), by=rosa(), now=NOW, seen=seen)


def test_what_it_pays_for_is_a_list_in_every_language() -> None:
    found = a_draft()
    lawyer = add_expense(donation_appeal=found, amount=Decimal(600), position=2, texts={"en": "A lawyer", "ru": "Адвокат"}, by=rosa(), now=NOW)
    parcel = add_expense(donation_appeal=found, amount=Decimal(400), position=3, texts={"en": "Parcels"}, by=rosa(), now=NOW)

    change_expense(expense=parcel, amount=Decimal(350), position=1, by=rosa(), now=NOW)
    change_expense_words(expense=lawyer, edit=Edit(language="ru", seen_version=1), text="Два адвоката", by=rosa(), now=NOW)

    assert [expense.amount for expense in found.expenses.all()] == [350, 600]
    assert lawyer.texts.get(language="ru").text == "Два адвоката"
    remove_expense(expense=parcel, by=rosa(), now=NOW)
    assert list(found.expenses.all()) == [lawyer]


@pytest.mark.parametrize("texts", [{}, {"ru": "Адвокат"}, {"en": "A\nB"}])
def test_a_thing_it_pays_for_is_one_line_in_the_source_language_first(texts: dict[str, str]) -> None:
    with pytest.raises(GivingRefused):
        add_expense(donation_appeal=a_draft(), amount=Decimal(1), position=1, texts=texts, by=rosa(), now=NOW)
