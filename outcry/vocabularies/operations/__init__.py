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

__all__ = [
    "TermChangedMeanwhile",
    "TermRefused",
    "add_term",
    "change_label",
    "import_terms",
    "load_shipped",
    "move_term",
    "restore_term",
    "retire_term",
]
