"""Importing a table: what a mapping may say, what is refused, what a second import changes, and what undoing brings back."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from outcry.accounts.models import Organisation
from outcry.authorities.models import ImportState
from outcry.cases.as_records import read_records
from outcry.cases.models import Act, Case, CaseImport, Change, Event, EventText, PublicCase, SearchText, Source
from outcry.cases.operations import undoing_imports
from outcry.cases.operations.import_writing import numbers_for
from outcry.cases.operations.imports import carry_out, look, new_run, run_waiting_imports
from outcry.cases.operations.indexing import drifted
from outcry.cases.operations.people import open_person
from outcry.cases.operations.stages import move_case
from outcry.cases.operations.taking_away import delete_cases
from outcry.cases.operations.undoing_imports import NotUndone, undo_import
from outcry.cases.operations.writing import change_facts, mark
from outcry.cases.retention import STEPS_KEPT, forget_steps
from outcry.cases.stages import Stage
from outcry.cases.tables.mapping import MappingRefused, as_json, mapping_of, read_mapping
from outcry.cases.tests.cast import DETAINED, NOW, a_term, an_organisation, rosa
from outcry.lib.tables.refusals import TableRefused

pytestmark = pytest.mark.django_db

TOLD: dict[str, Any] = {
    "set": "arrests",
    "id": "Id",
    "given": {"case.country": "KZ"},
    "column": [
        {"name": "day", "fact": "event.when", "format": "DD.MM.YYYY"},
        {"name": "what", "fact": "event.title[en]"},
        {"name": "kind", "fact": "act.kind", "values": {"jailed": DETAINED, "-": ""}},
        {"name": "who", "fact": "victim.name[en]"},
        {"name": "links", "fact": "source.url", "list": "json"},
    ],
}
HEAD = "Id,day,what,kind,who,links\n"
TWO = HEAD + '1,06.05.2012,Jailed at a rally,jailed,Aigul,"[""https://a.example/1"",""https://b.example/2""]"\n2,07.05.2012,A picket,-,,\n'


@pytest.fixture
def organisation() -> Organisation:
    a_term(DETAINED)
    return an_organisation()


def imported(organisation: Organisation, text: str, **told: Any) -> CaseImport:
    file = io.BytesIO(text.encode())
    run = new_run(organisation=organisation, file=file, file_name="arrests.csv", mapping=mapping_of({**TOLD, **told}), by=None, now=NOW)
    carry_out(run=run, file=file, now=NOW)
    run.refresh_from_db()
    return run


def refusals(run: CaseImport) -> list[tuple[int | None, str, str]]:
    return [(one.row, one.column, one.reason or "") for one in run.troubles.filter(is_refusal=True)]


def verdicts(run: CaseImport) -> dict[str, int]:
    return {word: number for word, number in run.counts["cases"].items() if number and word != "read"}


def test_a_row_becomes_a_case_with_its_event_act_victim_and_sources(organisation: Organisation) -> None:
    imported(organisation, TWO)

    case = Case.objects.get(number="arrests-1")
    act = case.acts.get()
    assert (case.country, case.texts.get().name, act.event.when) == ("KZ", "Jailed at a rally", "2012-05-06")
    assert (act.kind.code, act.victim.texts.get().name, act.victim.person.names.get().text) == (DETAINED, "Aigul", "Aigul")  # type: ignore[union-attr]
    assert [source.url for source in act.sources.all()] == [source.url for source in act.event.sources.all()] == ["https://a.example/1", "https://b.example/2"]
    assert not Case.objects.get(number="arrests-2").acts.exists()


def test_what_was_imported_is_found_by_its_words(organisation: Organisation) -> None:
    imported(organisation, TWO)
    imported(organisation, TWO.replace("A picket", "A march"))

    assert SearchText.objects.get(case__number="arrests-2").folded.split().count("march") == 1
    assert drifted() == []


def test_nothing_that_was_imported_is_public(organisation: Organisation) -> None:
    imported(organisation, TWO)

    assert not PublicCase.objects.exists()
    assert not Case.objects.filter(proposed_at__isnull=False).exists()
    assert {(case.stage, case.moves.get().cause) for case in Case.objects.all()} == {("received", "filed")}


def test_a_dry_run_counts_the_same_and_writes_nothing(organisation: Organisation) -> None:
    report = look(organisation=organisation, file=io.BytesIO(TWO.encode()), mapping=mapping_of(TOLD))

    assert not Case.objects.exists()
    assert report.counts == imported(organisation, TWO).counts
    assert report.counts["sources"] == {"read": 2, "created": 2, "changed": 0, "unchanged": 0, "refused": 0}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("3,5/6/12,x,jailed,,", "day", "5/6/12"),
        ("3,31.02.2012,x,jailed,,", "day", "calendar"),
        ("3,06.05.2012,x,shouted at,,", "kind", "no term"),
        ("3,06.05.2012,x,jailed,,not a list", "links", "JSON"),
        (",06.05.2012,x,jailed,,", "Id", "no external id"),
        ("1,06.05.2012,x,jailed,,", "Id", "same external id"),
        (f"3,06.05.2012,{'x' * 201},jailed,,", "what", "201 letters"),
        ("3,06.05.2012,x,jailed,,,more", "#7", "beyond"),
    ],
)
def test_what_can_not_be_placed_is_refused_with_row_column_and_reason(organisation: Organisation, row: str, column: str, reason: str) -> None:
    run = imported(organisation, f"{TWO}{row}\n")

    [(number, where, why)] = refusals(run)
    assert (number, where) == (4, column)
    assert reason in why
    assert verdicts(run) == {"created": 2, "refused": 1}


def test_a_column_that_the_mapping_is_silent_about_is_named(organisation: Organisation) -> None:
    run = imported(organisation, HEAD.replace("who", "who,colour") + "1,06.05.2012,x,jailed,Aigul,red,\n")

    [note] = run.troubles.all()
    assert (note.column, note.is_refusal) == ("colour", False)


def test_a_changed_row_changes_just_that_and_keeps_what_people_wrote(organisation: Organisation) -> None:
    imported(organisation, TWO)
    event = Event.objects.get(case__number="arrests-1")
    change_facts(row=event, facts={"country": "KZ"}, seen=mark(event), by=rosa(organisation), now=NOW)

    run = imported(organisation, TWO.replace("06.05.2012", "08.05.2012").replace("https://b.example/2", "https://c.example/3"))

    event.refresh_from_db()
    assert verdicts(run) == {"changed": 1, "unchanged": 1}
    assert (event.when, event.country) == ("2012-05-08", "KZ")
    assert run.counts["sources"] == {"read": 2, "created": 0, "changed": 1, "unchanged": 1, "refused": 0}
    assert {one.kind for one in Change.objects.filter(by=None)} == {"event", "source"}


def test_a_fact_that_a_person_changed_is_not_overwritten(organisation: Organisation) -> None:
    imported(organisation, TWO)
    event = Event.objects.get(case__number="arrests-1")
    change_facts(row=event, facts={"when": "2012-05"}, seen=mark(event), by=rosa(organisation), now=NOW)

    run = imported(organisation, TWO.replace("06.05.2012", "08.05.2012"))

    event.refresh_from_db()
    assert (event.when, refusals(run)[0][:2]) == ("2012-05", (2, "events.when"))


def test_sources_acts_and_names_come_and_go_with_the_row_and_undoing_brings_all_back(organisation: Organisation) -> None:
    imported(organisation, TWO)
    case = Case.objects.get(number="arrests-1")
    before = read_records([case.pk])

    more = (
        TWO.replace('""https://b.example/2""', '""https://b.example/2"",""https://c.example/3""')
        .replace("Aigul", "Aigül")
        .replace("A picket,-", "A picket,jailed")
    )
    run = imported(organisation, more)
    changed = {source.url for source in Act.objects.get(case=case).sources.all()}
    left = undo_import(run=run, by=None, now=NOW)

    assert (verdicts(run), left) == ({"changed": 2}, 0)
    assert "https://c.example/3" in changed
    assert read_records([case.pk]) == before
    assert not Act.objects.filter(case__number="arrests-2").exists()
    assert verdicts(imported(organisation, TWO)) == {"unchanged": 2}


def test_undoing_takes_every_case_away_but_those_that_people_changed(organisation: Organisation) -> None:
    run = imported(organisation, TWO)
    source = Source.objects.filter(case__number="arrests-1").first()
    assert source
    change_facts(row=source, facts={"publisher": "A paper"}, seen=mark(source), by=rosa(organisation), now=NOW)

    left = undo_import(run=run, by=None, now=NOW)

    run.refresh_from_db()
    assert (left, [case.number for case in Case.objects.all()], run.state) == (1, ["arrests-1"], ImportState.UNDONE)
    assert run.troubles.get(is_refusal=False, row=2).record == "arrests-1"


def test_undoing_leaves_a_case_whose_person_came_into_another_case(organisation: Organisation) -> None:
    run = imported(organisation, TWO)
    person = Case.objects.get(number="arrests-1").participants.get().person
    other = Case.objects.create(organisation=organisation, number="9", slug="nine", country="KZ", opened_at=NOW)
    other.participants.create(person=person)

    assert undo_import(run=run, by=None, now=NOW) == 1


def test_undoing_leaves_a_case_that_somebody_took_up(organisation: Organisation) -> None:
    run = imported(organisation, TWO)
    move_case(case=Case.objects.get(number="arrests-1"), to=Stage.TRIAGE, by=rosa(organisation), now=NOW)

    assert (undo_import(run=run, by=None, now=NOW), Case.objects.get().number) == (1, "arrests-1")


def test_undoing_that_was_killed_goes_on_where_it_stopped(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(organisation, TWO)
    run = imported(organisation, TWO.replace("A picket", "A march") + "3,08.05.2012,A vigil,-,,\n4,09.05.2012,A rally,-,,\n")
    taken: list[int] = []

    def dies_at_the_second(cases: list[int]) -> None:
        taken.extend(cases)
        if len(taken) > 1:
            raise KeyboardInterrupt
        delete_cases(cases)

    monkeypatch.setattr(undoing_imports, "_BATCH", 1)
    monkeypatch.setattr(undoing_imports, "delete_cases", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        undo_import(run=run, by=None, now=NOW)
    run.refresh_from_db()
    half = (run.state, Case.objects.count())
    monkeypatch.setattr(undoing_imports, "delete_cases", delete_cases)

    left = undo_import(run=run, by=None, now=NOW)

    assert (half, left, run.troubles.count()) == ((ImportState.DONE, 3), 0, 0)
    assert sorted(text.title for text in EventText.objects.all()) == ["A picket", "Jailed at a rally"]


def test_an_import_is_undone_once(organisation: Organisation) -> None:
    run = imported(organisation, TWO)
    undo_import(run=run, by=None, now=NOW)

    with pytest.raises(NotUndone):
        undo_import(run=run, by=None, now=NOW)


def test_the_number_of_another_case_is_refused(organisation: Organisation) -> None:
    Case.objects.create(organisation=organisation, number="7", slug="seven", country="KZ", opened_at=NOW)
    told = [*TOLD["column"], {"name": "number", "fact": "case.number"}]

    run = imported(organisation, "Id,number\n1,7\n2,8\n3,8\n", column=told)

    assert [(row, column) for row, column, _why in refusals(run)] == [(2, "case.number"), (4, "case.number")]


def test_two_sets_may_use_the_same_ids_and_get_numbers_of_their_own(organisation: Organisation) -> None:
    imported(organisation, TWO)
    imported(organisation, TWO, set="Arrests")

    assert Case.objects.count() == 4
    assert len(set(Case.objects.values_list("number", flat=True))) == 4


def test_a_guessed_encoding_is_asked_for_and_a_stated_one_is_taken(organisation: Organisation) -> None:
    text = "Id,day,what,kind,who,links\n" + "".join(f"{number},06.05.2012,Задержание на площади у театра {number},jailed,,\n" for number in range(20))
    file = io.BytesIO(text.encode("cp1251"))
    run = new_run(organisation=organisation, file=file, file_name="a.csv", mapping=mapping_of(TOLD), by=None, now=NOW)

    assert not carry_out(run=run, file=file, now=NOW)
    run.refresh_from_db()
    assert (run.state, "cp1251" in run.sentence) == (ImportState.REFUSED, True)

    run = new_run(organisation=organisation, file=file, file_name="a.csv", mapping=mapping_of(TOLD), encoding="cp1251", by=None, now=NOW)
    assert carry_out(run=run, file=file, now=NOW)
    assert Case.objects.get(number="arrests-3").texts.get().name == "Задержание на площади у театра 3"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("nonsense = [", "neither TOML nor JSON"),
        ('id = "Id"', "set"),
        ('set = "a"\n[[column]]\nname = "x"\nfact = "event.when"', "id"),
        ('set = "a"\nid = "x"\n[[column]]\nname = "x"\nfact = "event.title"', "language"),
        ('set = "a"\nid = "x"\n[[column]]\nname = "x"\nfact = "event.when"\nformat = "DD.MM"', "format"),
        ('set = "a"\nid = "x"\ncolour = 1\n[[column]]\nname = "x"\nfact = "event.when"', "colour"),
        ('set = "a"\nid = "x"\n[given]\n"case.country" = "Atlantis"\n[[column]]\nname = "x"\nfact = "event.when"', "Atlantis"),
    ],
)
def test_a_mapping_that_can_not_be_used_says_where_it_is_wrong(told: str, words: str) -> None:
    with pytest.raises(MappingRefused, match=words):
        read_mapping(told)


def test_a_mapping_is_kept_as_it_was_told() -> None:
    mapping = mapping_of({**TOLD, "records": "data", "ignore": ["x*"], "encoding": "cp1251"})

    assert mapping_of(json.loads(json.dumps(as_json(mapping)))) == mapping


def test_an_empty_file_is_refused(organisation: Organisation) -> None:
    with pytest.raises(TableRefused):
        look(organisation=organisation, file=io.BytesIO(b""), mapping=mapping_of(TOLD))


def test_an_import_that_waits_is_a_chore(organisation: Organisation) -> None:
    assert run_waiting_imports(now=NOW) == 0


def test_what_an_import_did_is_forgotten_after_its_term_and_then_it_stays(organisation: Organisation) -> None:
    run = imported(organisation, TWO)

    assert (forget_steps(now=NOW + STEPS_KEPT - timedelta(days=1)), forget_steps(now=NOW + STEPS_KEPT + timedelta(days=1))) == (0, 1)
    with pytest.raises(NotUndone):
        undo_import(run=run, by=None, now=NOW)
    assert Case.objects.count() == 2


def test_the_command_ends_with_one_line_of_json_and_undoes(organisation: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text(TWO)
    (tmp_path / "m.json").write_text(json.dumps(TOLD))

    for more in (["--mapping", str(tmp_path / "m.json"), "--dry-run"], ["--mapping", str(tmp_path / "m.json")], ["--set", "arrests"]):
        call_command("cases", "import", str(tmp_path / "a.csv"), *more)
    dry, first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    call_command("cases", "undo", str(first["run"]))

    assert (dry["kinds"], dry["dry_run"]) == (first["kinds"], True)
    assert second["kinds"]["cases"] == {"read": 2, "created": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert json.loads(capsys.readouterr().out)["left"] == 0


def test_the_command_says_what_it_lacks(organisation: Organisation) -> None:
    with pytest.raises(CommandError, match="No mapping was saved"):
        call_command("cases", "import", __file__, "--set", "arrests")
    with pytest.raises(CommandError, match="number"):
        call_command("cases", "undo", "99")


def test_somebody_who_was_there_before_stays_when_an_import_is_undone(organisation: Organisation) -> None:
    person = open_person(organisation=organisation, names=[{"text": "Aigul", "language": "en"}], facts={}, by=None, now=NOW)
    run = imported(organisation, TWO)

    undo_import(run=run, by=None, now=NOW)

    person.refresh_from_db()
    assert person.names.get().text == "Aigul"


def test_a_number_that_is_a_mark_has_one_hyphen(organisation: Organisation) -> None:
    (number,) = numbers_for(organisation=organisation, prefix="police_killings", ids=["A'donte Washington/16/Male/Black"])

    assert re.fullmatch(r"police-[0-9a-f]{12}", number)
