"""The pictures of an old site on their way into our library: found beside the export, painted anew as every picture is, each once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.evidence.for_readers import FileRefused, Uploaded, refuse_what_is_none
from outcry.newsroom.library.pictures import AlreadyThere, add_picture
from outcry.newsroom.moving_in.entries import Attached, Site, Verdict
from outcry.newsroom.moving_in.knowing import Known, keyed
from outcry.newsroom.moving_in.markup import Seen
from outcry.newsroom.moving_in.models import MovedThing, MovingRun, MovingStep, OldKind
from outcry.newsroom.moving_in.old_links import host_of, without_scheme
from outcry.newsroom.moving_in.picture_files import Pictures, names_of
from outcry.newsroom.picture_rows import Picture

# The mark of a picture that an import put into the library.
ADDED = "added"


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """What became of a picture. `picture` is its key here, None in a look and where it was refused; `token` names its content."""

    verdict: Verdict
    name: str
    picture: int | None = None
    token: str = ""
    reason: str = ""
    alt: str = ""
    caption: str = ""
    elsewhere: str = ""

    @property
    def is_there(self) -> bool:
        return self.verdict is not Verdict.REFUSED


class Shelf:
    """Gives the picture for whatever a text shows. `run` is None in a look, which adds nothing."""

    def __init__(
        self, *, organisation: Organisation, known: Known, site: Site, pictures: Pictures, credit: str, run: MovingRun | None, by: User | None, now: datetime
    ) -> None:
        self._organisation, self._known, self._site, self._pictures = organisation, known, site, pictures
        self._credit, self._run, self._by, self._now = credit, run, by, now
        self._found: dict[str, Shelved] = {}

    def shelved(self, seen: Seen, *, number: int) -> tuple[Shelved, bool]:
        """What became of it, and whether it was asked for the first time."""
        attached = self._attached(seen)
        is_new = attached.key not in self._found
        if is_new:
            self._found[attached.key] = self._brought_in(attached, seen, number)
        return self._found[attached.key], is_new

    def _attached(self, seen: Seen) -> Attached:
        """The file of the old library that is meant: by its number, else by its address, also where that is of a smaller copy."""
        if seen.key in self._site.attached:
            return self._site.attached[seen.key]
        start = without_scheme(seen.address)
        for name in (start, *(start[: start.rfind("uploads/") + 8] + name for name in names_of(seen.address) if "uploads/" in start)):
            if key := self._site.by_address.get(name):
                return self._site.attached[key]
        return Attached(key=start or f"number {seen.key}", address=seen.address)

    def _brought_in(self, attached: Attached, seen: Seen, number: int) -> Shelved:
        name = _name_of(attached)
        thing = self._known.thing(OldKind.PICTURE, attached.key)
        data = self._data(attached, seen)
        about: dict[str, Any] = {"name": name, "alt": attached.alt, "caption": attached.caption}
        if data is None:
            if thing is not None and thing.picture_id:
                return Shelved(verdict=Verdict.UNCHANGED, picture=thing.picture_id, token=bytes(thing.fingerprint).hex(), **about)
            return self._missing(attached, name)
        prints = keyed("picture", hashlib.sha256(data).hexdigest())
        if thing is not None and bytes(thing.fingerprint) in prints:
            if thing.picture_id is None:
                return Shelved(verdict=Verdict.REFUSED, name=name, reason=_("It was deleted here since, and does not come back."))
            return Shelved(verdict=Verdict.UNCHANGED, picture=thing.picture_id, token=bytes(thing.fingerprint).hex(), **about)
        try:
            return self._added(attached, Uploaded(data=data, name=_file_name(attached)), thing, prints[0], number)
        except FileRefused as refusal:
            return Shelved(verdict=Verdict.REFUSED, name=name, reason=refusal.sentence)

    def _data(self, attached: Attached, seen: Seen) -> bytes | None:
        return self._pictures.find(attached.address) or (self._pictures.find(seen.address) if seen.address and seen.address != attached.address else None)

    def _missing(self, attached: Attached, name: str) -> Shelved:
        host = host_of(attached.address)
        if host and host != host_of(self._site.home):
            reason = _("It stands on another site (%(host)s); readers get a link.") % {"host": host}
            return Shelved(verdict=Verdict.REFUSED, name=name, reason=reason, elsewhere=attached.address)
        place = next(names_of(attached.address), attached.address or attached.key)
        return Shelved(verdict=Verdict.REFUSED, name=name, reason=_("The file is not among those beside the export: %(place)s") % {"place": place})

    def _added(self, attached: Attached, file: Uploaded, thing: MovedThing | None, token: bytes, number: int) -> Shelved:
        verdict = Verdict.CHANGED if thing else Verdict.CREATED
        about: dict[str, Any] = {"name": _name_of(attached), "alt": attached.alt, "caption": attached.caption}
        if self._run is None:
            refuse_what_is_none(file)
            return Shelved(verdict=verdict, token=token.hex(), **about)
        try:
            picture, is_new = (
                add_picture(organisation=self._organisation, file=file, name=about["name"], credit=self._credit[:200], by=self._by, now=self._now),
                True,
            )
        except AlreadyThere as twin:
            picture, is_new = twin.picture, False
        self._write_down(attached, picture, thing, token, number, is_new=is_new)
        return Shelved(verdict=verdict, picture=picture.pk, token=token.hex(), **about)

    @transaction.atomic
    def _write_down(self, attached: Attached, picture: Picture, thing: MovedThing | None, token: bytes, number: int, *, is_new: bool) -> None:
        row = thing or self._known.new(OldKind.PICTURE, attached.key)
        before = {"fingerprint": bytes(row.fingerprint).hex(), "picture": row.picture_id} if thing else {}
        # One that stood in the library before stays there when the import is undone.
        row.fingerprint, row.picture, row.mark = token, picture, ADDED if is_new else ""
        row.save()
        if self._run is not None:
            MovingStep.objects.create(run=self._run, thing=row, number=number, made=thing is None, before=before)


def _name_of(attached: Attached) -> str:
    return (attached.title or PurePosixPath(_path(attached)).name or attached.key)[:120]


def _file_name(attached: Attached) -> str:
    """Its name without an ending: what it is, its bytes say, and old sites renamed freely."""
    return PurePosixPath(_path(attached)).stem.replace(".", "-")


def _path(attached: Attached) -> str:
    try:
        return unquote(urlsplit(attached.address).path)
    except ValueError:
        return ""
