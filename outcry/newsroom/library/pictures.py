"""A picture comes into the library: painted anew; the file itself is kept nowhere."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.evidence.at_the_workbench import Size
from outcry.evidence.for_readers import FileRefused, Uploaded, name_of, painted_anew
from outcry.newsroom.picture_rows import Picture, PictureSize


class AlreadyThere(FileRefused):
    """The library has this picture already."""

    def __init__(self, picture: Picture) -> None:
        super().__init__("file", _("This picture is in the library already, as “%(name)s”.") % {"name": picture.name})
        self.picture = picture


def add_picture(*, organisation: Organisation, file: Uploaded, name: str, credit: str, by: User | None, now: datetime) -> Picture:
    """Put a picture into the library: what is seen in the file, upright, in the widths that readers are given, and nothing else of it.

    Raise FileRefused for what is no picture, moves, is too large, or calls itself something else; AlreadyThere for one that is there.
    """
    return _keep(organisation, painted_anew(file), {"name": name, "credit": credit}, by, now)


@transaction.atomic
def _keep(organisation: Organisation, sizes: tuple[Size, ...], about: dict[str, str], by: User | None, now: datetime) -> Picture:
    names = [name_of(size) for size in sizes]
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
