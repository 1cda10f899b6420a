import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from outcry.vocabularies import queries
from outcry.vocabularies.entries import Tally
from outcry.vocabularies.exporting import as_csv, as_skos
from outcry.vocabularies.models import Term, Vocabulary
from outcry.vocabularies.operations import import_terms, load_shipped, retire_term
from outcry.vocabularies.tests.cast import NOW, a_list, a_term

pytestmark = pytest.mark.django_db


def bring(table: str) -> Tally:
    return import_terms(file=table.encode(), name="mine.csv", by=None, now=NOW)


def the_table(*keys: str) -> str:
    return b"".join(as_csv(keys=keys)).decode()


def a_table(*rows: str) -> str:
    return "\n".join(["list,code,parent,huridocs_code,retired,replaced_by,label:en,definition:en,label:kk", *rows])


def test_a_table_that_was_exported_changes_nothing() -> None:
    load_shipped(now=NOW)
    table = the_table(*Vocabulary.objects.values_list("key", flat=True))

    tally = bring(table)

    assert tally.terms.unchanged == tally.terms.read == Term.objects.count()
    assert tally.labels.unchanged == tally.labels.read
    assert tally.lists.unchanged == tally.lists.read == Vocabulary.objects.count()


def test_moved_retired_and_formula_like_terms_come_back_as_they_were() -> None:
    seabird = a_term("=cmd|' /C calc'!A0")
    gull = a_term("-Gull", below=seabird, kk="@Шағала")
    retire_term(term=gull, replaced_by=seabird, seen_version=1, by=None, now=NOW)
    table = the_table("birds")

    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row if cell]

    assert not [cell for cell in cells if cell[0] in "=+-@\t\r"]
    assert (bring(table).terms.unchanged, bring(table).labels.unchanged) == (2, 3)
    assert queries.wording(term=gull, language="en").label == "-Gull"


def test_a_table_may_reword_move_retire_and_add() -> None:
    a_term("Seabird")
    gull = a_term("Gull")
    table = a_table(
        "birds,birds/seabird,,,,,Bird of the sea,,",
        "birds,birds/gull,birds/seabird,,yes,birds/mew,Gull,,",
        "birds,birds/mew,birds/seabird,,,,Mew,,Шағала",
    )

    tally = bring(table)

    gull.refresh_from_db()
    assert (tally.terms.created, tally.terms.changed) == (1, 2)
    assert gull.parent is not None
    assert (gull.parent.code, gull.is_usable, gull.replaced_by) == ("birds/seabird", False, queries.term(code="birds/mew"))
    assert queries.wording(term=gull.parent, language="en").label == "Bird of the sea"
    assert bring(table).terms.unchanged == 3


def test_a_table_cannot_hang_a_term_beneath_itself() -> None:
    seabird = a_term("Seabird")
    a_term("Gull", below=seabird)

    tally = bring(a_table("birds,birds/seabird,birds/seabird/gull,,,,Seabird,,", "birds,birds/seabird/gull,birds/seabird,,,,Gull,,"))

    assert (tally.terms.refused, tally.terms.unchanged) == (1, 1)
    assert "beneath itself" in tally.refusals[0].reason


def test_a_language_left_blank_takes_nothing_away() -> None:
    gull = a_term("Gull", kk="Шағала")

    bring(a_table("birds,birds/gull,,,,,Gull,,"))

    assert queries.wording(term=gull, language="kk").label == "Шағала"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("birds,fish/trout,,,,,Trout,,", "begin with the list"),
        ("birds,birds/Trout,,,,,Trout,,", "small letters"),
        ("birds,birds/owl,,12,,,Owl,,", "twelve digits"),
        ("birds,birds/owl,,,,,,Hunts at night.,", "label is missing"),
        ("birds,birds/owl,birds/dodo,,,,Owl,,", "birds/dodo"),
        ("birds,birds/owl,,,,,,,", "no label in any language"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_number(row: str, reason: str) -> None:
    a_list()

    tally = bring(a_table(row))

    assert (tally.terms.read, tally.terms.refused, tally.refusals[0].row) == (1, 1, 2)
    assert reason in tally.refusals[0].reason
    assert tally.labels.adds_up


def test_skos_names_terms_their_place_and_what_replaced_them() -> None:
    seabird = a_term("Seabird", kk="Теңіз құсы")
    gull = a_term("Gull", below=seabird)
    retire_term(term=gull, replaced_by=seabird, seen_version=1, by=None, now=NOW)

    told = json.loads(as_skos(vocabulary=a_list()))
    concepts = {one["@id"]: one for one in told["@graph"]}

    found = concepts["urn:outcry:vocabulary:birds/seabird/gull"]
    assert concepts["urn:outcry:vocabulary:birds/seabird"]["prefLabel"] == {"en": "Seabird", "kk": "Теңіз құсы"}
    assert found["broader"] == found["isReplacedBy"] == "urn:outcry:vocabulary:birds/seabird"
    assert found["deprecated"] is True


def test_the_command_writes_one_list_or_all_and_knows_their_names() -> None:
    a_term("Gull")
    a_term("Trout", key="fish")
    out = io.StringIO()

    call_command("vocabularies", "export", stdout=out)

    assert [row["code"] for row in csv.DictReader(io.StringIO(out.getvalue().removeprefix("\ufeff")))] == ["birds/gull", "fish/trout"]
    with pytest.raises(CommandError, match="There is no list cats; there are: birds, fish"):
        call_command("vocabularies", "export", "cats")
