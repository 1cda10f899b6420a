"""A browser that knows text, links and forms: no style, no script, no cookie. Like lynx, and in need of nothing but this file."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client

_VOID = {"br", "hr", "img", "input", "link", "meta"}


@dataclass
class Form:
    """A form as it is drawn: what it would send unless somebody writes into it, and its buttons by their words."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    choices: dict[str, tuple[str, str]] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """What the reader sees: words, links by their words, forms by their labels."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._names: dict[str, str] = {}
        self.feed(html)
        for form in self.forms:
            # Labels name their fields by id; ids are known once the page is read.
            form.labels = {words: self._names[target] for words, target in form.labels.items() if target in self._names}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(action=has.get("action", ""), method=has.get("method", "get").lower()))
        elif tag in ("input", "select", "textarea") and self.forms and "name" in has:
            self._names[has.get("id", "")] = has["name"]
            self._draw(tag, has)
        elif tag == "option" and "selected" in has:
            self.forms[-1].values[self._inside("select")["name"]] = has.get("value", "")
        if tag not in _VOID:
            self._open.append((tag, has, len(self.text)))

    def _draw(self, tag: str, has: dict[str, str]) -> None:
        form, kind = self.forms[-1], has.get("type", "text")
        if kind == "submit":
            form.buttons[has.get("value", "")] = (has["name"], has.get("value", ""))
        elif kind in ("radio", "checkbox"):
            form.choices[has.get("id", "")] = (has["name"], has.get("value", "on"))
            if "checked" in has:
                form.values[has["name"]] = has.get("value", "on")
        else:
            form.values[has["name"]] = has.get("value", "")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open[-1][0] != tag:
            self._open.pop()
        if not self._open:
            return
        _tag, has, start = self._open.pop()
        words = " ".join(self.text[start:].split())
        if tag == "a" and "href" in has:
            self.links.setdefault(words, has["href"])
        elif self.forms:
            self._end_in_form(tag, has, words, self.text[start:].removeprefix("\n"))

    def _end_in_form(self, tag: str, has: dict[str, str], words: str, written: str) -> None:
        form = self.forms[-1]
        if tag == "label":
            form.labels[words] = has.get("for", "")
            if has.get("for", "") in form.choices:
                form.choices[words] = form.choices[has["for"]]
        # Without a name it is there to be copied, and is not sent.
        elif tag == "textarea" and "name" in has:
            form.values[has["name"]] = written
        elif tag == "button":
            form.buttons[words] = (has.get("name", ""), has.get("value", ""))

    def _inside(self, tag: str) -> dict[str, str]:
        return next(has for name, has, _start in reversed(self._open) if name == tag)


class TextBrowser:
    """Opens pages, follows links, fills in forms by what stands beside the fields. Refuses every cookie, and says so if one comes."""

    def __init__(self) -> None:
        self.address = "/"
        self.cookies: list[str] = []
        self.page = Page("")

    def open(self, address: str) -> Page:
        """Open an address, wherever it leads."""
        return self._ask("get", self._absolute(address))

    def follow(self, words: str) -> Page:
        """Follow the link of these words."""
        return self.open(self.page.links[words])

    def send(self, button: str, **typed: str) -> Page:
        """Write into the fields with these labels (an underscore for a blank), choose what is called so, press the button."""
        form = next(form for form in self.page.forms if button in form.buttons)
        values = dict(form.values)
        for words, text in typed.items():
            values[form.labels[words.replace("_", " ")]] = text
        return self._send(form, button, values)

    def choose(self, *labels: str) -> None:
        """Mark choices by the words beside them."""
        for label in labels:
            form = next(form for form in self.page.forms if label in form.choices)
            name, value = form.choices[label]
            form.values[name] = value

    def _send(self, form: Form, button: str, values: dict[str, str]) -> Page:
        name, value = form.buttons[button]
        values |= {name: value} if name else {}
        return self._ask(form.method, self._absolute(form.action or self.address), values)

    def _ask(self, method: str, address: str, values: dict[str, str] | None = None) -> Page:
        # A new one for each request: nothing is remembered between two pages.
        browser = Client(enforce_csrf_checks=True)
        answer = browser.post(address, values) if method == "post" else browser.get(address, values)
        self.cookies += [str(cookie) for cookie in browser.cookies]
        self.address = urlsplit(address).path
        if answer.status_code in (301, 302, 303):
            return self._ask("get", self._absolute(answer["Location"]))
        assert answer.status_code == 200, (answer.status_code, address)
        self.page = Page(answer.content.decode())
        return self.page

    def _absolute(self, address: str) -> str:
        found = urlsplit(urljoin(f"http://testserver{self.address}", address))
        return found.path + (f"?{found.query}" if found.query else "")
