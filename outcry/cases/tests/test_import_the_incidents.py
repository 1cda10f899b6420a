"""Real sets of incidents load with the counts of their readme, and a second import changes nothing."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import Max, Min, Sum
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.accounts.operations import staff_group
from outcry.authorities.models import ImportState
from outcry.cases.models import Act, Case, CaseImport, Event, Person, Source
from outcry.cases.operations.import_steps import asks_how_to_read
from outcry.cases.operations.imports import carry_out, look, new_run, run_waiting_imports, save_mapping
from outcry.cases.operations.undoing_imports import undo_import
from outcry.cases.tables.mapping import Mapping, mapping_of
from outcry.cases.tests.cast import NOW, a_term, an_organisation, rosa
from outcry.lib.tables.refusals import TableRefused
from tests.start import ROOT

DATA = ROOT.parent / "shared" / "data" / "incidents"
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not DATA.exists(), reason="the real data lies beside the repository only where it was fetched")]


def column(name: str | list[str], fact: str, **more: Any) -> dict[str, Any]:
    return {"names": name if isinstance(name, list) else [name], "fact": fact, **more}


OVDINFO = {
    "set": "ovdinfo-2012",
    "id": "Id",
    "language": "ru",
    "number_prefix": "ovd12",
    "given": {"case.country": "RU", "act.kind": "acts/liberty/arrest/mass-round-up", "victim.kind": "group"},
    "ignore": ["agreement", "event_type", "subject", "organizer"],
    "column": [
        column("date", "event.when", format="DD.MM.YYYY"),
        column("date", "act.when", format="DD.MM.YYYY"),
        column("description", "event.title[ru]"),
        column("description_eng", "event.title[en]"),
        column("place", "event.place[ru]"),
        column("number_of_detentions", "victim.size"),
        column("links", "source.url", list="urls"),
        column(["links", "agreement_eng", "event_type_eng", "subject_eng", "organizer_eng"], "case.confidential_notes"),
    ],
}
TECH = {
    "set": "tech-worker-actions",
    "id": "id",
    "given": {"case.country": "US"},
    "ignore": ["#1", "online", "author", "tags"],
    "column": [
        column("date", "event.when", format=["YYYY-MM-DD", "YYYY/MM/DD"]),
        column("description", "event.title[en]", shorten=True),
        column("description", "event.description[en]"),
        column("sources", "source.url", list="python"),
        column("latlngs", "event.point", list="python", first=True, blank=["None"]),
        column("locations", "event.place[en]", list="python", join="; ", shorten=True, blank=["None"]),
        column(["actions", "struggles", "employment_types", "companies", "workers", "addresses"], "case.confidential_notes"),
    ],
}
BRUTALITY = {
    "set": "police-brutality-2020",
    "id": "id",
    "records": "data",
    "given": {"case.country": "US"},
    "ignore": ["edit_at"],
    "column": [
        column("date", "event.when"),
        column("name", "event.title[en]"),
        column("description", "event.description[en]"),
        column(["city", "state"], "event.place[en]", join=", "),
        column("geolocation", "event.point"),
        column("links.url", "source.url"),
        column("links.text", "source.title"),
        column(["date_text", "tags"], "case.confidential_notes"),
        column(
            "tags",
            "act.kind",
            values={"arrest": "acts/liberty/arrest", "beat": "acts/integrity/assault", "threaten": "acts/integrity/threat/to-victim", "*": ""},
        ),
    ],
}
KILLINGS = {
    "set": "police-killings-2015",
    "id": ["name", "year", "month", "day"],
    "number_prefix": "counted",
    "given": {"case.country": "US", "act.kind": "acts/life/extrajudicial-killing", "perpetrator.kind": "organisation"},
    "ignore": ["state_fp", "county_fp", "tract_ce", "geo_id", "county_id", "pop", "share_*", "*_income", "*_bucket", "pov", "urate", "college"],
    "column": [
        column(["year", "month", "day"], "event.when", format="YYYY MMMM D"),
        column("name", "victim.name[en]"),
        column("age", "act.victim_age", blank=["Unknown"]),
        column("gender", "victim.gender"),
        column("latitude", "event.latitude"),
        column("longitude", "event.longitude"),
        column(["streetaddress", "city", "state"], "event.place[en]", join=", "),
        column("lawenforcementagency", "perpetrator.name[en]"),
        column(["raceethnicity", "cause", "armed", "namelsad"], "case.confidential_notes"),
    ],
}


def imported(organisation: Organisation, path: Path, told: dict[str, Any]) -> CaseImport:
    with path.open("rb") as file:
        run = new_run(organisation=organisation, file=file, file_name=path.name, mapping=mapping_of(told), by=None, now=NOW)
        carry_out(run=run, file=file, now=NOW)
    run.refresh_from_db()
    return run


def dry(organisation: Organisation, path: Path, mapping: Mapping) -> dict[str, int]:
    with path.open("rb") as file:
        return look(organisation=organisation, file=file, mapping=mapping).counts["cases"]


def words(read: int, verdict: str) -> dict[str, int]:
    return {"read": read, "created": 0, "changed": 0, "unchanged": 0, "refused": 0, verdict: read}


@pytest.fixture
def organisation() -> Organisation:
    a_term("acts/liberty/arrest")
    return an_organisation()


FILES = [
    ("ovdinfo-2012/detentions_2012.csv", OVDINFO, 228),
    ("tech-worker-actions/actions.csv", TECH, 506),
    ("tech-worker-actions/actions.json", TECH, 506),
    ("police-brutality-2020/incidents.json", BRUTALITY, 406),
    ("police-killings-2015/police_killings.csv", KILLINGS, 467),
]


@pytest.mark.parametrize(("name", "told", "number"), FILES)
def test_a_set_loads_whole_a_second_time_changes_nothing_and_goes_whole(organisation: Organisation, name: str, told: dict[str, Any], number: int) -> None:
    would = dry(organisation, DATA / name, mapping_of(told))
    run = imported(organisation, DATA / name, told)
    again = imported(organisation, DATA / name, told)
    left = undo_import(run=run, by=None, now=NOW)

    assert would == run.counts["cases"] == words(number, "created")
    assert (again.state, again.counts["cases"]) == (ImportState.DONE, words(number, "unchanged"))
    assert (left, Case.objects.count(), Event.objects.count(), Person.objects.count()) == (0, 0, 0, 0)


@pytest.mark.parametrize(("name", "told", "number"), FILES)
def test_a_set_loads_by_command_with_a_mapping_and_then_by_its_name(
    organisation: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, told: dict[str, Any], number: int
) -> None:
    (tmp_path / "mapping.json").write_text(json.dumps(told))

    for more in (["--mapping", str(tmp_path / "mapping.json"), "--dry-run"], ["--mapping", str(tmp_path / "mapping.json")], ["--set", told["set"]]):
        call_command("cases", "import", str(DATA / name), *more)

    dry, first, second = (json.loads(line)["kinds"]["cases"] for line in capsys.readouterr().out.splitlines())
    assert dry == first == words(number, "created")
    assert second == words(number, "unchanged")


BRUTALITY_TABLE: dict[str, Any] = {**BRUTALITY, "ignore": ["edit_at", "state", "city", "date_text"]}
BRUTALITY_TABLE["column"] = [column("date", "event.when"), column("name", "event.title[en]"), column("Link *", "source.url")]
# What its words mean would be asked about first.
KILLINGS_UNASKED: dict[str, Any] = {
    **KILLINGS,
    "ignore": ["gender", "state_fp", "county_fp", "tract_ce", "geo_id", "county_id", "pop", "share_*", "*_income", "*_bucket", "pov", "urate", "college"],
    "column": [one for one in KILLINGS["column"] if one["fact"] != "victim.gender"],  # type: ignore[index]
}
AT_THE_DESK = [
    ("ovdinfo-2012/detentions_2012.csv", OVDINFO, 228),
    ("tech-worker-actions/actions.csv", TECH, 506),
    ("tech-worker-actions/actions.json", TECH, 506),
    ("police-brutality-2020/incidents.csv", BRUTALITY_TABLE, 406),
    ("police-killings-2015/police_killings.csv", KILLINGS_UNASKED, 467),
]


@pytest.mark.parametrize(("name", "told", "number"), AT_THE_DESK)
def test_a_set_loads_at_the_desk_by_a_mapping_that_was_kept(organisation: Organisation, client: Client, name: str, told: dict[str, Any], number: int) -> None:
    user = rosa(organisation)
    user.groups.add(staff_group())
    client.force_login(user)
    saved = save_mapping(organisation=organisation, mapping=mapping_of(told), now=NOW)

    client.post(reverse("cases_desk:import_upload"), {"upload": SimpleUploadedFile(Path(name).name, (DATA / name).read_bytes())})
    run = CaseImport.objects.get()
    if asks_how_to_read(run):
        client.post(reverse("cases_desk:import_reading", args=[run.pk]), {"encoding": run.found["encoding"]})
    client.post(reverse("cases_desk:import_columns", args=[run.pk]), {"as_saved": "1", "saved-saved": str(saved.pk)})
    run_waiting_imports(now=NOW)
    run.refresh_from_db()
    planned = run.counts["cases"]
    client.post(reverse("cases_desk:begin_import", args=[run.pk]))
    run_waiting_imports(now=NOW)

    run.refresh_from_db()
    assert (planned, run.state, run.counts["cases"]) == (words(number, "created"), ImportState.DONE, words(number, "created"))
    assert Case.objects.count() == number


def test_actions_of_tech_workers_are_of_1969_to_2022(organisation: Organisation) -> None:
    imported(organisation, DATA / "tech-worker-actions/actions.csv", TECH)

    # The readme says 2023, which is when the file was taken: its last row is of April 2022.
    days = Event.objects.aggregate(first=Min("when_earliest"), last=Max("when_latest"))
    assert (days["first"].year, days["last"].year) == (1969, 2022)


def test_a_report_is_no_list_of_cases_and_is_refused_in_words(organisation: Organisation) -> None:
    with (DATA / "ovdinfo-reports/2014-administrative.json").open("rb") as file:
        content = file.read()
        file.seek(0)
        with pytest.raises(TableRefused, match="no list of records"):
            look(organisation=organisation, file=file, mapping=mapping_of({**TECH, "records": "nodes"}))

    kinds = Counter(node["type"] for node in json.loads(content)["nodes"].values())
    assert (kinds["text"], kinds["heading"], kinds["citation_reference"]) == (90, 19, 67)


def test_ovdinfo_counts_5169_detained_in_228_events(organisation: Organisation) -> None:
    imported(organisation, DATA / "ovdinfo-2012/detentions_2012.csv", OVDINFO)

    assert Event.objects.filter(when_earliest__gte="2011-12-04", when_latest__lte="2012-12-31").count() == 228
    assert Person.objects.aggregate(sum=Sum("size_max"))["sum"] == 5169
    assert Act.objects.filter(victim__kind="group").count() == 228


def test_police_brutality_has_1150_source_links(organisation: Organisation) -> None:
    imported(organisation, DATA / "police-brutality-2020/incidents.json", BRUTALITY)

    assert Source.objects.exclude(url="").count() == 1150
    assert Event.objects.filter(latitude__isnull=False).count() == sum(
        bool(one["geolocation"]) for one in json.loads((DATA / "police-brutality-2020/incidents.json").read_text())["data"]
    )


def test_the_csv_of_police_brutality_has_the_same_incidents_and_links(organisation: Organisation) -> None:
    told = {**BRUTALITY, "column": [column("date", "event.when"), column("name", "event.title[en]"), column("Link *", "source.url")]}
    told["ignore"] = ["edit_at", "state", "city", "date_text"]

    run = imported(organisation, DATA / "police-brutality-2020/incidents.csv", told)

    assert (run.counts["cases"], Source.objects.count()) == (words(406, "created"), 1150)


def test_damaged_letters_of_police_killings_are_told_and_not_guessed(organisation: Organisation) -> None:
    run = imported(organisation, DATA / "police-killings-2015/police_killings.csv", KILLINGS)

    notes = [trouble for trouble in run.troubles.all() if trouble.column == "name"]
    names = [text for person in Person.objects.filter(kind="person") for text in person.names.values_list("text", flat=True)]
    assert len(notes) == sum("\\x" in str(name) for name in names if name) > 0
    assert not run.troubles.filter(is_refusal=True).exists()
