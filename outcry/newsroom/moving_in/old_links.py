"""Addresses of the old site: compared without scheme, case of the host and trailing slash, and whatever one browser quotes and another does not."""

import unicodedata
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

LONGEST = 500
# What of a query names something on a WordPress site; anything else is of counters and share buttons.
NAMING = ("p", "page_id", "attachment_id", "cat", "tag", "m", "feed")


def path_of(address: str) -> str:
    """Path and naming query of an address, in one form for all ways to write it; blank for the front page and for what is no address."""
    try:
        parts = urlsplit(address.strip())
        asked = [(name, value) for name, value in parse_qsl(parts.query, max_num_fields=50) if name in NAMING]
    except ValueError:
        return ""
    path = unicodedata.normalize("NFC", unquote(parts.path)).rstrip("/")
    found = path + (f"?{urlencode(sorted(asked))}" if asked else "")
    if asked and not path:
        found = f"/{found}"
    return found if found.startswith("/") and "\0" not in found and len(found) <= LONGEST else ""


def host_of(address: str) -> str:
    """The host, without www."""
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def without_scheme(address: str) -> str:
    """By which a file of the old site is found again: host without www, and path."""
    try:
        path = unquote(urlsplit(address.strip()).path)
    except ValueError:
        return ""
    return f"{host_of(address)}{path}"
