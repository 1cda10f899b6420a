"""The outcome's words in a language: written later, or put right."""

from datetime import datetime
from typing import Any

from django.db import transaction

from outcry.audit.operations import record
from outcry.lib.wordings import Edit, save_wording
from outcry.protests.models import Outcome, OutcomeText
from outcry.protests.operations.end_appeal import OutcomeWording


@transaction.atomic
def write_outcome(*, outcome: Outcome, edit: Edit, words: OutcomeWording, by: Any, now: datetime) -> OutcomeText:
    """Save one language. Mails that wait for words go on by themselves; those that have left are not written again.

    Raise ChangedMeanwhile when somebody else saved this language first.
    """
    row = save_wording(rows=outcome.texts, edit=edit, words=vars(words))
    record(verb="outcome.write", subject=outcome.appeal.subject, actor=by, now=now, language=edit.language, version=row.version)
    return row
