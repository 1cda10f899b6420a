"""Real files of EveryPolitician, Wikidata, OpenStates and others: they load with the counts their readme gives, and come out as they went in."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from outcry.accounts.models import Organisation
from outcry.authorities.models import ImportRun, ImportState, Membership, Office, Person, SourceSet
from outcry.authorities.operations.imports import carry_out, look, new_run
from outcry.authorities.operations.undoing import undo_run
from outcry.authorities.popolo.pieces import FileRefused
from outcry.authorities.popolo.reading import sources_at
from outcry.authorities.queries.as_popolo import MODELS
from outcry.authorities.queries.export import chunks_of_everything, chunks_of_set
from outcry.authorities.tests.cast import NOW, an_organisation
from tests.start import REAL_DATA

DATA = REAL_DATA / "popolo"
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not DATA.exists(), reason="the folder of real data is not there; OUTCRY_REAL_DATA names it")]

# persons, e-mails of persons, other names of persons: the figures of the readme.
README = {
    "everypolitician-mit/estonia.json": (193, 123, 2451),
    "everypolitician-mit/kenya.json": (355, 276, 127),
    "everypolitician-mit/pakistan.json": (349, 0, 1106),
    "everypolitician-2015/kazakhstan.json": (107, 0, 0),
    "everypolitician-2015/hong_kong.json": (70, 68, 583),
    "everypolitician-2015/russia.json": (450, 0, 0),
    "everypolitician-2015/thailand.json": (218, 0, 0),
    "australian-councillors/TAS.json": (263, 46, 0),
    "australian-councillors/WA.json": (1230, 55, 0),
}
FILES = sorted(str(path.relative_to(DATA)) for path in DATA.rglob("*.json") if "spec" not in path.parts and path.name != "countries.json")
TABLES = sorted(str(path.relative_to(DATA)) for path in DATA.rglob("*.csv"))


def imported(organisation: Organisation, path: Path, name: str = "", kind: str = "") -> ImportRun:
    sources = sources_at(path)
    run = new_run(organisation=organisation, sources=sources, set_name=name or path.stem, kind=kind, by=None, now=NOW)
    carry_out(run=run, sources=sources, now=NOW)
    run.refresh_from_db()
    return run


def exported(run: ImportRun, tmp_path: Path) -> Path:
    assert run.source_set
    file = tmp_path / "out.json"
    file.write_text("".join(chunks_of_set(source_set=run.source_set)), encoding="utf-8")
    return file


def total(run: ImportRun, word: str) -> int:
    return sum(words[word] for words in run.counts.values())


def as_compared(content: dict[str, Any]) -> dict[str, Any]:
    """Lists of records as multisets: an export keeps every record and field, not the order in which lists stand in the file."""
    return {name: Counter(json.dumps(one, sort_keys=True) for one in value) if isinstance(value, list) else value for name, value in content.items()}


@pytest.mark.parametrize("file", FILES)
def test_a_file_goes_in_whole_comes_out_equal_and_changes_nothing_a_second_time(file: str, tmp_path: Path) -> None:
    organisation, content = an_organisation(), json.loads((DATA / file).read_text(encoding="utf-8"))

    first = imported(organisation, DATA / file)
    second = imported(organisation, DATA / file)
    out = exported(first, tmp_path)
    third = imported(organisation, out, first.set_name)
    fresh = imported(organisation, out, "another set")

    assert {kind: words["created"] for kind, words in first.counts.items() if words["read"]} == {
        kind: len(content[kind]) for kind in MODELS if content.get(kind)
    }
    for again in (second, third):
        assert (again.state, total(again, "created"), total(again, "changed"), total(again, "refused")) == (ImportState.DONE, 0, 0, 0)
        assert total(again, "unchanged") == total(first, "created") == total(fresh, "created")
        assert not again.changes.exists()
    came_out = json.loads(out.read_text(encoding="utf-8"))
    went_in = {**{kind: [] for kind in MODELS}, **content}
    assert as_compared(came_out) == as_compared(went_in)


@pytest.mark.parametrize("file", README)
def test_the_counts_are_those_of_the_readme(file: str) -> None:
    imported(an_organisation(), DATA / file)

    people = Person.objects.all()
    assert (people.count(), people.exclude(email="").count(), sum(len(person.other_names) for person in people)) == README[file]
    assert not Office.objects.exists()


@pytest.mark.parametrize("file", TABLES)
def test_a_table_has_the_people_of_its_rows_and_changes_nothing_a_second_time(file: str) -> None:
    organisation = an_organisation()

    first, second = imported(organisation, DATA / file), imported(organisation, DATA / file)

    assert first.counts["persons"]["created"] == first.counts["persons"]["read"] > 0
    assert (total(first, "refused"), total(second, "created"), total(second, "changed"), total(second, "refused")) == (0, 0, 0, 0)


def test_the_people_and_committees_of_openstates(tmp_path: Path) -> None:
    organisation = an_organisation()

    first, second = imported(organisation, DATA / "openstates" / "wy", "wy"), imported(organisation, DATA / "openstates" / "wy", "wy")
    third = imported(organisation, exported(first, tmp_path), "wy")

    assert first.counts["persons"]["created"] == 96
    assert Membership.objects.filter(body__classification="committee").count() == 288
    assert Membership.objects.filter(person=None).count() == 0
    for again in (second, third):
        assert (total(again, "created"), total(again, "changed"), total(again, "refused")) == (0, 0, 0)
    assert total(first, "refused") == 0


@pytest.mark.parametrize("name", ["area", "event", "membership", "organization", "person", "post"])
def test_the_examples_of_the_specification(name: str, tmp_path: Path) -> None:
    file = DATA / "spec" / "examples" / f"{name}.json"

    first = imported(an_organisation(), file)

    [record] = [one for kind in MODELS for one in json.loads(exported(first, tmp_path).read_text())[kind]]
    assert record == json.loads(file.read_text())


@pytest.mark.parametrize(("name", "created"), [("membership", 4), ("organization", 5), ("person", 3), ("post", 3)])
def test_records_inside_records_become_records_of_their_own(name: str, created: int, tmp_path: Path) -> None:
    organisation = an_organisation()

    first = imported(organisation, DATA / "spec" / "examples" / f"embedding-{name}.json")
    second = imported(organisation, exported(first, tmp_path), first.set_name)

    assert (total(first, "created"), total(first, "refused")) == (created, 0)
    assert (total(second, "created"), total(second, "changed"), total(second, "unchanged")) == (0, 0, created)


@pytest.mark.parametrize("file", ["everypolitician-2015/countries.json", "spec/examples/vote_event.json", "spec/examples/motion.json"])
def test_what_holds_no_people_in_office_is_refused_with_a_reason(file: str) -> None:
    with pytest.raises(FileRefused, match="persons, organizations"):
        look(organisation=an_organisation(), sources=sources_at(DATA / file), set_name="x")


def test_everything_at_once_goes_out_and_in_again_here_and_elsewhere(tmp_path: Path) -> None:
    organisation = an_organisation()
    for file in ("everypolitician-2015/kazakhstan.json", "everypolitician-2015/hong_kong.json", "everypolitician-mit/kenya.json"):
        imported(organisation, DATA / file)
    out = tmp_path / "everything.json"
    out.write_text("".join(chunks_of_everything(organisation=organisation)), encoding="utf-8")
    rows = sum(model._default_manager.count() for model in MODELS.values())

    here = imported(organisation, out)

    assert (total(here, "created"), total(here, "changed"), total(here, "refused"), total(here, "unchanged")) == (0, 0, 0, rows)
    elsewhere = Organisation.objects.create(slug="elsewhere", mail_domain="elsewhere.example", contact_address="a@elsewhere.example")
    there = imported(elsewhere, out)
    assert (total(there, "created"), total(there, "refused")) == (rows, 0)
    assert "".join(chunks_of_everything(organisation=elsewhere)) == out.read_text(encoding="utf-8")


def test_undoing_an_import_leaves_nothing_of_it(tmp_path: Path) -> None:
    run = imported(an_organisation(), DATA / "everypolitician-mit" / "kenya.json")

    left = undo_run(run=run, by=None, now=NOW)

    assert left == 0
    assert [model for model in MODELS.values() if model._default_manager.exists()] == []


def test_a_look_says_what_the_import_then_does_and_writes_nothing() -> None:
    organisation, file = an_organisation(), DATA / "everypolitician-mit" / "estonia.json"

    report = look(organisation=organisation, sources=sources_at(file), set_name="estonia")

    assert not Person.objects.exists()
    assert not SourceSet.objects.exists()
    assert report.counts == imported(organisation, file).counts
