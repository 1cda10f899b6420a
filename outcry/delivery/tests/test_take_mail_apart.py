"""Strangers' mail is read in a child within bounds: it may break that child, and nothing else; and what people read of a mail."""

import os
import signal
from pathlib import Path
from time import monotonic

import pytest

from outcry.delivery.incoming import reader as parent
from outcry.delivery.incoming.html_text import html_text
from outcry.delivery.incoming.look import look_at_new
from outcry.delivery.incoming.parsing import MOST_DEPTH, MOST_PARTS, Unreadable
from outcry.delivery.incoming.quoting import parted
from outcry.delivery.incoming.reader import NoReader, Reader
from outcry.delivery.kinds import Kind
from outcry.delivery.models import IncomingKind, IncomingMessage
from outcry.delivery.tests.cast import NOW

HELLO = b"From: m@x.example\r\nSubject: Re: Free him\r\n\r\nWe have read it.\r\n"


def of_parts(number: int) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * number + b"--b--\r\n"


def of_depth(number: int) -> bytes:
    return b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(number)) + b"\r\nhello\r\n"


def peak_kilobytes(pid: int) -> int:
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])


def child_of(reader: Reader) -> int:
    assert reader._child is not None
    return reader._child.pid


@pytest.mark.parametrize(("raw", "why"), [(of_parts(MOST_PARTS), "parts"), (of_depth(MOST_DEPTH + 2), "depth"), (of_depth(2000), "parts")])
def test_a_mail_beyond_our_bounds_is_not_read_and_the_next_one_is(raw: bytes, why: str) -> None:
    with Reader() as reader:
        with pytest.raises(Unreadable, match=why):
            reader.judge(raw=raw, envelope_sender="m@x.example")

        assert reader.read(raw=raw).why_not == why
        assert reader.judge(raw=HELLO, envelope_sender="m@x.example").kind == Kind.PERSON


def test_what_keeps_a_child_too_long_is_given_up_and_the_next_one_is_read() -> None:
    slow = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 400 + b"a: b\r\n" * 800_000

    with Reader(seconds=0.2) as reader:
        began = monotonic()
        told = reader.read(raw=slow)

        assert told.why_not in ("died", "memory")
        assert monotonic() - began < 5
    with Reader() as reader:
        assert reader.read(raw=HELLO).new == "We have read it."


