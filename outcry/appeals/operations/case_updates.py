"""A fact of the case changed: say so on the appeal's timeline and in its letter, or say why not; language by language."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.accounts.queries import staff_count
from outcry.accounts.second_person import Verdict, may_confirm
from outcry.appeals.case_changes import LanguageState, standing
from outcry.appeals.material import LetterWords, MomentWords, UpdateWords
from outcry.appeals.models import Appeal, AppealState, CaseUpdate, LetterVersion, TimelineKind, TimelineMoment, UpdateState
from outcry.appeals.operations.drafting import add_moment, change_moment_words, line_of
from outcry.appeals.operations.letters import change_letter_text, write_letter_version
from outcry.appeals.refusals import AppealRefused
from outcry.audit.operations import record
from outcry.lib.seen_forms import facts_of, mark_of_facts
from outcry.lib.text import plain_lines
from outcry.lib.wordings import ChangedMeanwhile, Edit


@transaction.atomic
def accept_update(
    *, appeal: Appeal, language: str, to_version: int, words: UpdateWords, letter: LetterWords | None, by: User, now: datetime, seen: str | None = None
) -> CaseUpdate:
    """Write what readers of one language will be told. A second person puts it on the timeline; nothing is public before.

    With `letter`, the same language of a new version of the letter says it, too; it is approved like every other version, and
    what was signed before stays as it was. `seen` is the mark of what the writer had before her. Raise AppealRefused when the
    case has changed again since, ChangedMeanwhile when somebody else has answered.
    """
    appeal, found = _open(appeal, language, to_version, now=now)
    row = _as_seen(found, seen) or CaseUpdate(appeal=appeal, language=language, from_version=found.from_version, to_version=to_version)
    if letter is not None:
        row.letter_number = _into_the_letter(appeal, language, letter, by=by, now=now).number
    row.headline, row.body = line_of("headline", words.headline), plain_lines(words.body).strip()
    row.kind, row.when = TimelineKind(words.kind), words.when
    row.state, row.written_by, row.written_at = UpdateState.WAITING, by, now
    # What was written about an older version of the case, and never read by a second person, is said by this one.
    appeal.case_updates.filter(language=language, state=UpdateState.WAITING).exclude(pk=row.pk).delete()
    row.save()
    record(verb="write_case_update", subject=appeal.subject, now=now, actor=by, language=language, case_version=to_version, letter=row.letter_number)
    return row


@transaction.atomic
def publish_update(*, update: CaseUpdate, by: User, now: datetime, seen: str | None = None) -> CaseUpdate:
    """Put the words on the timeline, beside those of other languages about the same change. Publishing twice changes nothing.

    `seen` is the mark of the words that were read: others since, and AppealRefused says to read again.
    """
    appeal = _lock(update.appeal)
    update = CaseUpdate.objects.select_for_update().get(pk=update.pk)
    if update.state == UpdateState.PUBLISHED:
        return update
    if update.state != UpdateState.WAITING or (seen is not None and seen != mark_of_update(update)):
        raise AppealRefused("", _("The words were changed while you were reading. Read them once more."))
    verdict = may_publish(update=update, appeal=appeal, by=by, now=now)
    if not verdict:
        raise AppealRefused("", str(verdict.reason))
    update.moment = _moment(appeal, update, by=by, now=now)
    update.state, update.published_by, update.published_at = UpdateState.PUBLISHED, by, now
    update.save()
    record(verb="publish_case_update", subject=appeal.subject, now=now, actor=by, language=update.language, case_version=update.to_version, alone=verdict.alone)
    return update


@transaction.atomic
def dismiss_update(*, appeal: Appeal, language: str, to_version: int, reason: str, by: User, now: datetime, seen: str | None = None) -> CaseUpdate:
    """Leave this language as it is, with a reason for the log; the next change of the case is offered again."""
    appeal, found = _open(appeal, language, to_version, now=now)
    if not reason.strip():
        raise AppealRefused("reason", _("Say in a few words why: it goes into the log."))
    row = _as_seen(found, seen) or CaseUpdate(appeal=appeal, language=language, from_version=found.from_version, to_version=to_version)
    row.state, row.reason = UpdateState.DISMISSED, line_of("reason", reason)
    row.written_by, row.written_at = by, now
    row.save()
    record(verb="dismiss_case_update", subject=appeal.subject, now=now, actor=by, language=language, case_version=to_version, reason=row.reason)
    return row


def may_publish(*, update: CaseUpdate, appeal: Appeal, by: User, now: datetime) -> Verdict:
    """Whether `by` may put it on the timeline. Of a draft nobody outside reads anything: whoever launches it reads it then."""
    if appeal.is_draft:
        return Verdict(allowed=True)
    count = staff_count(organisation=appeal.organisation)
    return may_confirm(first=update.written_by_id, second=by.pk, staff_count=count, since=update.written_at, now=now)


def mark_of_update(update: CaseUpdate | None) -> str:
    """A short mark of the words as they stand; of none, a blank one."""
    return mark_of_facts(facts_of(update, CaseUpdate.FACTS)) if update else ""


def _open(appeal: Appeal, language: str, to_version: int, *, now: datetime) -> tuple[Appeal, LanguageState]:
    """The appeal, locked, and what is open in this language. AppealRefused when nothing is, or another version is the newest by now."""
    appeal = _lock(appeal)
    if appeal.state == AppealState.ENDED:
        raise AppealRefused("", _("This appeal has ended."))
    found = _look(appeal, on=appeal.organisation.content_now(now=now).date(), language=language)
    if found is None or not found.found:
        raise AppealRefused("", _("The case says the same as this appeal."))
    if found.to_version != to_version:
        raise AppealRefused("", _("The case was changed and approved again while you were writing. Look at what changed once more."))
    return appeal, found


def _look(appeal: Appeal, *, on: date, language: str) -> LanguageState | None:
    return standing(appeals=[appeal], on=on)[appeal.pk].of(language) if appeal.case_id else None


def _lock(appeal: Appeal) -> Appeal:
    return Appeal.objects.select_for_update(of=("self",)).select_related("organisation").prefetch_related("texts").get(pk=appeal.pk)


def _as_seen(found: LanguageState, seen: str | None) -> CaseUpdate | None:
    """The row as the writer saw it; ChangedMeanwhile with the row when somebody else has written since."""
    if seen is not None and seen != mark_of_update(found.update):
        raise ChangedMeanwhile(found.update)
    return found.update


def _into_the_letter(appeal: Appeal, language: str, words: LetterWords, *, by: User, now: datetime) -> LetterVersion:
    """The version that is being written, begun as a copy of the newest where there is none, with these words in it."""
    letter = appeal.letter_versions.filter(approved_at=None).order_by("-number").first()
    if letter is None:
        newest = appeal.letter_versions.prefetch_related("texts").order_by("-number").first()
        texts = {text.language: LetterWords(subject=text.subject, body=text.body) for text in newest.texts.all()} if newest else {}
        letter = write_letter_version(appeal=appeal, texts=texts, by=by, now=now)
    row = letter.texts.filter(language=language).first()
    change_letter_text(letter=letter, edit=Edit(language=language, seen_version=row.version if row else 0), words=words, by=by, now=now)
    return letter


def _moment(appeal: Appeal, update: CaseUpdate, *, by: User, now: datetime) -> TimelineMoment:
    """The entry of the timeline that other languages have about the same version, or a new one; with these words."""
    words = MomentWords(headline=update.headline, body=update.body)
    others = appeal.case_updates.filter(to_version=update.to_version, moment__isnull=False).select_related("moment__appeal").order_by("pk")
    shared: TimelineMoment | None = next((one.moment for one in others), None)
    if shared is None:
        return add_moment(appeal=appeal, kind=TimelineKind(update.kind), when=update.when, texts={update.language: words}, by=by, now=now)
    change_moment_words(moment=shared, edit=Edit(language=update.language), words=words, by=by, now=now)
    return shared
