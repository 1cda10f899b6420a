"""`python -m outcry.lib.press`: a line of JSON with the page from the standard input; a line of JSON and the PDF to the standard output."""

import json
import resource
import sys
from functools import cache
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

_MEMORY = 4 * 1024**3
_SECONDS = 300
_REGULAR = Path(__file__).parent / "fonts"
_BOLD = Path(__file__).parents[1] / "cards" / "fonts"
_KINDS = {".ttf": "font/ttf", ".otf": "font/otf"}


def main() -> None:
    """Print the one page."""
    order = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    fonts, fetcher = FontConfiguration(), _OnlyFonts()
    style = weasyprint.CSS(string=_style(order), url_fetcher=fetcher, font_config=fonts)
    document = weasyprint.HTML(string=order["html"], url_fetcher=fetcher).render(stylesheets=[style], font_config=fonts)
    anchors = {name: order["first_page"] + place for place, page in enumerate(document.pages) for name in page.anchors}
    facts = {"pages": len(document.pages), "anchors": anchors}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + document.write_pdf())


def _style(order: dict[str, Any]) -> str:
    regular, bold = (sorted(path for path in folder.iterdir() if path.suffix in _KINDS) for folder in (_REGULAR, _BOLD))
    faces = [_face(path, weight) for paths, weight in ((regular, 400), (bold, 700)) for path in paths]
    families = ", ".join(f'"{_family(path)}"' for path in regular)
    return "\n".join([*faces, f"html {{ font-family: {families}; }}", f"@page :first {{ counter-reset: page {order['first_page']}; }}", order["style"]])


def _face(path: Path, weight: int) -> str:
    return f'@font-face {{ font-family: "{_family(path)}"; font-weight: {weight}; src: url("{path.as_uri()}"); }}'


def _family(path: Path) -> str:
    return f"press {path.stem.partition('-')[0]}"


class _OnlyFonts(URLFetcher):  # type: ignore[misc]  # the library has no types
    """Nothing but our own fonts is read, and nobody is asked for anything."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        path = _shipped().get(url)
        if path is None:
            raise ValueError("only shipped fonts")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _KINDS[path.suffix]})


@cache
def _shipped() -> dict[str, Path]:
    return {path.as_uri(): path for folder in (_REGULAR, _BOLD) for path in folder.iterdir() if path.suffix in _KINDS}


if __name__ == "__main__":
    main()
