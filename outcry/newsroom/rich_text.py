"""What an editor's formatted text may hold: emphasis, links and lists, nothing that runs."""

import re

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

# What the editor's toolbar offers, by Wagtail's names.
FEATURES = ("bold", "italic", "link", "ul", "ol")

_TAGS = {"a", "b", "br", "em", "i", "li", "ol", "p", "strong", "ul"}
# Without a word on "*" the cleaner would let title and lang stand everywhere.
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "*": set()}
_LINKS = {"http", "https", "mailto"}
_BLANK = re.compile(r"<p>(?:\s|<br>)*</p>")


def clean(text: str) -> SafeString:
    """Stored rich text as HTML for readers. Everything but emphasis, paragraphs, lists and links to pages and mail is taken out.

    Wagtail filters what its editor sends; this stands behind it, for text that came in another way.
    """
    safe = nh3.clean(expand_db_html(text), tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_LINKS, link_rel="noreferrer")
    return mark_safe(_BLANK.sub("", safe).strip())  # noqa: S308  cleaned the line above


def stored(text: str) -> str:
    """Rich text from outside in the form in which the editor's is stored: the same few tags, and links to pages of ours by their key."""
    within = _ATTRIBUTES | {"a": {"href", "linktype", "id"}}
    return nh3.clean(text, tags=_TAGS, attributes=within, url_schemes=_LINKS, link_rel=None).strip()


def with_reference(html: SafeString, number: int | None) -> SafeString:
    """The same with the number of its source at the end of the last paragraph."""
    if number is None:
        return html
    mark = format_html('<span class="ref"><a href="#source-{}" aria-label="{}">{}</a></span>', number, _("Source %(number)s") % {"number": number}, number)
    body, closed, rest = html.rpartition("</p>")
    return mark_safe(f"{body}{mark}{closed}{rest}") if closed else mark_safe(f"{html}{mark}")  # noqa: S308  both parts are safe already
