"""Exports of invented sites, written by code: what WordPress writes, in any of its versions, and what feeds hold."""

from typing import Any
from xml.sax.saxutils import escape

HOME = "https://old.example"


def cdata(text: str) -> str:
    """As WordPress writes it: the end of a section parted in two."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def a_comment(number: int, **changes: Any) -> str:
    facts = {
        "id": number, "author": "Aliya", "author_email": "aliya@mail.example", "author_url": "https://aliya.example/", "author_IP": "192.0.2.7",
        "date": "2011-01-04 09:30:00", "date_gmt": "2011-01-04 03:30:00", "content": "I stand with him.",
        "approved": "1", "type": "", "parent": "0", "user_id": "0",
    }  # fmt: skip
    rows = "".join(f"<wp:comment_{name}>{cdata(str(value))}</wp:comment_{name}>" for name, value in (facts | changes).items())
    return f"<wp:comment>{rows}</wp:comment>"


def an_item(number: int, **changes: Any) -> str:
    """One post. `html`, `comments`, `categories` ((domain, nicename, name), ...), `meta`, and elements of WordPress's own by name."""
    facts: dict[str, Any] = {
        "title": f"Post {number}", "html": f"Text of post {number}.", "excerpt": "", "creator": "rosa", "comments": (), "categories": (), "meta": {},
        "link": f"{HOME}/2011/01/03/post-{number}/", "guid": f"{HOME}/?p={number}", "pubDate": "Mon, 03 Jan 2011 18:30:00 +0000",
        "post_date": "2011-01-04 00:30:00", "post_date_gmt": "2011-01-03 18:30:00", "comment_status": "open", "post_name": f"post-{number}",
        "status": "publish", "post_parent": "0", "post_type": "post", "post_password": "", "is_sticky": "0",
    }  # fmt: skip
    facts |= changes
    own = ("post_date", "post_date_gmt", "comment_status", "post_name", "status", "post_parent", "post_type", "post_password", "is_sticky", "attachment_url")
    rows = "".join(f"<wp:{name}>{cdata(str(facts[name]))}</wp:{name}>" for name in own if name in facts)
    labels = "".join(f'<category domain="{domain}" nicename="{name}">{cdata(words)}</category>' for domain, name, words in facts["categories"])
    meta = "".join(
        f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
        for key, value in facts["meta"].items()
    )
    return (
        f"<item><title>{cdata(facts['title'])}</title><link>{escape(facts['link'])}</link><pubDate>{facts['pubDate']}</pubDate>"
        f'<dc:creator>{cdata(facts["creator"])}</dc:creator><guid isPermaLink="false">{escape(facts["guid"])}</guid><description></description>'
        f"<content:encoded>{cdata(facts['html'])}</content:encoded><excerpt:encoded>{cdata(facts['excerpt'])}</excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id>{rows}{labels}{meta}{''.join(facts['comments'])}</item>\n"
    )


def an_attachment(number: int, path: str, **changes: Any) -> str:
    alt = changes.pop("alt", "")
    facts = {"post_type": "attachment", "status": "inherit", "attachment_url": f"{HOME}/wp-content/uploads/{path}", "title": path.rpartition("/")[2]}
    return an_item(number, **facts | {"meta": {"_wp_attachment_image_alt": alt}} | changes)


def a_site(*items: str, version: str = "1.2", language: str = "en-US", title: str = "The Old Site", more: str = "") -> bytes:
    """A whole export."""
    start = f"http://wordpress.org/export/{version}/"
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- generator="WordPress/6.6" created="2026-11-01 10:00" -->\n'
        f'<rss version="2.0" xmlns:excerpt="{start}excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="{start}">\n<channel>'
        f"<title>{title}</title><link>{HOME}</link><description></description><language>{language}</language>"
        f"<wp:wxr_version>{version}</wp:wxr_version><wp:base_site_url>{HOME}</wp:base_site_url><wp:base_blog_url>{HOME}</wp:base_blog_url>"
        f"<wp:author><wp:author_id>1</wp:author_id><wp:author_login>{cdata('rosa')}</wp:author_login>"
        f"<wp:author_email>{cdata('rosa@secret.example')}</wp:author_email><wp:author_display_name>{cdata('Rosa Lind')}</wp:author_display_name></wp:author>"
        f"{more}{''.join(items)}</channel></rss>\n"
    ).encode()
