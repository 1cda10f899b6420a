"""Rosa imports a table at her desk: each step, what is asked, what is remembered, what is refused, and taking it back."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from outcry.accounts.models import Organisation
from outcry.accounts.operations import staff_group
from outcry.authorities.models import ImportState
from outcry.cases.filters import CaseFilter
from outcry.cases.models import Case, CaseImport, CaseImportFile, CaseImportReport, ExportForm, SavedMapping
from outcry.cases.operations import import_steps
from outcry.cases.operations.exports import export_cases
from outcry.cases.operations.imports import SILENT_FOR, run_waiting_imports
from outcry.cases.operations.writing import change_facts, mark
from outcry.cases.retention import STEPS_KEPT, forget_steps
from outcry.cases.search import Search
from outcry.cases.tests.cast import DETAINED, NOW, a_case, a_term, an_act, an_organisation, rosa
from outcry.lib.tables.tests.files import a_workbook, an_archive, an_ods, ods_text

pytestmark = pytest.mark.django_db

TABLE = "Id,Date,Title,Kind\n1,06.05.2012,Held at a rally,jailed\n2,07.05.2012,A picket,-\n3,someday,A march,-\n"
SET = {"set-set_name": "rallies", "set-id_column": "Id", "set-language": "en", "set-country": "KZ", "set-act": ""}
COLUMNS = {"c0-fact": "", "c1-fact": "event.when", "c1-format": "DD.MM.YYYY", "c2-fact": "event.title", "c3-fact": "act.kind"}


@pytest.fixture
def desk() -> Organisation:
    a_term(DETAINED)
    return an_organisation()


@pytest.fixture
def at_the_desk(desk: Organisation, client: Client) -> Client:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)
    return client


def address(name: str, run: CaseImport | None = None) -> str:
    return reverse(f"cases_desk:{name}", args=[run.pk] if run else [])


def taken(client: Client, content: str | bytes, name: str = "rallies.csv") -> CaseImport:
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    client.post(address("import_upload"), {"upload": file})
    return CaseImport.objects.latest("pk")


def looked_at(client: Client, content: str = TABLE) -> CaseImport:
    run = taken(client, content)
    client.post(address("import_columns", run), {**SET, **COLUMNS})
    client.post(address("import_values", run), {"said": "1", **meaning(client, run)})
    run.refresh_from_db()
    return run


def meaning(client: Client, run: CaseImport) -> dict[str, str]:
    """The words of the column of kinds in the order of the page, most frequent first."""
    texts = [field.label for field in client.get(address("import_values", run)).context["forms"][0]]
    return {f"v0-t{place}": DETAINED if text == "jailed" else "" for place, text in enumerate(texts)}


def imported(client: Client, content: str = TABLE) -> CaseImport:
    run = looked_at(client, content)
    client.post(address("begin_import", run))
    run_waiting_imports(now=NOW)
    run.refresh_from_db()
    return run


def figures(run: CaseImport) -> dict[str, int]:
    return {word: number for word, number in run.counts["cases"].items() if number}


def test_a_file_goes_from_its_columns_over_its_words_to_the_look(desk: Organisation, at_the_desk: Client) -> None:
    run = taken(at_the_desk, TABLE)
    asked = at_the_desk.get(address("import_columns", run)).text
    answer = at_the_desk.post(address("import_columns", run), {**SET, **COLUMNS})
    words = at_the_desk.get(answer["Location"]).text
    looked = looked_at(at_the_desk)

    assert "06.05.2012" in asked
    assert "jailed" in words
    assert figures(looked) == {"read": 3, "created": 2, "refused": 1}
    assert "no day of" in at_the_desk.get(address("import", looked)).text or "someday" in at_the_desk.get(address("import", looked)).text
    assert not Case.objects.exists()


def test_what_is_imported_is_what_was_looked_at(desk: Organisation, at_the_desk: Client) -> None:
    run = imported(at_the_desk)

    assert (run.state, figures(run)) == (ImportState.DONE, {"read": 3, "created": 2, "refused": 1})
    assert Case.objects.get(number="rallies-1").acts.get().kind.code == DETAINED
    assert Case.objects.get(number="rallies-1").opened_by == desk.staff.get()
    assert not CaseImportFile.objects.exists()


def test_the_report_has_a_line_for_every_row(desk: Organisation, at_the_desk: Client) -> None:
    run = looked_at(at_the_desk)

    answer = at_the_desk.get(address("import_report", run))

    lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [(line["row"], line["record"], line["verdict"]) for line in lines] == [("2", "1", "created"), ("3", "2", "created"), ("4", "3", "refused")]
    assert (lines[2]["column"], "someday" in lines[2]["reason"]) == ("Date", True)


def test_the_next_file_of_the_set_is_known_by_its_columns(desk: Organisation, at_the_desk: Client) -> None:
    imported(at_the_desk)
    run = taken(at_the_desk, TABLE.replace("A picket", "A vigil"), name="other.csv")

    page = at_the_desk.get(address("import_columns", run))
    at_the_desk.post(address("import_columns", run), {"as_saved": "1", "saved-saved": str(SavedMapping.objects.get().pk)})

    run.refresh_from_db()
    assert page.context["saved"] == SavedMapping.objects.get()
    assert (run.set_name, figures(run)) == ("rallies", {"read": 3, "changed": 1, "unchanged": 1, "refused": 1})


def test_columns_of_another_kind_are_not_taken_for_a_saved_mapping(desk: Organisation, at_the_desk: Client) -> None:
    imported(at_the_desk)
    run = taken(at_the_desk, "Number,Day\n1,2012\n")

    assert at_the_desk.get(address("import_columns", run)).context["saved"] is None


def test_the_encoding_is_asked_for_where_it_can_only_be_guessed(desk: Organisation, at_the_desk: Client) -> None:
    text = "Id,Title\n" + "".join(f"{number},Задержание на площади, сказали свидетели\n".replace(", сказали", " сказали") for number in range(20))
    run = taken(at_the_desk, text.encode("cp1251"))
    columns = at_the_desk.get(address("import_columns", run))
    shown = at_the_desk.post(address("import_reading", run), {"encoding": "cp1251", "show": "1"})
    answer = at_the_desk.post(address("import_reading", run), {"encoding": "cp1251"})

    run.refresh_from_db()
    assert columns["Location"] == address("import_reading", run)
    assert "Задержание на площади" in shown.text
    assert (run.encoding, answer["Location"]) == ("cp1251", address("import_columns", run))


LISTED = json.dumps({"about": {"made": "by hand"}, "data": {"arrests": [{"Id": "1", "Title": "Held"}, {"Id": "2", "Title": "Taken"}]}}, indent=1)


def test_the_one_list_inside_an_object_of_json_is_mapped_as_it_is(desk: Organisation, at_the_desk: Client) -> None:
    for content in (LISTED, json.dumps(json.loads(LISTED))):
        run = taken(at_the_desk, content, name="arrests.json")

        page = at_the_desk.get(address("import_columns", run))

        assert (run.sheet, page.status_code) == ("data.arrests", 200)
        assert "Taken" in page.text


def test_which_list_of_an_object_of_json_is_asked_for_where_there_are_several(desk: Organisation, at_the_desk: Client) -> None:
    run = taken(at_the_desk, json.dumps({"places": [{"Name": "A square"}], **json.loads(LISTED)}, indent=1), name="arrests.json")
    asked = at_the_desk.get(address("import_reading", run))
    at_the_desk.post(address("import_reading", run), {"sheet": "places"})

    page = at_the_desk.get(address("import_columns", run))

    assert "Which list holds the records" in asked.text
    # The longest is offered first, and shown.
    assert "Taken" in asked.text
    assert "A square" in page.text


def test_one_line_of_json_lines_that_holds_a_list_stays_one_record(desk: Organisation, at_the_desk: Client) -> None:
    run = taken(at_the_desk, '{"Id": "1", "links": [{"url": "https://news.example/1"}]}\n', name="one.jsonl")

    assert run.found == {"kind": "json", "bytes": 58}


def test_the_sheet_is_asked_for_where_there_are_several(desk: Organisation, at_the_desk: Client) -> None:
    def write(book: object) -> None:
        for name, title in (("Notes", "Note"), ("Arrests", "Title")):
            page = book.add_worksheet(name)  # type: ignore[attr-defined]
            page.write_row(0, 0, ["Id", title])
            page.write_row(1, 0, ["1", f"A row of {name}"])

    run = taken(at_the_desk, a_workbook(write), name="two.xlsx")
    at_the_desk.post(address("import_reading", run), {"sheet": "Arrests"})

    assert "A row of Arrests" in at_the_desk.get(address("import_columns", run)).text


def test_an_export_of_ours_is_looked_at_at_once_and_nothing_differs(desk: Organisation, at_the_desk: Client) -> None:
    an_act(a_case(desk))
    export = export_cases(search=Search(wanted=CaseFilter(), organisation=desk), form=ExportForm.CSV, with_sealed=True, by=None, now=NOW)

    run = taken(at_the_desk, b"".join(export.pieces))

    assert figures(run) == {"read": 1, "unchanged": 1}


def test_looking_at_the_steps_changes_nothing(desk: Organisation, at_the_desk: Client) -> None:
    run = looked_at(at_the_desk)
    before = CaseImport.objects.filter(pk=run.pk).values().get()

    for name in ("import", "import_columns", "import_values", "import_reading", "import_report"):
        assert at_the_desk.get(address(name, run)).status_code == 200

    assert CaseImport.objects.filter(pk=run.pk).values().get() == before


def test_a_large_file_waits_for_its_turn_and_the_page_looks_again(desk: Organisation, at_the_desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_steps, "_AT_ONCE_BYTES", 10)

    run = looked_at(at_the_desk)
    waiting = at_the_desk.get(address("import", run))
    run_waiting_imports(now=NOW)

    run.refresh_from_db()
    assert waiting["Refresh"] == "3"
    assert (run.state, figures(run)) == (ImportState.LOOKED_AT, {"read": 3, "created": 2, "refused": 1})


def test_an_import_at_work_shows_how_far_it_is(desk: Organisation, at_the_desk: Client) -> None:
    run = looked_at(at_the_desk)
    run.counts["cases"]["read"] = 1
    CaseImport.objects.filter(pk=run.pk).update(state=ImportState.RUNNING, started_at=NOW, counts=run.counts)

    page = at_the_desk.get(address("import", run))

    assert '<progress max="3" value="1"' in page.text
    assert page["Refresh"] == "3"


def test_one_that_was_killed_says_so_and_goes_on(desk: Organisation, at_the_desk: Client) -> None:
    run = looked_at(at_the_desk)
    CaseImport.objects.filter(pk=run.pk).update(state=ImportState.RUNNING, started_at=NOW, seen_at=NOW)

    run_waiting_imports(now=NOW + SILENT_FOR + timedelta(seconds=1))
    stopped = at_the_desk.get(address("import", run)).text
    at_the_desk.post(address("begin_import", run))
    run_waiting_imports(now=NOW)

    run.refresh_from_db()
    assert "interrupted" in stopped
    assert (run.state, Case.objects.count()) == (ImportState.DONE, 2)


def test_a_look_that_was_killed_can_be_taken_again(desk: Organisation, at_the_desk: Client) -> None:
    run = looked_at(at_the_desk)
    CaseImport.objects.filter(pk=run.pk).update(state=ImportState.RUNNING, is_look=True, seen_at=NOW)

    run_waiting_imports(now=NOW + SILENT_FOR + timedelta(seconds=1))

    assert "Look again" in at_the_desk.get(address("import", run)).text
    assert at_the_desk.get(address("import_columns", run)).status_code == 200


def test_undoing_names_what_would_stay_and_takes_the_rest_back(desk: Organisation, at_the_desk: Client) -> None:
    run = imported(at_the_desk)
    case = Case.objects.get(number="rallies-2")
    change_facts(row=case, facts={"country": "RU"}, seen=mark(case), by=None, now=NOW)

    asked = at_the_desk.get(address("undo_import", run)).text
    at_the_desk.post(address("undo_import", run))

    assert "rallies-2" in asked
    assert "rallies-1" not in asked
    assert list(Case.objects.values_list("number", flat=True)) == ["rallies-2"]
    assert "People have changed this case" in at_the_desk.get(address("import", run)).text


def test_the_report_goes_with_the_steps_of_the_import(desk: Organisation, at_the_desk: Client) -> None:
    imported(at_the_desk)

    forget_steps(now=NOW + STEPS_KEPT + timedelta(days=1))

    assert not CaseImportReport.objects.exists()


def test_a_file_that_nobody_wants_is_forgotten(desk: Organisation, at_the_desk: Client) -> None:
    at_the_desk.post(address("give_up_import", looked_at(at_the_desk)))

    assert not CaseImport.objects.exists()


def a_wide_sheet() -> bytes:
    """A million columns, told by a cell's address."""
    sheet = '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="9999"><c r="XFD9999"><v>1</v></c></row></sheetData></worksheet>'
    return an_archive({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": sheet})


HOSTILE = {
    "a bomb": an_archive({"xl/workbook.xml": "<workbook>" + " " * 300_000_000 + "</workbook>"}),
    "an ods bomb": an_ods(f'<table:table-row table:number-rows-repeated="9999999">{ods_text("x")}</table:table-row>'),
    "a million columns": b"Id," + b"x," * 1_000_000 + b"\n",
    "a sheet spread wide": a_wide_sheet(),
    "another archive": an_archive({"evil.txt": "x"}),
    "half an archive": an_archive({"xl/workbook.xml": "<workbook/>"})[:40],
    "an entity": an_archive({"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'}),
    "an old Excel file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "bytes of nothing": bytes(range(256)) * 40,
    "an open quote": b'Id,Title\n1,"never ends\n' + b"x\n" * 100,
    "nothing at all": b"\n\n\n",
    "two columns of a name": b"Id,Id\n1,2\n",
    "JSON that breaks": b'[{"Id": 1},',
    "deep JSON": b"[" * 100_000,
    "a photo": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(range(256)) * 10,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_clear_answer_and_writes_no_case(desk: Organisation, at_the_desk: Client, name: str) -> None:
    answer = at_the_desk.post(address("import_upload"), {"upload": SimpleUploadedFile("file.csv", HOSTILE[name])}, follow=True)

    run = CaseImport.objects.first()
    assert answer.status_code == 200
    if run is not None:
        for step in ("import", "import_reading", "import_columns"):
            assert at_the_desk.get(address(step, run), follow=True).status_code == 200
        answer = at_the_desk.get(address("import_columns", run), follow=True)
    assert "desk-error" in answer.text or "messages" in answer.text or "desk-notice" in answer.text or "Show the rows so" in answer.text
    assert not Case.objects.exists()


def test_zeros_in_a_cell_are_refused_with_their_row(desk: Organisation, at_the_desk: Client) -> None:
    run = looked_at(at_the_desk, "Id,Date,Title,Kind\n1,06.05.2012,A\x00B,jailed\n2,07.05.2012,Good,jailed\n")

    assert figures(run) == {"read": 2, "created": 1, "refused": 1}


def test_a_file_over_the_limit_is_told_the_command_and_the_setting(desk: Organisation, at_the_desk: Client, settings: Settings) -> None:
    settings.IMPORT_MB = 1

    for size, is_taken in ((999_999, True), (1_000_001, False)):
        content = TABLE.encode() + b" " * (size - len(TABLE.encode()))
        answer = at_the_desk.post(address("import_upload"), {"upload": SimpleUploadedFile("file.csv", content)})
        assert (answer.status_code == 302) == is_taken

    assert "These are 2 megabytes, and one upload may have 1." in answer.text
    assert "outcry cases import" in answer.text
    assert "OUTCRY_IMPORT_MB" in answer.text
    assert CaseImport.objects.count() == 1


def test_a_file_with_more_columns_than_a_page_can_ask_about_says_so(desk: Organisation, at_the_desk: Client) -> None:
    header = ",".join(["Id", *(f"c{number}" for number in range(200))])
    run = taken(at_the_desk, f"{header}\n1{',x' * 200}\n")

    assert "This file has 201 columns, and this page asks about 120 at most." in at_the_desk.get(address("import_columns", run)).text


def test_with_a_larger_limit_a_wide_file_is_asked_about_and_taken(desk: Organisation, at_the_desk: Client, settings: Settings) -> None:
    settings.IMPORT_COLUMNS = 300
    names = [f"c{number}" for number in range(280)]
    run = taken(at_the_desk, f"{','.join(['Id', *names])}\n1{',x' * len(names)}\n")
    columns = {f"c{number}-{word}": "" for number in range(len(names) + 1) for word in ("fact", "language", "format", "list")}

    asked = at_the_desk.get(address("import_columns", run))
    answer = at_the_desk.post(address("import_columns", run), {**columns, **SET, "c1-fact": "event.title"})

    assert len(asked.context["columns"]) == 281
    assert answer.status_code == 302


def test_every_cell_that_attacks_spreadsheets_comes_in_as_text(desk: Organisation, at_the_desk: Client, real_data: Path) -> None:
    payloads = (real_data / "security/csv-injection/csv-payload.txt").read_text(errors="replace").splitlines()
    out = io.StringIO()
    rows = [[str(number), "06.05.2012", text[:200], "-"] for number, text in enumerate(payloads, start=1)]
    csv.writer(out).writerows([["Id", "Date", "Title", "Kind"], *rows])

    run = imported(at_the_desk, out.getvalue())

    assert figures(run)["created"] == len(payloads)
    titles = {text.title for case in Case.objects.all() for event in case.events.all() for text in event.texts.all()}
    assert titles >= {text[:200] for text in payloads if text[:1] in "=+-@" and len(text) < 200}


def test_imports_of_another_desk_stay_there(desk: Organisation, at_the_desk: Client) -> None:
    run = looked_at(at_the_desk)
    CaseImport.objects.update(organisation=an_organisation("elsewhere"))

    for name in ("import", "import_columns", "import_values", "import_reading", "import_report", "undo_import"):
        assert at_the_desk.get(address(name, run)).status_code == 404
    for name in ("begin_import", "give_up_import", "undo_import"):
        assert at_the_desk.post(address(name, run)).status_code == 404


@pytest.mark.parametrize("name", ["imports", "import_upload"])
def test_strangers_see_none_of_it(desk: Organisation, client: Client, name: str) -> None:
    assert client.get(address(name)).status_code == 302


def test_a_mapping_that_this_release_can_not_use_is_asked_for_again(desk: Organisation, at_the_desk: Client) -> None:
    run = looked_at(at_the_desk)
    CaseImport.objects.update(mapping={"gone": "words"})
    SavedMapping.objects.update(content={"gone": "words"})

    answer = at_the_desk.get(address("import_values", run))

    assert answer["Location"] == address("import_columns", run)
    assert at_the_desk.get(answer["Location"]).context["saved"] is None
