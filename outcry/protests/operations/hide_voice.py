"""A voice is taken off the page; the protest is still counted."""

from datetime import datetime
from typing import Any

from django.db import transaction

from outcry.audit.operations import record
from outcry.protests.models import Protest


def hide_voice(*, protest: Protest, by: Any, reason: str, now: datetime) -> None:
    """Stop showing a supporter's words in public, with a reason in the log."""
    with transaction.atomic():
        Protest.objects.filter(pk=protest.pk).update(voice_hidden_at=now)
        record(verb="voice.hide", subject=f"protest:{protest.pk}", actor=by, now=now, reason=reason)
