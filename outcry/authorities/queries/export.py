"""The directory as Popolo JSON, in chunks: no more is held in memory than a few hundred records."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from outcry.accounts.models import Organisation
from outcry.authorities.models import Area, Body, Membership, Period, Person, Post, Record, SourceSet
from outcry.authorities.popolo.kinds import KINDS, Json, Kind, Shape
from outcry.authorities.queries.as_popolo import MODELS, as_record, full_id, own_id, rows_of

SETS = "outcry_sets"
_CHUNK = 200

Named = Callable[[Record, Json, Kind], Json]


class NoSuchSet(LookupError):
    """The directory has no set of that name."""


def the_set(*, organisation: Organisation, name: str) -> SourceSet:
    """The set of that name; NoSuchSet for another."""
    found = SourceSet.objects.filter(organisation=organisation, name=name).first()
    if found is None:
        raise NoSuchSet(f"the directory has no set named {name}")
    return found


def chunks_of_set(*, source_set: SourceSet) -> Iterator[str]:
    """One set, with the ids and the further contents its source gave: importing it into the same set changes nothing."""
    rows = {kind: rows_of(kind).filter(source_set=source_set) for kind in MODELS}
    return _chunks(dict(source_set.beside), rows, _with_own_id)


def chunks_of_everything(*, organisation: Organisation) -> Iterator[str]:
    """All sets and the desk's own records, each id made unique by the name of its set."""
    rows = {kind: rows_of(kind).filter(organisation=organisation) for kind in MODELS}
    return _chunks({SETS: _told_sets(SourceSet.objects.filter(organisation=organisation))}, rows, _with_full_id)


def chunks_of_body(*, body: Body) -> Iterator[str]:
    """One body with those below it, their posts, whoever is or was in them, and what these refer to."""
    bodies = _with_those_below(body)
    memberships = Membership.objects.filter(Q(body__in=bodies) | Q(post__body__in=bodies))
    posts = Post.objects.filter(Q(body__in=bodies) | Q(pk__in=memberships.values("post")))
    periods = Period.objects.filter(Q(pk__in=memberships.values("period")) | Q(body__in=bodies))
    related = Q(pk__in=bodies) | Q(pk__in=memberships.values("on_behalf_of")) | Q(pk__in=memberships.values("body"))
    chosen: dict[str, QuerySet[Any]] = {
        "areas": Area.objects.filter(Q(bodies__in=bodies) | Q(posts__in=posts) | Q(memberships__in=memberships)).distinct(),
        "organizations": Body.objects.filter(related),
        "persons": Person.objects.filter(pk__in=memberships.values("person")),
        "events": periods,
        "posts": posts,
        "memberships": memberships,
    }
    rows = {kind: rows_of(kind).filter(pk__in=found.values("pk")) for kind, found in chosen.items()}
    return _chunks({SETS: _told_sets(SourceSet.objects.filter(organisation=body.organisation))}, rows, _with_full_id)


def _with_those_below(body: Body) -> list[int]:
    found, fresh = {body.pk}, [body.pk]
    while fresh:
        fresh = [pk for pk in Body.objects.filter(parent__in=fresh).values_list("pk", flat=True) if pk not in found]
        found.update(fresh)
    return sorted(found)


def _told_sets(sets: QuerySet[SourceSet]) -> Json:
    return {one.name: {"source_url": one.source_url, "licence": one.licence, "beside": one.beside} for one in sets.order_by("name")}


def _chunks(beside: Json, rows: dict[str, QuerySet[Any]], named: Named) -> Iterator[str]:
    yield "{"
    for name, value in beside.items():
        if name not in MODELS:
            yield f"{json.dumps(name)}: {_text(value)},\n"
    for place, (name, found) in enumerate(rows.items()):
        yield f"{',' if place else ''}{json.dumps(name)}: ["
        for number, row in enumerate(found.order_by("pk").iterator(chunk_size=_CHUNK)):
            yield (",\n" if number else "\n") + _text(named(row, as_record(row, kind=KINDS[name]), KINDS[name]))
        yield "]\n"
    yield "}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _with_own_id(row: Record, found: Json, kind: Kind) -> Json:
    own = own_id(row)
    return found if own is None else {"id": own, **found}


def _with_full_id(row: Record, found: Json, kind: Kind) -> Json:
    told = {"id": full_id(row), **found}
    for field in kind.fields:
        target = getattr(row, field.column) if field.shape == Shape.REFERENCE else None
        if target is not None:
            told[field.name] = full_id(target)
        elif field.shape == Shape.REFERENCE and row.source_set and isinstance(told.get(field.name), str) and told[field.name]:
            told[field.name] = f"@{row.source_set.name}/{told[field.name]}" if not told[field.name].startswith("@") else told[field.name]
    return told
