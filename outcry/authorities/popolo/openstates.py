"""The YAML of OpenStates (github.com/openstates/people): one file for each person and each committee."""

from collections.abc import Callable, Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _

from outcry.authorities.popolo.kinds import Json
from outcry.authorities.popolo.pieces import FileRefused, Piece, Source

_MOST_BYTES = 1_000_000
_SAME = ("id", "name", "given_name", "family_name", "gender", "email", "image", "birth_date", "death_date", "links", "sources", "other_names", "extras")
_CHAMBERS = ("upper", "lower", "legislature")
_CONTACTS = ("address", "voice", "fax", "email")


class _Loader(yaml.CSafeLoader):
    """Dates stay as they are written."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class OpenStatesReader:
    """Files of people and committees that belong together: a committee names its members by their ids."""

    beside: Json = {}
    unknown: dict[str, int] = {}

    def __init__(self, sources: list[Source]) -> None:
        self._sources = sources

    def pieces(self, kind: str) -> Iterator[Piece]:
        """Records of that kind, each once: people's own files first, then those that a committee only mentions."""
        met: set[str] = set()
        for how, is_mention in ((_READ.get(kind, _nothing), False), (_MENTIONS.get(kind, _nothing), True)):
            for source in self._sources:
                try:
                    records = _records(source, how)
                except FileRefused as refusal:
                    # A file that can't be read at all is told once.
                    if not is_mention and (kind == "persons" or not refusal.is_whole_file):
                        yield Piece(kind=kind, place=source.name, record=source.name, refusal=refusal.sentence)
                    continue
                for record in records:
                    own = record.get("id")
                    if own and own in met:
                        continue
                    met.add(own or "")
                    yield Piece(kind=kind, place=source.name, record=record, is_partial=True, is_mention=is_mention)


def _records(source: Source, how: Callable[[Json], list[Any]]) -> list[Any]:
    """What the file holds of a kind; FileRefused where that part of it is not as OpenStates writes it."""
    if how is _nothing:
        return []
    found = _load(source)
    try:
        return how(found)
    except (AttributeError, KeyError, TypeError) as error:
        raise FileRefused(_("This part of the file is not as OpenStates writes it."), is_whole_file=False) from error


def _load(source: Source) -> Json:
    if source.path.stat().st_size > _MOST_BYTES:
        raise FileRefused(_("This file is longer than %(most)s bytes.") % {"most": _MOST_BYTES})
    try:
        text = source.path.read_text(encoding="utf-8-sig")
        # An anchor can make a small file endless.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)):
            raise ValueError(_("anchors are not read here"))
        found = yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise FileRefused(_("This is not YAML in UTF-8: %(reason)s") % {"reason": " ".join(str(error).split())[:150]}) from error
    if not isinstance(found, dict):
        raise FileRefused(_("The file holds no object and no list."))
    return found


def _is_person(found: Json) -> bool:
    return "members" not in found and "classification" not in found


def _nothing(found: Json) -> list[Json]:
    return []


def _people(found: Json) -> list[Json]:
    if not _is_person(found):
        return []
    rest = {name: value for name, value in found.items() if name not in ("party", "roles", "offices", "ids", "other_identifiers", "other_names")}
    identifiers = [*found.get("other_identifiers", ()), *({"scheme": scheme, "identifier": value} for scheme, value in found.get("ids", {}).items())]
    lists = {"contact_details": _contact_details(found), "identifiers": identifiers, "other_names": found.get("other_names", [])}
    return [rest | {name: value for name, value in lists.items() if value}]


def _contact_details(found: Json) -> list[Json]:
    return [
        {"type": name, "value": office[name], **({"note": office["classification"]} if "classification" in office else {})}
        for office in found.get("offices", ())
        for name in _CONTACTS
        if name in office
    ]


def _bodies(found: Json) -> list[Json]:
    return [*_committees(found), *(_parties(found) if _is_person(found) else ())]


def _committees(found: Json) -> list[Json]:
    if _is_person(found):
        return []
    committee = {name: value for name, value in found.items() if name != "members"}
    return [committee | {"parent_id": found.get("parent") or _house(found["jurisdiction"], found["chamber"])}]


def _parties(found: Json) -> list[Json]:
    return [{"id": _party(party["name"]), "name": party["name"], "classification": "party"} for party in found.get("party", ())]


def _mentioned_bodies(found: Json) -> list[Json]:
    roles = found.get("roles", ()) if _is_person(found) else [{"jurisdiction": found["jurisdiction"], "type": found["chamber"]}]
    bodies: list[Json] = []
    for role in roles:
        jurisdiction, house = role["jurisdiction"], role["type"]
        bodies.append({"id": jurisdiction, "name": jurisdiction, "classification": "government"})
        if house in _CHAMBERS:
            bodies.append({"id": _house(jurisdiction, house), "name": house, "classification": "legislature", "parent_id": jurisdiction})
    return bodies


def _posts(found: Json) -> list[Json]:
    return [_post(role) for role in found.get("roles", ())] if _is_person(found) else []


def _post(role: Json) -> Json:
    is_seat = role["type"] in _CHAMBERS
    name = " ".join(filter(None, [role["type"], role.get("district", "")]))
    body = _house(role["jurisdiction"], role["type"]) if is_seat else role["jurisdiction"]
    return {"id": f"{role['jurisdiction']}/{name}", "label": name, "role": role["type"], "organization_id": body}


def _memberships(found: Json) -> list[Json]:
    return _roles(found) if _is_person(found) else _members(found)


def _roles(found: Json) -> list[Json]:
    parties = [party["name"] for party in found.get("party", ()) if "end_date" not in party]
    on_behalf_of = {"on_behalf_of_id": _party(parties[0])} if len(parties) == 1 else {}
    made: list[Json] = []
    for role in found.get("roles", ()):
        post = _post(role)
        rest = {name: value for name, value in role.items() if name not in ("type", "jurisdiction", "district")}
        made.append({"person_id": found["id"], "post_id": post["id"], "organization_id": post["organization_id"], "role": role["type"], **on_behalf_of, **rest})
    made += [
        {"person_id": found["id"], "organization_id": _party(party["name"]), "role": "member", **{name: party[name] for name in party if name != "name"}}
        for party in found.get("party", ())
    ]
    return made


def _members(found: Json) -> list[Json]:
    return [
        {**{name: value for name, value in member.items() if name != "name"}, "organization_id": found["id"], "member_name": member.get("name", "")}
        for member in found.get("members", ())
    ]


def _mentioned_people(found: Json) -> list[Json]:
    return [] if _is_person(found) else [{"id": member["person_id"], "name": member["name"]} for member in found.get("members", ()) if "person_id" in member]


def _house(jurisdiction: str, chamber: str) -> str:
    return f"{jurisdiction}/{chamber}"


def _party(name: str) -> str:
    return "party/" + "_".join(name.lower().split())


_READ: dict[str, Callable[[Json], list[Any]]] = {"persons": _people, "organizations": _bodies, "posts": _posts, "memberships": _memberships}
_MENTIONS: dict[str, Callable[[Json], list[Any]]] = {"persons": _mentioned_people, "organizations": _mentioned_bodies}
