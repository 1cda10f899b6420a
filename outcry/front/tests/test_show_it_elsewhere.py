"""Others show an appeal or a report on their own site, and whoever links to one gets a card of it."""

import json
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from outcry.appeals.models import Appeal, AppealState, AppealText
from outcry.cases import publication
from outcry.cases.tests import cast as cases
from outcry.front.filling.cards import counted
from outcry.front.tests.people import an_appeal_open_today
from outcry.newsroom.models import ReportPage
from outcry.newsroom.operations import publish_report
from outcry.newsroom.tests.cast import a_text
from tests.cast import NOW, emeka, rosa

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL


def a_report() -> None:
    texts = [a_text("en", slug="first"), a_text("ru", slug="pervyj")]
    publish_report(organisation=an_appeal_open_today().organisation, key="one", texts=texts, published_on=NOW.date(), now=NOW)


def told(client: Client, path: str, **more: str) -> dict[str, Any]:
    answer = client.get("/oembed/", {"url": f"{SITE}{path}", **more})
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.mark.parametrize("path", ["/en/appeals/free-them/", "/ru/reports/pervyj/", "/ar/appeals/free-them/?x=1#act"])
def test_programs_learn_how_to_show_a_page(client: Client, path: str) -> None:
    a_report()

    found = told(client, path)

    assert (found["version"], found["type"], found["provider_url"]) == ("1.0", "rich", f"{SITE}{path[:4]}")
    assert f'src="{SITE}{path[:4]}embed/' in found["html"]
    assert (found["thumbnail_width"], found["thumbnail_height"]) == (1200, 630)
    with Image.open(BytesIO(client.get(urlsplit(found["thumbnail_url"]).path).content)) as card:
        assert card.size == (1200, 630)


def test_a_page_names_where_programs_learn_of_it(client: Client) -> None:
    a_report()

    for path, kind in (("/en/appeals/free-them/", "json"), ("/en/reports/first/", "xml")):
        head = client.get(path).text.partition("</head>")[0]
        (link,) = [line for line in head.splitlines() if f"{kind}+oembed" in line]
        address = unescape(link.partition('href="')[2].partition('"')[0]).removeprefix(SITE)
        assert client.get(address).headers["Content-Type"].startswith({"json": "application/json", "xml": "text/xml"}[kind])


def test_xml_says_the_same(client: Client) -> None:
    an_appeal_open_today()
    AppealText.objects.update(title='Free <them> & "all" ]]>')

    answer = client.get("/oembed/", {"url": f"{SITE}/en/appeals/free-them/", "format": "xml"})

    assert {one.tag: one.text for one in ElementTree.fromstring(answer.content)} == {
        name: str(value) for name, value in told(client, "/en/appeals/free-them/").items()
    }
    assert "&lt;them&gt;" in told(client, "/en/appeals/free-them/")["html"]


def test_a_frame_keeps_to_the_room_there_is(client: Client) -> None:
    an_appeal_open_today()

    small = told(client, "/en/appeals/free-them/", maxwidth="320", maxheight="200")

    assert (small["width"], small["height"]) == (320, 200)
    assert 'width="320" height="200"' in small["html"]
    assert "thumbnail_url" not in small


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"url": "https://elsewhere.example/en/appeals/free-them/"}, 404),
        ({"url": f"{SITE}.elsewhere.example/en/appeals/free-them/"}, 404),
        ({"url": f"{SITE}/en/appeals/a-draft/"}, 404),
        ({"url": f"{SITE}/xx/appeals/free-them/"}, 404),
        ({"url": f"{SITE}/en/cases/free-them/"}, 404),
        ({"url": "http://[::1"}, 404),
        ({}, 404),
        ({"url": f"{SITE}/en/appeals/free-them/", "format": "yaml"}, 501),
        ({"url": f"{SITE}/en/appeals/free-them/", "maxwidth": "0"}, 400),
        ({"url": f"{SITE}/en/appeals/free-them/", "maxheight": "-5"}, 400),
    ],
)
def test_for_anything_else_there_is_nothing(client: Client, asked: dict[str, str], status: int) -> None:
    an_appeal_open_today()
    an_appeal_open_today(slug="a-draft", addressees=0)
    Appeal.objects.filter(slug="a-draft").update(state=AppealState.DRAFT)

    assert client.get("/oembed/", asked).status_code == status


