"""Which report has which picture and document: written whenever a text or a draft is saved, so that no reader's question has to look into texts."""

from collections.abc import Collection, Iterable
from typing import Any, cast

from django.db import transaction
from django.db.models import Model

from outcry.newsroom.document_rows import Document, DocumentUse
from outcry.newsroom.picture_rows import Picture, PictureUse


def pictures_in(body: Iterable[Any]) -> set[int]:
    """The primary keys of the pictures that a StreamField shows."""
    return {one["picture"] for block in body for one in _shown(block) if one["picture"] is not None}


def pictures_of(report: Any) -> set[int]:
    """The same of a report as it is in memory, with the picture that leads it."""
    return pictures_in(report.body) | ({report.lead_picture_id} if report.lead_picture_id else set())


def documents_of(report: Any) -> set[int]:
    """The primary keys of the documents that a report hands out."""
    return {block.value["document"] for block in report.body if block.block_type == "document" and block.value["document"] is not None}


@transaction.atomic
def keep_uses(report: Any, *, in_draft: bool) -> None:
    """Write down what a report's text, or its draft, has as it is in memory. What is gone meanwhile is passed over: it is not drawn either."""
    _keep(PictureUse, Picture, "picture", report.pk, pictures_of(report), in_draft)
    _keep(DocumentUse, Document, "document", report.pk, documents_of(report), in_draft)


def _keep(uses: type[Model], things: type[Model], name: str, report_id: int, wanted: Collection[int], in_draft: bool) -> None:
    kept = uses._default_manager.filter(report=report_id, in_draft=in_draft)
    known = set(kept.values_list(name, flat=True))
    if known - set(wanted):
        kept.exclude(**{f"{name}__in": wanted}).delete()
    if new := set(wanted) - known:
        there = things._default_manager.filter(pk__in=new).values_list("pk", flat=True)
        rows = [uses(report_id=report_id, in_draft=in_draft, **{f"{name}_id": pk}) for pk in there]
        uses._default_manager.bulk_create(rows, ignore_conflicts=True)


def _shown(block: Any) -> Iterable[Any]:
    match block.block_type:
        case "picture":
            return (block.value,)
        case "gallery":
            return cast(Iterable[Any], block.value["pictures"])
        case _:
            return ()
