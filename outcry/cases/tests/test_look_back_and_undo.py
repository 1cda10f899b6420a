"""Every change of the file is kept with what stood there before, and can be taken back."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.accounts.operations import staff_group
from outcry.cases.models import Act, Change, Involvement, Participant, Source
from outcry.cases.operations import writing
from outcry.cases.refusals import AlreadyUndone, StillNeeded
from outcry.cases.tests.cast import BEATEN, NOW, a_case, a_participant, a_term, an_act, an_organisation, fifteen_days, rosa
from outcry.lib.wordings import ChangedMeanwhile, Edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


def test_a_changed_fact_is_kept_with_what_stood_there_before(desk: Organisation) -> None:
    act, who = an_act(a_case(desk), when="2010"), rosa(desk)

    writing.change_facts(row=act, facts={"when": "2010-12"}, seen=writing.mark(act), by=who, now=NOW)

    change = Change.objects.get()
    assert (change.before, change.after, change.by) == ('{"facts": {"when": "2010"}}', '{"facts": {"when": "2010-12"}}', who)


def test_what_a_change_said_is_sealed_in_the_database(desk: Organisation) -> None:
    act = an_act(a_case(desk))

    writing.change_facts(row=act, facts={"confidential_notes": "Her brother told us."}, seen=writing.mark(act), by=None, now=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SELECT before, after FROM cases_change")
        kept = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"brother" not in kept


def test_undoing_a_change_of_facts_brings_the_old_ones_back(desk: Organisation) -> None:
    act = an_act(a_case(desk), when="2010")
    writing.change_facts(row=act, facts={"when": "2010-12", "kind": a_term(BEATEN)}, seen=writing.mark(act), by=None, now=NOW)

    writing.undo(change=Change.objects.get(), by=rosa(desk), now=NOW)

    again = Act.objects.get()
    assert (again.when, again.kind, again.when_latest) == ("2010", act.kind, act.when_latest)
    assert Change.objects.count() == 2


def test_undoing_words_brings_the_old_words_back(desk: Organisation) -> None:
    act = an_act(a_case(desk), "Jailed")
    words = {"headline": "Freed", "when_note": "", "body": "", "against": "", "by": "", "reason_given": "", "ended": ""}
    writing.change_words(part=act, edit=Edit(language="en", seen_version=1), words=words, by=None, now=NOW)

    writing.undo(change=Change.objects.get(), by=None, now=NOW)

    text = act.texts.get()
    assert (text.headline, text.ended, text.version) == ("Jailed", "Not yet", 3)


def test_undoing_a_removal_brings_an_act_back_with_everything_in_it(desk: Organisation) -> None:
    case = a_case(desk)
    act = an_act(case)
    act.sources.set([case.sources.get()])
    fifteen_days(case, act=act)
    writing.add_part(owner=act, kind=Involvement, facts={"perpetrator": a_participant(case, "Police")}, by=None, now=NOW)

    change = writing.remove_part(part=act, by=None, now=NOW)
    assert not Act.objects.exists()
    writing.undo(change=change, by=None, now=NOW)

    again = Act.objects.get()
    assert (again.pk, again.texts.get().headline, again.sources.get(), again.detention.term_days) == (act.pk, "Jailed", case.sources.get(), 15)
    assert again.involvements.get().perpetrator == Participant.objects.get()


def test_undoing_an_addition_takes_the_part_out_again(desk: Organisation) -> None:
    case = a_case(desk)
    writing.add_part(owner=case, kind=Source, facts={"publisher": "Another paper"}, by=None, now=NOW)

    writing.undo(change=Change.objects.get(), by=None, now=NOW)

    assert [source.publisher for source in case.sources.all()] == ["A paper"]


def test_an_undoing_can_be_undone_and_done_again(desk: Organisation) -> None:
    case = a_case(desk)
    writing.add_part(owner=case, kind=Source, facts={"publisher": "Another paper"}, by=None, now=NOW)

    publishers = []
    for _ in range(4):
        writing.undo(change=Change.objects.order_by("-pk")[0], by=None, now=NOW)
        publishers.append([source.publisher for source in case.sources.all()])

    assert publishers == [["A paper"], ["A paper", "Another paper"]] * 2
    assert Change.objects.count() == 5


def test_what_is_there_again_is_not_written_twice(desk: Organisation) -> None:
    case = a_case(desk)
    source = case.sources.get()
    change = writing.remove_part(part=source, by=None, now=NOW)
    Source(pk=source.pk, case=case, publisher="Taken").save(force_insert=True)

    with pytest.raises(ChangedMeanwhile):
        writing.undo(change=change, by=None, now=NOW)


def test_an_addition_that_others_name_by_now_is_not_undone(desk: Organisation) -> None:
    case = a_case(desk)
    victim = writing.add_part(owner=case, kind=Participant, facts={"kind": "person"}, by=None, now=NOW)
    an_act(case, victim=victim)

    with pytest.raises(StillNeeded):
        writing.undo(change=Change.objects.get(), by=None, now=NOW)


def test_a_change_is_undone_once(desk: Organisation) -> None:
    act = an_act(a_case(desk), when="2010")
    writing.change_facts(row=act, facts={"when": "2011"}, seen=writing.mark(act), by=None, now=NOW)
    change = Change.objects.get()
    writing.undo(change=change, by=None, now=NOW)

    with pytest.raises(AlreadyUndone):
        writing.undo(change=change, by=None, now=NOW)


def test_what_was_written_over_since_is_not_undone_behind_somebodys_back(desk: Organisation) -> None:
    act = an_act(a_case(desk), when="2010")
    changed = writing.change_facts(row=act, facts={"when": "2011"}, seen=writing.mark(act), by=None, now=NOW)
    first = Change.objects.get()
    writing.change_facts(row=changed, facts={"when": "2012"}, seen=writing.mark(changed), by=None, now=NOW)

    with pytest.raises(ChangedMeanwhile):
        writing.undo(change=first, by=None, now=NOW)

    assert Act.objects.get().when == "2012"


def test_who_is_named_in_an_act_is_not_taken_out(desk: Organisation) -> None:
    case = a_case(desk)
    victim = a_participant(case, "Ayan")
    an_act(case, victim=victim)

    with pytest.raises(StillNeeded, match="Act"):
        writing.remove_part(part=victim, by=None, now=NOW)

    assert Participant.objects.exists()
    assert not Change.objects.exists()


def test_the_history_page_shows_differences_in_words_and_undoes_by_a_button(desk: Organisation, client: Client) -> None:
    person = rosa(desk)
    person.groups.add(staff_group())
    client.force_login(person)
    act = an_act(a_case(desk), when="2010-12-20")
    writing.change_facts(row=act, facts={"kind": a_term(BEATEN)}, seen=writing.mark(act), by=person, now=NOW)
    history = reverse("cases_desk:case_history", args=[act.case_id])

    page = client.get(history).text
    client.post(reverse("cases_desk:case_undo", args=[act.case_id, Change.objects.get().pk]))

    assert "<del>Detention or imprisonment</del>" in page
    assert "<ins>Physical assault</ins>" in page
    assert Act.objects.get().kind == act.kind
    assert "a change was undone" in client.get(history).text


def test_the_history_of_another_organisation_is_not_there(desk: Organisation, client: Client) -> None:
    person = rosa(desk)
    person.groups.add(staff_group())
    client.force_login(person)
    theirs = an_act(a_case(an_organisation("other")))
    writing.change_facts(row=theirs, facts={"when": "2011"}, seen=writing.mark(theirs), by=None, now=NOW)

    answer = client.post(reverse("cases_desk:case_undo", args=[theirs.case_id, Change.objects.get().pk]))

    assert answer.status_code == 404
    assert json.loads(Change.objects.get().after or "") == {"facts": {"when": "2011"}}


def test_the_history_is_append_only(desk: Organisation) -> None:
    act = an_act(a_case(desk))
    writing.change_facts(row=act, facts={"when": "2011"}, seen=writing.mark(act), by=None, now=NOW)
    change = Change.objects.get()

    with pytest.raises(TypeError):
        change.save()
