"""Which things of an old site are known already, found by keyed hashes of their ids."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q

from outcry.accounts.models import Organisation
from outcry.lib.keys import keyring, mac
from outcry.newsroom.moving_in.models import KEY_BYTES, MovedThing, OldKind

_PURPOSE = "lookup"


def keyed(*parts: str) -> list[bytes]:
    """Under which keys a text may be kept, the current one first."""
    keys = keyring(settings.KEYS_FOLDER)
    current = keys.current(_PURPOSE)
    return [mac(key, *parts)[:KEY_BYTES] for key in (current, *(one for one in keys.all(_PURPOSE) if one != current))]


def fingerprint(*facts: Any) -> list[bytes]:
    """Of all that was read of a thing; equal ones have one in common."""
    return keyed("fingerprint", json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str))


class Known:
    """The things of one old site."""

    def __init__(self, *, organisation: Organisation, set_name: str) -> None:
        self._organisation, self._set = organisation, set_name

    def things(self, kind: OldKind, ids: Iterable[str]) -> dict[str, MovedThing]:
        """By id, those that are known. One query."""
        by_key = {key: one for one in ids if one for key in keyed("id", kind, one)}
        rows = self._rows(kind).filter(id_key__in=list(by_key)).select_related("report", "comment", "picture") if by_key else ()
        return {by_key[bytes(row.id_key)]: row for row in rows}

    def thing(self, kind: OldKind, key: str, guid: str = "") -> MovedThing | None:
        """By its id, else by its guid: an entry of an export and the same one of a feed have that in common."""
        wanted = Q(id_key__in=keyed("id", kind, key))
        if guid:
            wanted |= Q(guid_key__in=keyed("guid", guid))
        rows = list(self._rows(kind).filter(wanted).select_related("report", "comment", "picture").order_by("pk"))
        own = set(keyed("id", kind, key))
        return next((row for row in rows if bytes(row.id_key) in own), rows[0] if rows else None)

    def new(self, kind: OldKind, key: str, guid: str = "", **facts: Any) -> MovedThing:
        """A row for one that was not known."""
        guid_key = keyed("guid", guid)[0] if guid else None
        return MovedThing(organisation=self._organisation, set_name=self._set, kind=kind, id_key=keyed("id", kind, key)[0], guid_key=guid_key, **facts)

    def _rows(self, kind: OldKind) -> Any:
        return MovedThing.objects.filter(organisation=self._organisation, set_name=self._set, kind=kind)
