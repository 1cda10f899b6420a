"""A person is free: the clock stops in the file, and in what the public reads."""

import copy
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases.models import Act, Case, Detention, PublicCase
from outcry.cases.operations.approval import take_back_proposal, write_version
from outcry.cases.operations.history import facts_of, note, words_of_row
from outcry.cases.operations.indexing import keep_words
from outcry.cases.projection import Projection
from outcry.cases.publication_rules import Rules, when_told
from outcry.cases.refusals import NobodyDetained
from outcry.cases.vocabulary import ReleaseGround
from outcry.design.day_words import day_in_words
from outcry.lib.dates import span
from outcry.vocabularies.models import Term

_HELD, _OUT = "victim-status/liberty/held", "victim-status/liberty/out"
# HURIDOCS micro-thesaurus 25, by how a detention ended.
_STATUS_AT_END = {
    ReleaseGround.SENTENCE_SERVED: f"{_OUT}/served",
    ReleaseGround.ACQUITTED: f"{_OUT}/acquitted",
    ReleaseGround.CHARGES_DROPPED: f"{_OUT}/stopped",
}


@transaction.atomic
def record_release(*, case: Case, released: str | date, ground: str, detention: Detention | None = None, by: User | None = None, now: datetime) -> bool:
    """Write down the release (an EDTF text or a day) of whoever was detained last in this case, its ground, and show it to the public.

    `detention` names another than the last. Returns whether readers see it: not where what they read has no such detention.

    The public sees the version approved last with the release added, nothing else that was written since: whoever
    records a release has not approved the rest of the file. Saying it twice changes nothing. ValueError when
    `released` is not EDTF or `ground` is not a ReleaseGround.
    """
    when = released.isoformat() if isinstance(released, date) else released
    if span(when).earliest is None and span(when).latest is None:
        raise ValueError("a release needs a day, a month or a year")
    ground = ReleaseGround(ground).value
    case = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
    held = Detention.objects.filter(act__case=case).order_by("act__position", "act")
    detention = held.filter(pk=detention.pk).first() if detention else held.last()
    if detention is None:
        raise NobodyDetained
    if (detention.released, detention.release_ground) == (when, ground):
        return case.projections.filter(is_current=True).exists()
    before = facts_of(detention)
    detention.released, detention.release_ground = when, ground
    detention.save()
    after = facts_of(detention)
    note(row=detention, before={"facts": before}, after={"facts": after}, by=by, now=now)
    _end_act(detention.act, when, ground, by=by, now=now)
    keep_words(cases=[case.pk])
    take_back_proposal(case=case)
    rules = Rules(case)
    projections = [_with_release(row, detention, rules, ground) for row in case.projections.filter(is_current=True)]
    is_shown = bool(projections) and all(projections)
    if is_shown:
        write_version(case=case, projections=[found for found in projections if found], by=by, now=now)
    record(verb="record release", subject=case.subject, actor=by, now=now, released=when, ground=ground, shown=is_shown)
    return is_shown


def words_for_release(*, language: str, released: str, ground: str) -> str:
    """How the detention ended, in one language."""
    with translation.override(language):
        day = day_in_words(released).text
        if ground == ReleaseGround.UNKNOWN:
            return _("Released: %(date)s") % {"date": day}
        return _("Released: %(date)s, %(ground)s") % {"date": day, "ground": ReleaseGround(ground).label}


def _code_the_end(act: Act, ground: str, *, by: User | None, now: datetime) -> None:
    """What became of her, where nobody has coded it yet. One who was coded as held is held no more."""
    free = Term.objects.filter(code=_STATUS_AT_END.get(ReleaseGround(ground), _OUT)).first()
    if free is None or (act.status_at_end is not None and not act.status_at_end.code.startswith(_HELD)):
        return
    before = facts_of(act)
    act.status_at_end = free
    act.save()
    after = facts_of(act)
    note(row=act, before={"facts": {"status_at_end": before["status_at_end"]}}, after={"facts": {"status_at_end": after["status_at_end"]}}, by=by, now=now)


def _end_act(act: Act, released: str, ground: str, *, by: User | None, now: datetime) -> None:
    _code_the_end(act, ground, by=by, now=now)
    texts = list(act.texts.all())
    source_version = next((text.version for text in texts if text.language == act.case.organisation.source_language), 0)
    for text in texts:
        before = words_of_row(text)
        text.ended = words_for_release(language=text.language, released=released, ground=ground)
        if text.made_from_version and text.made_from_version == source_version:
            text.made_from_version += 1
        text.version += 1
        text.save()
        if words_of_row(text) != before:
            note(row=act, before={"words": before}, after={"words": words_of_row(text)}, language=text.language, by=by, now=now)


def _with_release(row: PublicCase, detention: Detention, rules: Rules, ground: str) -> Projection | None:
    """What the public reads, with the release as it may be told; None where it does not read of this detention."""
    fields, wording = copy.deepcopy(row.fields), copy.deepcopy(row.wording)
    place = _place_of(detention, rules, fields["acts"])
    if place is None:
        return None
    told = when_told(detention.released, rules.of_event(detention.act.event_id))
    fields["acts"][place]["custody"] |= {"released": told, "ground": ground}
    words = wording["acts"][place]
    words["ended"] = words_for_release(language=words["language"] or row.language, released=told, ground=ground)
    return Projection(language=row.language, fields=fields, wording=wording)


def _place_of(detention: Detention, rules: Rules, acts: list[dict[str, Any]]) -> int | None:
    """Which of the acts that readers know is this one. They know no keys, so it is told by its beginning; of several alike by its place in the file."""
    public = Detention.objects.filter(act__case=detention.act.case, act__is_public=True, act__event__is_public=True).select_related("act")
    began = {row.pk: when_told(row.began, rules.of_event(row.act.event_id)) for row in public.order_by("act__position", "act")}
    if detention.pk not in began:
        return None
    known = [pk for pk, told in began.items() if told == began[detention.pk]]
    alike = [place for place, act in enumerate(acts) if act["custody"] and act["custody"]["began"] == began[detention.pk]]
    return alike[known.index(detention.pk)] if len(known) == len(alike) else None
