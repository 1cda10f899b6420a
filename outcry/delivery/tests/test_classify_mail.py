"""Persons, machines and failures, on mails of our own and on real ones."""

import csv
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcry.delivery.incoming.classify import classify
from outcry.delivery.incoming.failures import Failure, Reason
from outcry.delivery.incoming.parsing import Unreadable
from outcry.delivery.kinds import Kind

PERSON, AUTOMATIC, BOUNCE, COMPLAINT, UNKNOWN, _UNREADABLE = Kind


def mail(*headers: str, text: str = "We have read your letter.") -> bytes:
    return "\r\n".join([*headers, "", text, ""]).encode()


@pytest.mark.parametrize(
    ("raw", "sender", "kind"),
    [
        (mail("From: The Minister <m@x.example>", "Subject: Re: Free him"), "m@x.example", PERSON),
        (mail("From: m@x.example", "Subject: Your undelivered demands"), "m@x.example", PERSON),
        (mail("From: m@x.example", "Auto-Submitted: no"), "m@x.example", PERSON),
        (mail("From: m@x.example", "Auto-Submitted: auto-replied (vacation)"), "m@x.example", AUTOMATIC),
        (mail("From: m@x.example", "Precedence: Bulk"), "m@x.example", AUTOMATIC),
        (mail("From: m@x.example", "Subject: Автоответ: Свободу"), "m@x.example", AUTOMATIC),
        (mail("From: m@x.example", "Subject: Out of office"), "", AUTOMATIC),
        (mail("From: Mail Delivery Subsystem <MAILER-DAEMON@x.example>", "Subject: Returned mail: User unknown"), "", BOUNCE),
        (mail("X-Failed-Recipients: a@x.example", text="550 5.1.1 unknown"), "", BOUNCE),
        (mail("Subject: hello"), "", UNKNOWN),
        (b"", "m@x.example", PERSON),
        (b"\xff\xfe\0\0", "m@x.example", PERSON),
    ],
)
def test_the_kind_of_a_mail(raw: bytes, sender: str, kind: Kind) -> None:
    assert classify(raw=raw, envelope_sender=sender).kind == kind


def a_report(*, action: str = "failed", status: str = "5.0.0", words: str = "") -> bytes:
    fields = f"Final-Recipient: rfc822; minister@x.example\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {words}\r\n"
    head = "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x"
    return f"{head}\r\n\r\n{fields}\r\n--b--\r\n".encode()


@pytest.mark.parametrize(
    ("status", "words", "reason", "hard"),
    [
        ("5.1.1", "550 5.1.1 <minister@x.example>: user unknown", Reason.NO_SUCH_ADDRESS, True),
        ("5.1.2", "", Reason.NO_SUCH_HOST, True),
        ("5.1.10", "556 5.1.10 recipient address has null MX", Reason.TAKES_NO_MAIL, True),
        ("5.1.1", "552 5.1.1 mailbox quota exceeded", Reason.MAILBOX_FULL, False),
        ("5.7.1", "550 5.7.1 user unknown to our policy", Reason.BLOCKED, False),
        ("5.0.0", "550 rejected, see our blocklist", Reason.BLOCKED, False),
        ("5.2.1", "550 this account is disabled", Reason.SWITCHED_OFF, False),
        ("5.0.0", "550 user unknown (in reply to end of DATA command)", Reason.BLOCKED, False),
        ("5.0.0", "550 no", Reason.UNKNOWN, None),
    ],
)
def test_words_tell_before_numbers_whether_an_address_is_dead(status: str, words: str, reason: Reason, hard: bool | None) -> None:
    verdict = classify(raw=a_report(status=status, words=words), envelope_sender="")

    assert verdict.is_bounce
    assert verdict.failure == Failure(recipients=("minister@x.example",), status=status, reason=reason)
    assert verdict.failure.hard is hard


@pytest.mark.parametrize("raw", [a_report(action="delayed", status="4.4.1"), mail("From: postmaster@x.example", "Subject: Warning: message delayed 4 hours")])
def test_a_delay_is_told_and_nothing_came_back(raw: bytes) -> None:
    verdict = classify(raw=raw, envelope_sender="")

    assert (verdict.kind, verdict.is_bounce, verdict.failure.reason, verdict.failure.hard) == (BOUNCE, False, Reason.DELAYED, False)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_of_success_is_no_failure(action: str) -> None:
    assert classify(raw=a_report(action=action, status="2.0.0"), envelope_sender="").kind == AUTOMATIC


def test_a_complaint_names_whose_it_is() -> None:
    fields = "Feedback-Type: abuse\r\nOriginal-Rcpt-To: <anna@x.example>\r\n"
    raw = f"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n{fields}\r\n--b--\r\n".encode()

    verdict = classify(raw=raw, envelope_sender="abuse@x.example")

    assert (verdict.kind, verdict.failure.recipients) == (COMPLAINT, ("anna@x.example",))


