"""The case page and the list of cases, from the approved projection alone."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from outcry.accounts.models import Organisation
from outcry.accounts.queries import the_organisation
from outcry.appeals import queries as appeal_queries
from outcry.cases import publication
from outcry.cases.publication import Connection, PublicFilter, PublishedAct, PublishedCase, PublishedIntervention, PublishedSource, Reliability
from outcry.design.day_words import day_in_words, joined, plain_day
from outcry.design.feed_links import feed_links
from outcry.design.parts import Link, Moment, Source, Teaser
from outcry.front.filling.appeal import appeal_line, case_teaser
from outcry.front.filling.case_shared import case_as_shared
from outcry.front.filling.custody import drawn, short_day, state_in_words
from outcry.front.filling.database import PER_PAGE
from outcry.front.filling.database import address as database_address
from outcry.front.filling.record import chapters, coded_facts, coded_outcome
from outcry.front.pages.appeal import Flag
from outcry.front.pages.case import Act, CasePage, CasesPage, Fact, Person, SourceLink
from outcry.gatherings.drawing import GatheringLine
from outcry.gatherings.drawing import lines as gathering_lines
from outcry.gatherings.queries import of_case
from outcry.lib.country_names import country_name
from outcry.newsroom import queries as newsroom_queries
from outcry.newsroom.drawing.lines import own_name, teaser
from outcry.statistics.database import number_of_cases

# Keys of rows: of use to nobody outside.
_NOT_TOLD = frozenset({"case_id", "key"})


def cases_page(*, organisation: Organisation, language: str, on: date, page: int = 1) -> CasesPage:
    """The published cases, the latest approved first, a page of them; a page beyond the last is the last."""
    last = max(1, -(-number_of_cases(organisation=organisation, on=on) // PER_PAGE))
    number = min(page, last)
    cases = publication.part_listed(organisation=organisation, language=language, on=on, first=(number - 1) * PER_PAGE, length=PER_PAGE)
    return CasesPage(
        cases=tuple(case_teaser(case, language=language, on=on) for case in cases),
        number=number,
        last=last,
        previous_url=_page_url(number - 1) if number > 1 else "",
        next_url=_page_url(number + 1) if number < last else "",
    )


def _page_url(number: int) -> str:
    return reverse("front:cases") + (f"?page={number}" if number > 1 else "")


def case_page(*, case: PublishedCase, organisation: str, language: str, on: date, now: datetime) -> CasePage:
    """One case as it was approved for the public."""
    custody = case.custody
    acts = tuple(_act(act) for act in case.acts)
    appeals = appeal_queries.of_case(case_id=case.case_id)
    return CasePage(
        shared=case_as_shared(case, organisation=organisation, on=on),
        name=case.name,
        number=case.number,
        standfirst=case.standfirst,
        flag=_flag(case, on=on),
        country=country_name(case.country),
        place=case.place,
        approved=plain_day(case.approved_at.date()),
        version=case.version,
        clock=drawn(custody, on=on) if custody else None,
        acts=acts,
        chapters=chapters(case, acts),
        outcomes=tuple(coded_outcome(one, sources=_links(one.sources)) for one in case.outcomes),
        done=tuple(_done(one, on=on) for one in case.interventions),
        people=tuple(Person(name=one.name, role=one.role, gender=one.gender, is_pseudonym=one.is_pseudonym) for one in case.participants),
        sources=tuple(_source(source, case.acts) for source in case.sources),
        appeals=tuple(appeal_line(appeal, language=language, now=now) for appeal in appeals),
        reports=tuple(teaser(line=line, language=language) for line in newsroom_queries.related_to_case(case_id=case.case_id, language=language, on=on)),
        gatherings=_gatherings(case, language=language, now=now),
        linked=_linked(case, language=language, on=on),
        status="" if custody is None else "released" if custody.state == "released" else "held",
        status_word=state_in_words(custody, on=on),
        like_it=_like_it(case),
        address=settings.SITE_URL + reverse("front:case", args=[case.slug]),
        # What nobody has approved yet has no file.
        json_url=reverse("front:case_json", args=[case.slug]) if case.version else "",
        feeds=feed_links(lambda shape: reverse("front:case_feed", args=[case.slug, shape])) if case.version else (),
        is_invented=case.about_invented_person,
        language=case.language if case.language != language else "",
        language_name=own_name(case.language) if case.language != language else "",
        organisation=organisation,
    )


def _gatherings(case: PublishedCase, *, language: str, now: datetime) -> tuple[GatheringLine, ...]:
    organisation = the_organisation()
    at = organisation.content_now(now=now)
    return gathering_lines(of_case(case_id=case.case_id, organisation=organisation, at=at), language=language, at=at)


def case_as_json(*, case: PublishedCase, organisation: str, on: date) -> str:
    """All that is public of a case, for programs: the approved projection itself, with its licence and the day it is seen on."""
    about = {
        "url": settings.SITE_URL + reverse("front:case", args=[case.slug]),
        "organisation": organisation,
        "licence": settings.DATA_LICENCE,
        "as_of": on,
    }
    told = asdict(case, dict_factory=lambda facts: {name: value for name, value in facts if name not in _NOT_TOLD})
    return json.dumps(about | told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _linked(case: PublishedCase, *, language: str, on: date) -> tuple[Teaser, ...]:
    """The cases that reports tell of together with this one. How events lead to each other stays in the file."""
    keys = newsroom_queries.told_together(case_id=case.case_id, on=on)
    if not keys:
        return ()
    found = publication.for_case_ids(case_ids=keys, organisation=the_organisation(), language=language, on=on)
    return tuple(replace(case_teaser(one, language=language, on=on), standfirst="") for one in found)


def _like_it(case: PublishedCase) -> tuple[Link, ...]:
    """Where the database has others of the kinds of acts that this case tells of, each kind once."""
    kinds = {act.kind: act.kind_label for act in case.acts if act.kind}
    return tuple(Link(label=label, url=database_address("database", PublicFilter(act=kind).query)) for kind, label in kinds.items())


def _flag(case: PublishedCase, *, on: date) -> Flag:
    if case.custody is None:
        return Flag(text=_("Case"), tone="plain")
    return Flag(text=pgettext("state of a person", "Released"), tone="safe") if case.custody.state == "released" else Flag(text=_("In custody"))


def _act(act: PublishedAct) -> Act:
    facts = [
        Fact(name=_("Act"), value=act.kind_label),
        Fact(name=_("Against"), value=act.against or act.record.victim),
        Fact(name=pgettext("who did the act", "By"), value=act.by),
    ]
    if act.reason_given:
        facts.append(Fact(name=_("Reason given"), value=act.reason_given))
    if act.ended:
        facts.append(Fact(name=pgettext("how an act ended", "Ended"), value=act.ended))
    return Act(
        anchor=f"act-{act.number}",
        day=day_in_words(act.when),
        when_note=act.when_note,
        headline=act.headline,
        body=act.body,
        number=act.number,
        facts=(*facts, *coded_facts(act.record)),
        sources=_links(act.sources),
    )


def _links(sources: Iterable[PublishedSource]) -> tuple[SourceLink, ...]:
    return tuple(SourceLink(label=_told_by(source), anchor=f"source-{source.number}") for source in sources)


def _done(one: PublishedIntervention, *, on: date) -> Moment:
    return Moment(
        day=short_day(one.when, on=on),
        headline=one.headline,
        text=one.body,
        kind=one.kind,
        reported_by=", ".join(_told_by(source) for source in one.sources),
    )


def _told_by(source: PublishedSource) -> str:
    return _("a confidential source") if source.is_confidential else source.publisher


def _reliability(source: PublishedSource) -> str:
    """In words; nothing while nobody has said how far it is to be trusted."""
    if source.reliability in {"", Reliability.UNRATED} or source.reliability not in Reliability.values:
        return ""
    return str(capfirst(Reliability(source.reliability).label))


def _source(source: PublishedSource, acts: Iterable[PublishedAct]) -> Source:
    anchor = f"source-{source.number}"
    numbers = [str(act.number) for act in acts if any(one.number == source.number for one in act.sources)]
    speaks_of = ngettext("act %(numbers)s", "acts %(numbers)s", len(numbers)) % {"numbers": joined(numbers)} if numbers else ""
    reliability = _reliability(source)
    if source.is_confidential:
        return Source(anchor=anchor, title=_("A source that must stay unnamed"), publisher="", speaks_of=speaks_of, reliability=reliability)
    return Source(
        anchor=anchor,
        title=source.title or source.publisher,
        publisher=source.publisher if source.title else "",
        date=day_in_words(source.published).text if source.published else "",
        kind=str(capfirst(Connection(source.connection).label)) if source.connection in Connection.values else "",
        speaks_of=speaks_of,
        reliability=reliability,
        url=source.url if source.url.startswith(("https://", "http://")) else "",
        language=source.language,
    )
