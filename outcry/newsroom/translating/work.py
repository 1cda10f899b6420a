"""One report and one language: what of it is translated, what is missing, what fell behind; saving it."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Revision

from outcry.audit.operations import record
from outcry.lib.wordings import ChangedMeanwhile
from outcry.newsroom.models import ReportPage
from outcry.newsroom.reviewing.operations import ask_for_review
from outcry.newsroom.rich_text import stored
from outcry.newsroom.translating.segments import Segment, put_into, segments_of, texts_for
from outcry.newsroom.translation_rows import UrgentTranslation

# In place of a digest: made from words that nobody knows.
_OTHER_WORDS = ""


class NotWhole(ValueError):
    """Readers get no report in which a text is missing, or was made from words that have changed since."""


class Standing(StrEnum):
    """Where one text stands."""

    MISSING = "missing"
    BEHIND = "behind"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A text of the source, what the translation says, and from which words it was made, where those were others and are known."""

    source: Segment
    text: str = ""
    standing: Standing = Standing.MISSING
    source_before: str = ""


@dataclass(frozen=True, kw_only=True)
class Work:
    """A report with its translation into one language, as far as it came. `seen` names the revision it was read from, 0 for none."""

    source: ReportPage
    source_version: int
    language: str
    page: ReportPage | None = None
    seen: int = 0
    lines: list[Line] = field(default_factory=list)
    # Words of the translation that have no place in the source any more.
    lost: list[Segment] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called in a translator's file."""
        return str(self.source.translation_key)

    @property
    def texts(self) -> dict[str, str]:
        """What is translated by now, by key."""
        return {line.source.key: line.text for line in self.lines if line.text}

    def number(self, standing: Standing) -> int:
        """How many texts stand so."""
        return sum(line.standing == standing for line in self.lines)

    @property
    def is_whole(self) -> bool:
        """Whether each text is translated from the words that stand there."""
        return all(line.standing == Standing.DONE for line in self.lines)


def work_on(*, source: ReportPage, language: str) -> Work:
    """What is to be done. The source is read as readers have it; before it is published, as its newest draft."""
    version, words = source.version, source if source.live else source.get_latest_revision_as_object()
    segments = segments_of(words)
    page = _page(source, language)
    if page is None:
        return Work(source=words, source_version=version, language=language, lines=[Line(source=one) for one in segments])
    draft = page.get_latest_revision_as_object()
    texts, lost = texts_for(words, page=draft)
    before = _words_before(source, draft.made_from_version) if draft.made_from_version != version else {}
    lines = [_line(one, texts.get(one.key, ""), draft, before, is_behind=draft.made_from_version < version) for one in segments]
    return Work(source=words, source_version=version, language=language, page=page, seen=page.latest_revision_id or 0, lines=lines, lost=lost)


@transaction.atomic
def save_translation(
    *,
    source: ReportPage,
    language: str,
    texts: Mapping[str, str],
    seen: int,
    by: Any,
    now: datetime,
    still_right: Collection[str] = (),
    doubtful: Collection[str] = (),
    publish: bool = False,
    ask: bool = False,
) -> Work:
    """Save what was translated as a draft, with `publish` give it to readers, with `ask` to a colleague; a text left out or blank is missing.

    A text counts as made from today's words of the source when it changed, or its key is in `still_right`; not when it is in `doubtful`.
    Raise ChangedMeanwhile when somebody saved the translation after revision `seen`, NotWhole when it can't be read or published yet.
    """
    ReportPage.objects.select_for_update().get(pk=source.pk)
    before = work_on(source=source, language=language)
    if before.seen != seen:
        raise ChangedMeanwhile(before)
    clean = {line.source.key: _stored(line.source, texts.get(line.source.key, "")) for line in before.lines}
    page = before.page or source.copy_for_translation(Locale.objects.get(language_code=language))
    draft = page.get_latest_revision_as_object()
    # A page has a title, also while nobody translated it.
    put_into(draft, source=before.source, texts=clean | {"title": clean["title"] or before.source.title})
    sure = [line for line in before.lines if line.source.key not in doubtful]
    made_from = {line.source.key: line.source.digest for line in sure if _is_of_today(line, clean[line.source.key], still_right)}
    known = draft.made_from_words | made_from | dict.fromkeys(doubtful, _OTHER_WORDS)
    draft.made_from_words = {key: digest for key, digest in known.items() if clean.get(key)}
    if len(made_from) == len(before.lines):
        draft.made_from_version = before.source_version
        UrgentTranslation.objects.filter(translation_key=source.translation_key, language=language).delete()
    elif publish or ask:
        raise NotWhole
    if (publish or ask) and not draft.is_something_to_read():
        raise NotWhole
    revision = draft.save_revision(user=by)
    if publish:
        revision.publish(user=by)
    if ask:
        ask_for_review(report=ReportPage.objects.get(pk=page.pk), by=by, now=now)
    record(verb="translate_report", subject=f"report:{page.pk}", actor=by, now=now, language=language, done=len(made_from), parts=len(before.lines))
    return work_on(source=source, language=language)


def _page(source: ReportPage, language: str) -> ReportPage | None:
    return ReportPage.objects.filter(translation_key=source.translation_key, locale__language_code=language).first()


def _line(source: Segment, text: str, draft: ReportPage, before: Mapping[str, str], *, is_behind: bool) -> Line:
    known = draft.made_from_words.get(source.key)
    if not text.strip() or (known is None and text == source.text and not draft.live):
        # A copy begins with the words of the source. Who means them, as for a name, saves them.
        standing, text = Standing.MISSING, ""
    elif known is None:
        # Made in the editor, which keeps no words: by what its source said then.
        standing = Standing.BEHIND if is_behind and before.get(source.key) != source.text else Standing.DONE
    else:
        standing = Standing.DONE if known == source.digest else Standing.BEHIND
    told = before.get(source.key, "") if standing == Standing.BEHIND else ""
    return Line(source=source, text=text, standing=standing, source_before=told if told != source.text else "")


def _is_of_today(line: Line, text: str, still_right: Collection[str]) -> bool:
    return bool(text.strip()) and (text != line.text or line.standing == Standing.DONE or line.source.key in still_right)


def _words_before(source: ReportPage, version: int) -> dict[str, str]:
    """What the source said in a version of its own; nothing where that is gone."""
    revision = Revision.objects.for_instance(source).filter(pk=version).first()
    return {segment.key: segment.text for segment in segments_of(revision.as_object())} if revision else {}


def _stored(source: Segment, text: str) -> str:
    text = text.replace("\0", "").strip()
    return stored(text) if source.is_rich else text
