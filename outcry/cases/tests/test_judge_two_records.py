"""People conclude whether two records are one: kept, overruled, undone; the records themselves stay as they are."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.audit.models import LogEntry
from outcry.cases.due import in_custody_on, people_among
from outcry.cases.judged import Pair, grouping, last_change, number_of_people
from outcry.cases.models import Case, Event, JudgedKind, Judgment, Person, Verdict
from outcry.cases.operations import writing
from outcry.cases.operations.filing import remove_sample_cases
from outcry.cases.operations.judging import judge, undo_judgment
from outcry.cases.operations.people import identify, open_person
from outcry.cases.refusals import AlreadyUndone
from outcry.cases.tests.cast import NOW, ON, a_case, a_participant, an_act, an_event, an_organisation, emeka, fifteen_days, rosa
from outcry.cases.timeline import acts_against, periods
from outcry.lib.wordings import ChangedMeanwhile
from tests.side_by_side import meanwhile

# Invented people.
AYAN, AYAN_IN_LATIN = "Айгерім Сәрсенова", "Aigerim Sarsenova"


@pytest.fixture
def desk(db: None) -> Organisation:
    return an_organisation()


def somebody(desk: Organisation, *names: str, **facts: Any) -> Person:
    written = [{"kind": "usual", "text": name, "language": ""} for name in names]
    return open_person(organisation=desk, names=written, facts=facts, by=None, now=NOW)


def two_of_her(desk: Organisation) -> tuple[Person, Person]:
    return somebody(desk, AYAN), somebody(desk, AYAN_IN_LATIN)


def pair_of(one: Person | Event, other: Person | Event) -> Pair:
    organisation = one.organisation if isinstance(one, Person) else one.case.organisation
    first, second = sorted((one.pk, other.pk))
    return Pair(organisation=organisation, kind=JudgedKind.PERSON if isinstance(one, Person) else JudgedKind.EVENT, first=first, second=second)


def judged(one: Any, other: Any, verdict: Verdict = Verdict.SAME, *, reason: str = "The same papers.", leader: int | None = None, as_of: int = 0) -> Judgment:
    """Whoever judges has seen what holds."""
    pair = pair_of(one, other)
    seen = pair.in_force.pk if pair.in_force else None
    return judge(pair=pair, verdict=verdict, reason=reason, leader=leader or pair.first, seen=seen, as_of=as_of, by=None, now=NOW)


def one_with(person: Person) -> tuple[int, ...]:
    return grouping(organisation=person.organisation, kind=JudgedKind.PERSON).one_with(person.pk)


def facts_of_everybody() -> list[Any]:
    return [list(Person.objects.order_by("pk").values()), [name.text for person in Person.objects.order_by("pk") for name in person.names.all()]]


def drawn(answer: Any) -> dict[str, Any]:
    """What the template was given."""
    found: dict[str, Any] = answer.context_data
    return found


def signed_in(desk: Organisation, client: Client) -> User:
    person = rosa(desk)
    person.groups.add(staff_group())
    client.force_login(person)
    return person


def test_judged_the_same_two_records_are_one_and_neither_is_touched(desk: Organisation) -> None:
    one, other = two_of_her(desk)
    before = facts_of_everybody()

    judged(one, other)

    assert one_with(one) == one_with(other) == (one.pk, other.pk)
    assert facts_of_everybody() == before


def test_a_split_is_a_new_judgment_and_the_old_one_stays_readable(desk: Organisation) -> None:
    one, other = two_of_her(desk)
    first = judged(one, other, reason="The same birthday.")

    second = judged(one, other, Verdict.DIFFERENT, reason="A cousin.")

    assert one_with(one) == (one.pk,)
    assert second.overrules == first
    assert [found.reason for found in pair_of(one, other).judgments] == ["A cousin.", "The same birthday."]


@pytest.mark.parametrize("before", [None, Verdict.SAME, Verdict.DIFFERENT])
def test_undoing_lets_hold_what_held_before(desk: Organisation, before: Verdict | None) -> None:
    one, other = two_of_her(desk)
    if before:
        judged(one, other, before)
    last = judged(one, other, Verdict.UNSURE)

    undo_judgment(judgment=last, by=None, now=NOW)

    found = pair_of(one, other).in_force
    assert found is not None
    assert (found.verdict, found.is_undoing) == (before or Verdict.OPEN, True)


def test_an_undoing_can_be_undone(desk: Organisation) -> None:
    one, other = two_of_her(desk)
    undone = undo_judgment(judgment=judged(one, other), by=None, now=NOW)

    undo_judgment(judgment=undone, by=None, now=NOW)

    assert one_with(one) == (one.pk, other.pk)


def test_what_was_overruled_is_not_undone_behind_somebodys_back(desk: Organisation) -> None:
    one, other = two_of_her(desk)
    first = judged(one, other)
    judged(one, other, Verdict.DIFFERENT)

    with pytest.raises(AlreadyUndone):
        undo_judgment(judgment=first, by=None, now=NOW)


def test_a_judgment_is_append_only_and_a_pair_has_one_beginning(desk: Organisation) -> None:
    one, other = two_of_her(desk)
    first = judged(one, other)

    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgment.objects.create(organisation=desk, kind="person", first=one.pk, second=other.pk, verdict="different", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgment.objects.create(organisation=desk, kind="person", first=other.pk, second=one.pk, verdict="same", at=NOW)


def test_the_reason_is_sealed_in_the_database(desk: Organisation) -> None:
    judged(*two_of_her(desk), reason="Her brother told us.")

    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM cases_judgment")
        assert b"brother" not in bytes(cursor.fetchone()[0])
    assert not LogEntry.objects.filter(details__icontains="brother").exists()


def test_whoever_did_not_see_the_judgment_in_force_is_told_of_it(desk: Organisation) -> None:
    one, other = two_of_her(desk)
    theirs = judged(one, other)

    with pytest.raises(ChangedMeanwhile) as clash:
        judge(pair=pair_of(one, other), verdict=Verdict.DIFFERENT, reason="No.", seen=None, as_of=0, by=None, now=NOW)

    assert clash.value.current == theirs
    assert Judgment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_judge_a_pair_at_the_same_moment_the_second_is_told() -> None:
    one, other = two_of_her(an_organisation())
    pair = pair_of(one, other)

    def too_late() -> None:
        with pytest.raises(ChangedMeanwhile):
            judge(pair=pair, verdict=Verdict.DIFFERENT, reason="No.", seen=None, as_of=0, by=None, now=NOW)

    meanwhile(lambda: judged(one, other), too_late)

    assert [found.verdict for found in Judgment.objects.all()] == [Verdict.SAME]


@pytest.mark.django_db(transaction=True)
def test_a_judgment_is_undone_once_by_two_at_the_same_moment() -> None:
    first = judged(*two_of_her(an_organisation()))

    def too_late() -> None:
        with pytest.raises(AlreadyUndone):
            undo_judgment(judgment=first, by=None, now=NOW)

    meanwhile(lambda: undo_judgment(judgment=first, by=None, now=NOW), too_late)

    assert Judgment.objects.count() == 2


def test_records_of_two_organisations_are_never_one(desk: Organisation) -> None:
    theirs, ours = somebody(an_organisation("other"), AYAN), somebody(desk, AYAN)
    first, second = sorted((theirs.pk, ours.pk))

    with pytest.raises(ValueError, match="another organisation"):
        judge(
            pair=Pair(organisation=desk, kind=JudgedKind.PERSON, first=first, second=second),
            verdict=Verdict.SAME, reason="", seen=None, as_of=0, by=None, now=NOW,
        )  # fmt: skip


def test_an_event_taken_out_of_the_file_and_brought_back_is_judged_as_before(desk: Organisation) -> None:
    one, other = (an_event(a_case(desk, slug=slug)) for slug in ("one", "two"))
    judged(one, other)
    removal = writing.remove_part(part=other, by=None, now=NOW)

    writing.undo(change=removal, by=None, now=NOW)

    assert grouping(organisation=desk, kind=JudgedKind.EVENT).one_with(one.pk) == (one.pk, other.pk)


def test_people_judged_the_same_count_once(desk: Organisation) -> None:
    one, other = two_of_her(desk)
    somebody(desk, "Marat Ospanov")
    everybody = Person.objects.filter(organisation=desk)
    assert number_of_people(organisation=desk, people=everybody).in_words == "3"

    judged(one, other)

    assert number_of_people(organisation=desk, people=everybody).in_words == "2"
    assert number_of_people(organisation=desk, people=everybody.filter(pk=other.pk)).in_words == "1"


def test_people_of_a_contradicted_chain_count_each_on_their_own(desk: Organisation) -> None:
    people = [somebody(desk, AYAN) for _ in range(3)]
    judged(people[0], people[1])
    judged(people[1], people[2])

    judged(people[0], people[2], Verdict.DIFFERENT)

    assert number_of_people(organisation=desk, people=Person.objects.all()).in_words == "3"


def held_twice(desk: Organisation) -> tuple[Person, Person]:
    """The same woman, detained in two cases that do not know of each other."""
    people = []
    for slug, name in (("one", AYAN), ("two", AYAN_IN_LATIN)):
        part = a_participant(a_case(desk, slug=slug), name)
        people.append(identify(participant=part, person=None, by=None, now=NOW))
        fifteen_days(part.case, act=an_act(part.case, victim=part))
    return people[0], people[1]


def test_somebody_held_under_two_records_is_one_in_custody_and_her_time_is_told_whole(desk: Organisation) -> None:
    one, other = held_twice(desk)
    found = in_custody_on(organisation=desk, on=ON, today=ON)
    assert people_among(organisation=desk, found=found).in_words == "2"

    judged(one, other)

    assert people_among(organisation=desk, found=found).in_words == "1"
    assert [act.case.slug for act in periods(acts_against(other), today=ON)[0].acts] == ["one", "two"]


def test_a_search_finds_one_line_that_names_both_records(desk: Organisation, client: Client) -> None:
    signed_in(desk, client)
    one, other = two_of_her(desk)
    listed = client.get(reverse("cases_desk:people"), {"name": "Aigerim"}).text
    assert listed.count("<tr><th") == 1 + 2

    judged(one, other)

    listed = client.get(reverse("cases_desk:people"), {"name": "Aigerim"}).text
    assert listed.count("<tr><th") == 1 + 1
    assert reverse("cases_desk:pair", args=["person", one.pk, other.pk]) in listed
    told = "Records: 2. People, with records judged the same counted once, groups as they are told, and organisations not at all: 1."
    assert told in client.get(reverse("cases_desk:people")).text


def test_the_page_of_a_person_names_the_other_record_and_its_cases(desk: Organisation, client: Client) -> None:
    signed_in(desk, client)
    one, other = held_twice(desk)

    judged(one, other)

    page = client.get(reverse("cases_desk:person", args=[other.pk])).text
    assert AYAN in page
    assert "2010-one" in page
    assert "by another record of the same person" in page


def test_an_event_told_twice_is_named_on_both_cases_and_in_the_list(desk: Organisation, client: Client) -> None:
    signed_in(desk, client)
    one, other = (an_event(a_case(desk, slug=slug)) for slug in ("one", "two"))

    judged(one, other)

    link = reverse("cases_desk:pair", args=["event", one.pk, other.pk])
    assert "Told in other cases" in client.get(reverse("cases_desk:case", args=[one.case_id])).text
    assert link in client.get(reverse("cases_desk:case_part", args=[other.case_id, "events", other.pk])).text
    assert client.get(reverse("cases_desk:index")).text.count(link) == 2


def test_the_desk_shows_both_side_by_side_and_keeps_the_judgment(desk: Organisation, client: Client) -> None:
    who = signed_in(desk, client)
    one, other = somebody(desk, AYAN, born="1980", gender="woman"), somebody(desk, AYAN_IN_LATIN, born="1981", occupation="miner")
    page = reverse("cases_desk:pair", args=["person", one.pk, other.pk])

    shown = client.get(page)
    answer = client.post(
        page,
        {"verdict": "same", "leader": other.pk, "reason": "The same union card.", "seen": "", "as_of": last_change(kind="person", keys=[one.pk, other.pk])},
    )

    states = {line.label: line.state for line in drawn(shown)["lines"]}
    assert [states[label] for label in ("Names", "Born or founded", "Gender", "Kind")] == ["differs", "differs", "one", "same"]
    assert answer.status_code == 302
    found = Judgment.objects.get()
    assert (found.verdict, found.leader, found.reason, found.by) == ("same", other.pk, "The same union card.", who)
    assert "The same union card." in client.get(reverse("cases_desk:judgments")).text


def test_whoever_saves_second_sees_the_first_judgment_and_may_overrule_it(desk: Organisation, client: Client) -> None:
    signed_in(desk, client)
    one, other = two_of_her(desk)
    page = reverse("cases_desk:pair", args=["person", one.pk, other.pk])
    judged(one, other)

    told = client.post(page, {"verdict": "different", "reason": "A cousin.", "seen": "", "as_of": "0"})
    form = drawn(told)["form"]
    again = client.post(page, {"verdict": "different", "reason": "A cousin.", "seen": form["seen"].value(), "as_of": "0"})

    assert "Somebody else judged these two" in told.text
    assert again.status_code == 302
    found = pair_of(one, other).in_force
    assert found is not None
    assert found.verdict == Verdict.DIFFERENT


def test_a_judgment_without_a_reason_is_not_kept(desk: Organisation, client: Client) -> None:
    signed_in(desk, client)
    one, other = two_of_her(desk)

    answer = client.post(reverse("cases_desk:pair", args=["person", one.pk, other.pk]), {"verdict": "same", "leader": one.pk, "reason": " "})

    assert answer.status_code == 200
    assert not Judgment.objects.exists()


def test_a_contradiction_is_said_on_the_list_and_on_each_person(desk: Organisation, client: Client) -> None:
    signed_in(desk, client)
    people = [somebody(desk, AYAN) for _ in range(3)]
    judged(people[0], people[1])
    judged(people[1], people[2])
    assert "contradict each other" not in client.get(reverse("cases_desk:judgments")).text

    judged(people[0], people[2], Verdict.DIFFERENT)

    assert "contradict each other" in client.get(reverse("cases_desk:judgments")).text
    for person in people:
        assert "contradict each other" in client.get(reverse("cases_desk:person", args=[person.pk])).text


def test_the_button_undoes_and_says_so(desk: Organisation, client: Client) -> None:
    signed_in(desk, client)
    one, other = two_of_her(desk)
    row = judged(one, other)

    answer = client.post(reverse("cases_desk:undo_judgment", args=[row.pk]), follow=True)
    again = client.post(reverse("cases_desk:undo_judgment", args=[row.pk]), follow=True)

    assert "The judgment is undone" in answer.text
    assert "was undone already" in again.text
    assert one_with(one) == (one.pk,)


def test_another_organisations_pairs_and_judgments_are_not_there(desk: Organisation, client: Client) -> None:
    signed_in(desk, client)
    one, other = two_of_her(an_organisation("other"))
    row = judged(one, other)

    answers = [
        client.get(reverse("cases_desk:pair", args=["person", one.pk, other.pk])),
        client.post(reverse("cases_desk:pair", args=["person", one.pk, other.pk]), {"verdict": "different", "reason": "No."}),
        client.post(reverse("cases_desk:undo_judgment", args=[row.pk])),
        client.get(reverse("cases_desk:compare", args=["person", one.pk])),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert AYAN not in client.get(reverse("cases_desk:judgments")).text
    assert Judgment.objects.count() == 1


def test_the_other_record_is_named_by_a_name_in_any_script(desk: Organisation, client: Client) -> None:
    signed_in(desk, client)
    one, other = somebody(desk, "Marat Ospanov"), somebody(desk, AYAN)

    answer = client.get(reverse("cases_desk:compare", args=["person", other.pk]), {"other": "Марат Оспанов"})
    itself = client.get(reverse("cases_desk:compare", args=["person", other.pk]), {"other": AYAN_IN_LATIN})

    assert answer.headers["Location"] == reverse("cases_desk:pair", args=["person", one.pk, other.pk])
    assert "This is the same record" in itself.text


@pytest.mark.parametrize("query", [{"verdict": "x' OR 1=1"}, {"page": "-1"}, {"verdict": "open"}])
def test_whatever_is_asked_of_the_list_it_answers(desk: Organisation, client: Client, query: dict[str, str]) -> None:
    signed_in(desk, client)

    assert client.get(reverse("cases_desk:judgments"), query).status_code == 200


def test_a_deleted_sample_case_leaves_no_reason_behind(desk: Organisation) -> None:
    parts = [a_participant(a_case(desk, slug=slug, is_demo=True), AYAN) for slug in ("one", "two")]
    people = [identify(participant=part, person=None, by=emeka(desk) if not place else None, now=NOW) for place, part in enumerate(parts)]
    judged(people[0], people[1])
    judged(an_event(parts[0].case), an_event(parts[1].case))

    assert remove_sample_cases(organisation=desk, slugs=["one", "two"], now=NOW) == 2

    assert (Case.objects.count(), Person.objects.count(), Judgment.objects.count()) == (0, 0, 0)