def test_a_frame_alone_may_stand_in_pages_of_others(client: Client) -> None:
    a_report()

    for path in ("/en/embed/appeals/free-them/", "/ru/embed/reports/pervyj/"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert ("frame-ancestors *" in policy, "script-src 'none'" in policy, "form-action 'none'" in policy) == (True, True, True)
        assert "X-Frame-Options" not in answer.headers
        assert not answer.cookies
    closed = client.get("/en/appeals/free-them/")
    assert "frame-ancestors 'none'" in closed.headers["Content-Security-Policy"]
    assert closed.headers["X-Frame-Options"] == "DENY"


def test_a_frame_shows_the_count_and_leads_out_of_itself(client: Client) -> None:
    an_appeal_open_today()

    page = client.get("/en/embed/appeals/free-them/").text

    assert "confirmed protests so far" in page
    assert "<script" not in page
    assert "<form" not in page
    assert all('target="_blank"' in link for link in page.split("<a ")[1:])
    assert f'href="{SITE}/en/appeals/free-them/#act"' in page


def test_the_page_of_an_appeal_and_of_a_report_offer_what_to_copy(client: Client) -> None:
    a_report()

    for path, frame in (("/en/appeals/free-them/", "appeals/free-them"), ("/en/reports/first/", "reports/first")):
        assert f"&lt;iframe src=&quot;{SITE}/en/embed/{frame}/&quot;" in client.get(path).text


def test_what_nobody_may_read_has_no_frame_and_no_card(client: Client) -> None:
    a_report()
    case = cases.a_case(Appeal.objects.get().organisation)
    Appeal.objects.update(state=AppealState.DRAFT)
    ReportPage.objects.all().update(published_on=timezone.now().date() + timedelta(days=2))

    for path in ("embed/appeals/free-them/", "embed/reports/first/", "cards/appeals/free-them.png", "cards/reports/first.png", f"cards/cases/{case.slug}.png"):
        assert client.get(f"/en/{path}").status_code == 404, path


def test_the_card_of_a_case_follows_what_is_published(client: Client) -> None:
    case = cases.a_case(an_appeal_open_today().organisation)
    publication.propose(case=case, by=rosa(), now=NOW)
    publication.approve(case=case, by=emeka(), now=NOW)
    first = client.get("/en/cards/cases/the-case.png")
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    assert client.get("/en/cards/cases/the-case.png", headers={"if-none-match": first["ETag"]}).status_code == 304

    publication.withdraw(case=case, by=rosa(), now=NOW)

    assert client.get("/en/cards/cases/the-case.png", headers={"if-none-match": first["ETag"]}).status_code == 404


def test_a_page_names_its_card_with_its_size_and_its_words(client: Client) -> None:
    a_report()

    for path, card in (("/en/appeals/free-them/", "appeals/free-them"), ("/ru/reports/pervyj/", "reports/pervyj")):
        head = client.get(path).text.partition("</head>")[0]
        assert f'<meta property="og:image" content="{SITE}{path[:4]}cards/{card}.png">' in head
        assert '<meta property="og:image:width" content="1200">' in head
        assert '<meta property="og:image:alt" content="' in head


@pytest.mark.parametrize(
    ("confirmed", "words"), [(1, "1 confirmed protest"), (99, "99 confirmed protests"), (104, "100+ confirmed protests"), (1043, "1,000+ confirmed protests")]
)
def test_what_programs_keep_for_days_stays_true(confirmed: int, words: str) -> None:
    assert counted(confirmed) == words
