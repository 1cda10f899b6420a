"""What the public reads of a case is a copy that two people agreed on."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from outcry.accounts.models import Organisation
from outcry.audit.models import LogEntry
from outcry.cases import publication
from outcry.cases.models import Detention, PublicCase
from outcry.cases.tests.cast import NOW, ON, a_case, a_participant, an_act, an_intervention, an_organisation, emeka, fifteen_days, published_case, rosa
from outcry.lib.dates import span

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


def read(desk: Organisation, *, language: str = "en", on: date = ON) -> publication.PublishedCase | None:
    return publication.current(organisation=desk, slug="the-case", language=language, on=on)


def test_cases_to_choose_from_are_named_in_the_language_of_whoever_reads(desk: Organisation) -> None:
    a_case(desk, languages=("en", "ru"))

    names = []
    for language in ("ru", "kk"):
        with override(language):
            names += [one.name for one in publication.choices(organisation=desk)]

    assert names == ["Name ru", "Name en"]


def test_nobody_reads_a_case_before_it_is_approved(desk: Organisation) -> None:
    case = a_case(desk)

    publication.propose(case=case, by=rosa(desk), now=NOW)

    assert read(desk) is None


def test_a_second_person_makes_it_public(desk: Organisation) -> None:
    case, first, second = a_case(desk), rosa(desk), emeka(desk)

    publication.propose(case=case, by=first, now=NOW)
    publication.approve(case=case, by=second, now=NOW)

    found = read(desk)
    assert found is not None
    assert (found.name, found.version) == ("Name en", 1)


def test_whoever_proposed_it_cannot_approve_it(desk: Organisation) -> None:
    case, first = a_case(desk), rosa(desk)
    emeka(desk)
    publication.propose(case=case, by=first, now=NOW)

    with pytest.raises(publication.NeedsSecondPerson):
        publication.approve(case=case, by=first, now=NOW + timedelta(days=1))


def test_whoever_works_alone_approves_after_an_hour(desk: Organisation) -> None:
    case, alone = a_case(desk), rosa(desk)
    publication.propose(case=case, by=alone, now=NOW)

    with pytest.raises(publication.NeedsSecondPerson):
        publication.approve(case=case, by=alone, now=NOW + timedelta(minutes=59))
    publication.approve(case=case, by=alone, now=NOW + timedelta(minutes=60))

    assert read(desk) is not None
    assert LogEntry.objects.get(verb="approve case").details["alone"] is True


def test_a_new_version_leaves_the_old_one_in_its_place(desk: Organisation) -> None:
    case, people = a_case(desk, languages=("en", "ru")), (rosa(desk), emeka(desk))
    published_case(desk, case, by=people)
    case.texts.filter(language="en").update(name="New name")

    published_case(desk, case, by=people)

    rows = PublicCase.objects.filter(language="en").order_by("version")
    assert [(row.version, row.wording["name"], row.is_current) for row in rows] == [(1, "Name en", False), (2, "New name", True)]


def test_what_is_written_later_stays_in_the_file(desk: Organisation) -> None:
    case = a_case(desk)
    published_case(desk, case, by=(rosa(desk), emeka(desk)))

    case.texts.update(name="Not agreed")
    an_act(case, "Not agreed either")

    found = read(desk)
    assert found is not None
    assert (found.name, found.acts) == ("Name en", ())


def test_a_language_without_texts_is_answered_in_the_language_it_was_written_in(desk: Organisation) -> None:
    published_case(desk, a_case(desk, languages=("en", "ru")), by=(rosa(desk), emeka(desk)))

    in_russian, in_kazakh = read(desk, language="ru"), read(desk, language="kk")

    assert in_russian is not None
    assert in_kazakh is not None
    assert (in_russian.language, in_kazakh.language, in_kazakh.languages) == ("ru", "en", ("en", "ru"))


def test_a_case_waits_for_its_day(desk: Organisation) -> None:
    published_case(desk, a_case(desk, visible_from=date(2011, 1, 6)), by=(rosa(desk), emeka(desk)))

    assert read(desk, on=date(2011, 1, 5)) is None
    assert read(desk, on=date(2011, 1, 6)) is not None


def test_parts_of_a_case_wait_for_their_day_leave_no_gap_and_keep_their_number(desk: Organisation) -> None:
    case = a_case(desk)
    an_act(case, "First", visible_from=date(2011, 1, 3))
    an_act(case, "Second")
    an_intervention(case, "Freed", visible_from=date(2011, 1, 3))
    published_case(desk, case, by=(rosa(desk), emeka(desk)))

    before, after = read(desk, on=date(2011, 1, 2)), read(desk, on=date(2011, 1, 3))

    assert before is not None
    assert after is not None
    assert [(act.number, act.headline) for act in before.acts] == [(1, "Second")]
    assert [(act.number, act.headline) for act in after.acts] == [(2, "First"), (1, "Second")]
    assert (len(before.interventions), len(after.interventions)) == (0, 1)


def test_an_act_that_is_not_public_takes_its_source_with_it(desk: Organisation) -> None:
    case = a_case(desk)
    source = case.sources.get()
    an_act(case, "Secret", is_public=False).sources.add(source)
    published_case(desk, case, by=(rosa(desk), emeka(desk)))

    found = read(desk)

    assert found is not None
    assert (found.acts, found.sources) == ((), ())


def test_a_withdrawn_case_is_gone(desk: Organisation) -> None:
    case, people = a_case(desk), (rosa(desk), emeka(desk))
    published_case(desk, case, by=people)

    publication.withdraw(case=case, by=people[0], now=NOW)

    assert read(desk) is None
    assert publication.for_case_id(case_id=case.pk, language="en", on=ON) is None


def test_a_name_that_is_withheld_stops_an_approval_wherever_it_stands(desk: Organisation) -> None:
    case = a_case(desk)
    a_participant(case, "Aigerim Sarsenova")
    an_act(case, "Beaten in front of aigerim sarsenova, who saw it")

    with pytest.raises(publication.NotFitForThePublic, match="Aigerim Sarsenova"):
        publication.propose(case=case, by=rosa(desk), now=NOW)


def test_another_organisation_does_not_answer_for_it(desk: Organisation) -> None:
    published_case(desk, a_case(desk), by=(rosa(desk), emeka(desk)))

    assert publication.listed(organisation=an_organisation("other"), language="en", on=ON) == []


def test_those_due_first_lead_the_list_of_those_in_custody(desk: Organisation) -> None:
    people = (rosa(desk), emeka(desk))
    for slug, due in (("later", date(2011, 1, 9)), ("sooner", date(2011, 1, 3)), ("free", date(2010, 12, 30))):
        case = a_case(desk, slug=slug)
        detention = fifteen_days(case)
        detention.due_on = due
        detention.released = "2010-12-30" if slug == "free" else ""
        detention.save()
        published_case(desk, case, by=people)

    held = publication.in_custody(organisation=desk, language="en", on=ON)
    lately = publication.freed(organisation=desk, language="en", on=ON, within=timedelta(days=14))

    assert [case.slug for case in held] == ["sooner", "later"]
    assert [case.slug for case in lately] == ["free"]
    assert [case.slug for case in publication.in_custody(organisation=desk, language="en", on=ON, first=1, length=1)] == ["later"]
    assert publication.count_in_custody(organisation=desk, on=ON) == 2
    assert publication.count_freed(organisation=desk, on=ON, within=timedelta(days=14)) == 1


def test_a_case_with_two_detentions_stands_where_the_clock_on_its_page_says(desk: Organisation) -> None:
    people = (rosa(desk), emeka(desk))
    for slug, dues in (("both", (date(2011, 1, 2), date(2011, 2, 1))), ("between", (date(2011, 1, 9),))):
        case = a_case(desk, slug=slug)
        for place, due in enumerate(dues):
            detention = fifteen_days(case, act=an_act(case, f"Jailed {place}"))
            Detention.objects.filter(pk=detention.pk).update(began=f"2010-12-{20 + place}", began_is_reckoned=False, term_days=None, due_on=due)
        published_case(desk, case, by=people)

    held = publication.in_custody(organisation=desk, language="en", on=ON)

    assert [(case.slug, case.custody.due_on) for case in held if case.custody] == [("between", date(2011, 1, 9)), ("both", date(2011, 2, 1))]


def test_those_in_custody_are_found_as_in_the_list_of_all(desk: Organisation) -> None:
    people, fortnight = (rosa(desk), emeka(desk)), timedelta(days=14)
    releases = ("", "2010-12-30", "2010-12", "2010", "2009/2011-01", "../2010-12-25", "2011-01-20", "2010-12-21/..")
    for number, released in enumerate(releases):
        case = a_case(desk, slug=f"case-{number}")
        fifteen_days(case, released=released)
        if number % 3 == 1:
            fifteen_days(case, act=an_act(case, "Jailed again"), released="2010-12-22")
        published_case(desk, case, by=people)

    for on in (date(2010, 12, 1), date(2010, 12, 24), date(2011, 1, 1), date(2011, 1, 13), date(2011, 1, 31), date(2012, 1, 1)):
        held, lately = set(), set()
        for read_case in publication.listed(organisation=desk, language="en", on=on):
            custody = read_case.custody
            freed = span(custody.released).latest if custody else None
            if custody and custody.state != "released":
                held.add(read_case.slug)
            elif custody and freed and on - freed <= fortnight:
                lately.add(read_case.slug)
        assert {case.slug for case in publication.in_custody(organisation=desk, language="en", on=on)} == held, on
        assert {case.slug for case in publication.freed(organisation=desk, language="en", on=on, within=fortnight)} == lately, on


def test_the_cases_come_in_parts_that_make_the_whole_list(desk: Organisation) -> None:
    people = (rosa(desk), emeka(desk))
    for number in range(5):
        published_case(desk, a_case(desk, slug=f"case-{number}"), by=people, now=NOW + timedelta(hours=number))

    whole = publication.listed(organisation=desk, language="en", on=ON)
    parts = [case for first in (0, 2, 4, 6) for case in publication.part_listed(organisation=desk, language="en", on=ON, first=first, length=2)]

    assert parts == whole
    assert publication.count_listed(organisation=desk, on=ON) == len(whole) == 5


def test_a_release_is_shown_without_the_rest_of_what_was_written_since(desk: Organisation) -> None:
    case = a_case(desk)
    an_act(case)
    fifteen_days(case)
    published_case(desk, case, by=(rosa(desk), emeka(desk)))
    case.texts.update(name="Not agreed")

    publication.record_release(case=case, released=date(2011, 1, 3), ground="sentence_served", now=NOW)

    found = read(desk, on=date(2011, 1, 3))
    assert found is not None
    assert found.custody is not None
    assert (found.version, found.name, found.custody.state, found.custody.ground) == (2, "Name en", "released", "sentence_served")
    assert found.acts[0].ended == "Released: 3 January 2011, sentence served"


def test_saying_a_release_twice_changes_nothing(desk: Organisation) -> None:
    case = a_case(desk)
    fifteen_days(case)
    published_case(desk, case, by=(rosa(desk), emeka(desk)))

    for _ in range(2):
        publication.record_release(case=case, released="2011-01-03", ground="sentence_served", now=NOW)

    assert PublicCase.objects.count() == 2


def test_a_release_needs_somebody_who_is_detained(desk: Organisation) -> None:
    with pytest.raises(publication.NobodyDetained):
        publication.record_release(case=a_case(desk), released="2011-01-03", ground="sentence_served", now=NOW)


def test_of_two_people_held_in_one_case_each_has_a_clock_of_her_own(desk: Organisation) -> None:
    case = a_case(desk)
    for released in ("2010-12-30", ""):
        fifteen_days(case, act=an_act(case), released=released)
    published_case(desk, case, by=(rosa(desk), emeka(desk)))

    found = read(desk)

    assert found is not None
    assert found.custody is not None
    assert [act.custody.state for act in found.acts if act.custody] == ["released", "held"]
    assert found.custody.state == "held"
