"""An entry of an old site as a report: its parts as blocks, its links led on, its pictures from our library."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.newsroom.addresses import is_taken
from outcry.newsroom.moving_in.entries import Entry, Site
from outcry.newsroom.moving_in.markup import LONGEST_CAPTION, Piece, Seen, Text, plain, taken_apart
from outcry.newsroom.moving_in.old_links import host_of, path_of
from outcry.newsroom.moving_in.shelf import Shelved

Block = tuple[str, dict[str, Any]]
_HREF = re.compile(r'href="([^"]*)"')
_LONGEST_SLUG, _LONGEST_TITLE = 80, 255
_WORDS_OF_A_TITLE = 8


@dataclass(kw_only=True)
class Composed:
    """The text of an entry and what has to be said of it."""

    title: str
    standfirst: str
    text: Text
    notes: list[str] = field(default_factory=list)


def composed(entry: Entry, *, site: Site) -> Composed:
    """What can be made of an entry before its pictures are looked for."""
    text = taken_apart(entry.html, is_raw=entry.is_raw, of_entry=site.by_parent.get(entry.key, []) if entry.is_raw else ())
    return Composed(title=_title(entry, text), standfirst=plain(entry.excerpt), text=text, notes=list(_notes(entry, text)))


def body(text: Text, *, site: Site, picture: Callable[[Seen], Shelved]) -> list[Block]:
    """The blocks of a report. Pictures that are not there are left away; one of another site leaves a link."""
    return [block for piece in text.pieces for block in _blocks(piece, site, picture)]


def address_part(entry: Entry, title: str) -> str:
    """How the report is called in its address, as on the old site where that is possible."""
    found = slugify(entry.slug or title, allow_unicode=True)[:_LONGEST_SLUG].strip("-_") or "report"
    return f"{found}-report" if is_taken(found) else found


def _title(entry: Entry, text: Text) -> str:
    title = plain(entry.title)
    if not title:
        words = next((piece.text or unescape(re.sub(r"<[^>]*>", " ", piece.html)) for piece in text.pieces if piece.kind != "pictures"), "").split()
        title = " ".join(words[:_WORDS_OF_A_TITLE]) + (" …" if len(words) > _WORDS_OF_A_TITLE else "")
    return title[:_LONGEST_TITLE] or _("Without a headline")


def _notes(entry: Entry, text: Text) -> Iterator[str]:
    dropped = dict(text.dropped)
    tables, embeds, trackers = (dropped.pop(name, 0) for name in ("table", "embed", "tracker"))
    if embeds:
        yield ngettext("%(number)s thing of another site became a plain link.", "%(number)s things of other sites became plain links.", embeds) % {
            "number": embeds
        }
    if tables:
        yield ngettext("%(number)s table became lines of text.", "%(number)s tables became lines of text.", tables) % {"number": tables}
    if trackers:
        yield ngettext("%(number)s picture that shows nothing was dropped.", "%(number)s pictures that show nothing were dropped.", trackers) % {
            "number": trackers
        }
    if dropped:
        names = ", ".join(f"{name} ({number})" if number > 1 else name for name, number in sorted(dropped.items()))
        yield _("Dropped, since it runs or is made by a program: %(names)s.") % {"names": names}
    if any(piece.kind == "quote" and not piece.name for piece in text.pieces):
        yield _("A quotation does not say whose words it is. Whoever edits the report next has to write it.")
    if entry.is_sticky:
        yield _("It stood first on the old site; here the newest stands first.")


def _blocks(piece: Piece, site: Site, picture: Callable[[Seen], Shelved]) -> Iterator[Block]:
    match piece.kind:
        case "heading":
            yield "heading", {"text": piece.text}
        case "quote":
            yield "quote", {"text": piece.text, "attribution": piece.name, "source": None}
        case "paragraph":
            yield "paragraph", {"text": _HREF.sub(lambda found: f'href="{escape(_led_on(unescape(found[1]), site))}"', piece.html), "source": None}
        case "pictures":
            yield from _pictures(piece, [(seen, picture(seen)) for seen in piece.pictures])


def _pictures(piece: Piece, found: list[tuple[Seen, Shelved]]) -> Iterator[Block]:
    there = [_picture(seen, shelved) for seen, shelved in found if shelved.picture is not None]
    if len(there) == 1:
        one = there[0]
        yield "picture", one | {"caption": one["caption"] or piece.text, "source": None}
    elif there:
        yield "gallery", {"pictures": there, "caption": piece.text}
    for seen, shelved in found:
        if urlsplit(shelved.elsewhere).scheme in ("http", "https"):
            words = seen.alt or seen.caption or shelved.elsewhere
            yield "paragraph", {"text": f'<p><a href="{escape(shelved.elsewhere)}">{escape(words, quote=False)}</a></p>', "source": None}


def _picture(seen: Seen, shelved: Shelved) -> dict[str, Any]:
    alt = " ".join((seen.alt or shelved.alt).split())[:LONGEST_CAPTION]
    # Where the old site does not say what it shows, nobody says that it tells nothing: whoever edits the report next is asked.
    return {
        "picture": shelved.picture,
        "alt": alt,
        "is_decorative": False,
        "caption": (seen.caption or plain(shelved.caption))[:LONGEST_CAPTION],
        "credit": "",
    }


def _led_on(address: str, site: Site) -> str:
    """A link to what was public on the old site, as a path of this one, which leads it on; any other as it is."""
    host = host_of(address)
    if host not in ("", host_of(site.home)) or not path_of(address) or path_of(address) not in site.paths:
        return address
    parts = urlsplit(address)
    return urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))
