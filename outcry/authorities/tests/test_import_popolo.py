import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from outcry.accounts.models import Organisation
from outcry.audit.models import LogEntry
from outcry.authorities.models import HolderAlert, ImportRun, ImportState, Membership, Office, Person, PersonText, Post
from outcry.authorities.operations.imports import carry_out, look, new_run
from outcry.authorities.operations.offices import EntryRefused
from outcry.authorities.operations.undoing import undo_run
from outcry.authorities.popolo.pieces import FileRefused
from outcry.authorities.popolo.reading import sources_at
from outcry.authorities.queries.export import chunks_of_set
from outcry.authorities.tests.cast import NOW, a_holding, a_person, a_post, an_organisation

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
CHEF = {"id": "chef", "label": "Chef", "organization_id": "court"}
COURT = {"id": "court", "name": "Court"}


def a_file(tmp_path: Path, content: Any, name: str = "file.json") -> Path:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def imported(organisation: Organisation, path: Path, *, kind: str = "", now: Any = NOW, name: str = "set") -> ImportRun:
    sources = sources_at(path)
    run = new_run(organisation=organisation, sources=sources, set_name=name, kind=kind, by=None, now=now)
    carry_out(run=run, sources=sources, now=now)
    run.refresh_from_db()
    return run


def counts(run: ImportRun, kind: str = "persons") -> tuple[int, ...]:
    return tuple(run.counts[kind][word] for word in ("read", "created", "changed", "unchanged", "refused"))


def given_back(run: ImportRun) -> Any:
    assert run.source_set
    return json.loads("".join(chunks_of_set(source_set=run.source_set)))


def test_a_name_in_several_languages_is_understood_and_given_back(tmp_path: Path) -> None:
    person = {"id": "1", "name": {"lang:ru": "Имя", "lang:en": "Name", "lang:zh-tw": "名"}}

    run = imported(an_organisation(), a_file(tmp_path, {"persons": [person]}))

    row = Person.objects.get()
    assert (row.name, row.label_in("ru"), row.label_in("kk"), row.by_language["name"]["zh-tw"]) == ("Name", "Имя", "Name", "名")
    assert given_back(run)["persons"] == [person]


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({"id": "1", "name": {"lang:english language": "x"}}, "name.lang:english language"),
        ({"id": "1", "name": {"lang:en": 7}}, "name.lang:en"),
        ({"id": "1", "name": ["x"]}, "name"),
        ({"id": "1", "name": {}}, "name"),
        ({"id": "1", "name": ""}, "name"),
        ({"id": "1"}, "name"),
        ({"id": 1, "name": "x"}, "id"),
        ({"id": "x" * 301, "name": "x"}, "id"),
        ({"id": "1", "name": "x", "birth_date": "3 May"}, "birth_date"),
        ({"id": "1", "name": "x", "birth_date": "2011-02-30"}, "birth_date"),
        ({"id": "1", "name": "x", "email": ["a@b.example"]}, "email"),
        ({"id": "1", "name": "x", "contact_details": {"type": "email"}}, "contact_details"),
        ({"id": "1", "name": "x", "contact_details": [{"type": "email"}]}, "contact_details[0].value"),
        ({"id": "1", "name": "x", "other_names": [{"name": {"lang:x": 1}}]}, "other_names[0].name.lang:x"),
        ({"id": "1", "name": "x", "identifiers": [{"identifier": 5}]}, "identifiers[0].identifier"),
        ({"id": "1", "name": "x" * 20_001}, "name"),
        ({"id": "1", "name": "x", "strange": {"deep": "a\x00b"}}, "strange"),
        ({"id": "outcry:made:1", "name": "x"}, "id"),
        ("a person", ""),
        (None, ""),
    ],
)
def test_a_record_that_can_not_be_kept_is_refused_by_place_field_and_reason_and_the_next_is_taken(tmp_path: Path, person: Any, field: str) -> None:
    run = imported(an_organisation(), a_file(tmp_path, {"persons": [person, {"id": "2", "name": "Good"}]}))

    trouble = run.troubles.get(is_refusal=True)
    assert (trouble.kind, trouble.place, trouble.field) == ("persons", "1", field)
    assert trouble.reason
    assert (run.state, counts(run)) == (ImportState.DONE, (2, 1, 0, 0, 1))
    assert Person.objects.get().name == "Good"


