"""As much of a browser as a supporter needs: fetches a page from the running site, reads its forms, sends one back."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

_TIMEOUT_SECONDS = 30
_NOT_SENT = {"submit", "button", "reset", "image", "file"}


@dataclass
class Form:
    """A form as a browser would send it, untouched."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """An answer of the site. `path` is what was asked for, `location` where a redirect leads."""

    status: int
    path: str
    location: str
    forms: tuple[Form, ...]

    def form_to(self, part: str) -> Form | None:
        """The form sent by POST to an address that holds `part`; one without an address is sent to the page itself."""
        return next((form for form in self.forms if form.method == "post" and part in urljoin(self.path, form.action)), None)


class Browser:
    """One connection to the site, opened again when it was lost. Not to be shared by threads."""

    def __init__(self, *, host: str, port: int, host_name: str) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_SECONDS)
        self._headers = {"Host": host_name, "User-Agent": "outcry demo supporters", "Accept": "text/html"}

    def get(self, path: str) -> Page:
        """Fetch a page; OSError or http.client.HTTPException when the site can't be reached."""
        return self._ask("GET", path, None)

    def send(self, form: Form, *, page: Page, fields: Mapping[str, str]) -> Page:
        """Send a form of the page, with these fields instead of its own; a field of None type can't be sent, so leave it out."""
        filled = {name: value.replace("\r\n", "\n").replace("\n", "\r\n") for name, value in (form.fields | dict(fields)).items()}
        return self._ask("POST", urlsplit(urljoin(page.path, form.action)).path, urlencode(filled))

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> Page:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        try:
            self._connection.request(method, path, body=body, headers=self._headers | kind)
            answer = self._connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        reader = _Forms()
        reader.feed(text)
        return Page(status=answer.status, path=path, location=answer.headers.get("Location", ""), forms=tuple(reader.found))


class _Forms(HTMLParser):
    """Collects the forms of a page with what stands in their fields."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Form] = []
        self._form: Form | None = None
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(action=given.get("action", ""), method=given.get("method", "get").lower())
            self.found.append(self._form)
        elif self._form is None:
            return
        elif tag == "input":
            self._take_input(self._form, given)
        elif tag == "textarea":
            self._area = given.get("name", "")
            self._form.fields[self._area] = ""
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and "selected" in given:
            self._form.fields[self._select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            # The line break after the tag is not part of the text.
            is_first = not self._form.fields[self._area]
            self._form.fields[self._area] += data.removeprefix("\n") if is_first else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""

    @staticmethod
    def _take_input(form: Form, given: Mapping[str, str]) -> None:
        kind, name = given.get("type", "text").lower(), given.get("name", "")
        if not name or kind in _NOT_SENT or (kind in {"checkbox", "radio"} and "checked" not in given):
            return
        form.fields[name] = given.get("value", "on" if kind in {"checkbox", "radio"} else "")
