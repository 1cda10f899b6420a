"""What a page needs to be seen as it was: its style sheets, images, scripts and fonts. Finds addresses, fetches nothing."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

_CSS = re.compile(r"""url\(\s*(?P<quote>["']?)(?P<url>[^"')]+)(?P=quote)\s*\)|@import\s+(?P<mark>["'])(?P<sheet>[^"']+)(?P=mark)""", re.IGNORECASE)
_SHOWN = {"img": "src", "source": "src", "input": "src", "script": "src", "video": "poster", "embed": "src", "image": "href"}
_LINKS = frozenset({"stylesheet", "icon", "apple-touch-icon", "preload"})


def parts_of_page(*, html: str, base: str) -> list[str]:
    """Addresses of what a page shows, in the order in which it names them, each once."""
    parser = _Parser(base)
    parser.feed(html)
    parser.close()
    return list(dict.fromkeys(parser.found))


def parts_of_style(*, css: str, base: str) -> list[str]:
    """Addresses that a style sheet names, each once."""
    named = (found["url"] or found["sheet"] for found in _CSS.finditer(css))
    return list(dict.fromkeys(_addresses(named, base)))


def title_of_page(*, html: str) -> str:
    """The page's own title, in one line; blank when it has none."""
    parser = _Parser("")
    parser.feed(html)
    return " ".join(parser.title.split())[:300]


def _addresses(named: Iterator[str], base: str) -> Iterator[str]:
    for one in named:
        try:
            url = urldefrag(urljoin(base, one.strip())).url
        except ValueError:
            continue
        if url.startswith(("http://", "https://")):
            yield url


class _Parser(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.found: list[str] = []
        self.title = ""
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self._within = tag
        if tag == "base" and facts.get("href"):
            self.base = urljoin(self.base, facts["href"])
        self._add(self._named(tag, facts))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._within = ""

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "title":
            self.title += data
        elif self._within == "style":
            self.found += parts_of_style(css=data, base=self.base)

    def _named(self, tag: str, facts: dict[str, str]) -> Iterator[str]:
        if tag in _SHOWN and facts.get(_SHOWN[tag]):
            yield facts[_SHOWN[tag]]
        if tag == "link" and _LINKS & set(facts.get("rel", "").lower().split()) and facts.get("href"):
            yield facts["href"]
        for choice in facts.get("srcset", "").split(","):
            if choice.strip():
                yield choice.split()[0]
        if "style" in facts:
            self.found += parts_of_style(css=facts["style"], base=self.base)

    def _add(self, named: Iterator[str]) -> None:
        self.found += _addresses(named, self.base)
