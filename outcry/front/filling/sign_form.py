"""The form of an appeal away from its page. It posts to that page, which shows it again where something is missing."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from outcry.appeals.models import Appeal
from outcry.front import form_token
from outcry.front.filling.appeal import NotReadable, appeal_page
from outcry.front.forms import SignForm


def sign_form_in_words(appeal: Appeal, language: str, now: datetime) -> SafeString | str:
    """The form as HTML; blank where the appeal takes no protests today."""
    try:
        page = appeal_page(appeal=appeal, language=language, now=now)
    except NotReadable:
        return ""
    if not page.is_open:
        return ""
    token = form_token.issue(appeal=appeal.public_id, letter_version=page.letter_version, letter=page.letter.body, now=now)
    form = SignForm(language=language, initial={"token": token, "homepage": "", "letter": page.letter.body})
    return render_to_string("front/form_sign.html", {"form": form, "appeal": page})
