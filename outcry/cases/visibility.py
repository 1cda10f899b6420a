"""What readers will see of a file, and beside it what they will not, each with its reason: for whoever is about to approve."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from outcry.cases.levels import readable
from outcry.cases.models import Case, Part, Participant, PartOfPerson, Proceedings, PublicationRule, Source
from outcry.cases.naming import is_withheld, pseudonym_of, shown_as
from outcry.cases.projected_record import PublishedEvent
from outcry.cases.projection import PublishedAct, PublishedCase, public_acts, sources_for_readers
from outcry.cases.publication_rules import Rules, tells_days
from outcry.cases.titles import title_of
from outcry.cases.vocabulary import ShownAs, ShownPlaces
from outcry.design.day_words import day_in_words, joined, plain_day
from outcry.lib.sealing import SealedTextField


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """Something that stays in the file, and why."""

    what: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What becomes public under one heading, a line each."""

    heading: str
    lines: tuple[str, ...]


def shown(found: PublishedCase) -> list[Shown]:
    """What readers will see, in the order of the page. Nothing is left out because it is blank: a heading says so."""
    return [
        Shown(heading=_("Name, place and standfirst"), lines=tuple(words for words in (found.name, found.place, found.standfirst) if words)),
        Shown(heading=_("Events"), lines=tuple(_event(one) for one in found.events)),
        Shown(heading=_("Acts"), lines=tuple(_act(one) for one in found.acts)),
        Shown(heading=_("What came of it"), lines=tuple(_with_day(one.headline or one.kind_label, one.when) for one in found.outcomes)),
        Shown(heading=_("What was done about it"), lines=tuple(_with_day(one.headline, one.when) for one in found.interventions)),
        Shown(
            heading=_("People and organisations"),
            lines=tuple(joined(words for words in (one.name or _("Name withheld"), one.gender, one.role) if words) for one in found.participants),
        ),
        Shown(
            heading=_("Sources"),
            lines=tuple(_("A source that must stay unnamed") if one.is_confidential else joined([one.publisher, one.title]) for one in found.sources),
        ),
    ]


def held_back(*, case: Case, on: date) -> list[HeldBack]:
    """What stays in the file on this day were it approved now, and why."""
    return [*_names(case), *_acts_and_events(case), *_sources(case), *_waiting(case, on), *_by_rule(case), *_sealed(case), _never_told()]


def _with_day(words: str, when: str, *more: str) -> str:
    return joined(part for part in (words, day_in_words(when).text if when else "", *more) if part)


def _event(one: PublishedEvent) -> str:
    return _with_day(one.title or _("Event %(number)s") % {"number": one.number}, one.when, one.place)


def _act(one: PublishedAct) -> str:
    record = one.record
    facts = [
        _("to whom") if record.victim else "",
        _("who did it") if record.responsible else "",
        _("the penalty") if record.penalty else "",
        _("the court") if record.courts else "",
        _("the charges") if any(court.charge for court in record.courts) else "",
    ]
    facts += [_("the kind of custody") if record.custody_kind else "", _("what became of her") if record.status_at_end else ""]
    told = [fact for fact in facts if fact]
    words = _with_day(one.headline or one.kind_label, one.when)
    return _("%(act)s; with %(facts)s") % {"act": words, "facts": joined(told)} if told else words


def _names(case: Case) -> Iterator[HeldBack]:
    for participant in case.participants.select_related("person", "naming").prefetch_related("texts"):
        if is_withheld(participant):
            why = _why_unnamed(participant)
            if shown_as(participant) is ShownAs.PSEUDONYM:
                why = _("%(why)s Readers see “%(pseudonym)s” instead.") % {"why": why, "pseudonym": pseudonym_of(participant)}
            yield HeldBack(what=_("The name of %(who)s") % {"who": title_of(participant)}, why=why)


def _why_unnamed(participant: Participant) -> str:
    if participant.person and participant.person.do_not_publish:
        return _("Nothing of this person may become public.")
    if not participant.is_named_publicly:
        return _("Nobody has said that she may be named.")
    return _("Her name for the public was chosen so.")


def _acts_and_events(case: Case) -> Iterator[HeldBack]:
    public = {act.pk for act in public_acts(case=case)}
    for event in readable(case.events.filter(is_public=False)):
        yield HeldBack(what=title_of(event), why=_("The event is marked as one that may not be published."))
    for act in readable(case.acts.select_related("kind").prefetch_related("texts")):
        if act.pk not in public:
            why = _("The event it belongs to stays in the file.") if act.is_public else _("The act is marked as one that may not be published.")
            yield HeldBack(what=title_of(act), why=why)


