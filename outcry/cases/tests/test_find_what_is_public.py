"""Readers find public cases by what was approved, and by nothing else. Rosa and Emeka let them out."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from outcry.accounts.models import Organisation, User
from outcry.cases import publication, word_indexes
from outcry.cases.judged import Pair
from outcry.cases.models import (
    Case,
    Edition,
    Event,
    FindableAct,
    FindableAuthority,
    FindableCase,
    FindableOutcome,
    FindableWords,
    Involvement,
    JudgedKind,
    Judgment,
    Person,
    PublicationRule,
    Verdict,
)
from outcry.cases.operations.finding import find_what_was_approved_before
from outcry.cases.operations.indexing import rebuild
from outcry.cases.operations.judging import judge, undo_judgment
from outcry.cases.publication import PublicFilter, PublicSearch, Unit
from outcry.cases.tests.cast import (
    BEATEN,
    DETAINED,
    FINED,
    NOW,
    ON,
    a_case,
    a_participant,
    a_term,
    an_act,
    an_event,
    an_organisation,
    emeka,
    fifteen_days,
    published_case,
    rosa,
)
from outcry.lib import word_index
from outcry.lib.places import Box

pytestmark = pytest.mark.django_db
FINDABLE = (FindableCase, FindableAct, FindableAuthority, FindableOutcome, FindableWords)


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


@pytest.fixture
def two(desk: Organisation) -> tuple[User, User]:
    return rosa(desk), emeka(desk)


def searched(desk: Organisation, *, on: date = ON, **conditions: Any) -> PublicSearch:
    return PublicSearch(wanted=PublicFilter.read(conditions), organisation=desk, on=on)


def found(desk: Organisation, *, on: date = ON, **conditions: Any) -> list[str]:
    """The slugs of the cases that a filter means; what is counted agrees with what is listed."""
    search = searched(desk, on=on, **conditions)
    slugs = [line.slug for line in search.lines(language="en")]
    assert len(slugs) == search.count()
    return sorted(slugs)


def test_a_case_is_found_from_its_approval_to_its_withdrawal(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case)
    assert found(desk) == []

    published_case(desk, case, by=two)
    assert found(desk, text="jailed") == ["the-case"]

    publication.withdraw(case=case, by=two[0], now=NOW)
    assert found(desk) == []
    assert not any(model._default_manager.exists() for model in FINDABLE)


def test_words_of_the_file_that_nobody_approved_find_nothing(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case, "Beaten in secret", is_public=False)
    published_case(desk, case, by=two)
    case.texts.update(name="Written since")

    assert found(desk, text="secret") == []
    assert found(desk, text="since") == []
    assert found(desk, act=a_term(DETAINED).code) == []


def test_a_name_that_is_not_told_finds_nothing(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    a_participant(case, "Aigerim Sarsenova")
    published_case(desk, case, by=two)

    assert found(desk, text="Sarsenova") == []


@pytest.mark.parametrize("typed", ["Есенбек", "yesenbek", "Esenbek Ukt", "Ukteşbaev", "Uktesbaev"])
def test_a_name_that_is_told_is_found_however_it_is_spelt(desk: Organisation, two: tuple[User, User], typed: str) -> None:
    case = a_case(desk)
    a_participant(case, "Esenbek Ukteshbayev", is_named_publicly=True)
    published_case(desk, case, by=two)

    assert found(desk, text=typed) == ["the-case"]


def test_what_waits_for_its_day_is_not_found_before(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case, "Jailed", when="2010-12")
    an_act(case, "Beaten", kind=BEATEN, visible_from=date(2011, 1, 3))
    published_case(desk, case, by=two)

    assert found(desk, on=date(2011, 1, 2), text="beaten") == found(desk, on=date(2011, 1, 2), act=BEATEN) == []
    assert found(desk, on=date(2011, 1, 3), text="beaten") == found(desk, on=date(2011, 1, 3), act=BEATEN) == ["the-case"]


def test_conditions_hold_for_one_and_the_same_act(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case, kind=DETAINED, when="2010-12-20", event=an_event(case, country="KZ"))
    an_act(case, kind=FINED, when="2011-01-06", event=an_event(case, country="RU"))
    published_case(desk, case, by=two)

    assert found(desk, act="acts/liberty", country="KZ", began="2010-12") == ["the-case"]
    assert found(desk, act="acts/liberty", country="RU") == []
    assert found(desk, act=FINED, began="2010") == []


def test_days_are_found_as_coarse_as_they_are_told(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case, when="2010-12-20")
    PublicationRule.objects.create(case=case, dates="year")
    published_case(desk, case, by=two)

    assert found(desk, began="2010") == ["the-case"]
    assert found(desk, began="2010-12") == []
    assert found(desk, since="2010-03-01", until="2010-03-02") == ["the-case"], "it may have been then"


def test_a_point_and_a_place_are_found_as_coarse_as_they_are_told(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case, event=an_event(case, latitude=43.65123, longitude=51.15123, precision="exact", place=a_term("places/kazakhstan/mangystau/aktau")))
    published_case(desk, case, by=two)

    row = FindableAct.objects.get()
    told = publication.current(organisation=desk, slug="the-case", language="en", on=ON)
    assert told is not None
    assert told.events[0].point is not None
    assert (row.latitude, row.longitude, row.precision) == (told.events[0].point.latitude, told.events[0].point.longitude, "district")
    assert found(desk, place="places/kazakhstan/mangystau") == found(desk, place="places/kazakhstan") == ["the-case"]
    assert found(desk, place="places/kazakhstan/mangystau/aktau") == [], "by district the town is not told"
    point = told.events[0].point
    near = Box(south=point.latitude - 0.1, west=point.longitude - 0.1, north=point.latitude + 0.1, east=point.longitude + 0.1)
    assert PublicSearch(wanted=PublicFilter(area=near), organisation=desk, on=ON).count() == 1


def test_the_kind_of_authority_is_found_where_it_is_told_who_it_was(desk: Organisation, two: tuple[User, User]) -> None:
    for slug, facts in (("told", {}), ("held-back", {"shows_responsible": False})):
        case = a_case(desk, slug=slug)
        court = a_participant(case, "A court", kind="organisation", is_named_publicly=True)
        Involvement.objects.create(act=an_act(case), perpetrator=court, type=a_term("perpetrators/state/judiciary"))
        PublicationRule.objects.create(case=case, **facts)
        published_case(desk, case, by=two)

    assert found(desk, perpetrator="perpetrators/state") == ["told"]


def test_who_is_in_custody_is_who_the_page_of_custody_shows(desk: Organisation, two: tuple[User, User]) -> None:
    for slug, released in (("held", ""), ("freed", "2010-12-30"), ("later", "2011-01-03")):
        case = a_case(desk, slug=slug)
        fifteen_days(case, released=released)
        published_case(desk, case, by=two)

    for day in (date(2010, 12, 19), date(2010, 12, 30), ON, date(2011, 1, 3)):
        held = publication.in_custody(organisation=desk, language="en", on=day)
        assert found(desk, on=day, custody="held") == sorted(case.slug for case in held), day
    assert found(desk, custody="released") == ["freed"]


def of_a(gender: str, desk: Organisation, slug: str, two: tuple[User, User], *, is_named: bool = True, tells: bool = True, **facts: Any) -> Case:
    case = a_case(desk, slug=slug)
    person = Person.objects.create(organisation=desk, gender=gender, opened_at=NOW)
    an_act(case, victim=a_participant(case, f"Name of {slug}", person=person, is_named_publicly=is_named, **facts))
    PublicationRule.objects.create(case=case, shows_gender=tells)
    published_case(desk, case, by=two)
    return case


def test_a_gender_is_found_where_a_page_tells_it_and_nowhere_else(desk: Organisation, two: tuple[User, User]) -> None:
    of_a("Woman", desk, "told", two)
    of_a(" woman ", desk, "other-letters", two)
    of_a("man", desk, "another", two)
    of_a("woman", desk, "unnamed", two, is_named=False)
    of_a("woman", desk, "held-back", two, tells=False)

    assert found(desk, gender="WOMAN") == ["other-letters", "told"]
    assert {line.value: line.number for line in searched(desk).facets()["gender"]} == {"woman": 2, "man": 1}
    assert set(FindableAct.objects.filter(case__slug__in=("unnamed", "held-back")).values_list("gender", flat=True)) == {""}


def test_a_gender_waits_for_the_day_of_the_name(desk: Organisation, two: tuple[User, User]) -> None:
    of_a("woman", desk, "later", two, visible_from=date(2011, 1, 3))

    assert found(desk, on=date(2011, 1, 2), gender="woman") == []
    assert "gender" not in searched(desk, on=date(2011, 1, 2)).facets()
    assert found(desk, on=date(2011, 1, 3), gender="woman") == ["later"]


def test_no_number_of_the_unnamed_is_told_beside_a_gender(desk: Organisation, two: tuple[User, User]) -> None:
    of_a("woman", desk, "told", two)

    assert searched(desk, gender="woman").unnamed_over_time(floor=5) is None


def people_of_cases(desk: Organisation, two: tuple[User, User], number: int) -> list[Person]:
    """So many records of people, each named in a case of her own."""
    people = [Person.objects.create(organisation=desk, opened_at=NOW) for _ in range(number)]
    for person in people:
        a_case_of(person, desk, f"case-{person.pk}", two)
    return people


def a_case_of(person: Person, desk: Organisation, slug: str, two: tuple[User, User], *, is_named: bool = True) -> None:
    case = a_case(desk, slug=slug)
    an_act(case, victim=a_participant(case, f"Name of {slug}", person=person, is_named_publicly=is_named))
    published_case(desk, case, by=two)


def judged(one: Person, other: Person, verdict: Verdict = Verdict.SAME) -> Judgment:
    first, second = sorted((one.pk, other.pk))
    pair = Pair(organisation=one.organisation, kind=JudgedKind.PERSON, first=first, second=second)
    seen = pair.in_force.pk if pair.in_force else None
    return judge(pair=pair, verdict=verdict, reason="Asked her.", leader=second, seen=seen, as_of=0, by=None, now=NOW)


def named_people(desk: Organisation) -> tuple[int, int]:
    """How many there are, and how many over the years."""
    (year,) = searched(desk).divided(Unit.PERSONS, by="began")
    return searched(desk).total(Unit.PERSONS), year.number


def test_two_records_that_were_judged_the_same_count_once_until_it_is_undone(desk: Organisation, two: tuple[User, User]) -> None:
    one, other, _third = people_of_cases(desk, two, 3)
    before = publication.edition(organisation=desk).number

    judgment = judged(one, other)

    assert named_people(desk) == (2, 2)
    assert publication.edition(organisation=desk).number > before, "a figure quoted before can be told apart"
    assert searched(desk).total(Unit.ACTS) == 3
    undo_judgment(judgment=judgment, by=None, now=NOW)
    assert named_people(desk) == (3, 3)


def test_what_is_approved_after_a_judgment_is_counted_by_it(desk: Organisation, two: tuple[User, User]) -> None:
    one, other = people_of_cases(desk, two, 2)
    judgment = judged(one, other)

    a_case_of(other, desk, "another", two)

    assert named_people(desk) == (1, 1)
    undo_judgment(judgment=judgment, by=None, now=NOW)
    assert named_people(desk) == (2, 2)


def test_a_chain_of_judgments_is_one_person_and_falls_apart_where_it_is_undone_or_contradicted(desk: Organisation, two: tuple[User, User]) -> None:
    one, between, other = people_of_cases(desk, two, 3)
    judged(one, between)
    second = judged(between, other)
    assert named_people(desk) == (1, 1)

    contradiction = judged(one, other, Verdict.DIFFERENT)
    assert named_people(desk) == (3, 3), "nobody is hidden while people disagree"
    undo_judgment(judgment=contradiction, by=None, now=NOW)
    assert named_people(desk) == (1, 1)
    undo_judgment(judgment=second, by=None, now=NOW)
    assert named_people(desk) == (2, 2)


def test_records_are_one_over_a_third_that_no_page_names(desk: Organisation, two: tuple[User, User]) -> None:
    one, other = people_of_cases(desk, two, 2)
    unseen = Person.objects.create(organisation=desk, opened_at=NOW)

    judged(one, unseen)
    judged(unseen, other)

    assert named_people(desk) == (1, 1)


def test_a_judgment_tells_nothing_of_whoever_is_not_named(desk: Organisation, two: tuple[User, User]) -> None:
    (one,) = people_of_cases(desk, two, 1)
    hidden = Person.objects.create(organisation=desk, opened_at=NOW)
    a_case_of(hidden, desk, "hidden", two, is_named=False)
    before = publication.edition(organisation=desk).number

    judged(one, hidden)

    assert named_people(desk) == (1, 1)
    assert publication.edition(organisation=desk).number == before, "no number changed, so none says that somebody judged"


def test_judging_events_counts_nobody_anew(desk: Organisation, two: tuple[User, User]) -> None:
    people_of_cases(desk, two, 2)
    first, second = sorted(Event.objects.values_list("pk", flat=True))
    pair = Pair(organisation=desk, kind=JudgedKind.EVENT, first=first, second=second)

    judge(pair=pair, verdict=Verdict.SAME, reason="One raid.", seen=None, as_of=0, by=None, now=NOW)

    assert named_people(desk) == (2, 2)


def test_each_number_beside_the_list_is_that_of_the_list_it_leads_to(desk: Organisation, two: tuple[User, User]) -> None:
    a_desk_of_cases(desk, two)

    filters: tuple[dict[str, Any], ...] = ({}, {"country": "KZ"}, {"act": "acts/liberty"}, {"text": "jailed"}, {"custody": "held", "began": "2010"})
    for conditions in filters:
        facets = searched(desk, **conditions).facets()
        assert facets
        for name, lines in facets.items():
            for line in lines:
                asked: dict[str, Any] = {**conditions, name: line.value}
                assert len(found(desk, **asked)) == line.number, (conditions, name, line)


def test_the_tree_of_a_list_has_the_number_of_every_term_in_it(desk: Organisation, two: tuple[User, User]) -> None:
    a_desk_of_cases(desk, two)

    lines = searched(desk).tree("act")

    assert sorted(line.value for line in lines if line.depth == 0) == sorted({line.value.split("/")[0] + "/" + line.value.split("/")[1] for line in lines})
    assert all(len(found(desk, act=line.value)) == line.number for line in lines)


def test_a_release_is_found_without_a_second_approval(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    anna = a_participant(case, "Anna", is_named_publicly=True)
    fifteen_days(case, act=an_act(case, victim=anna))
    published_case(desk, case, by=two)
    before = FindableAct.objects.get()

    publication.record_release(case=case, released=date(2011, 1, 3), ground="sentence_served", now=NOW)

    after = FindableAct.objects.get()
    assert found(desk, on=date(2011, 1, 3), custody="released") == ["the-case"]
    assert (after.victim, after.named_from) == (before.victim, before.named_from)
    assert after.victim


def test_every_change_makes_an_edition(desk: Organisation, two: tuple[User, User]) -> None:
    assert publication.edition(organisation=desk).number == 0
    case = a_case(desk)

    published_case(desk, case, by=two)
    first = publication.edition(organisation=desk)
    publication.withdraw(case=case, by=two[0], now=NOW)

    assert publication.edition(organisation=desk).number > first.number > 0
    assert Edition.objects.count() == 2


def test_another_organisation_finds_none_of_it(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case)
    published_case(desk, case, by=two)

    other = an_organisation("other")
    assert found(other) == found(other, act=DETAINED) == found(other, text="jailed") == []
    assert searched(other).facets() == {}


def test_what_was_approved_before_is_found_after_the_chore(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case)
    published_case(desk, case, by=two)
    Case.objects.get(pk=case.pk).findable.delete()
    assert found(desk) == []

    assert find_what_was_approved_before(now=NOW) == 1
    assert find_what_was_approved_before(now=NOW) == 0
    assert found(desk, act=DETAINED) == ["the-case"]


def test_the_index_over_public_words_is_watched_and_made_anew() -> None:
    assert word_index.is_whole(connection, word_indexes.PUBLIC)
    word_index.take_down(connection, word_indexes.PUBLIC)
    assert not word_index.is_whole(connection, word_indexes.PUBLIC)

    rebuild()

    assert word_index.is_whole(connection, word_indexes.PUBLIC)


def test_a_version_without_the_record_is_found_all_the_same(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case)
    published_case(desk, case, by=two)
    row = case.projections.get()
    for name in ("events", "outcomes"):
        del row.fields[name], row.wording[name]
    row.fields["acts"] = [{name: value for name, value in act.items() if name not in {"event", "responsible", "victim"}} for act in row.fields["acts"]]
    row.save()
    case.findable.delete()

    find_what_was_approved_before(now=NOW)

    assert found(desk, act=DETAINED, country="KZ", began="2010") == ["the-case"]


def a_desk_of_cases(desk: Organisation, two: tuple[User, User]) -> None:
    """A handful that differ in everything that can be asked."""
    for number, (kind, country, when) in enumerate(
        ((DETAINED, "KZ", "2010-12-20"), (BEATEN, "KZ", "2011"), (FINED, "RU", "2011-01-06"), (DETAINED, "RU", ""), (BEATEN, "", "2009/2010"))
    ):
        case = a_case(desk, slug=f"case-{number}")
        event = an_event(case, country=country, place=a_term("places/kazakhstan/almaty") if number % 2 else None)
        act = an_act(case, kind=kind, when=when, event=event)
        an_act(case, "Fined", kind=FINED, when="2011-01", event=event)
        police = a_participant(case, "Police", kind="organisation", is_named_publicly=True)
        Involvement.objects.create(act=act, perpetrator=police, type=a_term("perpetrators/state/judiciary"))
        if kind == DETAINED:
            fifteen_days(case, act=act, released="2010-12-30" if number else "")
        published_case(desk, case, by=two)
