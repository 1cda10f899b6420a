"""A new database is made in few steps; it must be the one that the many steps made."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState

IN_ONE_STEP = {
    "appeals": "0002_an_appeal_remembers_its_case",
    "authorities": "0006_the_log_tells_officials_from_people_of_cases",
    "cases": "0032_what_the_record_still_lacked",
    "newsroom": "0003_reports_told_by_now_know_when_it_began",
    "protests": "0002_mail_of_no_letter_is_written_down",
    "statistics": "0002_the_public_database_is_counted",
}


@pytest.fixture(scope="module")
def step_by_step() -> MigrationLoader:
    return MigrationLoader(None, replace_migrations=False)


@pytest.mark.parametrize(("room", "last"), IN_ONE_STEP.items())
def test_a_room_made_in_one_step_is_the_room_made_step_by_step(room: str, last: str, step_by_step: MigrationLoader) -> None:
    slow, fast = tables(step_by_step, room, last), tables(step_by_step, room, f"0001_squashed_{last}")

    assert fast == slow


def test_one_step_takes_the_place_of_every_step_before_it(step_by_step: MigrationLoader) -> None:
    for room, last in IN_ONE_STEP.items():
        steps = [key for key in steps_of(room, step_by_step) if key[1] <= last]

        assert step_by_step.disk_migrations[room, f"0001_squashed_{last}"].replaces == steps


@pytest.mark.django_db
@pytest.mark.parametrize("came_to", ["0003_the_record", "0012_what_may_become_public", "0031_limits_of_detention_by_rule"])
def test_a_database_that_took_some_steps_takes_those_that_are_missing(came_to: str, step_by_step: MigrationLoader) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="cases", name__gt=came_to).delete()

    missing = [key for key in steps_of("cases", step_by_step) if key[1] > came_to]

    assert still_to_do() == missing


@pytest.mark.django_db
def test_a_database_that_took_every_step_has_nothing_to_do() -> None:
    MigrationRecorder(connection).migration_qs.filter(name__contains="_squashed_", app__in=IN_ONE_STEP).delete()

    assert still_to_do() == []


def test_a_lost_field_would_be_seen(step_by_step: MigrationLoader) -> None:
    whole = tables(step_by_step, "authorities", f"0001_squashed_{IN_ONE_STEP['authorities']}")

    assert whole != tables(step_by_step, "authorities", "0003_directory_holds_posts_and_holders")


def steps_of(room: str, loader: MigrationLoader) -> list[tuple[str, str]]:
    return sorted(key for key, step in loader.disk_migrations.items() if key[0] == room and not step.replaces)


def still_to_do() -> list[tuple[str, str]]:
    executor = MigrationExecutor(connection)
    return [(step.app_label, step.name) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def tables(loader: MigrationLoader, room: str, step: str) -> dict[str, Any]:
    state: ProjectState = loader.project_state((room, step))
    return {name: of_table(model) for (label, name), model in state.models.items() if label == room}


def of_table(model: ModelState) -> tuple[Any, ...]:
    fields = {name: field.deconstruct()[1:] for name, field in model.fields.items()}
    options = {name: in_any_order(value) for name, value in model.options.items() if name != "abstract"}
    return fields, options, [str(one) for one in model.bases]


def in_any_order(value: Any) -> Any:
    """Constraints and indexes by their names: which one was added first says nothing."""
    return sorted(str(one) for one in value) if isinstance(value, (list, tuple)) else value
