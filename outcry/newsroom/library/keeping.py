"""What the library does alike with pictures and documents: describe one anew, delete it, forget what no report has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.evidence.for_readers import FileRefused
from outcry.newsroom.document_rows import Document
from outcry.newsroom.models import ReportPage
from outcry.newsroom.picture_rows import Picture
from outcry.newsroom.uses import documents_of, pictures_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Kept = Picture | Document

# So long something may lie in the library that no report has.
UNUSED_KEPT = timedelta(days=180)
_BATCH = 50


@dataclass(frozen=True, kw_only=True)
class _Use:
    """How reports have one: by primary key, and by the rows that say so."""

    of_report: Callable[[Any], set[int]]
    rows: str
    refusal: "str | _StrPromise"


_USES: Mapping[type[Kept], _Use] = {
    Picture: _Use(of_report=pictures_of, rows="pictures_used__picture", refusal=_("Reports have this picture. Take it out of them first.")),
    Document: _Use(of_report=documents_of, rows="documents_used__document", refusal=_("Reports have this document. Take it out of them first.")),
}


@transaction.atomic
def change(*, kept: Kept, about: Mapping[str, str], by: User | None, now: datetime) -> None:
    """Put right what is said of it, in every report at once."""
    for name, value in about.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(about))
    record(verb=f"change_{_kind(kept)}", subject=_subject(kept), now=now, actor=by)


@transaction.atomic
def delete(*, kept: Kept, by: User | None, now: datetime) -> None:
    """Take it away for good. Raise FileRefused while a report has it, in its text, its draft or a text that waits for its hour."""
    type(kept)._default_manager.select_for_update().only("pk").get(pk=kept.pk)
    if reports_with(kept):
        raise FileRefused("", str(_USES[type(kept)].refusal))
    record(verb=f"delete_{_kind(kept)}", subject=_subject(kept), now=now, actor=by)
    kept.delete()


def reports_with(kept: Kept) -> list[ReportPage]:
    """The reports that have it: readers' texts, drafts, and texts that wait for their hour; by title."""
    use = _USES[type(kept)]
    waiting = Revision.objects.filter(content_type=ContentType.objects.get_for_model(ReportPage), approved_go_live_at__isnull=False)
    waiting_in = [int(revision.object_id) for revision in waiting if kept.pk in use.of_report(revision.as_object())]
    found = ReportPage.objects.filter(Q(**{use.rows: kept}) | Q(pk__in=waiting_in))
    return list(found.select_related("locale").order_by("title", "pk").distinct())


def forget_unused(*, now: datetime) -> int:
    """Delete what no report has had for `UNUSED_KEPT`; note of the rest since when none has. Returns how many went."""
    return sum(_forget_unused(kind, now) for kind in _USES)


def _forget_unused(kind: type[Kept], now: datetime) -> int:
    rows = kind._default_manager
    rows.filter(unused_since__isnull=False, uses__isnull=False).update(unused_since=None)
    rows.filter(unused_since=None, uses=None).update(unused_since=now)
    old = rows.filter(unused_since__lt=now - UNUSED_KEPT, uses=None).only("pk", "name").order_by("pk")[:_BATCH]
    return sum(_forget(kept, now) for kept in old)


def _forget(kept: Kept, now: datetime) -> int:
    try:
        delete(kept=kept, by=None, now=now)
    except FileRefused:
        # It waits in a text for its hour.
        return 0
    return 1


def _kind(kept: Kept) -> str:
    """`picture` or `document`, as the log calls it."""
    return str(kept._meta.model_name)


def _subject(kept: Kept) -> str:
    return f"{_kind(kept)}:{kept.pk}"
