"""The key with which a browser seals what was typed into a report or a translation and did not reach the desk; and what brings it back.

The browser keeps it by itself (static/newsroom/keep-words.js). The desk gives the key to the same person alone: whoever signs in next at
the same machine has another one.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from outcry.accounts.models import User

# Stands in a form that the browser sends to have it drawn from what it kept; nothing is saved then.
KEPT = "kept-words"


def key_of(user: User) -> str:
    """32 bytes in base64: another one for each person, and after each change of her password."""
    return b64encode(salted_hmac("newsroom.kept_words", f"{user.pk}:{user.password}", algorithm="sha256").digest()).decode()


def words_for_the_offer() -> dict[str, str]:
    """What the browser says when it kept something, and while it keeps."""
    return {
        "heading": _("Words that did not reach the desk"),
        "told": _("This browser kept what you typed here on {moment}. Only you can read it, and logging out deletes it."),
        "bring": _("Bring them back"),
        "forget": _("Throw them away"),
        "kept": _("The desk takes nothing just now. What you type is kept in this browser, sealed for you alone: stay on this page, or come back to it."),
        "full": _("The desk takes nothing just now, and this browser has no room to keep what you type. Copy it before you close this page."),
    }


def look_before_saving(data: Mapping[str, Any], *, is_overtaken: bool) -> str:
    """What to say above a form that was drawn from what a browser kept; blank for any other form. Overtaken: somebody else saved after that."""
    if KEPT not in data:
        return ""
    if is_overtaken:
        return _("These are the words that your browser kept. Somebody else saved after that: compare the versions in the history before you save.")
    return _("These are the words that your browser kept. Nothing is saved yet: look through them, and save.")
