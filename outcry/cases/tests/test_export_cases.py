"""Taking cases out as a file: what leaves, what stays, who is written down, and that it comes in again without a difference."""

import csv
import io
import json
import zipfile
from collections.abc import Generator
from pathlib import Path
from typing import cast

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import STAFF_MANAGERS, give_task, staff_group
from outcry.audit.models import LogEntry
from outcry.cases.filters import CaseFilter
from outcry.cases.models import Act, Case, CaseExport, Event, ExportForm, Involvement, Participant, Source
from outcry.cases.operations.exports import export_cases
from outcry.cases.operations.imports import look
from outcry.cases.operations.people import open_person
from outcry.cases.search import Search
from outcry.cases.tests.cast import DETAINED, NOW, a_case, a_participant, an_act, an_event, an_organisation, emeka, rosa, staff
from outcry.lib.tables.reading import read_table
from outcry.lib.tables.refusals import TableRefused

pytestmark = pytest.mark.django_db

TABLES = (ExportForm.CSV, ExportForm.JSON_LINES, ExportForm.XLSX)
# What breaks cells: formulas, quotes, ends of lines, letters of every direction, and text that looks like a number.
HOSTILE = ("=1+1", "-2+3", "+49 30", "@SUM(A1)", "\t=1", "\r=1", "'=1", 'a "b", c;d', "one\ntwo", "one\r\ntwo", "مرحبا \u202eabc", "007", "1e5", " left")


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


@pytest.fixture
def at_the_desk(desk: Organisation, client: Client) -> Client:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)
    return client


def a_full_case(organisation: Organisation, slug: str = "full", words: str = "Jailed") -> Case:
    """Two events, two acts, a victim, two perpetrators, a source that must stay unnamed."""
    case = a_case(organisation, slug=slug, languages=("en", "ru"), confidential_notes=f"NOTES {words}")
    case.texts.filter(language="en").update(name=words)
    event = an_event(case, when="2010-12", latitude=43.238949, longitude=0.00001, precision="exact")
    an_event(case, when="2011-01-06")
    victim = a_participant(case, f"VICTIM {words}", person=open_person(organisation=organisation, names=[], facts={"gender": "f"}, by=None, now=NOW))
    act = an_act(case, words, event=event, victim=victim, victim_age=40)
    act.texts.update(body=words)
    for name in ("BEATER", "CHIEF"):
        Involvement.objects.create(act=act, perpetrator=a_participant(case, f"{name} {words}", kind="group"))
    an_act(case, "Beaten", event=event, confidential_notes="SECRET")
    Source.objects.create(case=case, is_confidential=True, identity="WHO IT IS", url="")
    return case


def exported(organisation: Organisation, form: ExportForm = ExportForm.CSV, *, with_sealed: bool = False, by: User | None = None, **wanted: str) -> bytes:
    search = Search(wanted=CaseFilter.read(wanted), organisation=organisation)
    return b"".join(export_cases(search=search, form=form, with_sealed=with_sealed, by=by, now=NOW).pieces)


def as_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("with_sealed", [False, True])
def test_what_was_exported_comes_in_again_without_a_difference(desk: Organisation, form: ExportForm, with_sealed: bool) -> None:
    for number, words in enumerate(HOSTILE):
        a_full_case(desk, slug=f"case-{number}", words=words)
    a_case(desk, slug="empty")

    report = look(organisation=desk, file=io.BytesIO(exported(desk, form, with_sealed=with_sealed)), mapping=None)

    number = len(HOSTILE) + 1
    assert report.counts["cases"] == {"read": number, "created": 0, "changed": 0, "unchanged": number, "refused": 0}
    assert report.troubles == []


def test_a_changed_cell_of_an_export_is_seen_when_it_comes_in(desk: Organisation) -> None:
    a_full_case(desk, words="Jailed at night")

    report = look(organisation=desk, file=io.BytesIO(exported(desk).replace(b"Jailed at night", b"Jailed at noon")), mapping=None)

    assert report.counts["cases"]["changed"] == 1


