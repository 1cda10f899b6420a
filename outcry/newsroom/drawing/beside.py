"""What stands beside a report, or in it: the cases and the appeals it tells of, donation appeals, as the public may know them on one day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.appeals import queries as appeals
from outcry.appeals.models import Appeal, AppealState
from outcry.cases import publication
from outcry.cases.publication import PublishedCase
from outcry.design.day_words import day_in_words
from outcry.design.parts import Day, direction
from outcry.giving import queries as giving
from outcry.giving.models import DonationAppeal
from outcry.giving.sums import Totals
from outcry.giving.totals_drawing import Gauge, gauge_of
from outcry.statistics.public import figures_of


@dataclass(frozen=True, kw_only=True)
class CaseBeside:
    """A case, and where its detention stands; `state` is blank when there is none. `language` is set when it is not the page's."""

    name: str
    url: str
    state: str
    released: Day | None
    day: int | None
    term_days: int | None
    days_over: int
    acts: int
    sources: int
    language: str

    @property
    def direction(self) -> str:
        return direction(self.language) if self.language else ""


@dataclass(frozen=True, kw_only=True)
class AppealBeside:
    """An appeal that was launched; `days_left` counts the day itself as one, and is 0 when it takes no more protests.

    `confirmed` is the last count of its confirmed protests.
    """

    title: str
    url: str
    days_left: int
    confirmed: int
    language: str

    @property
    def direction(self) -> str:
        return direction(self.language) if self.language else ""


@dataclass(frozen=True, kw_only=True)
class DonationBeside:
    """A donation appeal that was opened, and how far it is."""

    title: str
    url: str
    gauge: Gauge
    is_open: bool
    is_invented: bool
    language: str

    @property
    def direction(self) -> str:
        return direction(self.language) if self.language else ""


def donations_beside(*, keys: Iterable[int], organisation: Organisation, language: str, on: date) -> dict[int, DonationBeside]:
    """Those of the donation appeals that readers may see on this day, by primary key."""
    found = list(giving.published(organisation=organisation, on=on).filter(pk__in=keys))
    sums = giving.totals_of(donation_appeals=found)
    return {one.pk: _donation(one, sums[one.pk], language, on) for one in found}


def cases_beside(*, case_ids: Sequence[int], organisation: Organisation, language: str, on: date) -> dict[int, CaseBeside]:
    """Those of the cases that are published on this day, by primary key, in this order."""
    found = publication.for_case_ids(case_ids=case_ids, organisation=organisation, language=language, on=on)
    return {case.case_id: _case(case, language) for case in found}


def appeals_beside(*, those: Iterable[Appeal], language: str, on: date) -> dict[int, AppealBeside]:
    """Those of the appeals that were launched, by primary key, the open ones first."""
    launched = [appeal for appeal in those if appeal.state in (AppealState.OPEN, AppealState.ENDED)]
    numbers = figures_of(appeals=launched)
    drawn = {appeal.pk: _appeal(appeal, numbers[appeal.pk].confirmed, language, on) for appeal in launched}
    return dict(sorted(drawn.items(), key=lambda pair: pair[1].days_left == 0))


def _case(case: PublishedCase, language: str) -> CaseBeside:
    custody = case.custody
    return CaseBeside(
        name=case.name,
        url=reverse("front:case", args=[case.slug]),
        state=custody.state if custody else "",
        released=day_in_words(custody.released) if custody and custody.released else None,
        day=custody.day if custody else None,
        term_days=custody.term_days if custody else None,
        days_over=custody.days_over if custody else 0,
        acts=len(case.acts),
        sources=len(case.sources),
        language="" if case.language == language else case.language,
    )


def _appeal(appeal: Appeal, confirmed: int, language: str, on: date) -> AppealBeside:
    text = appeals.text_in(appeal=appeal, language=language)
    return AppealBeside(
        title=text.title if text else appeal.slug,
        url=reverse("front:appeal", args=[appeal.slug]),
        days_left=appeal.days_left(on=on) or 0,
        confirmed=confirmed,
        language="" if text is None or text.language == language else text.language,
    )


def _donation(donation_appeal: DonationAppeal, sums: Totals, language: str, on: date) -> DonationBeside:
    text = giving.text_in(donation_appeal=donation_appeal, language=language)
    return DonationBeside(
        title=text.title if text else donation_appeal.slug,
        url=reverse("front:donation_appeal", args=[donation_appeal.slug]),
        gauge=gauge_of(donation_appeal, sums),
        is_open=donation_appeal.is_open(on=on),
        is_invented=donation_appeal.is_invented,
        language="" if text is None or text.language == language else text.language,
    )
