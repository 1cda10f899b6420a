"""Samira says that she comes: with an address or without, twice, and not after all. Nobody learns of it."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from outcry.accounts.models import Organisation
from outcry.audit.models import LogEntry
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.suppression import is_suppressed
from outcry.delivery.tests.cast import bring_to
from outcry.gatherings import operations, queries
from outcry.gatherings.coming_limits import TooManyComing, forget_tallies
from outcry.gatherings.models import Coming, ComingState, ComingTally, Gathering, MeetingPlace
from outcry.gatherings.operations.coming import LINK_LIVES, _over_site
from outcry.gatherings.retention import erase_addresses, erase_unconfirmed, forget_places
from outcry.gatherings.tests.cast import EXACT, NOW, SAMIRA, a_gathering, a_secret_gathering, an_organisation, comes, details, rosa, says_so, words
from outcry.lib.wordings import Edit

pytestmark = pytest.mark.django_db


def mails(**wanted: Any) -> list[str]:
    """What waits in the outbox, in words, the oldest first."""
    rows = OutgoingMessage.objects.filter(content__isnull=False, **wanted).exclude(state="withdrawn").order_by("pk")
    return [str(message_from_bytes(bytes(row.content or b""), policy=policy.default).get_content()) for row in rows]


def tell() -> int:
    return operations.tell_those_who_come(now=NOW)


def moved(gathering: Gathering, **changes: object) -> None:
    operations.change_details(gathering=gathering, details=details(**changes), by=rosa(), now=NOW)


def test_without_an_address_nothing_is_kept_but_that_somebody_comes() -> None:
    coming = says_so(a_gathering())

    assert coming is not None
    assert (coming.state, coming.address, coming.address_hash, coming.said_on) == (ComingState.SAID, None, None, NOW.date())
    assert mails() == []


def test_an_address_gets_one_mail_that_holds_neither_the_place_nor_a_typed_word() -> None:
    coming = says_so(a_secret_gathering(), address=SAMIRA)

    (mail,) = mails()
    assert coming is not None
    assert coming.state == ComingState.SUBMITTED
    assert EXACT not in mail
    assert "/en/gatherings/confirm/" in mail


def test_the_same_form_sent_again_is_one_word() -> None:
    gathering = a_gathering()

    for _try in range(3):
        says_so(gathering)

    assert Coming.objects.count() == 1


def test_the_place_is_mailed_to_a_confirmed_address_alone_and_once() -> None:
    gathering = a_secret_gathering()
    says_so(gathering, address="mallory@mail.example", form="another form")
    comes(gathering)

    assert (tell(), tell()) == (1, 0)

    told = [mail for mail in mails() if EXACT in mail]
    assert len(told) == 1
    assert OutgoingMessage.objects.get(key__contains=":news:").recipient == SAMIRA


def test_where_the_place_stands_on_the_page_no_mail_follows_the_confirmation() -> None:
    comes(a_gathering())

    assert tell() == 0
    assert Coming.objects.get().told_revision == 1


def test_confirming_twice_and_two_tries_of_one_mailbox_count_once() -> None:
    gathering = a_gathering()

    first = comes(gathering)
    operations.confirm(coming=first, now=NOW)
    second = comes(gathering, address="Samira+again@mail.example", form="another form")

    assert second.state == ComingState.GONE
    assert second.address is None
    assert queries.who_comes(gathering=gathering).number == 1


def test_a_stranger_s_mailbox_is_not_filled() -> None:
    gathering = a_gathering()

    for number in range(6):
        says_so(gathering, address=SAMIRA, form=f"form {number}")

    assert len(mails()) == 3


def test_who_asked_never_to_be_written_to_gets_nothing_and_no_row_is_kept() -> None:
    gathering = a_gathering()
    coming = comes(gathering)

    operations.stay_away(coming=coming, never_write_again=True, now=NOW)
    says_so(gathering, address=SAMIRA, form="another form")

    assert is_suppressed(address_hash=_over_site(SAMIRA))
    assert Coming.objects.filter(address__isnull=False).count() == 0
    assert mails() == []


def test_who_stays_away_is_not_counted_and_her_address_and_mails_are_gone() -> None:
    gathering = a_secret_gathering()
    coming = comes(gathering)
    tell()

    operations.stay_away(coming=coming, never_write_again=False, now=NOW)
    operations.stay_away(coming=coming, never_write_again=False, now=NOW)

    coming.refresh_from_db()
    assert (coming.state, coming.address, coming.address_hash) == (ComingState.GONE, None, None)
    assert OutgoingMessage.objects.filter(recipient__isnull=False).count() == 0
    assert tell() == 0


def test_those_who_come_are_told_of_another_hour_and_of_the_calling_off_each_once() -> None:
    gathering = a_secret_gathering()
    comes(gathering)
    tell()
    bring_to("accepted")

    moved(gathering, begins=details().begins.replace(hour=16), place_told="registered")
    assert (tell(), tell()) == (1, 0)
    bring_to("accepted")
    operations.call_off(gathering=gathering, reasons={"en": "A storm is coming."}, by=rosa(), now=NOW)
    assert (tell(), tell()) == (1, 0)

    *_others, changed, off = mails()
    assert "16:00" in changed
    assert EXACT in changed
    assert "A storm is coming." in off
    assert EXACT not in off


def test_what_has_not_left_is_taken_back_when_something_newer_is_told() -> None:
    gathering = a_secret_gathering()
    comes(gathering)
    tell()

    operations.change_place(gathering=gathering, edit=Edit(language="en", seen_version=1), place="By the gate", by=rosa(), now=NOW)
    tell()

    assert [mail for mail in mails() if EXACT in mail] == []
    assert len([mail for mail in mails() if "By the gate" in mail]) == 1


def test_nobody_is_told_anything_once_it_is_over() -> None:
    gathering = a_secret_gathering()
    comes(gathering)
    Gathering.objects.update(ends_at="2010-12-31T00:00Z", starts_at="2010-12-30T00:00Z")

    assert tell() == 0


def test_it_takes_nobody_when_it_is_over_called_off_or_asks_nobody() -> None:
    over, asks_nobody = a_gathering(day=date(2010, 12, 30)), a_gathering(slug="other", takes_registrations=False)
    off = operations.call_off(gathering=a_gathering(slug="off"), reasons={"en": "A storm."}, by=rosa(), now=NOW)

    for gathering in (over, asks_nobody, off):
        with pytest.raises(operations.TakesNobody):
            says_so(gathering)


def test_a_link_that_has_run_out_confirms_nothing() -> None:
    coming = says_so(a_gathering(), address=SAMIRA)
    assert coming is not None

    assert operations.confirm(coming=coming, now=NOW + LINK_LIVES).state == ComingState.SUBMITTED


def test_a_flood_is_stopped_and_its_tallies_lead_to_nobody(settings: Any) -> None:
    settings.GATHERINGS_OF_A_NETWORK = 2
    gathering = a_gathering()

    def said(number: int) -> None:
        word = operations.Word(language="en", form=f"form {number}")
        operations.say_so(gathering=gathering, word=word, network="192.0.2.0/24", now=NOW)

    said(1)
    said(2)
    with pytest.raises(TooManyComing):
        said(3)
    assert Coming.objects.count() == 2
    assert b"192.0.2" not in b"".join(bytes(row.network) for row in ComingTally.objects.all())
    assert forget_tallies(now=NOW + timedelta(days=2)) == 2


def test_a_small_number_is_shown_to_nobody() -> None:
    gathering = a_gathering(shows_number=True, number_from=5)
    for number in range(4):
        says_so(gathering, form=f"form {number}")
    few = queries.number_shown(gathering=gathering)
    comes(gathering, form="form 5")

    assert (few, queries.number_shown(gathering=gathering)) == (None, 5)
    assert queries.number_shown(gathering=a_gathering(slug="silent")) is None


def test_addresses_and_the_place_go_some_days_after_it_and_the_number_stays() -> None:
    an_organisation()
    Organisation.objects.update(content_clock_at=None)
    gathering = a_secret_gathering(day=date(2026, 11, 24))
    coming = comes(gathering)
    tell()
    soon, later = gathering.ends_at + timedelta(days=6), gathering.ends_at + timedelta(days=7)

    assert (erase_addresses(now=soon), forget_places(now=soon)) == (0, 0)
    assert (erase_addresses(now=later), forget_places(now=later), erase_addresses(now=later)) == (1, 1, 0)

    coming.refresh_from_db()
    assert (coming.state, coming.address, coming.address_hash) == (ComingState.CONFIRMED, None, None)
    assert queries.who_comes(gathering=gathering).number == 1
    assert not MeetingPlace.objects.exists()
    assert OutgoingMessage.objects.filter(content__isnull=False).count() == 0


def test_what_nobody_confirmed_is_erased_after_two_days() -> None:
    coming = says_so(a_gathering(), address=SAMIRA)
    assert coming is not None

    assert (erase_unconfirmed(now=NOW), erase_unconfirmed(now=NOW + LINK_LIVES)) == (0, 1)

    coming.refresh_from_db()
    assert (coming.state, coming.address) == (ComingState.GONE, None)


def test_the_log_knows_nobody_who_comes() -> None:
    gathering = a_secret_gathering()
    operations.stay_away(coming=comes(gathering), never_write_again=False, now=NOW)
    operations.change_texts(gathering=gathering, edit=Edit(language="en", seen_version=1), words=words(place="Taraz"), by=rosa(), now=NOW)

    entries = str(list(LogEntry.objects.values("verb", "subject", "details")))
    assert "coming:" not in entries
    assert SAMIRA not in entries
