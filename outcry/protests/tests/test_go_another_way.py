"""An office blocks letters: they go another way, and each protest counts once for it."""

import email
import email.policy
import importlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from outcry.appeals.models import Addressee, Appeal, AppealState
from outcry.audit.models import LogEntry
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.tests.cast import bring_to
from outcry.lib.links import make_link
from outcry.protests.letter_counts import letter_states, refused_first, standings
from outcry.protests.models import DailyLetter, FormerMessage, OutcomeKind, Protest, ProtestLetter, Rung, RungChange, ShownToAddressee
from outcry.protests.operations import (
    OutcomeRecord,
    OutcomeWording,
    RungRefused,
    compose_daily_letters,
    confirm_protest,
    end_appeal,
    move_stragglers,
    move_to_rung,
    withdraw_protest,
    write_single_letters,
)
from outcry.protests.rungs import rung_of
from outcry.protests.tests.dying import die_everywhere
from tests.cast import NOW, a_form, a_letter_version, a_try, an_open_appeal, rosa

pytestmark = pytest.mark.django_db
TODAY = datetime.combine((NOW + timedelta(days=1)).date(), datetime.min.time(), UTC) + timedelta(hours=8, minutes=5)
TOMORROW = TODAY + timedelta(days=1)


def confirmed(appeal: Appeal, number: int = 0, *, now: datetime = NOW, **form: Any) -> Protest:
    protest = a_try(appeal, form=a_form(**{"address": f"s{number}@mail.example", **form}), now=now)
    return confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=now).protest


def move(addressee: Addressee, rung: Rung = Rung.DAILY, *, with_failed: bool = False, now: datetime = NOW) -> RungChange:
    return move_to_rung(addressee=addressee, rung=rung, reason="They block us", with_failed=with_failed, by=rosa(), now=now)


def an_office(appeal: Appeal) -> Addressee:
    return appeal.addressees.order_by("pk")[0]


def counted(appeal: Appeal) -> Any:
    return standings(letter_states(appeal=appeal).get(an_office(appeal).office.destination, {}))


def total(appeal: Appeal) -> int:
    return sum(number for states in letter_states(appeal=appeal).values() for number in states.values())


def text_of(message: OutgoingMessage) -> str:
    return str(email.message_from_bytes(message.content or b"", policy=email.policy.default).get_content())


def test_what_has_not_left_goes_along_and_what_was_accepted_stays() -> None:
    appeal = an_open_appeal(addressees=1)
    letters = [confirmed(appeal, number).letters.get() for number in range(4)]
    bring_to("accepted", OutgoingMessage.objects.filter(pk=letters[0].message_id or 0))
    bring_to("uncertain", OutgoingMessage.objects.filter(pk=letters[1].message_id or 0))

    change = move(an_office(appeal))

    assert change.moved == 2
    assert list(ProtestLetter.objects.order_by("pk").values_list("way", flat=True)) == ["single", "single", "daily", "daily"]
    assert sorted(FormerMessage.objects.values_list("message__state", flat=True)) == ["withdrawn", "withdrawn"]
    assert (counted(appeal).accepted, counted(appeal).uncertain, counted(appeal).waiting, counted(appeal).withdrawn) == (1, 1, 3, 0)
    assert LogEntry.objects.filter(verb="letters.rung").count() == 1


def test_refused_letters_go_along_only_if_that_was_decided_and_it_is_told() -> None:
    appeal = an_open_appeal(addressees=1)
    for number in range(3):
        confirmed(appeal, number)
    bring_to("refused", OutgoingMessage.objects.filter(mailer="protest"))
    office = an_office(appeal)

    assert move(office).moved == 0
    assert counted(appeal).refused == 3
    move(office, Rung.SINGLE)
    assert move(office, with_failed=True).moved == 3

    assert (counted(appeal).refused, counted(appeal).queued) == (0, 3)
    assert refused_first(appeal=appeal) == {office.office.destination: 3}


def test_whoever_confirms_afterwards_goes_the_new_way_at_once() -> None:
    appeal = an_open_appeal(addressees=2)
    move(an_office(appeal))

    protest = confirmed(appeal)

    assert sorted(protest.letters.values_list("way", flat=True)) == ["daily", "single"]
    assert OutgoingMessage.objects.filter(mailer="protest").count() == 1
    assert total(appeal) == 2


