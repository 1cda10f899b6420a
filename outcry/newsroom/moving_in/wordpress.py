"""WordPress exports (WXR 1.0 to 1.2): RSS with elements of WordPress's own, whose namespaces alone tell the versions apart."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from urllib.parse import unquote

from outcry.lib.xml_records import Node, Path
from outcry.newsroom.moving_in.entries import Attached, Entry, Label, Remark, Site, Standing
from outcry.newsroom.moving_in.moments import day_of, written_at
from outcry.newsroom.moving_in.old_links import path_of, without_scheme

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_NAMESPACE = re.compile(r"\{https?://wordpress\.org/export/1\.[0-9]+/(excerpt/)?\}")
_CHANNEL = ("rss", "channel")
ITEM = (*_CHANNEL, "item")
_SITE = ("title", "link", "language")
_OF_SITE = ("author", "category", "tag", "base_blog_url", "base_site_url")
VERSIONS = ("1.0", "1.1", "1.2")
_STANDINGS = {
    "publish": Standing.PUBLIC,
    "future": Standing.SCHEDULED,
    "draft": Standing.DRAFT,
    "pending": Standing.DRAFT,
    "private": Standing.PRIVATE,
}
_REMARKS = {"1": "approved", "0": "pending", "spam": "spam", "trash": "trash", "post-trashed": "trash"}
# Under these two plug-ins for several languages write into an export which language a text has, and what it translates.
_POLYLANG, _POLYLANG_GROUP = "language", "post_translations"
_WPML, _WPML_GROUP = "_wpml_import_language_code", "_wpml_import_translation_group"
_TOPICAL = ("category", "post_tag")


def wanted() -> list[Path]:
    """The paths of what is read, in any version."""
    names = [f"{{http://wordpress.org/export/{version}/}}{name}" for version in VERSIONS for name in _OF_SITE]
    return [ITEM, *((*_CHANNEL, name) for name in (*_SITE, *names))]


def is_item(node: Node) -> bool:
    """Whether an item of RSS is one of WordPress's."""
    return any(isinstance(piece, Node) and _own(piece.name) == "post_id" for piece in node.content)


def learn_of_site(site: Site, path: Path, node: Node) -> None:
    """Take down what an element of the channel says of the site."""
    match _own(node.name) or node.name:
        case "title" if path == (*_CHANNEL, "title"):
            site.title = site.title or node.text.strip()
        case "link" if path == (*_CHANNEL, "link"):
            site.home = site.home or node.text.strip()
        case "base_blog_url":
            site.home = node.text.strip() or site.home
        case "language":
            site.language = site.language or node.text.strip()
        case "author":
            login = _said(node, "author_login")
            site.authors[login] = _said(node, "author_display_name") or login
        case "category":
            key, parent = f"category:{_name(_said(node, 'category_nicename'))}", _name(_said(node, "category_parent"))
            _learn_label(site, Label(key=key, name=_said(node, "cat_name"), parent=parent, number=_said(node, "term_id")))
        case "tag":
            _learn_label(site, Label(key=f"tag:{_name(_said(node, 'tag_slug'))}", name=_said(node, "tag_name"), number=_said(node, "term_id")))


def learn_of_item(site: Site, node: Node) -> None:
    """Take down of an item what others lean on: files by id and address, kinds, addresses, languages, authors and labels."""
    kind, key = _said(node, "post_type") or "post", _said(node, "post_id")
    if kind == "attachment":
        meta = _meta(node)
        attached = Attached(
            key=key,
            address=_said(node, "attachment_url") or node.said("guid"),
            title=node.said("title"),
            alt=meta.get("_wp_attachment_image_alt", ""),
            caption=_excerpt(node),
            parent=_said(node, "post_parent"),
        )
        site.attached[key] = attached
        site.by_address[without_scheme(attached.address)] = key
        site.by_parent.setdefault(attached.parent, []).append(key)
        return
    site.kinds[kind] = site.kinds.get(kind, 0) + 1
    if author := node.said(_CREATOR):
        site.authors.setdefault(author, author)
    for label in _labels(node):
        _learn_label(site, label)
    if language := _language(node, _meta(node)):
        site.languages[language] = site.languages.get(language, 0) + 1
    if _said(node, "status") == "publish" and not _said(node, "post_password"):
        site.paths.update(filter(None, (path_of(node.said("link")), path_of(node.said("guid")))))


