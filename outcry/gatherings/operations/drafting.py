"""Writing a gathering: its facts, its words, its place, and what it belongs to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.authorities.mailboxes import is_anyones
from outcry.gatherings.material import GatheringDetails, GatheringWords
from outcry.gatherings.models import LEAST_NUMBER, Gathering, GatheringState, GatheringText, MeetingPlace, PlaceTold
from outcry.gatherings.moments import is_shown, moment_of, zones
from outcry.gatherings.refusals import GatheringRefused
from outcry.lib.seen_forms import as_seen
from outcry.lib.text import has_control, has_line_break, plain_lines
from outcry.lib.wordings import Edit, save_wording

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
# Beside these no gathering can stand in an address.
_TAKEN = frozenset({"confirm", "leave", "topics", "countries", "feed", "past"})
# A change of one of these is told to those who said that they come.
_TOLD = ("day", "begins", "last_day", "ends", "zone", "place_told")


@transaction.atomic
def draft_gathering(*, organisation: Organisation, details: GatheringDetails, texts: Mapping[str, GatheringWords], by: User | None, now: datetime) -> Gathering:
    """Begin a gathering. Nobody outside sees it before it is announced. Raise GatheringRefused."""
    _check(details)
    _check_slug(details.slug)
    started = {"drafted_by": by, "drafted_at": now, "changed_at": now, "is_demo": organisation.is_demo}
    gathering = Gathering.objects.create(organisation=organisation, **started, **asdict(details))
    source = organisation.source_language
    for language in sorted(texts, key=lambda language: language != source):
        made_from = int(language != source and source in texts)
        GatheringText.objects.create(gathering=gathering, language=language, made_from_version=made_from, **_words(texts[language]))
    record(verb="gathering.draft", subject=gathering.subject, now=now, actor=by, slug=gathering.slug)
    return gathering


@transaction.atomic
def change_details(*, gathering: Gathering, details: GatheringDetails, by: User | None, now: datetime, seen: str | None = None) -> Gathering:
    """Change what needs no language. Those who come are told of another hour by mail; the address on the web stays once it is announced.

    `seen` is the mark in the writer's form; ChangedMeanwhile when something else stands there by now.
    """
    gathering = as_seen(gathering, names=Gathering.FACTS, seen=seen)
    _check(details)
    if details.slug != gathering.slug:
        if not gathering.is_draft:
            raise GatheringRefused("slug", _("It was announced under this address, which has to stay."))
        _check_slug(details.slug)
    is_news = any(getattr(gathering, name) != getattr(details, name) for name in _TOLD)
    for name, value in asdict(details).items():
        setattr(gathering, name, value)
    _keep(gathering, is_news=is_news, now=now)
    record(verb="gathering.change", subject=gathering.subject, now=now, actor=by)
    return gathering


@transaction.atomic
def change_texts(*, gathering: Gathering, edit: Edit, words: GatheringWords, by: User | None, now: datetime) -> GatheringText:
    """Save the words in one language. Those who come are told of another place. ChangedMeanwhile when somebody else saved them."""
    gathering = _locked(gathering)
    before = gathering.texts.filter(language=edit.language).first()
    row = save_wording(rows=gathering.texts, edit=edit, words=_words(words))
    # A place that is said in one more language is no other place.
    _keep(gathering, is_news=before is not None and before.place != row.place, now=now)
    record(verb="gathering.texts", subject=gathering.subject, now=now, actor=by, language=edit.language, version=row.version)
    return row


@transaction.atomic
def change_place(*, gathering: Gathering, edit: Edit, place: str, by: User | None, now: datetime) -> MeetingPlace:
    """Save where exactly it is, in one language, for those who register. They are told of a change."""
    gathering = _locked(gathering)
    before = gathering.meeting_places.filter(language=edit.language).first()
    text = plain_lines(place).strip()
    if not text:
        raise GatheringRefused("place", _("This can't be empty."))
    row = save_wording(rows=gathering.meeting_places, edit=edit, words={"place": text})
    _keep(gathering, is_news=gathering.withholds_place and before is not None and before.place != row.place, now=now)
    record(verb="gathering.place", subject=gathering.subject, now=now, actor=by, language=edit.language)
    return row


@transaction.atomic
def tie(*, gathering: Gathering, case_id: int | None, appeal_id: int | None, topics: Iterable[int], by: User | None, now: datetime) -> None:
    """Say what it belongs to, each by its primary key."""
    gathering = _locked(gathering)
    gathering.case_id, gathering.appeal_id = case_id, appeal_id
    gathering.topics.set(list(topics))
    _keep(gathering, is_news=False, now=now)
    record(verb="gathering.tie", subject=gathering.subject, now=now, actor=by, case=case_id, appeal=appeal_id)


@transaction.atomic
def discard(*, gathering: Gathering, by: User | None, now: datetime) -> None:
    """Delete a draft for good. What was announced is called off instead."""
    gathering = _locked(gathering)
    if not gathering.is_draft:
        raise GatheringRefused("", _("It was announced: call it off instead."))
    record(verb="gathering.discard", subject=gathering.subject, now=now, actor=by)
    gathering.delete()


def _locked(gathering: Gathering) -> Gathering:
    return Gathering.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=gathering.pk)


def _keep(gathering: Gathering, *, is_news: bool, now: datetime) -> None:
    gathering.changed_at = now
    # Of a draft nobody was told anything, and what is called off stays so.
    gathering.revision += int(is_news and gathering.state == GatheringState.PUBLISHED)
    gathering.save()


def _check(details: GatheringDetails) -> None:
    _check_hours(details)
    if details.contact and is_anyones(details.contact):
        raise GatheringRefused("contact", _("A private person could have this mailbox. Give an office's or an organisation's, or leave it empty."))
    if details.number_from < LEAST_NUMBER:
        raise GatheringRefused("number_from", _("At least %(number)s: a smaller number could point at somebody.") % {"number": LEAST_NUMBER})
    if details.place_told == PlaceTold.REGISTERED and not details.takes_registrations:
        raise GatheringRefused("place_told", _("Only those who register can be told, so people have to be able to say that they come."))


def _check_hours(details: GatheringDetails) -> None:
    if details.zone not in zones():
        raise GatheringRefused("zone", _("Choose the zone whose clocks are meant."))
    last_day = details.last_day or details.day
    if details.last_day and not details.ends:
        raise GatheringRefused("ends", _("Say at which hour of that day it ends."))
    for field, day, hour in (("begins", details.day, details.begins), ("ends", last_day, details.ends)):
        if hour and not is_shown(day, hour, details.zone):
            raise GatheringRefused(field, _("There is no such hour on that day: clocks are put forward then."))
    if details.ends and moment_of(last_day, details.ends, details.zone) <= moment_of(details.day, details.begins, details.zone):
        raise GatheringRefused("ends", _("It has to end after it began. Over midnight, say on which day."))


def _check_slug(slug: str) -> None:
    if not _SLUG.match(slug) or slug in _TAKEN:
        raise GatheringRefused("slug", _("Use small Latin letters, numbers and single hyphens, for example free-anna."))
    if Gathering.objects.filter(slug=slug).exists():
        raise GatheringRefused("slug", _("Another gathering has this address already."))


def _words(words: GatheringWords) -> dict[str, Any]:
    return {name: _line(name, text) if name in ("title", "place", "organiser") else plain_lines(text).strip() for name, text in asdict(words).items()}


def _line(field: str, text: str) -> str:
    text = text.strip()
    if field == "title" and not text:
        raise GatheringRefused(field, _("This can't be empty."))
    if has_line_break(text) or has_control(text):
        raise GatheringRefused(field, _("This has to be one line of plain text."))
    return text