def test_a_decision_while_she_confirms_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    appeal = an_open_appeal(addressees=1)
    protest = a_try(appeal)
    module = importlib.import_module("outcry.protests.operations.confirm_protest")
    real: Any = vars(module)["finish_letters"]
    decided: list[RungChange] = []

    def decided_meanwhile(**facts: Any) -> Any:
        letters = real(**facts)
        if not decided:
            decided.append(move(an_office(appeal)))
        return letters

    monkeypatch.setattr(module, "finish_letters", decided_meanwhile)

    confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW)

    assert [(letter.way, letter.message) for letter in protest.letters.all()] == [("daily", None)]
    assert OutgoingMessage.objects.filter(mailer="protest").count() == 0


def test_one_letter_a_day_tells_how_many_and_names_only_who_chose_it() -> None:
    appeal = an_open_appeal(addressees=1)
    move(an_office(appeal))
    confirmed(appeal, 1, name="Aoife Byrne", shown_to_addressee=ShownToAddressee.FULL_NAME, country="IE")
    confirmed(appeal, 2, name="Samira Diallo", shown_to_addressee=ShownToAddressee.INITIALS)
    confirmed(appeal, 3, name="Jonas Weber", own_text="My own words.")

    assert compose_daily_letters(now=TODAY) == 1

    text = text_of(DailyLetter.objects.get().message)
    assert "Aoife Byrne, Ирландия" in text
    assert not any(word in text for word in ("Samira", "S. D.", "Jonas", "Weber", "My own words", "@mail.example"))
    assert "(ru, 1)" in text
    daily = DailyLetter.objects.get()
    assert (daily.protests, daily.named) == (3, 1)


def test_each_protest_is_in_one_daily_letter_however_often_it_is_tried() -> None:
    appeal = an_open_appeal(addressees=1)
    move(an_office(appeal))
    first = [confirmed(appeal, number) for number in range(3)]
    assert [compose_daily_letters(now=now) for now in (TODAY - timedelta(hours=1), TODAY, TODAY, TODAY + timedelta(hours=5))] == [0, 1, 0, 0]
    second = [confirmed(appeal, number, now=TODAY + timedelta(hours=1)) for number in (3, 4)]
    assert compose_daily_letters(now=TODAY + timedelta(hours=2)) == 0

    assert [compose_daily_letters(now=TOMORROW), compose_daily_letters(now=TOMORROW)] == [1, 0]

    dailies = {daily.number: {letter.protest_id for letter in daily.letters.all()} for daily in DailyLetter.objects.all()}
    assert dailies == {1: {one.pk for one in first}, 2: {one.pk for one in second}}


def test_each_version_of_the_letter_stands_above_those_who_signed_it() -> None:
    appeal = an_open_appeal(addressees=1)
    move(an_office(appeal))
    confirmed(appeal, 1)
    a_letter_version(appeal, number=2)
    confirmed(appeal, 2, letter_version=2, name="Aoife Byrne", shown_to_addressee=ShownToAddressee.FULL_NAME)

    compose_daily_letters(now=TODAY)

    text = text_of(DailyLetter.objects.get().message)
    assert text.index("(ru, 2)") < text.index("Aoife Byrne") < text.index("(ru, 1)")


def test_it_counts_under_its_own_name_once_it_is_accepted() -> None:
    appeal = an_open_appeal(addressees=2)
    move(an_office(appeal))
    for number in range(5):
        confirmed(appeal, number)
    compose_daily_letters(now=TODAY)
    assert (counted(appeal).queued, total(appeal)) == (5, 10)

    bring_to("accepted", OutgoingMessage.objects.filter(key__startswith="daily:"))

    assert (counted(appeal).daily, counted(appeal).accepted, total(appeal)) == (5, 0, 10)


def test_one_that_was_refused_frees_its_protests_for_the_next_way() -> None:
    appeal = an_open_appeal(addressees=1)
    office = an_office(appeal)
    move(office)
    confirmed(appeal)
    compose_daily_letters(now=TODAY)
    bring_to("refused", OutgoingMessage.objects.filter(key__startswith="daily:"))

    move(office, Rung.SINGLE, with_failed=True, now=TODAY)
    assert write_single_letters(now=TODAY) == 1

    assert total(appeal) == 1
    assert counted(appeal).queued == 1
    assert DailyLetter.objects.get().released_at == TODAY


