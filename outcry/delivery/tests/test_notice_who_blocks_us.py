"""5.7.x means that they block us: letters wait, the server is left alone, and a person decides."""

from datetime import timedelta

import pytest
from django.db import transaction

from outcry.audit.models import LogEntry
from outcry.delivery import outbox
from outcry.delivery.blocking import blocks_us, note_block
from outcry.delivery.models import OutgoingMessage, ReceivingServer
from outcry.delivery.outgoing.transports.base import HandOverError, RefusedForGood
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import APPEAL, MINUTE, NOW, OFFICE, a_mail, put

pytestmark = pytest.mark.django_db
BLOCKED = RefusedForGood("5.7.1 your messages are not wanted here", code=550)
ADDRESS = "office@prosecutor.example"


@pytest.fixture(autouse=True)
def straight_to_the_addressee(settings: object) -> None:
    settings.NEXT_HOP = "addressee"  # type: ignore[attr-defined]


class Post:
    """A worker whose other side answers as it is told, and a clock."""

    def __init__(self, answer: HandOverError | None = BLOCKED) -> None:
        self.now = NOW
        self.transport = MemoryTransport(errors={ADDRESS: answer} if answer else None)
        self.worker = Worker(now=lambda: self.now, transport_for=lambda *, mailer: self.transport)
        outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)

    def work(self, *, after: timedelta = timedelta(0)) -> int:
        self.now += after
        return self.worker.drain()


def states() -> set[str]:
    return set(OutgoingMessage.objects.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("words", "means_us"),
    [
        ("5.7.1 refused by policy", True),
        ("5.7.26 unauthenticated", True),
        ("5.1.1 no such user", False),
        ("4.7.1 greylisted", False),
        ("blocked using a list of spammers", False),
        ("no mail over 5.7.1 MB", False),
    ],
)
def test_only_the_status_itself_says_so(words: str, means_us: bool) -> None:
    assert blocks_us(words) is means_us


def test_a_blocked_letter_waits_and_is_not_refused() -> None:
    post = Post()
    [message] = put(a_mail())

    post.work()

    message.refresh_from_db()
    assert (message.state, message.last_words) == (MessageState.DEFERRED, BLOCKED.words)
    assert ReceivingServer.objects.get().refuses_since is None
    assert post.work(after=5 * MINUTE) == 1


def test_one_letter_that_is_blocked_again_and_again_is_one() -> None:
    post = Post()
    put(a_mail())

    for _ in range(5):
        post.work(after=2 * MINUTE * 60)

    assert ReceivingServer.objects.get().refuses_since is None


def test_after_three_letters_nothing_more_leaves_for_this_server_and_the_log_says_so() -> None:
    post = Post()
    put(*(a_mail() for _ in range(5)))
    put(a_mail(destination="office:court", recipient="court@court.example"))

    post.work()

    server = ReceivingServer.objects.get(key="prosecutor.example")
    assert (server.refuses_since, server.refusal_words) == (NOW, "550 5.7.1 your messages are not wanted here")
    assert LogEntry.objects.get(verb="delivery.refuses").details == {"letters": 3}
    assert sorted(OutgoingMessage.objects.values_list("state", flat=True)) == ["accepted", "deferred", "deferred", "deferred", "queued", "queued"]
    assert post.work(after=timedelta(days=2)) == 0


def test_three_within_a_longer_time_are_not_enough() -> None:
    post = Post()
    for _ in range(3):
        put(a_mail(), now=post.now)
        post.work()
        outbox.withdraw(group=APPEAL, now=post.now, reason="not this test's matter")
        post.now += timedelta(hours=13)

    assert ReceivingServer.objects.get().refuses_since is None


def test_a_person_lets_letters_go_again_and_they_get_their_whole_time_anew() -> None:
    post = Post()
    put(*(a_mail() for _ in range(4)))
    post.work()
    post.now += timedelta(days=9)
    post.transport.errors.clear()

    assert outbox.release_server(key="prosecutor.example", now=post.now) == 3
    assert post.work() == 4
    assert states() == {MessageState.ACCEPTED}


def test_what_was_said_before_a_person_looked_does_not_count_again() -> None:
    post = Post()
    put(*(a_mail() for _ in range(3)))
    post.work()
    outbox.release_server(key="prosecutor.example", now=post.now)
    post.now += MINUTE
    put(a_mail(), now=post.now)

    outbox.withdraw(keys=list(OutgoingMessage.objects.filter(state="deferred").values_list("key", flat=True)), now=post.now, reason="out of the way")
    post.work()

    assert ReceivingServer.objects.get().refuses_since is None


def test_reports_of_failure_count_as_well() -> None:
    messages = put(*(a_mail() for _ in range(3)))

    for message in messages:
        with transaction.atomic():
            note_block(message_id=message.pk, words="5.7.1", now=NOW)

    assert ReceivingServer.objects.get().refuses_since == NOW