@pytest.mark.parametrize("head", [b"", b"Content-Type: text/html\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n"])
@pytest.mark.parametrize("piece", [b"ab\n", b"<p>=41"])
def test_no_mail_takes_more_memory_than_its_bounds(head: bytes, piece: bytes) -> None:
    with Reader(seconds=1) as reader:
        reader.read(raw=HELLO)
        peak = peak_kilobytes(child_of(reader))
        told = reader.read(raw=head + b"Subject: x\r\n\r\n" + piece * (10 * 1024 * 1024 // len(piece)))

        assert peak < 64 * 1024
        assert told.why_not or peak_kilobytes(child_of(reader)) < 256 * 1024


def test_a_child_that_is_killed_is_replaced_and_its_mail_is_read() -> None:
    with Reader() as reader:
        reader.read(raw=HELLO)
        os.kill(child_of(reader), signal.SIGKILL)

        assert reader.read(raw=HELLO).subject == "Re: Free him"


def test_one_child_reads_many_and_ends_with_them() -> None:
    with Reader() as reader:
        reader.read(raw=HELLO)
        first = child_of(reader)
        reader.read(raw=HELLO)

        assert child_of(reader) == first

    assert not Path(f"/proc/{first}").exists()


def test_the_child_has_nothing_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")

    with Reader() as reader:
        reader.read(raw=HELLO)
        environment = Path(f"/proc/{child_of(reader)}/environ").read_bytes()
        loaded = Path(f"/proc/{child_of(reader)}/maps").read_text()

    assert b"DATABASE_URL" not in environment
    assert "psycopg" not in loaded


@pytest.mark.django_db
def test_a_mail_that_breaks_the_child_is_kept_raw_and_goes_to_people() -> None:
    incoming = IncomingMessage.objects.create(digest=b"2" * 32, received_at=NOW, raw=of_parts(MOST_PARTS), size=1)

    look_at_new(now=NOW)

    incoming.refresh_from_db()
    assert (incoming.kind, incoming.raw) == (IncomingKind.UNREADABLE, of_parts(MOST_PARTS))


@pytest.mark.django_db
def test_where_no_child_can_live_mail_waits_to_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    incoming = IncomingMessage.objects.create(digest=b"2" * 32, received_at=NOW, raw=HELLO, size=1)
    monkeypatch.setattr(parent, "_CHILD", "outcry.nowhere")

    look_at_new(now=NOW)
    with pytest.raises(NoReader), Reader() as reader:
        reader.read(raw=HELLO)
    monkeypatch.undo()
    incoming.refresh_from_db()
    waited = incoming.kind
    look_at_new(now=NOW)

    incoming.refresh_from_db()
    assert (waited, incoming.kind) == ("", IncomingKind.UNKNOWN)


def test_the_kinds_of_the_child_are_those_of_the_rows() -> None:
    assert {kind.value for kind in Kind} == set(IncomingKind.values)


def test_every_real_mail_can_be_read_and_its_files_taken_out(real_data: Path) -> None:
    mails = [path.read_bytes() for path in (real_data / "mail").rglob("*") if path.is_file()]
    files = 0

    with Reader() as reader:
        for raw in mails:
            began = monotonic()
            told = reader.read(raw=raw)
            assert told.why_not == ""
            for one in told.attached:
                assert len(reader.attached(raw=raw, number=one.number).content) == one.size
                files += 1
            assert monotonic() - began < 5

    assert len(mails) > 500
    assert files > 100


def test_what_is_new_in_real_answers_is_told_from_what_they_repeat(real_data: Path) -> None:
    folder = real_data / "mail/replies/discourse"
    pairs = [((folder / "emails" / path.name).read_text(errors="replace"), path.read_text(errors="replace")) for path in (folder / "trimmed").iterdir()]

    right = sum(parted(told)[0].split() == new.split() for told, new in pairs)

    # The best library that we tried gets 13 of the 28.
    assert len(pairs) == 28
    assert right >= 22


@pytest.mark.parametrize(
    "told",
    [
        "26 нояб. 2026 г., 12:00, Самира <s@x.example> пишет:\n> Свободу",
        "2026 ж. 26 қар., 12:00 Самира <s@x.example> жазды:\n\n> Бостандық",
        "-----Original Message-----\nFrom: Samira\nSent: Monday\nTo: Office\nSubject: Free him\n\nDear Sir",
        "________________________________\nОт: Самира\nОтправлено: 26 ноября\nКому: Приёмная\nТема: Свободу\n\nУважаемые",
        "Von: Samira\nGesendet: Montag\nAn: Amt\nBetreff: Freiheit\n\nHallo",
        "Le lun. 26 nov. 2026 à 12:00, Samira <s@x.example> a écrit :\n\n> Liberté",
        "-- \nThe Minister",
        "Отправлено из моего телефона",
    ],
)
def test_what_is_repeated_is_found_in_many_languages(told: str) -> None:
    assert parted(f"We have read it.\n\nThe office\n\n{told}") == ("We have read it.\n\nThe office", told)


@pytest.mark.parametrize("text", ["", "> only a quote", "We wrote: no.\nAt 12:00 we eat.", "> You ask\n\nWe answer below.", "One\n\n> two\n\nThree"])
def test_in_doubt_all_is_new(text: str) -> None:
    assert parted(text) == (text, "")


def test_a_page_becomes_the_words_that_were_seen() -> None:
    page = "<style>p{}</style><p>We &amp; you<br>both</p><script>alert(1)</script><ul><li>One<li>Two</ul><blockquote>Old</blockquote><img src=x alt='The seal'>"

    assert html_text(page) == "We & you\nboth\n\n- One\n- Two\n\n> Old\n\n[The seal]"


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("utf-8", "Мы получили"), ("koi8-r", "Мы получили"), ("windows-1251", "Мы получили"), ("iso-8859-6", "وصلنا"), ("us-ascii", "Мы получили"),
        ("x-unknown", "Мы получили"),
    ],
)  # fmt: skip
def test_letters_are_read_whatever_the_character_set_is_called(charset: str, data: str) -> None:
    coded = data.encode(charset if charset not in ("us-ascii", "x-unknown") else "utf-8")

    with Reader() as reader:
        assert reader.read(raw=f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + coded).new == data


def test_letters_without_any_character_set_are_guessed() -> None:
    text = "Мы получили ваше письмо и передали его в соответствующий отдел для рассмотрения в установленном порядке."

    with Reader() as reader:
        assert reader.read(raw=b"Subject: x\r\n\r\n" + text.encode("cp1251")).new == text


def test_files_are_named_by_what_can_do_no_harm() -> None:
    raw = (
        b'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n--b\r\nContent-Type: text/html; name="../../etc/pass\twd.html"\r\n'
        b"Content-Disposition: attachment; filename*=utf-8''..%2F%E2%80%AEfdp.exe\r\n\r\n<script>\r\n--b\r\nContent-Type: application/pdf\r\n\r\nx\r\n--b--\r\n"
    )

    with Reader() as reader:
        told = reader.read(raw=raw)
        with pytest.raises(Unreadable):
            reader.attached(raw=raw, number=9)

    assert told.new == "See below."
    assert [(one.name, one.kind, one.size) for one in told.attached] == [("fdp.exe", "text/html", 8), ("", "application/pdf", 1)]


def test_what_it_says_it_answers_and_where_an_answer_could_go() -> None:
    head = b"From: Clerk <clerk@x.example>\r\nReply-To: office@x.example\r\nMessage-ID: <1@x>\r\nIn-Reply-To: <a@outcry.example>\r\n"
    raw = head + b"Delivered-To: b@outcry.example\r\nTo: Office <c@outcry.example>\r\nReturn-Path: <>\r\n\r\nHello\r\n"

    with Reader() as reader:
        told, addressed = reader.read(raw=raw), reader.addressed(raw=raw)

    assert (told.addresses, told.message_id, told.answers) == (("office@x.example", "clerk@x.example"), "<1@x>", ("<a@outcry.example>",))
    assert (addressed.recipients, addressed.sender) == (("b@outcry.example", "c@outcry.example"), "")
