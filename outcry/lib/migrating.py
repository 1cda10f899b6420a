"""A room's tables made in one step."""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState


class CreateTogether(Operation):
    """Create models that point at each other, with the fields, indexes and constraints that the other operations give them.

    Django draws every related model anew after each operation; for a room of fifty models that is most of a first start.
    Here they are drawn once, and each table is made as it is in the end.
    """

    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState) -> None:
        for name in self._names():
            schema_editor.create_model(_apps(to_state).get_model(app_label, name))

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState) -> None:
        for name in reversed(self._names()):
            schema_editor.delete_model(_apps(from_state).get_model(app_label, name))

    def describe(self) -> str:
        return f"Create {len(self._names())} models together"

    def _names(self) -> list[str]:
        return [operation.name for operation in self.operations if isinstance(operation, CreateModel)]


def _apps(state: ProjectState) -> Apps:
    return state.apps
