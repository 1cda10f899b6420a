"""Questions to the file: which days lie ahead or were missed, and who was in custody on a day. A fixed number of queries each."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from outcry.accounts.models import Organisation
from outcry.cases.custody import due_day
from outcry.cases.headcount import Counted, Headcount, headcount
from outcry.cases.held import for_certain, held_on
from outcry.cases.judged import grouping
from outcry.cases.levels import readable
from outcry.cases.limit_rules import RESTS_ON, HowLong, Rules, closed
from outcry.cases.limit_words import on_what, until_when
from outcry.cases.models import Act, Consent, CustodyAnswer, Detention, JudgedKind, ProceedingsStep, RiskCheck
from outcry.cases.queries import facts_of
from outcry.cases.reminders import LONGEST_NOTICE, Reminder, ReminderKind
from outcry.cases.vocabulary import LimitEnd, ParticipantKind

# A consent that ran out longer ago is missed by nobody, or by the door.
_CONSENT_REMEMBERED = timedelta(days=30)


_SIZES = ("act__victim__person__size_min", "act__victim__person__size_max")
_Deaths = dict[tuple[str, int], date]


def asked_on(*, organisation: Organisation, on: date) -> list[Reminder]:
    """What the desk asks about on this day, the longest overdue first."""
    found = known_days(organisation=organisation, on=on, until=on + LONGEST_NOTICE)
    return sorted((reminder for reminder in found if reminder.is_asked(on=on)), key=lambda reminder: (reminder.day, reminder.case_number))


def known_days(*, organisation: Organisation, on: date, until: date) -> list[Reminder]:
    """Every day up to `until` that somebody has to look after, also those that were missed; hearings from `on`."""
    return [
        *_of_custody(organisation, until),
        *_hearings(organisation, on, until),
        *_consents(organisation, on, until),
        *_contacts(organisation, until),
    ]


def in_custody_on(*, organisation: Organisation, on: date, today: date) -> QuerySet[Any]:
    """Who was in custody on the day, with the words of a list: first those for certain (`is_certain`), whoever is held longest before the others."""
    rows = held_on(on, organisation=organisation).annotate(is_certain=ExpressionWrapper(for_certain(on, today=today), BooleanField()))
    with_words = rows.select_related("act__case__organisation", "act__victim__person").prefetch_related("act__case__texts", "act__victim__texts")
    return with_words.order_by("-is_certain", "began_earliest", "pk")


def people_among(*, organisation: Organisation, found: QuerySet[Any]) -> Headcount:
    """How many people these are: records judged the same count once, and so does somebody held for two things at a time; groups as they are told."""
    leader = grouping(organisation=organisation, kind=JudgedKind.PERSON).leader
    rows = found.order_by().values_list("pk", "act__victim", "act__victim__kind", "act__victim__person", *_SIZES)
    return headcount(_counted(*row, leader=leader) for row in rows)


def _counted(detention: int, part: int | None, kind: str, person: int | None, least: int | None, most: int | None, *, leader: Callable[[int], int]) -> Counted:
    if part is None:
        return Counted(key=("detention", detention), kind=ParticipantKind.PERSON)
    if person is None:
        return Counted(key=("part", part), kind=kind)
    return Counted(key=("person", leader(person)), kind=kind, size_min=least, size_max=most)


def _deaths(organisation: Organisation) -> _Deaths:
    """The last day on which somebody's death may have come, by her part in a case and by who she is over all cases."""
    people = grouping(organisation=organisation, kind=JudgedKind.PERSON)
    rows = readable(Act.objects.filter(death__isnull=False, case__organisation=organisation, when_latest__isnull=False, victim__isnull=False))
    found: _Deaths = {}
    for part, person, day in rows.values_list("victim", "victim__person", "when_latest"):
        if day is None:
            continue
        keys = [("part", part), *((("person", one) for one in people.one_with(person)) if person else ())]
        for key in keys:
            found[key] = min(day, found.get(key, day))
    return found


