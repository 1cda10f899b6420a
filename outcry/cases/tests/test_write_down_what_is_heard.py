"""Somebody rings and tells: in a minute it is a case, and everybody sees that nobody has confirmed it."""

import re
import secrets
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.audit.models import LogEntry
from outcry.cases.forms.quick import NEW, QuickForm
from outcry.cases.models import Act, Case, CaseImport, CaseImportStep, CaseText, Consent, Detention, Participant, Person, SearchText, Source
from outcry.cases.operations import quick
from outcry.cases.operations.quick import free_number, write_down
from outcry.cases.operations.writing import change_facts, mark
from outcry.cases.stages import Stage
from outcry.cases.tests.cast import NOW, a_case, a_term, an_organisation, rosa
from outcry.cases.titles import title_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def desk() -> Organisation:
    a_term("acts/unknown")
    return an_organisation()


@pytest.fixture
def at_the_desk(desk: Organisation, client: Client) -> Client:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)
    return client


def told(**more: str) -> dict[str, str]:
    """The four lines that have to be there."""
    return {
        "name": "Аян Серікұлы",
        "happened": "Taken from her flat at dawn",
        "country": "KZ",
        "told_by": "Her brother",
        "source_is_confidential": "on",
        "form": "once",
    } | more


def post(client: Client, **more: str) -> Any:
    return client.post(reverse("cases_desk:quick"), told(**more))


def test_four_fields_have_to_be_filled_in(desk: Organisation) -> None:
    form = QuickForm(organisation=desk, today=TODAY)

    assert sorted(name for name, field in form.fields.items() if field.required) == ["country", "happened", "name", "told_by"]


def test_the_country_that_is_offered_is_that_of_the_last_case_which_no_table_brought(desk: Organisation) -> None:
    a_case(desk, slug="heard")
    abroad = a_case(desk, slug="from-a-table")
    Case.objects.filter(pk=abroad.pk).update(country="US")
    run = CaseImport.objects.create(organisation=desk, set_name="abroad", added_at=NOW)
    CaseImportStep.objects.create(run=run, case=abroad, row=2, opened=True)

    assert QuickForm(organisation=desk, today=TODAY).initial["country"] == "KZ"


def test_four_lines_make_an_unconfirmed_case(at_the_desk: Client) -> None:
    answer = post(at_the_desk)

    case = Case.objects.get()
    assert answer["Location"] == f"{reverse('cases_desk:quick')}?kept={case.pk}"
    assert (case.stage, case.is_unconfirmed, case.country, case.opened_by) == (Stage.RECEIVED, True, "KZ", User.objects.get())
    act, source = case.acts.get(), case.sources.get()
    assert (act.kind.code, act.texts.get().headline, title_of(act.victim)) == ("acts/unknown", "Taken from her flat at dawn", "Аян Серікұлы")
    assert (source.is_confidential, source.identity, source.publisher, list(act.sources.all())) == (True, "Her brother", "", [source])
    assert not source.consents.exists()
    assert [name.text for name in Person.objects.get(parts__case=case).names.all()] == ["Аян Серікұлы"]


def test_everything_that_was_told_finds_its_place(at_the_desk: Client) -> None:
    post(
        at_the_desk,
        kind="acts/liberty/arrest",
        when="20 December 2010",
        where="Almaty",
        connection="in_event",
        consent="publish",
        consent_words="Write about her, not about me",
        notes="Rings again at nine.",
        language="ru",
    )

    case = Case.objects.get()
    act, text = case.acts.get(), case.texts.get()
    assert (act.kind.code, act.when, act.event.when, act.event.texts.get().place) == ("acts/liberty/arrest", "2010-12-20", "2010-12-20", "Almaty")
    assert (text.language, text.name, text.place) == ("ru", "Аян Серікұлы", "Almaty")
    assert (case.sources.get().connection, case.confidential_notes) == ("in_event", "Rings again at nine.")
    assert {(one.use, one.note) for one in Consent.objects.all()} == {(use, "Write about her, not about me") for use in ("record", "publish")}
    assert Detention.objects.get().began == "2010-12-20"


def test_an_attempt_to_arrest_starts_no_custody_clock(at_the_desk: Client) -> None:
    post(at_the_desk, other_kind="Attempted arrest")

    assert Act.objects.get().kind.code == "acts/liberty/arrest/attempted"
    assert not Detention.objects.exists()


def test_house_arrest_is_coded_as_such(at_the_desk: Client) -> None:
    post(at_the_desk, other_kind="House arrest")

    assert Detention.objects.get().type.code == "detention/house-arrest"


def test_a_kind_is_found_by_its_words_in_another_language(at_the_desk: Client) -> None:
    post(at_the_desk, other_kind="Слежка за организацией")

    assert Act.objects.get().kind.code == "acts/assembly/surveillance"


