"""What the case file brings to the desk's first page: proposals that wait for a second person, releases to find out about."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.queries import staff_count
from outcry.accounts.second_person import may_confirm
from outcry.cases.custody import CustodyClock
from outcry.cases.models import Case, Detention
from outcry.cases.queries import proposed, releases_to_confirm
from outcry.cases.titles import title_of
from outcry.design.day_words import moment_in_words, plain_day
from outcry.design.desk_home import HomePart, Step, Task, Visit, first_of
from outcry.design.parts import Link


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    everything = Link(label=_("Cases"), url=reverse("cases_desk:index"))
    due = [_release(detention, clock) for detention, clock in releases_to_confirm(organisation=visit.organisation, on=visit.on)]
    first = Step(
        place=40,
        sentence=_("Open the first case: whom it is about, what was done, and who reports it."),
        link=Link(label=_("Open a case"), url=reverse("cases_desk:open")),
        is_done=Case.objects.filter(organisation=visit.organisation).exists(),
    )
    return HomePart(
        starts=(Link(label=_("Open a case"), url=reverse("cases_desk:open")),),
        tasks=(*first_of(due, all_of_them=everything), *first_of(_proposals(visit), all_of_them=everything)),
        steps=(first,),
    )


def _proposals(visit: Visit) -> Iterator[Task]:
    people = staff_count(organisation=visit.organisation)
    for case in proposed(organisation=visit.organisation):
        if case.proposed_at is None:
            continue
        verdict = may_confirm(first=case.proposed_by_id, second=visit.user.pk, staff_count=people, since=case.proposed_at, now=visit.now)
        moment = moment_in_words(case.proposed_at).text
        yield Task(
            what=_("Case waits for approval:"),
            link=Link(label=title_of(case), url=reverse("cases_desk:case", args=[case.pk])),
            note=_("proposed by %(who)s, %(time)s") % {"who": case.proposed_by, "time": moment},
            is_mine=verdict.allowed,
        )


def _release(detention: Detention, clock: CustodyClock) -> Task:
    case = detention.act.case
    day = plain_day(clock.due_on).text if clock.due_on else ""
    is_overdue = clock.state == "overdue"
    return Task(
        what=_("Overdue for release. Find out, with a source:") if is_overdue else _("Due for release. Find out, with a source:"),
        link=Link(label=title_of(case), url=reverse("cases_desk:case_part", args=[case.pk, "detention", detention.pk])),
        note=_("due for release on %(day)s") % {"day": day},
        tone="alarm" if is_overdue else "wait",
    )
