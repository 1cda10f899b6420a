"""The letter and its versions."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.accounts.queries import staff_count
from outcry.accounts.second_person import Verdict, may_confirm
from outcry.appeals.material import LetterWords
from outcry.appeals.models import Appeal, LetterText, LetterVersion
from outcry.appeals.operations.drafting import reopen_draft
from outcry.appeals.refusals import AppealRefused
from outcry.audit.operations import record
from outcry.lib.text import has_control, has_line_break, plain_lines
from outcry.lib.wordings import Edit, save_wording


@transaction.atomic
def write_letter_version(*, appeal: Appeal, texts: Mapping[str, LetterWords], by: User | None, now: datetime) -> LetterVersion:
    """Begin a new version of the letter. The one in force stays on the form until this one is approved."""
    _lock(appeal, by=by, now=now)
    newest = appeal.letter_versions.aggregate(newest=Max("number"))["newest"] or 0
    letter = LetterVersion.objects.create(appeal=appeal, number=newest + 1, written_by=by, written_at=now)
    source = appeal.organisation.source_language
    for language, words in texts.items():
        made_from = int(language != source and source in texts)
        LetterText.objects.create(letter=letter, language=language, made_from_version=made_from, **_checked(words))
    record(verb="write_letter_version", subject=appeal.subject, now=now, actor=by, letter=letter.number)
    return letter


@transaction.atomic
def change_letter_text(*, letter: LetterVersion, edit: Edit, words: LetterWords, by: User | None, now: datetime) -> LetterText:
    """Save the letter in one language while the version is being written. Once approved it never changes: write a new version."""
    _lock(letter.appeal, by=by, now=now)
    letter = LetterVersion.objects.select_for_update().select_related("appeal").get(pk=letter.pk)
    if letter.approved_at is not None:
        raise AppealRefused("", _("This version has been approved and may have been signed, so it never changes. Write a new version."))
    row: LetterText = save_wording(rows=letter.texts, edit=edit, words=_checked(words))
    letter.written_by, letter.written_at = by, now
    letter.save(update_fields=["written_by", "written_at"])
    record(verb="change_letter_text", subject=letter.appeal.subject, now=now, actor=by, letter=letter.number, language=edit.language, version=row.version)
    return row


@transaction.atomic
def approve_letter_version(*, letter: LetterVersion, by: User, now: datetime) -> LetterVersion:
    """Approve a version; from now on it stands on the form.

    Before the launch anybody may: whoever launches reads it. Afterwards a second person has to, since her approval is
    all that stands between a text and the authorities. Approving twice changes nothing.
    """
    _lock(letter.appeal, by=by, now=now)
    letter = LetterVersion.objects.select_for_update().select_related("appeal__organisation").get(pk=letter.pk)
    if letter.approved_at is not None:
        return letter
    verdict = may_approve(letter=letter, by=by, now=now)
    if not verdict:
        raise AppealRefused("", str(verdict.reason))
    if not letter.texts.exists():
        raise AppealRefused("", _("This version has no text yet."))
    letter.approved_by, letter.approved_at = by, now
    letter.save(update_fields=["approved_by", "approved_at"])
    record(verb="approve_letter_version", subject=letter.appeal.subject, now=now, actor=by, letter=letter.number, alone=verdict.alone)
    return letter


def may_approve(*, letter: LetterVersion, by: User, now: datetime) -> Verdict:
    """Whether `by` may approve this version, and why not."""
    if letter.appeal.is_draft:
        return Verdict(allowed=True)
    count = staff_count(organisation=letter.appeal.organisation)
    return may_confirm(first=letter.written_by_id, second=by.pk, staff_count=count, since=letter.written_at, now=now)


def _lock(appeal: Appeal, *, by: User | None, now: datetime) -> None:
    if appeal.is_draft:
        reopen_draft(appeal, by=by, now=now)
    else:
        Appeal.objects.select_for_update().get(pk=appeal.pk)


def _checked(words: LetterWords) -> dict[str, str]:
    subject, body = words.subject.strip(), plain_lines(words.body)
    if not subject:
        raise AppealRefused("subject", _("Write a subject: it is the first thing the office reads."))
    if has_line_break(subject) or has_control(subject):
        raise AppealRefused("subject", _("This has to be one line of plain text."))
    if not body.strip():
        raise AppealRefused("body", _("Write the letter."))
    return {"subject": subject, "body": body}
