"""A report as a list of texts to be translated, each under a key that stays, and back.

A key is the name of a field ("title"), of a source's note ("sources/1/note", from 1), or leads through the blocks by their ids
("body/<id>/text", "body/<id>/pictures/<id>/alt"). What is no text, a picture, a number of a source, a case, is the source's own and goes along.
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

import hashlib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks

_FIELDS = ("title", "standfirst", "place", "lead_alt", "lead_caption")
# Of a text block: an address is the same in every language.
_NO_WORDS = {"address"}
_DIGEST_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One text. `about` says in the editor's words what it is; `longest` is in characters; a rich one is stored HTML."""

    key: str
    text: str
    about: str
    is_rich: bool = False
    longest: int | None = None

    @property
    def digest(self) -> str:
        """Names these words: a translation remembers of which ones it was made."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:_DIGEST_LENGTH]


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a text stands in the raw form of the blocks."""

    key: str
    holder: Any
    name: str
    block: Any
    about: str


def segments_of(page: Any) -> list[Segment]:
    """The texts of a report in the order in which they are read; what is empty is nobody's work."""
    found = [_field(page, name) for name in _FIELDS]
    found += [_segment(place) for place in _places(page.body.stream_block, page.body.get_prep_value())]
    found += [
        Segment(key=f"sources/{number}/note", text=row.note, about=_("Note on source %(number)d") % {"number": number}, longest=300)
        for number, row in enumerate(page.sources.all(), start=1)
    ]
    return [segment for segment in found if segment.text.strip()]


def put_into(page: Any, *, source: Any, texts: Mapping[str, str]) -> None:
    """Give a page the parts of its source with these texts in place of the source's, by key; a text that is not among them is left empty.

    A field that is empty in the source keeps what the page has. Nothing is saved.
    """
    wanted = {segment.key for segment in segments_of(source)}
    for name in wanted & set(_FIELDS):
        setattr(page, name, texts.get(name, ""))
    page.lead_picture, page.lead_is_decorative = source.lead_picture, source.lead_is_decorative
    raw = deepcopy(source.body.get_prep_value())
    for place in _places(source.body.stream_block, raw):
        if place.key in wanted:
            place.holder[place.name] = texts.get(place.key, "")
    page.body = page.body.stream_block.to_python(raw)
    page.sources = [_source_row(row, texts.get(f"sources/{number}/note", "")) for number, row in enumerate(source.sources.all(), start=1)]


def texts_for(source: Any, *, page: Any) -> tuple[dict[str, str], list[Segment]]:
    """What a translation says for each text of its source, and what it says that has no place there.

    Blocks are matched by their ids. Where none is the same, as in texts that came from elsewhere, a translation with the same
    kinds of blocks in the same order is matched by that order.
    """
    ours, renamed = segments_of(page), _by_order(source, page)
    keys = {segment.key for segment in segments_of(source)}
    found, lost = {}, []
    for segment in ours:
        key = _renamed(segment.key, renamed)
        if key in keys:
            found[key] = segment.text
        elif key not in _FIELDS:
            lost.append(segment)
    return found, lost


def _by_order(source: Any, page: Any) -> dict[str, str]:
    """Which block of the page stands for which of the source: their ids, where the order tells."""
    theirs, ours = source.body.get_prep_value(), page.body.get_prep_value()
    same_kinds = [block["type"] for block in theirs] == [block["type"] for block in ours]
    if not same_kinds or {block["id"] for block in theirs} & {block["id"] for block in ours}:
        return {}
    renamed = {}
    for there, here in zip(theirs, ours, strict=True):
        renamed[here["id"]] = there["id"]
        for name, value in here["value"].items():
            if isinstance(value, list) and len(value) == len(there["value"].get(name) or []):
                renamed |= {item["id"]: other["id"] for item, other in zip(value, there["value"][name], strict=True)}
    return renamed


def _renamed(key: str, renamed: Mapping[str, str]) -> str:
    return "/".join(renamed.get(part, part) for part in key.split("/"))


def _field(page: Any, name: str) -> Segment:
    field = page._meta.get_field(name)
    return Segment(key=name, text=getattr(page, name), about=capfirst(_("headline") if name == "title" else str(field.verbose_name)), longest=field.max_length)


def _segment(place: _Place) -> Segment:
    is_rich = isinstance(place.block, blocks.RichTextBlock)
    longest = None if is_rich else getattr(place.block.field, "max_length", None)
    return Segment(key=place.key, text=place.holder[place.name] or "", about=place.about, is_rich=is_rich, longest=longest)


def _places(block: Any, raw: Any, key: str = "body", about: str = "") -> Iterator[_Place]:
    """Every text within a block that holds others, in order."""
    for name, holder, inner, step in _children(block, raw):
        where = f"{key}/{step}"
        words = str(inner.label or "")
        told = words if not about or about == words else f"{about}: {words}" if words else about
        if isinstance(inner, (blocks.RichTextBlock, blocks.CharBlock, blocks.TextBlock)):
            if step not in _NO_WORDS:
                yield _Place(key=where, holder=holder, name=name, block=inner, about=told)
        elif isinstance(inner, (blocks.StructBlock, blocks.ListBlock, blocks.StreamBlock)):
            yield from _places(inner, holder[name], where, told)


def _children(block: Any, raw: Any) -> Iterator[tuple[str, Any, Any, str]]:
    """Name, holder, block and step of the key of each part."""
    if isinstance(block, blocks.StructBlock):
        yield from ((name, raw, child, name) for name, child in block.child_blocks.items() if name in raw)
        return
    for item in raw or []:
        yield "value", item, block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks[item["type"]], item["id"]


def _source_row(row: Any, note: str) -> Any:
    """The same source below another page."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in ("id", "report", "note")}
    return type(row)(**kept, note=note)
