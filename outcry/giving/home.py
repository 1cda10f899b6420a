"""What giving brings to the desk's first page: ways that wait for people to vouch for them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.design.day_words import moment_in_words
from outcry.design.desk_home import HomePart, Task, Visit, first_of
from outcry.design.parts import Link
from outcry.giving.forms import way_label
from outcry.giving.queries import ways_of
from outcry.giving.vouching import WayState, way_standing


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    return HomePart(tasks=first_of(_waiting(visit), all_of_them=Link(label=_("Giving"), url=reverse("giving_desk:index"))))


def _waiting(visit: Visit) -> Iterator[Task]:
    for way in ways_of(organisation=visit.organisation).filter(retired_at=None):
        found = way_standing(way=way, now=visit.now)
        if found.state != WayState.WAITING:
            continue
        if found.counts_from:
            note = _("Your word counts from %(moment)s.") % {"moment": moment_in_words(found.counts_from).text}
        else:
            note = ngettext("%(number)s more person is needed", "%(number)s more people are needed", found.still_needed) % {"number": found.still_needed}
        yield Task(
            what=_("Way to give waits until it is vouched for:"),
            link=Link(label=way_label(way), url=reverse("giving_desk:way", args=[way.pk])),
            note=note,
            is_mine=all(one.by_id != visit.user.pk for one in found.vouchers),
        )
