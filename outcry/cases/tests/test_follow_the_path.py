"""The path through a full record: what is missing is said in plain words, and one button leads on to it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.accounts.operations import staff_group
from outcry.cases.guide import next_lack, path_of
from outcry.cases.models import Case, Detention, Involvement
from outcry.cases.operations.people import identify
from outcry.cases.operations.writing import mark
from outcry.cases.tests.cast import NOW, a_case, a_participant, an_act, an_organisation, rosa

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


@pytest.fixture
def at_the_desk(desk: Organisation, client: Client) -> Client:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)
    return client


def missing(case: Case) -> dict[str, list[str]]:
    return {step.key: [lack.sentence for lack in step.lacks] for step in path_of(Case.objects.get(pk=case.pk), on=ON) if step.lacks}


def a_bare_case(desk: Organisation) -> Case:
    return Case.objects.create(organisation=desk, number="1", slug="one", country="KZ", opened_at=NOW)


def test_a_bare_case_misses_something_at_most_steps_and_begins_with_who(desk: Organisation) -> None:
    case = a_bare_case(desk)

    assert set(missing(case)) == {"who", "what", "sources", "risks", "words"}
    lack = next_lack(path_of(case, on=ON))
    assert lack
    assert (lack.sentence, lack.url) == ("Nobody is written down yet. To whom was it done?", reverse("cases_desk:case_add", args=[case.pk, "participants"]))


def test_an_act_that_says_nothing_is_asked_about_at_every_step(desk: Organisation) -> None:
    case = a_case(desk)
    a_participant(case, "Ayan")
    an_act(case, "Something", kind="acts/unknown", when="")

    found = missing(case)

    assert found == {
        "who": ["“Something” does not say to whom it was done."],
        "what": ["“Something” has no kind yet."],
        "when": ["“Something” says no day, not even about when.", "“Event 1” says no place."],
        "by_whom": ["“Something” does not say who did it. Leave it where nobody knows."],
        "sources": ["“Something” names no source."],
    }


def test_a_full_record_is_at_the_end_of_its_path(desk: Organisation) -> None:
    case = a_case(desk)
    victim = a_participant(case, "Ayan")
    act = an_act(case, victim=victim)
    act.sources.set(case.sources.all())
    case.events.update(latitude=43.2, longitude=76.9)
    Involvement.objects.create(act=act, perpetrator=a_participant(case, "The police"))

    assert missing(case) == {}
    assert next_lack(path_of(case, on=ON)) is None


def test_what_often_nobody_knows_does_not_hold_the_path_up(desk: Organisation) -> None:
    case = a_case(desk)
    act = an_act(case, victim=a_participant(case, "Ayan"))
    act.sources.set(case.sources.all())

    assert set(missing(case)) == {"when", "by_whom"}
    assert next_lack(path_of(case, on=ON)) is None


def test_a_long_list_is_cut_and_says_how_much_more_there_is(desk: Organisation) -> None:
    case = a_case(desk)
    for _act in range(8):
        an_act(case, victim=a_participant(case, "Ayan"))

    step = next(step for step in path_of(case, on=ON) if step.key == "sources")

    assert (len(step.lacks), step.more) == (5, 3)


def test_the_page_of_a_case_shows_the_path_and_its_next_step(desk: Organisation, at_the_desk: Client) -> None:
    case = a_bare_case(desk)

    page = at_the_desk.get(reverse("cases_desk:case", args=[case.pk])).text

    assert "The path through the record" in page
    assert f'href="{reverse("cases_desk:case_add", args=[case.pk, "participants"])}">Next: write what is missing first' in page


def words(name: str = "") -> dict[str, str]:
    sent = {f"{language}-{field}": "0" for language in ("en", "ru", "kk", "ar") for field in ("seen_version", "source_version")}
    return sent | {"en-name": name}


def test_saving_leads_on_to_what_is_missing_next(desk: Organisation, at_the_desk: Client) -> None:
    case = a_bare_case(desk)
    address = reverse("cases_desk:case_add", args=[case.pk, "participants"])

    answer = at_the_desk.post(address, words("Ayan") | {"facts-kind": "person", "next": "1"})

    assert answer["Location"] == reverse("cases_desk:case_add", args=[case.pk, "acts"])
    assert case.participants.get().texts.get().name == "Ayan"


def test_saving_without_it_goes_where_it_always_went(desk: Organisation, at_the_desk: Client) -> None:
    case = a_bare_case(desk)

    answer = at_the_desk.post(reverse("cases_desk:case_add", args=[case.pk, "participants"]), words("Ayan") | {"facts-kind": "person"})

    assert answer["Location"] == reverse("cases_desk:case_part", args=[case.pk, "participants", case.participants.get().pk])


def test_days_are_typed_as_people_write_them(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    row = Detention.objects.create(act=an_act(case))
    address = reverse("cases_desk:case_part", args=[case.pk, "detention", row.pk])

    at_the_desk.post(address, {"facts-began": "около 20 декабря 2010", "facts-seen": mark(row)})
    refused = at_the_desk.post(address, {"facts-began": "some day", "facts-seen": mark(Detention.objects.get())}).text

    assert Detention.objects.get().began == "2010-12-20~"
    assert 'value="some day"' in refused
    assert "Not saved yet" in refused


def test_whoever_says_second_who_it_is_sees_what_the_first_said(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    part = a_participant(case, "Ayan")
    address = reverse("cases_desk:who", args=[case.pk, part.pk])
    seen = mark(part)
    first = identify(participant=part, person=None, by=None, now=NOW)

    page = at_the_desk.post(address, {"person": "", "seen": seen}, follow=True).text

    assert "Somebody else saved this a moment ago" in page
    part.refresh_from_db()
    assert part.person == first
