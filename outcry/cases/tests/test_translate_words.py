"""Translators get the words of public cases that an approval copies out, as far as each may read them; what they write is a change of the file."""

import pytest

from outcry.accounts.models import Organisation, User
from outcry.accounts.reading import reading_for
from outcry.cases import publication
from outcry.cases.models import ActText, Case, CaseText, Change, Event, EventText, PublicationRule, PublicCase
from outcry.cases.tests.cast import NOW, a_case, a_participant, an_act, an_event, an_intervention, an_organisation, emeka, published_case, rosa
from outcry.cases.vocabulary import ShownPlaces
from outcry.lib.wordings import ChangedMeanwhile, Edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


@pytest.fixture
def people(desk: Organisation) -> tuple[User, User]:
    return rosa(desk), emeka(desk)


@pytest.fixture
def case(desk: Organisation, people: tuple[User, User]) -> Case:
    """Public, with an event, an act, a person who may be named, and something done about it."""
    case = a_case(desk)
    event = an_event(case)
    EventText.objects.create(event=event, language="en", title="The arrest", description="At dawn.", place="A town")
    an_act(case, event=event)
    a_participant(case, "Anna", is_named_publicly=True)
    an_intervention(case)
    published_case(desk, case, by=people)
    return Case.objects.get(pk=case.pk)


def wanted(desk: Organisation, standing: str = "", **more: object) -> list[tuple[str, str]]:
    found = publication.CasesWanted(organisation=desk, language="kk", standing=standing, **more)  # type: ignore[arg-type]
    return [(one.number, one.standing) for one in found[:50]]


def keys(desk: Organisation, case: Case) -> list[str]:
    found = publication.words_of(case_id=case.pk, organisation=desk)
    return [] if found is None else [f"{part.key.partition('/')[0]}/{name}" for part in found.parts for name in part.names if getattr(part.source, name)]


def translated(desk: Organisation, case: Case, by: User | None = None) -> None:
    """Every part of it."""
    found = publication.words_of(case_id=case.pk, organisation=desk)
    assert found is not None
    for part in found.parts:
        words = {name: f"Қ {getattr(part.source, name)}" for name in part.names}
        publication.translate_words(case_id=case.pk, organisation=desk, key=part.key, edit=part.edit("kk", is_fresh=True), words=words, by=by, now=NOW)


def test_what_an_approval_copies_out_is_among_them_and_no_name(desk: Organisation, case: Case) -> None:
    found = keys(desk, case)

    assert found == ["case/name", "case/standfirst", "event/title", "event/description", "event/place", "act/headline", "act/ended", "intervention/headline"]


def test_a_case_waits_until_every_part_is_there_as_its_source_stands(desk: Organisation, case: Case) -> None:
    at_first = wanted(desk)
    CaseText.objects.create(case=case, language="kk", name="Қ", standfirst="Қ", made_from_version=1)
    begun = wanted(desk)
    translated(desk, case)
    done = wanted(desk), wanted(desk, "done")
    EventText.objects.filter(language="en").update(version=2)

    assert [at_first, begun, *done, wanted(desk)] == [
        [("2010-the-case", "missing")],
        [("2010-the-case", "begun")],
        [],
        [("2010-the-case", "done")],
        [("2010-the-case", "behind")],
    ]


def test_what_is_not_public_waits_for_nobody(desk: Organisation, case: Case, people: tuple[User, User]) -> None:
    a_case(desk, slug="kept")
    PublicCase.objects.filter(case=case).update(withdrawn_at=NOW)

    assert wanted(desk) == []
    assert keys(desk, case) == []


def test_those_of_an_open_appeal_come_first(desk: Organisation, case: Case, people: tuple[User, User]) -> None:
    other = a_case(desk, slug="newer")
    published_case(desk, other, by=people)

    assert wanted(desk, pressing=[case.pk]) == [("2010-the-case", "missing"), ("2010-newer", "missing")]
    assert wanted(desk) == [("2010-newer", "missing"), ("2010-the-case", "missing")]


def test_what_stays_in_the_file_is_not_among_them(desk: Organisation, case: Case) -> None:
    hidden = an_event(case, is_public=False)
    EventText.objects.create(event=hidden, language="en", title="In secret")
    an_act(case, "Heard in secret", event=hidden)
    an_act(case, "Kept in the file", event=case.events.first(), is_public=False)
    PublicationRule.objects.create(case=case, places=ShownPlaces.COUNTRY)

    found = publication.words_of(case_id=case.pk, organisation=desk)

    assert found is not None
    said = [getattr(part.source, name) for part in found.parts for name in part.names]
    assert not {"In secret", "Heard in secret", "Kept in the file", "A town"} & set(said)
    translated(desk, case)
    assert wanted(desk) == []


def test_what_is_restricted_is_for_nobody_here_and_of_the_rest_each_has_what_she_may_read(desk: Organisation, case: Case, people: tuple[User, User]) -> None:
    Event.objects.filter(case=case).update(level="restricted")
    with reading_for(people[0]):
        of_event = keys(desk, case)
    Case.objects.filter(pk=case.pk).update(level="restricted")
    case.readers.add(people[0])
    with reading_for(people[0]):
        of_case = keys(desk, case), wanted(desk)

    assert of_event == ["case/name", "case/standfirst", "intervention/headline"]
    assert of_case == ([], [])


def test_a_translation_is_a_change_of_the_file_that_is_public_once_it_is_approved(desk: Organisation, case: Case, people: tuple[User, User]) -> None:
    publication.propose(case=case, by=people[0], now=NOW)
    before = PublicCase.objects.filter(case=case, is_current=True).count()
    changes = Change.objects.filter(case=case).count()

    translated(desk, case, by=people[0])
    case.refresh_from_db()

    assert case.proposed_at is None
    assert Change.objects.filter(case=case).count() == changes + 4
    assert PublicCase.objects.filter(case=case, is_current=True).count() == before == 1
    published_case(desk, case, by=people)
    assert PublicCase.objects.get(case=case, is_current=True, language="kk").wording["acts"][0]["headline"] == "Қ Jailed"


def test_whoever_is_second_is_told(desk: Organisation, case: Case) -> None:
    with pytest.raises(ChangedMeanwhile):
        publication.translate_words(
            case_id=case.pk, organisation=desk, key="case", edit=Edit(language="en"), words={"name": "N", "standfirst": "S"}, by=None, now=NOW
        )


def test_a_part_that_is_not_hers_can_not_be_written(desk: Organisation, case: Case) -> None:
    secret = an_act(case, "Kept", event=case.events.first(), is_public=False)
    edit = Edit(language="kk")

    for key in (f"act/{secret.pk}", "act/999999", "person/1", "nothing"):
        with pytest.raises(LookupError):
            publication.translate_words(case_id=case.pk, organisation=desk, key=key, edit=edit, words={"headline": "Қ"}, by=None, now=NOW)
    assert not ActText.objects.filter(language="kk").exists()
