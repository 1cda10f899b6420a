"""Translations leave as files and come back as drafts: nothing that somebody wrote meanwhile is overwritten, nothing is passed over in silence."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.accounts.models import Organisation
from outcry.newsroom.models import ReportPage
from outcry.newsroom.translating.units import Unit
from outcry.newsroom.translating.words import NotSaved, WordsWork, save_words, worded
from outcry.newsroom.translating.work import Line, Standing, Work, save_translation, work_on


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What became of one report's part of a file, or of one appeal's or case's; `subject` names it where it was found. `refused` are sentences."""

    title: str
    subject: str = ""
    saved: int = 0
    unchanged: int = 0
    empty: int = 0
    refused: tuple[str, ...] = ()


@dataclass
class _Sorted:
    """The texts of a file for one work, sorted by what can be done with each."""

    texts: dict[str, str]
    sure: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    unchanged: int = 0
    empty: int = 0

    @property
    def saved(self) -> int:
        return len(self.sure | self.doubtful)

    def told(self, title: str, subject: str) -> Brought:
        """What became of it, once it is saved."""
        return Brought(title=title, subject=subject, saved=self.saved, unchanged=self.unchanged, empty=self.empty, refused=tuple(self.refused))


def units_of(works: Iterable[Work | WordsWork]) -> Iterator[Unit]:
    """The texts as translators get them, with what is translated by now."""
    for work in works:
        for line in work.lines:
            yield Unit(
                report=work.name,
                key=line.source.key,
                source=line.source.text,
                target=line.text,
                is_doubtful=line.standing == Standing.BEHIND,
                about=line.source.about,
            )


def bring_in(*, units: Iterable[Unit], language: str, organisation: Organisation, by: Any, now: datetime) -> list[Brought]:
    """Save what a file has: reports as drafts, appeals and cases as changes of theirs; each whole or not at all."""
    by_name: dict[str, list[Unit]] = {}
    for unit in units:
        by_name.setdefault(unit.report, []).append(unit)
    return [(_bring_words if ":" in name else _bring_in)(name, found, language, organisation, by, now) for name, found in by_name.items()]


@transaction.atomic
def _bring_in(report: str, units: list[Unit], language: str, organisation: Organisation, by: Any, now: datetime) -> Brought:
    source = _report(report, organisation)
    if source is None:
        return Brought(title=report, refused=(_("No report of ours is named so."),))
    work = work_on(source=source, language=language)
    found = _sorted(units, work)
    if found.saved:
        save_translation(source=source, language=language, texts=found.texts, still_right=found.sure, doubtful=found.doubtful, seen=work.seen, by=by, now=now)
    return found.told(work.source.title, f"report:{source.pk}")


def _bring_words(subject: str, units: list[Unit], language: str, organisation: Organisation, by: Any, now: datetime) -> Brought:
    whole = worded(subject=subject, organisation=organisation)
    if whole is None:
        return Brought(title=subject, refused=(_("No appeal that runs and no public case is named so, or it is not yours to know."),))
    work = whole.work(language)
    found = _sorted(units, work)
    told = {"still_right": found.sure, "doubtful": found.doubtful, "seen": work.seen, "by": by, "now": now}
    if found.saved:
        try:
            save_words(subject=subject, organisation=organisation, language=language, texts=found.texts, **told)
        except NotSaved as refused:
            return Brought(title=whole.title, subject=subject, refused=(*found.refused, refused.sentence))
    return found.told(whole.title, subject)


def _sorted(units: list[Unit], work: Work | WordsWork) -> _Sorted:
    lines = {line.source.key: line for line in work.lines}
    found = _Sorted(texts=dict(work.texts))
    for unit in units:
        reason = _reason_against(unit, lines.get(unit.key))
        if reason:
            found.refused.append(reason)
        elif not unit.target.strip():
            found.empty += 1
        elif unit.target == found.texts.get(unit.key) and (unit.is_doubtful or lines[unit.key].standing == Standing.DONE):
            found.unchanged += 1
        else:
            found.texts[unit.key] = unit.target
            (found.doubtful if unit.is_doubtful else found.sure).add(unit.key)
    return found


def _reason_against(unit: Unit, line: Line | None) -> str:
    """Why a text can't be taken, or nothing."""
    if line is None:
        return _("“%(text)s”: there is no such text any more.") % {"text": _short(unit.source)}
    # Programs end lines as they like.
    if unit.source.split() != line.source.text.split():
        return _("“%(text)s”: the source has other words by now.") % {"text": _short(unit.source)}
    if line.source.longest and len(unit.target) > line.source.longest:
        longest = line.source.longest
        sentence = ngettext("“%(text)s”: at most %(number)s character.", "“%(text)s”: at most %(number)s characters.", longest)
        return sentence % {"text": _short(unit.target), "number": longest}
    return ""


def _report(name: str, organisation: Organisation) -> ReportPage | None:
    try:
        key = UUID(name)
    except ValueError:
        return None
    return ReportPage.objects.filter(translation_key=key, locale__language_code=organisation.source_language).first()


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
