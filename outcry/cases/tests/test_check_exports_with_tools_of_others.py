"""Exports stand before the tools of those who read them: each accepts what we write, and refuses it once it is spoiled."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from datetime import date
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import frictionless
import pytest
import yaml
from babel import Locale
from geojson_pydantic import Feature, FeatureCollection, Point, Polygon
from openpyxl import load_workbook
from pydantic import ValidationError

from outcry.accounts.models import Organisation
from outcry.cases.models import Event, ExportForm
from outcry.cases.tests.cast import DETAINED, a_term, an_organisation, rosa
from outcry.cases.tests.test_export_cases import a_full_case, as_rows, exported
from outcry.cases.tests.test_import_a_package import a_whole_case, changed, files_of
from tests.once import once_for_the_file

pytestmark = pytest.mark.django_db
Entity = dict[str, Any]
WORDS = ("=1+1", 'a "b", c;d', "one\ntwo", "007")


def a_full_desk() -> Organisation:
    a_term(DETAINED)
    desk = an_organisation()
    for number, words in enumerate(WORDS):
        a_full_case(desk, slug=f"case-{number}", words=words)
    a_whole_case(desk, reader=rosa(desk))
    return desk


made = once_for_the_file(a_full_desk)


@pytest.fixture
def desk(made: Organisation) -> Organisation:
    return deepcopy(made)


# --- FollowTheMoney: its published schemas ---


class Schemas:
    """The schemas as the library carries them; its code is not imported, since it needs a library that has to be compiled."""

    def __init__(self) -> None:
        self.all: dict[str, Any] = {}
        for file in files("followthemoney") or ():
            if file.match("followthemoney/schema/*.yaml"):
                self.all |= yaml.safe_load(file.read_text(encoding="utf-8"))

    def line(self, name: str) -> list[str]:
        """A schema and all that it extends."""
        found = [name]
        for above in self.all[name].get("extends", ()):
            found += [one for one in self.line(above) if one not in found]
        return found

    def properties(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in reversed(self.line(name)):
            found |= self.all[one].get("properties", {})
        return found

    def required(self, name: str) -> set[str]:
        """Of the schema itself: what those above it require is not handed down."""
        return set(self.all[name].get("required", ()))


@cache
def schemas_of_the_library() -> Schemas:
    return Schemas()


def what_is_wrong(entities: Sequence[Entity]) -> list[str]:
    by_id = {entity["id"]: entity for entity in entities}
    found = [f"{one['schema']}: {wrong}" for one in entities for wrong in _wrong_with(one, schemas_of_the_library(), by_id)]
    return found + (["an id twice"] if len(by_id) < len(entities) else [])


def _wrong_with(entity: Entity, schemas: Schemas, by_id: dict[str, Entity]) -> Iterator[str]:
    schema = schemas.all.get(entity["schema"])
    if schema is None or schema.get("abstract"):
        yield "no such schema"
        return
    known = schemas.properties(entity["schema"])
    yield from (f"lacks {name}" for name in schemas.required(entity["schema"]) - entity["properties"].keys())
    for name, values in entity["properties"].items():
        if name not in known:
            yield f"no property {name}"
            continue
        for value in values:
            if not _fits(value, known[name], schemas, by_id):
                yield f"{name}: {value!r}"


def _fits(value: str, told: dict[str, Any], schemas: Schemas, by_id: dict[str, Entity]) -> bool:
    if not isinstance(value, str) or not value or len(value) > told.get("maxLength", 65_000):
        return False
    checks: dict[str, Callable[[str], bool]] = {
        "date": _is_date,
        "number": lambda text: bool(re.fullmatch(r"-?\d+(\.\d+)?", text)),
        "url": lambda text: bool(re.match(r"https?://[^\s/]+", text)),
        "country": lambda text: text == text.lower() and text.upper() in Locale("en").territories,
        "entity": lambda text: text in by_id and told.get("range", "Thing") in schemas.line(by_id[text]["schema"]),
    }
    return checks.get(told.get("type", "string"), bool)(value)


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        return False
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def entities_of(desk: Organisation) -> list[Entity]:
    return [json.loads(line) for line in exported(desk, ExportForm.FOLLOW_THE_MONEY, with_sealed=True).splitlines()]


def test_entities_follow_the_published_schemas(desk: Organisation) -> None:
    entities = entities_of(desk)

    assert {one["schema"] for one in entities} >= {"Person", "LegalEntity", "Event", "Address", "UnknownLink"}
    assert what_is_wrong(entities) == []


@pytest.mark.parametrize(
    ("schema", "spoil", "wrong"),
    [
        ("Event", lambda one: one.update(schema="Happening"), "no such schema"),
        ("Event", lambda one: one.update(schema="Interval"), "no such schema"),
        ("Event", lambda one: one["properties"].pop("name"), "lacks name"),
        ("Event", lambda one: one["properties"].update(victim=["x"]), "no property victim"),
        ("Event", lambda one: one["properties"].update(date=["2010-13"]), "date: '2010-13'"),
        ("Event", lambda one: one["properties"].update(country=["KZ"]), "country: 'KZ'"),
        ("Event", lambda one: one["properties"].update(sourceUrl=["ask him"]), "sourceUrl: 'ask him'"),
        ("UnknownLink", lambda one: one["properties"].update(subject=["nobody"]), "subject: 'nobody'"),
        ("Address", lambda one: one["properties"].update(latitude=["north"]), "latitude: 'north'"),
    ],
)
def test_entities_that_are_spoiled_are_found(desk: Organisation, schema: str, spoil: Callable[[Entity], Any], wrong: str) -> None:
    entities = entities_of(desk)

    spoil(next(one for one in entities if one["schema"] == schema))

    assert [one for one in what_is_wrong(entities) if wrong in one]


def test_an_event_that_involves_an_event_is_found(desk: Organisation) -> None:
    entities = entities_of(desk)
    events = [one for one in entities if one["schema"] == "Event"]

    events[0]["properties"]["involved"] = [events[1]["id"]]

    assert [one for one in what_is_wrong(entities) if one.startswith("Event: involved")]


# --- the data package: frictionless, the tool of its makers ---


def told_by_frictionless(content: bytes, folder: Path) -> list[list[Any]]:
    """What it finds wrong: with the description, with any cell of any table."""
    for name, file in files_of(content).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file)
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.stats["tasks"] == len(list(folder.rglob("*.csv"))) or not report.valid
    found: list[list[Any]] = report.flatten(["name", "type", "rowNumber", "fieldName", "message"])
    return found


def test_the_package_and_each_cell_of_it_is_what_its_description_says(desk: Organisation, tmp_path: Path) -> None:
    assert told_by_frictionless(exported(desk, ExportForm.PACKAGE, with_sealed=True), tmp_path) == []


@pytest.mark.parametrize(
    ("table", "spoil", "wrong"),
    [
        ("act", {"victim_age": "forty"}, "type-error"),
        ("act", {"is_public": "perhaps"}, "type-error"),
        ("act", {"sources": "1, 2"}, "type-error"),
        ("detention", {"limit_on": "tomorrow"}, "type-error"),
        ("act", {"id": ""}, "primary-key"),
    ],
)
def test_a_package_that_is_spoiled_is_found(desk: Organisation, tmp_path: Path, table: str, spoil: dict[str, str], wrong: str) -> None:
    content = changed(exported(desk, ExportForm.PACKAGE, with_sealed=True), table, lambda rows: rows[0].update(spoil))

    assert wrong in {kind for _name, kind, *_rest in told_by_frictionless(content, tmp_path)}


# --- points: the models of GeoJSON ---

Points = FeatureCollection[Feature[Point | Polygon, dict[str, Any]]]


def test_points_are_geojson(desk: Organisation) -> None:
    Event.objects.filter(case__slug="case-1", latitude__isnull=False).update(precision="district")

    found = Points.model_validate_json(exported(desk, ExportForm.GEOJSON))

    assert len(found.features) == Event.objects.filter(latitude__isnull=False).count()
    assert {one.geometry.type for one in found.features if one.geometry} == {"Point", "Polygon"}


@pytest.mark.parametrize(("old", "new"), [('"Point"', '"Dot"'), ("[1e-05, 43.238949]", "[43.238949]"), ('"Feature"', '"Fixture"'), ("\n]}", "\n]")])
def test_points_that_are_spoiled_are_found(desk: Organisation, old: str, new: str) -> None:
    whole = exported(desk, ExportForm.GEOJSON).decode()
    assert old in whole

    with pytest.raises(ValidationError):
        Points.model_validate_json(whole.replace(old, new))


# --- the workbook: openpyxl, which has nothing to do with how it was written ---


def cells_of(content: bytes) -> list[list[str]]:
    book = load_workbook(io.BytesIO(content))
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]
    rows = [["" if cell.value is None else str(cell.value) for cell in row] for row in book.active.iter_rows()]
    book.close()
    return rows


def test_the_workbook_says_what_the_table_says_and_runs_nothing(desk: Organisation) -> None:
    header, *rows = cells_of(exported(desk, ExportForm.XLSX, with_sealed=True))

    told = [dict(zip(header, row, strict=True)) for row in rows]
    table = as_rows(exported(desk, ExportForm.CSV, with_sealed=True))
    names = [name for name in header if name.endswith(".name[en]") or name in ("case.id", "act.kind", "act.victim_age")]
    assert len(names) > 3
    assert len(told) == len(table)
    assert [row["case.id"] for row in told] == [row["case.id"] for row in table]
    assert {row["case.name[en]"] for row in told} >= {words for words in WORDS if words.isprintable()}


@pytest.mark.parametrize("spoil", [lambda book: book.replace(b"</sheetData>", b""), lambda book: book.replace(b"<v>0</v>", b"<f>1+1</f><v>0</v>", 1)])
def test_a_workbook_that_is_spoiled_is_found(desk: Organisation, spoil: Callable[[bytes], bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(exported(desk, ExportForm.XLSX))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, spoil(old.read(name)) if name == "xl/worksheets/sheet1.xml" else old.read(name))

    with pytest.raises(Exception, match=r"mismatched tag|assert not"):
        cells_of(out.getvalue())
