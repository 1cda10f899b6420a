"""What the case file brings to the desk's first page: proposals that wait for a second person, releases to find out about."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.queries import staff_count
from outcry.accounts.second_person import may_confirm
from outcry.cases.due import asked_on
from outcry.cases.levels import readable
from outcry.cases.models import Case, DoubleCoding
from outcry.cases.queries import on_the_desk, proposed
from outcry.cases.reminders import Reminder, ReminderKind
from outcry.cases.titles import title_of
from outcry.design.day_words import moment_in_words, plain_day
from outcry.design.desk_home import HomePart, Step, Task, Visit, first_of
from outcry.design.parts import Link


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    everything = Link(label=_("Cases"), url=reverse("cases_desk:index"))
    coded = Link(label=_("Coded twice"), url=reverse("cases_desk:double_codings"))
    due = _reminders(visit)
    first = Step(
        place=40,
        sentence=_("Open the first case: whom it is about, what was done, and who reports it."),
        link=Link(label=_("Open a case"), url=reverse("cases_desk:open")),
        is_done=Case.objects.filter(organisation=visit.organisation).exists(),
    )
    return HomePart(
        starts=(Link(label=_("Write down what you hear"), url=reverse("cases_desk:quick")), Link(label=_("Open a case"), url=reverse("cases_desk:open"))),
        tasks=(*first_of(due, all_of_them=everything), *first_of(_proposals(visit), all_of_them=everything), *first_of(_codings(visit), all_of_them=coded)),
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


def _codings(visit: Visit) -> Iterator[Task]:
    """Reports that wait for a coder, for the rest of her answers, or for a conclusion."""
    rows = readable(DoubleCoding.objects.filter(organisation=visit.organisation, conclusions=None)).select_related("case__organisation")
    for double in rows.prefetch_related("codings", "case__texts").order_by("pk"):
        codings = {one.by_id: one for one in double.codings.all()}
        mine, link = codings.get(visit.user.pk), reverse("cases_desk:double_coding", args=[double.pk])
        if double.is_open_to_see:
            what = _("Both have coded a report. Compare, and conclude:")
        elif mine and not mine.finished_at:
            what, link = _("A report waits for your coding:"), reverse("cases_desk:code_report", args=[double.pk])
        elif not mine and len(codings) < DoubleCoding.CODERS:
            what = _("A report needs somebody who codes it:")
        else:
            # It waits for somebody else, whom this page tells.
            continue
        yield Task(what=what, link=Link(label=title_of(double.case), url=link), note=moment_in_words(double.opened_at).text)


def _reminders(visit: Visit) -> list[Task]:
    """What the file asks about today, each with the title of its case."""
    found = asked_on(organisation=visit.organisation, on=visit.on)
    cases = {case.pk: case for case in on_the_desk(organisation=visit.organisation).filter(pk__in={reminder.case_id for reminder in found})}
    return [_reminder(reminder, cases[reminder.case_id], visit.on) for reminder in found]


def _reminder(reminder: Reminder, case: Case, on: date) -> Task:
    is_over = reminder.is_over(on=on)
    is_custody = reminder.kind in (ReminderKind.RELEASE, ReminderKind.LIMIT)
    address = reverse("cases_desk:is_she_out", args=[case.pk, reminder.row]) if is_custody else reverse("cases_desk:case", args=[case.pk])
    day = plain_day(reminder.day).text
    return Task(
        what=reminder.sentence(on=on),
        link=Link(label=title_of(case), url=address),
        note=_("due for release on %(day)s") % {"day": day} if reminder.kind == ReminderKind.RELEASE else _noted(reminder, day),
        tone="alarm" if is_over and is_custody else "wait",
    )


def _noted(reminder: Reminder, day: str) -> str:
    """The day, and of a limit what it stands on."""
    return f"{reminder.moment} · {reminder.basis}" if reminder.basis else day
