import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from outcry.vocabularies import queries
from outcry.vocabularies.entries import Tally
from outcry.vocabularies.models import Term, TermLabel, Vocabulary
from outcry.vocabularies.operations import import_terms, load_shipped
from outcry.vocabularies.reading import FileRefused
from outcry.vocabularies.tests.cast import NOW
from tests.start import ROOT

pytestmark = pytest.mark.django_db
REAL = ROOT.parent / "shared" / "data" / "incidents" / "huridocs-micro-thesauri"
HEAD = "vocab_number,list_code,term_level,parent_vocab_number,en,fr,es,ar,ru,tr,ka,et,id"
LISTS = b"list_code,name\n4,types_of_acts\n8,civil_status\n"


def a_row(number: str, label: str, *, above: str = "", french: str = "", code: str = "8") -> str:
    return f"{number},{code},0,{above},{label},{french},,,,,,,"


def take(*rows: str, dry_run: bool = False) -> Tally:
    return import_terms(file="\n".join([HEAD, *rows]).encode(), lists=LISTS, name="terms.csv", by=None, now=NOW, dry_run=dry_run)


MARRIED = a_row("01000000000008", "Wed", french="Marié")
AGAIN = a_row("01010000000008", "Wed again", above="01000000000008")


def test_a_list_that_we_lack_is_made_with_its_terms_and_languages() -> None:
    tally = take(MARRIED, AGAIN)

    again = queries.term(code="civil-status/010100000000")
    assert (tally.lists.created, tally.terms.created, tally.labels.created) == (1, 2, 3)
    assert again.parent is not None
    assert queries.wording(term=again.parent, language="fr").label == "Marié"


def test_importing_again_changes_nothing() -> None:
    take(MARRIED, AGAIN)

    tally = take(MARRIED, AGAIN)

    assert (tally.lists.unchanged, tally.terms.unchanged, tally.labels.unchanged) == (1, 2, 3)
    assert Vocabulary.objects.get(key="civil-status").version == 1


def test_a_dry_run_counts_and_leaves_nothing() -> None:
    assert take(MARRIED, dry_run=True).terms.created == 1
    assert not Vocabulary.objects.exists()


def test_a_term_that_we_ship_is_joined_and_our_words_stay() -> None:
    load_shipped(now=NOW)
    beneath = a_row("03010201040004", "Their own term", above="03010201000004", code="4")

    tally = take(a_row("03010200000004", "Their word", french="Leur mot", code="4"), a_row("03010201000004", "x", above="03010200000004", code="4"), beneath)

    ours = queries.term(code="acts/liberty/detention")
    assert tally.joined == 2
    assert queries.wording(term=ours, language="en").label == "Detention or imprisonment"
    assert queries.wording(term=ours, language="fr").label == "Leur mot"
    assert queries.term(code="acts/030102010400").parent == queries.term(code="acts/liberty/detention/no-release-unlawful")


def test_a_release_that_brings_an_imported_term_gives_it_our_code_and_words() -> None:
    Vocabulary.objects.create(key="acts", huridocs_list=4)
    take(a_row("03010200000004", "Their word", code="4"))
    imported = Term.objects.get()

    load_shipped(now=NOW)

    imported.refresh_from_db()
    assert imported.code == "acts/liberty/detention"
    assert queries.wording(term=imported, language="en").label == "Detention or imprisonment"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (a_row("0100000000008", "Thirteen digits"), "fourteen digits"),
        (a_row("01000000000004", "Another list's"), "belongs to another list"),
        (a_row("01000000000008", ""), "no English label"),
        (a_row("01000000000008", "x" * 401), "no English label"),
        (a_row("01010000000008", "Orphan", above="01000000000008"), "neither in the file nor in the list"),
        (a_row("01000000000077", "List unknown", code="77"), "no list 77"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_number(row: str, reason: str) -> None:
    tally = take(a_row("02000000000008", "Fits"), row)

    assert (tally.terms.read, tally.terms.created, tally.terms.refused) == (2, 1, 1)
    assert [refusal.row for refusal in tally.refusals] == [3]
    assert reason in tally.refusals[0].reason
    assert tally.terms.adds_up
    assert tally.labels.adds_up


def test_a_number_that_stands_twice_is_taken_once() -> None:
    tally = take(MARRIED, MARRIED)

    assert (tally.terms.created, tally.terms.refused) == (1, 1)
    assert "more than once" in tally.refusals[0].reason


def test_a_label_that_repeats_the_english_one_is_no_translation() -> None:
    tally = take(a_row("01000000000008", "Wed", french="Wed"))

    assert tally.copies == 1
    assert list(TermLabel.objects.values_list("language", flat=True)) == ["en"]


@pytest.mark.parametrize(("file", "reason"), [(b"vocab_number,en\n1,x\n", "no column “list_code”"), ("vocab_number,é,è,à\n".encode("latin-1"), "not UTF-8")])
def test_what_is_no_such_file_is_refused_as_a_whole(file: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        import_terms(file=file, lists=LISTS, name="terms.csv", by=None, now=NOW)

    assert reason in refused.value.sentence


def test_the_command_tells_each_refusal_and_ends_with_one_line_of_figures(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text("\n".join([HEAD, MARRIED, a_row("1", "Short")]))
    (tmp_path / "lists.csv").write_bytes(LISTS)
    told = io.StringIO()

    call_command("vocabularies", "import", str(tmp_path), stdout=told)

    *refusals, figures = told.getvalue().splitlines()
    assert refusals == ["not taken: 1 x term, rows 3: The number of the term has to be fourteen digits."]
    assert json.loads(figures)["terms"] == {"read": 2, "created": 1, "changed": 0, "unchanged": 0, "refused": 1, "joined": 0}


def test_the_command_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"missing\.csv can't be read"):
        call_command("vocabularies", "import", str(tmp_path / "missing.csv"))


def test_the_official_lists_are_all_accounted_for_and_a_second_import_changes_nothing() -> None:
    if not REAL.exists():
        pytest.skip(f"the official lists are not at {REAL}")
    load_shipped(now=NOW)
    file, lists = (REAL / "terms.csv").read_bytes(), (REAL / "lists.csv").read_bytes()

    first, second = [import_terms(file=file, lists=lists, name="terms.csv", by=None, now=NOW) for _time in range(2)]

    assert first.terms.read == second.terms.read == 4524
    assert (first.terms.refused, second.terms.refused) == (15, 15)
    assert first.terms.adds_up
    assert first.labels.adds_up
    assert (second.terms.unchanged, second.labels.created, second.labels.changed) == (4509, 0, 0)
    assert first.joined == Term.objects.exclude(huridocs_code="").filter(code__regex=r"[a-z]$|/[a-z-]+$").count()
    # The Arabic labels of eight lists stand beside the wrong terms, and of no other list or language.
    slipped = {(refusal.code[-2:], refusal.language) for refusal in first.refusals if refusal.kind == "label"}
    assert slipped == {(number, "ar") for number in ("01", "03", "04", "06", "10", "11", "13", "68")}
