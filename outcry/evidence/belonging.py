"""What a piece of evidence belongs to, by the name it has on the desk: rooms above tell it."""

from collections.abc import Collection

from wagtail import hooks

from outcry.accounts.models import User
from outcry.design.parts import Link

# By which rooms above name what they keep: a function of subjects such as `case:7` and of a person, who gives back those it knows.
HOOK = "names_of_matters"


def names_of(subjects: Collection[str], *, to: User) -> dict[str, Link]:
    """The names and pages of these matters; one that nobody knows, or that she may not know of, is missing."""
    asked = {subject for subject in subjects if subject}
    return {subject: link for say in hooks.get_hooks(HOOK) for subject, link in say(asked, to).items()} if asked else {}
