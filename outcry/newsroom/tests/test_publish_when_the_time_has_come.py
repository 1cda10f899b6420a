"""An editor says when readers find a report, or when they no longer do; she need not be there."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from outcry.newsroom.models import ReportPage
from outcry.newsroom.scheduled import publish_due
from outcry.newsroom.tests.cast import a_newsroom, a_report

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _a_newsroom() -> None:
    a_newsroom()


def now() -> datetime:
    return timezone.now()


def title(client: Client) -> str:
    answer = client.get("/en/reports/at-midnight/")
    return answer.content.decode() if answer.status_code == 200 else ""


def scheduled(report: ReportPage, **words: object) -> None:
    """As the editor's screen does it: the text stays as it is until the time has come."""
    for name, value in words.items():
        setattr(report, name, value)
    report.save_revision().publish()


def test_a_new_text_is_read_from_its_hour_on(client: Client) -> None:
    (report,) = a_report()
    scheduled(report, title="At midnight, again", go_live_at=now() + HOUR)
    assert publish_due(now=now()) == 0
    assert "At midnight, again" not in title(client)

    # The hour passes; what is due is found by the clock of the machine, as Wagtail keeps it.
    revision = report.scheduled_revision
    revision.approved_go_live_at = now() - HOUR
    revision.content["go_live_at"] = (now() - HOUR).isoformat()
    revision.save()

    assert publish_due(now=now()) == 1
    assert "At midnight, again" in title(client)
    assert publish_due(now=now()) == 0


def test_a_text_is_taken_down_at_its_hour_and_says_so_in_the_log(client: Client) -> None:
    (report,) = a_report()
    scheduled(report, expire_at=now() + HOUR)
    assert title(client)

    assert publish_due(now=now() + 2 * HOUR) == 1

    assert not title(client)
    assert PageLogEntry.objects.filter(page=report.pk, action="wagtail.unpublish.scheduled").exists()
    assert publish_due(now=now() + 2 * HOUR) == 0
