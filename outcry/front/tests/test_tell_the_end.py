"""An appeal ends, and the pages tell it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from outcry.appeals.models import Appeal
from outcry.front.tests.people import a_try_today, an_appeal_open_today, confirm_path
from outcry.protests.operations import OutcomeRecord, OutcomeWording, end_appeal
from tests.cast import an_organisation, emeka

pytestmark = pytest.mark.django_db


def ended(appeal: Appeal, *, kind: str = "released", days_ago: int = 1) -> None:
    words = OutcomeWording(headline="She is free", body="She walked out.\n\nMany were there.", mail_subject="Free", mail_body="She is free.")
    happened = (timezone.now() - timedelta(days=days_ago)).date().isoformat()
    outcome = OutcomeRecord(kind=kind, happened=happened, source="a newspaper", texts={"en": words})
    end_appeal(appeal=appeal, outcome=outcome, by=emeka(), now=timezone.now())


def test_the_appeal_page_tells_the_end_first_and_asks_no_more(client: Client) -> None:
    ended(an_appeal_open_today())

    page = client.get("/en/appeals/free-them/").content.decode()

    assert "<h1>She is free</h1>" in page
    assert page.index("She walked out.") < page.index("The appeal, as it stood") < page.index("Free them (en)</p>")
    assert "As reported by <bdi>a newspaper</bdi>." in page
    assert "<form" not in page
    assert "outcry.js" not in page


def test_words_of_the_end_in_another_language_say_so(client: Client) -> None:
    ended(an_appeal_open_today())

    assert '<h1 lang="en" dir="ltr">She is free</h1>' in client.get("/ru/appeals/free-them/").content.decode()


def test_a_good_end_leads_the_home_page_for_a_fortnight(client: Client) -> None:
    ended(an_appeal_open_today(slug="young"), days_ago=13)
    ended(an_appeal_open_today(slug="old"), days_ago=15)

    page = client.get("/en/").content.decode()

    assert 'href="/en/appeals/young/"' in page
    assert 'href="/en/appeals/old/"' not in page


def test_an_open_appeal_stands_beside_the_good_end(client: Client) -> None:
    ended(an_appeal_open_today(slug="free"))
    an_appeal_open_today(slug="held")

    page = client.get("/en/").content.decode()

    assert page.index('href="/en/appeals/free/"') < page.index('href="/en/appeals/held/#act"')


def test_an_end_that_is_not_good_does_not_lead(client: Client) -> None:
    ended(an_appeal_open_today(), kind="worse")

    assert "She is free" not in client.get("/en/").content.decode()


def test_a_late_link_tells_the_end(client: Client) -> None:
    appeal = an_appeal_open_today()
    protest = a_try_today(appeal)
    ended(appeal)

    page = client.get(confirm_path(protest)).content.decode()

    assert "She is free" in page
    assert "your unconfirmed protest is erased" in page


def test_without_any_appeal_the_home_page_still_says_who_we_are(client: Client) -> None:
    an_organisation()

    answer = client.get("/en/")

    assert answer.status_code == 200
    assert "No appeal is open today" in answer.content.decode()
