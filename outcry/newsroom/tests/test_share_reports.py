"""What a report tells search engines and whoever draws a card of it is what stands on its page, and no more."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from outcry.newsroom.models import ReportPage
from outcry.newsroom.report_rows import ReportCorrection
from outcry.newsroom.tests.cast import ON, a_newsroom, a_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_newsroom() -> None:
    a_newsroom()


def head(address: str = "/en/reports/at-midnight/") -> str:
    return Client().get(address).content.decode().partition("</head>")[0]


def data(text: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    told: dict[str, Any] = json.loads(found)
    return told


def told(text: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', text)}


def test_a_report_names_its_address_and_its_languages(settings: Any) -> None:
    a_report("en", "ru")

    text = head("/ru/reports/at-midnight/")

    assert f'<link rel="canonical" href="{settings.SITE_URL}/ru/reports/at-midnight/">' in text
    assert re.findall(r'rel="alternate" hreflang="(\w+)" href="[^"]*(/\w+/reports/[^"]+)"', text) == [
        ("en", "/en/reports/at-midnight/"),
        ("ru", "/ru/reports/at-midnight/"),
    ]


def test_a_translation_of_tomorrow_and_a_report_in_one_language_name_no_other() -> None:
    a_report("en")
    (russian,) = a_report("ru", slug="v-polnoch")
    russian.published_on = ON + timedelta(days=1)
    russian.save()

    assert "hreflang" not in head()


def test_a_card_says_what_the_page_says() -> None:
    a_report()

    said = told(head())

    assert {name: said[name] for name in ("og:type", "og:title", "og:description", "og:site_name")} == {
        "og:type": "article",
        "og:title": "At midnight (en)",
        "og:description": "They called for her freedom (en).",
        "og:site_name": "The Desk",
    }
    assert said["og:image"].endswith("/en/cards/reports/at-midnight.png")
    assert said["og:image:alt"] == "Report. At midnight (en). 1 January 2011. The Desk"


def test_data_for_programs_have_no_author_that_the_page_does_not_name() -> None:
    a_report()
    a_report(key="signed", slug="signed", byline="Vera Example")

    assert data(head())["author"] == {"@type": "Organization", "name": "The Desk"}
    assert data(head("/en/reports/signed/"))["author"] == {"@type": "Person", "name": "Vera Example"}


def test_a_correction_is_told_to_programs() -> None:
    (report,) = a_report()
    ReportCorrection.objects.create(report=report, corrected_on=ON, text="It was ten, not twelve.", reason="A slip.")

    assert data(head())["correction"] == [{"@type": "CorrectionComment", "datePublished": "2011-01-01", "text": "It was ten, not twelve."}]


def test_hostile_words_end_no_script_and_no_attribute() -> None:
    hostile = "</script><script>alert(1)</script>\"'><!-- &amp; \u2028"
    a_report(headline=hostile)

    text = head()

    assert data(text)["headline"] == hostile
    assert told(text)["og:title"] == hostile
    assert "<script>alert" not in text


def test_a_draft_is_shared_by_nobody() -> None:
    (report,) = a_report()
    ReportPage.objects.get(pk=report.pk).unpublish()

    assert Client().get("/en/reports/at-midnight/").status_code == 404
