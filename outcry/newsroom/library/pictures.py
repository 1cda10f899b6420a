"""The library of pictures: one comes in, is described anew, goes. What comes in is painted anew; the file itself is kept nowhere."""

import hashlib
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.evidence import at_the_workbench
from outcry.evidence.at_the_workbench import NotMade, Size
from outcry.evidence.media_types import media_type
from outcry.newsroom.library.having import reports_with
from outcry.newsroom.library.incoming import FileRefused, Uploaded
from outcry.newsroom.library.picture_sentences import not_a_picture, not_made, not_what_it_says
from outcry.newsroom.models import ReportPage
from outcry.newsroom.picture_rows import NAME_LENGTH, Picture, PictureSize
from outcry.newsroom.uses import pictures_of

# For a list, a phone, a column of text, and a column of text on a dense screen.
WIDTHS = (320, 640, 960, 1600)
# So long a picture may lie in the library that no report has.
UNUSED_KEPT = timedelta(days=180)
_BATCH = 50
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
        raise FileRefused("file", not_made(error.kind)) from error
    return _keep(organisation, sizes, {"name": name, "credit": credit}, by, now)


@transaction.atomic
def change_picture(*, picture: Picture, name: str, credit: str, by: User | None, now: datetime) -> None:
    """Find it under another name, or put its credit right, in every report at once."""
    picture.name, picture.credit = name, credit
    picture.save(update_fields=["name", "credit"])
    record(verb="change_picture", subject=f"picture:{picture.pk}", now=now, actor=by)


@transaction.atomic
def delete_picture(*, picture: Picture, by: User | None, now: datetime) -> None:
    """Take a picture and all its sizes away for good. Raise FileRefused while a report has it, in its text, its draft or a text that waits for its hour."""
    Picture.objects.select_for_update().get(pk=picture.pk)
    if used_in(picture=picture):
        raise FileRefused("", _("Reports have this picture. Take it out of them first."))
    record(verb="delete_picture", subject=f"picture:{picture.pk}", now=now, actor=by)
    picture.delete()


def used_in(*, picture: Picture) -> list[ReportPage]:
    """The reports that have it: readers' texts, drafts, and texts that wait for their hour; by title."""
    return reports_with(Q(pictures_used__picture=picture), lambda report: picture.pk in pictures_of(report))


def forget_unused(*, now: datetime) -> int:
    """Delete pictures that no report has had for `UNUSED_KEPT`; note of the others since when none has. Returns how many went."""
    Picture.objects.filter(unused_since__isnull=False, uses__isnull=False).update(unused_since=None)
    Picture.objects.filter(unused_since=None, uses=None).update(unused_since=now)
    old = Picture.objects.filter(unused_since__lt=now - UNUSED_KEPT, uses=None).order_by("pk")[:_BATCH]
    return sum(_forget(picture, now) for picture in old)


def _forget(picture: Picture, now: datetime) -> int:
    try:
        delete_picture(picture=picture, by=None, now=now)
    except FileRefused:
        # It waits in a text for its hour.
        return 0
    return 1


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
