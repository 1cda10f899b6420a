"""Which words of the file search may know: all that is plain, in every language. What is sealed is found by its keys alone.

A confidential source is not among them: who looks for its publisher must not be led to it. Nor is an event or a source that is
restricted to named people; a case that is restricted is, and is left out of what anybody else finds.
"""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import CharField, F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from outcry.accounts.models import User
from outcry.cases.levels import readable
from outcry.evidence.models import Level
from outcry.lib.keys_at_once import Among, in_one_piece
from outcry.lib.search_words import words_in

# Kind of row -> the way from it to its case, and its columns of words.
PLAIN: dict[str, tuple[str, tuple[str, ...]]] = {
    "case": ("pk", ("number",)),
    "casetext": ("case_id", ("name", "standfirst", "place")),
    "eventtext": ("event__case_id", ("title", "description", "place", "impact")),
    "act": ("case_id", ("national_law", "instruments")),
    "acttext": ("act__case_id", ("headline", "when_note", "body", "against", "by", "reason_given", "ended")),
    "participanttext": ("participant__case_id", ("role",)),
    "proceedings": ("act__case_id", ("court_name", "court_case_number", "charge", "article", "ruling")),
    "detention": ("act__case_id", ("court_case_number",)),
    "destruction": ("act__case_id", ("what",)),
    "threat": ("act__case_id", ("channel",)),
    "interventiontext": ("intervention__case_id", ("headline", "body")),
    "caseoutcometext": ("outcome__case_id", ("headline", "body")),
    "source": ("case_id", ("publisher", "title")),
}
_ONLY: dict[str, dict[str, Any]] = {"source": {"is_confidential": False}}
# What is restricted to named people stands in no index: one word found by somebody else would tell what it is about.
_RAISED = {
    "eventtext": "event__level",
    "act": "event__level",
    "acttext": "act__event__level",
    "proceedings": "act__event__level",
    "detention": "act__event__level",
    "destruction": "act__event__level",
    "threat": "act__event__level",
    "source": "level",
}


# So many cases at once are asked for each time a file is saved or a page of the list is drawn.
_FEW = 50


def texts_of(*, cases: Collection[int]) -> Iterator[tuple[int, str]]:
    """Every plain text of these cases with the key of its case, in one statement."""
    if not 0 < len(cases) <= _FEW:
        yield from all_texts(cases)
        return
    keys = list(cases)
    sql, values = _put_together(len(keys))
    with connection.cursor() as cursor:
        told = dict(zip(_stand_ins(len(keys)), keys, strict=True)) | {in_one_piece(_stand_ins(len(keys))): in_one_piece(keys)}
        cursor.execute(sql, [told.get(value, value) for value in values])
        yield from cursor


def _stand_ins(number: int) -> range:
    """What stands in a statement for so many cases: no case has such a key."""
    return range(-number, 0)


@cache
def _put_together(number: int) -> tuple[str, tuple[Any, ...]]:
    """The statement for so many cases. To put fourteen parts together takes Django ten times as long as the answer takes the database."""
    return all_texts(_stand_ins(number)).query.sql_with_params()


def all_texts(cases: Collection[int]) -> QuerySet[Any, Any]:
    """The same, put together anew: for however many."""
    parts = [_texts(name, path, columns, cases) for name, (path, columns) in PLAIN.items()]
    return parts[0].union(*parts[1:], all=True)


def texts_told_to(user: User, *, cases: Collection[int] | QuerySet[Any, Any]) -> Iterator[tuple[int, str]]:
    """Every plain text of these cases that this person may read, with the key of its case, in one statement."""
    parts = [_with_case(readable(_rows(name).filter(**{f"{path}__in": cases}), to=user), path, columns) for name, (path, columns) in PLAIN.items()]
    return parts[0].union(*parts[1:], all=True).iterator()


def kept_texts(user: User) -> Iterator[tuple[int, str]]:
    """What stands in no index: the texts of restricted events and sources, as far as this person is named in them. One statement."""
    kept = {name: _rows(name).filter(**{level: Level.RESTRICTED}) for name, level in _RAISED.items()}
    parts = [_with_case(readable(rows, to=user), *PLAIN[name]) for name, rows in kept.items()]
    return parts[0].union(*parts[1:], all=True).iterator()


def folded_words(*, cases: Collection[int]) -> dict[int, str]:
    """What `SearchText` has to say of these cases: each word once, in one order, so that equal files have equal words."""
    found: dict[int, set[str]] = {case: set() for case in cases}
    for case, text in texts_of(cases=cases):
        found[case].update(words_in(text))
    return {case: " ".join(sorted(words)) for case, words in found.items()}


def _texts(name: str, path: str, columns: tuple[str, ...], cases: Collection[int]) -> QuerySet[Any, Any]:
    rows = _rows(name).filter(Among(path, cases))
    if name in _RAISED:
        rows = rows.exclude(**{_RAISED[name]: Level.RESTRICTED})
    return _with_case(rows, path, columns)


def _rows(name: str) -> QuerySet[Any, Any]:
    model: type[Model] = apps.get_model("cases", name)
    return model._default_manager.filter(**_ONLY.get(name, {})).order_by()


def _with_case(rows: QuerySet[Any, Any], path: str, columns: tuple[str, ...]) -> QuerySet[Any, Any]:
    joined: Any = Concat(*(part for column in columns for part in (F(column), Value("\n"))), output_field=TextField())
    found: QuerySet[Any, Any] = rows.annotate(of_case=F(path), words=Cast(joined, TextField())).values_list("of_case", "words")
    return found


def plain_columns(model: type[Model]) -> set[str]:
    """The columns of a model that hold words people write. For the test that nothing is forgotten."""
    return {field.name for field in model._meta.concrete_fields if type(field) in (CharField, TextField) and not field.choices and field.editable}
