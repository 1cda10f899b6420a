"""Archives of feeds: RSS 2.0 and its ancestors, Atom (RFC 4287), JSON Feed 1.x, in any number of files.

A feed tells what was public, and nothing else of the site: no draft, no comment, and no address but that of each entry.
"""

import json
from collections.abc import Iterator
from datetime import tzinfo
from html import escape
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import ijson

from outcry.lib.xml_records import Node, Path
from outcry.newsroom.moving_in.entries import Entry, Label, Site
from outcry.newsroom.moving_in.moments import of_mail, of_web
from outcry.newsroom.moving_in.old_links import path_of
from outcry.newsroom.moving_in.wordpress import CONTENT

ATOM = "{http://www.w3.org/2005/Atom}"
_RSS1, _RDF = "{http://purl.org/rss/1.0/}", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
RSS_ITEM, RDF_ITEM, ATOM_ENTRY = ("rss", "channel", "item"), (f"{_RDF}RDF", f"{_RSS1}item"), (f"{ATOM}feed", f"{ATOM}entry")
ROOTS = {"rss": "rss", f"{_RDF}RDF": "rss", f"{ATOM}feed": "atom"}
_OF_SITE: dict[Path, str] = {
    ("rss", "channel", "title"): "title",
    ("rss", "channel", "link"): "home",
    ("rss", "channel", "language"): "language",
    (f"{_RDF}RDF", f"{_RSS1}channel", f"{_RSS1}title"): "title",
    (f"{_RDF}RDF", f"{_RSS1}channel", f"{_RSS1}link"): "home",
    (f"{ATOM}feed", f"{ATOM}title"): "title",
    (f"{ATOM}feed", f"{ATOM}link"): "home",
    (f"{ATOM}feed", f"{ATOM}author"): "author",
}
# Elements that stand alone in HTML: an end of theirs would be read as another one.
_ALONE = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"})
# A JSON document longer than an entry may be is read entry by entry; each of these is one.
_MOST_JSON = 16_000_000


def wanted() -> list[Path]:
    """The paths of what is read."""
    return [RSS_ITEM, RDF_ITEM, ATOM_ENTRY, *_OF_SITE]


def learn_of_site(site: Site, path: Path, node: Node) -> None:
    """Take down what a feed says of itself."""
    match _OF_SITE.get(path):
        case "title":
            site.title = site.title or node.text.strip()
        case "home":
            if node.attributes.get("rel", "alternate") == "alternate":
                site.home = site.home or node.text.strip() or node.attributes.get("href", "")
        case "language":
            site.language = site.language or node.text.strip()


def learn_of_entry(site: Site, entry: Entry) -> None:
    """Take down of an entry what is asked before any is taken in."""
    site.kinds[entry.kind] = site.kinds.get(entry.kind, 0) + 1
    site.paths.update(filter(None, (path_of(entry.link),)))
    if entry.author:
        site.authors.setdefault(entry.author, entry.author)
    if entry.language:
        site.languages[entry.language] = site.languages.get(entry.language, 0) + 1
    for label in entry.labels:
        site.labels.setdefault(label.key, label)


def entry_of(path: Path, node: Node, *, number: int, zone: tzinfo) -> Entry:
    """An item or entry."""
    return _atom(node, number, zone) if path == ATOM_ENTRY else _rss(node, number, zone)


def _rss(node: Node, number: int, zone: tzinfo) -> Entry:
    said = {name: node.said(name) or node.said(f"{_RSS1}{name}") for name in ("title", "link", "description", "guid", "pubDate", "author")}
    about, full = said["description"], node.said(CONTENT)
    at = of_mail(said["pubDate"]) or of_web(node.said(f"{_DC}date")) or of_web(said["pubDate"])
    link = said["link"] or _permalink(node, said["guid"])
    return Entry(
        number=number,
        key=said["guid"] or node.attributes.get(f"{_RDF}about", "") or link or said["title"],
        guid=said["guid"] or link,
        title=said["title"],
        link=link,
        html=full or about,
        excerpt=about if full else "",
        at=at,
        day=at.astimezone(zone).date() if at else None,
        author=node.said(f"{_DC}creator") or _name_alone(said["author"]),
        labels=tuple(_label(row.text) for row in node.all("category") if row.text.strip()),
        language=node.said(f"{_DC}language"),
        is_too_long=node.is_too_long,
    )


def _permalink(node: Node, guid: str) -> str:
    row = node.first("guid")
    return guid if row is not None and row.attributes.get("isPermaLink", "true") != "false" and urlsplit(guid).scheme in ("http", "https") else ""


def _name_alone(author: str) -> str:
    """RSS writes an address with a name in brackets; the address is nobody's business."""
    inner = author.partition("(")[2].rstrip(") ")
    return inner or ("" if "@" in author else author)