def test_a_decision_can_be_undone_for_what_has_not_left() -> None:
    appeal = an_open_appeal(addressees=1)
    office = an_office(appeal)
    protests = [confirmed(appeal, number) for number in range(3)]
    move(office)
    compose_daily_letters(now=TODAY)

    assert move(office, Rung.SINGLE, now=TODAY).moved == 3
    assert [write_single_letters(now=TODAY), write_single_letters(now=TODAY)] == [3, 0]

    assert OutgoingMessage.objects.filter(state="queued", key__startswith="protest:", mailer="protest").count() == 3
    assert {letter.message.key for letter in ProtestLetter.objects.all() if letter.message} == {
        f"protest:{protest.pk}:addressee:{office.pk}:1" for protest in protests
    }
    assert (counted(appeal).queued, total(appeal)) == (3, 3)


def test_a_daily_letter_that_is_on_its_way_can_not_be_undone() -> None:
    appeal = an_open_appeal(addressees=1)
    office = an_office(appeal)
    move(office)
    confirmed(appeal)
    compose_daily_letters(now=TODAY)
    bring_to("submitting", OutgoingMessage.objects.filter(key__startswith="daily:"))

    assert move(office, Rung.SINGLE, with_failed=True, now=TODAY).moved == 0

    assert DailyLetter.objects.get().released_at is None
    assert total(appeal) == 1


def test_a_letter_that_was_on_the_wire_follows_when_it_comes_back() -> None:
    appeal = an_open_appeal(addressees=1)
    letter = confirmed(appeal).letters.get()
    bring_to("submitting", OutgoingMessage.objects.filter(pk=letter.message_id or 0))
    assert move(an_office(appeal)).moved == 0
    bring_to("deferred", OutgoingMessage.objects.filter(pk=letter.message_id or 0))

    assert [move_stragglers(now=NOW), move_stragglers(now=NOW)] == [1, 0]

    letter.refresh_from_db()
    assert (letter.way, letter.message, total(appeal)) == ("daily", None, 1)


def test_who_takes_her_protest_back_is_in_no_daily_letter_that_has_not_left() -> None:
    appeal = an_open_appeal(addressees=1)
    move(an_office(appeal))
    leaving = confirmed(appeal, 1, name="Aoife Byrne", shown_to_addressee=ShownToAddressee.FULL_NAME)
    confirmed(appeal, 2)
    compose_daily_letters(now=TODAY)

    withdraw_protest(link=make_link(leaving.public_id, purpose="leave"), now=TODAY)
    assert compose_daily_letters(now=TODAY) == 1

    old, new = DailyLetter.objects.order_by("number")
    assert (old.message.state, old.message.content, new.protests, new.day) == ("withdrawn", None, 1, old.day)
    assert "Aoife" not in text_of(new.message)
    assert (counted(appeal).withdrawn, counted(appeal).queued) == (1, 1)


def test_the_end_takes_back_what_waits_on_every_way() -> None:
    appeal = an_open_appeal(addressees=1)
    move(an_office(appeal))
    confirmed(appeal, 1)
    compose_daily_letters(now=TODAY)
    confirmed(appeal, 2, now=TODAY + timedelta(hours=1))
    words = OutcomeWording(headline="Free", body="Free.", mail_subject="Free", mail_body="Free.")

    end_appeal(
        appeal=appeal,
        outcome=OutcomeRecord(kind=OutcomeKind.RELEASED, happened="2026-03-20", source="A paper", texts={"en": words}),
        by=rosa(),
        now=TODAY + timedelta(hours=2),
    )

    assert compose_daily_letters(now=TOMORROW) == write_single_letters(now=TOMORROW) == move_stragglers(now=TOMORROW) == 0
    assert (counted(appeal).withdrawn, total(appeal)) == (2, 2)


