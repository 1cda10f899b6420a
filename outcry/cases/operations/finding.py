"""Keep what readers find public cases by in step with what was approved. Whoever writes a version or takes one away calls it in the same transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from outcry.accounts.models import Organisation
from outcry.cases.findable import Victim, codes_of, findable
from outcry.cases.judged import grouping
from outcry.cases.models import (
    Case,
    Edition,
    FindableAct,
    FindableAuthority,
    FindableCase,
    FindableOutcome,
    FindableWords,
    JudgedKind,
    Participant,
    PublicCase,
)
from outcry.cases.models.findable import ALWAYS
from outcry.cases.naming import is_withheld
from outcry.cases.projection import public_acts
from outcry.cases.vocabulary import ParticipantKind
from outcry.lib.keys import keyring, mac
from outcry.vocabularies.models import Term

_AT_ONCE = 100
_PURPOSE, _KEY_BYTES = "lookup", 16
# A key that begins so is that of a person over all cases; others are of hexadecimal digits.
_PERSON = "p"


def keep_findable(*, case: Case, rows: Collection[PublicCase], victims: Mapping[int, Victim] | None = None, now: datetime) -> None:
    """Let readers find the version in `rows`, one for each language, and nothing older. Without `victims` those of the version before stay."""
    known = _victims_kept(case) if victims is None else victims
    version = sorted(rows, key=lambda row: row.language)
    terms = dict(Term.objects.filter(code__in=codes_of(version)).values_list("code", "pk"))
    found = findable(case=case, rows=version, terms=terms, victims=known)
    _forget(case)
    found.case.save(force_insert=True)
    FindableAct.objects.bulk_create(found.acts)
    FindableAuthority.objects.bulk_create(found.authorities)
    FindableOutcome.objects.bulk_create(found.outcomes)
    FindableWords.objects.bulk_create(found.words)
    if people := {int(one.key.removeprefix(_PERSON)) for one in known.values() if one.key.startswith(_PERSON)}:
        _count_as_judged(case.organisation, people)
    new_edition(organisation=case.organisation, now=now)


def forget_findable(*, case: Case, now: datetime) -> None:
    """Let readers find it no longer."""
    _forget(case)
    new_edition(organisation=case.organisation, now=now)


def new_edition(*, organisation: Organisation, now: datetime) -> None:
    """What readers may find is about to differ."""
    Edition.objects.create(organisation=organisation, at=now)


def victims_of(*, case: Case) -> dict[int, Victim]:
    """To whom the public acts of a file were done, by the number of the act in the version made from it. People alone: no groups, no organisations,
    and no record that stands for several people.

    Somebody who is named is one over all cases. Somebody who is not is one of her case: that she is met in another, too, is told by no number.
    """
    numbers = {pk: number for number, pk in enumerate(case.participants.values_list("pk", flat=True), start=1)}
    alone = case.participants.filter(kind=ParticipantKind.PERSON).exclude(Q(person__size_min__gt=1) | Q(person__size_max__gt=1))
    people = {row.pk: row for row in alone.select_related("person", "naming")}
    acts = [(number, act.victim_id) for number, act in enumerate(public_acts(case=case), start=1)]
    return {number: _victim(case, people[pk], numbers[pk]) for number, pk in acts if pk in people}


def count_as_judged(*, organisation: Organisation, people: Collection[int], now: datetime) -> None:
    """Count these records of people, and those that are one with them, as the judgments in force say. Part of whatever changed a judgment."""
    if _count_as_judged(organisation, people):
        new_edition(organisation=organisation, now=now)


@transaction.atomic
def find_what_was_approved_before(*, now: datetime) -> int:
    """Make the rows of public cases that have none: approved before there were any. Returns how many."""
    waiting = PublicCase.objects.filter(~Exists(FindableCase.objects.filter(case=OuterRef("case"))), is_current=True, withdrawn_at=None)
    cases = Case.objects.select_related("organisation").filter(pk__in=waiting.values("case")).order_by("pk")[:_AT_ONCE]
    for case in cases:
        # Who an act was done to may have changed in the file since: then nobody is counted for it.
        keep_findable(case=case, rows=list(case.projections.filter(is_current=True)), victims={}, now=now)
    return len(cases)


def _victim(case: Case, row: Participant, number: int) -> Victim:
    # Whoever reads the rows alone, as the public site may, does not learn which of the people of a case it was.
    here = mac(keyring(settings.KEYS_FOLDER).current(_PURPOSE), "findable", f"{case.pk} {number}")[:_KEY_BYTES].hex()
    if is_withheld(row):
        return Victim(key=here)
    return Victim(key=f"{_PERSON}{row.person_id}" if row.person_id else here, named_from=row.visible_from or ALWAYS)


def _count_as_judged(organisation: Organisation, people: Collection[int]) -> bool:
    """Whether it changed anything. Whoever judges or approves at this moment waits: each sees what the other one concluded."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    judged = grouping(organisation=organisation, kind=JudgedKind.PERSON)
    groups = [group for person in people if (group := judged.of(person))]
    members = {*people, *(one for group in groups for one in group.members)}
    rows = FindableAct.objects.filter(organisation=organisation, victim__in=[f"{_PERSON}{one}" for one in members]).order_by()
    shown = {int(key.removeprefix(_PERSON)) for key in rows.values_list("victim", flat=True).distinct()}
    changed = 0
    for person in sorted(shown):
        # By the first of those whom a page names: a record that none names changes no key, and so no edition.
        key = f"{_PERSON}{min(shown.intersection(judged.one_with(person)))}"
        changed += rows.filter(victim=f"{_PERSON}{person}").exclude(counted_as=key).update(counted_as=key)
    return bool(changed)


def _victims_kept(case: Case) -> dict[int, Victim]:
    rows = FindableAct.objects.filter(case=case).exclude(victim="")
    return {act: Victim(key=key, named_from=named_from) for act, key, named_from in rows.values_list("act", "victim", "named_from")}


def _forget(case: Case) -> None:
    FindableAuthority.objects.filter(row__case=case).delete()
    for model in (FindableAct, FindableOutcome, FindableWords, FindableCase):
        model._default_manager.filter(case=case).delete()
