"""A file without a mapping is read by its columns and by what stands in them; nothing of it is lost, and nothing doubtful becomes a fact."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from outcry.cases.models import Case, Event
from outcry.cases.tables.drafting import drafted
from outcry.cases.tables.mapping import MappingRefused, mapping_of
from outcry.cases.tables.reading import Cells, Line
from outcry.cases.tests.cast import an_organisation


def draft(*rows: Cells, country: str = "KZ") -> dict[str, Any]:
    told = drafted(
        header=list(rows[0]), lines=[Line(number, row) for number, row in enumerate(rows, start=2)], set_name="arrests", language="en", country=country
    )
    mapping_of(told)
    return told


def facts(told: dict[str, Any]) -> dict[str, str]:
    return {name: column["fact"] for column in told["column"] for name in column.get("names", [column.get("name")])}


def test_columns_fill_the_facts_that_their_names_mean_and_the_rest_are_notes() -> None:
    told = draft({"id": "1", "date": "2012-05-06", "city": "Almaty", "link": "https://a.example/1,2", "mood": "tense", "empty": ""})

    assert (told["id"], told["given"], told["ignore"]) == (["id"], {"case.country": "KZ"}, ["empty"])
    assert facts(told) == {"date": "event.when", "city": "event.place[en]", "link": "source.url", "mood": "case.confidential_notes"}


def test_a_column_with_one_cell_that_does_not_fit_is_a_note() -> None:
    told = draft({"id": "1", "latitude": "43.2", "longitude": "76.9"}, {"id": "2", "latitude": "north", "longitude": "77"})

    assert facts(told) == {"latitude": "case.confidential_notes", "longitude": "case.confidential_notes"}


@pytest.mark.parametrize("name", ["name", "age", "victims", "Название"])
def test_what_may_be_of_a_person_comes_into_no_open_words(name: str) -> None:
    assert facts(draft({"id": "1", name: "7"})) == {name: "case.confidential_notes"}


def test_a_column_named_by_a_fact_fills_it() -> None:
    assert facts(draft({"case.number": "A1", "victim.name[kk]": "Айгүл"}))["victim.name[kk]"] == "victim.name[kk]"


@pytest.mark.parametrize(
    ("days", "formats"),
    [
        (["2012-05-06", "2012-05"], None),
        (["06.05.2012", "7.5.2012"], ["D.M.YYYY"]),
        (["06.05.2012", "2012/05/07"], ["DD.MM.YYYY", "D.M.YYYY", "YYYY/MM/DD"]),
        (["13/04/2012", "05/06/2012"], ["DD/MM/YYYY"]),
        (["04/13/2012", "05/06/2012"], ["MM/DD/YYYY"]),
        (["6 May 2012"], ["D MMMM YYYY"]),
    ],
)
def test_days_are_read_in_the_one_way_that_fits_them_all(days: list[str], formats: list[str] | None) -> None:
    rows: list[Cells] = [{"id": str(number), "date": day} for number, day in enumerate(days)]

    told = draft(*rows)

    assert told["column"][0].get("format") == formats


def test_days_of_two_readings_are_not_guessed() -> None:
    with pytest.raises(MappingRefused, match="DD/MM/YYYY and as MM/DD/YYYY"):
        draft({"id": "1", "date": "03/04/2012"}, {"id": "2", "date": "05/06/2012"})


def test_words_beside_an_address_are_kept() -> None:
    told = draft({"id": "1", "links": "see https://a.example/1 and page 3"})

    assert [column["fact"] for column in told["column"]] == ["source.url", "case.confidential_notes"]


def test_a_row_is_marked_by_the_fewest_columns_that_tell_them_all_apart() -> None:
    told = draft({"who": "A", "where": "x"}, {"who": "A", "where": "y"}, {"who": "B", "where": "y"})

    assert told["id"] == ["who", "where"]


def test_rows_that_nothing_tells_apart_are_refused() -> None:
    with pytest.raises(MappingRefused, match="known the next time"):
        draft({"who": "A"}, {"who": "A"})


@pytest.fixture
def _organisation(db: None) -> None:
    an_organisation()


@pytest.mark.usefixtures("_organisation")
def test_the_command_takes_a_file_without_a_mapping_and_knows_its_rows_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rallies.csv"
    file.write_text("id,date,what\n1,06.05.2012,they sang\n2,07.05.2012,they stood\n")

    call_command("cases", "import", str(file), "--country", "KZ")
    call_command("cases", "import", str(file))

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["set"], first["kinds"]["cases"]["created"], second["kinds"]["cases"]["unchanged"]) == ("rallies", 2, 2)
    assert sorted(Event.objects.values_list("when", flat=True)) == ["2012-05-06", "2012-05-07"]
    assert {case.confidential_notes for case in Case.objects.all()} == {"what: they sang", "what: they stood"}


@pytest.mark.usefixtures("_organisation")
def test_a_kept_mapping_that_is_silent_about_a_column_is_not_taken_unseen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rallies.csv").write_text("id,date\n1,2012-05-06\n")
    (tmp_path / "others.csv").write_text("id,date,what\n1,2012-05-06,they sang\n")
    call_command("cases", "import", str(tmp_path / "rallies.csv"), "--country", "KZ")

    call_command("cases", "import", str(tmp_path / "others.csv"), "--country", "KZ")

    assert json.loads(capsys.readouterr().out.splitlines()[-1])["set"] == "others"


@pytest.mark.usefixtures("_organisation")
def test_the_command_says_what_it_took_the_columns_for_and_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rallies.csv"
    file.write_text("id,date\n1,2012-05-06\n")

    call_command("cases", "import", str(file), "--dry-run")

    told = capsys.readouterr()
    assert json.loads(told.out.splitlines()[-1])["kinds"]["cases"]["refused"] == 1
    assert "event.when: date" in told.err
    assert "--country" in told.err


@pytest.mark.usefixtures("_organisation")
def test_a_draft_can_be_mended_and_given_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, mapping = tmp_path / "rallies.csv", tmp_path / "mapping.json"
    file.write_text("id,date,head\n1,2012-05-06,A rally\n")
    call_command("cases", "draft", str(file), "--country", "KZ")
    mapping.write_text(capsys.readouterr().out.replace("case.confidential_notes", "event.title[en]"))

    call_command("cases", "import", str(file), "--mapping", str(mapping))

    assert Event.objects.get().texts.get().title == "A rally"


@pytest.mark.usefixtures("_organisation")
def test_days_of_two_readings_end_the_command_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "rallies.csv"
    file.write_text("id,date\n1,03/04/2012\n")

    with pytest.raises(CommandError, match="Say in a mapping which it is"):
        call_command("cases", "import", str(file), "--country", "KZ")
    assert not Case.objects.exists()
