"""Every public page, found by following links, and what it is made of: what came with it, what it links to, what it weighs."""

import http.client
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from tests.endless import is_one_of_endless
from tests.journeys.live_site import LiveSite

_SECONDS = 120


@dataclass(frozen=True)
class Answer:
    """What a server said to one request; header names in small letters, each with all its values."""

    path: str
    status: int
    headers: dict[str, list[str]]
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(self.headers.get(name.lower(), []))

    @property
    def is_page(self) -> bool:
        return self.status not in (301, 302, 303) and self.header("content-type").startswith("text/html")

    @property
    def html(self) -> str:
        return self.body.decode()


@dataclass
class Anatomy(HTMLParser):
    """The links of a page, its ids, the files it is drawn with, and what the strict policy forbids."""

    html: str
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    styles: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "link" and found.get("rel") == "stylesheet":
            self.styles.append(found["href"])
        elif tag == "link" and found.get("rel") == "icon":
            self.files.append(found["href"])
        elif tag in ("script", "img") and "src" in found:
            self.files.append(found["src"])
        if tag == "style" or (tag == "script" and "src" not in found and found.get("type") != "application/ld+json"):
            self.inline.append(f"<{tag}>")
        self.inline += [f"<{tag} {name}>" for name in found if name == "style" or name.startswith("on")]


@dataclass
class Form:
    """One form that posts: where to, and each field by its name with the kind of its element and what stands in it."""

    action: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._area = ""
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and has.get("method", "").lower() == "post":
            self._form = Form(has.get("action", ""))
            self.found.append(self._form)
        elif self._form is not None and tag in ("input", "textarea", "select") and has.get("name"):
            self._take(self._form, tag, has)
        elif self._form is not None and tag == "option" and "selected" in has and self._select:
            self._form.fields[self._select] = ("select", has.get("value", ""))

    def _take(self, form: Form, tag: str, has: dict[str, str]) -> None:
        kind, name = has.get("type", "text") if tag == "input" else tag, has["name"]
        self._area, self._select = name if tag == "textarea" else "", name if tag == "select" else ""
        if kind not in ("radio", "checkbox") or "checked" in has or name not in form.fields:
            form.fields[name] = (kind, has.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            kind, value = self._form.fields[self._area]
            self._form.fields[self._area] = (kind, value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


def forms_of(answer: Answer) -> list[Form]:
    """Every form of a page that posts."""
    return _Forms(answer.html).found


def ask(site: LiveSite, path: str, *, fields: dict[str, str] | None = None, cookies: str = "") -> Answer:
    """One request without a browser, following nothing; with fields, a POST."""
    connection = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=_SECONDS)
    headers = {"Accept-Language": "en", **({"Cookie": cookies} if cookies else {})}
    body = None
    if fields is not None:
        body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
    try:
        connection.request("GET" if fields is None else "POST", path, body=body, headers=headers)
        response = connection.getresponse()
        found: dict[str, list[str]] = {}
        for name, value in response.getheaders():
            found.setdefault(name.lower(), []).append(value)
        return Answer(path=path, status=response.status, headers=found, body=response.read())
    finally:
        connection.close()


def crawl(site: LiveSite, start: Iterable[str], *, within: str = "", outside: str = r"/desk/", cookies: str = "") -> dict[str, Answer]:
    """Every address reached from these by links, without fragments; `within` and `outside` are patterns of paths."""
    waiting, found = list(start), dict[str, Answer]()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        answer = found[path] = ask(site, path, cookies=cookies)
        if answer.is_page:
            targets = {target for link in links_of(site, answer) if not is_one_of_endless(target := urldefrag(link)[0])}
            waiting += sorted(target for target in targets if re.match(within, target) and not re.match(outside, target))
        elif answer.status in (301, 302):
            waiting += [path_of(site, urljoin(site.address + path, answer.header("location")))]
    return found


def links_of(site: LiveSite, answer: Answer) -> list[str]:
    """Links that stay on the site, as paths with query and fragment."""
    absolute = [urljoin(site.address + answer.path, link) for link in Anatomy(answer.html).links]
    return [path_of(site, link) for link in absolute if link.startswith(f"{site.address}/")]


def path_of(site: LiveSite, address: str) -> str:
    return address.removeprefix(site.address)


def hidden_fields(html: str) -> dict[str, str]:
    """The hidden inputs of a page, in whichever order their attributes stand."""
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", html)]
    return {found["name"]: found.get("value", "") for found in inputs if found.get("type") == "hidden" and "name" in found}
