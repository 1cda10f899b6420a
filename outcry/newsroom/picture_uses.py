"""Which report has which picture: written whenever a text or a draft is saved, so that no reader's question has to look into texts."""

from collections.abc import Collection, Iterable
from typing import Any, cast

from django.db import transaction

from outcry.newsroom.picture_rows import Picture, PictureUse


def pictures_in(body: Iterable[Any]) -> set[int]:
    """The primary keys of the pictures that a StreamField shows."""
    return {one["picture"] for block in body for one in _shown(block) if one["picture"] is not None}


def _shown(block: Any) -> Iterable[Any]:
    match block.block_type:
        case "picture":
            return (block.value,)
        case "gallery":
            return cast(Iterable[Any], block.value["pictures"])
        case _:
            return ()


def pictures_of(report: Any) -> set[int]:
    """The same of a report as it is in memory, with the picture that leads it."""
    return pictures_in(report.body) | ({report.lead_picture_id} if report.lead_picture_id else set())


@transaction.atomic
def keep_uses(*, report_id: int, pictures: Collection[int], in_draft: bool) -> None:
    """Write down that a report's text, or its draft, has these pictures and no others. One that is gone meanwhile is passed over: it is not drawn either."""
    kept = PictureUse.objects.filter(report=report_id, in_draft=in_draft)
    known = set(kept.values_list("picture", flat=True))
    if known - set(pictures):
        kept.exclude(picture__in=pictures).delete()
    if new := set(pictures) - known:
        there = Picture.objects.filter(pk__in=new).values_list("pk", flat=True)
        PictureUse.objects.bulk_create([PictureUse(report_id=report_id, picture_id=pk, in_draft=in_draft) for pk in there], ignore_conflicts=True)
