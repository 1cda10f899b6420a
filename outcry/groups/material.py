"""What an organisation is made of, as the desk and the sample material hand it in."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class GroupDetails:
    """What needs no language."""

    slug: str
    kind: str
    website: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupWords:
    """The organisation in one language."""

    name: str
    about: str = ""