def _died(row: Detention, deaths: _Deaths) -> date | None:
    victim = row.act.victim
    if victim is None:
        return None
    days = [day for key in (("part", victim.pk), ("person", victim.person_id or 0)) if (day := deaths.get(key))]
    return min(days, default=None)


def _of_custody(organisation: Organisation, until: date) -> Iterator[Reminder]:
    last_answer = CustodyAnswer.objects.filter(detention=OuterRef("pk")).order_by("-pk").values("ask_again_on")[:1]
    died = _deaths(organisation)
    rows = readable(Detention.objects.filter(act__case__organisation=organisation, released="")).select_related("act__case", "act__victim")
    due, rules = Q(due_on__lte=until) | Q(limit_on__lte=until) | Q(due_on=None, term_days__isnull=False), Rules(organisation=organisation)
    if rules.in_force():
        # A limit is never before the beginning.
        due |= Q(limit_on=None, began_latest__lte=until) | Q(limit_on=None, began_is_reckoned=True)
    found = [row for row in rows.filter(due).select_related("act__victim", *RESTS_ON).annotate(asked_again_on=Subquery(last_answer)) if not _died(row, died)]
    closed_at = closed(found)
    for row in found:
        told = rules.how_long(row, closed_at=closed_at.get(row.pk))
        for kind, day in ((ReminderKind.RELEASE, due_day(facts_of(row))), (ReminderKind.LIMIT, told.last_day)):
            if day is not None and day <= until:
                yield _about_custody(row, kind, day, told)


def _about_custody(row: Any, kind: ReminderKind, day: date, told: HowLong) -> Reminder:
    case, is_limit = row.act.case, kind == ReminderKind.LIMIT
    return Reminder(
        kind=kind,
        day=day,
        case_id=case.pk,
        case_number=case.number,
        row=row.pk,
        ask_again_on=row.asked_again_on,
        is_unconfirmed=case.is_unconfirmed,
        from_day=told.first_day if is_limit and told.first_day != day else None,
        is_longest=is_limit and told.by_rule is not None and told.by_rule.rule.at_end == LimitEnd.RELEASE,
        basis=on_what(told) if is_limit else "",
        moment=until_when(told) if is_limit else "",
    )


def _hearings(organisation: Organisation, on: date, until: date) -> Iterator[Reminder]:
    rows = ProceedingsStep.objects.filter(proceedings__act__case__organisation=organisation, when_earliest__gte=on, when_earliest__lte=until)
    for row in readable(rows).select_related("proceedings__act__case"):
        case = row.proceedings.act.case
        if row.when_earliest:
            yield Reminder(
                kind=ReminderKind.HEARING, day=row.when_earliest, case_id=case.pk, case_number=case.number, row=row.pk, is_unconfirmed=case.is_unconfirmed
            )


def _consents(organisation: Organisation, on: date, until: date) -> Iterator[Reminder]:
    rows = Consent.objects.filter(source__case__organisation=organisation, withdrawn_on=None, until__gte=on - _CONSENT_REMEMBERED, until__lte=until)
    for row in readable(rows).select_related("source__case"):
        case = row.source.case
        if row.until:
            yield Reminder(kind=ReminderKind.CONSENT, day=row.until, case_id=case.pk, case_number=case.number, row=row.pk, is_unconfirmed=case.is_unconfirmed)


def _contacts(organisation: Organisation, until: date) -> Iterator[Reminder]:
    latest = RiskCheck.objects.filter(case=OuterRef("case")).order_by("-pk").values("pk")[:1]
    rows = RiskCheck.objects.filter(case__organisation=organisation, pk=Subquery(latest), contact_again_on__lte=until)
    for row in readable(rows).exclude(case__stage="closed").select_related("case"):
        if row.contact_again_on:
            yield Reminder(
                kind=ReminderKind.CONTACT,
                day=row.contact_again_on,
                case_id=row.case_id,
                case_number=row.case.number,
                row=row.pk,
                is_unconfirmed=row.case.is_unconfirmed,
            )
