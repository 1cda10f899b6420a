"""Who may read what of the case file: the one layer that screens, search, exports and programs ask.

A column has a level (field_levels.py); a case, an event, a source and a person may raise it for everything that lies in them.
Of several the strictest holds. What is restricted is there for the people named in the record alone: neither shown nor found nor
counted for anybody else. To partners no source is known that must stay unnamed, and naming one of them opens nothing to her.
Without a reader (commands, chores, operations) everything is there.
"""

from functools import cache, lru_cache
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.accounts.reading import reader
from outcry.cases.field_levels import level_of
from outcry.cases.models import Act, Case, Event, Part, Person, Source
from outcry.evidence.models import Level

# What may be raised. Everything else lies in one of these.
RAISED: tuple[type[Model], ...] = (Case, Event, Source, Person)
_ORDER = list(Level)
_DIRECTLY = (Level.PUBLIC, Level.PARTNERS, Level.INTERNAL)


def readable[Row: Model](rows: QuerySet[Row], *, to: User | None = None, within: str = "") -> QuerySet[Row]:
    """Of these rows of the file, those that `to` may know of; without `to`, whoever reads at the moment.

    `within` is the column that leads to a record of which is known already that she may know of it.
    """
    user = to or reader()
    return rows if user is None else rows.filter(_may_be_known(rows.model, "", user.pk, user.is_partner, within))


def may_be_known(model: type[Model], *, to: User | None = None, at: str = "") -> Q:
    """The same as a condition. `at` leads from the rows that are asked to rows of `model`, which must be there."""
    user = to or reader()
    return Q() if user is None else _may_be_known(model, at, user.pk, user.is_partner)


def may_read(*, user: User | None, row: Any, field: str = "") -> bool:
    """Whether this person may know of a row; with `field`, whether she may read that column of it without asking for it."""
    if user is None:
        return True
    owners = _owners(row)
    if not all(_is_let_in(user, owner) for owner in owners):
        return False
    level = level_of(type(row), field) if field else Level.PUBLIC
    return is_open_to(user, level) or (level == Level.RESTRICTED and any(owner.level == level for owner in owners))


def kept_at(*records: Any) -> Level | None:
    """The level at which one of these is kept from whoever reads at the moment; None where she may know of all of them."""
    user = reader()
    kept = [_level(record) for record in records if user is not None and not _is_let_in(user, record)]
    return strictest(*kept) if kept else None


def visible_fields(*, user: User | None, model: type[Any]) -> tuple[str, ...]:
    """Of the facts of a kind of row, those that this person may read in any row she may know of. What is sealed is among none."""
    return tuple(name for name in model.FACTS if is_open_to(user, level_of(model, name)))


def kept_from(level: Level | str) -> str:
    """What stands in the place of something that the reader may not read."""
    return _("kept from you: %(level)s") % {"level": Level(level).label}


def strictest(*levels: str) -> Level:
    """Of several levels the one that holds."""
    return max((Level(level) for level in levels), key=_ORDER.index)


def is_open_to(user: User | None, level: Level) -> bool:
    """Whether a level is open to everybody of her kind."""
    if user is None:
        return level != Level.SEALED
    return level in _open_levels(user.is_partner)


def _open_levels(is_partner: bool) -> tuple[Level, ...]:
    return _DIRECTLY[:2] if is_partner else _DIRECTLY


def _level(owner: Any) -> Level:
    is_unnamed = isinstance(owner, Source) and owner.is_confidential
    return strictest(owner.level, Level.INTERNAL) if is_unnamed else Level(owner.level)


def _is_let_in(user: User, owner: Any) -> bool:
    level = _level(owner)
    if level == Level.RESTRICTED and not user.is_partner:
        return bool(owner.readers.filter(pk=user.pk).exists())
    return is_open_to(user, level)


# A condition, not what it finds. To put it together takes as long as to ask for it, and every page does so many times.
@lru_cache(maxsize=2_000)
def _may_be_known(model: type[Model], at: str, user: int, is_partner: bool, within: str = "") -> Q:
    found = Q()
    for path in _ways_up(model):
        if not within or path.partition("__")[0] != within:
            found &= _known(user, is_partner, f"{at}__{path}".strip("_"), _raised_at(model, path))
    return found


def _known(user: int, is_partner: bool, path: str, owner: type[Any]) -> Q:
    """Not restricted, or she is named. The names are asked for once, whatever the number of rows."""
    level = f"{path}__level".strip("_")
    # Said positively: turned round, a condition over many rows would cost a question of its own.
    is_open = Q(**{f"{level}__in": [one for one in (Level.PARTNERS, Level.INTERNAL) if one in _open_levels(is_partner)]})
    if is_partner:
        return is_open & Q(**{f"{path}__is_confidential".strip("_"): False}) if owner is Source else is_open
    named = owner.readers.through.objects.filter(user=user).values(owner._meta.model_name)
    return is_open | Q(**{f"{path}__in" if path else "pk__in": named})


@cache
def _ways_up(model: type[Any]) -> tuple[str, ...]:
    """From a row of this kind to each record above it that may be raised, itself first (blank)."""
    found = [""] if model in RAISED else []
    for name in _above(model):
        found += [f"{name}__{path}".strip("_") for path in _ways_up(model._meta.get_field(name).related_model)]
    return tuple(dict.fromkeys(found))


def _above(model: type[Any]) -> tuple[str, ...]:
    """The columns that lead to the rows in which a row lies."""
    if model is Act:
        return ("case", "event")
    if issubclass(model, Part):
        return (model.OWNER,)
    # Words lie in what they are the words of; answers, steps of the way and the like in their case.
    return () if model in RAISED else tuple(field.name for field in model._meta.fields if _leads_up(field))[:1]


def _leads_up(field: Any) -> bool:
    other = field.related_model
    return isinstance(other, type) and (other in RAISED or issubclass(other, Part)) and not field.null


@cache
def _raised_at(model: type[Any], path: str) -> type[Any]:
    for name in path.split("__") if path else ():
        model = model._meta.get_field(name).related_model
    return model


def _owners(row: Any) -> list[Any]:
    """The records of these rows above that may be raised, itself first."""
    found = [row] if isinstance(row, RAISED) else []
    for name in _above(type(row)):
        found += [owner for owner in _owners(getattr(row, name)) if owner not in found]
    return found
