"""A room's tables are made in one step; the database must hold all that the models say, and be left alone when another version made it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from outcry.config.preparation import MadeByAnotherVersion, bring_schema_up_to_date
from outcry.config.programs import free_port
from outcry.config.tests.test_refuse_to_start import outcry
from outcry.lib.folded_words import FoldedWordsField
from outcry.lib.word_index import WordIndex, is_whole, take_down

pytestmark = pytest.mark.django_db
WORDS = "the database was made by another version of Outcry: it has 1 steps that this version doesn't know, such as cases 0003_the_record. Nothing was changed."


@pytest.fixture(autouse=True)
def _nothing_on_the_order_of_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite Django also looks for collations, by cutting a table's text at its commas; over one that stands in a check it stumbles."""
    monkeypatch.setattr(connection.introspection, "_get_column_collations", lambda *_: {}, raising=False)


def ours() -> list[type[models.Model]]:
    return [model for config in apps.get_app_configs() if config.name.startswith("outcry.") for model in config.get_models(include_auto_created=True)]


def lacking() -> set[str]:
    """What the models say and the database does not hold."""
    with connection.cursor() as cursor:
        return {lack for model in ours() for lack in lacking_of(cursor, model)}


def lacking_of(cursor: Any, model: type[models.Model]) -> Iterator[str]:
    meta = model._meta
    columns = {column.name: bool(column.null_ok) for column in connection.introspection.get_table_description(cursor, meta.db_table)}
    kept = connection.introspection.get_constraints(cursor, meta.db_table)
    fields: list[Any] = list(meta.local_concrete_fields)
    for field in fields:
        if columns.get(field.column) is not field.null:
            yield f"{meta.db_table}.{field.column}"
        of_it = [one for one in kept.values() if one["columns"] == [field.column]]
        if field.unique and not any(one["unique"] or one["primary_key"] for one in of_it):
            yield f"{meta.db_table}.{field.column} once"
        if field.db_index and not any(one["index"] or one["unique"] or one["primary_key"] for one in of_it):
            yield f"{meta.db_table}.{field.column} by an index"
        if isinstance(field, models.ForeignKey):
            there = (field.related_model._meta.db_table, field.target_field.column)
            if not any(one["foreign_key"] == there for one in of_it):
                yield f"{meta.db_table}.{field.column} leads to {there[0]}"
    yield from (str(one.name) for one in (*meta.indexes, *meta.constraints) if one.name not in kept)


def with_words() -> list[WordIndex]:
    kept = [model._meta for model in ours() if any(isinstance(field, FoldedWordsField) for field in model._meta.fields)]
    return [WordIndex(meta.db_table, str(meta.pk.column)) for meta in kept]


def test_the_database_holds_all_that_the_models_say() -> None:
    assert len(ours()) > 150
    assert lacking() == set()


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ("DROP INDEX message_to_claim", "message_to_claim"),
        ("ALTER TABLE groups_publicgrouptext RENAME COLUMN name TO title", "groups_publicgrouptext.name"),
    ],
)
def test_a_lost_index_and_a_lost_column_would_be_seen(change: str, lost: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)

    assert lacking() == {lost}


def test_every_column_of_words_has_its_index() -> None:
    assert len(with_words()) == 6
    assert [index for index in with_words() if not is_whole(connection, index)] == []


def test_a_lost_index_of_words_would_be_seen() -> None:
    lost = with_words()[0]
    take_down(connection, lost)

    assert [index for index in with_words() if not is_whole(connection, index)] == [lost]


def test_a_database_of_another_version_is_not_changed() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("cases", "0003_the_record")
    recorder.record_unapplied("protests", "0001_initial")
    before, said = recorder.applied_migrations(), list[str]()

    with pytest.raises(CommandError, match="made by another version of Outcry"):
        call_command("migrate", verbosity=0)
    with pytest.raises(MadeByAnotherVersion, match="cases 0003_the_record"):
        bring_schema_up_to_date(say=said.append)

    assert MigrationRecorder(connection).applied_migrations().keys() == before.keys()
    assert said == []


def test_steps_of_our_libraries_are_theirs_to_know() -> None:
    MigrationRecorder(connection).record_applied("wagtailcore", "0500_what_comes")

    call_command("migrate", verbosity=0)


@pytest.mark.own_databases
@pytest.mark.parametrize(("command", "begins"), [("migrate", "CommandError"), ("run", "Outcry can't start")])
def test_whoever_opens_a_database_of_another_version_is_told_so(tmp_path: Path, command: str, begins: str) -> None:
    file = tmp_path / "outcry.sqlite3"
    (tmp_path / "DEMO").touch()
    there = pysqlite3.dbapi2.connect(str(file), isolation_level=None)
    there.execute("PRAGMA journal_mode = WAL")
    there.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)")
    there.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0003_the_record', '2026-11-25 10:00:00')")
    there.close()
    before = file.read_bytes()

    done = outcry(command, DATA=str(tmp_path), PORT=str(free_port()), OUTCRY_MODE="demo")

    assert done.returncode == 1
    assert done.stderr.startswith(f"{begins}: {WORDS}")
    assert len(done.stderr.splitlines()) == 1
    assert file.read_bytes() == before
