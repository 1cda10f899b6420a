"""Samira presses the button."""

import email
import email.policy
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from outcry.appeals.models import Appeal, AppealState
from outcry.delivery.models import MessageEvent, OutgoingMessage
from outcry.lib.links import UnknownLink, make_link
from outcry.protests.models import Protest, ProtestLetter, ProtestState, ShownInPublic, ShownToAddressee
from outcry.protests.operations import Confirmation, ConfirmationKind, confirm_protest
from outcry.supporters.models import Consent, Supporter
from tests.cast import NOW, a_form, a_letter_version, a_try, an_open_appeal

LATER = NOW + timedelta(hours=1)


def confirm(protest: Protest, **words: str) -> Confirmation:
    return confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=LATER, **words)


def text_of(message: OutgoingMessage) -> str:
    parsed = email.message_from_bytes(message.content or b"", policy=email.policy.default)
    return str(parsed.get_content())


def letters() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(mailer="protest").order_by("pk"))


@pytest.mark.django_db
def test_confirming_puts_one_letter_per_addressee_in_the_outbox() -> None:
    protest = a_try(an_open_appeal(addressees=3))

    assert confirm(protest).kind is ConfirmationKind.COUNTED

    assert ProtestLetter.objects.count() == len(letters()) == 3
    assert {message.group for message in letters()} == {protest.appeal.subject}
    assert MessageEvent.objects.filter(message__in=letters(), after="queued").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("never_twice", [False, True])
def test_letters_carry_whether_their_appeal_wants_none_to_go_twice(never_twice: bool) -> None:
    appeal = an_open_appeal(addressees=2)
    Appeal.objects.update(never_twice=never_twice)

    confirm(a_try(Appeal.objects.get(pk=appeal.pk)))

    assert [message.never_twice for message in letters()] == [never_twice] * 2


@pytest.mark.django_db
def test_confirming_twice_sends_one_letter() -> None:
    protest = a_try(an_open_appeal(addressees=1))

    assert confirm(protest).kind is ConfirmationKind.COUNTED
    assert confirm(protest).kind is ConfirmationKind.ALREADY_COUNTED

    assert len(letters()) == 1


@pytest.mark.django_db
def test_a_second_try_of_the_same_mailbox_counts_once_and_is_thanked_again() -> None:
    appeal = an_open_appeal()
    first, second = a_try(appeal), a_try(appeal, form=a_form(address="SAMIRA+again@mail.example", wants_outcome=True))

    confirm(first)
    assert confirm(second).kind is ConfirmationKind.ALREADY_COUNTED

    assert Protest.objects.filter(state=ProtestState.CONFIRMED).count() == 1
    assert len(letters()) == 2
    assert Consent.objects.count() == 1, "her wish to hear the outcome is kept"


@pytest.mark.django_db
def test_the_same_mailbox_counts_in_two_appeals() -> None:
    first, second = a_try(an_open_appeal(slug="one")), a_try(an_open_appeal(slug="two"))

    assert confirm(first).kind is confirm(second).kind is ConfirmationKind.COUNTED


@pytest.mark.django_db
def test_an_unchanged_letter_goes_out_in_the_addressees_language_alone() -> None:
    confirm(a_try(an_open_appeal(addressees=2)))

    russian, kazakh = map(text_of, letters())

    assert "Dear free-them office 0 (ru)," in russian
    assert "I ask you to release them. (ru, 1)" in russian
    assert "(kk, 1)" in kazakh
    assert "(en" not in russian + kazakh


@pytest.mark.django_db
def test_her_own_words_go_first_and_the_approved_letter_follows() -> None:
    confirm(a_try(an_open_appeal(addressees=1), form=a_form(own_text="Mes propres mots.")))

    [letter] = map(text_of, letters())

    assert letter.index("Mes propres mots.") < letter.index("I ask you to release them. (ru, 1)")


@pytest.mark.django_db
def test_a_protest_keeps_the_version_she_read() -> None:
    appeal = an_open_appeal(addressees=1)
    protest = a_try(appeal)
    a_letter_version(appeal, number=2)

    confirm(protest)

    assert "(ru, 1)" in text_of(letters()[0])


@pytest.mark.django_db
def test_the_words_she_saw_and_changed_are_the_words_used() -> None:
    form = a_form(shown_in_public=ShownInPublic.FIRST_NAME, shown_to_addressee=ShownToAddressee.INITIALS)
    protest = a_try(an_open_appeal(addressees=1), form=form)

    confirm(protest, public_words="Sam", letter_words="S. Diallo")

    protest.refresh_from_db()
    assert protest.public_words == "Sam"
    assert "S. Diallo" in text_of(letters()[0])
    assert b"samira" not in (letters()[0].content or b"").lower()


@pytest.mark.django_db
def test_words_sent_along_do_not_show_her_when_she_chose_not_to_be_shown() -> None:
    protest = a_try(an_open_appeal(addressees=1))

    confirm(protest, public_words="Samira Diallo", letter_words="Samira Diallo")

    protest.refresh_from_db()
    assert protest.public_words == ""
    assert "Diallo" not in text_of(letters()[0])


@pytest.mark.django_db
def test_her_address_is_in_no_letter() -> None:
    confirm(a_try(an_open_appeal(), form=a_form(shown_to_addressee=ShownToAddressee.FULL_NAME)))

    for message in letters():
        assert b"samira@" not in (message.content or b"")
        assert "samira" not in message.sender


@pytest.mark.django_db
def test_a_link_older_than_seven_days_has_run_out() -> None:
    protest = a_try(an_open_appeal(), now=NOW - timedelta(days=8))

    assert confirm(protest).kind is ConfirmationKind.RUN_OUT
    assert not letters()


@pytest.mark.django_db
def test_an_appeal_that_ended_meanwhile_takes_no_confirmation() -> None:
    protest = a_try(an_open_appeal())
    Appeal.objects.update(state=AppealState.ENDED, ended_at=NOW)

    assert confirm(protest).kind is ConfirmationKind.APPEAL_ENDED
    assert not letters()


@pytest.mark.django_db
def test_a_link_we_did_not_make_is_unknown() -> None:
    a_try(an_open_appeal())

    with pytest.raises(UnknownLink):
        confirm_protest(link="0" * 42, now=LATER)


@pytest.mark.django_db
def test_without_consent_nobody_becomes_a_supporter_on_file() -> None:
    confirm(a_try(an_open_appeal()))

    assert not Supporter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_buttons_pressed_at_once_count_once() -> None:
    appeal = an_open_appeal(addressees=2)
    tries = [a_try(appeal, form=a_form(address=f"samira+{number}@mail.example", wants_outcome=True)) for number in range(5)]
    kinds: list[ConfirmationKind] = []

    def press(protest: Protest) -> None:
        try:
            kinds.append(confirm(protest).kind)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[protest]) for protest in tries * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(kind.name for kind in kinds) == ["ALREADY_COUNTED"] * 9 + ["COUNTED"]
    assert len(letters()) == 2
    assert Supporter.objects.count() == Consent.objects.count() == 1
    assert connection.vendor
