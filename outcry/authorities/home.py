"""What the directory brings to the desk's first page: offices that nobody may write to before people vouch for them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from outcry.authorities.models import Office
from outcry.authorities.queries import directory
from outcry.authorities.vouching import StandingState, standing
from outcry.design.day_words import moment_in_words
from outcry.design.desk_home import HomePart, Step, Task, Visit, first_of
from outcry.design.parts import Link
from outcry.lib.translations import in_language


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
    return HomePart(tasks=first_of(_waiting(offices, visit), all_of_them=everything), steps=(first,))


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
            link=Link(label=_name(office), url=reverse("authorities_desk:office", args=[office.pk])),
            note=note,
            is_mine=all(approval.by_id != visit.user.pk for approval in found.vouchers),
        )


def _name(office: Office) -> str:
    text = in_language(office.texts.all(), get_language() or "", office.organisation.source_language)
    return text.name if text else office.address