def test_there_is_a_row_for_each_act_and_for_each_event_without(desk: Organisation) -> None:
    case = a_full_case(desk)
    a_case(desk, slug="empty")

    rows = as_rows(exported(desk))

    assert [row["act.id"] for row in rows] == [*(str(act.pk) for act in case.acts.all()), "", ""]
    assert {row["case.id"] for row in rows} == set(Case.objects.values_list("public_id", flat=True))
    assert json.loads(rows[0]["perpetrator.id"]) == [str(one.perpetrator_id) for one in Involvement.objects.all()]


@pytest.mark.parametrize("form", [*TABLES, ExportForm.GEOJSON, ExportForm.FOLLOW_THE_MONEY])
def test_what_is_sealed_leaves_only_when_it_was_asked_for(desk: Organisation, form: ExportForm) -> None:
    a_full_case(desk)
    Event.objects.update(confidential_notes="OF THE EVENT")

    without, whole = text_of(exported(desk, form), form), text_of(exported(desk, form, with_sealed=True), form)

    for marker in ("NOTES", "VICTIM", "BEATER", "SECRET", "WHO IT IS", "OF THE EVENT"):
        assert marker not in without
        assert marker in whole or form not in TABLES
    assert "Jailed" in without


def text_of(content: bytes, form: ExportForm) -> str:
    if form != ExportForm.XLSX:
        return content.decode()
    return str([row.cells for row in read_table(io.BytesIO(content)).rows])


def test_no_cell_of_the_table_is_run_by_a_spreadsheet(desk: Organisation) -> None:
    for number, words in enumerate(HOSTILE):
        a_full_case(desk, slug=f"case-{number}", words=words)

    cells = [cell for row in csv.reader(io.StringIO(exported(desk, with_sealed=True).decode("utf-8-sig"), newline="")) for cell in row]
    book = zipfile.ZipFile(io.BytesIO(exported(desk, ExportForm.XLSX))).read("xl/worksheets/sheet1.xml")

    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert b"=1+1" in book
    assert b"<f" not in book


def test_an_export_means_the_cases_of_its_filter_and_of_its_organisation(desk: Organisation) -> None:
    mine = a_full_case(desk, slug="mine")
    a_case(desk, slug="other")
    a_full_case(an_organisation("elsewhere"), slug="theirs")

    assert {row["case.id"] for row in as_rows(exported(desk, act=DETAINED))} == {mine.public_id}


def test_points_leave_as_the_map_shows_them(desk: Organisation) -> None:
    case = a_full_case(desk)

    (feature,) = json.loads(exported(desk, ExportForm.GEOJSON))["features"]

    assert feature["geometry"] == {"type": "Point", "coordinates": [0.00001, 43.238949]}
    assert feature["properties"]["case.id"] == case.public_id
    assert feature["properties"]["act.kind"] == [DETAINED]


def test_every_export_is_in_the_log_before_it_leaves(desk: Organisation) -> None:
    a_full_case(desk)
    person = rosa(desk)
    search = Search(wanted=CaseFilter.read({"text": "Jailed"}), organisation=desk)

    export = export_cases(search=search, form=ExportForm.CSV, with_sealed=True, by=person, now=NOW)

    entry, kept = LogEntry.objects.get(verb="export cases"), CaseExport.objects.get()
    assert (entry.actor_id, entry.subject, entry.details) == (person.pk, kept.subject, {"form": "csv", "cases": 0, "sealed": True})
    assert (kept.query, kept.ended_at) == ("text=Jailed", None)
    assert export.row == kept


