"""Rosa announces a gathering, changes it, calls it off."""

from datetime import date, time, timedelta

import pytest

from outcry.audit.models import LogEntry
from outcry.gatherings import operations, queries
from outcry.gatherings.models import Gathering, GatheringState
from outcry.gatherings.refusals import GatheringRefused, NotReady
from outcry.gatherings.tests.cast import CONTENT_NOW, EXACT, NOW, a_draft, a_gathering, a_secret_gathering, an_organisation, details, rosa, says_so, words
from outcry.lib.search_words import wanted_words
from outcry.lib.wordings import ChangedMeanwhile, Edit

pytestmark = pytest.mark.django_db


def change(gathering: Gathering, **changes: object) -> Gathering:
    return operations.change_details(gathering=gathering, details=details(**changes), by=rosa(), now=NOW)


def test_an_hour_is_that_of_its_own_place() -> None:
    gathering = a_draft()

    assert gathering.starts_at.isoformat() == "2011-01-08T17:00:00+06:00"
    assert gathering.ends_at - gathering.starts_at == timedelta(hours=1, minutes=30)


def test_without_an_end_it_is_taken_to_last_three_hours() -> None:
    gathering = a_draft(ends=None)

    assert gathering.ends_at - gathering.starts_at == timedelta(hours=3)


def test_over_midnight_it_ends_on_another_day() -> None:
    gathering = a_draft(begins=time(23), ends=time(1), last_day=date(2011, 1, 9))

    assert gathering.ends_at - gathering.starts_at == timedelta(hours=2)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": time(16)}, "ends"),
        ({"ends": None, "last_day": date(2011, 1, 9)}, "ends"),
        ({"zone": "Nowhere/Land"}, "zone"),
        # In the night to that Sunday clocks in Berlin go from two to three.
        ({"zone": "Europe/Berlin", "day": date(2011, 3, 27), "begins": time(2, 30), "ends": time(4)}, "begins"),
        ({"contact": "anna@gmail.com"}, "contact"),
        ({"number_from": 4}, "number_from"),
        ({"place_told": "registered", "takes_registrations": False}, "place_told"),
        ({"slug": "No Slug"}, "slug"),
        ({"slug": "confirm"}, "slug"),
    ],
)
def test_what_can_not_be_is_refused_beside_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(GatheringRefused) as refusal:
        a_draft(**wrong)

    assert refusal.value.field == field
    assert not Gathering.objects.exists()


def test_a_draft_is_nobody_s_business() -> None:
    a_draft()

    assert queries.by_slug(slug="vigil") is None
    assert not queries.public(organisation=an_organisation()).exists()


def test_what_is_missing_keeps_it_from_being_announced() -> None:
    gathering = a_draft(place_told="registered")
    operations.change_texts(gathering=gathering, edit=Edit(language="en", seen_version=1), words=words(safety="", organiser=""), by=rosa(), now=NOW)

    with pytest.raises(NotReady) as refusal:
        operations.publish(gathering=gathering, by=rosa(), now=NOW)

    assert len(refusal.value.sentences) == 3


def test_one_that_is_over_needs_no_safety_notes() -> None:
    gathering = a_draft(day=date(2011, 1, 1), begins=time(0), ends=None)
    operations.change_texts(gathering=gathering, edit=Edit(language="en", seen_version=1), words=words(safety=""), by=rosa(), now=NOW)

    assert operations.publish(gathering=gathering, by=rosa(), now=NOW).is_over(at=CONTENT_NOW)


def test_announcing_twice_changes_nothing() -> None:
    gathering = a_gathering()

    again = operations.publish(gathering=gathering, by=rosa(), now=NOW)

    assert (again.state, again.revision) == (GatheringState.PUBLISHED, 1)
    assert LogEntry.objects.filter(verb="gathering.publish").count() == 1


@pytest.mark.parametrize(("changes", "revision"), [({"begins": time(16)}, 2), ({"zone": "Asia/Aqtau"}, 2), ({"shows_number": True}, 1)])
def test_another_hour_is_news_and_the_rest_is_not(changes: dict[str, object], revision: int) -> None:
    assert change(a_gathering(), **changes).revision == revision


def test_another_place_is_news_and_a_translation_of_it_is_not() -> None:
    gathering = a_secret_gathering()

    operations.change_place(gathering=gathering, edit=Edit(language="ru"), place="У фонтана", by=rosa(), now=NOW)
    gathering.refresh_from_db()
    translated = gathering.revision
    operations.change_place(gathering=gathering, edit=Edit(language="en", seen_version=1), place="By the gate", by=rosa(), now=NOW)
    gathering.refresh_from_db()

    assert (translated, gathering.revision) == (1, 2)


def test_the_exact_place_is_sealed_and_stands_in_no_log() -> None:
    gathering = a_secret_gathering()
    column = gathering.meeting_places.extra(select={"raw": "place"}).values_list("raw", flat=True)[0]

    assert EXACT.encode() not in bytes(column)
    assert EXACT not in str(list(LogEntry.objects.values()))


def test_an_address_on_the_web_stays_once_it_was_announced() -> None:
    with pytest.raises(GatheringRefused, match="has to stay"):
        change(a_gathering(), slug="another")


def test_who_saves_second_is_told() -> None:
    gathering = a_draft()

    with pytest.raises(ChangedMeanwhile):
        operations.change_details(gathering=gathering, details=details(), by=rosa(), now=NOW, seen="something else")


def test_called_off_it_stays_and_says_why() -> None:
    gathering = a_gathering()

    off = operations.call_off(gathering=gathering, reasons={"en": "A storm is coming.", "ru": "Буря."}, by=rosa(), now=NOW)

    assert (off.state, off.revision, off.is_open(at=CONTENT_NOW)) == (GatheringState.CALLED_OFF, 2, False)
    assert [text.called_off_because for text in off.texts.order_by("language")] == ["A storm is coming.", "Буря."]
    with pytest.raises(GatheringRefused):
        operations.publish(gathering=off, by=rosa(), now=NOW)


def test_it_is_not_called_off_without_a_reason_nor_when_it_is_over() -> None:
    with pytest.raises(GatheringRefused, match="Say why"):
        operations.call_off(gathering=a_gathering(), reasons={"ru": "Буря."}, by=rosa(), now=NOW)
    with pytest.raises(GatheringRefused, match="It is over"):
        operations.call_off(gathering=a_gathering(slug="gone", day=date(2010, 12, 30)), reasons={"en": "A storm."}, by=rosa(), now=NOW)


def test_it_becomes_a_draft_again_until_somebody_said_that_she_comes() -> None:
    back = operations.take_back(gathering=a_gathering(), by=rosa(), now=NOW)
    other = a_gathering(slug="other")
    says_so(other)

    assert back.is_draft
    with pytest.raises(GatheringRefused, match="Call it off"):
        operations.take_back(gathering=other, by=rosa(), now=NOW)


def test_a_draft_is_deleted_with_its_place_and_what_was_announced_is_not() -> None:
    draft, announced = a_draft(), a_gathering(slug="other")

    operations.discard(gathering=draft, by=rosa(), now=NOW)

    assert list(Gathering.objects.all()) == [announced]
    with pytest.raises(GatheringRefused):
        operations.discard(gathering=announced, by=rosa(), now=NOW)


def test_it_is_found_by_its_words_in_any_language() -> None:
    a_gathering()

    assert [one.slug for one in queries.with_words(organisation=an_organisation(), wanted=wanted_words("silence ru"))] == ["vigil"]
    assert not queries.with_words(organisation=an_organisation(), wanted=wanted_words("fountain"))
