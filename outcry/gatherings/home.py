"""What gatherings bring to the desk's first page: drafts whose day comes near, and those that were held and are not told of."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.design.desk_home import HomePart, Task, Visit, first_of
from outcry.design.parts import Link
from outcry.gatherings.hours import when_in_words
from outcry.gatherings.models import Gathering
from outcry.gatherings.queries import on_the_desk, title_of

_NEAR = timedelta(days=7)


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    at = visit.organisation.content_now(now=visit.now)
    coming = list(on_the_desk(organisation=visit.organisation).filter(ends_at__gt=at, starts_at__lte=at + _NEAR).order_by("starts_at", "pk"))
    begin = Link(label=_("Begin a gathering"), url=reverse("gatherings_desk:draft"))
    everything = Link(label=_("Gatherings"), url=reverse("gatherings_desk:index"))
    untold = on_the_desk(organisation=visit.organisation).untold(at=at).select_related("organisation", "published_by", "drafted_by")
    tasks = (*first_of(_drafts(coming), all_of_them=everything), *first_of(_untold(untold, visit), all_of_them=everything))
    return HomePart(starts=(begin,), tasks=tasks)


def _drafts(coming: list[Gathering]) -> Iterator[Task]:
    for gathering in coming:
        if gathering.is_draft:
            link = Link(label=title_of(gathering=gathering), url=reverse("gatherings_desk:gathering", args=[gathering.pk]))
            yield Task(what=_("Gathering is not announced yet:"), link=link, note=when_in_words(gathering).day.text)


def _untold(gatherings: Iterable[Gathering], visit: Visit) -> Iterator[Task]:
    for gathering in gatherings:
        link = Link(label=title_of(gathering=gathering), url=reverse("gatherings_desk:told", args=[gathering.pk]))
        is_mine = gathering.author in (None, visit.user)
        yield Task(what=_("Tell how it went:"), link=link, note=when_in_words(gathering).day.text, tone="plain", is_mine=is_mine)
