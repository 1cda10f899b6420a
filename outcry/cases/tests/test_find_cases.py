"""Rosa finds cases by their words, in every language, and by what happened."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outcry.accounts.models import Organisation
from outcry.cases import word_indexes
from outcry.cases.filters import BadFilter, CaseFilter
from outcry.cases.models import Case, Involvement, Part, Person, SearchText, Source
from outcry.cases.operations.indexing import drifted, keep_words, rebuild
from outcry.cases.operations.people import identify
from outcry.cases.operations.writing import add_part, change_words, remove_part, undo
from outcry.cases.search import Search, matching
from outcry.cases.search_counts import facets, points, timeline
from outcry.cases.search_text import PLAIN, plain_columns
from outcry.cases.tests.cast import BEATEN, DETAINED, FINED, NOW, a_case, a_participant, a_term, an_act, an_event, an_organisation, fifteen_days
from outcry.lib import word_index
from outcry.lib.places import Box
from outcry.lib.translations import TextRow
from outcry.lib.wordings import Edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


def worded(organisation: Organisation, body: str, slug: str = "the-case", language: str = "ru", **facts: Any) -> Case:
    """A case with an act in these words, ready to be found."""
    case = a_case(organisation, slug=slug)
    act = an_act(case, headline="Акт", language=language, **facts)
    act.texts.update(body=body)
    keep_words(cases=[case.pk])
    return case


def found(organisation: Organisation, **conditions: Any) -> list[Case]:
    return list(matching(wanted=CaseFilter(**conditions), organisation=organisation).order_by("pk"))


@pytest.mark.parametrize("typed", ["актау", "АҚТАУ", "Ақтау", "акта"])
def test_the_kazakh_town_is_found_however_it_is_typed(desk: Organisation, typed: str) -> None:
    case = worded(desk, "Забастовка в городе Ақтау.")
    worded(desk, "Забастовка в Алматы.", slug="other")

    assert found(desk, text=typed) == [case]


@pytest.mark.parametrize(
    ("body", "typed"),
    [("Über die Straße", "strasse"), ("قبضت الشرطة على العامل", "الشرطة"), ("Peine à Besançon", "besancon"), ("Статья 15-2", "15 2")],
)
def test_words_of_every_language_are_found(desk: Organisation, body: str, typed: str) -> None:
    case = worded(desk, body)

    assert found(desk, text=typed) == [case]


def test_all_words_are_needed_and_only_the_last_may_be_a_beginning(desk: Organisation) -> None:
    case = worded(desk, "Police searched the flat in Almaty", language="en")

    assert found(desk, text="almaty pol") == [case]
    assert found(desk, text="pol almaty") == []
    assert found(desk, text="police astana") == []


@pytest.mark.parametrize("typed", ['"', "' OR 1=1", "police AND", "NEAR(", "folded:police", "*", "a:*b", "\\"])
def test_marks_that_mean_something_to_a_database_mean_nothing_here(desk: Organisation, typed: str) -> None:
    worded(desk, "Police", language="en")

    assert isinstance(found(desk, text=typed), list)


def test_a_name_is_found_by_its_keys_in_other_letters(desk: Organisation) -> None:
    case = worded(desk, "Fined by a closed court", language="en")
    identify(participant=a_participant(case, "Esenbek Ukteshbayev"), person=None, by=None, now=NOW)

    assert found(desk, text="Уктешбаев") == [case]
    assert found(desk, text="Ukteshbayev fined") == [case]
    assert found(desk, text="Ukteshbayev acquitted") == []


@pytest.mark.parametrize("typed", ["Ukteşbaev", "Uktešbaev", "Ükteşbaev", "Uktesbaev", "Oukteshbaïev", "Ukteschbajew"])
def test_a_name_is_found_in_romanisations_that_tell_letters_apart_by_their_marks(desk: Organisation, typed: str) -> None:
    case = worded(desk, "Fined by a closed court", language="en")
    identify(participant=a_participant(case, "Есенбек Уктешбаев"), person=None, by=None, now=NOW)

    assert found(desk, text=typed) == [case]
    assert found(desk, text=f"{typed} fined") == [case]


def test_no_sealed_text_and_no_confidential_source_is_among_the_words(desk: Organisation) -> None:
    case = worded(desk, "Fined", language="en", confidential_notes="canarynote")
    identify(participant=a_participant(case, "Canaryname", confidential_notes="canarypart"), person=None, by=None, now=NOW)
    Source.objects.create(case=case, is_confidential=True, publisher="canarypublisher", title="canarytitle", identity="canaryidentity")
    keep_words(cases=[case.pk])

    words = SearchText.objects.get(case=case).folded.split()
    assert "fined" in words
    assert not [word for word in words if word.startswith("canary")]


def test_every_change_of_the_file_is_found_at_once(desk: Organisation) -> None:
    case = worded(desk, "Fined", language="en")
    act = case.acts.get()

    edit = Edit(language="ru", seen_version=0, made_from_version=1)
    change_words(part=act, edit=edit, words={"headline": "Оштрафован", "body": ""}, by=None, now=NOW)
    assert found(desk, text="оштрафован") == [case]

    removed = remove_part(part=act, by=None, now=NOW)
    assert found(desk, text="оштрафован") == []

    undo(change=removed, by=None, now=NOW)
    assert found(desk, text="оштрафован") == [case]


def test_a_source_is_found_once_it_is_added(desk: Organisation) -> None:
    case = worded(desk, "Fined", language="en")

    add_part(owner=case, kind=Source, facts={"publisher": "Vzglyad"}, by=None, now=NOW)

    assert found(desk, text="vzglyad") == [case]


def test_words_that_were_taken_away_are_gone_from_the_index(desk: Organisation) -> None:
    case = worded(desk, "Secretword", language="en")
    case.acts.get().texts.update(body="")
    keep_words(cases=[case.pk])

    assert found(desk, text="secretword") == []
    assert word_index.is_whole(connection, word_indexes.FILES)


def test_words_that_stay_are_found_beside_those_that_come_and_go(desk: Organisation) -> None:
    # The last letter but two is younger than the tables of SQLite.
    case = worded(desk, "Strike at Жаңаөзен, ab, ab\ua7d7ab", language="en")
    case.acts.get().texts.update(body="Strike at Ақтау, ab")
    keep_words(cases=[case.pk])

    assert [found(desk, text=word) for word in ("strike at", "ab", "ақтау")] == [[case]] * 3
    assert [found(desk, text=word) for word in ("жаңаөзен", "ab\ua7d7ab")] == [[], []]
    assert word_index.is_whole(connection, word_indexes.FILES)


def test_drift_is_noticed_and_mended(desk: Organisation) -> None:
    case = worded(desk, "Fined", language="en")
    assert drifted() == []

    case.acts.get().texts.update(body="Changed behind the back of the desk")
    assert drifted() == [case.pk]

    rebuild()
    assert drifted() == []
    assert found(desk, text="behind") == [case]


def test_an_index_that_was_lost_is_noticed_and_made_anew(desk: Organisation) -> None:
    case = worded(desk, "Fined", language="en")
    word_index.take_down(connection, word_indexes.FILES)
    assert not word_index.is_whole(connection, word_indexes.FILES)

    rebuild()

    assert word_index.is_whole(connection, word_indexes.FILES)
    assert found(desk, text="fined") == [case]


@pytest.mark.parametrize("typed", ["", "strike", "zhana"])
def test_the_keys_stand_in_the_order_in_which_cases_were_opened(desk: Organisation, typed: str) -> None:
    for number in (3, 1, 4, 2, 5):
        case = a_case(desk, slug=f"case-{number}")
        an_act(case).texts.update(body="strike in Zhanaozen")
        Case.objects.filter(pk=case.pk).update(opened_at=NOW + timedelta(days=number), number=f"no-{number}")
    keep_words(cases=list(Case.objects.values_list("pk", flat=True)))

    keys = Search(wanted=CaseFilter.read({"text": typed}), organisation=desk).keys()

    assert [Case.objects.get(pk=key).number for key in keys] == ["no-5", "no-4", "no-3", "no-2", "no-1"]


def test_another_organisation_finds_nothing(desk: Organisation) -> None:
    worded(desk, "Fined", language="en")

    assert found(an_organisation("other"), text="fined") == []


def test_a_kind_of_act_means_all_beneath_it(desk: Organisation) -> None:
    jailed, fined = worded(desk, "", kind=DETAINED), worded(desk, "", kind=FINED, slug="fined")

    assert found(desk, act="acts/liberty") == [jailed]
    assert found(desk, act="acts/expression") == [fined]


@pytest.mark.parametrize(("when", "is_found"), [("2011", True), ("2011-03-05", True), ("2010/..", True), ("2011-04", False), ("", False), ("2010~", False)])
def test_a_vague_date_is_found_when_it_may_have_been_then(desk: Organisation, when: str, is_found: bool) -> None:
    case = worded(desk, "", when=when)

    assert found(desk, since=date(2011, 3, 1), until=date(2011, 3, 31)) == ([case] if is_found else [])


def test_an_event_without_acts_is_found_by_its_own_date(desk: Organisation) -> None:
    case = a_case(desk)
    an_event(case, when="2011-03")

    assert found(desk, began="2011-03") == [case]
    assert found(desk, until=date(2010, 1, 1)) == []


def test_conditions_on_what_happened_hold_for_one_act(desk: Organisation) -> None:
    case = a_case(desk)
    an_act(case, kind=DETAINED, when="2010-12-20")
    an_act(case, kind=BEATEN, when="2011-01-02")

    assert found(desk, act=BEATEN, began="2011") == [case]
    assert found(desk, act=BEATEN, began="2010") == []


def test_what_is_known_to_the_year_began_in_no_month(desk: Organisation) -> None:
    case = worded(desk, "", when="2011")

    assert found(desk, began="2011") == [case]
    assert found(desk, began="2011-01") == []


@pytest.mark.parametrize(("day", "is_held"), [((2010, 12, 19), False), ((2010, 12, 20), True), ((2011, 1, 3), True), ((2011, 1, 4), False)])
def test_who_is_held_is_asked_for_a_day(desk: Organisation, day: tuple[int, int, int], is_held: bool) -> None:
    case = a_case(desk)
    fifteen_days(case, released="2011-01-03")

    assert found(desk, held_on=date(*day)) == ([case] if is_held else [])


def test_every_count_is_the_number_of_cases_found_with_it(desk: Organisation) -> None:
    _a_handful(desk)
    search = Search(wanted=CaseFilter(country="KZ"), organisation=desk)

    counted = facets(search=search, today=date(2011, 1, 1))

    assert {name for name, lines in counted.items() if lines} == {"act", "perpetrator", "country", "began", "standing", "stage", "held_on"}
    for name, lines in counted.items():
        for line in lines:
            read = CaseFilter.read({**search.wanted.as_typed(), name: line.value})
            assert matching(wanted=read, organisation=desk).count() == line.number, (name, line)


@pytest.mark.parametrize(("typed", "most"), [({}, 12), ({"text": "name"}, 18), ({"text": "name", "act": "acts/liberty"}, 23)])
def test_counting_takes_the_same_statements_however_many_cases(desk: Organisation, typed: dict[str, str], most: int) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            facets(search=Search(wanted=CaseFilter.read(typed), organisation=desk), today=date(2011, 1, 1))
        return len(asked)

    _a_handful(desk)
    few, again = statements(), statements()
    for place in range(5):
        worded(desk, "", slug=f"more-{place}", when=f"200{place}", kind=FINED)

    assert statements() == few <= most
    assert again == few - 7, "what is kept in memory is not read again"


def test_the_timeline_has_the_years_and_then_the_months_of_one(desk: Organisation) -> None:
    for number, when in enumerate(["2010-12-20~", "2011", "2011-01-06", "2011-01", "2011-03-01/2011-05-02", ""]):
        worded(desk, "", slug=f"case-{number}", when=when)

    years = timeline(search=Search(wanted=CaseFilter(), organisation=desk))
    months = timeline(search=Search(wanted=CaseFilter(began="2011-03"), organisation=desk))

    assert [(line.value, line.number) for line in years] == [("2010", 1), ("2011", 4), ("", 1)]
    assert [(line.value, line.number) for line in months] == [("2011", 1), ("2011-01", 2), ("2011-03", 1)]
    for line in [*years[:-1], *months[1:]]:
        assert len(found(desk, began=line.value)) == line.number


def test_the_timeline_loses_no_case_of_the_list(desk: Organisation) -> None:
    for number, when in enumerate(["2010-12-20~", "", ""]):
        worded(desk, "beaten", slug=f"case-{number}", language="en", when=when)
    a_case(desk, slug="quiet")

    for wanted, without in ((CaseFilter(), 3), (CaseFilter(text="beaten"), 2), (CaseFilter(act=DETAINED, country="KZ"), 2)):
        search = Search(wanted=wanted, organisation=desk)
        assert [line.number for line in timeline(search=search) if not line.value] == [without]
        assert sum(line.number for line in timeline(search=search)) == len(search.keys())


def test_a_part_of_the_map_holds_the_points_that_lie_in_it(desk: Organisation) -> None:
    case = a_case(desk)
    aktau = an_event(case, latitude=43.65, longitude=51.15)
    an_event(case, latitude=-18.1, longitude=178.4)
    an_event(case)

    assert len(points(search=Search(wanted=CaseFilter(), organisation=desk))) == 2
    for area, there in (((43, 51, 44, 52), 1), ((-20, 170, 0, -170), 1), ((0, 0, 1, 1), 0)):
        assert len(points(search=Search(wanted=CaseFilter(area=Box(*area)), organisation=desk))) == there
    an_act(case, event=aktau)
    an_act(case, event=aktau)
    assert len(points(search=Search(wanted=CaseFilter(act="acts/liberty"), organisation=desk))) == 1


def _a_handful(organisation: Organisation) -> None:
    held = worded(organisation, "", slug="held", kind=DETAINED, when="2010-12-20~")
    fifteen_days(held)
    police = a_participant(held, "Police")
    Involvement.objects.create(act=held.acts.get(), perpetrator=police, type=a_term("perpetrators/state"))
    an_act(held, kind=FINED, when="2011")
    worded(organisation, "", slug="fined", kind=FINED, when="2011-01-06")
    worded(organisation, "", slug="proposed", kind=BEATEN, when="2009/2010")
    Case.objects.filter(slug="proposed").update(proposed_at=NOW)
    keep_words(cases=list(Case.objects.values_list("pk", flat=True)))


def test_a_filter_is_written_as_it_is_read(desk: Organisation) -> None:
    typed = {"until": "2011", "act": "acts/liberty", "text": "  Ақтау   мұнай ", "area": "40,50,45.5,60", "page": "3", "country": "KZ", "held_on": ""}

    once = CaseFilter.read(typed)

    assert once.until == date(2011, 12, 31)
    assert (
        once.query
        == "text=%D0%90%D2%9B%D1%82%D0%B0%D1%83+%D0%BC%D2%B1%D0%BD%D0%B0%D0%B9&act=acts%2Fliberty&country=KZ&until=2011-12-31&area=40%2C50%2C45.5%2C60"
    )
    assert CaseFilter.read(once.as_typed()) == once
    assert once.query_with(text="", country="BY", held_on="2011-01-02", characteristic="x") == (
        CaseFilter.read({**once.as_typed(), "text": "", "country": "BY", "held_on": "2011-01-02", "characteristic": "x"}).query
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since", "yesterday"),
        ("country", "Kazakhstan"),
        ("act", "Act!"),
        ("began", "11"),
        ("area", "1,2,3"),
        ("area", "nan,0,1,1"),
        ("standing", "x"),
        ("held_on", ".."),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadFilter) as refused:
        CaseFilter.read({name: value})

    assert set(refused.value.problems) == {name}


def test_the_command_tells_of_drift_and_mends_it(desk: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    worded(desk, "Fined", language="en").acts.get().texts.update(body="Jailed")

    with pytest.raises(CommandError, match="rebuild"):
        call_command("search", "check")
    call_command("search", "rebuild")
    call_command("search", "check")

    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"drifted": 1, "index_is_whole": True},
        {"cases": 1},
        {"drifted": 0, "index_is_whole": True},
    ]


_NO_WORDS = {
    # Codes, addresses and names of files, by which nobody looks; the names of countries are a condition of their own.
    "case": {"public_id", "slug", "country"},
    # What a project of ours was called says nothing of what happened.
    "event": {"country", "precision", "project"},
    "source": {"language", "url"},
    "penalty": {"currency", "converted_currency", "converted_by"},
    "destruction": {"currency"},
    # Spoken of over all cases: found by name.
    "person": {"public_id", "pseudonym", "gender", "occupation"},
    "personname": {"language", "script"},
    "relation": {"position_held"},
}


def test_no_plain_words_of_the_file_are_forgotten() -> None:
    """A new column of a part is either found by its words, or said here not to be."""
    parts = [model for model in apps.get_app_config("cases").get_models() if issubclass(model, (Part, TextRow, Case, Person))]
    for model in parts:
        name = str(model._meta.model_name)
        known = set(PLAIN.get(name, ("", ()))[1]) | _NO_WORDS.get(name, set()) | {"language"}
        assert plain_columns(model) <= known, name
