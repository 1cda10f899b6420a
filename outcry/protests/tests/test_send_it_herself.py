"""Where an office blocks our letters she sends hers herself; it counts once a copy of what went to the office has come."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from outcry.appeals.models import Appeal
from outcry.delivery.incoming.keep import keep
from outcry.delivery.incoming.look import look_at_new
from outcry.delivery.models import IncomingMessage, OutgoingMessage
from outcry.delivery.return_addresses import UnknownReturnAddress, make_return_address, read_return_address
from outcry.lib.links import make_link
from outcry.protests.models import OwnCopy, Protest, ProtestLetter, Rung
from outcry.protests.operations import collect_replies, confirm_protest, note_seen_copies, open_copy_addresses, withdraw_protest
from outcry.protests.operations.move_letters import move_to_rung
from outcry.protests.tests.dying import die_everywhere
from outcry.protests.tests.test_go_another_way import an_office, confirmed, counted, move, total
from tests.cast import NOW, a_try, an_open_appeal, rosa

pytestmark = pytest.mark.django_db


def an_appeal_by_own_mailbox(**office: str) -> Appeal:
    appeal = an_open_appeal(addressees=1)
    move_to_rung(addressee=an_office(appeal), rung=Rung.OWN, reason="They block us", with_failed=False, by=rosa(), now=NOW)
    return appeal


def copy_address(protest: Protest) -> str:
    letter = protest.letters.select_related("copy").get()
    assert letter.copy is not None
    return make_return_address(kind="copy", return_id=letter.copy.return_id, domain="outcry.example")


def a_copy(protest: Protest, *, to: str | None = None, head: str = "", sender: str = "samira@mail.example") -> IncomingMessage:
    office = protest.letters.get().addressee.office.address
    raw = f"From: {sender}\r\nTo: {office if to is None else to}\r\n{head}Subject: Free them\r\nMessage-ID: <1@mail.example>\r\n\r\nPlease.\r\n".encode()
    incoming = keep(recipient=copy_address(protest), envelope_sender=sender, raw=raw, now=NOW)
    look_at_new(now=NOW)
    return incoming


def test_nothing_of_ours_leaves_and_it_counts_only_once_a_copy_was_seen() -> None:
    appeal = an_appeal_by_own_mailbox()
    protest = confirmed(appeal)
    assert set(OutgoingMessage.objects.exclude(mailer="letter_to_supporter").values_list("mailer", "state", "due_at")) == {("own_mailbox", "withdrawn", None)}
    assert (counted(appeal).own_asked, counted(appeal).own_seen, total(appeal)) == (1, 0, 1)

    a_copy(protest)

    assert [note_seen_copies(now=NOW), note_seen_copies(now=NOW)] == [1, 0]
    assert (counted(appeal).own_asked, counted(appeal).own_seen, total(appeal)) == (0, 1, 1)
    assert collect_replies(now=NOW) == 0


@pytest.mark.parametrize("to", ["", "somebody@else.example", "undisclosed-recipients:;", '"office" <x@y.example', "=?utf-8?b?////?="])
def test_a_copy_of_what_did_not_go_to_the_office_counts_nothing(to: str) -> None:
    appeal = an_appeal_by_own_mailbox()
    a_copy(confirmed(appeal), to=to)

    note_seen_copies(now=NOW)

    assert (OwnCopy.objects.get().went_to_office, counted(appeal).own_seen) == (False, 0)


def test_a_second_copy_counts_nothing_more() -> None:
    appeal = an_appeal_by_own_mailbox()
    protest = confirmed(appeal)
    a_copy(protest)
    a_copy(protest, head="Cc: a@b.example\r\n")

    assert note_seen_copies(now=NOW) == 2
    assert (counted(appeal).own_seen, total(appeal)) == (1, 1)


def test_a_copy_address_can_not_be_made_up_or_made_of_another_kind() -> None:
    protest = confirmed(an_appeal_by_own_mailbox())
    address = copy_address(protest)

    assert read_return_address(address=address.upper()).kind == "copy"
    for other in (address.replace("copy-", "letter-"), address.replace("copy-", "b-"), "copy-" + "a" * 29 + "@outcry.example"):
        with pytest.raises(UnknownReturnAddress):
            read_return_address(address=other)


def test_letters_that_come_to_this_way_later_get_their_addresses_and_what_was_not_seen_goes_on() -> None:
    appeal = an_open_appeal(addressees=1)
    protest = confirmed(appeal)
    assert move(an_office(appeal), Rung.OWN).moved == 1
    assert [open_copy_addresses(now=NOW), open_copy_addresses(now=NOW)] == [1, 0]

    assert move(an_office(appeal), Rung.DAILY).moved == 1
    a_copy(protest)
    note_seen_copies(now=NOW)

    letter = ProtestLetter.objects.get()
    assert (letter.way, letter.seen_at, total(appeal)) == (Rung.DAILY, None, 1)


def test_what_was_seen_stays_when_letters_go_another_way() -> None:
    appeal = an_appeal_by_own_mailbox()
    a_copy(confirmed(appeal))
    note_seen_copies(now=NOW)

    assert move(an_office(appeal), Rung.DAILY, with_failed=True).moved == 0
    assert (counted(appeal).own_seen, total(appeal)) == (1, 1)


def test_taking_it_back_erases_the_letter_and_takes_no_copy_any_more() -> None:
    appeal = an_appeal_by_own_mailbox()
    protest = confirmed(appeal)
    withdraw_protest(link=make_link(protest.public_id, purpose="leave"), now=NOW)
    a_copy(protest)
    note_seen_copies(now=NOW)

    assert OutgoingMessage.objects.get(mailer="own_mailbox").content is None
    assert (counted(appeal).own_seen, counted(appeal).withdrawn, total(appeal)) == (0, 1, 1)


def test_killed_at_any_write_confirming_and_seeing_lose_and_double_nothing() -> None:
    appeal = an_appeal_by_own_mailbox()
    protest = a_try(appeal)
    link = make_link(protest.public_id, purpose="confirm")

    def whole() -> None:
        assert total(appeal) == ProtestLetter.objects.exclude(copy=None).count() == Protest.objects.filter(state="confirmed").count()

    assert die_everywhere(lambda: confirm_protest(link=link, now=NOW), check=whole) >= 4
    a_copy(protest)
    assert die_everywhere(lambda: note_seen_copies(now=NOW), check=lambda: None) >= 2
    assert (counted(appeal).own_seen, OwnCopy.objects.count()) == (1, 1)


def test_the_page_gives_her_everything_without_a_script(client: Client) -> None:
    appeal = an_appeal_by_own_mailbox()
    protest = confirmed(appeal, now=NOW + timedelta(minutes=1))

    page = client.get(f"/en/confirm/{make_link(protest.public_id, purpose='confirm')}/").content.decode()

    office: Any = an_office(appeal).office
    assert f'value="{office.address}"' in page
    assert f'value="{copy_address(protest).partition("@")[0]}@' in page
    assert "mailto:" in page
    assert "I ask you to release them. (ru, 1)" in page
    assert "copy.js" in page