def test_several_kinds_that_fit_are_listed_and_nothing_is_lost(at_the_desk: Client) -> None:
    page = post(at_the_desk, other_kind="threat to", notes="Rings again at nine.").text

    assert "Several fit" in page
    assert "Threat to the family" in page
    assert "Rings again at nine." in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("typed", "when", "said"),
    [
        ("yesterday", "2026-11-22", ""),
        ("Вчера", "2026-11-22", ""),
        ("январь 2011", "2011-01", ""),
        ("after the second prayer", "", "“after the second prayer”, told on 23 November 2026"),
    ],
)
def test_a_day_is_read_as_people_write_it_and_else_kept_in_their_words(desk: Organisation, typed: str, when: str, said: str) -> None:
    form = QuickForm(told(when=typed), organisation=desk, today=TODAY)
    assert form.is_valid(), form.errors

    case = write_down(organisation=desk, heard=form.heard(), public_id="0" * 16, by=rosa(desk), now=NOW)

    act = case.acts.get()
    assert (act.when, act.texts.get().when_note) == (when, said)


def test_a_day_that_means_two_days_is_sent_back_with_both(at_the_desk: Client) -> None:
    page = post(at_the_desk, when="03/01/2011").text

    assert "January 3, 2011" in page or "3 January 2011" in page
    assert not Case.objects.exists()


def test_consent_that_was_not_asked_is_none_and_its_words_are_a_note(at_the_desk: Client) -> None:
    post(at_the_desk, consent="not_asked", consent_words="She could not say", notes="First call.")

    assert not Consent.objects.exists()
    assert Case.objects.get().confidential_notes == "First call.\n\nShe could not say"


def test_a_sealed_name_stands_in_no_plain_column(at_the_desk: Client) -> None:
    post(at_the_desk, level="sealed", kind="acts/liberty/arrest", where="Her flat in Almaty")

    case = Case.objects.get()
    assert title_of(case) == f"Arrest {case.number} (unconfirmed)"
    plain = [
        *CaseText.objects.values_list("name", "standfirst", "place"),
        *SearchText.objects.values_list("folded"),
        *Act.objects.values_list("texts__headline"),
    ]
    assert not [word for word in ("Аян", "аян", "dawn", "Almaty", "almaty") if word in str(plain)]
    act = case.acts.get()
    assert (act.confidential_notes, act.event.confidential_notes) == ("Taken from her flat at dawn", "Her flat in Almaty")
    assert title_of(act.victim) == "Аян Серікұлы"


def test_somebody_of_this_name_is_shown_before_anything_is_saved(desk: Organisation, at_the_desk: Client) -> None:
    post(at_the_desk)

    page = post(at_the_desk, name="Ayan Serikuly", form="another").text

    assert Case.objects.count() == 1
    assert "Somebody of this name is in the files" in page
    assert f"{Case.objects.get().number}" in page
    assert 'value="Ayan Serikuly"' in page


def test_it_is_the_same_person(at_the_desk: Client) -> None:
    post(at_the_desk)
    known = Person.objects.get()

    post(at_the_desk, name="Ayan Serikuly", form="another", asked="Ayan Serikuly", who=known.public_id)

    assert Person.objects.get() == known
    assert {name.text for name in known.names.all()} == {"Аян Серікұлы", "Ayan Serikuly"}
    assert known.parts.count() == Case.objects.count() == 2


def test_it_is_somebody_new(at_the_desk: Client) -> None:
    post(at_the_desk)

    post(at_the_desk, form="another", asked="Аян Серікұлы", who=NEW)

    assert Person.objects.count() == Case.objects.count() == 2


def test_an_answer_about_another_name_is_no_answer(at_the_desk: Client) -> None:
    post(at_the_desk)

    post(at_the_desk, form="another", asked="Somebody else", who=NEW)

    assert Case.objects.count() == 1


def test_a_person_of_another_organisation_can_not_be_chosen_and_is_not_shown(at_the_desk: Client) -> None:
    theirs = a_case(an_organisation("other"))
    stranger = Person.objects.create(organisation=theirs.organisation, opened_at=NOW)

    post(at_the_desk, asked="Аян Серікұлы", who=stranger.public_id)

    assert Case.objects.get(organisation__slug="desk").participants.get().person != stranger


def test_looking_who_is_called_so_saves_nothing_and_keeps_what_was_typed(at_the_desk: Client) -> None:
    post(at_the_desk)

    page = post(at_the_desk, name="Ayan", happened="", notes="Half a sentence", look="1", form="another").text

    assert Case.objects.count() == 1
    assert "May be the same person" in page
    assert "Half a sentence" in page
    assert "Not saved yet" not in page


