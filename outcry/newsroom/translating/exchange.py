"""Translations leave as files and come back as drafts: nothing that somebody wrote meanwhile is overwritten, nothing is passed over in silence."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.accounts.models import Organisation
from outcry.newsroom.models import ReportPage
from outcry.newsroom.translating.units import Unit
from outcry.newsroom.translating.work import Line, Standing, Work, save_translation, work_on


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What became of one report's part of a file. `refused` are sentences."""

    title: str
    pk: int | None
    saved: int = 0
    unchanged: int = 0
    empty: int = 0
    refused: tuple[str, ...] = ()


def units_of(works: Iterable[Work]) -> Iterator[Unit]:
    """The texts of reports as translators get them, with what is translated by now."""
    for work in works:
        for line in work.lines:
            yield Unit(
                report=str(work.source.translation_key),
                key=line.source.key,
                source=line.source.text,
                target=line.text,
                is_doubtful=line.standing == Standing.BEHIND,
                about=line.source.about,
            )


def bring_in(*, units: Iterable[Unit], language: str, organisation: Organisation, by: Any, now: datetime) -> list[Brought]:
    """Save what a file has as drafts, report by report, each whole or not at all."""
    by_report: dict[str, list[Unit]] = {}
    for unit in units:
        by_report.setdefault(unit.report, []).append(unit)
    return [_bring_in(report, found, language, organisation, by, now) for report, found in by_report.items()]


@transaction.atomic
def _bring_in(report: str, units: list[Unit], language: str, organisation: Organisation, by: Any, now: datetime) -> Brought:
    source = _report(report, organisation)
    if source is None:
        return Brought(title=report, pk=None, refused=(_("No report of ours is named so."),))
    work = work_on(source=source, language=language)
    lines = {line.source.key: line for line in work.lines}
    texts, sure, doubtful, refused = dict(work.texts), set[str](), set[str](), list[str]()
    saved = unchanged = empty = 0
    for unit in units:
        reason = _reason_against(unit, lines.get(unit.key))
        if reason:
            refused.append(reason)
        elif not unit.target.strip():
            empty += 1
        elif unit.target == texts.get(unit.key) and (unit.is_doubtful or lines[unit.key].standing == Standing.DONE):
            unchanged += 1
        else:
            texts[unit.key], saved = unit.target, saved + 1
            (doubtful if unit.is_doubtful else sure).add(unit.key)
    if saved:
        save_translation(source=source, language=language, texts=texts, still_right=sure, doubtful=doubtful, seen=work.seen, by=by, now=now)
    return Brought(title=work.source.title, pk=source.pk, saved=saved, unchanged=unchanged, empty=empty, refused=tuple(refused))


def _reason_against(unit: Unit, line: Line | None) -> str:
    """Why a text can't be taken, or nothing."""
    if line is None:
        return _("“%(text)s”: the report has no such text any more.") % {"text": _short(unit.source)}
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
