"""The one door of the case file. Everybody outside this folder imports this module and nothing else of it.

What comes out was approved by a second person and copied out of the file (`PublicCase`). What goes in are whole
stories: a case filed, approved, withdrawn, a release recorded. Why: docs/decisions/0004-plain-models-and-wagtail-at-the-rim.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched, groupby

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from outcry.accounts.models import Organisation
from outcry.cases.approved_versions import Concerned, concerned, current_versions, versions, versions_at
from outcry.cases.custody import CustodyClock
from outcry.cases.filters import BadFilter, PublicFilter
from outcry.cases.levels import readable
from outcry.cases.models import Case, FindableCase, PublicCase, RiskDecision, Wish
from outcry.cases.operations.approval import approve, propose, withdraw
from outcry.cases.operations.filing import (
    CaseMaterial,
    LinkMaterial,
    ParticipantMaterial,
    PartMaterial,
    SourceMaterial,
    Words,
    file_case,
    remove_sample_cases,
)
from outcry.cases.operations.incidents import IncidentMaterial, RecordedIncident, record_incident
from outcry.cases.operations.release import record_release
from outcry.cases.operations.stages import check_risks, move_case
from outcry.cases.operations.threats import ThreatMaterial, people_of, record_threat
from outcry.cases.projected_record import PublishedCourt, PublishedEvent, PublishedInvolvement, PublishedPenalty, PublishedPoint, PublishedRecord
from outcry.cases.projection import (
    PublishedAct,
    PublishedCase,
    PublishedIntervention,
    PublishedOutcome,
    PublishedParticipant,
    PublishedSource,
    project,
    published,
)
from outcry.cases.public_custody import freed_cases, held_cases
from outcry.cases.public_search import (
    SORTS,
    PublicSearch,
    PublishedAddress,
    PublishedCount,
    PublishedEdition,
    PublishedLine,
    PublishedPointLine,
    Unit,
    addresses,
    edition,
)
from outcry.cases.refusals import NeedsSecondPerson, NobodyDetained, NoSuchStep, NotFitForThePublic, NotProposed, Refused
from outcry.cases.stages import Stage
from outcry.cases.translatable import CasesWanted, CaseWanted, CaseWords, translate_words, words_of
from outcry.cases.vocabulary import CampaignLink, Certainty, Connection, ParticipantKind, PenaltyKind, ReleaseGround, Reliability
from outcry.lib.translations import in_language

_AT_ONCE = 500

__all__ = [
    "SORTS",
    "BadFilter",
    "CampaignLink",
    "CaseChoice",
    "CaseMaterial",
    "CaseWanted",
    "CaseWords",
    "CasesWanted",
    "Certainty",
    "Concerned",
    "Connection",
    "CustodyClock",
    "IncidentMaterial",
    "LinkMaterial",
    "NeedsSecondPerson",
    "NoSuchStep",
    "NobodyDetained",
    "NotFitForThePublic",
    "NotProposed",
    "PartMaterial",
    "ParticipantKind",
    "ParticipantMaterial",
    "PenaltyKind",
    "PublicFilter",
    "PublicSearch",
    "PublishedAct",
    "PublishedAddress",
    "PublishedCase",
    "PublishedCount",
    "PublishedCourt",
    "PublishedEdition",
    "PublishedEvent",
    "PublishedIntervention",
    "PublishedInvolvement",
    "PublishedLine",
    "PublishedOutcome",
    "PublishedParticipant",
    "PublishedPenalty",
    "PublishedPoint",
    "PublishedPointLine",
    "PublishedRecord",
    "PublishedSource",
    "RecordedIncident",
    "Refused",
    "ReleaseGround",
    "Reliability",
    "RiskDecision",
    "SourceMaterial",
    "Stage",
    "ThreatMaterial",
    "Unit",
    "Wish",
    "Words",
    "addresses",
    "approve",
    "check_risks",
    "choices",
    "concerned",
    "count_freed",
    "count_in_custody",
    "count_listed",
    "current",
    "current_versions",
    "edition",
    "file_case",
    "for_case_id",
    "for_case_ids",
    "freed",
    "in_custody",
    "listed",
    "move_case",
    "part_listed",
    "people_of",
    "preview",
    "propose",
    "record_incident",
    "record_release",
    "record_threat",
    "remove_sample_cases",
    "translate_words",
    "versions",
    "versions_at",
    "withdraw",
    "words_of",
]


@dataclass(frozen=True, kw_only=True)
class CaseChoice:
    """A case as staff pick it from a list. For the desk alone: nothing of it was approved."""

    case_id: int
    number: str
    name: str
    is_published: bool


def current(*, organisation: Organisation, slug: str, language: str, on: date) -> PublishedCase | None:
    """The case at this address as seen on the day `on`, in `language`, else in the language it was written in."""
    return next(iter(_published(PublicCase.objects.filter(slug=slug), organisation, language, on)), None)


def for_case_id(*, case_id: int, language: str, on: date) -> PublishedCase | None:
    """The same, for whoever keeps a case's primary key (an appeal, a report)."""
    rows = PublicCase.objects.filter(case_id=case_id)
    newest = rows.filter(is_current=True).defer("approved_by").select_related("organisation").first()
    return next(iter(_published(rows, newest.organisation, language, on)), None) if newest else None


