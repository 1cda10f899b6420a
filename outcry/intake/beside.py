"""What other rooms have to say beside a conversation: a hook, so that this room need not know them."""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail import hooks

from outcry.design.parts import Link
from outcry.intake.models import Conversation

HOOK = "beside_conversation"


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Something another room knows of a conversation: a heading, links with a note each, and what may be begun from it."""

    heading: str
    lines: tuple[tuple[Link, str], ...]
    begin: tuple[Link, ...]


def beside(conversation: Conversation) -> Iterable[Beside]:
    """What every room has registered."""
    return [say(conversation) for say in hooks.get_hooks(HOOK)]
