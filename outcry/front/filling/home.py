"""The home page."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.appeals import queries
from outcry.appeals.models import Appeal
from outcry.cases import publication
from outcry.cases.publication import PublishedCase
from outcry.design.parts import Link
from outcry.front.filling.appeal import appeal_line, appeal_url, content_day, flag, outcome_in_words
from outcry.front.filling.counts import counts
from outcry.front.filling.custody import drawn, short_day
from outcry.front.pages.home import CustodyLine, HomePage, Lead
from outcry.lib.country_names import country_name
from outcry.lib.translations import in_language
from outcry.newsroom import queries as newsroom_queries
from outcry.newsroom.drawing.lines import teaser
from outcry.protests import queries as protest_queries
from outcry.statistics.public import figures

LATEST_REPORTS = 6
# A good end leads the page, and a release stays among those in custody, for a fortnight.
A_FORTNIGHT = timedelta(days=14)
# A handful; the page of those in custody has all of them.
HELD_ON_HOME, FREED_ON_HOME = 6, 3


def home_page(*, organisation: Organisation, language: str, now: datetime) -> HomePage:
    """The front page: the lead appeal, or a good end younger than a fortnight; who is in custody; the latest reports."""
    on = organisation.content_now(now=now).date()
    open_ones = queries.open_appeals(organisation=organisation, on=on)
    lead = _good_end(organisation, on=on) or (open_ones[0] if open_ones else None)
    text = in_language(organisation.texts.all(), language, organisation.source_language)
    return HomePage(
        about=text.about if text else "",
        lead=_lead(lead, language=language, now=now) if lead else None,
        asks=tuple(appeal_line(appeal, language=language, now=now) for appeal in open_ones if appeal != lead),
        reports=tuple(teaser(line=line, language=language) for line in newsroom_queries.latest(language=language, on=on, limit=LATEST_REPORTS)),
        custody=tuple(custody_line(case, on=on) for case in _held_and_freed(organisation, language, on)),
        held=held if (held := publication.count_in_custody(organisation=organisation, on=on)) > HELD_ON_HOME else 0,
    )


def _held_and_freed(organisation: Organisation, language: str, on: date) -> list[PublishedCase]:
    held = publication.in_custody(organisation=organisation, language=language, on=on, length=HELD_ON_HOME)
    return held + publication.freed(organisation=organisation, language=language, on=on, within=A_FORTNIGHT, length=FREED_ON_HOME)


def _good_end(organisation: Organisation, *, on: date) -> Appeal | None:
    """The latest appeal that ended well within the last fortnight."""
    for appeal in queries.closed_appeals(organisation=organisation, on=on):
        outcome = protest_queries.outcome_of(appeal=appeal)
        if outcome and flag(appeal, outcome).tone == "safe" and outcome.happened_latest and on - outcome.happened_latest <= A_FORTNIGHT:
            return appeal
    return None


def _lead(appeal: Appeal, *, language: str, now: datetime) -> Lead:
    on = content_day(appeal, now=now)
    text = queries.text_in(appeal=appeal, language=language)
    case = publication.for_case_id(case_id=appeal.case_id, language=language, on=on) if appeal.case_id else None
    row = protest_queries.outcome_of(appeal=appeal)
    outcome = outcome_in_words(row, language=language, source_language=appeal.organisation.source_language) if row else None
    return Lead(
        title=outcome.headline if outcome else text.title if text else appeal.slug,
        url=appeal_url(appeal),
        standfirst=outcome.paragraphs[0] if outcome and outcome.paragraphs else text.standfirst if text else "",
        flag=flag(appeal, row),
        place=country_name(appeal.country),
        counts=counts(figures(appeal=appeal)),
        is_open=appeal.is_open(on=on),
        clock=drawn(case.custody, on=on) if case and case.custody else None,
        links=(Link(label=_("The case, with its sources"), url=reverse("front:case", args=[case.slug])),) if case else (),
    )


def custody_line(case: PublishedCase, *, on: date) -> CustodyLine:
    """One line of who is in custody."""
    if case.custody is None:
        raise LookupError(case.slug)
    return CustodyLine(
        name=case.name,
        url=reverse("front:case", args=[case.slug]),
        clock=drawn(case.custody, on=on),
        released=short_day(case.custody.released, on=on) if case.custody.released else None,
    )