def _label(text: str) -> Label:
    return Label(key=f"tag:{text.strip().lower()}", name=text.strip())


def _atom(node: Node, number: int, zone: tzinfo) -> Entry:
    links = [row.attributes for row in node.all(f"{ATOM}link") if row.attributes.get("rel", "alternate") == "alternate"]
    link = next((one.get("href", "") for one in links), "")
    author = node.first(f"{ATOM}author")
    full, about = _construct(node.first(f"{ATOM}content")), _construct(node.first(f"{ATOM}summary"))
    at = of_web(node.said(f"{ATOM}published")) or of_web(node.said(f"{ATOM}updated"))
    title = node.first(f"{ATOM}title")
    return Entry(
        number=number,
        key=node.said(f"{ATOM}id") or link,
        guid=node.said(f"{ATOM}id"),
        title=_construct(title),
        link=link,
        html=full or about,
        excerpt=about if full else "",
        at=at,
        day=at.astimezone(zone).date() if at else None,
        changed_at=of_web(node.said(f"{ATOM}updated")),
        author=author.said(f"{ATOM}name") if author else "",
        labels=tuple(
            _label(row.attributes.get("label") or row.attributes.get("term", "")) for row in node.all(f"{ATOM}category") if row.attributes.get("term")
        ),
        language=node.attributes.get(f"{_XML}lang", ""),
        is_too_long=node.is_too_long,
    )


def _construct(node: Node | None) -> str:
    """A text of Atom as HTML: plain text is quoted, HTML is unquoted already, XHTML is written down again."""
    if node is None:
        return ""
    match node.attributes.get("type", "text"):
        case "xhtml" | "application/xhtml+xml":
            return _markup(node)
        case "html" | "text/html":
            return node.text.strip()
        case "text" | "text/plain":
            return escape(node.text.strip(), quote=False)
        case _:
            # A picture or the like, in letters.
            return ""


def _markup(node: Node) -> str:
    pieces = []
    for piece in node.content:
        if isinstance(piece, str):
            pieces.append(escape(piece, quote=False))
            continue
        name = piece.name.removeprefix(_XHTML)
        if not name.isalnum():
            continue
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in piece.attributes.items() if key.isalnum())
        pieces.append(f"<{name}{attributes}>{_markup(piece)}" + ("" if name in _ALONE else f"</{name}>"))
    return "".join(pieces)


def json_entries(file: BinaryIO, *, start: int, zone: tzinfo) -> Iterator[Entry]:
    """The items of a JSON Feed, read one at a time. Raise ValueError where the file is none."""
    file.seek(0)
    try:
        for number, item in enumerate(ijson.items(file, "items.item"), start=start):
            if isinstance(item, dict):
                yield _json(item, number, zone)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("json") from error


def json_site(file: BinaryIO, site: Site) -> bool:
    """Take down what a JSON Feed says of itself; False where it is another JSON."""
    file.seek(0)
    found: dict[str, str] = {}
    try:
        for prefix, event, value in ijson.parse(file):
            if event == "string" and prefix in ("version", "title", "home_page_url", "language"):
                found.setdefault(prefix, value)
            if prefix == "items" and event == "start_array" and "version" in found:
                break
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("json") from error
    site.title, site.home = site.title or found.get("title", ""), site.home or found.get("home_page_url", "")
    site.language = site.language or found.get("language", "")
    return "jsonfeed.org/version/" in found.get("version", "")


def _json(item: dict[str, Any], number: int, zone: tzinfo) -> Entry:
    said = {name: str(value) for name, value in item.items() if isinstance(value, str | int | float) and not isinstance(value, bool)}
    named = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    authors = [str(one["name"]) for one in named or [] if isinstance(one, dict) and one.get("name")]
    tags = item.get("tags") if isinstance(item.get("tags"), list) else []
    at = of_web(said.get("date_published", ""))
    return Entry(
        number=number,
        key=said.get("id") or said.get("url", ""),
        guid=said.get("id", ""),
        title=escape(said.get("title", ""), quote=False),
        link=said.get("url", ""),
        html=said.get("content_html") or "".join(f"<p>{escape(part)}</p>" for part in said.get("content_text", "").split("\n\n") if part.strip()),
        excerpt=escape(said.get("summary", ""), quote=False),
        at=at,
        day=at.astimezone(zone).date() if at else None,
        changed_at=of_web(said.get("date_modified", "")),
        author=", ".join(authors),
        labels=tuple(_label(tag) for tag in tags or [] if isinstance(tag, str) and tag.strip()),
        language=said.get("language", ""),
        lead=said.get("image", ""),
        is_too_long=len(json.dumps(item, default=str)) > _MOST_JSON,
    )
