"""The desk and a mail tell when a worker or a queue stands still, and stay silent about what a person stopped."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core import mail
from wagtail.users.models import UserProfile

from outcry.accounts.models import Organisation, User
from outcry.delivery import outbox
from outcry.delivery.alarms import AGAIN_AFTER, in_words, tell
from outcry.delivery.models import Destination, IncomingMessage, Lane, OutgoingMessage, ReceivingServer, Standstill
from outcry.delivery.outgoing.claims import claim
from outcry.delivery.standing_still import CHORES_AFTER, INCOMING_AFTER, LETTERS_AFTER, SERVER_AFTER, Kind, beat, look
from outcry.delivery.tests.cast import APPEAL, MINUTE, NOW, OFFICE, a_mail, put

pytestmark = pytest.mark.django_db

LATER = NOW + LETTERS_AFTER + MINUTE
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def past_the_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alarms leave by the site's own mailer."""
    monkeypatch.setattr(settings, "MAILERS", settings.MAILERS | {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}})


@pytest.fixture
def rosa() -> User:
    organisation = Organisation.objects.create(slug="desk", source_language="en", mail_domain="outcry.example")
    user = User.objects.create(username="rosa", email="rosa@outcry.example", organisation=organisation)
    user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return user


def test_letters_that_nobody_takes_in_hand_stand_still() -> None:
    put(a_mail(), a_mail())

    (one,) = look(now=LATER)

    assert (one.kind, one.since, one.waiting) == (Kind.LETTERS, NOW, 2)
    assert look(now=NOW + LETTERS_AFTER - SECOND) == []


def test_a_queue_that_a_worker_works_off_does_not_stand_still_however_long_it_is() -> None:
    put(a_mail(), a_mail())
    assert claim(now=LATER - MINUTE)

    assert look(now=LATER) == []


@pytest.mark.parametrize("stopped", ["held", "all held", "paused", "server paused", "paced", "shut"])
def test_what_a_person_stopped_and_what_waits_for_a_limit_does_not_stand_still(stopped: str) -> None:
    put(a_mail())
    match stopped:
        case "held":
            outbox.hold(group=APPEAL, now=NOW, reason="wait")
        case "all held":
            outbox.hold(group=outbox.EVERYTHING, now=NOW, reason="wait")
        case "paused":
            Destination.objects.update(paused_at=NOW)
        case "server paused":
            ReceivingServer.objects.update(paused_at=NOW)
        case "paced":
            Destination.objects.filter(key=OFFICE).update(next_slot_at=LATER)
        case "shut":
            Destination.objects.filter(key=OFFICE).update(closed_until=LATER + MINUTE)

    assert look(now=LATER) == []


def test_mail_that_came_in_and_is_not_read_stands_still() -> None:
    IncomingMessage.objects.create(digest=b"1", received_at=NOW, size=1)
    IncomingMessage.objects.create(digest=b"2", received_at=NOW, size=1, kind="reply")

    (one,) = look(now=NOW + INCOMING_AFTER)

    assert (one.kind, one.since, one.waiting) == (Kind.INCOMING, NOW, 1)


def test_chores_are_missed_once_they_have_run_and_no_sooner() -> None:
    assert look(now=NOW) == []
    beat(now=NOW)

    assert look(now=NOW + CHORES_AFTER - SECOND) == []
    assert [one.kind for one in look(now=NOW + CHORES_AFTER)] == [Kind.CHORES]


def test_a_server_that_is_away_for_hours_and_one_that_refuses_stand_still_while_letters_wait_for_them() -> None:
    put(a_mail())
    ReceivingServer.objects.update(rests=3, rests_until=NOW + 10 * SERVER_AFTER)
    assert look(now=NOW + SERVER_AFTER - SECOND) == []

    (away,) = look(now=NOW + SERVER_AFTER)
    ReceivingServer.objects.update(refuses_since=NOW)
    (refusing,) = look(now=LATER)
    OutgoingMessage.objects.update(due_at=None)

    assert (away.kind, refusing.kind) == (Kind.SERVER_AWAY, Kind.SERVER_REFUSES)
    assert "prosecutor.example" in in_words(away)
    assert look(now=NOW + SERVER_AFTER) == []


def test_people_are_written_to_once_when_it_begins_once_a_day_and_when_it_is_over(rosa: User) -> None:
    put(a_mail())

    told = [tell(now=LATER), tell(now=LATER + MINUTE), tell(now=LATER + AGAIN_AFTER)]
    Lane.objects.update(last_claimed_at=LATER + AGAIN_AFTER)
    told += [tell(now=LATER + AGAIN_AFTER + MINUTE), tell(now=LATER + AGAIN_AFTER + 2 * MINUTE)]

    assert told == [1, 0, 1, 1, 0]
    assert [message.to for message in mail.outbox] == [["rosa@outcry.example"]] * 3
    assert "Look whether the mail worker runs" in mail.outbox[0].body
    assert f"{settings.SITE_URL}/desk/" in mail.outbox[0].body
    assert "moves again" in mail.outbox[2].subject
    assert not Standstill.objects.exists()


def test_what_nobody_could_be_told_of_is_told_at_the_next_look(rosa: User, monkeypatch: pytest.MonkeyPatch) -> None:
    put(a_mail())
    with monkeypatch.context() as away:
        way = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "127.0.0.1", "port": 1}}
        away.setattr(settings, "MAILERS", settings.MAILERS | {"default": way})
        assert tell(now=LATER) == 0

    assert tell(now=LATER + MINUTE) == 1


def test_the_installation_may_name_who_is_told_and_partners_and_those_who_left_are_not(rosa: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, facts in {"vera": {"is_partner": True}, "left": {"is_active": False}, "plain": {}}.items():
        User.objects.create(username=name, email=f"{name}@outcry.example", organisation=rosa.organisation, **facts)
    put(a_mail())
    tell(now=LATER)
    monkeypatch.setattr(settings, "ALARMS_TO", ("keeper@outcry.example",))
    tell(now=LATER + AGAIN_AFTER)

    assert [message.to for message in mail.outbox] == [["rosa@outcry.example"], ["keeper@outcry.example"]]


def test_the_mail_is_in_the_language_of_whoever_reads_it(rosa: User) -> None:
    UserProfile.objects.create(user=rosa, preferred_language="ru")
    put(a_mail())

    tell(now=LATER)

    assert mail.outbox[0].subject == "Outcry: почта стоит"


def test_what_nobody_was_told_of_ends_in_silence(rosa: User) -> None:
    Standstill.objects.create(key=Kind.LETTERS, noticed_at=NOW)

    assert tell(now=LATER) == 0
    assert not Standstill.objects.exists()
