"""Every public page, from the home page of each language along every link, and every named address besides."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from django.urls import Resolver404, resolve

from outcry.demo import urls as demo_urls
from outcry.front import root_urls
from outcry.front import urls as front_urls
from tests.endless import is_one_of_endless, without_filter
from tests.journeys.conftest import VisitorMaker
from tests.journeys.inspectors import axe, vnu
from tests.journeys.live_site import LiveSite
from tests.journeys.pages import Anatomy, Answer, ask, crawl, links_of, path_of
from tests.journeys.signing import sign
from tests.journeys.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(2400)]

LANGUAGES = ("en", "ru", "kk", "ar")
SLUG = "lift-the-fine-of-an-invented-teacher"
CASE, REPORT = "esenbek-ukteshbayev", "at-midnight-they-called-for-his-freedom"
VIGIL = "vigil-for-an-invented-teacher"
ADDRESS = "pages@mail.example"
# A few of the endless many ways to narrow the public database.
NARROWED = (
    "?country=KZ",
    "?text=nobody-is-called-so",
    "map/?country=KZ",
    "figures/?unit=persons",
    "figures/over-time/?unit=persons",
    "figures/over-time/?began=2010",
    "figures/by-act/?act=acts%2Fliberty",
)
UNKNOWN = "nothing-is-behind-this"
HTML_AND_CSS_BYTES = 100_000
FIRST_LOAD_BYTES = 150_000
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# What stands in pages of others: frames of ours run nothing and send nothing, pictures are nothing but pictures.
POLICIES = {
    "embed": POLICY | {"script-src": "'none'", "form-action": "'none'", "frame-ancestors": "*"},
    "cards": {"sandbox": "", "default-src": "'none'", "frame-ancestors": "'none'"},
    "photos": {"sandbox": "", "default-src": "'none'", "frame-ancestors": "'none'"},
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


# One newsletter has gone out, so that the archive holds something.
SENT = """
from django.utils import timezone
from outcry.accounts.models import User
from outcry.newsletters.drafting import propose_digest
from outcry.newsletters.models import Digest
from outcry.newsletters.sending import send_digest
digest, now = Digest.objects.order_by("pk")[0], timezone.now()
propose_digest(digest=digest, by=User.objects.get(username="demo-campaigner"), now=now)
send_digest(digest=digest, by=User.objects.get(username="demo-editor"), now=now)
"""

# A gathering that is over has a photo: a wall, and something red that was covered. The sample has a drawing alone, for nobody gave us a photo.
PHOTO = """
from io import BytesIO
from django.utils import timezone
from PIL import Image
from outcry.accounts.models import User
from outcry.evidence.for_readers import Uploaded
from outcry.evidence.workbench.areas import Area
from outcry.gatherings import operations
from outcry.gatherings.material import PhotoWords
from outcry.gatherings.models import Gathering
file = BytesIO()
Image.new("RGB", (800, 600), "navy").save(file, "JPEG")
gathering, by, now = Gathering.objects.get(slug="new-years-eve-outside-the-prison"), User.objects.get(username="demo-campaigner"), timezone.now()
draft = operations.add_photo(gathering=gathering, file=Uploaded(data=file.getvalue(), name="wall.jpg"), by=by, now=now)
draft = operations.cover(draft=draft, areas=[Area(page=1, left=0.25, top=0.25, width=0.25, height=0.5)], by=by, now=now)
words = {"en": PhotoWords(alt="A wall", caption="Made up for a test")}
operations.show_photo(draft=draft, credit="A test", words=words, is_covered=True, by=by, now=now)
"""


@pytest.fixture(scope="module")
def answers(site: LiveSite) -> dict[str, Answer]:
    """Every page a visitor can come to, by its address; behind a mailed link, not yet confirmed, too. Printed: how many."""
    site.do(SENT)
    site.do(PHOTO)
    start = ["/", "/robots.txt", "/sitemap.xml", "/sitemap/pages.xml", "/demo/mail/"]
    for language in LANGUAGES:
        start += [f"/{language}/", f"/{language}/appeals/{SLUG}/check-your-mail/", f"/{language}/confirm/{UNKNOWN}/", f"/{language}/leave/{UNKNOWN}/"]
        start += [f"/{language}/comments/{door}/{UNKNOWN}/" for door in ("mine", "hear", "leave")]
        start += [f"/{language}/newsletter/{door}" for door in ("check-your-mail/", f"confirm/{UNKNOWN}/", f"leave/{UNKNOWN}/")]
        start += [f"/{language}/yours/{door}" for door in ("check-your-mail/", f"{UNKNOWN}/", f"{UNKNOWN}/agreed-to.json")]
        start += [f"/{language}/gatherings/{door}/{UNKNOWN}/" for door in ("confirm", "leave")]
        start += [f"/{language}/gatherings/{VIGIL}/come/thanks/"]
        # Nobody is freed in the sample yet, so nothing leads there.
        start += [f"/{language}/{UNKNOWN}/", f"/{language}/custody/freed/"]
        start += [f"/{language}/database/{narrowed}" for narrowed in NARROWED]
        # For programs and for the pages of others; nothing to press leads there.
        start += [f"/{language}/appeals/open.atom"]
        start += [f"/{language}/embed/appeals/{SLUG}/", f"/{language}/cards/appeals/{SLUG}.png", f"/{language}/cards/cases/{CASE}.png"]
    start += [f"/oembed/?url={site.address}/en/appeals/{SLUG}/", f"/en/embed/reports/{REPORT}/", f"/en/cards/reports/{REPORT}.png"]
    link = sign(site, f"/en/appeals/{SLUG}/", address=ADDRESS)
    start += [link.replace("/en/", f"/{language}/", 1) for language in LANGUAGES]
    found = crawl(site, start)
    found |= {f"{path} (the form with errors)": ask(site, path, fields={"name": "x"}) for path in appeals(found)}
    pages = [path for path, answer in found.items() if answer.is_page]
    print(f"\n{len(pages)} public pages in {len(LANGUAGES)} languages")
    return found


def appeals(found: Iterable[str]) -> list[str]:
    return [path for path in found if re.fullmatch(rf"/\w\w/appeals/{SLUG}/", path)]


def pages_of(answers: dict[str, Answer]) -> dict[str, Answer]:
    return {name: answer for name, answer in answers.items() if answer.is_page}


def test_every_named_address_is_among_them(answers: dict[str, Answer]) -> None:
    named = {f"front:{pattern.name}" for pattern in front_urls.urlpatterns} | {f"demo:{pattern.name}" for pattern in demo_urls.urlpatterns}
    named |= {pattern.name for pattern in root_urls.urlpatterns if pattern.name and not str(pattern.pattern).startswith("desk/")} | {"wagtail_serve"}
    assert named <= {view_of(answer.path) for answer in answers.values()}


def view_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return ""


def test_every_link_leads_to_a_page_and_to_a_place_on_it(site: LiveSite, answers: dict[str, Answer]) -> None:
    broken = []
    for name, answer in pages_of(answers).items():
        for link in links_of(site, answer):
            path, place = urldefrag(link)
            target = answer if path == answer.path else answers.get(without_filter(path) if is_one_of_endless(path) else path)
            # A page that is not here has a switch of languages too, and it leads to where it is not here either.
            is_there = target is not None and (target.status in (200, 301, 302) or UNKNOWN in path)
            if not is_there or (place and target and target.is_page and place not in Anatomy(target.html).ids):
                broken.append(f"{name} links to {link}")

    assert broken == []


def test_nothing_but_what_is_meant_to_be_missing_is_missing(answers: dict[str, Answer]) -> None:
    assert [f"{answer.status} {name}" for name, answer in answers.items() if answer.status not in (200, 301, 302) and UNKNOWN not in name] == []
    assert {answer.status for name, answer in answers.items() if UNKNOWN in name} == {404}


def test_every_answer_carries_the_strict_headers_and_no_cookie(answers: dict[str, Answer]) -> None:
    for name, answer in answers.items():
        kind = kind_of(name)
        assert policy(answer) == POLICIES.get(kind, POLICY), name
        assert {header: answer.header(header) for header in HEADERS} == headers_of(kind), name
        assert "camera=()" in answer.header("Permissions-Policy"), name
        assert not answer.header("Set-Cookie"), name
        assert "cookie" not in answer.header("Vary").lower(), name
        assert not answer.is_page or not Anatomy(answer.html).inline, name


def kind_of(path: str) -> str:
    """By which pages have a policy of their own."""
    if path.startswith("/oembed/"):
        return "oembed"
    if re.fullmatch(r"/\w\w/gatherings/[^/]+/photos/[^/]+", path):
        return "photos"
    return path.split("/")[2] if path.count("/") > 2 else ""


def headers_of(kind: str) -> dict[str, str]:
    if kind not in ("embed", "cards", "oembed"):
        return HEADERS
    return HEADERS | {"Cross-Origin-Resource-Policy": "cross-origin"} | ({"X-Frame-Options": ""} if kind == "embed" else {})


def policy(answer: Answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.header("Content-Security-Policy").split(";") if part.strip())
    return {name: value for name, _space, value in parts}


def test_every_page_is_light(site: LiveSite, answers: dict[str, Answer]) -> None:
    sizes: dict[str, int] = {}

    def size(file: str) -> int:
        if file not in sizes:
            found = ask(site, path_of(site, file))
            assert found.status == 200, file
            sizes[file] = len(found.body)
        return sizes[file]

    weights = {}
    for name, answer in pages_of(answers).items():
        parts = Anatomy(answer.html)
        drawn = len(answer.body) + sum(map(size, parts.styles))
        weights[name] = (drawn, drawn + sum(map(size, parts.files)))

    heaviest = max(weights.items(), key=lambda found: found[1][1])
    print(f"\nthe heaviest page, uncompressed: {heaviest[0]}, HTML and CSS {heaviest[1][0]} bytes, first load {heaviest[1][1]} bytes")
    assert [name for name, (drawn, loaded) in weights.items() if drawn >= HTML_AND_CSS_BYTES or loaded >= FIRST_LOAD_BYTES] == []


def test_the_letter_of_html_is_kept(answers: dict[str, Answer], tmp_path: Path) -> None:
    assert vnu({name: answer.body for name, answer in pages_of(answers).items()}, tmp_path / "pages") == {}


def test_nothing_hinders_people_and_the_browser_has_no_complaint(site: LiveSite, answers: dict[str, Answer], a_visitor: VisitorMaker) -> None:
    visitor = a_visitor(site)

    hindrances = {name: found for name, answer in pages_of(answers).items() if name == answer.path and (found := look_at(visitor, answer))}

    assert hindrances == {}
    assert not visitor.cookies()
    assert not visitor.complaints


def test_nothing_hinders_people_in_the_dark_on_a_telephone(site: LiveSite, answers: dict[str, Answer], a_visitor: VisitorMaker) -> None:
    visitor = a_visitor(site, dark=True, width=360)

    hindrances = {name: found for name, answer in pages_of(answers).items() if name == answer.path and (found := look_at(visitor, answer))}

    assert hindrances == {}


def test_the_numbers_of_a_month_in_custody_are_not_broken_on_a_telephone(site: LiveSite, a_visitor: VisitorMaker) -> None:
    page = a_visitor(site, width=360).open("/en/cases/esenbek-ukteshbayev/")
    days = page.locator(".days")
    height = days.evaluate("row => row.offsetHeight")

    days.evaluate("row => { while (row.children.length < 31) row.firstElementChild.after(row.firstElementChild.nextElementSibling.cloneNode(true)) }")

    assert days.evaluate("row => [row.children.length, row.offsetHeight]") == [31, height]


def look_at(visitor: Visitor, answer: Answer) -> list[str]:
    before = len(visitor.complaints)
    visitor.open(answer.path)
    if answer.status == 404:
        # The browser notes every 404 as an error; these are meant.
        visitor.complaints[before:] = [said for said in visitor.complaints[before:] if "404" not in said]
    found = axe(visitor.page)
    if visitor.width_of_page() > (visitor.page.viewport_size or {"width": 0})["width"]:
        found.append("the page scrolls sideways")
    return found


def test_a_planted_fault_is_found(site: LiveSite, a_visitor: VisitorMaker, tmp_path: Path) -> None:
    visitor = a_visitor(site)
    page = ask(site, "/en/about/safety/")
    visitor.open(page.path)
    visitor.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input type=\"text\">')")

    assert any("label" in fault for fault in axe(visitor.page))
    unclosed = page.body.replace(b"</main>", b"<section><p>Here it stops</main>", 1)
    assert vnu({"whole": page.body, "unclosed": unclosed}, tmp_path / "planted").keys() == {"unclosed"}
    assert Counter(Anatomy('<p style="x" onclick="x"></p><script>x</script>').inline) == {"<p style>": 1, "<p onclick>": 1, "<script>": 1}
