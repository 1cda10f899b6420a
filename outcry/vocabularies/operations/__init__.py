"""What people do with the lists, what a release brings, and what a file brings."""

from outcry.vocabularies.operations.change_terms import (
    TermChangedMeanwhile,
    TermRefused,
    add_term,
    change_label,
    move_term,
    restore_term,
    retire_term,
)
from outcry.vocabularies.operations.import_terms import import_terms
from outcry.vocabularies.operations.load_shipped import load_shipped
from outcry.vocabularies.operations.undo_import import NotUndone, of_one_import, undo_import

__all__ = [
    "NotUndone",
    "TermChangedMeanwhile",
    "TermRefused",
    "add_term",
    "change_label",
    "import_terms",
    "load_shipped",
    "move_term",
    "of_one_import",
    "restore_term",
    "retire_term",
    "undo_import",
]
