"""Words of appeals and cases and one language: what is translated, what is missing, what fell behind; saving it part by part.

They stand in rows of the rooms below, which say what may be translated and save it as any change of theirs: in a case it is public once it is
approved.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.appeals import translatable as appeals
from outcry.appeals.queries import title_of
from outcry.appeals.refusals import AppealRefused
from outcry.cases import publication
from outcry.lib.text_parts import TextPart
from outcry.lib.wordings import ChangedMeanwhile, Edit
from outcry.newsroom.translating.queue import BEGUN, BEHIND, DONE, MISSING
from outcry.newsroom.translating.segments import Segment
from outcry.newsroom.translating.work import Line, Standing

Save = Callable[..., object]


class NotSaved(Exception):
    """Nothing was saved; `key` is that of the text that is meant (blank: none), the words say why."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key, self.sentence = key, sentence


@dataclass(frozen=True, kw_only=True)
class Worded:
    """An appeal or a case. `subject` names it in files and in the log; `save` keeps one part of it; `desk` is where it is looked after."""

    subject: str
    title: str
    parts: list[TextPart]
    save: Save
    desk: str

    def work(self, language: str) -> "WordsWork":
        """What is to be done in a language."""
        lines = [line for part in self.parts for line in _lines(part, language)]
        seen = sum(row.version for part in self.parts if (row := part.row_in(language)))
        return WordsWork(title=self.title, subject=self.subject, language=language, seen=seen, lines=lines)

    def standing(self, language: str) -> str:
        """Where its words stand as a whole."""
        rows = [part.row_in(language) for part in self.parts]
        if not any(rows):
            return MISSING
        if any(part.is_behind(language) for part in self.parts):
            return BEHIND
        return DONE if all(rows) else BEGUN


@dataclass(frozen=True, kw_only=True)
class WordsWork:
    """The texts of an appeal or a case with their translation into one language. `seen` rises with each save of a word."""

    title: str
    subject: str
    language: str
    seen: int
    lines: list[Line]

    @property
    def name(self) -> str:
        """What it is called in a translator's file."""
        return self.subject

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


def running_appeals(*, organisation: Organisation) -> Iterator[Worded]:
    """The appeals that have not ended, the urgent ones first, then the soonest to close."""
    for appeal in appeals.running(organisation=organisation):
        yield Worded(
            subject=appeal.subject,
            title=title_of(appeal=appeal),
            parts=appeals.parts_of(appeal=appeal),
            save=partial(appeals.save_part, appeal=appeal),
            desk=reverse("appeals_desk:texts", args=[appeal.pk]),
        )


def worded(*, subject: str, organisation: Organisation) -> Worded | None:
    """The appeal or the case of this name ("appeal:7"), as far as whoever reads may have its words; None where there is none for her."""
    kind, _colon, pk = subject.partition(":")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    if kind == "appeal":
        return next((one for one in running_appeals(organisation=organisation) if one.subject == subject), None)
    found = publication.words_of(case_id=int(pk), organisation=organisation) if kind == "case" else None
    if found is None:
        return None
    return Worded(
        subject=f"case:{found.case_id}",
        title=f"{found.number} · {found.name}",
        parts=found.parts,
        save=partial(publication.translate_words, case_id=found.case_id, organisation=organisation),
        desk=reverse("cases_desk:case", args=[found.case_id]),
    )


@transaction.atomic
def save_words(
    *,
    subject: str,
    organisation: Organisation,
    language: str,
    texts: Mapping[str, str],
    seen: int,
    by: Any,
    now: datetime,
    still_right: Collection[str] = (),
    doubtful: Collection[str] = (),
) -> WordsWork:
    """Save the parts in which something is new, all of them or none; a text left out or blank is missing.

    A part counts as made from today's words of the source when each of its texts changed, was so already or is in `still_right`, and none is in
    `doubtful`. Raise ChangedMeanwhile when somebody saved after `seen`, NotSaved where a room refuses.
    """
    whole = _whole(subject, organisation)
    work = whole.work(language)
    if work.seen != seen:
        raise ChangedMeanwhile(work)
    for part in whole.parts:
        _save_part(whole, part, language, texts, still_right, doubtful, by, now)
    return _whole(subject, organisation).work(language)


def _save_part(
    whole: Worded, part: TextPart, language: str, texts: Mapping[str, str], still_right: Collection[str], doubtful: Collection[str], by: Any, now: datetime
) -> None:
    lines = list(_lines(part, language))
    new = {line.source.key: texts.get(line.source.key, "").replace("\0", "").strip() for line in lines}
    if all(new[line.source.key] == line.text and line.source.key not in still_right for line in lines):
        return
    row = part.row_in(language)
    words = {name: new.get(f"{part.key}/{name}", getattr(row, name) if row else "") for name in part.names}
    if not words[part.names[0]]:
        raise NotSaved(f"{part.key}/{part.names[0]}", _("“%(text)s” is needed before the rest of this part can be kept.") % {"text": part.label(part.names[0])})
    is_fresh = all(line.source.key not in doubtful and _is_of_today(line, new[line.source.key], still_right) for line in lines)
    edit: Edit = part.edit(language, is_fresh=is_fresh)
    try:
        whole.save(key=part.key, edit=edit, words=words, by=by, now=now)
    except AppealRefused as refused:
        raise NotSaved(f"{part.key}/{refused.field}" if refused.field else "", refused.sentence) from refused


def _is_of_today(line: Line, text: str, still_right: Collection[str]) -> bool:
    return bool(text) and (text != line.text or line.standing == Standing.DONE or line.source.key in still_right)


def _lines(part: TextPart, language: str) -> Iterator[Line]:
    """The texts of a part that say something in the source."""
    source, row = part.source, part.row_in(language)
    is_behind = part.is_behind(language)
    for name in part.names:
        said = getattr(source, name)
        if said.strip():
            text = getattr(row, name) if row else ""
            segment = Segment(key=f"{part.key}/{name}", text=said, about=part.label(name), longest=part.longest(name))
            yield Line(source=segment, text=text, standing=_standing(text, is_behind=is_behind, is_there=row is not None))


def _standing(text: str, *, is_behind: bool, is_there: bool) -> Standing:
    """A text that was left empty in a part that is up to date was left empty on purpose."""
    if not is_there or (is_behind and not text):
        return Standing.MISSING
    return Standing.BEHIND if is_behind else Standing.DONE


def _whole(subject: str, organisation: Organisation) -> Worded:
    whole = worded(subject=subject, organisation=organisation)
    if whole is None:
        raise NotSaved("", _("There is nothing of this name any more, or it is not yours to know."))
    return whole
