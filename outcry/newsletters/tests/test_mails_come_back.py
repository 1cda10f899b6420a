"""Copies that come back pause a subscription, and nobody's list of newsletters is kept longer than its term."""

from datetime import datetime, timedelta

import pytest

from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import bring_to
from outcry.newsletters.coming_back import KEPT, PAUSED_KEPT, forget_copies, forget_paused, pause_bouncing
from outcry.newsletters.digest_mails import MAILER
from outcry.newsletters.joining import Choice, choose
from outcry.newsletters.models import Copy, Subscription
from outcry.newsletters.sending import queue_copies
from outcry.newsletters.tests.cast import a_sent_digest, a_subscription, key_of
from outcry.newsroom.tests.cast import NOW, a_newsroom, a_report
from outcry.supporters.models import Supporter

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def a_digest_ends(state: MessageState, *, at: datetime) -> None:
    """One more digest, of which every copy ends so."""
    report = a_report(key=f"{at}", slug=f"day-{at:%d}")[0]
    a_sent_digest(keys=[key_of(report)], at=at)
    queue_copies(now=at)
    bring_to(state, OutgoingMessage.objects.filter(mailer=MAILER, state=MessageState.QUEUED), due_at=None)
    queue_copies(now=at)


@pytest.fixture
def subscription() -> Subscription:
    a_newsroom()
    return a_subscription()


def test_two_in_a_row_pause_it_and_nothing_more_is_sent(subscription: Subscription) -> None:
    a_digest_ends(MessageState.BOUNCED, at=NOW + A_DAY)
    assert pause_bouncing(now=NOW + A_DAY) == 0
    assert pause_bouncing(now=NOW + A_DAY) == 0

    a_digest_ends(MessageState.REFUSED, at=NOW + 2 * A_DAY)
    assert pause_bouncing(now=NOW + 2 * A_DAY) == 1

    a_digest_ends(MessageState.ACCEPTED, at=NOW + 3 * A_DAY)
    assert Copy.objects.count() == 2


def test_choosing_again_lets_it_go_on(subscription: Subscription) -> None:
    Subscription.objects.update(failures=2, paused_at=NOW)

    choose(subscription=subscription, choice=Choice(languages=("en",)))

    assert Subscription.objects.get(paused_at=None, failures=0) == subscription


def test_a_copy_that_stayed_begins_the_row_anew(subscription: Subscription) -> None:
    a_digest_ends(MessageState.ACCEPTED, at=NOW + A_DAY)
    Subscription.objects.update(failures=1)

    assert forget_copies(now=NOW + A_DAY + KEPT) == 1

    assert Subscription.objects.get().failures == 0
    assert not Copy.objects.exists()


def test_what_was_paused_for_half_a_year_ends(subscription: Subscription) -> None:
    Subscription.objects.update(paused_at=NOW)

    assert forget_paused(now=NOW + PAUSED_KEPT - A_DAY) == 0
    assert forget_paused(now=NOW + PAUSED_KEPT) == 1

    assert not Subscription.objects.exists()
    assert Supporter.objects.get().address is None
