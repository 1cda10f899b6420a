"""What pages of cases and lists tell search engines and programs: their address, their languages, and of people only who is named as one it was done to."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from outcry.cases import publication
from outcry.cases.tests import cast as cases
from outcry.front.tests.people import an_appeal_open_today
from outcry.newsroom.operations import ensure_tree
from tests.cast import NOW, emeka, rosa

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL
_LISTS = [
    "appeals/",
    "cases/",
    "custody/",
    "custody/freed/",
    "database/",
    "database/map/",
    "database/figures/",
    "reports/",
    "reports/archive/",
    "reports/2026/",
    "reports/2026/03/",
    "reports/2026/03/01/",
    "topics/",
    "reports/corrections/",
    "about/counting/",
    "about/privacy/",
    "about/safety/",
    "about/imprint/",
    "write/",
    "newsletter/",
]
# They are a date, a name, or a list of names.
_WITHOUT_A_SENTENCE = {"reports/2026/", "reports/2026/03/", "reports/2026/03/01/", "reports/archive/", "topics/", "about/imprint/"}


def a_public_case(*, is_named: bool = True, **changes: Any) -> Any:
    """One in which it is said of two people that they may be named, or that they may not; it was done to the first."""
    case = cases.a_case(an_appeal_open_today().organisation, languages=("en", "ru"), **changes)
    victim, _accused = (cases.a_participant(case, name, kind="person", is_named_publicly=is_named) for name in ("Anna Named", "Officer Named"))
    cases.an_act(case, victim=victim)
    return case


def approved(case: Any) -> None:
    publication.propose(case=case, by=rosa(), now=NOW)
    publication.approve(case=case, by=emeka(), now=NOW)


def head(path: str) -> str:
    return Client().get(path).text.partition("</head>")[0]


def data(text: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    told: dict[str, Any] = json.loads(found)
    return told


def alternates(text: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text))


@pytest.mark.parametrize("path", ["", *_LISTS])
def test_a_list_names_its_address_and_its_languages(path: str) -> None:
    ensure_tree(organisation=an_appeal_open_today().organisation, now=NOW)

    text = head(f"/ru/{path}")

    assert f'<link rel="canonical" href="{SITE}/ru/{path}">' in text
    assert alternates(text) == {code: f"{SITE}/{code}/{path}" for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize("path", sorted({*_LISTS} - _WITHOUT_A_SENTENCE))
def test_a_list_says_in_a_sentence_what_it_is(path: str) -> None:
    ensure_tree(organisation=an_appeal_open_today().organisation, now=NOW)

    (sentence,) = re.findall(r'<meta name="description" content="([^"]*)">', head(f"/ru/{path}"))

    assert len(sentence) > 20


def test_what_narrows_a_list_is_no_address_of_its_own() -> None:
    an_appeal_open_today()

    assert f'<link rel="canonical" href="{SITE}/en/database/">' in head("/en/database/?country=KZ")
    assert f'<link rel="canonical" href="{SITE}/en/search/"' not in head("/en/search/?text=anna")


def test_a_case_names_all_its_languages() -> None:
    approved(a_public_case())

    text = head("/ru/cases/the-case/")

    assert f'<link rel="canonical" href="{SITE}/ru/cases/the-case/">' in text
    assert alternates(text) == {code: f"{SITE}/{code}/cases/the-case/" for code in ("en", "ru")}


@pytest.mark.parametrize("path", ["cases/the-case/", "appeals/free-both/"])
def test_where_nobody_has_translated_it_programs_are_led_to_its_own_language(path: str) -> None:
    approved(a_public_case())
    an_appeal_open_today(slug="free-both")

    text = head(f"/ar/{path}")

    assert '<meta name="robots" content="noindex">' in text
    assert f'<link rel="canonical" href="{SITE}/en/{path}">' in text
    assert '<meta name="robots"' not in head(f"/en/{path}")


def test_programs_learn_whom_it_was_done_to_and_nobody_else() -> None:
    approved(a_public_case())

    told = data(head("/en/cases/the-case/"))

    assert told["@type"] == "Article"
    assert [one for one in told.get("about", []) if one["@type"] == "Person"] == [{"@type": "Person", "name": "Anna Named"}]
    assert "Officer" not in json.dumps(told)


def test_a_name_that_is_withheld_is_told_to_no_program() -> None:
    approved(a_public_case(is_named=False))

    assert "Named" not in head("/en/cases/the-case/")


def test_what_is_made_up_is_no_fact_for_programs() -> None:
    approved(a_public_case(about_invented_person=True))

    assert "ld+json" not in head("/en/cases/the-case/")
