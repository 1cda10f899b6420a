"""What gatherings bring to the desk's first page: drafts whose day comes near."""

from collections.abc import Iterator
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
    return HomePart(starts=(begin,), tasks=tuple(first_of(_drafts(coming), all_of_them=everything)))


def _drafts(coming: list[Gathering]) -> Iterator[Task]:
    for gathering in coming:
        if gathering.is_draft:
            link = Link(label=title_of(gathering=gathering), url=reverse("gatherings_desk:gathering", args=[gathering.pk]))
            yield Task(what=_("Gathering is not announced yet:"), link=link, note=when_in_words(gathering).day.text)
