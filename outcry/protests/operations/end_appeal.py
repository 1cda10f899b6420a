"""The outcome is known: the appeal ends, queued letters are taken back, the page tells it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from outcry.accounts.models import Organisation
from outcry.appeals.models import Addressee, Appeal, AppealState
from outcry.audit.operations import record
from outcry.cases import publication
from outcry.delivery import outbox
from outcry.lib.dates import span
from outcry.protests.closing import shut
from outcry.protests.models import Outcome, OutcomeKind, OutcomeText
from outcry.protests.operations.move_letters import waiting_elsewhere

_GROUND_UNKNOWN = "unknown"
# How long after an outcome a demonstration goes on: by then the sample's reports of it have their day.
_TO_BE_TOLD = timedelta(days=4)


class AppealEnded(Exception):
    """It has ended already; there is one outcome to an appeal."""


class NotLaunched(Exception):
    """Nobody outside has seen it: ending it would make it public without a second person."""


@dataclass(frozen=True, kw_only=True)
class OutcomeWording:
    """The outcome in one language: on the page, and in the mail to those who asked to hear."""

    headline: str
    body: str
    mail_subject: str
    mail_body: str


@dataclass(frozen=True, kw_only=True)
class OutcomeRecord:
    """What happened, when (EDTF), on what ground, as reported by whom, in which words per language."""

    kind: str
    happened: str
    source: str
    texts: Mapping[str, OutcomeWording]
    ground: str = ""


def end_appeal(*, appeal: Appeal, outcome: OutcomeRecord, by: Any, now: datetime) -> Outcome:
    """Record the outcome and end the appeal, in one transaction.

    Letters not yet handed over are withdrawn. Those who asked to hear are written to afterwards by `queue_thanks`,
    which finds them by the consents themselves. A case whose person is released is told so. Raise AppealEnded, or NotLaunched for a draft.
    """
    with transaction.atomic():
        shut(appeal)
        if not Appeal.objects.filter(pk=appeal.pk, state=AppealState.OPEN).update(state=AppealState.ENDED, ended_at=now):
            appeal.refresh_from_db()
            raise NotLaunched(appeal.public_id) if appeal.is_draft else AppealEnded(appeal.public_id)
        row = Outcome.objects.create(
            appeal=appeal, kind=outcome.kind, ground=outcome.ground, happened=outcome.happened, source=outcome.source, recorded_by=by, recorded_at=now
        )
        OutcomeText.objects.bulk_create(_texts(row, outcome))
        withdrawn = outbox.withdraw(group=appeal.subject, now=now, reason="the appeal has ended")
        withdrawn += waiting_elsewhere(Addressee.objects.filter(appeal=appeal)).update(taken_back_at=now)
        if outcome.kind == OutcomeKind.RELEASED and appeal.case is not None:
            # Where nobody was written down as detained, there is no clock to stop: the outcome tells the end.
            with suppress(publication.NobodyDetained):
                publication.record_release(case=appeal.case, released=outcome.happened, ground=outcome.ground or _GROUND_UNKNOWN, by=by, now=now)
        _move_content_clock(appeal.organisation, outcome.happened)
        record(verb="appeal.end", subject=appeal.subject, actor=by, now=now, outcome=outcome.kind, letters_withdrawn=withdrawn)
    appeal.refresh_from_db()
    return row


def _texts(row: Outcome, outcome: OutcomeRecord) -> list[OutcomeText]:
    source = row.appeal.organisation.source_language
    return [
        OutcomeText(
            outcome=row,
            language=language,
            made_from_version=0 if language == source else 1,
            headline=wording.headline,
            body=wording.body,
            mail_subject=wording.mail_subject,
            mail_body=wording.mail_body,
        )
        for language, wording in outcome.texts.items()
    ]


def _move_content_clock(organisation: Organisation, happened: str) -> None:
    """In a demonstration time moves on past the day of the outcome, to where the reports of it are out."""
    clock, day = organisation.content_clock_at, span(happened).latest
    if clock is None or day is None or day <= clock.date():
        return
    organisation.content_clock_at = clock.replace(year=day.year, month=day.month, day=day.day) + _TO_BE_TOLD
    organisation.save(update_fields=["content_clock_at"])
