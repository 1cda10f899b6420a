"""The form of an appeal within a report. The rooms above know how it is drawn: one of them registers a function under HOOK.

It takes the appeal, the language and now, and returns the form as HTML that posts to the appeal's own page, or blank where the appeal takes no protests.
"""

from datetime import datetime

from django.utils.safestring import SafeString
from wagtail import hooks

from outcry.appeals.models import Appeal

HOOK = "newsroom_sign_form"


def sign_form(*, appeal: Appeal, language: str, now: datetime) -> SafeString | str:
    """The form; blank where there is none to be drawn."""
    return next((drawn for draw in hooks.get_hooks(HOOK) if (drawn := draw(appeal, language, now))), "")
