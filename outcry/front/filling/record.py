"""The coded record of a case in words: who did it, what the fine comes to, before which court, what came of it."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from outcry.cases.publication import (
    CampaignLink,
    Certainty,
    PenaltyKind,
    PublishedCase,
    PublishedCourt,
    PublishedEvent,
    PublishedInvolvement,
    PublishedOutcome,
    PublishedPenalty,
    PublishedRecord,
)
from outcry.design.day_words import day_in_words, joined
from outcry.front.pages.case import Act, Chapter, CodedOutcome, Fact, SourceLink
from outcry.lib.country_names import country_name
from outcry.lib.money import money_in_words


def coded_facts(record: PublishedRecord) -> Iterator[Fact]:
    """What is coded of an act, as lines of a name and a value. What is not known has no line."""
    if record.responsible:
        yield Fact(name=_("Involvement"), value="; ".join(_involvement(one) for one in record.responsible))
    if record.penalty:
        kind = record.penalty.kind
        yield Fact(name=str(capfirst(PenaltyKind(kind).label)) if kind in PenaltyKind.values else _("Penalty"), value=_penalty(record.penalty))
    if courts := [words for one in record.courts if (words := _court(one))]:
        yield Fact(name=_("Court"), value="; ".join(courts))
    if charges := [court.charged for court in record.courts if court.charged]:
        yield Fact(name=_("Charge"), value="; ".join(charges))
    if record.custody_kind:
        yield Fact(name=_("Kind of custody"), value=record.custody_kind)
    if record.status_at_end:
        yield Fact(name=_("Afterwards"), value=record.status_at_end)


def chapters(case: PublishedCase, acts: tuple[Act, ...]) -> tuple[Chapter, ...]:
    """The acts under the events they belong to. One event alone needs no heading, and neither do acts that stand in none."""
    of_event = {act.number: act.record.event for act in case.acts}
    if len(case.events) < 2:
        return ()
    found = [_chapter(event, tuple(act for act in acts if of_event[act.number] == event.number)) for event in case.events]
    shown = {event.number for event in case.events}
    rest = tuple(act for act in acts if of_event[act.number] not in shown)
    return (*found, *((Chapter(acts=rest),) if rest else ()))


def coded_outcome(outcome: PublishedOutcome, *, sources: tuple[SourceLink, ...]) -> CodedOutcome:
    """What came of it, with the share of the campaign in a sentence."""
    link = outcome.campaign_link
    return CodedOutcome(
        day=day_in_words(outcome.when) if outcome.when else None,
        kind=outcome.kind_label,
        headline=outcome.headline or outcome.kind_label,
        body=outcome.body,
        act=outcome.act,
        share=str(capfirst(CampaignLink(link).label)) if link in CampaignLink.values else "",
        sources=sources,
    )


def _chapter(event: PublishedEvent, acts: tuple[Act, ...]) -> Chapter:
    return Chapter(
        acts=acts,
        anchor=f"event-{event.number}",
        title=event.title or _("Event %(number)s") % {"number": event.number},
        day=day_in_words(event.when) if event.when else None,
        place=event.place or (country_name(event.country) if event.country else ""),
        body=event.description,
        impact=event.impact,
    )


def _involvement(one: PublishedInvolvement) -> str:
    certainty = str(Certainty(one.certainty).label) if one.certainty in Certainty.values else ""
    said = joined(words for words in (one.degree, one.type, certainty) if words)
    name = one.name or _("Name withheld")
    return _("%(who)s (%(how)s)") % {"who": name, "how": said} if said else name


def _penalty(penalty: PublishedPenalty) -> str:
    parts = [_sum(penalty) or _("the sum is not reported")]
    if penalty.is_suspended:
        parts.append(_("suspended"))
    return joined(parts)


def _sum(penalty: PublishedPenalty) -> str:
    if penalty.amount is None:
        return ""
    amount = money_in_words(penalty.amount)
    if penalty.converted is None:
        return amount
    said = {"amount": amount, "worth": money_in_words(penalty.converted)}
    both = _("%(amount)s, about %(worth)s") % said if penalty.is_about else _("%(amount)s, worth %(worth)s") % said
    by = joined(words for words in (day_in_words(penalty.converted_on).text if penalty.converted_on else "", penalty.converted_by) if words)
    return _("%(sum)s (%(source)s)") % {"sum": both, "source": by} if by else both


def _court(one: PublishedCourt) -> str:
    doors = {True: _("behind closed doors"), False: _("in public")}
    return joined(words for words in (one.label, doors[one.is_closed] if one.is_closed is not None else "") if words)
