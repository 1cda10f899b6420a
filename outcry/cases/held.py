"""Who was in custody on a day, asked of the database: for every detention what `custody.held_on` says of one."""

from datetime import date

from django.db.models import F, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

from outcry.accounts.models import Organisation, User
from outcry.cases.judged import grouping
from outcry.cases.levels import readable
from outcry.cases.models import Act, Death, Detention, JudgedKind, Judgment
from outcry.lib.parts_of_days import DaysBefore

# The first day is then counted back from the day of release.
_RECKONED = Q(began_is_reckoned=True, due_on__isnull=False, term_days__gt=0)


def held_on(day: date, *, organisation: Organisation, to: User | None = None) -> QuerySet[Detention]:
    """The detentions that `to` may know of in which somebody was held on this day, for certain or possibly. Asks one statement, three where deaths are told of.

    An unknown beginning counts as begun, and the day of the release as held. After a death nobody is.
    """
    begun = (_RECKONED & Q(LessThan(DaysBefore("due_on", "term_days"), day))) | (~_RECKONED & (Q(began_earliest__lte=day) | Q(began_earliest=None)))
    rows = _known(organisation, to).filter(begun, Q(released_latest__gte=day) | Q(released_latest=None))
    return rows.exclude(_of_the_dead(day, organisation, to))


def for_certain(day: date, *, today: date) -> Q:
    """The condition that whoever is held on this day is so for certain; of a detention that `held_on` finds."""
    begun = (_RECKONED & Q(LessThan(DaysBefore("due_on", "term_days"), day))) | (~_RECKONED & Q(began_latest__lte=day))
    still_held = ~Q(released="") & Q(released_earliest__gte=day)
    if day <= today:
        still_held |= Q(released="") & (Q(due_on__gte=day) | Q(due_on=None) & _without_an_end_before(day))
    return begun & still_held


def _without_an_end_before(day: date) -> Q:
    """No term is told, or none that can be counted from its first day, or it goes on to this day at least."""
    is_no_day = Q(began_earliest=None) | Q(began_earliest__lt=F("began_latest"))
    return Q(term_days=None) | Q(term_days=0) | is_no_day | Q(GreaterThan(F("began_earliest"), DaysBefore(Value(day), "term_days")))


def died_before(day: date, *, organisation: Organisation, to: User | None = None) -> QuerySet[Detention]:
    """The detentions of those of whose death before this day `to` may know."""
    return _known(organisation, to).filter(_of_the_dead(day, organisation, to))


def _known(organisation: Organisation, to: User | None) -> QuerySet[Detention]:
    return readable(Detention.objects.filter(act__case__organisation=organisation), to=to)


def _of_the_dead(day: date, organisation: Organisation, to: User | None) -> Q:
    """By her part in a case, by who she is over all cases, and by what was judged to be one person with her."""
    # Of an empty table SQLite knows no size: it would go through all acts to find no death.
    if not Death.objects.exists():
        return Q(pk__in=[])
    acts = Act.objects.filter(death__isnull=False, when_latest__lt=day, victim__isnull=False, case__organisation=organisation)
    died = readable(acts, to=to).order_by()
    found = Q(act__victim__in=died.values("victim")) | Q(act__victim__person__in=died.exclude(victim__person=None).values("victim__person"))
    joining = Judgment.objects.joining().filter(organisation=organisation, kind=JudgedKind.PERSON)
    joined = died.filter(Q(victim__person__in=joining.values("first")) | Q(victim__person__in=joining.values("second")))
    if people := set(joined.values_list("victim__person", flat=True)):
        judged = grouping(organisation=organisation, kind=JudgedKind.PERSON)
        found |= Q(act__victim__person__in={one for person in people if person for one in judged.one_with(person)})
    return found
