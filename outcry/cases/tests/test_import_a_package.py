"""A data package comes back: into the installation it left nothing differs, into an empty one it comes in whole, elsewhere under new keys."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.accounts.reading import reading_for
from outcry.audit.models import LogEntry
from outcry.authorities.models import Body, ImportState, Post
from outcry.cases.exports.leaving import Leaving
from outcry.cases.exports.package import tables_for
from outcry.cases.filters import CaseFilter
from outcry.cases.models import (
    Act,
    Case,
    CaseImport,
    CaseOutcome,
    CaseOutcomeText,
    CaseText,
    CodedField,
    Consent,
    Death,
    Destruction,
    Detention,
    EventLink,
    EventText,
    ExportForm,
    ExternalRecord,
    IllTreatment,
    Intervention,
    Involvement,
    ManyCodedField,
    Naming,
    ParticipantText,
    Penalty,
    Person,
    PersonName,
    Proceedings,
    ProceedingsStep,
    PublicationRule,
    Relation,
    Response,
    Source,
    Threat,
)
from outcry.cases.operations import undoing_imports
from outcry.cases.operations.exports import export_cases
from outcry.cases.operations.import_packages import by_case
from outcry.cases.operations.imports import SILENT_FOR, carry_out, look, new_run, run_waiting_imports
from outcry.cases.operations.people import open_person
from outcry.cases.operations.taking_away import delete_cases
from outcry.cases.operations.undoing_imports import undo_import
from outcry.cases.people import named
from outcry.cases.search import Search
from outcry.cases.tests.cast import DETAINED, NOW, a_case, a_participant, a_term, an_act, an_event, an_intervention, an_organisation, fifteen_days, rosa
from outcry.cases.tests.test_export_cases import HOSTILE
from outcry.evidence.models import Level
from outcry.lib.tables.refusals import TableRefused
from outcry.vocabularies.models import Term

pytestmark = pytest.mark.django_db
Tables = dict[str, list[dict[str, str]]]
# Numbers that we count, and the place by which a row is known: no fact is told by them.
NO_FACTS = {"id", "version", "made_from_version"}


@pytest.fixture
def desk() -> Organisation:
    a_term(DETAINED)
    return an_organisation()


def a_whole_case(organisation: Organisation, slug: str = "whole", words: str = "Jailed", *, reader: User | None = None) -> Case:
    """A case with a row in every table, and something in every column."""
    case = a_case(organisation, slug=slug, languages=("en", "ru"), confidential_notes=f"NOTES {words}", visible_from=date(2011, 1, 5))
    case.texts.filter(language="en").update(name=words, place="Almaty")
    source, event = case.sources.get(), an_event(case, when="2010-12", latitude=43.238949, longitude=0.00001, precision="exact", country="KZ")
    Source.objects.filter(pk=source.pk).update(is_confidential=True, identity=words, url="https://paper.example/", received_on="2011-01-04", language="ru")
    EventText.objects.create(event=event, language="en", title=words, description="What happened", place="A square", impact="What it led to")
    other = an_event(case, when="2011-01-06", confidential_notes=words)
    _codes(event, other, source)
    body = Body.objects.create(organisation=organisation, name="A prison", added_at=NOW)
    victim, beater = [a_participant(case, f"{name} {words}", person=_somebody(organisation, words, body), confidential_notes=words) for name in "VB"]
    people: list[Any] = [victim.person, beater.person]
    type(beater).objects.filter(pk=beater.pk).update(post=Post.objects.create(organisation=organisation, label="Head of it", added_at=NOW), kind="group")
    Relation.objects.create(person=people[0], related=people[1], type=_term("relations"), position_held="Head", when="2010", note=words)
    Naming.objects.create(participant=victim, shown_as="withheld")
    PublicationRule.objects.create(case=case, event=other, dates="month", shows_court=False)
    act = an_act(case, words, event=event, victim=victim, victim_age=40, national_law="164", instruments="ICCPR 9", confidential_notes=words, is_public=False)
    act.texts.update(body=words, when_note="At night", against="Her", by="Them", reason_given="None")
    Involvement.objects.create(act=act, perpetrator=beater, certainty="established", confidential_notes=words)
    _details(case, act, source, words)
    _codes(act, *Involvement.objects.filter(act=act))
    EventLink.objects.create(event=event, related=other, type=_term("event-links"), note=words)
    if reader:
        rows: list[Any] = [case, event, source, people[0]]
        for row in rows:
            row.refresh_from_db()
            row.level = Level.RESTRICTED
            row.save()
            row.readers.set([reader])
    return case


def _somebody(organisation: Organisation, words: str, body: Body) -> Person:
    facts: dict[str, Any] = {"gender": "f", "occupation": "Welder", "born": "1970~", "size_min": 1, "contact": words, "identity_papers": words, "body": body}
    names = [{"kind": "usual", "text": f"{words} {number}", "language": "en"} for number in range(2)]
    person = open_person(organisation=organisation, names=names, facts=facts, by=None, now=NOW)
    _codes(person)
    return person


def _details(case: Case, act: Act, source: Source, words: str) -> None:
    fifteen_days(case, act=act, began_time=time(14, 30), limit_on=date(2011, 1, 2), released="2011-01-03", conditions=words, court_case_number="1/2")
    court = Body.objects.create(organisation=case.organisation, name="A court", added_at=NOW)
    steps = Proceedings.objects.create(act=act, court_name="A court", body=court, charge="A charge", article="164", is_closed=True)
    ProceedingsStep.objects.create(proceedings=steps, stage=_term("stages"), when="2011-01-02", note=words)
    Penalty.objects.create(
        act=act, kind="fine", amount="15000000.5", currency="KZT", converted_amount="80000", converted_currency="EUR", converted_on="2011-01"
    )
    Destruction.objects.create(act=act, what=words, amount="10", currency="KZT")
    for kind in (Death, IllTreatment, Threat):
        kind._default_manager.create(act=act)
    Consent.objects.create(source=source, use="record", given_on="2011-01-01", note=words)
    taken_up = an_intervention(case, words)
    Response.objects.create(intervention=taken_up, type=_term("responses"), when="2011", words=words)
    outcome = CaseOutcome.objects.create(case=case, kind=_term("outcomes"), act=act, when="2011-01-03")
    CaseOutcomeText.objects.create(outcome=outcome, language="en", headline=words, body="Free")
    outcome.interventions.set([taken_up])
    act.sources.set([source])
    act.event.sources.set([source])
    for row in (outcome, taken_up):
        row.sources.set([source])
    _codes(
        outcome,
        taken_up,
        Detention.objects.get(act=act),
        source,
        steps,
        *Death.objects.filter(act=act),
        *IllTreatment.objects.filter(act=act),
        *Threat.objects.filter(act=act),
    )


def _term(key: str) -> Term:
    return Term.objects.in_list(key).order_by("pk")[0]


def _codes(*rows: Any) -> None:
    """Every column that a list codes gets a term of it, every one with several gets two."""
    first = cache(lambda key: list(Term.objects.in_list(key).order_by("pk")[:2]))
    for row in rows:
        row.refresh_from_db()
        for field in row._meta.get_fields():
            if isinstance(field, CodedField) and getattr(row, field.attname) is None:
                setattr(row, field.name, first(field.in_list)[0])
        row.save()
        for field in row._meta.many_to_many:
            if isinstance(field, ManyCodedField):
                getattr(row, field.name).set(first(field.in_list))


def package_of(organisation: Organisation, *, with_sealed: bool = True, by: User | None = None) -> bytes:
    search = Search(wanted=CaseFilter(), organisation=organisation)
    return b"".join(export_cases(search=search, form=ExportForm.PACKAGE, with_sealed=with_sealed, by=by, now=NOW).pieces)


def files_of(content: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def tables_of(content: bytes) -> Tables:
    return {
        name.removeprefix("record/").removesuffix(".csv"): list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
        for name, text in files_of(content).items()
        if name.startswith("record/")
    }


def changed(content: bytes, table: str, change: Callable[[list[dict[str, str]]], Any]) -> bytes:
    """The package with one of its tables changed."""
    rows = tables_of(content)[table]
    header = list(rows[0])
    change(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, old in files_of(content).items():
            archive.writestr(name, f"\ufeff{text.getvalue()}".encode() if name == f"record/{table}.csv" else old)
    return out.getvalue()


def looked(desk: Organisation, content: bytes) -> dict[str, dict[str, int]]:
    return look(organisation=desk, file=io.BytesIO(content), mapping=None).counts


def imported(desk: Organisation, content: bytes, by: User | None = None) -> CaseImport:
    run = new_run(organisation=desk, file=io.BytesIO(content), file_name="package.zip", mapping=None, by=by, now=NOW)
    carry_out(run=run, file=io.BytesIO(content), now=NOW)
    run.refresh_from_db()
    return run


def emptied(*, had_cases: bool) -> None:
    """The database as if it were another one: without a case, and without or with a log that speaks of some."""
    delete_cases(list(Case.objects.values_list("pk", flat=True)))
    Person.objects.all().delete()
    LogEntry.objects.all().delete()
    if had_cases:
        LogEntry.objects.create(at=NOW, verb="open case", subject="case:1")


def all_of(counts: dict[str, dict[str, int]]) -> set[str]:
    """Every verdict that there is, of any kind of row."""
    return {word for words in counts.values() for word, number in words.items() if number and word != "read"}


def test_the_case_of_these_tests_has_a_row_in_every_table_and_something_in_every_column(desk: Organisation) -> None:
    a_whole_case(desk, reader=rosa(desk))

    tables = tables_of(package_of(desk))

    assert set(tables) == {one.name for one in tables_for(Leaving(by=None, with_sealed=True))}
    silent = {f"{name}.{column}" for name, rows in tables.items() for column in rows[0] if all(row[column] in ("", "[]") for row in rows)}
    assert {name for name in silent if name.partition(".")[2] in ("id", "case_id", "act_id", "sources", "readers", "methods", "place")} == set()
    assert len(silent) < 40


@pytest.mark.parametrize("with_sealed", [False, True])
def test_a_package_comes_in_again_without_a_difference(desk: Organisation, with_sealed: bool) -> None:
    for number, words in enumerate(HOSTILE):
        a_whole_case(desk, slug=f"case-{number}", words=words, reader=rosa(desk) if number == 0 else None)
    a_case(desk, slug="empty")

    counts = looked(desk, package_of(desk, with_sealed=with_sealed))

    assert all_of(counts) == {"unchanged"}
    assert all(words["read"] == words["unchanged"] for words in counts.values())
    assert counts["cases"]["read"] == len(HOSTILE) + 1
    assert set(counts) == {"cases", *(one.name for one in tables_for(Leaving(by=None)) if one.name != "case")}


def test_a_change_in_any_column_of_any_table_is_seen(desk: Organisation) -> None:
    a_whole_case(desk, reader=rosa(desk))
    content = package_of(desk)
    unseen = []

    for table, rows in tables_of(content).items():
        for column in set(rows[0]) - NO_FACTS:

            def change(them: list[dict[str, str]], column: str = column) -> None:
                told = next((row for row in them if row[column]), them[0])
                told[column] = '["x"]' if told[column].startswith("[") else f"{told[column]}1"

            counts = looked(desk, changed(content, table, change))
            if all_of(counts) == {"unchanged"}:
                unseen.append(f"{table}.{column}")

    assert unseen == []


def test_into_an_empty_installation_it_comes_in_whole_and_an_export_gives_the_same_tables(desk: Organisation) -> None:
    reader = rosa(desk)
    for number, words in enumerate(HOSTILE):
        a_whole_case(desk, slug=f"case-{number}", words=words, reader=reader if number == 0 else None)
    CaseText.objects.filter(case__slug="case-1").update(standfirst="", name="", place="")
    before = package_of(desk)
    emptied(had_cases=False)

    planned = looked(desk, before)
    run = imported(desk, before)
    after = package_of(desk)

    assert [f"{one.record}.{one.column}: {one.reason}" for one in run.troubles.all()] == []
    assert (run.state, run.counts) == (ImportState.DONE, planned)
    assert [f"{one.record}.{one.column}: {one.reason}" for one in run.troubles.all()] == []
    assert all_of(run.counts) == {"created"}
    assert files_of(after) == files_of(before)
    assert all_of(looked(desk, before)) == {"unchanged"}
    assert a_case(desk, slug="next").pk > max(int(row["id"]) for row in tables_of(before)["case"])


def test_what_came_in_is_found_and_is_not_public(desk: Organisation) -> None:
    a_whole_case(desk, words="Zhanaozen")
    content = package_of(desk)
    emptied(had_cases=False)

    imported(desk, content)

    assert Search(wanted=CaseFilter.read({"text": "zhanaozen"}), organisation=desk).cases().count() == 1
    assert {one.person.pk for one in named(organisation=desk, text="Zhanaozen")} == set(Person.objects.values_list("pk", flat=True))
    assert not Case.objects.get().projections.exists()


def test_where_there_were_cases_rows_get_new_keys_that_are_remembered(desk: Organisation) -> None:
    case = a_whole_case(desk)
    second = a_case(desk, slug="second")
    a_participant(second, "The same", person=case.participants.all()[0].person)
    before = package_of(desk)
    emptied(had_cases=True)

    run = imported(desk, before)
    after = package_of(desk)

    assert [f"{one.record}.{one.column}: {one.reason}" for one in run.troubles.all()] == []
    assert all_of(run.counts) == {"created"}
    assert case.pk not in Case.objects.values_list("pk", flat=True)
    assert ExternalRecord.objects.count() == 2
    assert all_of(looked(desk, before)) == {"unchanged"}
    assert all_of(looked(desk, after)) == {"unchanged"}
    assert without_keys(tables_of(after)) == without_keys(tables_of(before))


def without_keys(tables: Tables) -> Tables:
    """What the rows say, each in its place, whatever their keys are."""
    return {
        name: [
            {
                column: value
                for column, value in row.items()
                if (column != "id" and not column.endswith("_id") and column not in ("sources", "interventions")) or column == "public_id"
            }
            for row in rows
        ]
        for name, rows in tables.items()
    }


def test_a_changed_fact_and_a_changed_word_are_written_with_their_history_and_taken_back(desk: Organisation) -> None:
    case = a_whole_case(desk)
    content = changed(package_of(desk), "detention", lambda rows: rows[0].update(term_days="30"))
    content = changed(content, "acttext", lambda rows: rows[0].update(body="Another sentence"))
    content = changed(content, "person", lambda rows: rows[0].update(occupation="Nurse"))
    before = files_of(package_of(desk))

    run = imported(desk, content)

    assert {kind: words["changed"] for kind, words in run.counts.items() if words["changed"]} == {"detention": 1, "acttext": 1, "person": 1}
    assert (case.acts.get().detention.term_days, case.acts.get().texts.get().body) == (30, "Another sentence")
    assert case.changes.filter(kind="detention").exists()
    assert undo_import(run=run, by=None, now=NOW) == 0
    assert {name: rows for name, rows in files_of(package_of(desk)).items() if "acttext" not in name} == {
        name: rows for name, rows in before.items() if "acttext" not in name
    }
    assert case.acts.get().texts.get().body == "Jailed"


def test_words_in_one_more_language_come_to_what_is_there(desk: Organisation) -> None:
    case = a_whole_case(desk)
    content = changed(package_of(desk), "acttext", lambda rows: rows.append({**rows[0], "id": "999", "language": "ru", "headline": "Посажена"}))

    run = imported(desk, content)

    assert run.counts["acttext"]["created"] == 1
    assert case.acts.get().texts.get(language="ru").headline == "Посажена"


def test_a_whole_import_is_taken_back(desk: Organisation) -> None:
    case = a_whole_case(desk)
    a_participant(a_case(desk, slug="second"), "The same", person=case.participants.all()[0].person)
    content = package_of(desk)
    emptied(had_cases=True)
    run = imported(desk, content)

    assert undo_import(run=run, by=None, now=NOW) == 0

    for kind in (Case, Person, PersonName, Act, Relation, Intervention, CaseOutcome, ParticipantText, ExternalRecord):
        assert not kind._default_manager.exists(), kind


@pytest.mark.parametrize("column", ["public_id", "number", "slug"])
def test_a_new_case_without_what_it_is_known_by_stays_out(desk: Organisation, column: str) -> None:
    a_whole_case(desk)
    content = changed(package_of(desk), "case", lambda rows: rows[0].update({column: ""}))
    emptied(had_cases=False)

    run = imported(desk, content)

    assert (run.counts["cases"]["refused"], Case.objects.exists()) == (1, False)


def test_a_case_whose_number_is_taken_stays_out_with_all_that_lies_in_it(desk: Organisation) -> None:
    a_whole_case(desk)
    content = package_of(desk)
    emptied(had_cases=True)
    a_case(desk, slug="whole")

    run = imported(desk, content)

    assert (run.counts["cases"]["refused"], run.counts["act"]["refused"]) == (1, 1)
    assert not Act.objects.exists()


def test_another_organisation_on_the_same_machine_takes_nothing_over(desk: Organisation) -> None:
    case = a_whole_case(desk)
    content = package_of(desk)
    elsewhere = an_organisation("elsewhere")

    run = imported(elsewhere, content)

    assert run.counts["cases"] == {"read": 1, "created": 0, "changed": 0, "unchanged": 0, "refused": 1}
    assert Case.objects.get() == case


def test_what_the_importer_may_read_stays_hers_where_nobody_named_is_here(desk: Organisation) -> None:
    a_whole_case(desk, reader=rosa(desk))
    content = package_of(desk)
    emptied(had_cases=True)
    User.objects.filter(username="rosa").update(username="somebody-else")
    emeka = User.objects.create(username="emeka", organisation=desk)

    run = imported(desk, content, by=emeka)

    assert list(Case.objects.get().readers.all()) == [emeka]
    assert "Nobody here is called rosa" in " ".join(one.reason or "" for one in run.troubles.all())


def test_what_the_importer_may_not_read_is_compared_all_the_same(desk: Organisation) -> None:
    a_whole_case(desk, reader=rosa(desk))
    content = package_of(desk)

    with reading_for(User.objects.create(username="emeka", organisation=desk)):
        counts = looked(desk, content)

    assert all_of(counts) == {"unchanged"}


def test_a_disk_that_is_full_refuses_no_row_and_leaves_nothing(desk: Organisation) -> None:
    content = package_of(a_whole_case(desk).organisation)
    emptied(had_cases=False)

    def is_full(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "cases_event"'):
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(is_full), pytest.raises(OperationalError):
        imported(desk, content)

    assert not Case.objects.exists()
    assert CaseImport.objects.get().sentence == "The import met an error of ours. Nothing was written."


@pytest.mark.parametrize("description", [b"", b"{}", b"[1]", b"\xff", b'{"name": "other"}'])
def test_a_package_of_others_is_refused(desk: Organisation, description: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", description)

    with pytest.raises(TableRefused):
        looked(desk, out.getvalue())


def test_an_empty_table_is_a_table_without_rows(desk: Organisation) -> None:
    a_whole_case(desk)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files_of(package_of(desk)).items():
            archive.writestr(name, b"" if name == "record/threat.csv" else content)

    assert "threat" not in looked(desk, out.getvalue())


def test_the_command_ends_with_a_line_of_json_that_counts_every_table(desk: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_whole_case(desk)
    path = tmp_path / "package.zip"
    path.write_bytes(package_of(desk))

    call_command("cases", "import", str(path), "--dry-run")

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["dry_run"] is True
    assert len(told["kinds"]) == len(tables_for(Leaving(by=None)))
    assert {word for words in told["kinds"].values() for word, number in words.items() if number} == {"read", "unchanged"}


def test_the_desk_looks_at_a_package_at_once_and_imports_it(desk: Organisation, client: Client) -> None:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)
    a_whole_case(desk)
    content = package_of(desk)
    emptied(had_cases=True)

    answer = client.post(reverse("cases_desk:import_upload"), {"upload": SimpleUploadedFile("package.zip", content)}, follow=True)

    run = CaseImport.objects.get()
    assert {str(line["kind"]) for line in answer.context["rows"]} >= {"Cases", "Acts", "Acts: words", "Periods of custody"}
    assert run.counts["act"] == {"read": 1, "created": 1, "changed": 0, "unchanged": 0, "refused": 0}
    assert not Case.objects.exists()


# --- in parts, case by case ---


@pytest.fixture
def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_case, "_ROWS_OF_A_PART", 1)


def two_cases_with_ties(organisation: Organisation) -> tuple[Case, Case]:
    """Somebody in both, people and events of the one tied to those of the other, in both directions."""
    first, second = (a_whole_case(organisation, slug=slug, words=slug) for slug in ("first", "second"))
    a_participant(second, "In both", person=first.participants.all()[0].person)
    people: list[Any] = [case.participants.all()[1].person for case in (first, second)]
    events = [case.events.all()[0] for case in (first, second)]
    for one, other in ((0, 1), (1, 0)):
        Relation.objects.create(person=people[one], related=people[other], type=_term("relations"), note="Colleagues")
        EventLink.objects.create(event=events[one], related=events[other], type=_term("event-links"), note="Then")
    return first, second


class Killed(BaseException):
    """As if the machine were switched off."""


def killed_after(desk: Organisation, content: bytes, parts: int) -> CaseImport:
    """An import that dies while it writes the part after so many; the row says that it runs, and nobody is there."""
    run = new_run(organisation=desk, file=io.BytesIO(content), file_name="package.zip", mapping=None, by=None, now=NOW)
    done: list[int] = []

    def dies(counts: object) -> None:
        done.append(1)

    def in_the_midst(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if len(done) >= parts and sql.startswith('INSERT INTO "cases_act"'):
            raise Killed
        return execute(sql, *rest)

    with connection.execute_wrapper(in_the_midst), pytest.raises(Killed):
        carry_out(run=run, file=io.BytesIO(content), now=NOW, progress=dies)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("had_cases", [False, True])
@pytest.mark.parametrize("parts", [0, 1])
@pytest.mark.parametrize("is_new_run", [False, True])
def test_killed_between_two_cases_it_goes_on_and_nothing_is_lost_or_doubled(
    desk: Organisation, in_small_parts: None, parts: int, had_cases: bool, is_new_run: bool
) -> None:
    two_cases_with_ties(desk)
    before = package_of(desk)
    emptied(had_cases=had_cases)

    run = killed_after(desk, before, parts)
    stood = Case.objects.count()
    run_waiting_imports(now=(run.seen_at or NOW) + 2 * SILENT_FOR)
    run.refresh_from_db()
    state = run.state
    if is_new_run:
        run = imported(desk, before)
    else:
        carry_out(run=run, file=io.BytesIO(before), now=NOW)
        run.refresh_from_db()
    after = package_of(desk)

    assert (state, stood) == (ImportState.STOPPED, parts)
    assert [f"{one.record}.{one.column}: {one.reason}" for one in run.troubles.all()] == []
    assert (run.state, run.counts["cases"]["unchanged"], run.counts["cases"]["created"]) == (ImportState.DONE, parts, 2 - parts)
    assert {name: len(rows) for name, rows in tables_of(after).items()} == {name: len(rows) for name, rows in tables_of(before).items()}
    assert all_of(looked(desk, before)) == {"unchanged"}
    assert had_cases or files_of(after) == files_of(before)


def test_killed_it_can_be_taken_back_as_far_as_it_came(desk: Organisation, in_small_parts: None) -> None:
    two_cases_with_ties(desk)
    content = package_of(desk)
    emptied(had_cases=True)

    run = killed_after(desk, content, 1)
    CaseImport.objects.filter(pk=run.pk).update(state=ImportState.STOPPED)

    assert undo_import(run=run, by=None, now=NOW) == 0
    assert not Case.objects.exists()
    assert not Person.objects.exists()


def test_ties_in_both_directions_do_not_keep_an_import_from_being_taken_back(desk: Organisation, in_small_parts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    two_cases_with_ties(desk)
    content = package_of(desk)
    emptied(had_cases=True)
    run = imported(desk, content)
    monkeypatch.setattr(undoing_imports, "_BATCH", 1)

    assert undo_import(run=run, by=None, now=NOW) == 0
    assert not Person.objects.exists()


def test_meanwhile_nobody_is_given_a_key_that_the_package_keeps(desk: Organisation, in_small_parts: None) -> None:
    two_cases_with_ties(desk)
    before = package_of(desk)
    emptied(had_cases=False)
    opened: list[Case] = []

    def somebody_opens_one(counts: object) -> None:
        opened.append(a_whole_case(desk, slug=f"meanwhile-{len(opened)}"))

    run = new_run(organisation=desk, file=io.BytesIO(before), file_name="package.zip", mapping=None, by=None, now=NOW)
    carry_out(run=run, file=io.BytesIO(before), now=NOW, progress=somebody_opens_one)

    assert len(opened) == 2
    assert all_of(run.counts) == {"created"}
    delete_cases([case.pk for case in opened])
    assert files_of(package_of(desk)) == files_of(before)


def test_an_import_says_that_it_goes_on_and_how_far_it_is(desk: Organisation, in_small_parts: None) -> None:
    two_cases_with_ties(desk)
    content = package_of(desk)
    emptied(had_cases=True)
    run = new_run(organisation=desk, file=io.BytesIO(content), file_name="package.zip", mapping=None, by=None, now=NOW)
    told = []

    def look_at_it(counts: object) -> None:
        there = CaseImport.objects.get(pk=run.pk)
        told.append((there.rows, there.counts["cases"]["read"], there.seen_at is not None and there.seen_at > NOW))

    carry_out(run=run, file=io.BytesIO(content), now=NOW, progress=look_at_it)

    assert told == [(2, 1, True), (2, 2, True)]


def test_while_a_long_package_is_read_the_run_is_alive(desk: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_case, "_HEARD_EVERY", 1)
    content = package_of(a_whole_case(desk).organisation)
    emptied(had_cases=True)
    statements = []

    def looks(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        statements.append(sql.split()[0] + (" run" if 'cases_caseimport" SET' in sql else ""))
        return execute(sql, *rest)

    with connection.execute_wrapper(looks):
        imported(desk, content)

    first_row = statements.index("INSERT", statements.index("UPDATE run") + 1)
    assert statements[:first_row].count("UPDATE run") > len(tables_of(content))


def test_somebody_of_a_refused_case_comes_with_the_next_that_has_her(desk: Organisation, in_small_parts: None) -> None:
    first, second = two_cases_with_ties(desk)
    public_ids = [first.public_id, second.public_id]
    content = changed(package_of(desk), "case", lambda rows: rows[0].update(country="No country"))
    emptied(had_cases=True)

    run = imported(desk, content)

    case = Case.objects.get()
    assert case.public_id == public_ids[1]
    assert run.counts["cases"] == {"read": 2, "created": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert case.participants.count() == 3
    assert not Person.objects.exclude(parts__case=case).exists()


def test_a_package_that_lies_about_people_brings_nobody_without_a_case(desk: Organisation) -> None:
    a_whole_case(desk)
    content = changed(package_of(desk), "person", lambda rows: rows.append({**rows[0], "id": "424242", "public_id": "nobodyscase"}))
    emptied(had_cases=True)

    run = imported(desk, content)

    assert run.counts["person"] == {"read": 3, "created": 2, "changed": 0, "unchanged": 0, "refused": 1}
    assert not Person.objects.filter(public_id="nobodyscase").exists()