def entry_of(node: Node, *, number: int, zone: tzinfo, site: Site) -> Entry:
    """An item as an entry."""
    meta = _meta(node)
    local = _said(node, "post_date")
    at = written_at(local=local, greenwich=_said(node, "post_date_gmt"), mail=node.said("pubDate"), zone=zone)
    changed = written_at(local=_said(node, "post_modified"), greenwich=_said(node, "post_modified_gmt"), zone=zone)
    lead = site.attached.get(meta.get("_thumbnail_id", ""))
    return Entry(
        number=number,
        key=_said(node, "post_id"),
        guid=node.said("guid"),
        kind=_said(node, "post_type") or "post",
        standing=_standing(node),
        title=node.said("title"),
        link=node.said("link"),
        slug=_name(_said(node, "post_name")),
        html=next((one.text for one in node.all(CONTENT)), ""),
        is_raw=True,
        excerpt=_excerpt(node),
        day=day_of(local=local, at=at, zone=zone),
        at=at,
        changed_at=changed,
        author=node.said(_CREATOR),
        labels=tuple(_labels(node)),
        language=_language(node, meta),
        group=_group(node, meta),
        lead=lead.key if lead else "",
        is_sticky=_said(node, "is_sticky") == "1",
        takes_comments=_said(node, "comment_status") != "closed",
        remarks=tuple(_remarks(node, zone)),
        is_too_long=node.is_too_long,
    )


def _own(name: str) -> str:
    """The name of an element of WordPress's own; blank for others, and for the excerpt, which has a namespace to itself."""
    found = _NAMESPACE.match(name)
    return name[found.end() :] if found and not found[1] else ""


def _said(node: Node, name: str) -> str:
    return next((piece.text.strip() for piece in node.content if isinstance(piece, Node) and _own(piece.name) == name), "")


def _excerpt(node: Node) -> str:
    found = (piece.text.strip() for piece in node.content if isinstance(piece, Node) and (of := _NAMESPACE.match(piece.name)) and of[1])
    return next(found, "")


def _name(text: str) -> str:
    """A name in addresses, which WordPress keeps quoted where it has other letters than Latin."""
    return unquote(text)


def _meta(node: Node) -> dict[str, str]:
    rows = (piece for piece in node.content if isinstance(piece, Node) and _own(piece.name) == "postmeta")
    return {_said(row, "meta_key"): _said(row, "meta_value") for row in rows}


def _standing(node: Node) -> Standing:
    if _said(node, "post_password"):
        return Standing.PASSWORD
    # What is unknown is not public: plug-ins have states of their own.
    return _STANDINGS.get(_said(node, "status"), Standing.GONE)


def _labels(node: Node) -> Iterator[Label]:
    for row in node.all("category"):
        domain = row.attributes.get("domain", "category")
        if domain in (*_TOPICAL, "tag"):
            kind = "category" if domain == "category" else "tag"
            yield Label(key=f"{kind}:{_name(row.attributes.get('nicename', '')) or row.text.strip().lower()}", name=row.text.strip())


def _learn_label(site: Site, label: Label) -> None:
    known = site.labels.get(label.key)
    if known is None or not known.name:
        site.labels[label.key] = label


def _of_domain(node: Node, domain: str) -> str:
    return next((row.attributes.get("nicename", "") for row in node.all("category") if row.attributes.get("domain") == domain), "")


def _language(node: Node, meta: dict[str, str]) -> str:
    return _of_domain(node, _POLYLANG) or meta.get(_WPML, "")


def _group(node: Node, meta: dict[str, str]) -> str:
    return _of_domain(node, _POLYLANG_GROUP) or meta.get(_WPML_GROUP, "")


def _remarks(node: Node, zone: tzinfo) -> Iterator[Remark]:
    for row in (piece for piece in node.content if isinstance(piece, Node) and _own(piece.name) == "comment"):
        kind, parent = _said(row, "comment_type"), _said(row, "comment_parent")
        yield Remark(
            key=_said(row, "comment_id"),
            parent="" if parent == "0" else parent,
            name=_said(row, "comment_author"),
            address=_said(row, "comment_author_email"),
            website=_said(row, "comment_author_url"),
            at=written_at(local=_said(row, "comment_date"), greenwich=_said(row, "comment_date_gmt"), zone=zone),
            text=_said(row, "comment_content"),
            standing=_REMARKS.get(_said(row, "comment_approved"), "pending"),
            kind="" if kind == "comment" else kind,
        )
