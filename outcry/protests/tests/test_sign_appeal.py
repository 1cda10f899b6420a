"""Samira sends the form."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from outcry.delivery.models import OutgoingMessage
from outcry.delivery.suppression import suppress
from outcry.protests.mailboxes import hash_over_site
from outcry.protests.models import Protest, ProtestState, ShownInPublic, ShownToAddressee
from outcry.protests.operations import AppealClosed, sign_appeal
from tests.cast import NOW, a_form, a_try, an_open_appeal

pytestmark = pytest.mark.django_db


def test_a_try_waits_for_confirmation_and_its_mail_for_the_worker() -> None:
    protest = a_try(an_open_appeal())

    assert protest.state == ProtestState.SUBMITTED
    mail = OutgoingMessage.objects.get(key=f"protest:{protest.pk}:confirm")
    assert mail.recipient == "samira@mail.example"
    assert mail.due_at == NOW


def test_nothing_she_typed_but_the_address_is_in_the_confirmation_mail() -> None:
    form = a_form(name="Buy Now", own_text="Cheap watches", shown_in_public=ShownInPublic.FULL_NAME)

    protest = a_try(an_open_appeal(), form=form)

    content = OutgoingMessage.objects.get(key=f"protest:{protest.pk}:confirm").content or b""
    assert b"Buy" not in content
    assert b"watches" not in content


def test_each_try_is_a_row_of_its_own() -> None:
    appeal = an_open_appeal()

    a_try(appeal)
    a_try(appeal)

    assert Protest.objects.count() == 2
    assert len({protest.public_id for protest in Protest.objects.all()}) == 2


def test_the_fourth_confirmation_mail_of_a_day_waits_for_tomorrow_and_is_not_dropped() -> None:
    appeal = an_open_appeal()

    due = [a_try(appeal, form=a_form(address=f"samira+{number}@mail.example")).mail_due_at for number in range(7)]

    tomorrow = datetime(2026, 3, 11, tzinfo=UTC)
    assert due == [NOW] * 3 + [tomorrow] * 3 + [tomorrow + timedelta(days=1)]
    assert OutgoingMessage.objects.filter(due_at__gt=NOW).count() == 4


def test_a_link_lives_seven_days_from_its_mail() -> None:
    protest = a_try(an_open_appeal())

    assert protest.expires_at == protest.mail_due_at + timedelta(days=7)


def test_a_mailbox_that_asked_to_be_left_alone_gets_nothing_and_leaves_no_row() -> None:
    suppress(address_hash=hash_over_site(address="Samira@mail.example"), address_rule=1, now=NOW, reason="asked")

    sign_appeal(appeal=an_open_appeal(), form=a_form(), now=NOW)

    assert not Protest.objects.exists()
    assert not OutgoingMessage.objects.exists()


def test_an_appeal_past_its_last_day_takes_no_protest() -> None:
    appeal = an_open_appeal(deadline=NOW.date() - timedelta(days=1))

    with pytest.raises(AppealClosed):
        sign_appeal(appeal=appeal, form=a_form(), now=NOW)


def test_what_is_personal_is_not_readable_in_the_database() -> None:
    a_try(an_open_appeal(), form=a_form(own_text="my very own words", shown_in_public=ShownInPublic.FULL_NAME))

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM protests_protest")
        row = b" ".join(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in cursor.fetchone())

    for word in (b"Samira", b"samira", b"mail.example", b"very own"):
        assert word not in row


@pytest.mark.parametrize(
    ("name", "first_name", "initials"),
    [
        ("Samira Diallo", "Samira", "S. D."),
        ("Анна Петровна Иванова", "Анна", "А. П. И."),
        ("Әсел Нұрланқызы", "Әсел", "Ә. Н."),
        ("سميرة ديالو", "", ""),
        ("山田太郎", "", ""),
        ("Madonna", "", "M."),
        ("أمل Smith", "", ""),
    ],
)
def test_first_names_and_initials_are_proposed_only_where_the_script_has_them(name: str, first_name: str, initials: str) -> None:
    form = a_form(name=name, shown_in_public=ShownInPublic.FIRST_NAME, shown_to_addressee=ShownToAddressee.INITIALS)

    protest = a_try(an_open_appeal(), form=form)

    assert (protest.public_words, protest.letter_words) == (first_name, initials)