def for_case_ids(*, case_ids: Sequence[int], organisation: Organisation, language: str, on: date) -> list[PublishedCase]:
    """The same for several, in this order; what the public may not read is left out. One query."""
    found = {case.case_id: case for case in _published(PublicCase.objects.filter(case_id__in=case_ids), organisation, language, on)}
    return [found[case_id] for case_id in case_ids if case_id in found]


def listed(*, organisation: Organisation, language: str, on: date) -> list[PublishedCase]:
    """All cases the public may read, the one approved last first."""
    found = _published(PublicCase.objects.all(), organisation, language, on)
    return sorted(found, key=lambda case: (case.approved_at, case.number), reverse=True)


def count_listed(*, organisation: Organisation, on: date) -> int:
    """How many cases the public may read."""
    return FindableCase.objects.filter(organisation=organisation, visible_from__lte=on).count()


def part_listed(*, organisation: Organisation, language: str, on: date, first: int, length: int) -> list[PublishedCase]:
    """So many of the cases the public may read, the one approved last first. Two statements."""
    readable_ones = FindableCase.objects.filter(organisation=organisation, visible_from__lte=on).order_by("-approved_at", "-case")
    return _of_these(readable_ones, organisation, language, on, first, length)


def in_custody(*, organisation: Organisation, language: str, on: date, first: int = 0, length: int | None = None) -> list[PublishedCase]:
    """So many of the cases in which somebody is held on the day `on`, the next due for release first. Two statements."""
    return _of_these(held_cases(organisation=organisation, on=on), organisation, language, on, first, length)


def count_in_custody(*, organisation: Organisation, on: date) -> int:
    """How many these are together. One statement."""
    return held_cases(organisation=organisation, on=on).count()


def freed(*, organisation: Organisation, language: str, on: date, within: timedelta, first: int = 0, length: int | None = None) -> list[PublishedCase]:
    """So many of the cases in which nobody is held on the day `on` and somebody was freed within the time before it, the latest first. Two statements."""
    return _of_these(freed_cases(organisation=organisation, on=on, within=within), organisation, language, on, first, length)


def count_freed(*, organisation: Organisation, on: date, within: timedelta) -> int:
    """How many these are together. One statement."""
    return freed_cases(organisation=organisation, on=on, within=within).count()


def preview(*, case_id: int, organisation: Organisation, language: str, on: date, now: datetime) -> PublishedCase | None:
    """The case as the public would see it if its file were approved now. For staff alone: nobody has approved it."""
    case = readable(Case.objects.select_related("organisation").filter(pk=case_id, organisation=organisation)).first()
    projections = project(case=case) if case else []
    found = in_language(projections, language, organisation.source_language)
    if case is None or found is None:
        return None
    row = PublicCase(
        case=case,
        slug=case.slug,
        version=0,
        language=found.language,
        fields=found.fields,
        wording=found.wording,
        visible_from=case.visible_from,
        approved_at=now,
    )
    return published(row=row, languages=[projection.language for projection in projections], on=on)


def choices(*, organisation: Organisation) -> list[CaseChoice]:
    """All cases of an organisation in the words of whoever reads, for staff who make an appeal or a report from one; newest first."""
    language, source = get_language() or organisation.source_language, organisation.source_language
    cases = readable(Case.objects.filter(organisation=organisation)).prefetch_related("texts", "projections").order_by("-opened_at", "-pk")
    return [
        CaseChoice(
            case_id=case.pk,
            number=case.number,
            name=str(in_language(case.texts.all(), language, source) or case.slug),
            is_published=any(row.is_current for row in case.projections.all()),
        )
        for case in cases
    ]


def _of_these(cases: QuerySet[FindableCase], organisation: Organisation, language: str, on: date, first: int, length: int | None) -> list[PublishedCase]:
    """A part of some cases, in their order, in words."""
    keys = list(cases.values_list("pk", flat=True)[first : None if length is None else first + length])
    rows = (PublicCase.objects.filter(case__in=some) for some in batched(keys, _AT_ONCE, strict=False))
    found = {case.case_id: case for some in rows for case in _published(some, organisation, language, on)}
    return [found[key] for key in keys if key in found]


def _published(rows: QuerySet[PublicCase], organisation: Organisation, language: str, on: date) -> list[PublishedCase]:
    shown = (
        rows.filter(organisation=organisation, is_current=True, withdrawn_at=None)
        .filter(Q(visible_from=None) | Q(visible_from__lte=on))
        # The public site's own role in the database may not know who approved it.
        .defer("approved_by")
        .order_by("case_id", "language")
    )
    found = []
    for _case_id, group in groupby(shown, key=lambda row: row.case_id):
        languages = list(group)
        row = in_language(languages, language, organisation.source_language)
        found.append(published(row=row, languages=[one.language for one in languages], on=on))
    return found