def test_what_is_no_decision_is_refused() -> None:
    appeal = an_open_appeal(addressees=1)
    office = an_office(appeal)
    for rung, reason in ((Rung.SINGLE, "As before"), (Rung.DAILY, "  "), (Rung.DAILY, "x" * 201)):
        with pytest.raises(RungRefused):
            move_to_rung(addressee=office, rung=rung, reason=reason, with_failed=False, by=rosa(), now=NOW)
    Appeal.objects.update(state=AppealState.ENDED)
    with pytest.raises(RungRefused):
        move(office)

    assert rung_of(office) == Rung.SINGLE


def test_the_database_refuses_two_ways_and_two_letters_of_one_day() -> None:
    appeal = an_open_appeal(addressees=1)
    office = an_office(appeal)
    letter = confirmed(appeal, 1).letters.get()
    move(office)
    confirmed(appeal, 2)
    compose_daily_letters(now=TODAY)
    daily = DailyLetter.objects.get()
    message = FormerMessage.objects.get().message

    facts = {"addressee": office, "day": daily.day, "language": "ru", "protests": 1, "named": 0, "composed_at": TODAY}
    for write in (
        lambda: ProtestLetter.objects.filter(pk=letter.pk).update(message=message),
        lambda: ProtestLetter.objects.filter(pk=letter.pk).update(way=Rung.SINGLE),
        lambda: ProtestLetter.objects.create(protest=letter.protest, addressee=office, language="ru"),
        lambda: DailyLetter.objects.create(number=2, message=message, **facts),
        lambda: RungChange.objects.create(addressee=office, rung="pigeon", reason="x", decided_at=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_killed_at_any_write_a_decision_loses_and_doubles_nothing() -> None:
    appeal = an_open_appeal(addressees=1)
    office = an_office(appeal)
    for number in range(3):
        confirmed(appeal, number)
    bring_to("refused", OutgoingMessage.objects.filter(pk=ProtestLetter.objects.order_by("pk")[0].message_id or 0))

    def whole() -> None:
        assert total(appeal) == 3
        decided = rung_of(office) == Rung.DAILY
        assert ProtestLetter.objects.filter(way=Rung.DAILY).count() == FormerMessage.objects.count() == (3 if decided else 0)
        assert OutgoingMessage.objects.filter(mailer="protest", state="queued").count() == (0 if decided else 2)

    assert die_everywhere(lambda: move(office, with_failed=True), check=whole) >= 5


def test_killed_at_any_write_the_days_letter_is_there_whole_or_not_at_all() -> None:
    appeal = an_open_appeal(addressees=1)
    move(an_office(appeal))
    for number in range(3):
        confirmed(appeal, number)

    def whole() -> None:
        letters = OutgoingMessage.objects.filter(key__startswith="daily:").count()
        assert letters == DailyLetter.objects.count()
        assert ProtestLetter.objects.exclude(daily=None).count() == 3 * letters
        assert total(appeal) == 3

    assert die_everywhere(lambda: compose_daily_letters(now=TODAY), check=whole) >= 4
    assert DailyLetter.objects.count() == 1


def test_killed_at_any_write_a_letter_that_goes_singly_again_goes_once() -> None:
    appeal = an_open_appeal(addressees=1)
    office = an_office(appeal)
    for number in range(2):
        confirmed(appeal, number)
    move(office)
    move(office, Rung.SINGLE)

    def whole() -> None:
        assert OutgoingMessage.objects.filter(mailer="protest", state="queued").count() == ProtestLetter.objects.exclude(message=None).count()
        assert total(appeal) == 2

    assert die_everywhere(lambda: write_single_letters(now=NOW), check=whole) >= 4
    assert OutgoingMessage.objects.filter(mailer="protest", state="queued").count() == 2


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "محمد\u202e gnp.exe", "<script>alert(1)</script>", "O'Neill; DROP TABLE", "张伟" * 40, "{{ 7*7 }}"])
def test_whatever_a_name_holds_stands_in_the_letter_as_it_was_written(name: str) -> None:
    appeal = an_open_appeal(addressees=1)
    move(an_office(appeal))
    confirmed(appeal, name=name, shown_to_addressee=ShownToAddressee.FULL_NAME)

    compose_daily_letters(now=TODAY)

    assert f"- {name}, " in text_of(DailyLetter.objects.get().message).replace("\n", " ")
