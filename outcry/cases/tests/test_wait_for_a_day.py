"""Before its day nothing tells of what waits: no word that is found, no gap among numbers, no date, and no name in another text."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from outcry.accounts.models import Organisation, User
from outcry.cases import publication
from outcry.cases.models import Case, EventText, FindableWords, Involvement, Source
from outcry.cases.operations.approval import what_is_missing
from outcry.cases.publication import NotFitForThePublic, PublicFilter, PublicSearch, PublishedCase
from outcry.cases.tests.cast import (
    FINED,
    NOW,
    a_case,
    a_participant,
    a_term,
    an_act,
    an_event,
    an_organisation,
    brought_to_the_door,
    emeka,
    published_case,
    rosa,
)

pytestmark = pytest.mark.django_db
BEFORE, DAY = date(2011, 1, 2), date(2011, 1, 3)
WORD = "qorgantau"


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


@pytest.fixture
def two(desk: Organisation) -> tuple[User, User]:
    return rosa(desk), emeka(desk)


def read(desk: Organisation, on: date) -> PublishedCase:
    found = publication.current(organisation=desk, slug="the-case", language="en", on=on)
    assert found is not None
    return found


def found(desk: Organisation, on: date, **conditions: str) -> int:
    return PublicSearch(wanted=PublicFilter.read(conditions), organisation=desk, on=on).count()


def as_json(case: PublishedCase) -> str:
    return json.dumps(asdict(case), cls=DjangoJSONEncoder)


def a_source(case: Case, **facts: Any) -> Source:
    return Source.objects.create(case=case, position=case.sources.count() + 1, **facts)


def test_a_source_of_what_waits_is_not_found_before(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case, "Jailed")
    an_act(case, "Beaten", visible_from=DAY).sources.add(a_source(case, publisher=f"The {WORD} Herald", title="A title"))
    published_case(desk, case, by=two)

    assert (WORD in as_json(read(desk, BEFORE)), WORD in as_json(read(desk, DAY))) == (False, True)
    assert (found(desk, BEFORE, text=WORD), found(desk, DAY, text=WORD)) == (0, 1)


def test_a_source_that_stands_behind_something_told_is_found_at_once(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    source = a_source(case, publisher=f"The {WORD} Herald")
    for act in (an_act(case, "Jailed"), an_act(case, "Beaten", visible_from=DAY)):
        act.sources.add(source)
    published_case(desk, case, by=two)

    assert found(desk, BEFORE, text=WORD) == 1


def test_the_kind_of_whoever_did_it_is_not_found_before_it_is_told_who_it_was(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    court = a_participant(case, "A court", kind="organisation", is_named_publicly=True, visible_from=DAY)
    Involvement.objects.create(act=an_act(case), perpetrator=court, type=a_term("perpetrators/state/judiciary"))
    published_case(desk, case, by=two)
    (told,) = read(desk, DAY).acts
    label = told.record.responsible[0].type
    word = max(label.lower().split(), key=len)

    assert read(desk, BEFORE).acts[0].record.responsible == ()
    assert (found(desk, BEFORE, text=word), found(desk, DAY, text=word)) == (0, 1)


def test_no_gap_among_numbers_says_that_something_waits_and_none_changes_when_it_comes(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    for place, day in enumerate((DAY, None, DAY, None)):
        event = an_event(case, visible_from=day, latitude=43.0 + place, longitude=51.0)
        EventText.objects.create(event=event, language="en", title=f"Event {place}")
        an_act(case, f"Act {place}", event=event, kind=FINED).sources.add(a_source(case, publisher=f"Paper {place}"))
    published_case(desk, case, by=two)

    def numbers(on: date) -> dict[str, dict[str, int]]:
        told = read(desk, on)
        points = PublicSearch(wanted=PublicFilter(), organisation=desk, on=on).point_lines()
        return {
            "acts": {act.headline: act.number for act in told.acts},
            "events": {event.title: event.number for event in told.events},
            "of acts": {act.headline: act.record.event or 0 for act in told.acts},
            "sources": {source.publisher: source.number for source in told.sources},
            "of events": {event.title: sum(event.sources) for event in told.events},
            "points": {f"{line.point.latitude:.0f}": line.event for line in points},
        }

    before, after = numbers(BEFORE), numbers(DAY)

    for name, known in before.items():
        expected = [1, 2] if name not in {"sources", "of events"} else sorted(known.values())
        assert sorted(known.values()) == expected, name
        assert {key: after[name][key] for key in known} == known, name
    assert sorted(before["sources"].values()) == [1, 2, 3], "one speaks of the case as a whole"
    assert [sorted(after[name].values()) for name in ("acts", "events", "points")] == [[1, 2, 3, 4]] * 3


def test_an_event_without_words_does_not_tell_the_date_and_the_place_of_an_act_that_waits(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    an_act(case, "Jailed", event=an_event(case, when="2010-12-20"))
    an_act(case, "Fled", event=an_event(case, when="2010-12-30", latitude=43.0, longitude=51.0), visible_from=DAY)
    published_case(desk, case, by=two)

    assert [event.when for event in read(desk, BEFORE).events] == ["2010-12-20"]
    assert [event.when for event in read(desk, DAY).events] == ["2010-12-20", "2010-12-30"]


@pytest.mark.parametrize("text", ["Aigerim Sarsenova was beaten", "Говорила Айгерим Сарсенова"])
def test_a_name_that_waits_stops_an_approval_where_a_text_tells_it_before(desk: Organisation, two: tuple[User, User], text: str) -> None:
    case = a_case(desk)
    a_participant(case, "Aigerim Sarsenova", is_named_publicly=True, visible_from=DAY)
    an_act(case, text)
    brought_to_the_door(case)

    assert "“Aigerim Sarsenova” may not be named" in " ".join(what_is_missing(case=case, now=NOW))
    with pytest.raises(NotFitForThePublic):
        publication.propose(case=case, by=two[0], now=NOW)


@pytest.mark.parametrize(
    ("name", "text"), [("One activist, not named in the source", "An activist whom the source has not named"), ("Kazakhstan 2012", "In Kazakhstan")]
)
def test_what_only_describes_somebody_is_looked_for_as_a_whole(desk: Organisation, name: str, text: str) -> None:
    case = a_case(desk)
    a_participant(case, name, is_named_publicly=True, visible_from=DAY)
    an_act(case, text)
    brought_to_the_door(case)
    free = what_is_missing(case=case, now=NOW)
    an_act(case, f"Told too early: {name}")

    assert "may not be named" not in " ".join(free)
    assert f"“{name}” may not be named" in " ".join(what_is_missing(case=case, now=NOW))


def test_a_name_that_waits_may_stand_in_what_waits_as_long(desk: Organisation, two: tuple[User, User]) -> None:
    case = a_case(desk)
    a_participant(case, "Aigerim Sarsenova", is_named_publicly=True, visible_from=DAY)
    an_act(case, "Aigerim Sarsenova was beaten", visible_from=DAY)
    published_case(desk, case, by=two)

    assert "Sarsenova" not in as_json(read(desk, BEFORE))
    assert not FindableWords.objects.filter(visible_from__lt=DAY, folded__contains="sarsenova").exists()
    assert "Sarsenova" in as_json(read(desk, DAY))