def _sources(case: Case) -> Iterator[HeldBack]:
    public = {source.pk for source in sources_for_readers(case=case)}
    for source in readable(case.sources.all()):
        if source.pk not in public:
            yield HeldBack(what=_source(source), why=_("It speaks only of what stays in the file."))
        elif source.stays_unnamed:
            yield HeldBack(what=_source(source), why=_("It is confidential: readers learn that there is one, and nothing else."))


def _source(source: Source) -> str:
    return _("Source %(number)s (%(title)s)") % {"number": source.position, "title": title_of(source)}


def _waiting(case: Case, on: date) -> Iterator[HeldBack]:
    lists: tuple[Any, ...] = (case.events, case.acts, case.participants, case.interventions, case.outcomes)
    waiting: list[Any] = [
        *([case] if case.visible_from and case.visible_from > on else []),
        *(row for rows in lists for row in readable(rows.filter(visible_from__gt=on))),
    ]
    for row in waiting:
        yield HeldBack(what=title_of(row), why=_("Not shown before %(day)s.") % {"day": plain_day(row.visible_from).text})


def _by_rule(case: Case) -> Iterator[HeldBack]:
    rules = Rules(case)
    yield from _held_by(rules.of_case, case.events.all(), _("the whole case"))
    for rule in case.publication_rules.exclude(event=None).select_related("event"):
        if rule.event:
            yield from _held_by(rule, [rule.event], title_of(rule.event))


def _held_by(rule: PublicationRule, events: Any, where: str) -> Iterator[HeldBack]:
    why = _("So says the rule for %(what)s.") % {"what": where}
    if not tells_days(rule):
        yield HeldBack(what=_("The exact days of coded facts; they are told %(how)s") % {"how": rule.get_dates_display()}, why=why)
    if rule.places != ShownPlaces.EXACT and any(event.latitude is not None for event in events):
        yield HeldBack(what=_("The exact points on the map; they are told %(how)s") % {"how": rule.get_places_display()}, why=why)
    for name, what in _SWITCHES.items():
        if not getattr(rule, name) and (name not in _OFF or _OFF[name](rule.case)):
            yield HeldBack(what=what(), why=why)


_SWITCHES: dict[str, Callable[[], str]] = {
    "shows_responsible": lambda: _("Who did it"),
    "shows_penalty": lambda: _("Fines and other penalties"),
    "shows_court": lambda: _("The kind of court"),
    "shows_charges": lambda: _("What she is charged with"),
    "shows_custody": lambda: _("The kind of custody"),
    "shows_status": lambda: _("What became of those concerned"),
    "shows_outcomes": lambda: _("What came of it, and the campaign's share"),
    "shows_gender": lambda: _("The gender of people who are named"),
}


# Held back unless somebody says otherwise: told where there is something to hold back.
_OFF: dict[str, Callable[[Case], bool]] = {
    "shows_charges": lambda case: Proceedings.objects.filter(act__case=case).exclude(charge="", article="").exists(),
    "shows_gender": lambda case: case.participants.filter(person__gender__gt="").exists(),
}


def _sealed(case: Case) -> Iterator[HeldBack]:
    filled = sum(_count_sealed(model, case) for model in apps.get_app_config("cases").get_models())
    if case.confidential_notes:
        filled += 1
    if filled:
        yield HeldBack(
            what=_("Confidential notes, conditions, words of threats and whatever else is stored sealed: %(number)s filled in") % {"number": filled},
            why=_("What is stored sealed never leaves this desk."),
        )


def _count_sealed(model: Any, case: Case) -> int:
    if not issubclass(model, Part) or issubclass(model, PartOfPerson):
        return 0
    columns = [field.name for field in model._meta.fields if isinstance(field, SealedTextField)]
    rows = model._default_manager.filter(**{_way_to_case(model): case})
    return sum(rows.exclude(**{f"{name}__isnull": True}).count() for name in columns)


def _way_to_case(model: Any) -> str:
    steps = [model.OWNER]
    while steps[-1] != "case":
        model = model._meta.get_field(model.OWNER).related_model
        steps.append(model.OWNER)
    return "__".join(steps)


def _never_told() -> HeldBack:
    return HeldBack(
        what=_("How it was done, why she may have been chosen, her age, the number of the court's case, answers and links between events"),
        why=_("No rule lets these through: together they can point to a person. Say in words for readers what they may know."),
    )
