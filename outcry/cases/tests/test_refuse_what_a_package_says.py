"""What a package says that cannot be so is refused, row by row, with its reason."""

import pytest

from outcry.accounts.models import Organisation
from outcry.authorities.models import ImportState
from outcry.cases.tests.cast import DETAINED, a_term, an_organisation
from outcry.cases.tests.test_import_a_package import a_whole_case, changed, emptied, files_of, imported, looked, package_of
from tests.once import once_for_the_file

pytestmark = pytest.mark.django_db


def a_packed_case() -> tuple[Organisation, bytes]:
    """A case with a row in every table, and the package it leaves as."""
    a_term(DETAINED)
    desk = an_organisation()
    a_whole_case(desk)
    return desk, package_of(desk)


packed = once_for_the_file(a_packed_case)


@pytest.mark.parametrize(
    ("table", "change", "reason"),
    [
        ("act", {"kind": "acts/no-such"}, "no term of the list"),
        ("act", {"victim_id": "424242"}, "is changed on the desk"),
        ("act", {"id": "424242"}, "no such row"),
        ("act", {"id": "9" * 30}, "id is missing"),
        ("act", {"case_id": "424242"}, "not in the package"),
        ("act", {"when": "yesterday"}, "Write the date"),
        ("act", {"sources": "no list"}, "has to be a list"),
        ("act", {"is_public": "perhaps"}, "neither true nor false"),
        ("event", {"latitude": "north"}, "north"),
        ("case", {"slug": "No slug!"}, "slug"),
    ],
)
def test_what_can_not_come_in_is_refused_with_its_row_and_its_reason(
    packed: tuple[Organisation, bytes], table: str, change: dict[str, str], reason: str
) -> None:
    desk, whole = packed
    content = changed(whole, table, lambda rows: rows[0].update({name: value for name, value in change.items() if name in rows[0]}))

    run = imported(desk, content)

    assert run.counts["cases" if table == "case" else table]["refused"] == 1
    told = " ".join(f"{one.column} {one.reason}" for one in run.troubles.filter(is_refusal=True))
    assert reason in told
    assert files_of(package_of(desk)) == files_of(whole)


@pytest.mark.parametrize("cell", ['[["x"]]', '[{"a": 1}]', "[null]", "[" * 100_000, "[1e999]", '{"a": []}'])
@pytest.mark.parametrize(("table", "column"), [("act", "sources"), ("case", "readers"), ("act", "methods")])
def test_a_list_of_the_wrong_things_refuses_its_row(packed: tuple[Organisation, bytes], table: str, column: str, cell: str) -> None:
    desk, whole = packed
    told = changed(whole, table, lambda rows: rows[0].update({column: cell}))

    there = looked(desk, told)
    emptied(had_cases=True)
    new = imported(desk, told)

    kind = "cases" if table == "case" else table
    assert there[kind]["refused"] == 1 or there[kind]["changed"] == 0
    assert new.state == ImportState.DONE
    assert new.counts[kind]["refused"] == 1 or column == "readers"