@given(raw=st.binary(max_size=2000), sender=st.text(max_size=20))
def test_no_bytes_are_too_strange(raw: bytes, sender: str) -> None:
    assert classify(raw=raw, envelope_sender=sender).kind in Kind


@given(st.text(alphabet='ab:;=?/<>@"()\r\n\t -=_.,\\é', max_size=300))
def test_no_report_is_too_strange(fields: str) -> None:
    raw = f"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n{fields}\r\n--b--\r\n".encode()

    assert classify(raw=raw, envelope_sender="").kind in Kind


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: multipart/mixed; " + b"a=b; " * 2_000_000,
        b"Content-Type: multipart/mixed;" + b"\r\n a=b;" * 1_000_000,
        b"Subject: x" + b"\r\n y" * 2_000_000,
        b"Subject: " + b"=?utf-8?q?=41?= " * 600_000,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 1_000_000,
        b"Content-Type: message/rfc822\r\n\r\n" * 300_000,
    ],
    ids=["parameters", "folded parameters", "folded lines", "encoded words", "parts", "mails in mails"],
)
def test_a_monstrous_mail_is_judged_in_seconds(head: bytes) -> None:
    began = process_time()

    with suppress(Unreadable):
        classify(raw=head + b"\r\n\r\ntext\r\n", envelope_sender="")

    assert process_time() - began < 5


def test_what_the_parser_stumbles_over_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*arguments: object, **options: object) -> None:
        raise IndexError

    monkeypatch.setattr("outcry.delivery.incoming.classify.parsed", stumble)

    assert classify(raw=b"", envelope_sender="").kind == UNKNOWN


def of_real_mail(folder: Path) -> dict[str, list[dict[str, str]]]:
    """What is known of each mail, a row for each recipient."""
    rows: dict[str, list[dict[str, str]]] = {}
    with (folder / "expected.csv").open() as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["file"], []).append(row)
    return rows


def test_real_failures_are_known_and_nothing_else_is_called_one(real_data: Path) -> None:
    folder = real_data / "mail/sisimai"
    expected = of_real_mail(folder)
    found = {name: classify(raw=(folder / name).read_bytes(), envelope_sender="").kind for name in expected}

    failures = [name for name, rows in expected.items() if rows[0]["kind"] == "bounce"]
    assert len(failures) > 250
    assert sum(found[name] == BOUNCE for name in failures) / len(failures) >= 0.95
    assert [name for name in expected if name not in failures and found[name] == BOUNCE] == []


def test_dead_addresses_are_told_from_those_that_only_refuse(real_data: Path) -> None:
    folder = real_data / "mail/sisimai"
    truths = {name: {row["hard_bounce"] for row in rows} for name, rows in of_real_mail(folder).items() if rows[0]["kind"] == "bounce"}
    called_dead = {name: classify(raw=(folder / name).read_bytes(), envelope_sender="").failure.hard is True for name in truths}

    dead, alive = ([called_dead[name] for name, truth in truths.items() if truth == {said}] for said in ("True", "False"))
    assert len(dead) > 75
    assert len(alive) > 170
    assert sum(dead) / len(dead) >= 0.9
    assert sum(alive) / len(alive) <= 0.05
    assert (sum(dead) + len(alive) - sum(alive)) / (len(dead) + len(alive)) >= 0.9


def test_the_addresses_that_failed_are_those_that_the_reports_name(real_data: Path) -> None:
    folder = real_data / "mail/flufl-bounce"
    named = {name: set(f"{rows[0]['temporary_failures']} {rows[0]['permanent_failures']}".split()) for name, rows in of_real_mail(folder).items()}
    found = {name: set(classify(raw=(folder / name).read_bytes(), envelope_sender="").failure.recipients) for name in named}

    assert len(named) > 60
    assert sum(found[name] == named[name] for name in named) / len(named) >= 0.95


def test_what_is_no_failure_is_never_called_one(real_data: Path) -> None:
    folders = [real_data / "mail" / name for name in ("not-a-bounce", "replies", "mikel-mail", "malformed")]
    mails = [path for folder in folders for path in folder.rglob("*") if path.is_file()]

    assert len(mails) > 180
    assert [path.name for path in mails if classify(raw=path.read_bytes(), envelope_sender="person@x.example").kind == BOUNCE] == []


def test_no_real_answer_of_a_person_is_taken_for_a_machine(real_data: Path) -> None:
    replies = [path for path in (real_data / "mail/replies").rglob("*") if path.is_file()]

    kinds = {classify(raw=path.read_bytes(), envelope_sender="person@x.example").kind for path in replies}

    assert len(replies) > 100
    assert kinds == {PERSON}


@pytest.mark.parametrize("sender", ["", "person@x.example"])
def test_every_real_mail_gets_a_kind(sender: str, real_data: Path) -> None:
    mails = [path for path in (real_data / "mail").rglob("*") if path.is_file()]

    kinds = [classify(raw=path.read_bytes(), envelope_sender=sender).kind for path in mails]

    assert len(mails) > 500
    assert all(kinds)
