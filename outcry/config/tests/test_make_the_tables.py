"""A new database is made in few steps; it must be the one that the many steps made."""

from typing import Any

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

IN_ONE_STEP = {
    "authorities": ("0004_an_alert_for_each_post", "0001_squashed_0004_an_alert_for_each_post"),
    "cases": ("0012_what_may_become_public", "0001_squashed_0012_what_may_become_public"),
}


@pytest.mark.parametrize(("room", "steps"), IN_ONE_STEP.items())
def test_a_room_made_in_one_step_is_the_room_made_step_by_step(room: str, steps: tuple[str, str]) -> None:
    slow, fast = (tables(room, step) for step in steps)

    assert fast == slow


def test_a_lost_field_would_be_seen() -> None:
    whole = tables("authorities", "0001_squashed_0004_an_alert_for_each_post")

    assert whole != tables("authorities", "0003_directory_holds_posts_and_holders")


def tables(room: str, step: str) -> dict[str, Any]:
    state: ProjectState = MigrationLoader(None, replace_migrations=False).project_state((room, step))
    return {name: of_table(model) for (label, name), model in state.models.items() if label == room}


def of_table(model: ModelState) -> tuple[Any, ...]:
    fields = {name: field.deconstruct()[1:] for name, field in model.fields.items()}
    options = {name: in_any_order(value) for name, value in model.options.items() if name != "abstract"}
    return fields, options


def in_any_order(value: Any) -> Any:
    """Constraints and indexes by their names: which one was added first says nothing."""
    return sorted(str(one) for one in value) if isinstance(value, (list, tuple)) else value
