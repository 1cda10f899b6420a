"""Is this a record we can keep? Names the field and the reason where it is not; takes nothing on trust."""

import hashlib
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from outcry.authorities.popolo.kinds import KINDS, OUR_NAMES, Field, Json, Kind, Shape
from outcry.lib.dates import span

MOST_ID = 300
MOST_TEXT = 20_000
MOST_DEPTH = 12
# Marks an id that we made because the source gave none; such an id is not exported.
MADE = "outcry:made:"
_LANGUAGE = re.compile(r"(?:lang:)?([A-Za-z]{2,12}(?:-[A-Za-z0-9]{1,12}){0,3})")
_EMPTY: tuple[Any, ...] = (None, "", [], {})


class RecordRefused(Exception):
    """This record can't be kept; `field` says which part, `sentence` why."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


def is_empty(value: Any) -> bool:
    """Whether a field says nothing. `0` and `false` say something."""
    return any(type(value) is type(empty) and value == empty for empty in _EMPTY)


def checked(kind: Kind, record: Any) -> Json:
    """The record, without its id, in the one form in which records are compared; RecordRefused where it can't be kept."""
    if not isinstance(record, dict):
        raise RecordRefused("", _("This is not an object with fields."))
    _sound(record)
    found = {name: _checked_field(kind, name, value) for name, value in record.items() if name != "id"}
    if all(is_empty(found.get(name)) for name in kind.required):
        raise RecordRefused(kind.required[0], _("This field has to be given."))
    return found


def id_of(kind: Kind, record: Json, found: Json) -> str:
    """The id that the source gives, else one made from its identifiers, else from what tells such records apart."""
    own = record.get("id")
    if not is_empty(own):
        return _checked_id(own, "id")
    for one in found.get("identifiers") or ():
        return f"{MADE}{one.get('scheme') or ''}:{one['identifier']}"[:MOST_ID]
    key = json.dumps([found.get(name) or "" for name in kind.key], ensure_ascii=False, sort_keys=True)
    return MADE + hashlib.sha256(key.encode()).hexdigest()[:40]


def languages_of(words: Json) -> dict[str, str]:
    """Words by language, without the mark `lang:`."""
    return {name.removeprefix("lang:"): text for name, text in words.items()}


def _checked_field(kind: Kind, name: str, value: Any) -> Any:
    field = kind.field(name)
    if name == OUR_NAMES and not is_empty(value):
        return languages_of(_language_object(name, value))
    if field is None or is_empty(value):
        return value
    return _CHECKS[field.shape](field, value)


def _checked_id(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise RecordRefused(name, _("An id has to be text."))
    if len(value) > MOST_ID:
        raise RecordRefused(name, _("This id is longer than %(most)s characters.") % {"most": MOST_ID})
    if name == "id" and value.startswith(MADE):
        raise RecordRefused(name, _("Ids that begin like this are ours: %(start)s") % {"start": MADE})
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise RecordRefused(name, _("This has to be text."))
    if len(value) > MOST_TEXT:
        raise RecordRefused(name, _("This text is longer than %(most)s characters.") % {"most": MOST_TEXT})
    return value


def _language_object(name: str, value: Any) -> Json:
    if not isinstance(value, dict):
        raise RecordRefused(name, _("This has to be text, or an object of languages."))
    found = {}
    for tag, words in value.items():
        match = _LANGUAGE.fullmatch(tag)
        if match is None:
            raise RecordRefused(f"{name}.{tag}", _("This is not the mark of a language, such as lang:en."))
        found[f"lang:{match[1]}"] = _text(f"{name}.{tag}", words)
    if not any(found.values()):
        raise RecordRefused(name, _("No language has any words here."))
    return found


def _check_text(field: Field, value: Any) -> str:
    return _text(field.name, value)


def _check_words(field: Field, value: Any) -> Any:
    return _text(field.name, value) if isinstance(value, str) else _language_object(field.name, value)


def _check_date(field: Field, value: Any) -> str:
    text = _text(field.name, value)
    try:
        if len(text) > 60:
            raise ValueError(text)
        span(text)
    except ValueError as error:
        raise RecordRefused(field.name, _("%(value)s is not a date such as 2011-01-03, 2010-12 or 2010.") % {"value": text[:60]}) from error
    return text


def _check_reference(field: Field, value: Any) -> str:
    return _checked_id(value, field.name)


def _check_objects(field: Field, value: Any) -> list[Json]:
    if not isinstance(value, list):
        raise RecordRefused(field.name, _("This has to be a list."))
    return [_check_object(field, f"{field.name}[{place}]", one) for place, one in enumerate(value)]


def _check_object(field: Field, place: str, one: Any) -> Json:
    if not isinstance(one, dict):
        raise RecordRefused(place, _("This is not an object with fields."))
    for name in field.needs:
        _text(f"{place}.{name}", one.get(name))
    if field.name == "other_names":
        words = one.get("name")
        return one if isinstance(words, str) else {**one, "name": _language_object(f"{place}.name", words)}
    return one


def _check_texts(field: Field, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise RecordRefused(field.name, _("This has to be a list."))
    return [_text(f"{field.name}[{place}]", one) for place, one in enumerate(value)]


_CHECKS = {
    Shape.TEXT: _check_text,
    Shape.WORDS: _check_words,
    Shape.DATE: _check_date,
    Shape.REFERENCE: _check_reference,
    Shape.OBJECTS: _check_objects,
    Shape.TEXTS: _check_texts,
}


def _sound(record: Json) -> None:
    """Refuse what a database can't hold or a page can't show, wherever it stands, also in fields we have no column for."""
    for name, value, depth in _walk(record):
        if depth > MOST_DEPTH:
            raise RecordRefused(name, _("This is nested deeper than %(most)s levels.") % {"most": MOST_DEPTH})
        if isinstance(value, str) and ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
            raise RecordRefused(name, _("This holds a character that no text may hold."))
        if isinstance(value, float) and not math.isfinite(value):
            raise RecordRefused(name, _("This is not a number."))
        if not isinstance(value, str | int | float | list | dict | None):
            raise RecordRefused(name, _("This has to be text."))


def _walk(record: Json) -> Iterator[tuple[str, Any, int]]:
    waiting: list[tuple[str, Any, int]] = [("", record, 0)]
    while waiting:
        name, value, depth = waiting.pop()
        yield name, value, depth
        if depth > MOST_DEPTH:
            continue
        if isinstance(value, dict):
            waiting += [(name or str(key), str(key), depth) for key in value] + [(name or str(key), one, depth + 1) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(name, one, depth + 1) for one in value]


def kind_named(name: str) -> Kind:
    """The kind of that name; KeyError for another."""
    return KINDS[name]
