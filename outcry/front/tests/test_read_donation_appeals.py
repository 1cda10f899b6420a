"""Readers see what money is asked for, how far it is and how to give; nobody is led away before she clicks."""

import re
from datetime import date

import pytest
from django.test import Client

from outcry.giving.models import DonationAppeal, DonationState, Way
from outcry.giving.operations import WayDetails, change_way, move_donation_appeal
from outcry.giving.tests.cast import IBAN, NOW, OTHER_IBAN, PAYPAL, TODAY, a_donation_appeal, a_draft, an_approved_way, came_in, euro, words
from outcry.newsroom.operations import ensure_tree
from tests.cast import an_organisation, rosa

pytestmark = pytest.mark.django_db
PAGE = "/en/give/for-lawyers/"


@pytest.fixture(autouse=True)
def clock() -> None:
    """The day on which these things stand is given."""
    organisation = an_organisation()
    organisation.content_clock_at = NOW
    organisation.save()
    ensure_tree(organisation=organisation, now=NOW)


def read(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.content.decode()


def test_the_page_tells_how_far_it_is_in_words_and_as_a_bar(client: Client) -> None:
    found = a_donation_appeal(goal="1000")
    came_in(found, euro("250"), payments=12)
    came_in(found, euro("10"), kind="refund")

    page = re.sub(r"\s+", " ", read(client))

    assert "<b>240 euros</b> of 1,000 euros" in page
    assert '<progress max="1000" value="240" aria-label="Received, towards the goal">' in page
    assert "24 per cent" in page
    assert "240 euros came in by 12 payments until" in page
    assert "10 euros went back and are subtracted already." in page


def test_a_way_is_a_plain_link_that_tells_the_other_site_nothing_and_a_note_above_it(client: Client) -> None:
    an_approved_way(kind="paypal", address=PAYPAL)
    a_donation_appeal()

    page = read(client)

    assert f'href="{PAYPAL}" rel="noreferrer noopener external"' in page
    assert page.index("PayPal learns who you are") < page.index(PAYPAL)
    assert not re.search(r'(?:src|action)="https?://', page)


def test_a_payment_link_of_stripe_says_what_the_gift_is_for(client: Client) -> None:
    an_approved_way(kind="stripe", address="https://donate.stripe.com/madeup")
    found = a_donation_appeal()

    assert f'href="https://donate.stripe.com/madeup?client_reference_id={found.public_id}"' in read(client)


def test_an_account_stands_in_letters_and_as_a_code(client: Client) -> None:
    a_donation_appeal()

    page = read(client)

    assert "DE50 0000 0000 0123 4567 89" in page
    assert 'role="img" aria-label="Code with the account above, for the program of your bank"><svg' in page


def test_an_account_that_one_person_changed_is_not_shown(client: Client) -> None:
    a_donation_appeal()

    change_way(way=Way.objects.get(), details=WayDetails(address=OTHER_IBAN, holder="Mallory", currency="EUR"), by=rosa(), now=NOW)

    page = read(client)
    assert OTHER_IBAN[-4:] not in page
    assert IBAN[-4:] not in page
    assert "No way is open this moment." in page


@pytest.mark.parametrize("path", [PAGE, "/ar/give/for-lawyers/"])
def test_a_draft_is_not_there(client: Client, path: str) -> None:
    an_approved_way()
    a_draft()

    assert client.get(path).status_code == 404
    assert "For lawyers" not in read(client, "/en/give/")
    assert "/en/give/for-lawyers/" not in client.get("/sitemap/appeals.xml").content.decode()


def test_one_that_is_over_offers_no_way_and_tells_what_was_done(client: Client) -> None:
    an_approved_way()
    found = a_donation_appeal(en=words(told="Two lawyers for a month."))
    for state in (DonationState.ENDED, DonationState.TOLD):
        move_donation_appeal(donation_appeal=found, to=state, by=rosa(), now=NOW)

    page = read(client)

    assert "Two lawyers for a month." in page
    assert "Ways to give" not in page
    assert IBAN[-4:] not in page


def test_what_is_not_translated_is_shown_in_its_language_and_says_so(client: Client) -> None:
    a_donation_appeal()

    page = read(client, "/ru/give/for-lawyers/")

    assert '<h1 lang="en" dir="ltr">For lawyers</h1>' in page
    assert 'rel="canonical" href="http://localhost:8000/en/give/for-lawyers/"' in page or "/en/give/for-lawyers/" in page.split('rel="canonical"')[1][:90]


def test_it_is_shared_with_its_languages_and_stands_in_the_map_of_the_site(client: Client) -> None:
    a_donation_appeal(ru=words("На адвокатов"))

    page, site_map = read(client), client.get("/sitemap/appeals.xml").content.decode()

    assert '<meta property="og:title" content="For lawyers">' in page
    assert 'hreflang="ru"' in page
    assert "/ru/give/for-lawyers/" in site_map
    assert "/kk/give/for-lawyers/" not in site_map


@pytest.mark.parametrize("until", [date(2026, 3, 9), None])
def test_the_foot_of_every_page_leads_there_while_one_is_open(client: Client, until: date | None) -> None:
    a_donation_appeal(until=until)

    assert ('<a href="/en/give/">' in read(client, "/en/about/privacy/")) is (until is None)


def test_an_invented_fund_says_so(client: Client) -> None:
    found = a_donation_appeal()
    DonationAppeal.objects.filter(pk=found.pk).update(is_invented=True)

    assert "nobody takes money for it" in read(client)
    assert "nobody takes money for it" in read(client, "/en/give/")


def test_it_is_never_taken_for_an_appeal_to_authorities(client: Client) -> None:
    a_donation_appeal()

    assert "Donation appeal" in read(client)
    assert "For lawyers" not in read(client, "/en/appeals/")


def test_the_list_asks_the_database_as_much_for_many_as_for_one(client: Client, django_assert_max_num_queries: object) -> None:
    for title in ("For lawyers", "For parcels", "For fares"):
        came_in(a_donation_appeal(title=title), euro("5"), on=TODAY)

    with django_assert_max_num_queries(9):  # type: ignore[operator]
        read(client, "/en/give/")
