"""Somebody writes to us for the first time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from outcry.accounts.models import Organisation
from outcry.intake import contents, quotas
from outcry.intake.contents import Details
from outcry.intake.hours import hour_of
from outcry.intake.models import Conversation
from outcry.intake.operations.keeping import keep_message, refuse_second
from outcry.intake.recognition import new_recognition
from outcry.intake.uploads import SealedUpload
from outcry.lib.spoken_codes import random_code


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What she filled in. `form` is the signed token of the form: the same form is taken once."""

    text: str
    details: Details
    language: str
    form: str
    files: Sequence[SealedUpload] = ()


def receive(*, organisation: Organisation, writing: Writing, now: datetime) -> str:
    """Keep what she wrote, sealed, and return her code: shown once, known to nobody afterwards.

    When this returns, text and files are on the disk. Raise AlreadyTaken for a form sent before, TooMany when more is written
    to us than we take in an hour.
    """
    digest = refuse_second(writing.form)
    quotas.count_message(now=now)
    code = random_code()
    # Slow on purpose, so before the transaction: nobody waits for the database meanwhile.
    recognition = new_recognition(code)
    with transaction.atomic():
        conversation = Conversation(organisation=organisation, language=writing.language, started_at=hour_of(now), last_at=hour_of(now))
        keys = contents.give_keys(conversation, recognition)
        conversation.details = contents.sealed_details(writing.details, keys)
        conversation.save()
        keep_message(conversation=conversation, keys=keys, text=writing.text, files=writing.files, form_digest=digest, now=now)
    for file in writing.files:
        file.keep()
    return code
