"""Which reports have a file: where it is to be deleted, they are named."""

from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Revision

from outcry.newsroom.models import ReportPage


def reports_with(written_down: Q, has: Callable[[ReportPage], bool]) -> list[ReportPage]:
    """Reports of which it is written down, and those with a text that has it and waits for its hour; by title."""
    waiting = Revision.objects.filter(content_type=ContentType.objects.get_for_model(ReportPage), approved_go_live_at__isnull=False)
    waiting_in = [int(revision.object_id) for revision in waiting if has(revision.as_object())]
    found = ReportPage.objects.filter(written_down | Q(pk__in=waiting_in))
    return list(found.select_related("locale").order_by("title", "pk").distinct())
