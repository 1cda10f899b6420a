"""The Universal Declaration of Human Rights in the languages in which it is at hand."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

_CODES = {"zh": "zh-hans", "de-1996": "de", "el-monoton": "el"}
_LANG = re.compile(r'<html [^>]*dir="(ltr|rtl)" lang="([^"]+)"')
_TITLE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_UNPARTED = ("zh-hans", "zh-hant", "ja", "th")


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """One text: `language` by its code, `direction` as the file says it."""

    language: str
    direction: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def a_word(self) -> str:
        """Something a reader would look for: a long word; of a script without blanks some letters out of the midst."""
        first = self.paragraphs[0]
        if self.language in _UNPARTED:
            return _longest(r"\w+", first)[2:6]
        return _longest(r"[^\W\d_]+", first)


def declarations(folder: Path) -> list[Declaration]:
    """All that are there."""
    return [_read(path.read_text(encoding="utf-8")) for path in sorted((folder / "i18n/udhr").glob("*.html"))]


def _read(html: str) -> Declaration:
    head, title = _LANG.search(html), _TITLE.search(html)
    assert head is not None
    assert title is not None
    language = head[2].lower()
    paragraphs = tuple(unescape(text).strip() for text in _PARAGRAPH.findall(html))
    return Declaration(language=_CODES.get(language, language), direction=head[1], title=unescape(title[1]).strip(), paragraphs=paragraphs)


def _longest(pattern: str, text: str) -> str:
    found: list[str] = re.findall(pattern, text)
    return max(found, key=len)
