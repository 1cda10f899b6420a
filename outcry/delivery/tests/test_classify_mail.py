"""Persons, machines and failures, on mails of our own and on real ones."""

import csv
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcry.delivery.incoming.classify import classify
from outcry.delivery.models import IncomingKind

PERSON, AUTOMATIC, BOUNCE = IncomingKind.PERSON, IncomingKind.AUTOMATIC, IncomingKind.BOUNCE


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
        (mail("From: postmaster@x.example", "Subject: Warning: message delayed 4 hours"), "", AUTOMATIC),
        (mail("X-Failed-Recipients: a@x.example", text="550 5.1.1 unknown"), "", BOUNCE),
        (mail("Subject: hello"), "", AUTOMATIC),
        (b"", "m@x.example", PERSON),
        (b"\xff\xfe\0\0", "m@x.example", PERSON),
    ],
)
def test_the_kind_of_a_mail(raw: bytes, sender: str, kind: IncomingKind) -> None:
    assert classify(raw=raw, envelope_sender=sender).kind == kind


@given(raw=st.binary(max_size=2000), sender=st.text(max_size=20))
def test_no_bytes_are_too_strange(raw: bytes, sender: str) -> None:
    assert classify(raw=raw, envelope_sender=sender).kind in IncomingKind.values


@given(st.text(alphabet='ab:;=?/<>@"()\r\n\t -=_.,\\é', max_size=300))
def test_no_report_is_too_strange(fields: str) -> None:
    raw = f"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n{fields}\r\n--b--\r\n".encode()

    assert classify(raw=raw, envelope_sender="").kind in IncomingKind.values


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

    classify(raw=head + b"\r\n\r\ntext\r\n", envelope_sender="")

    assert process_time() - began < 5


def test_what_the_parser_stumbles_over_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*arguments: object, **options: object) -> None:
        raise IndexError

    monkeypatch.setattr("outcry.delivery.incoming.classify.message_from_bytes", stumble)

    assert classify(raw=b"", envelope_sender="").kind == PERSON


def test_real_failures_are_known_and_nothing_else_is_called_one(real_data: Path) -> None:
    with (real_data / "mail/sisimai/expected.csv").open() as file:
        expected = {row["file"]: row for row in csv.DictReader(file)}
    folder = real_data / "mail/sisimai"
    found = {name: classify(raw=(folder / name).read_bytes(), envelope_sender="").kind for name in expected}

    final = [name for name, row in expected.items() if row["kind"] == "bounce" and row["hard_bounce"] == "True"]
    others = [name for name, row in expected.items() if row["kind"] != "bounce"]
    assert len(final) > 50
    assert sum(found[name] == BOUNCE for name in final) / len(final) >= 0.95
    assert [name for name in others if found[name] == BOUNCE] == []


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