def test_pressing_twice_makes_one_case(at_the_desk: Client) -> None:
    first, second = post(at_the_desk), post(at_the_desk)

    assert Case.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_going_back_and_writing_something_else_loses_nothing(at_the_desk: Client) -> None:
    post(at_the_desk)

    page = post(at_the_desk, happened="Taken from her office").text

    assert "Somebody of this name is in the files" in page
    assert "Taken from her office" in page


def test_a_number_tells_nobody_how_many_cases_there_are(desk: Organisation) -> None:
    drawn = [int(free_number(organisation=desk, year=2026).removeprefix("2026-")) for _ in range(50)]

    assert all(0 <= number < 10_000 for number in drawn)
    assert max(drawn) - min(drawn) > 1_000, "this fails once in more than a billion billion runs"


def test_no_number_is_drawn_twice_and_a_crowded_year_has_longer_ones(desk: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    a_case(desk)
    Case.objects.filter().update(number="2026-0007", slug="2026-0008")
    lots = iter([7, 8, 9])
    monkeypatch.setattr(secrets, "randbelow", lambda _below: next(lots))

    assert free_number(organisation=desk, year=2026) == "2026-0009"

    monkeypatch.setattr(quick, "_DIGITS", 0)
    monkeypatch.setattr(secrets, "randbelow", lambda below: below - 1)
    assert free_number(organisation=desk, year=2026) == "2026-9", "two are used, so one digit is enough"


def test_every_page_that_names_it_says_that_it_is_unconfirmed(at_the_desk: Client) -> None:
    post(at_the_desk, kind="acts/liberty/detention", when="2026-11-20")
    case = Case.objects.get()
    person, part = Person.objects.get(), Participant.objects.get()

    addresses = [
        reverse("cases_desk:index"),
        reverse("cases_desk:case", args=[case.pk]),
        reverse("cases_desk:custody"),
        reverse("cases_desk:people"),
        reverse("cases_desk:person", args=[person.pk]),
        reverse("cases_desk:who", args=[case.pk, part.pk]),
        f"{reverse('cases_desk:quick')}?kept={case.pk}",
    ]
    for address in addresses:
        assert "unconfirmed" in at_the_desk.get(address).text, address


def test_a_case_that_was_taken_further_is_no_longer_called_so(desk: Organisation) -> None:
    case = a_case(desk)

    assert case.stage == Stage.CHECKED
    assert title_of(case) == "Name en"


def test_the_page_offers_the_editor_and_the_next_one(at_the_desk: Client) -> None:
    page = at_the_desk.get(post(at_the_desk)["Location"]).text

    assert f'href="{reverse("cases_desk:case", args=[Case.objects.get().pk])}">Open the full editor' in page
    assert re.search(r'name="name" [^>]*value="', page) is None


def test_another_organisations_case_is_not_told_of(at_the_desk: Client) -> None:
    theirs = a_case(an_organisation("other"))

    assert "Written down as" not in at_the_desk.get(f"{reverse('cases_desk:quick')}?kept={theirs.pk}").text


def test_a_slip_is_taken_back_with_whoever_is_in_no_other_case(at_the_desk: Client) -> None:
    post(at_the_desk)
    case = Case.objects.get()
    address = reverse("cases_desk:take_back", args=[case.pk])

    assert "Nothing brings it back" in at_the_desk.get(address).text
    assert Case.objects.exists()
    at_the_desk.post(address)

    assert not Case.objects.exists()
    assert not Person.objects.exists()
    assert LogEntry.objects.get(verb="take case back").details == {"number": case.number}


def test_what_somebody_worked_on_is_not_taken_back(desk: Organisation, at_the_desk: Client) -> None:
    post(at_the_desk)
    case = Case.objects.get()
    now = case.opened_at + timedelta(minutes=5)
    change_facts(row=case, facts={"country": "RU"}, seen=mark(case), by=None, now=now)

    page = at_the_desk.post(reverse("cases_desk:take_back", args=[case.pk]), follow=True).text

    assert "Somebody has worked on this case" in page
    assert Case.objects.get() == case


def test_enter_in_any_field_writes_it_down(at_the_desk: Client) -> None:
    page = at_the_desk.get(reverse("cases_desk:quick")).text

    # Browsers press the first button that sends the form.
    first = re.findall(r"<button[^>]*>[^<]*", page[page.index('data-outcry="quick"') :])[0]
    assert first.endswith(">Write it down")
    assert "name=" not in first


def test_looking_at_the_page_changes_nothing(at_the_desk: Client) -> None:
    at_the_desk.get(reverse("cases_desk:quick"), told())

    assert not Case.objects.exists()


def test_a_source_that_may_be_named_is_named(at_the_desk: Client) -> None:
    post(at_the_desk, told_by="A newspaper", source_is_confidential="false")

    assert Source.objects.get().is_confidential is False
    assert Source.objects.get().publisher == "A newspaper"
