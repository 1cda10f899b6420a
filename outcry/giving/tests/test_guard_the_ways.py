"""Mallory wants the gifts to go to her: a way that one person changed is on no page, and none hides in a text."""

from datetime import timedelta
from typing import Any

import pytest

from outcry.accounts.models import User
from outcry.audit.models import LogEntry
from outcry.giving.hidden_ways import refuse_hidden_way
from outcry.giving.models import Way
from outcry.giving.operations import WayDetails, add_way, approve_way, change_donation_words, change_way, change_way_note, retire_way
from outcry.giving.prepared_notes import prepared_notes
from outcry.giving.queries import shown_ways
from outcry.giving.refusals import GivingRefused
from outcry.giving.tests.cast import IBAN, NOW, OTHER_IBAN, PAYPAL, a_donation_appeal, a_draft, a_way, an_approved_way, an_organisation, words
from outcry.lib.wordings import Edit
from tests.cast import LANGUAGES, emeka, rosa

pytestmark = pytest.mark.django_db


def another_account(**changes: Any) -> WayDetails:
    return WayDetails(**{"address": OTHER_IBAN, "holder": "Solidarity", "currency": "EUR", **changes})


def test_a_way_is_shown_once_two_people_vouch_for_it() -> None:
    way, found = a_way(), a_draft()
    approve_way(way=way, by=rosa(), now=NOW)
    approve_way(way=way, by=rosa(), now=NOW)
    assert shown_ways(donation_appeal=found, now=NOW) == []

    approve_way(way=way, by=emeka(), now=NOW)

    assert shown_ways(donation_appeal=found, now=NOW) == [way]


@pytest.mark.parametrize("changes", [{}, {"address": IBAN, "holder": "Mallory"}, {"address": IBAN, "bic": "DEUTDEFF"}, {"address": IBAN, "currency": "USD"}])
def test_a_changed_account_is_gone_until_two_people_vouch_for_it_again(changes: dict[str, str]) -> None:
    way = an_approved_way()
    found = a_draft()

    change_way(way=way, details=another_account(**changes), by=rosa(), now=NOW)

    assert shown_ways(donation_appeal=found, now=NOW) == []
    way.refresh_from_db()
    for person in (rosa(), emeka()):
        approve_way(way=way, by=person, now=NOW)
    assert shown_ways(donation_appeal=found, now=NOW) == [way]


def test_another_place_in_the_list_needs_nobodys_word() -> None:
    way = an_approved_way()
    found = a_draft()

    change_way(way=way, details=another_account(address=IBAN, position=7), by=rosa(), now=NOW)

    assert shown_ways(donation_appeal=found, now=NOW) == [way]


def test_the_log_tells_who_changed_it_from_what_to_what() -> None:
    change_way(way=an_approved_way(), details=another_account(), by=rosa(), now=NOW)

    entry = LogEntry.objects.get(verb="change_way")
    assert entry.actor_name == "rosa"
    assert (entry.details["led_to"], entry.details["leads_to"], entry.details["approvals_lapsed"]) == (IBAN, OTHER_IBAN, True)


def test_what_was_changed_while_somebody_read_it_is_not_what_she_vouches_for() -> None:
    way = a_way()
    as_read = Way.objects.get(pk=way.pk)
    change_way(way=way, details=another_account(), by=rosa(), now=NOW)

    with pytest.raises(GivingRefused):
        approve_way(way=as_read, by=emeka(), now=NOW)


def test_who_works_alone_waits_an_hour() -> None:
    organisation = an_organisation()
    way, found = a_way(), a_draft()
    User.objects.filter(organisation=organisation).exclude(username="rosa").delete()

    approve_way(way=way, by=rosa(), now=NOW)

    assert shown_ways(donation_appeal=found, now=NOW + timedelta(minutes=59)) == []
    assert shown_ways(donation_appeal=found, now=NOW + timedelta(hours=1)) == [way]


def test_a_retired_way_is_on_no_page_and_nobody_can_vouch_for_it() -> None:
    way = an_approved_way()
    found = a_donation_appeal()

    retire_way(way=way, by=rosa(), now=NOW)

    assert shown_ways(donation_appeal=found, now=NOW) == []
    with pytest.raises(GivingRefused):
        approve_way(way=way, by=emeka(), now=NOW)


@pytest.mark.parametrize(
    "details", [WayDetails(address=IBAN, currency="EUR"), WayDetails(address=IBAN, holder="A\nB", currency="EUR"), WayDetails(address=IBAN, holder="A")]
)
def test_an_account_has_a_holder_and_a_currency(details: WayDetails) -> None:
    with pytest.raises(GivingRefused):
        add_way(organisation=an_organisation(), kind="bank", details=details, by=rosa(), now=NOW)


def test_the_same_way_is_entered_once() -> None:
    a_way(kind="paypal", address=PAYPAL)

    with pytest.raises(GivingRefused):
        a_way(kind="paypal", address=PAYPAL)


def test_what_a_giver_reveals_is_said_in_every_language_and_can_be_changed_but_not_left_out() -> None:
    way = a_way(kind="patreon", address="https://www.patreon.com/madeup")
    assert {text.language for text in way.texts.all()} == {*LANGUAGES, "ar"}
    assert all("Patreon" in text.note for text in way.texts.all())

    change_way_note(way=way, edit=Edit(language="en", seen_version=1), note="Patreon shows us your name.", by=rosa(), now=NOW)

    assert way.texts.get(language="en").note == "Patreon shows us your name."
    with pytest.raises(GivingRefused):
        change_way_note(way=way, edit=Edit(language="en", seen_version=2), note=" ", by=rosa(), now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "Our new account: DE50 0000 0000 0123 4567 89, hurry",
        "konto de50000000000123456789",
        "Send coins to bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "Go to https://elsewhere.example/give",
        "Go to www.elsewhere.example",
    ],
)
def test_no_way_hides_in_a_text(text: str) -> None:
    found, way = a_draft(), a_way()
    edit = Edit(language="en", seen_version=1)

    for name in ("standfirst", "body", "told"):
        with pytest.raises(GivingRefused):
            change_donation_words(donation_appeal=found, edit=edit, words=words(**{name: text}), by=rosa(), now=NOW)
    with pytest.raises(GivingRefused):
        change_way_note(way=way, edit=edit, note=text, by=rosa(), now=NOW)


@pytest.mark.parametrize(
    "text", ["On 10 March 2026 we paid 3 600 euros for 30 nights.", "Case KZ12 of 2011, and room 12345", *prepared_notes("stripe").values()]
)
def test_plain_words_are_no_way(text: str) -> None:
    refuse_hidden_way("body", text)
