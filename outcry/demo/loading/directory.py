"""Bodies, posts and holders that the sample's cases name."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from outcry.accounts.models import Organisation, User
from outcry.authorities.models import Body, Membership, Person, Post
from outcry.authorities.operations.records import add_record, change_record_words
from outcry.demo.sample import table
from outcry.lib.wordings import Edit

# Marks what the sample brought, so that it can be taken out again.
_SCHEME = "outcry-sample"


def load_directory(*, organisation: Organisation, by: User, now: datetime) -> dict[str, Post]:
    """The posts by key; what is there already is left as it is."""
    there = {mark: row for model in (Body, Post, Person) for mark, row in _of_the_sample(model, organisation)}
    known: dict[str, Any] = {"organisation": organisation, "by": by, "now": now}
    for kind, name in (("organizations", "body"), ("posts", "post"), ("persons", "holder")):
        for material in table("directory")[name]:
            if material["key"] not in there:
                there[material["key"]] = _add(kind, material, there, known)
    return {one["key"]: there[one["key"]] for one in table("directory")["post"]}


def remove_directory(*, organisation: Organisation) -> None:
    """Take out what the sample brought, but for what others' records stand on."""
    for model in (Membership, Person, Post, Body):
        for _mark, row in _of_the_sample(model, organisation):
            with suppress(ProtectedError), transaction.atomic():
                row.delete()


def _add(kind: str, material: Mapping[str, Any], there: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    said = {name: material[name] for name in ("name", "label", "classification") if name in material} | _marked(material)
    if kind != "posts":
        # Popolo's own list of sources asks for an address on the web, and this report's is not known for certain.
        said["description" if kind == "organizations" else "summary"] = table("sources")[material["source"]]["attribution"]["en"]
    references = {"organization_id": there[material["body"]]} if kind == "posts" else {}
    row = add_record(kind=kind, said=said, references=references, **known)
    for language, words in material.get("words", {}).items():
        change_record_words(kind=kind, row=row, edit=Edit(language=language), words=words, by=known["by"], now=known["now"])
    if kind == "persons":
        add_record(kind="memberships", said=_marked(material), references={"person_id": row, "post_id": there[material["post"]]}, **known)
    return row


def _marked(material: Mapping[str, Any]) -> dict[str, Any]:
    return {"identifiers": [{"scheme": _SCHEME, "identifier": material["key"]}]}


def _of_the_sample(model: Any, organisation: Organisation) -> Iterator[tuple[str, Any]]:
    for row in model._default_manager.filter(organisation=organisation, source_set=None):
        yield from ((one["identifier"], row) for one in row.identifiers if one.get("scheme") == _SCHEME)
