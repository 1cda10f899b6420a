"""What the directory brings to the desk's first page: offices that nobody may write to before people vouch for them."""

from collections.abc import Iterator
from itertools import chain

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.authorities.models import Office
from outcry.authorities.queries import directory, office_name
from outcry.authorities.queries.records import open_alerts
from outcry.authorities.vouching import StandingState, standing
from outcry.design.day_words import moment_in_words
from outcry.design.desk_home import HomePart, Step, Task, Visit, first_of
from outcry.design.parts import Link


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    offices = list(directory(organisation=visit.organisation).filter(retired_at=None))
    everything = Link(label=_("Authorities"), url=reverse("authorities_desk:index"))
    first = Step(
        place=30,
        sentence=_("Add the offices that can change something, each with the public page that gives its address."),
        link=Link(label=_("Add an office"), url=reverse("authorities_desk:add")),
        is_done=bool(offices),
    )
    return HomePart(tasks=first_of(chain(_waiting(offices, visit), _holders(visit)), all_of_them=everything), steps=(first,))


def _waiting(offices: list[Office], visit: Visit) -> Iterator[Task]:
    for office in offices:
        found = standing(office=office, now=visit.now)
        if found.state != StandingState.WAITING:
            continue
        if found.counts_from:
            note = _("Your word counts from %(moment)s.") % {"moment": moment_in_words(found.counts_from).text}
        else:
            note = ngettext("%(number)s more person is needed", "%(number)s more people are needed", found.still_needed) % {"number": found.still_needed}
        yield Task(
            what=_("Office waits until it is vouched for:"),
            link=Link(label=office_name(office), url=reverse("authorities_desk:office", args=[office.pk])),
            note=note,
            is_mine=all(approval.by_id != visit.user.pk for approval in found.vouchers),
        )


def _holders(visit: Visit) -> Iterator[Task]:
    """One line however many posts there are: an import may bring hundreds."""
    number = open_alerts(organisation=visit.organisation).count()
    if number:
        said = ngettext("%(number)s post has another holder: look at it", "%(number)s posts have other holders: look at them", number) % {"number": number}
        yield Task(what=_("Changes of holders:"), link=Link(label=said, url=reverse("authorities_desk:alerts")), note="", is_mine=True)
