"""A picture comes into the library: painted anew; the file itself is kept nowhere."""

import hashlib
from datetime import datetime
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.evidence import at_the_workbench
from outcry.evidence.at_the_workbench import NotMade, Size
from outcry.evidence.media_types import media_type
from outcry.newsroom.library.incoming import FileRefused, Uploaded
from outcry.newsroom.library.sentences import PICTURE_NOT_MADE, not_a_picture, not_what_it_says
from outcry.newsroom.picture_rows import NAME_LENGTH, Picture, PictureSize

# For a list, a phone, a column of text, and a column of text on a dense screen.
WIDTHS = (320, 640, 960, 1600)
_NAMES: dict[str, frozenset[str]] = {
    "image/jpeg": frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    "image/png": frozenset({"png"}),
    "image/webp": frozenset({"webp"}),
    "image/avif": frozenset({"avif"}),
}


class AlreadyThere(FileRefused):
    """The library has this picture already."""

    def __init__(self, picture: Picture) -> None:
        super().__init__("file", _("This picture is in the library already, as “%(name)s”.") % {"name": picture.name})
        self.picture = picture


def add_picture(*, organisation: Organisation, file: Uploaded, name: str, credit: str, by: User | None, now: datetime) -> Picture:
    """Put a picture into the library: what is seen in the file, upright, in the widths that readers are given, and nothing else of it.

    Raise FileRefused for what is no picture, moves, is too large, or calls itself something else; AlreadyThere for one that is there.
    """
    refuse_what_is_none(file)
    try:
        sizes = at_the_workbench.sizes(data=file.data, widths=WIDTHS)
    except NotMade as error:
        raise FileRefused("file", str(PICTURE_NOT_MADE[error.kind])) from error
    return _keep(organisation, sizes, {"name": name, "credit": credit}, by, now)


def refuse_what_is_none(file: Uploaded) -> None:
    """Raise FileRefused where its first bytes, or its name, are of no picture that is taken."""
    kind = media_type(BytesIO(file.data))
    if kind not in _NAMES:
        raise FileRefused("file", not_a_picture(kind))
    ending = PurePath(file.name).suffix.lower().lstrip(".")
    if ending and ending not in _NAMES[kind]:
        raise FileRefused("file", not_what_it_says(ending, kind))


@transaction.atomic
def _keep(organisation: Organisation, sizes: tuple[Size, ...], about: dict[str, str], by: User | None, now: datetime) -> Picture:
    names = [hashlib.sha256(size.data).hexdigest()[:NAME_LENGTH] for size in sizes]
    twin = Picture.objects.filter(organisation=organisation, sizes__name=names[-1]).first()
    if twin:
        raise AlreadyThere(twin)
    picture = Picture.objects.create(organisation=organisation, added_by=by, added_at=now, **about)
    rows: list[Any] = [
        PictureSize(picture=picture, name=name, width=size.width, height=size.height, content=size.data) for name, size in zip(names, sizes, strict=True)
    ]
    PictureSize.objects.bulk_create(rows)
    record(verb="add_picture", subject=f"picture:{picture.pk}", now=now, actor=by)
    return picture
