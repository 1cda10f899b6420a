"""Files as people have them: nothing in them, headings alone, cells merged, formulas, days as a sheet keeps them; and packages that lie."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.accounts.operations import staff_group
from outcry.authorities.models import ImportState
from outcry.cases.models import Case, CaseImport, Event
from outcry.cases.operations.import_steps import take_in
from outcry.cases.operations.imports import Report, carry_out, look, new_run
from outcry.cases.tables import packages
from outcry.cases.tables.mapping import mapping_of
from outcry.cases.tests.cast import DETAINED, NOW, a_term, an_organisation, rosa
from outcry.cases.tests.test_import_a_package import a_whole_case, emptied, files_of, package_of
from outcry.lib.tables.refusals import TableRefused
from outcry.lib.tables.tests.files import a_sheet, a_workbook, an_ods, ods_text

pytestmark = pytest.mark.django_db
TOLD: dict[str, Any] = {
    "set": "arrests",
    "id": "Id",
    "given": {"case.country": "KZ"},
    "column": [{"name": "day", "fact": "event.when", "format": "DD.MM.YYYY"}, {"name": "what", "fact": "event.title[en]"}],
}
HEAD = ["Id", "day", "what"]


@pytest.fixture
def desk() -> Organisation:
    a_term(DETAINED)
    return an_organisation()


def looked(desk: Organisation, content: bytes) -> Report:
    return look(organisation=desk, file=io.BytesIO(content), mapping=mapping_of(TOLD))


def sentences(report: Report) -> str:
    return " ".join(one.reason for one in report.troubles)


def figures(report: Report) -> dict[str, int]:
    return {word: number for word, number in report.counts["cases"].items() if number}


# --- tables ---


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", a_sheet([])])
def test_a_file_without_a_row_is_refused_and_says_so(desk: Organisation, content: bytes) -> None:
    with pytest.raises(TableRefused):
        looked(desk, content)


@pytest.mark.parametrize(
    "content", [b"Id,day,what\n", b"\xef\xbb\xbfId;day;what", a_sheet([HEAD]), an_ods(f"<table:table-row>{''.join(map(ods_text, HEAD))}</table:table-row>")]
)
def test_headings_alone_bring_nothing_and_are_no_mistake(desk: Organisation, content: bytes) -> None:
    report = looked(desk, content)

    assert (figures(report), report.troubles) == ({}, [])


@pytest.mark.parametrize("content", [b"Id,day,day\n1,,\n", a_sheet([["Id", "day", "day"], ["1", "", ""]])])
def test_two_columns_of_one_name_are_refused_by_that_name(desk: Organisation, content: bytes) -> None:
    with pytest.raises(TableRefused, match="day"):
        looked(desk, content)


@pytest.mark.parametrize("content", [",".join(f"c{number}" for number in range(10_000)).encode(), a_sheet([[f"c{number}" for number in range(10_000)]])])
def test_ten_thousand_columns_are_refused_with_the_limit(desk: Organisation, content: bytes) -> None:
    with pytest.raises(TableRefused, match="1000 columns"):
        looked(desk, content)


def test_merged_cells_are_named_and_count_for_the_first(desk: Organisation) -> None:
    def write(book: Any) -> None:
        page = book.add_worksheet()
        for number, row in enumerate([HEAD, ["1", "06.05.2012", ""], ["2", "07.05.2012", ""]]):
            page.write_row(number, 0, row)
        page.merge_range(1, 2, 2, 2, "A rally")

    report = looked(desk, a_workbook(write))

    assert "C2:C3" in sentences(report)
    assert "C2:C3" not in sentences(looked(desk, a_sheet([HEAD, ["1", "06.05.2012", "A rally"]])))


def test_a_formula_counts_by_its_result_and_one_without_is_told(desk: Organisation) -> None:
    def write(book: Any) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, ["1", "06.05.2012"])
        page.write_formula(1, 2, '="A "&"rally"', None, "A rally")
        page.write_row(2, 0, ["2", "07.05.2012"])
        page.write_formula(2, 2, '="A "&"picket"', None, "")

    content = a_workbook(write)
    report = looked(desk, content)
    run = new_run(organisation=desk, file=io.BytesIO(content), file_name="a.xlsx", mapping=mapping_of(TOLD), by=None, now=NOW)
    carry_out(run=run, file=io.BytesIO(content), now=NOW)

    assert "Formulas whose result the file lacks: 1" in sentences(report)
    assert "A rally" in [text for event in Event.objects.all() for text in event.texts.values_list("title", flat=True)]


def test_a_day_that_a_sheet_keeps_as_a_day_is_one_whatever_format_is_stated(desk: Organisation) -> None:
    def write(book: Any) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, ["1", "", "As text"])
        page.write_string(1, 1, "03.01.2011")
        page.write_row(2, 0, ["2", "", "As a day"])
        page.write_number(2, 1, 40_546, book.add_format({"num_format": "dd.mm.yyyy"}))

    content = a_workbook(write)
    run = new_run(organisation=desk, file=io.BytesIO(content), file_name="a.xlsx", mapping=mapping_of(TOLD), by=None, now=NOW)
    carry_out(run=run, file=io.BytesIO(content), now=NOW)

    assert list(Event.objects.values_list("when", flat=True)) == ["2011-01-03", "2011-01-03"]


@pytest.mark.parametrize("day", [40_546, 40_546.5, "40546", "2011-13-01", "2011-02-30", "2011-1-3", "01/03/2011"])
def test_a_number_or_another_order_is_no_day_and_is_refused(desk: Organisation, day: Any) -> None:
    report = looked(desk, a_sheet([HEAD, ["1", day, "A rally"]]))

    assert figures(report) == {"read": 1, "refused": 1}
    assert "is not a day" in sentences(report)


def test_a_report_that_is_no_list_of_records_says_so(desk: Organisation, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps({"id": "document", "nodes": {"document": {"type": "document"}, "text_1": {"type": "text"}}}))
    (tmp_path / "m.json").write_text(json.dumps({**TOLD, "records": "nodes"}))

    with pytest.raises(CommandError, match="no list of records"):
        call_command("cases", "import", str(tmp_path / "report.json"), "--mapping", str(tmp_path / "m.json"), "--dry-run")


# --- packages ---


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def redescribed(content: bytes, change: Callable[[dict[str, Any]], Any]) -> bytes:
    files = files_of(content)
    told = json.loads(files["datapackage.json"])
    change(told)
    return packed({**files, "datapackage.json": json.dumps(told).encode()})


def resource(told: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told["resources"] if one["name"] == name)
    return found


LIES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a table it lacks": (lambda content: packed({name: file for name, file in files_of(content).items() if name != "record/act.csv"}), "record/act.csv"),
    "a table it hides": (lambda content: redescribed(content, lambda told: told["resources"].remove(resource(told, "act"))), "record/act.csv"),
    "columns it lacks": (lambda content: redescribed(content, lambda told: resource(told, "act")["schema"]["fields"].append({"name": "more"})), "act"),
    "columns in another order": (lambda content: redescribed(content, lambda told: resource(told, "act")["schema"]["fields"].reverse()), "act"),
    "no tables": (lambda content: redescribed(content, lambda told: told.pop("resources")), "record/"),
    "tables that are none": (
        lambda content: redescribed(content, lambda told: told.update(resources=[None, 1, {"path": 7}, {"path": "record/x.csv"}])),
        "record/",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_package_whose_description_lies_is_refused_before_anything_comes_in(desk: Organisation, lie: str) -> None:
    spoil, named = LIES[lie]
    a_whole_case(desk)
    content = spoil(package_of(desk))
    emptied(had_cases=True)

    run = new_run(organisation=desk, file=io.BytesIO(content), file_name="package.zip", mapping=None, by=None, now=NOW)
    carry_out(run=run, file=io.BytesIO(content), now=NOW)

    run.refresh_from_db()
    assert (run.state, Case.objects.exists()) == (ImportState.REFUSED, False)
    assert named in run.sentence


def test_what_a_newer_release_wrote_is_named_and_not_dropped_in_silence(desk: Organisation) -> None:
    a_whole_case(desk)
    files = files_of(package_of(desk))
    told = json.loads(files["datapackage.json"])
    resource(told, "threat")["schema"]["fields"].append({"name": "weight", "type": "string"})
    told["resources"].append({"name": "dream", "path": "record/dream.csv", "schema": {"fields": [{"name": "id", "type": "integer"}]}})
    head, *rows = files["record/threat.csv"].decode().splitlines()
    threat = "\r\n".join([f"{head},weight", *(f"{row},x" for row in rows)]).encode()
    content = packed({**files, "datapackage.json": json.dumps(told).encode(), "record/threat.csv": threat, "record/dream.csv": b"id\r\n1\r\n"})

    report = look(organisation=desk, file=io.BytesIO(content), mapping=None)

    assert {(one.column, one.is_refusal) for one in report.troubles} == {("threat.weight", False), ("dream", False)}
    assert report.counts["threat"]["unchanged"] == 1


def test_a_package_that_swells_to_fill_the_disk_is_refused_unpacked(desk: Organisation) -> None:
    files = files_of(package_of(desk))

    with pytest.raises(TableRefused, match="larger"):
        look(organisation=desk, file=io.BytesIO(packed({**files, "record/act.csv": b"\n" * 150_000_000})), mapping=None)


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_a_package_with_a_damaged_byte_is_refused_or_read_whole(desk: Organisation, place: float) -> None:
    a_whole_case(desk)
    content = bytearray(package_of(desk))
    content[int(len(content) * place)] ^= 0xFF
    emptied(had_cases=True)
    run = new_run(organisation=desk, file=io.BytesIO(content), file_name="package.zip", mapping=None, by=None, now=NOW)

    is_done = carry_out(run=run, file=io.BytesIO(content), now=NOW) if packages.is_package(io.BytesIO(content)) else False

    assert is_done == Case.objects.exists()


def test_a_small_package_that_unpacks_to_much_waits_for_its_turn(desk: Organisation, client: Client) -> None:
    files = files_of(package_of(desk))
    large = packed({**files, "cases.csv": files["cases.csv"] + b"\n" * 400_000})

    run = take_in(organisation=desk, file=io.BytesIO(large), file_name="package.zip", by=rosa(desk), now=NOW)

    assert len(large) < 100_000
    assert run.found["bytes"] > 400_000


@pytest.mark.parametrize("name", ["headings", "empty"])
def test_the_desk_answers_for_headings_alone_and_for_nothing(desk: Organisation, client: Client, name: str) -> None:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)
    content = {"headings": b"Id,day,what\n", "empty": b"\n"}[name]
    out = io.BytesIO(content)
    out.name = "a.csv"

    answer = client.post(reverse("cases_desk:import_upload"), {"upload": out}, follow=True)

    assert answer.status_code == 200
    assert ("desk-error" in answer.text or "messages" in answer.text) or CaseImport.objects.exists()


def test_a_folder_is_answered_with_what_to_name_in_its_place(desk: Organisation, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is a folder"):
        call_command("cases", "import", str(tmp_path), "--dry-run")
