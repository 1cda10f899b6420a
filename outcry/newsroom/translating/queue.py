"""What waits to be translated into a language: what readers do not have in it, and what they have as it was before its source changed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.appeals.models import AppealState
from outcry.appeals.queries import open_appeals
from outcry.newsroom.models import ReportPage
from outcry.newsroom.queries import list_page
from outcry.newsroom.translation_rows import UrgentTranslation

MISSING, BEGUN, BEHIND, DONE = "missing", "begun", "behind", "done"


def reports_wanted(*, organisation: Organisation, language: str, on: date, standing: str = "") -> QuerySet[Any]:
    """Published reports that lack an up-to-date translation: the urgent ones first, then those that belong to an open appeal, then the newest.

    Each has a `standing`: nobody began, a draft that readers never had, or one that fell behind. Asked for by name, also those that are up to date.
    """
    theirs = ReportPage.objects.filter(translation_key=OuterRef("translation_key"), locale__language_code=language)
    urgent = UrgentTranslation.objects.filter(translation_key=OuterRef("translation_key"), language=language)
    pressing = ReportPage.appeals.through.objects.filter(reportpage=OuterRef("pk"), appeal__state=AppealState.OPEN, appeal__deadline_on__gte=on)
    found = _sources(organisation).annotate(
        made_from=Subquery(theirs.values("made_from_version")[:1]),
        is_out=Subquery(theirs.values("live")[:1], output_field=BooleanField(null=True)),
        standing=Case(
            When(made_from=None, then=Value(MISSING)),
            When(is_out=False, then=Value(BEGUN)),
            When(made_from__lt=F("live_revision"), then=Value(BEHIND)),
            default=Value(DONE),
        ),
        is_urgent=Exists(urgent),
        is_pressing=Exists(pressing),
    )
    wanted = found.filter(standing=standing) if standing else found.exclude(standing=DONE)
    return wanted.order_by("-is_urgent", "-is_pressing", "-published_on", "-pk")


def pressing_cases(*, organisation: Organisation, on: date) -> set[int]:
    """The cases that an open appeal is about, by primary key."""
    return {appeal.case_id for appeal in open_appeals(organisation=organisation, on=on) if appeal.case_id}


def behind(*, organisation: Organisation) -> Iterator[tuple[str, int]]:
    """Into which languages how many published translations are of a source that has changed since. One query."""
    newer = _sources(organisation).filter(translation_key=OuterRef("translation_key"), live_revision__gt=OuterRef("made_from_version"))
    others = ReportPage.objects.live().exclude(locale__language_code=organisation.source_language).filter(Exists(newer))
    yield from others.values_list("locale__language_code").annotate(number=Count("pk")).order_by("-number", "locale__language_code")


def without_source(*, organisation: Organisation) -> int:
    """How many reports are out that nobody wrote in the source language: nothing can fall behind them."""
    keys = ReportPage.objects.filter(locale__language_code=organisation.source_language).values("translation_key")
    return ReportPage.objects.live().exclude(translation_key__in=keys).values("translation_key").distinct().count()


def standing_in_words(standing: str) -> str:
    """As the list says it."""
    return {MISSING: _("not translated"), BEGUN: _("begun, not published"), BEHIND: _("the source changed"), DONE: _("up to date")}[standing]


def _sources(organisation: Organisation) -> Any:
    """The published reports of this organisation, in its own language."""
    shelf = list_page(organisation=organisation)
    ours = ReportPage.objects.child_of(shelf) if shelf else ReportPage.objects.none()
    return ours.live().select_related("locale").defer_streamfields()
