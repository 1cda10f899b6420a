"""The outcome is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from outcry.appeals.models import Appeal, AppealState
from outcry.audit.models import LogEntry
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.lib.links import make_link
from outcry.protests.models import Outcome, OutcomeText, Thanks
from outcry.protests.operations import OutcomeRecord, OutcomeWording, confirm_protest, end_appeal, queue_thanks, withdraw_protest
from outcry.protests.operations.end_appeal import AppealEnded, NotLaunched
from outcry.supporters.models import Supporter
from tests.cast import NOW, a_form, a_try, an_open_appeal, emeka

pytestmark = pytest.mark.django_db

WORDS = {
    language: OutcomeWording(headline=f"Free ({language})", body="They are free.", mail_subject=f"Free ({language})", mail_body=f"Thank you ({language})")
    for language in ("en", "ru")
}
RECORD = OutcomeRecord(kind="released", ground="sentence_served", happened="2026-03-12", source="a newspaper", texts=WORDS)


def an_appeal_with(*addresses: str, wants_outcome: bool = True, language: str = "en", slug: str = "free-them") -> Appeal:
    appeal = an_open_appeal(addressees=1, slug=slug)
    for address in addresses:
        protest = a_try(appeal, form=a_form(address=address, wants_outcome=wants_outcome, language=language))
        confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW)
    return appeal


def thanked() -> list[str | None]:
    return [mail.recipient for mail in OutgoingMessage.objects.filter(key__startswith="outcome:")]


def test_ending_withdraws_queued_letters_and_keeps_the_mails() -> None:
    appeal = an_appeal_with("a@mail.example", "b@mail.example")

    end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW)

    assert appeal.state == AppealState.ENDED
    assert set(OutgoingMessage.objects.filter(mailer="protest").values_list("state", flat=True)) == {MessageState.WITHDRAWN}
    assert OutgoingMessage.objects.filter(mailer="letter_to_supporter", state=MessageState.QUEUED).count() == 2


def test_an_appeal_ends_once() -> None:
    appeal = an_appeal_with()
    end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW)

    with pytest.raises(AppealEnded):
        end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW)


def test_each_who_agreed_gets_one_mail_in_her_language() -> None:
    appeal = an_appeal_with("a@mail.example", language="ru")
    end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW)

    while queue_thanks(now=NOW):
        pass
    queue_thanks(now=NOW)

    mail = OutgoingMessage.objects.get(key__startswith="outcome:")
    assert mail.recipient == "a@mail.example"
    assert Thanks.objects.count() == 1
    assert Outcome.objects.get().thanked_at == NOW


def test_who_did_not_agree_gets_none() -> None:
    appeal = an_appeal_with("a@mail.example", wants_outcome=False)
    end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW)

    queue_thanks(now=NOW)

    assert not OutgoingMessage.objects.filter(key__startswith="outcome:").exists()


def test_who_left_meanwhile_gets_none_and_the_others_do() -> None:
    appeal = an_appeal_with("a@mail.example", "b@mail.example")
    gone = appeal.protests.order_by("pk")[0]
    withdraw_protest(link=make_link(gone.public_id, purpose="leave"), now=NOW)
    end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW)

    while queue_thanks(now=NOW):
        pass

    assert [mail.recipient for mail in OutgoingMessage.objects.filter(key__startswith="outcome:")] == ["b@mail.example"]
    assert Outcome.objects.get().thanked_at == NOW


def test_a_crash_between_two_thanks_leaves_nobody_out_and_thanks_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    appeal = an_appeal_with(*(f"s{number}@mail.example" for number in range(5)))
    end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW)
    calls = iter(range(100))

    def dies_at_the_third(*args: Any, **kwargs: Any) -> object:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    real = Thanks.objects.get_or_create
    monkeypatch.setattr(Thanks.objects, "get_or_create", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        queue_thanks(now=NOW)
    while queue_thanks(now=NOW):
        pass

    assert sorted(mail.recipient or "" for mail in OutgoingMessage.objects.filter(key__startswith="outcome:")) == [f"s{n}@mail.example" for n in range(5)]


def test_in_a_demonstration_the_content_clock_moves_to_four_days_after_the_outcome() -> None:
    appeal = an_appeal_with()
    appeal.organisation.content_clock_at = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
    appeal.organisation.save()

    end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW + timedelta(days=300))

    appeal.organisation.refresh_from_db()
    assert appeal.organisation.content_clock_at == datetime(2026, 3, 16, 8, 0, tzinfo=UTC)


def test_an_outcome_without_words_waits_visibly_and_holds_up_nobody(caplog: pytest.LogCaptureFixture) -> None:
    silent, told = an_appeal_with("a@mail.example", slug="silent"), an_appeal_with("b@mail.example", slug="told")
    end_appeal(appeal=silent, outcome=replace(RECORD, texts={}), by=emeka(), now=NOW)
    end_appeal(appeal=told, outcome=RECORD, by=emeka(), now=NOW)

    for _ in range(3):
        queue_thanks(now=NOW)

    assert thanked() == ["b@mail.example"]
    assert LogEntry.objects.get(verb="thanks.wait").subject == silent.subject
    assert caplog.text.count(f"the thanks for {silent.subject} wait") == 1
    assert list(Outcome.objects.filter(thanked_at=None)) == [silent.outcome]


def test_once_there_are_words_the_thanks_go_on() -> None:
    silent = an_appeal_with("a@mail.example")
    outcome = end_appeal(appeal=silent, outcome=replace(RECORD, texts={}), by=emeka(), now=NOW)
    queue_thanks(now=NOW)
    OutcomeText.objects.create(outcome=outcome, language="en", **vars(WORDS["en"]))

    while queue_thanks(now=NOW):
        pass
    queue_thanks(now=NOW)

    assert thanked() == ["a@mail.example"]
    assert Outcome.objects.get().thanked_at == NOW


def test_one_person_who_can_not_be_written_to_costs_the_others_nothing(caplog: pytest.LogCaptureFixture) -> None:
    appeal = an_appeal_with("broken@mail.example", "b@mail.example")
    end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW)
    broken = Supporter.objects.order_by("pk")[0].pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE supporters_supporter SET address = %s WHERE id = %s", [b"not sealed by us", broken])

    queue_thanks(now=NOW)

    assert thanked() == ["b@mail.example"]
    assert f"supporter {broken} can't be told the outcome" in caplog.text
    assert Outcome.objects.get().thanked_at is None, "she is not forgotten"


def test_an_appeal_that_nobody_has_seen_can_not_be_ended() -> None:
    appeal = an_appeal_with()
    Appeal.objects.update(state=AppealState.DRAFT)

    with pytest.raises(NotLaunched):
        end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW)

    assert Appeal.objects.get().state == AppealState.DRAFT
