"""What WordPress keeps between square brackets and in comments of Gutenberg, turned into HTML or taken out and named."""

import re
from collections import Counter
from html import escape

_ATTRIBUTES = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
_CAPTION = re.compile(r"\[(wp_caption|caption)\b([^\]]{0,2000})\](.*?)\[/\1\]", re.DOTALL)
_GALLERY = re.compile(r"\[gallery\b([^\]]{0,4000})\]")
_MEDIA = re.compile(r"\[(?:audio|video|playlist)\b([^\]]{0,2000})\](?:\s*\[/(?:audio|video|playlist)\])?")
_EMBED = re.compile(r"\[embed\b[^\]]{0,500}\]\s*(https?://[^\s\[\]<>\"]{1,2000})\s*\[/embed\]")
# What has attributes, or an end of its own, is no remark in brackets.
_OTHER = re.compile(r"""\[(/?)([a-zA-Z][\w-]{1,60})((?:\s+[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'\]]+))*)\s*/?\]""")
_IMAGE_FIRST = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
_MORE = re.compile(r"<!--\s*(?:more\b[^>]*|nextpage|noteaser)\s*-->")
# A block of Gutenberg without anything stored: what readers saw was made by a program.
_MADE_BLOCK = re.compile(r"<!--\s+wp:([a-z][a-z0-9/-]{0,60})\s+(?:\{[^<>]{0,4000}\}\s+)?/-->")
_BLOCK = re.compile(r"<!--\s+wp:")
_MEDIA_KEYS = ("src", "mp3", "mp4", "ogg", "webm", "m4a", "m4v", "ogv", "wav")
GALLERY = "data-gallery"


def has_blocks(text: str) -> bool:
    """Whether Gutenberg wrote it: then its line breaks mean nothing."""
    return _BLOCK.search(text) is not None


def as_html(text: str) -> tuple[str, Counter[str]]:
    """The text with its shortcodes as HTML, and the names of those that nobody can draw here, with their number."""
    dropped: Counter[str] = Counter(found[1] for found in _MADE_BLOCK.finditer(text) if found[1] not in ("more", "nextpage", "separator", "spacer"))
    text = _MORE.sub("\n\n", text)
    text = _CAPTION.sub(_caption, text)
    text = _GALLERY.sub(lambda found: _gallery(found[1]), text)
    text = _EMBED.sub(lambda found: f"\n\n{found[1]}\n\n", text)
    text = _MEDIA.sub(lambda found: _media(found[1]), text)
    ended = {found[2] for found in _OTHER.finditer(text) if found[1]}

    def without(found: re.Match[str]) -> str:
        if not found[3] and found[2] not in ended:
            return found[0]
        if not found[1]:
            dropped[found[2]] += 1
        return ""

    return _OTHER.sub(without, text), dropped


def _told(attributes: str) -> dict[str, str]:
    return {found[1].lower(): next((one for one in found.groups()[1:] if one is not None), "") for found in _ATTRIBUTES.finditer(attributes)}


def _caption(found: re.Match[str]) -> str:
    told, inner = _told(found[2]), _IMAGE_FIRST.match(found[3])
    if inner is None:
        return found[3]
    words = inner[2].strip() or escape(told.get("caption", ""))
    return f"\n\n<figure>{inner[1]}<figcaption>{words}</figcaption></figure>\n\n"


def _gallery(attributes: str) -> str:
    """With `ids` those, else whatever belongs to the entry."""
    told = _told(attributes)
    ids = ",".join(re.findall(r"\d+", told.get("ids", "") or told.get("include", "")))
    return f'\n\n<figure {GALLERY}="{ids}"></figure>\n\n'


def _media(attributes: str) -> str:
    told = _told(attributes)
    return "".join(f'\n\n<iframe src="{escape(told[key])}"></iframe>\n\n' for key in _MEDIA_KEYS if told.get(key))
