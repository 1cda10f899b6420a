"""The words by which a supporter is shown, as far as they can be derived from the name she typed.

First names and initials can't be derived in every script. Where they can't, nothing is proposed: she sees the empty
line before confirming and may write what she likes; left empty, only her country is shown.
"""

import unicodedata

from outcry.protests.models import ShownInPublic, ShownToAddressee

# Scripts written with capitals and blanks between names: in these an initial is a letter and a stop.
_WITH_INITIALS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")


def words_in_public(*, choice: str, name: str) -> str:
    """What the appeal page may say of her; blank for nothing or for the country alone."""
    if choice == ShownInPublic.FULL_NAME:
        return name
    if choice == ShownInPublic.FIRST_NAME:
        return _first_name(name)
    return ""


def words_to_addressee(*, choice: str, name: str) -> str:
    """How the letter is signed, before the country; blank for the country alone."""
    if choice == ShownToAddressee.FULL_NAME:
        return name
    if choice == ShownToAddressee.INITIALS:
        return _initials(name)
    return ""


def _first_name(name: str) -> str:
    parts = name.split()
    # A name in one piece may be a family name, or both in a script without blanks.
    return parts[0] if len(parts) > 1 and _has_initials(parts[0]) else ""


def _initials(name: str) -> str:
    parts = name.split()
    if not parts or not all(_has_initials(part) for part in parts):
        return ""
    return " ".join(f"{part[0].upper()}." for part in parts)


def _has_initials(part: str) -> bool:
    return unicodedata.name(part[0], "").startswith(_WITH_INITIALS)