def test_a_record_nested_too_deep_is_refused(tmp_path: Path) -> None:
    deep: Any = "x"
    for _level in range(20):
        deep = [deep]

    run = imported(an_organisation(), a_file(tmp_path, {"persons": [{"id": "1", "name": "x", "strange": deep}]}))

    assert counts(run) == (1, 0, 0, 0, 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ('{"persons": [}', "not JSON"),
        ('{"persons": []} x', "not JSON"),
        ("[" * 5000, "deeper than 32"),
        ('{"persons": [' + '{"a":' * 40 + "1" + "}" * 40 + "]}", "deeper than 32"),
        ('{"persons": [], "persons": []}', "twice"),
        ('{"persons": [{"id": "1", "name": "a", "name": "b"}]}', "twice"),
        ('{"persons": {"id": "1"}}', "has to be a list"),
        ('{"motions": [{"id": "1"}]}', "None of its lists"),
        ('{"x": 1}', "does not say"),
        ("7", "no object and no list"),
        ('{"persons": [{"id": "1", "name": "x", "many": [' + "1," * 100_001 + "1]}]}", "more than 100000 values"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_with_a_reason_and_nothing_is_written(tmp_path: Path, content: str, reason: str) -> None:
    run = imported(an_organisation(), a_file(tmp_path, content))

    assert run.state == ImportState.REFUSED
    assert reason in run.sentence
    assert not Person.objects.exists()


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_bytes('{"persons": [{"id": "1", "name": "Имя"}]}'.encode("cp1251"))

    assert imported(an_organisation(), path).state == ImportState.REFUSED


def test_an_id_that_comes_twice_is_refused_but_two_memberships_may_share_one(tmp_path: Path) -> None:
    person = {"id": "1", "name": "One"}
    membership = {"id": "m", "person_id": "1", "organization_id": "court"}
    content = {"persons": [person, {**person, "name": "Two"}], "organizations": [COURT], "memberships": [membership, {**membership, "role": "judge"}]}

    first, second = (imported(an_organisation_once(), a_file(tmp_path, content)) for _turn in range(2))

    assert counts(first) == (2, 1, 0, 0, 1)
    assert "stands at 1 already" in first.troubles.get(is_refusal=True).reason
    assert (counts(first, "memberships"), counts(second, "memberships")) == ((2, 2, 0, 0, 0), (2, 0, 0, 2, 0))
    assert len(given_back(first)["memberships"]) == 2


def an_organisation_once() -> Organisation:
    return Organisation.objects.first() or an_organisation()


def test_a_list_of_another_kind_is_refused_and_counted(tmp_path: Path) -> None:
    run = imported(an_organisation(), a_file(tmp_path, {"persons": [{"id": "1", "name": "x"}], "motions": [{"id": "1"}, {"id": "2"}]}))

    assert counts(run, "motions") == (2, 0, 0, 0, 2)
    assert run.troubles.get(kind="motions").place == "1–2"


def test_fields_without_a_column_and_what_stands_beside_are_given_back(tmp_path: Path) -> None:
    person: dict[str, Any] = {"id": "1", "name": "x", "favourite": {"colour": ["red", 3, None, 1.5, True]}, "links": [], "email": "", "death_date": None}
    content: dict[str, Any] = {"persons": [person], "meta": {"sources": ["https://a.example/"]}, "warnings": []}

    assert given_back(imported(an_organisation(), a_file(tmp_path, content))).items() >= content.items()


def test_a_formula_is_text_and_stays_as_it_is(tmp_path: Path) -> None:
    table = 'id,name,council\n1,"=HYPERLINK(""https://evil.example"")",Court\n'

    imported(an_organisation(), a_file(tmp_path, table, "table.csv"))

    assert Person.objects.get().name == '=HYPERLINK("https://evil.example")'


@pytest.mark.parametrize(
    ("table", "reason"),
    [("id,id,name\n", "same name"), ("a,b\n1,2\n", "no head"), ("", "no head"), ("id,name\n1," + "x" * 200_000, "not a table in UTF-8")],
)
def test_a_table_that_can_not_be_read_is_refused(tmp_path: Path, table: str, reason: str) -> None:
    run = imported(an_organisation(), a_file(tmp_path, table, "table.csv"))

    assert (run.state, reason in run.sentence) == (ImportState.REFUSED, True)


def test_a_row_that_does_not_fit_its_head_is_refused_by_its_line(tmp_path: Path) -> None:
    run = imported(an_organisation(), a_file(tmp_path, "id,name,council\n1,One,Court\n2,Two,Court,too much\n3,Three,Court\n", "table.csv"))

    assert counts(run) == (3, 2, 0, 0, 1)
    assert run.troubles.get(is_refusal=True).place == "line 3"


@pytest.mark.parametrize("text", ["id: [", "a: &a [x]\nb: *a\n", "id: '1'\nname: x\nroles: 7\n", "- 1\n", "id: !!python/object:os.system x\n"])
def test_yaml_that_is_broken_or_dangerous_is_refused_and_the_other_file_is_taken(tmp_path: Path, text: str) -> None:
    a_file(tmp_path, text, "bad.yml")
    a_file(tmp_path, "id: ocd-person/1\nname: Good\n", "good.yml")

    run = imported(an_organisation(), tmp_path)

    assert Person.objects.filter(name="Good").exists()
    assert run.state == ImportState.DONE
    assert {trouble.place for trouble in run.troubles.filter(is_refusal=True)} == {"bad.yml"}


def test_a_change_in_the_source_is_taken_and_a_change_at_the_desk_is_kept(tmp_path: Path) -> None:
    organisation = an_organisation()
    imported(organisation, a_file(tmp_path, {"persons": [{"id": "1", "name": "A", "gender": "f", "email": "old@a.example"}]}))
    Person.objects.update(gender="female")

    run = imported(organisation, a_file(tmp_path, {"persons": [{"id": "1", "name": "B", "gender": "woman"}]}))
    again = imported(organisation, a_file(tmp_path, {"persons": [{"id": "1", "name": "B", "gender": "woman"}]}))

    person = Person.objects.get()
    assert (person.name, person.gender, person.email) == ("B", "female", "")
    assert counts(run) == (1, 0, 1, 0, 0)
    assert run.troubles.get(is_refusal=False).field == "gender"
    assert (counts(again), again.troubles.count()) == ((1, 0, 0, 1, 0), 0)


def test_a_table_says_nothing_of_fields_it_has_no_column_for(tmp_path: Path) -> None:
    organisation = an_organisation()
    imported(organisation, a_file(tmp_path, {"persons": [{"id": "1", "name": "A", "biography": "long", "other_names": [{"name": "AA"}]}]}))

    imported(organisation, a_file(tmp_path, "id,name\n1,A\n1,AA\n1,AAA\n", "names.csv"))

    person = Person.objects.get()
    assert person.biography == "long"
    assert person.other_names == [{"name": "AA"}, {"name": "AAA"}]


def test_our_own_names_by_language_go_out_and_come_in_elsewhere(tmp_path: Path) -> None:
    run = imported(an_organisation(), a_file(tmp_path, {"persons": [{"id": "1", "name": "A"}]}))
    PersonText.objects.create(person=Person.objects.get(), language="kk", name="Ә")
    content = given_back(run)

    here = imported(run.organisation, a_file(tmp_path, content))
    imported(run.organisation, a_file(tmp_path, content), name="another")

    assert counts(here) == (1, 0, 0, 1, 0)
    assert Person.objects.get(source_set__name="another").label_in("kk") == "Ә"
    assert "ә" in Person.objects.get(source_set__name="another").search_text or "а" in Person.objects.get(source_set__name="another").search_text


def test_a_reference_to_a_record_that_comes_later_is_led_there(tmp_path: Path) -> None:
    organisation = an_organisation()
    first = imported(organisation, a_file(tmp_path, {"memberships": [{"person_id": "p", "post_id": "chef"}]}))
    content = given_back(first)["memberships"]

    imported(organisation, a_file(tmp_path, {"posts": [CHEF], "persons": [{"id": "p", "name": "P"}], "organizations": [COURT]}))

    membership = Membership.objects.get()
    assert content == [{"person_id": "p", "post_id": "chef"}]
    assert membership.post == Post.objects.get()
    assert membership.person == Person.objects.get()
    assert given_back(first)["memberships"] == content


def test_the_ids_of_one_set_are_not_those_of_another(tmp_path: Path) -> None:
    organisation, path = an_organisation(), a_file(tmp_path, {"persons": [{"id": "1", "name": "A"}]})

    runs = [imported(organisation, path, name=name) for name in ("one", "two", "one")]

    assert [counts(run)[1] for run in runs] == [1, 1, 0]


def test_mail_addresses_of_people_never_become_offices(tmp_path: Path) -> None:
    person = {"id": "1", "name": "A", "email": "a@parliament.example", "contact_details": [{"type": "email", "value": "b@parliament.example"}]}

    imported(an_organisation(), a_file(tmp_path, {"persons": [person]}))

    assert Person.objects.get().email == "a@parliament.example"
    assert not Office.objects.exists()


def test_undoing_puts_back_what_was_changed_and_takes_away_what_was_made(tmp_path: Path) -> None:
    organisation = an_organisation()
    before = given_back(imported(organisation, a_file(tmp_path, {"persons": [{"id": "1", "name": "A", "email": "a@a.example"}]})))
    run = imported(organisation, a_file(tmp_path, {"persons": [{"id": "1", "name": {"lang:en": "B"}}, {"id": "2", "name": "C"}]}))

    left = undo_run(run=run, by=None, now=NOW)
    run.refresh_from_db()

    assert (left, run.state, given_back(run)) == (0, ImportState.UNDONE, before)
    assert LogEntry.objects.filter(verb="undo_import").exists()
    assert counts(imported(organisation, a_file(tmp_path, {"persons": [{"id": "1", "name": "A", "email": "a@a.example"}]}))) == (1, 0, 0, 1, 0)


def test_undoing_leaves_what_others_changed_or_built_upon_and_says_so(tmp_path: Path) -> None:
    organisation = an_organisation()
    run = imported(organisation, a_file(tmp_path, {"persons": [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}, {"id": "3", "name": "C"}]}))
    Person.objects.filter(source_id="1").update(version=2)
    a_holding(a_post(organisation), Person.objects.get(source_id="2"), "2010")

    left = undo_run(run=run, by=None, now=NOW)

    assert left == 2
    assert {person.source_id for person in Person.objects.all()} == {"1", "2"}


def test_the_later_of_two_imports_is_undone_first(tmp_path: Path) -> None:
    organisation = an_organisation()
    first, second = (imported(organisation, a_file(tmp_path, {"persons": [{"id": "1", "name": name}]})) for name in "AB")

    with pytest.raises(EntryRefused, match="later import"):
        undo_run(run=first, by=None, now=NOW)
    undo_run(run=second, by=None, now=NOW)
    undo_run(run=first, by=None, now=NOW)

    assert not Person.objects.exists()


def test_a_run_that_is_killed_half_way_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    organisation, path = an_organisation(), a_file(tmp_path, {"organizations": [COURT], "persons": [{"id": "1", "name": "A"}]})
    sources = sources_at(path)
    run = new_run(organisation=organisation, sources=sources, set_name="set", by=None, now=NOW)

    def die(counts: Any) -> None:
        raise KeyError("power cut")

    with pytest.raises(KeyError):
        carry_out(run=run, sources=sources, now=NOW, progress=die)
    run.refresh_from_db()
    stopped = run.state
    carry_out(run=run, sources=sources, now=NOW)
    run.refresh_from_db()

    assert (stopped, run.state) == (ImportState.STOPPED, ImportState.DONE)
    assert (counts(run, "organizations"), counts(run)) == ((1, 0, 0, 1, 0), (1, 1, 0, 0, 0))
    assert undo_run(run=run, by=None, now=NOW) == 0
    assert not Person.objects.exists()


def test_a_new_holder_in_a_file_raises_an_alert_once_and_history_none(tmp_path: Path) -> None:
    organisation = an_organisation()
    people = [{"id": "p", "name": "P"}, {"id": "q", "name": "Q"}]
    held = {"id": "m", "person_id": "p", "post_id": "chef", "start_date": "2005"}
    base = {"organizations": [COURT], "posts": [CHEF], "persons": people}
    imported(organisation, a_file(tmp_path, {**base, "memberships": [held]}))
    at_first = HolderAlert.objects.count()
    content = {**base, "memberships": [{**held, "end_date": "2010-12-30"}, {**held, "id": "n", "person_id": "q", "start_date": "2010-12-31"}]}
    history = {**held, "id": "h", "start_date": "1990", "end_date": "2000"}

    for _turn in range(2):
        run = imported(organisation, a_file(tmp_path, {**content, "memberships": [*content["memberships"], history]}), now=LATER)

    assert at_first == 0
    assert sorted(HolderAlert.objects.values_list("change", "membership__person__name")) == [("began", "Q"), ("ended", "P")]
    assert run.counts["memberships"]["unchanged"] == 3


def test_the_command_ends_with_one_line_of_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    an_organisation()
    path = a_file(tmp_path, {"persons": [{"id": "1", "name": "A"}, {"id": "2"}]})

    call_command("authorities", "import", str(path), "--dry-run")
    dry = json.loads(capsys.readouterr().out.splitlines()[-1])
    call_command("authorities", "import", str(path))
    wet = json.loads((captured := capsys.readouterr()).out.splitlines()[-1])

    assert dry["kinds"] == wet["kinds"] == {**wet["kinds"], "persons": {"read": 2, "created": 1, "changed": 0, "unchanged": 0, "refused": 1}}
    assert "persons 2: 2: name: This field has to be given." in captured.err
    assert Person.objects.count() == 1


def test_the_command_exports_and_undoes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    an_organisation()
    content = {"persons": [{"id": "1", "name": "A"}]}
    call_command("authorities", "import", str(a_file(tmp_path, content)), "--set", "a")
    run = json.loads(capsys.readouterr().out.splitlines()[-1])["run"]

    call_command("authorities", "export", str(tmp_path / "out.json"), "--set", "a")
    out = json.loads((tmp_path / "out.json").read_text())
    call_command("authorities", "undo", str(run))

    assert out["persons"] == content["persons"]
    assert not Person.objects.exists()


@pytest.mark.parametrize("name", ["", "desk", "a/b", "x" * 101, "two\nlines"])
def test_a_set_has_a_fit_name(tmp_path: Path, name: str) -> None:
    path = a_file(tmp_path, {"persons": []})

    with pytest.raises(FileRefused):
        look(organisation=an_organisation(), sources=sources_at(path), set_name=name)


def test_another_organisation_sees_none_of_it(tmp_path: Path) -> None:
    ours = an_organisation()
    theirs = Organisation.objects.create(slug="others", mail_domain="others.example", contact_address="a@others.example")
    path = a_file(tmp_path, {"persons": [{"id": "1", "name": "A"}]})

    runs = [imported(organisation, path) for organisation in (ours, theirs)]

    assert [counts(run)[1] for run in runs] == [1, 1]
    assert a_person(ours).organisation == ours
