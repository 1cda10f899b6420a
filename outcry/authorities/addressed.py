"""What is written to offices: each room that addresses them says it through a hook.

A room above this one registers a function: the keys of offices in, links by office out. Nothing here knows those rooms.
"""

from collections.abc import Collection, Mapping

from wagtail import hooks

from outcry.design.parts import Link

HOOK = "outcry_addressed"


def addressed(*, offices: Collection[int]) -> dict[int, list[Link]]:
    """By office, the pages of the desk of whatever addresses it."""
    rooms: list[Mapping[int, list[Link]]] = [room(offices=offices) for room in hooks.get_hooks(HOOK)] if offices else []
    return {office: [link for room in rooms for link in room.get(office, ())] for office in offices}
