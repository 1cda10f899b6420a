"""Who was in custody on a day, and how a person's status went over time: never more than the file knows."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.accounts.operations import staff_group
from outcry.cases.custody import Detention, held_on
from outcry.cases.due import in_custody_on, known_days, people_among
from outcry.cases.filters import CaseFilter
from outcry.cases.headcount import Counted, headcount
from outcry.cases.judged import Pair
from outcry.cases.models import Act, Death, JudgedKind, Person, Verdict
from outcry.cases.models import Detention as DetentionRow
from outcry.cases.operations.judging import judge
from outcry.cases.queries import facts_of
from outcry.cases.search import Search, matching
from outcry.cases.search_counts import facets
from outcry.cases.tests.cast import DETAINED, NOW, a_case, a_participant, a_term, an_act, an_organisation, fifteen_days, rosa
from outcry.cases.timeline import acts_against, periods
from outcry.lib.dates import span
from outcry.vocabularies.models import Term

TODAY = date(2011, 1, 10)
RECKONED = Detention(began="2010-12-20~", began_is_reckoned=True, term_days=15, due_on=date(2011, 1, 3))
NOW_FREE = replace(RECKONED, released="2011-01-03")


@pytest.mark.parametrize(
    ("detention", "on", "expected"),
    [
        pytest.param(RECKONED, date(2010, 12, 19), None, id="the day before the first of fifteen"),
        pytest.param(RECKONED, date(2010, 12, 20), "certain", id="the first of fifteen days"),
        pytest.param(RECKONED, date(2011, 1, 3), "certain", id="the last of fifteen days"),
        pytest.param(RECKONED, date(2011, 1, 4), "possible", id="due, and nobody knows"),
        pytest.param(replace(RECKONED, began=""), date(2010, 12, 20), "certain", id="reckoned without a word of the beginning"),
        pytest.param(NOW_FREE, date(2011, 1, 3), "certain", id="held on the day of her release"),
        pytest.param(NOW_FREE, date(2011, 1, 4), None, id="free"),
        pytest.param(replace(RECKONED, released="2011-01"), date(2010, 12, 31), "certain", id="released some day of the month after"),
        pytest.param(replace(RECKONED, released="2011-01"), date(2011, 1, 5), "possible", id="released some day of the month"),
        pytest.param(replace(RECKONED, released="2011-01"), date(2011, 2, 1), None, id="the month is over"),
        pytest.param(replace(RECKONED, released="2011-01-03/.."), date(2011, 6, 1), "possible", id="released some day from then on"),
        pytest.param(Detention(began="2010-12"), date(2010, 12, 15), "possible", id="taken some day of the month"),
        pytest.param(Detention(began="2010-12"), date(2010, 12, 31), "certain", id="taken by the end of the month"),
        pytest.param(Detention(began="2010"), date(2009, 12, 31), None, id="before the year"),
        pytest.param(Detention(began="2010-12-20"), TODAY, "certain", id="no end known, today"),
        pytest.param(Detention(began="2010-12-20"), date(2011, 1, 11), "possible", id="nobody knows tomorrow"),
        pytest.param(Detention(), TODAY, "possible", id="nothing known but that someone is held"),
        pytest.param(Detention(released="2011-01-03"), date(2011, 1, 4), None, id="no beginning, but an end"),
    ],
)
def test_a_day_finds_whom_it_should(detention: Detention, on: date, expected: str | None) -> None:
    assert held_on(detention=detention, on=on, today=TODAY) == expected


@pytest.fixture
def desk(db: None) -> Organisation:
    return an_organisation()


def held(desk: Organisation, on: date) -> list[str]:
    return ["certain" if one.is_certain else "possible" for one in in_custody_on(organisation=desk, on=on, today=TODAY)]


@pytest.mark.parametrize(
    ("facts", "on", "expected"),
    [
        ({"began": "2010-12-20", "released": "2011-01-03"}, date(2011, 1, 3), ["certain"]),
        ({"began": "2010-12-20", "released": "2011-01-03"}, date(2011, 1, 4), []),
        ({"began": "../2010-12-20"}, date(1999, 1, 1), ["possible"]),
        ({"began": "", "began_is_reckoned": True, "term_days": 15, "due_on": date(2011, 1, 3)}, date(2010, 12, 20), ["certain"]),
        ({"began": "2010-12-22~", "began_is_reckoned": True, "term_days": 15, "due_on": date(2011, 1, 3)}, date(2010, 12, 20), ["certain"]),
    ],
)
def test_the_query_asks_what_the_rule_asks(desk: Organisation, facts: dict[str, object], on: date, expected: list[str]) -> None:
    DetentionRow.objects.create(act=an_act(a_case(desk)), **facts)

    assert held(desk, on) == expected


def test_another_organisations_detentions_are_not_counted(desk: Organisation) -> None:
    fifteen_days(a_case(an_organisation("other")))

    assert held(desk, date(2011, 1, 1)) == []


def test_the_database_says_of_every_day_what_the_rule_says(desk: Organisation) -> None:
    terms: tuple[dict[str, Any], ...] = (
        {"began": "2010-12-28", "term_days": 7},
        {"began": "2010-12", "term_days": 7},
        {"began": "../2010-12-28", "term_days": 0},
        {"began": "2010-12-22~", "began_is_reckoned": True, "term_days": 15, "due_on": date(2011, 1, 3), "released": "2011-01"},
        {"began": "2010-12-22", "began_is_reckoned": True, "due_on": date(2011, 1, 3)},
        {"began": "2011-01-02/..", "released": "2011-01-04~"},
    )
    case = a_case(desk)
    rows = [DetentionRow.objects.create(act=an_act(case), **facts) for facts in (*SPELLS, *terms)]

    for day in (date(2010, 11, 20) + timedelta(days=number) for number in range(90)):
        by_rule = {row.pk: told for row in rows if (told := held_on(detention=facts_of(row), on=day, today=TODAY))}
        by_database = in_custody_on(organisation=desk, on=day, today=TODAY).values_list("pk", "is_certain")
        assert {pk: "certain" if is_certain else "possible" for pk, is_certain in by_database} == by_rule, day


def test_the_number_of_queries_does_not_grow_with_the_detentions(desk: Organisation, client: Client) -> None:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("cases_desk:custody"), {"on": "2011-01-01"}).status_code == 200
        return len(queries)

    case = a_case(desk)
    DetentionRow.objects.create(act=an_act(case, victim=a_participant(case, "One")), began="2010-12-20")
    once = asked()
    DetentionRow.objects.create(act=an_act(case, victim=a_participant(case, "Two")), began="2010-12-20")

    assert asked() == once


def test_the_page_tells_the_certain_from_the_possible(desk: Organisation, client: Client) -> None:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)
    case = a_case(desk)
    DetentionRow.objects.create(act=an_act(case, victim=a_participant(case, "Ayan")), began="2010-12-20", released="2011-01-03")
    DetentionRow.objects.create(act=an_act(case, victim=a_participant(case, "Botagoz")), began="2011-01")

    page = client.get(reverse("cases_desk:custody"), {"on": "2011-01-03"}).text

    assert page.index("Ayan") < page.index("Possibly") < page.index("Botagoz")
    assert "Nobody" not in client.get(reverse("cases_desk:custody"), {"on": "nonsense"}).text


def test_many_are_shown_page_by_page_and_counted_together(desk: Organisation, client: Client) -> None:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)
    case = a_case(desk)
    for number in range(101):
        DetentionRow.objects.create(act=an_act(case, victim=a_participant(case, f"Invented {number}.")), began="2010-12-20")
    DetentionRow.objects.create(act=an_act(case, victim=a_participant(case, "Botagoz")), began="2011-01")

    first, second = (client.get(reverse("cases_desk:custody"), {"on": "2011-01-03", "page": page}).text for page in (1, 2))

    assert [sum(f"Invented {number}." in page for number in range(101)) for page in (first, second)] == [100, 1]
    assert ("Botagoz" in first, "Botagoz" in second) == (False, True)
    assert "on=2011-01-03&amp;page=2" in first
    assert ": 101</h2>" in first
    assert ": 101</h2>" in second


def a_person(desk: Organisation) -> Person:
    return Person.objects.create(organisation=desk, opened_at=NOW)


def held_in(case_slug: str, person: Person, **facts: object) -> DetentionRow:
    case = a_case(person.organisation, slug=case_slug)
    return DetentionRow.objects.create(act=an_act(case, victim=a_participant(case, "She", person=person)), **facts)


def told(person: Person) -> list[tuple[str, str, str, str | None]]:
    return [(str(one.first), str(one.last), one.status.value, one.held) for one in periods(acts_against(person), today=TODAY)]


def test_a_persons_status_follows_from_her_acts_over_all_cases(desk: Organisation) -> None:
    person = a_person(desk)
    held_in("two", person, began="2010-05-01", released="2010-05-03", release_ground="bail")
    held_in("one", person, began="2010-12-20", released="2011-01-03")

    assert told(person) == [
        ("2010-05-01", "2010-05-03", "detained", "certain"),
        ("2010-05-04", "2010-12-19", "at_liberty", None),
        ("2010-12-20", "2011-01-03", "detained", "certain"),
        ("2011-01-04", "None", "at_liberty", None),
    ]


def test_released_in_one_case_she_may_be_held_in_another(desk: Organisation) -> None:
    person = a_person(desk)
    held_in("one", person, began="2010-12-20", released="2011-01-03")
    held_in("two", person, began="2010-12-28")

    assert [(status, held) for _first, _last, status, held in told(person)] == [("detained", "certain")] * 3 + [("detained", "possible")]


def test_whoever_is_taken_again_on_the_day_after_was_never_free(desk: Organisation) -> None:
    person = a_person(desk)
    held_in("one", person, began="2010-12-20", released="2011-01-03")
    held_in("two", person, began="2011-01-04")

    assert "at_liberty" not in {status for _first, _last, status, _held in told(person)}


def test_what_is_known_to_the_month_is_possible_before_it_is_certain(desk: Organisation) -> None:
    person = a_person(desk)
    held_in("one", person, began="2010-11", released="2010-12")

    assert told(person) == [
        ("2010-11-01", "2010-11-29", "detained", "possible"),
        ("2010-11-30", "2010-12-01", "detained", "certain"),
        ("2010-12-02", "2010-12-31", "detained", "possible"),
        ("2011-01-01", "None", "at_liberty", None),
    ]


def test_house_arrest_is_told_apart_and_is_custody_all_the_same(desk: Organisation) -> None:
    person = a_person(desk)
    held_in("one", person, began="2011-01-02", type=a_term("detention/house-arrest"))

    assert told(person)[0] == ("2011-01-02", "2011-01-10", "house_arrest", "certain")
    assert held(desk, date(2011, 1, 5)) == ["certain"]


def test_a_death_ends_custody_in_the_timeline_and_on_the_list_of_a_day(desk: Organisation) -> None:
    person = a_person(desk)
    row = held_in("one", person, began="2010-12-20", due_on=date(2011, 1, 9))
    Death.objects.create(act=an_act(row.act.case, victim=row.act.victim, when="2011-01-05"))

    assert told(person) == [("2010-12-20", "2011-01-05", "detained", "certain"), ("2011-01-06", "None", "dead", None)]
    assert (held(desk, date(2011, 1, 5)), held(desk, date(2011, 1, 6))) == (["certain"], [])
    assert known_days(organisation=desk, on=TODAY, until=date(2011, 12, 31)) == []


def test_nobody_of_whom_nothing_is_told_has_a_timeline(desk: Organisation) -> None:
    assert told(a_person(desk)) == []


SPELLS: tuple[dict[str, Any], ...] = (
    {"began": "2010-12-20", "released": "2011-01-03"},
    {"began": "2010-12", "released": "2011-01-05"},
    {"began": "2010-12-28~", "released": "2011-01"},
    {"began": "2011-01-02", "due_on": date(2011, 1, 8)},
    {"began": "", "began_is_reckoned": True, "term_days": 15, "due_on": date(2011, 1, 3)},
    {"began": "2011-01-20"},
    {"began": "2010-12-25/2010-12-30", "released": "2011-01-03/.."},
    {"began": "", "released": "2010-12-24"},
)


def an_act_in_the_air(key: int, *, kind: str, when: str = "") -> Act:
    """One that no database knows, nor anything that lies in it."""
    act = Act(pk=key, kind=Term(code=kind), when=when)
    for name in ("detention", "death"):
        act._state.fields_cache[name] = None
    return act


@pytest.mark.parametrize("several", [*((one,) for one in SPELLS), *combinations(SPELLS, 2)], ids=str)
@pytest.mark.parametrize("died", ["", "2011-01-04"])
def test_timeline_and_list_of_a_day_agree_on_every_day(several: tuple[dict[str, Any], ...], died: str) -> None:
    acts = [an_act_in_the_air(place, kind=DETAINED) for place in range(len(several))]
    for act, facts in zip(acts, several, strict=True):
        act.detention = DetentionRow(act=act, **facts)
    if died:
        acts.append(an_act_in_the_air(99, kind="acts/life", when=died))
        acts[-1].death = Death(act=acts[-1])
    last = span(died).latest

    found = periods(acts, today=TODAY)

    day = date(2010, 11, 20)
    while day < date(2011, 2, 15):
        by_rule = {held_on(detention=facts_of(act.detention), on=day, today=TODAY, died=last) for act in acts[: len(several)]} - {None}
        by_period = [one for one in found if (one.first or date.min) <= day <= (one.last or date.max)]
        assert len(by_period) <= 1, day
        assert (by_period[0].held if by_period else None) == ("certain" if "certain" in by_rule else "possible" if by_rule else None), day
        day += timedelta(days=1)


def test_the_search_finds_in_custody_whom_list_and_timeline_do_on_every_day(desk: Organisation) -> None:
    people = {}
    for place, facts in enumerate(SPELLS):
        for died in ("", "2011-01-04", "2010-12"):
            person, slug = a_person(desk), f"{place}-{died}"
            row = held_in(slug, person, **facts)
            people[slug] = person
            if died:
                Death.objects.create(act=an_act(row.act.case, victim=row.act.victim, when=died))
        DetentionRow.objects.create(act=an_act(a_case(desk, slug=f"{place}-of-nobody")), **facts)
    elsewhere, here = a_person(desk), a_person(desk)
    row = held_in("died-elsewhere", elsewhere, began="2010-01-01", released="2010-02-01")
    Death.objects.create(act=an_act(row.act.case, victim=row.act.victim, when="2011-01-06"))
    held_in("judged-the-same", here, began="2010-12-20")
    pair = Pair(organisation=desk, kind=JudgedKind.PERSON, first=elsewhere.pk, second=here.pk)
    judge(pair=pair, verdict=Verdict.SAME, reason="Her mother.", leader=here.pk, seen=None, as_of=0, by=None, now=NOW)
    people["judged-the-same"] = here
    timelines = {slug: periods(acts_against(person), today=TODAY) for slug, person in people.items()}

    day, seen = date(2010, 11, 20), set()
    while day < date(2011, 2, 15):
        by_list = {one.act.case.slug for one in in_custody_on(organisation=desk, on=day, today=TODAY)}
        by_search = set(matching(wanted=CaseFilter(held_on=day), organisation=desk).values_list("slug", flat=True))
        by_timeline = {slug for slug, told in timelines.items() if any(one.held and (one.first or date.min) <= day <= (one.last or date.max) for one in told)}
        assert by_search == by_list, day
        assert by_timeline == by_list & people.keys(), day
        counted = facets(search=Search(wanted=CaseFilter(), organisation=desk), today=day)["held_on"]
        assert sum(line.number for line in counted) == len(by_list), day
        seen |= by_list
        day += timedelta(days=1)
    assert len(seen & people.keys()) > 20, "all but those who had died before"


def test_the_page_draws_and_tells_it_with_case_and_source(desk: Organisation, client: Client) -> None:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)
    person = a_person(desk)
    row = held_in("one", person, began="2010-12-20~", released="2011-01-03", type=a_term("detention/convicted"))
    row.act.sources.set(row.act.case.sources.all())

    page = client.get(reverse("cases_desk:person", args=[person.pk])).text

    assert page.count("<rect ") == 2
    assert all(words in page for words in ("about", "After conviction", "A paper", row.act.case.number, "at liberty", "the table below says the same"))


def test_a_group_in_custody_counts_as_many_as_it_is_told_to_be(desk: Organisation) -> None:
    sizes: tuple[tuple[str, int | None, int | None], ...] = (("person", None, None), ("group", 20, 30), ("group", None, None), ("organisation", None, None))
    for number, (kind, least, most) in enumerate(sizes):
        case = a_case(desk, slug=f"case-{number}")
        who = Person.objects.create(organisation=desk, kind=kind, size_min=least, size_max=most, opened_at=NOW)
        for _twice in range(2):
            act = an_act(case, victim=a_participant(case, "Name", kind=kind, person=who))
            DetentionRow.objects.create(act=act, began="2010-12-20")

    found = in_custody_on(organisation=desk, on=TODAY, today=TODAY)

    assert people_among(organisation=desk, found=found).in_words == "21 to 31, and groups of untold size: 1"


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ([], "0"),
        ([Counted(key=1, kind="person"), Counted(key=1, kind="person")], "1"),
        ([Counted(key=1, kind="group", size_min=3, size_max=3)], "3"),
        ([Counted(key=1, kind="person", size_min=3, size_max=3)], "3"),
        ([Counted(key=1, kind="group", size_min=12), Counted(key=2, kind="person")], "at least 13"),
        ([Counted(key=1, kind="group", size_max=12)], "1 to 12"),
        ([Counted(key=1, kind="organisation")], "0"),
    ],
)
def test_a_record_counts_as_many_people_as_it_stands_for(records: list[Counted], told: str) -> None:
    assert headcount(records).in_words == told
