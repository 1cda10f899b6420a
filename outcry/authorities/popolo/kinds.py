"""Popolo's classes and fields, and the column each has with us. What stands here drives reading, comparing, writing and exporting."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Json = dict[str, Any]


class Shape(Enum):
    """What a field may hold."""

    TEXT = "text"
    # Text, or an object of languages: {"lang:en": "...", "lang:ru": "..."}.
    WORDS = "words"
    DATE = "date"
    # The id of another record.
    REFERENCE = "reference"
    # Objects, kept as they are; each must have certain keys.
    OBJECTS = "objects"
    TEXTS = "texts"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a Popolo record. `of` is the kind that a reference leads to, `needs` what each object of a list must say in text."""

    name: str
    column: str
    shape: Shape
    of: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A class of Popolo by the name of its list. One of `required` must be given; `key` tells records apart that have no id."""

    name: str
    fields: tuple[Field, ...]
    required: tuple[str, ...]
    key: tuple[str, ...]
    # embedded list or object -> the kind it holds, and the reference that replaces it
    many: dict[str, tuple[str, str]] = field(default_factory=dict)
    one: dict[str, tuple[str, str]] = field(default_factory=dict)

    def field(self, name: str) -> Field | None:
        """The field of that name, None for one that we have no column for."""
        return next((one for one in self.fields if one.name == name), None)


def _fields(shape: Shape, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name=name, column=name, shape=shape) for name in names)


def _reference(name: str, column: str, of: str) -> Field:
    return Field(name=name, column=column, shape=Shape.REFERENCE, of=of)


def _objects(name: str, *needs: str) -> Field:
    return Field(name=name, column=name, shape=Shape.OBJECTS, needs=needs)


_COMMON = (_objects("identifiers", "identifier"), _objects("links", "url"), _objects("sources", "url"))
_CONTACT = _objects("contact_details", "type", "value")
_OTHER_NAMES = _objects("other_names")

AREAS = Kind(
    name="areas",
    fields=(
        *_fields(Shape.WORDS, "name", "classification"),
        *_fields(Shape.TEXT, "identifier"),
        _OTHER_NAMES,
        _reference("parent_id", "parent", "areas"),
        *_COMMON,
    ),
    required=("name",),
    key=("name", "classification", "parent_id"),
    many={"children": ("areas", "parent_id")},
    one={"parent": ("areas", "parent_id")},
)
ORGANIZATIONS = Kind(
    name="organizations",
    fields=(
        *_fields(Shape.WORDS, "name", "classification", "abstract", "description"),
        *_fields(Shape.TEXT, "image"),
        *_fields(Shape.DATE, "founding_date", "dissolution_date"),
        _reference("parent_id", "parent", "organizations"),
        _reference("area_id", "area", "areas"),
        _OTHER_NAMES,
        _CONTACT,
        *_COMMON,
    ),
    required=("name",),
    key=("name", "classification"),
    many={
        "memberships": ("memberships", "organization_id"),
        "posts": ("posts", "organization_id"),
        "children": ("organizations", "parent_id"),
    },
    one={"parent": ("organizations", "parent_id"), "area": ("areas", "area_id")},
)
PERSONS = Kind(
    name="persons",
    fields=(
        *_fields(Shape.WORDS, "name", "given_name", "family_name", "additional_name", "patronymic_name", "honorific_prefix", "honorific_suffix", "sort_name"),
        *_fields(Shape.WORDS, "summary", "biography", "national_identity"),
        *_fields(Shape.TEXT, "email", "gender", "image"),
        *_fields(Shape.DATE, "birth_date", "death_date"),
        _objects("images", "url"),
        _OTHER_NAMES,
        _CONTACT,
        *_COMMON,
    ),
    required=("name",),
    key=("name", "birth_date"),
    many={"memberships": ("memberships", "person_id")},
)
EVENTS = Kind(
    name="events",
    fields=(
        *_fields(Shape.WORDS, "name", "classification"),
        *_fields(Shape.DATE, "start_date", "end_date"),
        _reference("organization_id", "body", "organizations"),
        *_COMMON,
    ),
    required=("name",),
    key=("name", "classification", "start_date"),
    one={"organization": ("organizations", "organization_id")},
)
POSTS = Kind(
    name="posts",
    fields=(
        *_fields(Shape.WORDS, "label", "role"),
        Field(name="other_label", column="other_labels", shape=Shape.TEXTS),
        *_fields(Shape.DATE, "start_date", "end_date"),
        _reference("organization_id", "body", "organizations"),
        _reference("area_id", "area", "areas"),
        _CONTACT,
        *_COMMON,
    ),
    required=("label", "role"),
    key=("label", "role", "organization_id", "area_id"),
    many={"memberships": ("memberships", "post_id")},
    one={"organization": ("organizations", "organization_id"), "area": ("areas", "area_id")},
)
MEMBERSHIPS = Kind(
    name="memberships",
    fields=(
        *_fields(Shape.WORDS, "label", "role"),
        *_fields(Shape.DATE, "start_date", "end_date"),
        _reference("person_id", "person", "persons"),
        _reference("organization_id", "body", "organizations"),
        _reference("post_id", "post", "posts"),
        _reference("on_behalf_of_id", "on_behalf_of", "organizations"),
        _reference("area_id", "area", "areas"),
        _reference("legislative_period_id", "period", "events"),
        _CONTACT,
        *_COMMON,
    ),
    required=("person_id",),
    key=("person_id", "organization_id", "post_id", "on_behalf_of_id", "role", "area_id", "legislative_period_id", "start_date"),
    one={
        "person": ("persons", "person_id"),
        "organization": ("organizations", "organization_id"),
        "post": ("posts", "post_id"),
        "on_behalf_of": ("organizations", "on_behalf_of_id"),
        "area": ("areas", "area_id"),
    },
)

# In the order in which they are written: what others refer to comes first.
KINDS: dict[str, Kind] = {kind.name: kind for kind in (AREAS, ORGANIZATIONS, PERSONS, EVENTS, POSTS, MEMBERSHIPS)}
# Our own wording of a name by language: beyond Popolo, given back by our own import.
OUR_NAMES = "names_by_language"
