"""Steps of migrations: a room's tables made in one, and the index over a table's words."""

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState

from outcry.lib import word_index
from outcry.lib.word_index import WordIndex


class CreateTogether(Operation):
    """Create models that may point at each other, each with all its fields, indexes and constraints.

    Django draws every related model anew after each operation; for a room of fifty models that is most of a first start.
    Here they are drawn once, and each table is made as it is in the end.
    """

    reversible = True

    def __init__(self, operations: Sequence[CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState) -> None:
        for operation in self.operations:
            schema_editor.create_model(_apps(to_state).get_model(app_label, operation.name))

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState) -> None:
        for operation in reversed(self.operations):
            schema_editor.delete_model(_apps(from_state).get_model(app_label, operation.name))

    def describe(self) -> str:
        return f"Create {len(self.operations)} models together"


class KeepWords(Operation):
    """Make the index over the folded words of a table, which no model shows."""

    reversible = True

    def __init__(self, index: WordIndex) -> None:
        self.index = index

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState) -> None:
        word_index.make(schema_editor.connection, self.index)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState) -> None:
        word_index.take_down(schema_editor.connection, self.index)

    def describe(self) -> str:
        return f"Keep the index over the words of {self.index.table}"


def _apps(state: ProjectState) -> Apps:
    return state.apps
