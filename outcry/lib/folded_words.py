"""A column of folded words, and the two questions asked of it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.sql.compiler import SQLCompiler

from outcry.lib.search_words import Wanted
from outcry.lib.word_index import LEXEMES, asked

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
    _Lookup = models.Lookup[str]
else:
    _TextField = models.TextField
    _Lookup = models.Lookup


class FoldedWordsField(_TextField):
    """Folded words between blanks, each once. Asked with `has_word="..."` and `has_beginning="..."`, by the index of word_index.py."""


class _HasWord(_Lookup):
    """Whether one of the words is this one."""

    lookup_name = "has_word"
    is_beginning: ClassVar[bool] = False

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        alias, model = compiler.quote_name(self.lhs.alias), self.lhs.target.model
        index = f"{model._meta.db_table}_words"
        return f"{alias}.{model._meta.pk.column} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [self._asked(connection)]  # noqa: S608  our own names

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{LEXEMES.format(column=column)} @@ %s::tsquery", [*parameters, self._asked(connection)]

    def _asked(self, connection: Any) -> str:
        return asked(connection, str(self.rhs), is_beginning=self.is_beginning)


class _HasBeginning(_HasWord):
    """Whether one of the words begins so."""

    lookup_name = "has_beginning"
    is_beginning = True


FoldedWordsField.register_lookup(_HasWord)
FoldedWordsField.register_lookup(_HasBeginning)


def with_all[Rows: models.QuerySet[Any, Any]](rows: Rows, wanted: Iterable[Wanted]) -> Rows:
    """Those of the rows whose column `folded` has every word that is looked for."""
    for word in wanted:
        rows = rows.filter(**{f"folded__{'has_beginning' if word.is_beginning else 'has_word'}": word.text})
    return rows
