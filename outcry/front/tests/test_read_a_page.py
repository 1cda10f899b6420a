"""Readers open the public pages."""

import re
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from outcry.accounts.models import OrganisationText
from outcry.appeals.models import Appeal, AppealText, Demand, DemandText
from outcry.authorities.models import OfficeText
from outcry.cases import publication
from outcry.cases.tests import cast as cases
from outcry.front.tests.people import an_appeal_open_today, confirmed_from, counted
from tests.cast import NOW, emeka, rosa
from tests.once import once_for_the_file

pytestmark = pytest.mark.django_db

PATHS = (
    "",
    "appeals/",
    "appeals/free-them/",
    "appeals/free-them/check-your-mail/",
    "cases/",
    "cases/the-case/",
    "custody/",
    "custody/freed/",
    "database/",
    "about/counting/",
    "about/privacy/",
    "about/safety/",
    "about/imprint/",
)
LANGUAGES = ("en", "ru", "kk", "ar")
LIGHT = 100_000  # bytes of HTML and CSS
FIRST_LOAD = 150_000
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover=\"alert(1)' {{ 7|add:7 }} {% now 'Y' %}"


def an_appeal_with_its_case() -> Appeal:
    appeal = an_appeal_open_today()
    case = cases.a_case(appeal.organisation, languages=("en", "ru", "kk"))
    cases.an_act(case)
    cases.an_intervention(case)
    cases.a_participant(case, "Anna", is_named_publicly=True)
    cases.a_participant(case, "Witness Marker")
    cases.fifteen_days(case)
    publication.propose(case=case, by=rosa(), now=NOW)
    publication.approve(case=case, by=emeka(), now=NOW)
    appeal.case = case
    appeal.save()
    return appeal


made = once_for_the_file(an_appeal_with_its_case)


@pytest.fixture
def appeal(made: Appeal) -> Appeal:
    return deepcopy(made)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("appeal")
def test_a_page_opens_in_its_language_without_a_cookie(client: Client, path: str, language: str) -> None:
    answer = client.get(f"/{language}/{path}")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "Witness Marker" not in page
    assert f'<a href="/ru/{path}" lang="ru" hreflang="ru"' in page, "the language switch keeps the page"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("appeal")
def test_a_page_is_light(client: Client, path: str) -> None:
    page = client.get(f"/en/{path}").content.decode()

    sizes = {name: _size(name) for name in re.findall(r'(?:href|src)="/static/([^"]+)"', page)}
    styles = sum(size for name, size in sizes.items() if name.endswith(".css"))
    assert len(page.encode()) + styles < LIGHT
    assert len(page.encode()) + sum(sizes.values()) < FIRST_LOAD


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("appeal")
def test_a_page_asks_no_other_host(client: Client, path: str) -> None:
    # Its own address is written with the site before it.
    page = client.get(f"/en/{path}").content.decode().replace(f'"{settings.SITE_URL}/', '"/')

    assert not re.search(r'<(?:link|script|img|iframe|form|source)[^>]+(?:href|src|action)="(?:https?:)?//', page)


def test_a_script_comes_with_the_form_alone(client: Client, appeal: Appeal) -> None:
    with_form = client.get("/en/appeals/free-them/").content.decode()
    without = client.get("/en/cases/").content.decode()

    assert "outcry.js" in with_form
    assert "<script" not in without


def test_a_country_below_the_floor_is_named_nowhere(client: Client, appeal: Appeal) -> None:
    confirmed_from(appeal, "IE", 6)
    confirmed_from(appeal, "AD", 2)
    confirmed_from(appeal, "MT", 3)
    counted(appeal)

    page = _without_the_form(client.get("/en/appeals/free-them/").content.decode())

    assert "Ireland" in page
    assert "Person1MT" in page, "the voice itself is shown"
    assert "Malta" not in page
    assert "Andorra" not in page
    assert "2 other countries together" in page
    assert ">11</strong> confirmed protests" in page.replace("\n", " ")


def test_the_parts_of_the_count_add_up(client: Client, appeal: Appeal) -> None:
    confirmed_from(appeal, "IE", 6)
    confirmed_from(appeal, "AD", 5, shown_in_public="nothing")
    counted(appeal)

    page = client.get("/en/appeals/free-them/").content.decode()

    assert "22 letters in all: 0 accepted, 0 refused, 22 on the way." in re.sub(r"\s+", " ", page)
    assert page.count("<b>11</b> on the way") == 2


def test_hostile_words_are_shown_and_never_run(client: Client, appeal: Appeal) -> None:
    AppealText.objects.update(title=HOSTILE, standfirst=HOSTILE, what_happened=HOSTILE, source_note=HOSTILE)
    OrganisationText.objects.update(name=HOSTILE, about=HOSTILE, imprint=HOSTILE)
    OfficeText.objects.update(name=HOSTILE)
    DemandText.objects.update(text=HOSTILE)
    confirmed_from(appeal, "IE", 5)
    assert Demand.objects.exists()

    for path in ("", "appeals/", "appeals/free-them/", "appeals/free-them/check-your-mail/", "about/imprint/"):
        page = client.get(f"/en/{path}").content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page
        assert '" onmouseover' not in page
        assert "{{ 7|add:7 }}" in page or path == "appeals/free-them/check-your-mail/"


def test_a_case_shows_its_acts_with_who_reports_them(client: Client, appeal: Appeal) -> None:
    page = client.get("/en/cases/the-case/").content.decode()

    assert "Jailed" in page
    assert "As reported by" in page or "One source so far" in page
    assert "Name withheld" in page
    assert "Anna" in page


def test_a_text_in_another_language_says_so(client: Client, appeal: Appeal) -> None:
    page = client.get("/ar/appeals/free-them/").content.decode()

    assert '<h1 lang="en" dir="ltr">' in page


def test_what_is_not_there_is_said_in_the_sites_look(client: Client) -> None:
    answer = client.get("/en/appeals/nothing-here/")

    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()
    assert not answer.cookies


def test_a_draft_is_nobodys_business(client: Client, appeal: Appeal) -> None:
    appeal.state = "draft"
    appeal.save()

    assert client.get("/en/appeals/free-them/").status_code == 404
    assert "free-them" not in client.get("/en/").content.decode()


@pytest.mark.parametrize(
    ("asked", "led_to"), [("", "/en/"), ("kk-KZ,ru;q=0.8", "/kk/"), ("de, ar;q=0.5", "/ar/"), ("xx", "/en/"), ("ru", "/ru/"), ("*;q=0, \x00", "/en/")]
)
def test_the_root_leads_to_the_readers_language(client: Client, asked: str, led_to: str) -> None:
    answer = client.get("/", headers={"accept-language": asked} if asked else {})

    assert (answer.status_code, answer["Location"]) == (302, led_to)
    assert "Accept-Language" in answer["Vary"]


def test_robots_are_asked_to_leave_mailed_links_alone(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /*/confirm/" in text


def _without_the_form(page: str) -> str:
    return re.sub(r"<form.*?</form>", "", page, flags=re.DOTALL)


def _size(name: str) -> int:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found).stat().st_size
