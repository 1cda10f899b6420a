"""What was sent stands in the archive as it was sent, in its language, without anything of whoever got it."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from outcry.appeals.models import Appeal
from outcry.cases.tests.cast import a_case
from outcry.lib.feeds import Shape
from outcry.lib.tests.feed_rules import broken_in
from outcry.newsletters.archiving import show_in_archive, take_off_archive
from outcry.newsletters.beyond_recall import beyond_recall
from outcry.newsletters.models import Digest
from outcry.newsletters.sending import queue_copies
from outcry.newsletters.tests.cast import SAMIRA, a_draft, a_sent_digest, a_subscription, key_of
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import NOW, a_newsroom, a_report, an_appeal

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def digest() -> Digest:
    a_newsroom()
    report, appeal = a_report("en", "ru")[0], an_appeal()
    a_subscription()
    sent = a_sent_digest(keys=[f"appeal-{appeal.pk}", key_of(report)], languages=("en", "kk"))
    queue_copies(now=LATER)
    return sent


def test_from_the_foot_of_a_page_to_an_old_newsletter(client: Client, digest: Digest) -> None:
    assert "/en/newsletter/1/" in client.get("/en/newsletter/").text
    assert "What happened (en)" in client.get("/en/newsletter/archive/").text

    page = client.get("/en/newsletter/1/").text

    assert page.index("Dear all (en).") < page.index("Free Anna") < page.index("At midnight (en)")
    assert SAMIRA not in page
    assert "/newsletter/leave/" not in page


def test_what_is_not_in_a_language_leads_to_the_newsletter_in_it(client: Client, digest: Digest) -> None:
    page = client.get("/kk/newsletter/1/").text

    assert 'href="/en/newsletter/1/" lang="en"' in page
    assert 'href="/ru/newsletter/" lang="ru"' in page
    assert 'lang="en" hreflang="en" dir="ltr">At midnight (en)' in page
    assert client.get("/ru/newsletter/1/").status_code == 404
    assert "What happened" not in client.get("/ru/newsletter/archive/").text


def test_it_stays_as_it_was_sent(client: Client, digest: Digest) -> None:
    ReportPage.objects.update(title="Something else")

    assert "At midnight (en)" in client.get("/en/newsletter/1/").text


def test_a_draft_is_nobodys_business_and_what_was_taken_off_is_gone(client: Client, digest: Digest) -> None:
    by = digest.started_by
    assert by is not None
    a_draft(by=by, keys=[])
    assert client.get("/en/newsletter/2/").status_code == client.get(f"/en/newsletter/{'9' * 30}/").status_code == 404

    take_off_archive(digest=digest, by=by, now=LATER)
    assert client.get("/en/newsletter/1/").status_code == 404
    assert "What happened" not in client.get("/en/newsletter/archive/").text + client.get("/en/newsletter/archive.atom").text
    show_in_archive(digest=digest, by=by, now=LATER)
    assert client.get("/en/newsletter/1/").status_code == 200


def test_programs_follow_it(client: Client, digest: Digest) -> None:
    answer = client.get("/en/newsletter/archive.atom")

    assert broken_in(answer.content, Shape.ATOM) == []
    [entry] = ElementTree.fromstring(answer.content).findall("{http://www.w3.org/2005/Atom}entry")
    assert entry.findtext("{http://www.w3.org/2005/Atom}title") == "What happened (en)"
    assert "http://localhost:8000/en/reports/at-midnight/" in str(entry.findtext("{http://www.w3.org/2005/Atom}content"))
    assert client.get("/en/newsletter/archive.atom", headers={"if-none-match": answer.headers["ETag"]}).status_code == 304


def test_search_engines_are_told_of_it(client: Client, digest: Digest) -> None:
    told = client.get("/sitemap/newsletters.xml").text

    assert "/en/newsletter/1/" in told
    assert "/ru/newsletter/1/" not in told


def test_whoever_takes_a_case_away_is_told_which_newsletters_told_of_it(digest: Digest) -> None:
    case = a_case(digest.organisation)
    [nothing] = beyond_recall(case_id=case.pk)
    Appeal.objects.update(case=case)

    [line] = beyond_recall(case_id=case.pk)

    assert (nothing.number, line.number) == (0, 1)
    assert [link.label for link in line.links] == ["What happened (en)"]
