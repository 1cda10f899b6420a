"""Counts are kept in memory: whatever Rosa and Emeka do to a file, they are those of the file as it stands."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from outcry.accounts.models import Organisation, User
from outcry.accounts.reading import reading_for
from outcry.cases import publication
from outcry.cases.divided import bits_of, divided, keys_of
from outcry.cases.filters import CaseFilter
from outcry.cases.levels import readable
from outcry.cases.models import Act, Case, Detention, Event, Involvement
from outcry.cases.operations.stages import move_case
from outcry.cases.operations.taking_away import delete_cases
from outcry.cases.operations.writing import add_part, change_facts, mark, remove_part, undo
from outcry.cases.search import Search
from outcry.cases.search_counts import facets
from outcry.cases.stages import Stage
from outcry.cases.tests.cast import BEATEN, DETAINED, FINED, NOW, a_case, a_participant, a_term, an_act, an_event, an_organisation, emeka, published_case, rosa
from outcry.evidence.models import Level

pytestmark = pytest.mark.django_db
TODAY = date(2011, 1, 1)


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


@pytest.fixture
def two(desk: Organisation) -> tuple[User, User]:
    return rosa(desk), emeka(desk)


def by_hand(search: Search) -> dict[str, Counter[str]]:
    """How the cases divide, each read from the file."""
    found: dict[str, Counter[str]] = {name: Counter() for name in ("act", "perpetrator", "country", "began", "held_on", "stage")}
    for case in search.cases():
        acts = list(readable(Act.objects.filter(case=case)).select_related("kind", "event"))
        alone = readable(Event.objects.filter(case=case, acts=None))
        days = [act.when_earliest or act.event.when_earliest for act in acts] + [event.when_earliest for event in alone]
        shares = Involvement.objects.filter(act__in=acts).exclude(type=None).select_related("type")
        held = [one for one in Detention.objects.filter(act__in=acts) if (one.began_earliest or TODAY) <= TODAY <= (one.released_latest or TODAY)]
        values = {
            "act": {_top(act.kind.code) for act in acts},
            "perpetrator": {_top(one.type.code) for one in shares if one.type},
            "country": {event.country or case.country for event in readable(Event.objects.filter(case=case))},
            "began": {str(day.year) for day in days if day},
            "held_on": {TODAY.isoformat()} if held else set(),
            "stage": {str(case.stage)},
        }
        for name, some in values.items():
            found[name].update(some)
    return found


def _top(code: str) -> str:
    return "/".join(code.split("/")[:2])


def assert_counts_hold(desk: Organisation, readers: tuple[User, ...], step: str) -> None:
    for user in (None, *readers):
        for conditions in ({}, {"text": "name"}, {"country": "KZ"}):
            with reading_for(user):
                search = Search(wanted=CaseFilter.read(conditions), organisation=desk)
                counted = {name: Counter({line.value: line.number for line in lines}) for name, lines in facets(search=search, today=TODAY).items()}
                for name, numbers in by_hand(Search(wanted=search.wanted.without(*conditions.keys() & {"country"}), organisation=desk)).items():
                    if name == "country" or "country" not in conditions:
                        assert counted[name] == numbers, (step, user, conditions, name)
                standing = {kind: Search(wanted=CaseFilter.read({**conditions, "standing": kind}), organisation=desk).cases().count() for kind in STANDINGS}
                assert counted["standing"] == Counter({kind: number for kind, number in standing.items() if number}), (step, user, conditions)


STANDINGS = ("proposed", "public", "withdrawn", "private")


def test_every_change_of_a_file_is_in_the_next_count(desk: Organisation, two: tuple[User, User]) -> None:
    by = two[0]
    case, other = a_case(desk), a_case(desk, slug="other")
    an_act(other, kind=FINED, when="2009", event=an_event(other, country="RU"))
    third = a_case(desk, slug="third")
    an_act(third, kind=FINED, when="2009")
    police = a_participant(case, "Police")
    event = an_event(case, country="KZ", when="2010")
    done: dict[str, Any] = {}

    def changed(which: Any, **facts: Any) -> Callable[[], Any]:
        def change() -> None:
            row = done[which] if isinstance(which, str) else which
            row.refresh_from_db()
            change_facts(row=row, facts=facts, seen=mark(row), by=by, now=NOW)

        return change

    steps: list[tuple[str, Callable[[], Any]]] = [
        ("act", lambda: done.update(act=add_part(owner=case, kind=Act, facts={"event": event, "kind": a_term(DETAINED), "when": ""}, by=by, now=NOW))),
        ("kind", changed("act", kind=a_term(BEATEN))),
        ("day", changed("act", when="2011-01-03")),
        ("country", changed(event, country="")),
        ("country of the case", changed(case, country="UZ")),
        ("held", lambda: done.update(held=add_part(owner=done["act"], kind=Detention, facts={"began": "2010-12-20"}, by=by, now=NOW))),
        (
            "by whom",
            lambda: add_part(owner=done["act"], kind=Involvement, facts={"perpetrator": police, "type": a_term("perpetrators/state")}, by=by, now=NOW),
        ),
        ("another event", lambda: add_part(owner=case, kind=Event, facts={"country": "KZ", "when": "2008"}, by=by, now=NOW)),
        ("public", lambda: published_case(desk, Case.objects.get(pk=case.pk), by=two)),
        ("released", lambda: publication.record_release(case=case, released=date(2010, 12, 30), ground="sentence_served", by=by, now=NOW)),
        ("withdrawn", lambda: publication.withdraw(case=case, by=by, now=NOW)),
        ("proposed", lambda: publication.propose(case=_at_the_door(other), by=by, now=NOW)),
        ("step back", lambda: move_case(case=Case.objects.get(pk=other.pk), to=Stage.CLOSED, by=by, reason="Enough.", now=NOW)),
        ("event restricted", changed(event, level=Level.RESTRICTED)),
        ("event open", changed(event, level=Level.INTERNAL)),
        ("removed", lambda: done.update(change=remove_part(part=done["held"], by=by, now=NOW))),
        ("brought back", lambda: undo(change=done["change"], by=by, now=NOW)),
        ("case restricted", changed(case, level=Level.RESTRICTED)),
        ("case open", changed(case, level=Level.PARTNERS)),
        ("gone", lambda: delete_cases([third.pk])),
    ]
    assert_counts_hold(desk, two, "at first")
    for step, take in steps:
        take()
        assert_counts_hold(desk, two, step)


def _at_the_door(case: Case) -> Case:
    return Case.objects.select_related("organisation").get(pk=case.pk)


def test_keys_are_those_of_the_cases_the_filter_means_opened_last_first(desk: Organisation) -> None:
    for number in range(3):
        an_act(a_case(desk, slug=f"case-{number}"), kind=(DETAINED, FINED)[number % 2])
    for conditions in ({}, {"act": "acts/liberty"}, {"text": "name"}, {"text": "nobody"}, {"text": "-"}, {"text": "name paper", "country": "KZ"}):
        search = Search(wanted=CaseFilter.read(conditions), organisation=desk)
        assert search.keys() == list(search.cases().order_by("-opened_at", "-pk").values_list("pk", flat=True)), conditions


def test_another_desk_is_not_counted(desk: Organisation) -> None:
    an_act(a_case(an_organisation("other")))

    assert not any(facets(search=Search(wanted=CaseFilter(), organisation=desk), today=TODAY).values())
    assert divided(organisation=desk).whole == 0


@pytest.mark.parametrize("keys", [[], [1], [5, 3, 1_000, 64, 63]])
def test_a_set_of_keys_is_kept_whole(keys: list[int]) -> None:
    assert list(keys_of(bits_of(keys))) == sorted(keys)