def test_an_export_that_is_broken_off_has_no_end(desk: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outcry.lib.tables.writing._PIECE", 10)
    for number in range(3):
        a_full_case(desk, slug=f"case-{number}")
    search = Search(wanted=CaseFilter(), organisation=desk)

    broken = export_cases(search=search, form=ExportForm.CSV, with_sealed=False, by=None, now=NOW)
    next(broken.pieces)
    cast(Generator[bytes], broken.pieces).close()
    exported(desk)

    ends = list(CaseExport.objects.order_by("pk").values_list("ended_at", "rows"))
    assert ends[0][0] is None
    assert (ends[1][0] is not None, ends[1][1]) == (True, 9)


def test_a_cell_that_no_workbook_holds_is_told_before_anything_leaves(desk: Organisation) -> None:
    a_full_case(desk, words="long").acts.get(position=1).texts.update(body="x" * 40_000)

    with pytest.raises(TableRefused, match="CSV"):
        exported(desk, ExportForm.XLSX)
    assert len(exported(desk)) > 40_000


def test_a_thousand_more_rows_take_a_fixed_number_of_statements(desk: Organisation) -> None:
    one = a_full_case(desk)
    with CaptureQueriesContext(
        connection,
    ) as few:
        exported(desk)
    kind, event = one.acts.all()[0].kind, one.events.all()[0]
    Act.objects.bulk_create(Act(case=one, event=event, kind=kind, when="2011", position=number) for number in range(3, 300))
    for number in range(20):
        a_case(desk, slug=f"more-{number}")
    with CaptureQueriesContext(connection) as many:
        exported(desk)

    assert len(many) == len(few)


def test_the_desk_asks_in_which_form_and_hands_over_the_file(desk: Organisation, at_the_desk: Client) -> None:
    a_full_case(desk)
    address = reverse("cases_desk:export") + f"?act={DETAINED}"

    asked = at_the_desk.get(address)
    answer = at_the_desk.post(address, {"form": "csv"})
    rows = as_rows(b"".join(answer))

    assert "1 case" in asked.text
    assert (len(rows), answer["Content-Type"]) == (3, "text/csv; charset=utf-8")
    assert CaseExport.objects.get().by == desk.staff.get()
    assert not CaseExport.objects.get().with_sealed


def test_the_page_tells_everybody_of_her_own_files_and_managers_that_others_left_without_their_words(desk: Organisation, at_the_desk: Client) -> None:
    a_case(desk)
    address, users = reverse("cases_desk:export"), {"emeka": emeka(desk), "boss": staff("boss", desk)}
    for user in users.values():
        user.groups.add(staff_group())
    give_task(user=users["boss"], group=STAFF_MANAGERS, permissions=("add_user",))
    assert b"".join(at_the_desk.post(f"{address}?text=uranium", {"form": "csv"}))

    def told(user: User) -> str:
        client = Client()
        client.force_login(user)
        return client.get(address).text

    assert "?text=uranium" in at_the_desk.get(address).text
    assert "Files that left" not in told(users["emeka"])
    assert "<bdi>rosa</bdi>" in (of_boss := told(users["boss"]))
    assert "uranium" not in of_boss + told(users["emeka"])


def test_looking_at_the_page_exports_nothing(desk: Organisation, at_the_desk: Client) -> None:
    at_the_desk.get(reverse("cases_desk:export"))

    assert not CaseExport.objects.exists()


@pytest.mark.parametrize("query", ["act=no-such-term", "began=MMXI", "area=1,2,3"])
def test_a_filter_that_can_not_be_read_exports_nothing(desk: Organisation, at_the_desk: Client, query: str) -> None:
    answer = at_the_desk.post(f"{reverse('cases_desk:export')}?{query}", {"form": "csv"})

    assert answer.status_code == 302
    assert not CaseExport.objects.exists()


def test_a_form_that_can_not_hold_it_is_said_beside_the_choice(desk: Organisation, at_the_desk: Client) -> None:
    a_full_case(desk).acts.get(position=1).texts.update(body="x" * 40_000)

    answer = at_the_desk.post(reverse("cases_desk:export"), {"form": "xlsx"})

    assert "Take CSV instead" in answer.text


def test_strangers_export_nothing(desk: Organisation, client: Client) -> None:
    assert client.post(reverse("cases_desk:export"), {"form": "csv"}).status_code == 302
    assert not CaseExport.objects.exists()


def test_the_command_writes_a_file_and_says_how_much(desk: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_full_case(desk)
    a_case(
        desk,
        slug="other",
    )

    call_command("cases", "export", str(tmp_path / "cases.jsonl"), "--as", "jsonl", "--query", f"act={DETAINED}&sort=changed")

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    lines = (tmp_path / "cases.jsonl").read_text().splitlines()
    assert (told["cases"], told["rows"], len(lines)) == (1, 3, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["cases.jsonl"]


def test_the_command_writes_to_the_standard_output(desk: Organisation, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    a_full_case(desk)

    call_command("cases", "export", "--as", "csv")

    assert len(as_rows(capsysbinary.readouterr().out)) == 3


@pytest.mark.parametrize("query", ["contry=KZ", "act=no-such-term", "began=MMXI"])
def test_the_command_refuses_a_filter_that_would_mean_more_than_was_asked(desk: Organisation, query: str) -> None:
    with pytest.raises(CommandError):
        call_command("cases", "export", "--query", query)


def test_a_participant_of_no_act_stays_out_of_the_table(desk: Organisation) -> None:
    case = a_full_case(desk)
    witness = a_participant(case, "A witness")

    assert str(witness.pk) not in {row["victim.id"] for row in as_rows(exported(desk))}
    assert Participant.objects.filter(pk=witness.pk).exists()


def test_entities_tell_who_did_what_to_whom(desk: Organisation) -> None:
    case = a_full_case(desk)

    entities = [json.loads(line) for line in exported(desk, ExportForm.FOLLOW_THE_MONEY, with_sealed=True).splitlines()]

    by_id = {entity["id"]: entity for entity in entities}
    links = [entity["properties"] for entity in entities if entity["schema"] == "UnknownLink"]
    victims = {by_id[link["object"][0]]["properties"]["name"][0] for link in links}
    place = next(entity for entity in entities if entity["schema"] == "Address")
    assert victims == {"VICTIM Jailed"}
    assert {by_id[link["subject"][0]]["properties"]["name"][0] for link in links} == {"BEATER Jailed", "CHIEF Jailed"}
    assert sum(entity["schema"] == "Event" for entity in entities) == case.events.count() + case.acts.count()
    assert place["properties"]["latitude"] == ["43.238949"]
    assert all(isinstance(one, str) for entity in entities for values in entity["properties"].values() for one in values)


def test_entities_without_what_is_sealed_name_nobody(desk: Organisation) -> None:
    a_full_case(desk)

    assert b"VICTIM" not in exported(desk, ExportForm.FOLLOW_THE_MONEY)


def test_a_package_has_every_table_as_its_description_says(desk: Organisation) -> None:
    case = a_full_case(desk)

    package = zipfile.ZipFile(io.BytesIO(exported(desk, ExportForm.PACKAGE, with_sealed=True)))

    told = json.loads(package.read("datapackage.json"))
    for resource in told["resources"]:
        header = next(csv.reader(io.StringIO(package.read(resource["path"]).decode("utf-8-sig"), newline="")))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
    acts = as_rows(package.read("record/act.csv"))
    assert package.testzip() is None
    assert [(row["id"], row["case_id"], row["kind"]) for row in acts] == [(str(act.pk), str(case.pk), DETAINED) for act in case.acts.all()]
    assert b"WHO IT IS" in package.read("record/source.csv")


def test_a_package_holds_what_is_sealed_only_when_it_was_asked_for(desk: Organisation) -> None:
    a_full_case(desk)

    package = zipfile.ZipFile(io.BytesIO(exported(desk, ExportForm.PACKAGE)))

    whole = b"".join(package.read(name) for name in package.namelist())
    assert not [marker for marker in (b"NOTES", b"VICTIM", b"BEATER", b"SECRET", b"WHO IT IS") if marker in whole]


def test_the_table_of_a_package_comes_in_again_without_a_difference(desk: Organisation) -> None:
    a_full_case(desk)

    package = zipfile.ZipFile(io.BytesIO(exported(desk, ExportForm.PACKAGE)))

    report = look(organisation=desk, file=io.BytesIO(package.read("cases.csv")), mapping=None)
    assert (report.counts["cases"]["unchanged"], report.troubles) == (1, [])


@pytest.mark.parametrize("form", [ExportForm.FOLLOW_THE_MONEY, ExportForm.PACKAGE])
def test_a_row_that_is_restricted_to_others_stays(desk: Organisation, form: ExportForm) -> None:
    case = a_full_case(desk)
    case.events.update(level="restricted")

    def whole(by: User | None) -> bytes:
        content = exported(desk, form, by=by)
        return content if form != ExportForm.PACKAGE else b"".join(zipfile.ZipFile(io.BytesIO(content)).read(name) for name in ("record/act.csv", "cases.csv"))

    assert DETAINED.encode() in whole(None)
    assert DETAINED.encode() not in whole(rosa(desk))
