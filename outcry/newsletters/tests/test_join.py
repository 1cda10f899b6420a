"""Samira asks for the newsletter, says yes, changes her mind; Mallory types the addresses of others."""

from datetime import timedelta

import pytest

from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.delivery.suppression import is_suppressed, suppress
from outcry.newsletters.joining import Standing, confirm, forget_left, forget_sign_ups, leave, standing, undo_sign_up
from outcry.newsletters.models import SUBJECT, SignUp, Subscription
from outcry.newsletters.tests.cast import SAMIRA, a_subscription, asked, some_topics
from outcry.newsroom.tests.cast import NOW
from outcry.protests.mailboxes import hash_over_site
from outcry.supporters.models import Consent, Purpose, Supporter
from outcry.supporters.operations import withdraw_consents

pytestmark = pytest.mark.django_db
AFTER_A_WEEK = NOW + timedelta(days=7)


def text_of_last_mail() -> str:
    return bytes(OutgoingMessage.objects.latest("pk").content or b"").decode()


def test_asking_writes_one_mail_and_subscribes_nobody() -> None:
    asked()

    assert OutgoingMessage.objects.get().recipient == SAMIRA
    assert not Supporter.objects.exists()
    assert not Subscription.objects.exists()


def test_the_button_gives_a_consent_of_its_own_and_what_was_chosen() -> None:
    topic, _other = some_topics()

    subscription = a_subscription(SAMIRA, "ru", "en", topics=(topic,))

    consent = Consent.objects.get()
    assert (consent.purpose, consent.subject) == (Purpose.NEWSLETTER, SUBJECT)
    assert subscription.supporter.address == SAMIRA
    assert subscription.chosen_languages() == ["en", "ru"]
    assert list(subscription.topics.all()) == [topic]
    assert SignUp.objects.get().address is None


def test_pressing_twice_changes_nothing() -> None:
    found = asked()

    assert confirm(asked=found, now=NOW) is Standing.OPEN
    assert confirm(asked=found, now=NOW) is Standing.CONFIRMED
    assert Consent.objects.count() == Subscription.objects.count() == 1


def test_after_a_week_the_button_brings_nothing_about() -> None:
    found = asked()

    assert confirm(asked=found, now=AFTER_A_WEEK) is Standing.RUN_OUT
    assert not Consent.objects.exists()


def test_asking_again_changes_nothing_before_the_owner_says_so() -> None:
    a_subscription(SAMIRA, "en")

    second = asked(SAMIRA, "kk")

    assert Subscription.objects.get().chosen_languages() == ["en"]
    assert "already" in text_of_last_mail()
    confirm(asked=second, now=NOW)
    assert Subscription.objects.get().chosen_languages() == ["kk"]


def test_a_mailbox_is_asked_three_times_a_day_and_no_more() -> None:
    for _ in range(4):
        asked("Samira+more@mail.example")

    assert SignUp.objects.count() == OutgoingMessage.objects.count() == 3


def test_who_wants_no_mail_at_all_is_not_asked() -> None:
    suppress(address_hash=hash_over_site(address=SAMIRA), address_rule=1, reason="test", now=NOW)

    with pytest.raises(SignUp.DoesNotExist):
        asked()
    assert not OutgoingMessage.objects.exists()


def test_leaving_keeps_nothing_of_what_she_chose() -> None:
    subscription = a_subscription()

    leave(subscription=subscription, now=NOW)
    leave(subscription=subscription, now=NOW)

    assert not Subscription.objects.exists()
    assert not SignUp.objects.exists()
    assert Consent.objects.get().withdrawn_at == NOW
    assert Supporter.objects.get().address is None


def test_who_did_not_ask_has_it_erased_and_the_mail_taken_back() -> None:
    undo_sign_up(asked=asked(), never_write_again=False, now=NOW)

    assert not SignUp.objects.exists()
    assert OutgoingMessage.objects.get().state == MessageState.WITHDRAWN
    assert OutgoingMessage.objects.get().recipient is None


def test_who_never_wants_to_hear_from_us_again_gets_no_newsletter_either() -> None:
    a_subscription()

    undo_sign_up(asked=asked(), never_write_again=True, now=NOW)

    assert is_suppressed(address_hash=hash_over_site(address=SAMIRA))
    assert not Subscription.objects.exists()
    assert not SignUp.objects.exists()


def test_a_consent_taken_back_elsewhere_ends_the_subscription() -> None:
    a_subscription()
    stays = a_subscription("sofia@mail.example")
    withdraw_consents(address_hash=hash_over_site(address=SAMIRA), subject=None, now=NOW)

    assert list(Subscription.objects.agreed()) == [stays]
    assert forget_left(now=NOW) == 1
    assert Subscription.objects.get() == stays


def test_what_was_asked_for_is_forgotten_after_its_term() -> None:
    found = asked()

    assert forget_sign_ups(now=AFTER_A_WEEK - timedelta(seconds=1)) == 0
    assert standing(found, now=NOW) is Standing.OPEN
    assert forget_sign_ups(now=AFTER_A_WEEK) == 1
    assert OutgoingMessage.objects.get().recipient is None
