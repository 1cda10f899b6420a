"""Reports whose time has come: an editor said when readers find a text, or when they no longer do."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Revision

from outcry.newsroom.models import ReportPage

# Wagtail's own words in the log of a page.
PUBLISHED = "wagtail.publish.scheduled"
TAKEN_DOWN = "wagtail.unpublish.scheduled"


def publish_due(*, now: datetime) -> int:
    """Publish what was to be published by now, take down what was to end; return how many. Each by itself: a second run goes on after a crash."""
    kind = ContentType.objects.get_for_model(ReportPage)
    ended = list(ReportPage.objects.live().filter(expire_at__lte=now).order_by("expire_at").values_list("pk", flat=True))
    due = list(Revision.objects.filter(content_type=kind, approved_go_live_at__lte=now).order_by("approved_go_live_at").values_list("pk", flat=True))
    return sum(_take_down(pk, now) for pk in ended) + sum(_publish(pk) for pk in due)


@transaction.atomic
def _take_down(pk: int, now: datetime) -> int:
    page = ReportPage.objects.select_for_update().live().filter(pk=pk, expire_at__lte=now).first()
    if page is None:
        return 0
    page.unpublish(set_expired=True, log_action=TAKEN_DOWN)
    return 1


@transaction.atomic
def _publish(pk: int) -> int:
    revision = Revision.objects.select_for_update().filter(pk=pk).exclude(approved_go_live_at=None).first()
    if revision is None:
        return 0
    revision.publish(log_action=PUBLISHED)
    return 1
