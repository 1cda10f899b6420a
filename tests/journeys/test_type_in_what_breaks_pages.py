"""Mallory has signed in, and types into every field she finds what others have used to break pages; then people look."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.template import engines
from playwright.sync_api import Dialog, expect

from tests.journeys.conftest import VisitorMaker
from tests.journeys.live_site import LiveSite, wait_until
from tests.journeys.pages import Answer, Form, ask, crawl, forms_of
from tests.journeys.signing import answer, confirm, sign
from tests.journeys.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(2400)]

# Each would open a window of its own, were it not written as text.
MARKERS = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "</textarea><script>alert(1)</script>",
    "'\"><svg onload=alert(1)>",
    "{{ 7|safe }}<b onclick=x>",
)
OURS = r"/desk/(appeals|cases|authorities|organisation|log|protests|newsroom)\b[^?]*$"
APPEAL = "/en/appeals/free-esenbek-ukteshbayev/"
ADDRESS = "mallory@mail.example"
OFFICE = "mission@embassy.example"
FREE_TEXT = ("text", "textarea", "url", "search")
ROUNDS = 3


def test_nothing_breaks_and_no_script_runs(own_site: LiveSite, a_visitor: VisitorMaker, real_data: Path) -> None:
    mallory = a_visitor(own_site)
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(f"{mallory.page.url}: {dialog.message}")
        dialog.dismiss()

    mallory.page.on("dialog", note)
    sign_in(mallory)
    cookies = "; ".join(f"{cookie.get('name')}={cookie.get('value')}" for cookie in mallory.context.cookies())
    texts = cycle(naughty(real_data))

    write_and_answer(own_site)

    statuses, broken = Counter[int](), []
    for path, form in forms(own_site, cookies):
        for fields in fillings(form, texts):
            status = ask(own_site, path, fields=fields, cookies=cookies).status
            statuses[status] += 1
            if status >= 500:
                broken.append(f"{status} {path} {fields}")
    print(f"\n{statuses.total()} forms sent; answers by status: {dict(statuses)}")
    # Some were taken, and none was turned away at the door.
    assert statuses[302] > 10
    assert not statuses[403]
    assert broken == []

    mallory.complaints.clear()
    for page in readable(own_site, cookies):
        assert page.status < 500, page.path
        mallory.open(page.path)
    assert opened == []
    assert [said for said in mallory.complaints if "404" not in said] == []

    # The same eyes on a template that forgot to escape.
    planted = engines["django"].from_string("<p>{{ text|safe }}</p>").render({"text": MARKERS[0]})
    mallory.open("/robots.txt")
    mallory.page.goto("about:blank")
    mallory.page.set_content(planted)
    mallory.page.wait_for_timeout(2000)
    assert opened


def naughty(folder: Path) -> list[str]:
    """Collected strings, every other one a marker of ours."""
    strings = json.loads((folder / "security/blns/blns.json").read_text())
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    collected = [text for text in [*strings, *payloads] if isinstance(text, str) and text.strip()]
    return [text for number, one in enumerate(collected) for text in (one, MARKERS[number % len(MARKERS)])]


def write_and_answer(site: LiveSite) -> None:
    """A protest full of markers, answered by its addressee and by its own writer, in plain text and in HTML."""
    name = "<img src=x onerror=alert(1)> O'Connor"
    confirm(site, sign(site, APPEAL, address=ADDRESS, name=name, letter="\n".join(MARKERS)), words=name)
    wait_until(lambda: site.mail_to(OFFICE), "the letter has arrived", seconds=120, words=site.words)
    for reader in (OFFICE, ADDRESS):
        answer(site, mail_to=reader, subject=MARKERS[1], text="\n".join(MARKERS), html=f"<p>{MARKERS[0]}</p>")
    for letter in site.mail_to(OFFICE) + site.mail_to(ADDRESS):
        # Whatever she typed, a head of a mail is one line of printable ASCII that holds no head of hers.
        heads = letter.as_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[0].replace(b"\n ", b"").split(b"\n")
        assert all(re.fullmatch(rb"[!-9;-~]+: ?[\t -~]*", head) for head in heads), heads


def sign_in(mallory: Visitor) -> None:
    mallory.open("/desk/")
    mallory.page.locator("input[name=username]").fill("demo-campaigner")
    mallory.page.locator("input[name=password]").fill(mallory.site.password("demo-campaigner"))
    mallory.page.keyboard.press("Enter")
    expect(mallory.page).to_have_url(f"{mallory.site.address}/desk/")


def forms(site: LiveSite, cookies: str) -> Iterator[tuple[str, Form]]:
    """Every form of the visitors' pages in one language, and of our desk, with the address it is sent to."""
    found = crawl(site, ["/en/", "/demo/mail/"], within=r"/(en|demo)/")
    found |= crawl(site, ["/desk/appeals/", "/desk/organisation/"], within=OURS, outside=r".*/preview/", cookies=cookies)
    for path, page in found.items():
        for form in forms_of(page) if page.is_page else ():
            target = urlsplit(urljoin(path, form.action or path)).path
            # Signing out would end the story.
            if not target.startswith("/desk/") or target.startswith(
                tuple(f"/desk/{room}/" for room in ("appeals", "cases", "authorities", "organisation", "protests"))
            ):
                yield target, form


def fillings(form: Form, texts: Iterator[str]) -> Iterator[dict[str, str]]:
    """The form with everything replaced, then with what is free text alone, so that some of it is taken and shown."""
    kept = {"csrfmiddlewaretoken"}
    yield {name: value if name in kept else next(texts) for name, (_kind, value) in form.fields.items()}
    for _ in range(ROUNDS):
        yield {name: next(texts) if kind in FREE_TEXT and name not in kept else value for name, (kind, value) in form.fields.items()}


def readable(site: LiveSite, cookies: str) -> list[Answer]:
    """Every page of ours that can be read now."""
    found = crawl(site, ["/en/", "/demo/mail/"], within=r"/(en|demo)/") | crawl(site, ["/desk/appeals/", "/desk/organisation/"], within=OURS, cookies=cookies)
    return [page for page in found.values() if page.is_page]
