"""HTML of an old site taken apart into the few kinds of block that a report is made of.

A cleaner lets a short list of elements through and puts their nesting right; a walk over what it leaves writes the parts. What is
dropped is counted, so that it can be told.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import urlsplit

import nh3

from outcry.lib.text import plain_lines
from outcry.newsroom.moving_in.shortcodes import GALLERY, as_html, has_blocks

_MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "dfn": "i"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "center",
        "address",
        "pre",
        "table",
        "dl",
        "dt",
        "dd",
        "hr",
        "caption",
        "details",
        "summary",
    }
)
_LISTS = frozenset({"ul", "ol"})
# A paragraph ends where one of these begins or ends.
_PARTING = _BLOCKS | _HEADINGS | {"tr", "blockquote"}
_EMBEDS = frozenset({"iframe", "embed", "video", "audio", "source", "object"})
_TAGS = {
    *_MARKS,
    *_HEADINGS,
    *_BLOCKS,
    *_LISTS,
    *_EMBEDS,
    "li",
    "a",
    "br",
    "img",
    "figure",
    "figcaption",
    "blockquote",
    "q",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "class", "width", "height", "data-src", "data-id"},
    "figure": {GALLERY},
    "iframe": {"src"},
    "embed": {"src"},
    "video": {"src"},
    "audio": {"src"},
    "source": {"src"},
    "object": {"data"},
    "*": set(),
}
_SCHEMES = {"http", "https", "mailto"}
_LEADING = ("http://", "https://", "mailto:", "/")
# Their number is told; what stands in them goes with them.
_NEVER = ("script", "style", "form", "svg", "math", "template", "noscript")
_NEVER_BEGIN = re.compile(rf"<({'|'.join(_NEVER)})\b", re.IGNORECASE)
_ID_IN_CLASS = re.compile(r"\bwp-image-(\d+)\b")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_PARAGRAPHS = re.compile(r"\n[ \t\r]*\n\s*")
_ALONE = re.compile(r"https?://[^\s<>\"]{3,2000}")
_BLANK_ENDS = re.compile(r"^(?:\s|<br>)+|(?:\s|<br>)+$")
_EMPTY = re.compile(r"<(a|b|i)\b[^>]*>\s*</\1>")
_TAG = re.compile(r"<[^>]*>")
LONGEST_HEADING, LONGEST_QUOTE, LONGEST_NAME, LONGEST_CAPTION = 200, 2000, 200, 400
MOST_IN_A_GALLERY = 24


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A picture as the text shows it. `key` is its number in the old library, where the text says it."""

    address: str = ""
    key: str = ""
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One part of a text. `html` is filled for paragraphs, `text` for headings and quotes, `pictures` for one or several of them."""

    kind: Literal["paragraph", "heading", "quote", "pictures"]
    html: str = ""
    text: str = ""
    name: str = ""
    pictures: tuple[Seen, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Text:
    """A whole text in parts. `dropped` counts by name what could not be drawn; `links` are the files and pages it leads to."""

    pieces: tuple[Piece, ...]
    dropped: Counter[str] = field(default_factory=Counter)


def taken_apart(html: str, *, is_raw: bool, of_entry: Iterable[str] = ()) -> Text:
    """The text in parts. `is_raw` is for what WordPress stores: there blank lines part paragraphs, and shortcodes stand in it.

    `of_entry` names the pictures that belong to the entry, for a gallery that names none itself.
    """
    text, dropped = as_html(html) if is_raw else (html, Counter[str]())
    dropped.update(found[1].lower() for found in _NEVER_BEGIN.finditer(text))
    safe = nh3.clean(text, tags=_TAGS, clean_content_tags={*_NEVER}, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None, strip_comments=True)
    walk = _Walk(parts_by_lines=is_raw and not has_blocks(html), of_entry=tuple(of_entry))
    walk.feed(safe)
    walk.close()
    return Text(pieces=tuple(walk.finished()), dropped=dropped + walk.dropped)


def plain(html: str) -> str:
    """The words of a short piece of HTML, in one line."""
    return plain_lines(_SPACES.sub(" ", unescape(nh3.clean(html, tags=set(), clean_content_tags={*_NEVER})))).strip()


class _Walk(HTMLParser):
    """Writes the parts of HTML that was cleaned, so that every element it meets has its end."""

    def __init__(self, *, parts_by_lines: bool, of_entry: tuple[str, ...]) -> None:
        super().__init__(convert_charrefs=True)
        self._by_lines, self._of_entry = parts_by_lines, of_entry
        self._pieces: list[Piece] = []
        self._line: list[str] = []
        self._marks: list[str] = []
        self._link: str | None = None
        self._items: list[str] | None = None
        self._ordered, self._lists = False, 0
        self._quote: list[str] | None = None
        self._cite: list[str] | None = None
        self._heading: list[str] | None = None
        self._figures: list[list[Seen]] = []
        self._caption: list[str] | None = None
        self._captions: list[str] = []
        self._cells = self._verbatim = 0
        self.dropped: Counter[str] = Counter()

    def finished(self) -> list[Piece]:
        """The parts, with paragraphs beside each other in one block."""
        self._end_line()
        found: list[Piece] = []
        for piece in self._pieces:
            if piece.kind == "paragraph" and found and found[-1].kind == "paragraph":
                found[-1] = Piece(kind="paragraph", html=found[-1].html + piece.html)
            else:
                found.append(piece)
        return found

    # --- what the parser tells ---

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        match tag:
            case "br":
                self._put("<br>", "\n")
            case "img":
                self._picture(told)
            case "a":
                self._open_link(told.get("href", ""))
            case _ if tag in _EMBEDS:
                self._embed(told.get("src") or told.get("data", ""))
            case _ if tag in _MARKS and not (tag == "cite" and self._quote is not None):
                self._open_mark(_MARKS[tag])
            case "td" | "th":
                self._cells += 1
                if self._cells > 1:
                    self._put(" | ", " | ")
            case _:
                self._begin(tag, told)

    def _begin(self, tag: str, told: dict[str, str]) -> None:
        match tag:
            case "ul" | "ol":
                self._begin_list(tag)
            case "li":
                self._end_item()
            case "cite":
                self._cite = []
            case "figure":
                self._begin_figure(told.get(GALLERY))
            case "figcaption":
                self._caption = []
            case _:
                self._begin_block(tag)

    def _begin_block(self, tag: str) -> None:
        if tag not in _PARTING:
            return
        self._end_line()
        if tag in _HEADINGS and not self._is_plain() and self._items is None:
            self._heading = []
        elif tag == "blockquote" and self._quote is None:
            self._quote, self._captions = [], []
        self._cells = 0
        self._verbatim += tag == "pre"
        self.dropped["table"] += tag == "table"

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "a":
                self._close_link()
            case "ul" | "ol":
                self._end_list()
            case "li":
                self._end_item()
            case "figcaption":
                self._end_caption()
            case "figure":
                self._end_figure()
            case "cite" if self._cite is not None:
                self._captions.append(_one_line(self._cite))
                self._cite = None
            case _ if tag in _MARKS:
                self._close_mark(_MARKS[tag])
            case _:
                self._end_block(tag)

    def _end_block(self, tag: str) -> None:
        if tag in _HEADINGS and self._heading is not None:
            self._end_heading()
        elif tag == "blockquote" and self._quote is not None:
            self._end_quote()
        elif tag in _PARTING:
            self._end_line()
            self._verbatim -= tag == "pre" and self._verbatim > 0

    def handle_data(self, data: str) -> None:
        data = data.replace("\0", "")
        if self._verbatim:
            self._put(escape(data, quote=False).replace("\n", "<br>"), data)
        elif self._by_lines and self._is_flowing():
            self._by_its_lines(data)
        else:
            flat = _SPACES.sub(" ", data)
            self._put(escape(flat, quote=False), flat)

    # --- text that flows ---

    def _is_flowing(self) -> bool:
        return self._heading is None and self._caption is None and self._items is None and self._cite is None

    def _by_its_lines(self, data: str) -> None:
        for number, part in enumerate(_PARAGRAPHS.split(data)):
            if number:
                self._end_line()
            lines = [_SPACES.sub(" ", line) for line in part.split("\n")]
            self._put("<br>".join(escape(line, quote=False) for line in lines), "\n".join(lines))

    def _put(self, html: str, text: str) -> None:
        """To whatever is being written now."""
        for plainly in (self._cite, self._caption, self._heading, self._quote):
            if plainly is not None:
                plainly.append(text)
                return
        self._line.append(html)

    def _is_plain(self) -> bool:
        return any(one is not None for one in (self._cite, self._caption, self._heading, self._quote))

    def _open_mark(self, mark: str) -> None:
        if not self._is_plain():
            self._line.append("" if mark in self._marks else f"<{mark}>")
            self._marks.append(mark)

    def _close_mark(self, mark: str) -> None:
        if mark in self._marks and not self._is_plain():
            self._marks.reverse()
            self._marks.remove(mark)
            self._marks.reverse()
            self._line.append("" if mark in self._marks else f"</{mark}>")

    def _open_link(self, address: str) -> None:
        address = f"https:{address}" if address.startswith("//") else address
        # A link that is relative to the page it stood on leads nowhere here; its words stay.
        if address.lower().startswith(_LEADING) and not self._is_plain() and self._link is None:
            self._link = address
            self._line.append(f'<a href="{escape(address)}">')

    def _close_link(self) -> None:
        if self._link is not None and not self._is_plain():
            self._link = None
            self._line.append("</a>")

    def _end_line(self) -> None:
        """A paragraph ends; marks that were open go on in the next one."""
        if self._items is not None:
            self._line.append(" ")
            return
        if self._quote is not None and self._figures == []:
            self._quote.append("\n\n")
            return
        html = self._closed()
        self._line = [f"<{mark}>" for mark in dict.fromkeys(self._marks)]
        if self._link is not None:
            self._line.append(f'<a href="{escape(self._link)}">')
        if not _words(html):
            return
        if _ALONE.fullmatch(_words(html)) and "<a " not in html:
            # What WordPress would have shown as a film or a post of somebody's.
            self._paragraph(_as_link(_words(html)))
            self.dropped["embed"] += 1
            return
        self._paragraph(html)

    def _closed(self) -> str:
        """What is being written, with an end to every mark that is open."""
        closing = [] if self._link is None else ["</a>"]
        closing += [f"</{mark}>" for mark in reversed(list(dict.fromkeys(self._marks)))]
        return _trimmed("".join([*self._line, *closing]))

    def _paragraph(self, html: str) -> None:
        self._pieces.append(Piece(kind="paragraph", html=f"<p>{html}</p>"))

    # --- headings, lists, quotes ---

    def _end_heading(self) -> None:
        words = _one_line(self._heading or [])
        self._heading = None
        if len(words) > LONGEST_HEADING:
            self._paragraph(f"<b>{escape(words, quote=False)}</b>")
        elif words:
            self._pieces.append(Piece(kind="heading", text=words))

    def _begin_list(self, tag: str) -> None:
        if self._items is None:
            self._end_line()
            self._items, self._ordered = [], tag == "ol"
        else:
            # One within another becomes further items of the outer one.
            self._end_item()
        self._lists += 1

    def _end_item(self) -> None:
        if self._items is None:
            return
        html = self._closed()
        self._line, self._marks, self._link = [], [], None
        if _words(html):
            self._items.append(html)

    def _end_list(self) -> None:
        self._end_item()
        self._lists -= 1
        if self._lists > 0 or self._items is None:
            return
        items, self._items, self._lists = self._items, None, 0
        tag = "ol" if self._ordered else "ul"
        if self._quote is not None:
            self._quote += [f"\n• {_words(item)}" for item in items]
        elif items:
            self._pieces.append(Piece(kind="paragraph", html=f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"))

    def _end_quote(self) -> None:
        words, name = _lines(self._quote or []), next(filter(None, self._captions), "")[:LONGEST_NAME]
        self._quote = None
        self._captions = []
        parts: list[str] = []
        for part in filter(None, (one.strip() for one in words.split("\n\n"))):
            if parts and len(parts[-1]) + len(part) + 2 <= LONGEST_QUOTE:
                parts[-1] = f"{parts[-1]}\n\n{part}"
            else:
                parts.append(part)
        for part in parts:
            if len(part) > LONGEST_QUOTE:
                self._paragraph(f"<i>{escape(part, quote=False)}</i>")
            else:
                self._pieces.append(Piece(kind="quote", text=part, name=name))

    # --- pictures and what moves ---

    def _begin_figure(self, gallery: str | None) -> None:
        self._figures.append([])
        if gallery is not None:
            keys = [key for key in gallery.split(",") if key] or self._of_entry
            self._figures[-1] += [Seen(key=key) for key in keys]

    def _picture(self, told: dict[str, str]) -> None:
        address, alt = told.get("data-src") or told.get("src", ""), told.get("alt", "").strip()
        if "/images/core/emoji/" in address or "wp-smiley" in told.get("class", ""):
            self._put(escape(alt, quote=False), alt)
            return
        if {told.get("width"), told.get("height")} & {"0", "1"} or not address:
            self.dropped["tracker"] += 1
            return
        named = _ID_IN_CLASS.search(told.get("class", ""))
        seen = Seen(address=address, key=named[1] if named else told.get("data-id", ""), alt=alt)
        if self._figures:
            self._figures[-1].append(seen)
        else:
            self._show([seen])

    def _show(self, pictures: list[Seen], caption: str = "") -> None:
        """A picture parts the paragraph it stands in."""
        if self._items is None and self._quote is None:
            self._end_line()
        for start in range(0, len(pictures), MOST_IN_A_GALLERY):
            some = tuple(pictures[start : start + MOST_IN_A_GALLERY])
            self._pieces.append(Piece(kind="pictures", pictures=some, text=caption[:LONGEST_CAPTION] if len(pictures) > 1 else ""))

    def _end_caption(self) -> None:
        if self._caption is None:
            return
        words = _one_line(self._caption)
        self._caption = None
        if self._figures and self._figures[-1] and len(self._figures[-1]) == 1:
            seen = self._figures[-1][0]
            self._figures[-1][0] = Seen(address=seen.address, key=seen.key, alt=seen.alt, caption=words[:LONGEST_CAPTION])
        elif words:
            self._captions.append(words)

    def _end_figure(self) -> None:
        if not self._figures:
            return
        pictures = self._figures.pop()
        if self._figures:
            self._figures[-1] += pictures
            return
        caption = self._captions.pop() if self._captions and self._quote is None else ""
        if pictures:
            self._show(pictures, caption)
        elif caption and self._quote is None:
            self._paragraph(escape(caption, quote=False))

    def _embed(self, address: str) -> None:
        if not address:
            return
        self.dropped["embed"] += 1
        address = f"https:{address}" if address.startswith("//") else address
        if urlsplit(address).scheme in ("http", "https"):
            if self._is_plain():
                self._put("", f" {address} ")
            else:
                self._end_line()
                self._paragraph(_as_link(address))


def _as_link(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address, quote=False)}</a>'


def _trimmed(html: str) -> str:
    return _BLANK_ENDS.sub("", _EMPTY.sub("", _EMPTY.sub("", html)))


def _words(html: str) -> str:
    return unescape(_TAG.sub("", html.replace("<br>", "\n"))).strip()


def _one_line(pieces: list[str]) -> str:
    return plain_lines(_SPACES.sub(" ", "".join(pieces))).strip()


def _lines(pieces: list[str]) -> str:
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return plain_lines(re.sub(r"\n{3,}", "\n\n", text)).strip()
