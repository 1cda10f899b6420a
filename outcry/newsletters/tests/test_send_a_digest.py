"""A digest leaves: once to each who chose its language and topics, in batches, stopped and gone on with, and nobody is followed."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import bring_to
from outcry.newsletters import sending
from outcry.newsletters.digest_mails import MAILER, PRIORITY
from outcry.newsletters.drafting import DigestRefused, choose_items, propose_digest
from outcry.newsletters.joining import leave
from outcry.newsletters.models import Copy, Digest, DigestState, Issue, Subscription
from outcry.newsletters.sending import go_on_with_digest, progress, queue_copies, send_digest, stop_digest
from outcry.newsletters.tests.cast import SAMIRA, a_draft, a_sent_digest, a_subscription, handed_over, key_of, some_topics, two_people
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import NOW, a_newsroom, a_report, an_appeal
from outcry.protests.mailboxes import hash_over_site
from outcry.supporters.operations import withdraw_consents

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def copies() -> list[EmailMessage]:
    rows = OutgoingMessage.objects.filter(mailer=MAILER).exclude(state=MessageState.WITHDRAWN).order_by("pk")
    return [message_from_bytes(bytes(row.content or b""), policy=policy.default) for row in rows]


def words(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def subscribers(number: int) -> list[Subscription]:
    return [a_subscription(f"reader{place}@mail.example") for place in range(number)]


def a_told_report(**changes: object) -> ReportPage:
    a_newsroom()
    return a_report(**changes)[0]  # type: ignore[arg-type]


def test_each_gets_her_languages_and_nobody_else_anything() -> None:
    report = a_told_report()
    a_subscription(SAMIRA, "en", "ru")
    a_subscription("sofia@mail.example", "ru")
    a_subscription("kanat@mail.example", "kk")
    a_sent_digest(keys=[key_of(report)], languages=("en", "ru"))

    assert queue_copies(now=LATER) == 3
    assert queue_copies(now=LATER) == 0
    told = sorted((str(mail["To"]), str(mail["Content-Language"])) for mail in copies())
    assert told == [("samira@mail.example", "en"), ("samira@mail.example", "ru"), ("sofia@mail.example", "ru")]


def test_a_copy_has_plain_links_and_ends_by_one_click() -> None:
    report, appeal = a_told_report(), an_appeal()
    subscription = a_subscription()
    a_sent_digest(keys=[f"appeal-{appeal.pk}", key_of(report)])
    queue_copies(now=LATER)

    [mail] = copies()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/en/newsletter/leave/{subscription.public_id}" in mail["List-Unsubscribe"]
    assert mail["List-Id"] == "<newsletter-en.desk.example>"
    assert mail.get_content_type() == "text/plain"
    assert mail["Subject"] == "What happened (en)"
    text = words(mail)
    assert text.index("Dear all (en).") < text.index("Appeal: Free Anna") < text.index("At midnight (en)")
    assert f"http://localhost:8000{report.address()}\n" in text
    assert OutgoingMessage.objects.get(mailer=MAILER).priority == PRIORITY


def test_a_report_that_is_not_in_her_language_says_in_which_it_is() -> None:
    a_subscription(SAMIRA, "kk")
    a_sent_digest(keys=[key_of(a_told_report())], languages=("en", "kk"))
    queue_copies(now=LATER)

    assert "* At midnight (en) (English)" in words(copies()[0])


def test_whoever_chose_topics_gets_what_is_on_them_or_beneath_and_every_appeal() -> None:
    (one, other), appeal = some_topics(), an_appeal()
    report = a_told_report(topics=[one])
    beside = a_report(key="other", slug="other", headline="Another matter", topics=[other])[0]
    a_subscription(SAMIRA, topics=(one,))
    a_sent_digest(keys=[key_of(report), key_of(beside), f"appeal-{appeal.pk}"])
    queue_copies(now=LATER)

    text = words(copies()[0])
    assert "At midnight" in text
    assert "Free Anna" in text
    assert "Another matter" not in text


def test_nothing_on_her_topics_is_no_mail() -> None:
    one, other = some_topics()
    a_subscription(SAMIRA, topics=(other,))
    a_sent_digest(keys=[key_of(a_told_report(topics=[one]))])

    assert queue_copies(now=LATER) == 0


def test_the_first_person_does_not_send_it_herself() -> None:
    one, other = two_people()
    digest = a_draft(by=one, keys=[key_of(a_told_report())])
    propose_digest(digest=digest, by=one, now=NOW)

    with pytest.raises(DigestRefused):
        send_digest(digest=digest, by=one, now=LATER)
    assert send_digest(digest=digest, by=other, now=LATER).number == 1


def test_what_changed_since_it_was_proposed_is_not_sent() -> None:
    one, other = two_people()
    report = a_told_report()
    digest = a_draft(by=one, keys=[key_of(report)])
    propose_digest(digest=digest, by=one, now=NOW)
    ReportPage.objects.filter(pk=report.pk).update(title="Something else")

    with pytest.raises(DigestRefused):
        send_digest(digest=digest, by=other, now=LATER)


def test_whoever_changes_it_takes_the_proposal_back() -> None:
    one, other = two_people()
    report = a_told_report()
    digest = a_draft(by=one, keys=[key_of(report)])
    propose_digest(digest=digest, by=one, now=NOW)

    choose_items(digest=digest, places={key_of(report): 1}, seen=NOW.isoformat(), by=other, now=LATER)

    with pytest.raises(DigestRefused):
        send_digest(digest=digest, by=other, now=LATER)


def test_no_more_than_a_window_waits_in_the_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "WINDOW", 4)
    monkeypatch.setattr(sending, "_BATCH", 2)
    report = a_told_report()
    subscribers(7)
    a_sent_digest(keys=[key_of(report)])

    assert (queue_copies(now=LATER), queue_copies(now=LATER)) == (4, 0)
    handed_over()
    assert queue_copies(now=LATER) == 3
    assert len({mail["To"] for mail in copies()}) == len(copies()) == 7


def test_a_copy_more_is_no_question_more_and_those_sent_before_ask_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    report = a_told_report()
    subscribers(16)
    a_sent_digest(keys=[key_of(report)])
    asked = []
    for number in (2, 2, 6, 6):
        monkeypatch.setattr(sending, "WINDOW", number)
        monkeypatch.setattr(sending, "_BATCH", number)
        with CaptureQueriesContext(connection) as queries:
            assert queue_copies(now=LATER) == number
        asked.append(len(queries))
        handed_over()

    # The first time nothing had been counted yet.
    assert asked[1:] == [asked[1]] * 3


def test_stopping_takes_back_what_waits_and_going_on_sends_exactly_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_BATCH", 2)
    report = a_told_report()
    subscribers(5)
    digest = a_sent_digest(keys=[key_of(report)])
    queue_copies(now=LATER)
    first = OutgoingMessage.objects.filter(mailer=MAILER).order_by("pk")[1]
    bring_to(MessageState.ACCEPTED, OutgoingMessage.objects.filter(pk=first.pk))

    assert stop_digest(digest=digest, by=digest.started_by, now=LATER) == 4  # type: ignore[arg-type]
    assert queue_copies(now=LATER) == 0
    [found] = progress(digest=digest)
    assert (found.taken, found.waiting, found.left) == (1, 0, 4)
    go_on_with_digest(digest=digest, by=digest.started_by, now=LATER)  # type: ignore[arg-type]
    assert queue_copies(now=LATER) == 4
    assert len({mail["To"] for mail in copies()}) == len(copies()) == 5


def test_whole_batches_who_have_their_copy_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_BATCH", 2)
    report = a_told_report()
    subscribers(7)
    digest = a_sent_digest(keys=[key_of(report)])
    queue_copies(now=LATER)
    handed_over()
    last = Copy.objects.order_by("-subscription")[0]
    OutgoingMessage.objects.filter(key=last.key).update(key="another")
    last.delete()
    Issue.objects.filter(digest=digest).update(reached=0, queued_at=None)

    [found] = progress(digest=digest)
    assert found.left == 1
    assert queue_copies(now=LATER) == 1
    assert Copy.objects.filter(issue__digest=digest).count() == 7


def test_whoever_leaves_while_it_is_sent_gets_none() -> None:
    report = a_told_report()
    gone, stays = subscribers(2)
    a_sent_digest(keys=[key_of(report)])
    queue_copies(now=LATER)

    leave(subscription=gone, now=LATER)

    assert [str(mail["To"]) for mail in copies()] == [stays.supporter.address]
    assert Copy.objects.get().subscription == stays


def test_no_copy_is_written_for_whoever_refused_all_mail_elsewhere() -> None:
    report = a_told_report()
    a_subscription()
    a_sent_digest(keys=[key_of(report)])
    withdraw_consents(address_hash=hash_over_site(address=SAMIRA), subject=None, now=LATER)

    assert queue_copies(now=LATER) == 0


def test_whoever_comes_after_it_began_waits_for_the_next_one() -> None:
    report = a_told_report()
    digest = a_sent_digest(keys=[key_of(report)])
    late = a_subscription()
    Subscription.objects.filter(pk=late.pk).update(since=digest.started_at + timedelta(seconds=1))  # type: ignore[operator]

    assert queue_copies(now=LATER) == 0


def test_it_is_finished_once_nothing_waits() -> None:
    report = a_told_report()
    subscribers(2)
    a_sent_digest(keys=[key_of(report)])

    queue_copies(now=LATER)
    queue_copies(now=LATER)
    assert Digest.objects.get().state == DigestState.SENDING
    handed_over()
    queue_copies(now=LATER)
    assert Digest.objects.get().state == DigestState.SENT


def test_a_crash_between_two_batches_loses_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_BATCH", 2)
    monkeypatch.setattr(sending, "_BATCHES", 1)
    report = a_told_report()
    subscribers(5)
    a_sent_digest(keys=[key_of(report)])
    real = Copy.objects.bulk_create

    def killed(*rows: object, **facts: object) -> None:
        real(*rows, **facts)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Copy.objects, "bulk_create", killed)
        with pytest.raises(KeyboardInterrupt):
            queue_copies(now=LATER)
    assert not Copy.objects.exists()

    assert [queue_copies(now=LATER) for _ in range(4)] == [2, 2, 1, 0]
    assert len({mail["To"] for mail in copies()}) == len(copies()) == 5
