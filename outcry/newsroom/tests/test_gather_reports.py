"""A reader finds what belongs together: reports on a topic, from a country, with the appeals they tell of."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.models import ReportPage
from outcry.newsroom.subjects import gathered
from outcry.newsroom.tests.cast import ON, a_newsroom, a_report, an_appeal
from outcry.vocabularies.models import Term
from outcry.vocabularies.operations.load_shipped import load_shipped
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)


@pytest.fixture(autouse=True)
def _a_newsroom() -> None:
    load_shipped(now=timezone.now())
    a_newsroom()


def topic(name: str = "prison-conditions") -> Term:
    return Term.objects.get(code=f"topics/{name}")


def told(key: str, *languages: str, **changes: Any) -> list[ReportPage]:
    return a_report(*languages, key=key, slug=key, headline=f"About {key}", **changes)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def reports_on(html: str) -> list[str]:
    return re.findall(r'<h3><a href="/\w\w/reports/([\w-]+)/"', html)


def test_a_topic_gathers_its_reports_the_newest_first(client: Client) -> None:
    told("older", topics=[topic()], published_on=date(2010, 12, 30))
    told("newer", topics=[topic()])
    told("other", topics=[topic("media")])

    assert reports_on(page(client, "/en/topics/prison-conditions/")) == ["newer", "older"]


def test_a_topic_gathers_what_is_on_a_topic_beneath_it(client: Client) -> None:
    above, beneath = topic("media"), topic("censorship")
    beneath.path = f"{above.path}{beneath.path[-len(above.path) :]}"
    beneath.parent = above
    beneath.save()
    told("the-blocked-site", topics=[beneath])

    assert reports_on(page(client, "/en/topics/media/")) == ["the-blocked-site"]
    assert gathered.topics_counted(Archive(organisation=a_newsroom(), language="en", on=ON)) == {above.pk: 1, beneath.pk: 1}


def test_a_translation_nobody_put_under_the_topic_is_found_with_its_source(client: Client) -> None:
    _english, russian = told("the-wall", "en", "ru", topics=[topic()])
    russian.topics.clear()
    russian.save()

    html = page(client, "/ru/topics/prison-conditions/")

    assert reports_on(html) == ["the-wall"]
    assert "/ru/reports/the-wall/" in html
    assert "Условия в тюрьмах" in html


def test_what_readers_do_not_find_yet_is_under_no_topic_and_in_no_number(client: Client) -> None:
    told("next-week", topics=[topic()], country="KZ", published_on=date(2011, 1, 8))

    assert reports_on(page(client, "/en/topics/prison-conditions/")) == []
    assert "prison-conditions" not in page(client, "/en/topics/")
    assert "/countries/kz/" not in page(client, "/en/topics/")


def test_the_list_of_subjects_counts_each_report_once_whatever_its_languages(client: Client) -> None:
    told("the-wall", "en", "ru", "kk", topics=[topic()], country="KZ")

    html = page(client, "/en/topics/")

    assert re.findall(r'<a href="/en/(?:topics|countries)/([\w-]+)/">[^<]+</a> <span class="soft">(\d+)<', html) == [("prison-conditions", "1"), ("kz", "1")]


def test_a_country_shows_its_reports_and_the_open_appeals_for_it(client: Client) -> None:
    an_appeal()
    told("the-wall", country="KZ")

    html = page(client, "/en/countries/kz/")

    assert reports_on(html) == ["the-wall"]
    assert "Free Anna" in html


def test_a_page_of_a_subject_says_in_one_line_what_it_holds(client: Client) -> None:
    told("older", topics=[topic()])

    pages = [page(client, path) for path in ("/en/topics/prison-conditions/", "/en/topics/", "/en/search/")]

    assert [re.findall('<meta name="description" content="(.*?)">', html) for html in pages] == [
        ["Prison conditions: reports, cases, appeals and gatherings."],
        ["All that we publish, by topic, country and organisation."],
        ["Reports, appeals and cases, found by words in any language."],
    ]


def test_a_draft_of_an_appeal_is_on_no_page(client: Client) -> None:
    told("the-wall", country="KZ", appeals=[an_appeal(state="draft")], topics=[topic()])

    assert "Free Anna" not in page(client, "/en/countries/kz/")
    assert "Free Anna" not in page(client, "/en/topics/prison-conditions/")


@pytest.mark.parametrize(
    "path", ["topics/nothing/", "topics/acts/", "countries/KZ/", "countries/qq/", "countries/kazakhstan/", "topics/media/?page=2", "topics/media/?page=x"]
)
def test_what_is_no_subject_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404


def test_the_feed_of_a_subject_holds_what_its_page_lists(client: Client) -> None:
    told("the-wall", topics=[topic()], country="KZ")
    told("other", topics=[topic("media")], country="TR")

    for subject in ("topics/prison-conditions", "countries/kz"):
        feed = page(client, f"/en/{subject}/feed.json")
        assert "/en/reports/the-wall/" in feed
        assert "/en/reports/other/" not in feed
        assert "Prison conditions" in feed


def test_a_report_leads_to_its_topics_and_its_country(client: Client) -> None:
    told("the-wall", topics=[topic()], country="KZ", place="Atbasar")

    html = page(client, "/en/reports/the-wall/")

    assert '<a href="/en/topics/prison-conditions/">Prison conditions</a>' in html
    assert "<bdi>Atbasar</bdi>" in html
    assert '<a href="/en/countries/kz/">Kazakhstan</a>' in html


def test_a_subject_asks_as_much_with_many_reports_as_with_one(client: Client) -> None:
    told("the-wall", topics=[topic()])
    with CaptureQueriesContext(connection) as of_one:
        page(client, "/en/topics/prison-conditions/")
    for number in range(5):
        told(f"report-{number}", topics=[topic()])

    with CaptureQueriesContext(connection) as of_six:
        page(client, "/en/topics/prison-conditions/")

    assert len(of_six) == len(of_one)


def test_the_map_of_the_site_names_the_subjects_that_have_a_report(client: Client) -> None:
    told("the-wall", topics=[topic()], country="KZ")

    html = page(client, "/sitemap/subjects.xml")

    assert "/ru/topics/prison-conditions/" in html
    assert "/en/countries/kz/" in html
    assert "/topics/media/" not in html
