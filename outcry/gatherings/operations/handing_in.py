"""What was handed in at a gathering is written down: what, how many, to whom, and what became of it at the door."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.gatherings.material import HandedInDetails, HandedInWords
from outcry.gatherings.models import Gathering, HandedIn, HandedInText
from outcry.gatherings.operations.telling import refuse_what_cannot_be_told
from outcry.gatherings.refusals import GatheringRefused
from outcry.lib.seen_forms import as_seen
from outcry.lib.text import has_control, has_line_break
from outcry.lib.wordings import Edit, save_wording


@transaction.atomic
def hand_in(*, gathering: Gathering, details: HandedInDetails, texts: Mapping[str, HandedInWords], by: User | None, now: datetime) -> HandedIn:
    """Write down what was handed in; everybody reads it at once. Raise GatheringRefused before the end, without its words, for a number nobody counted."""
    refuse_what_cannot_be_told(gathering, now=now)
    source = gathering.organisation.source_language
    if source not in texts:
        raise GatheringRefused("what", _("This can't be empty."))
    _check_day(gathering, details, now=now)
    row = HandedIn.objects.create(gathering=gathering, **asdict(details))
    for language in sorted(texts, key=lambda language: language != source):
        HandedInText.objects.create(handed_in=row, language=language, made_from_version=int(language != source), **_checked(texts[language], row))
    _noted("gathering.hand_in", row, by=by, now=now)
    return row


@transaction.atomic
def change_handed_in(*, row: HandedIn, details: HandedInDetails, by: User | None, now: datetime, seen: str | None = None) -> HandedIn:
    """Change what needs no language. `seen` is the mark in the writer's form; ChangedMeanwhile when something else stands there by now."""
    gathering = row.gathering
    row = as_seen(row, names=HandedIn.FACTS, seen=seen)
    _check_day(gathering, details, now=now)
    for name, value in asdict(details).items():
        setattr(row, name, value)
    row.save()
    _noted("gathering.hand_in_change", row, by=by, now=now)
    return row


@transaction.atomic
def change_handed_in_words(*, row: HandedIn, edit: Edit, words: HandedInWords, by: User | None, now: datetime) -> HandedInText:
    """Save the words in one language."""
    text = save_wording(rows=row.texts, edit=edit, words=_checked(words, row))
    _noted("gathering.hand_in_change", row, by=by, now=now)
    return text


@transaction.atomic
def remove_handed_in(*, row: HandedIn, by: User | None, now: datetime) -> None:
    """It was written down by mistake."""
    _noted("gathering.hand_in_remove", row, by=by, now=now)
    row.delete()


def _noted(verb: str, row: HandedIn, *, by: User | None, now: datetime) -> None:
    Gathering.objects.filter(pk=row.gathering_id).update(changed_at=now)
    record(verb=verb, subject=f"gathering:{row.gathering_id}", now=now, actor=by, handed_in=row.kind, number=row.number, reception=row.reception)


def _check_day(gathering: Gathering, details: HandedInDetails, *, now: datetime) -> None:
    if not gathering.day <= details.on <= gathering.organisation.content_now(now=now).date():
        raise GatheringRefused("on", _("On the day of the gathering or later, and not in the future."))


def _checked(words: HandedInWords, row: HandedIn) -> dict[str, str]:
    found = {name: text.strip() for name, text in asdict(words).items()}
    for name, text in found.items():
        if has_line_break(text) or has_control(text):
            raise GatheringRefused(name, _("This has to be one line of plain text."))
    for name in ("what", "source_note"):
        if not found[name]:
            raise GatheringRefused(name, _("This can't be empty."))
    if row.number is not None and not found["counted_by"]:
        raise GatheringRefused("counted_by", _("Say who counted: a number without that is no news."))
    if row.office_id is None and not found["to"]:
        raise GatheringRefused("to", _("Say to whom, where it is none of the offices of the directory."))
    return found
