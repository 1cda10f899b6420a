"""The stand-in over real SMTP: what it takes is on the disk, what it puts off it remembers, what it answers comes back."""

import asyncio
import json
import smtplib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from outcry.demo.standin.faults import Faults
from outcry.demo.standin.heads import head, heads, text_of
from outcry.demo.standin.journal import Journal, Reader, journal_of
from outcry.demo.standin.mailbox import Kind, Mailbox
from outcry.demo.standin.manners import MOST_ANSWERS, Manners, Offices, Result
from outcry.demo.standin.server import Standin

ANSWERS: Sequence[Any] = [{"subject": {"ru": "Зарегистрировано"}, "body": {"ru": "Получено.\n\nЭтот ответ создан автоматически для демонстрации."}}]


def some_offices(**changes: Any) -> Offices:
    return Offices(
        {
            "takes@office.example": Manners(words="250 2.0.0 Ok: took it", language="ru", name="Прокуратура", **changes),
            "later@office.example": Manners(deferrals=1),
            "refuses@office.example": Manners(result=Result.REFUSED, words="550 5.7.1 No letters"),
        }
    )


@contextmanager
def a_running_standin(data: Path, *, offices: Offices | None = None, receive_port: int = 0, answers: Sequence[Any] = ()) -> Iterator[int]:
    """The server in a thread of its own; yields its port."""
    standin = Standin(
        mailbox=Mailbox.of(data),
        journal=Journal(journal_of(data)),
        offices=offices or some_offices(),
        answers=answers,
        receive_port=receive_port,
        faults=Faults.of(data),
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(standin.start(port=0), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(standin.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def a_letter(*, to: str, number: int = 1) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Samira <letter-abc@solidarity.example>"
    mail["Reply-To"] = "letter-abc@solidarity.example"
    mail["To"] = to
    mail["Subject"] = "Освободите его"
    mail["Message-ID"] = f"<letter-{number}@solidarity.example>"
    mail.set_content("Прошу вас.\n")
    return mail


def post(port: int, mail: EmailMessage) -> tuple[int, bytes]:
    """Hand a mail in; the server's last words, whichever they are."""
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as connection:
        try:
            connection.send_message(mail, from_addr="b-abc@solidarity.example")
        except smtplib.SMTPDataError as error:
            return error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
        return 250, b""


def wait_for(is_true: Callable[[], object], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


def test_what_is_accepted_is_a_file_with_the_very_bytes_and_a_line_in_the_journal(tmp_path: Path) -> None:
    letter = a_letter(to="takes@office.example")

    with a_running_standin(tmp_path) as port:
        code, _ = post(port, letter)

    (entry,) = Mailbox.of(tmp_path).newest_first()
    content = Mailbox.of(tmp_path).read(entry) or b""
    (line,) = Journal(journal_of(tmp_path)).read()
    assert code == 250
    assert entry.kind is Kind.AUTHORITY
    assert head(heads(content), "Subject") == "Освободите его"
    assert text_of(content).strip() == "Прошу вас."
    assert (line["recipient"], line["message_id"], line["answer"]) == ("takes@office.example", "<letter-1@solidarity.example>", "250 2.0.0 Ok: took it")
    assert Mailbox.of(tmp_path).path(entry).name.startswith(entry.name)


def test_the_refusing_office_keeps_nothing_and_says_why(tmp_path: Path) -> None:
    with a_running_standin(tmp_path) as port:
        answer = post(port, a_letter(to="refuses@office.example"))

    assert answer == (550, b"5.7.1 No letters")
    assert not list(Mailbox.of(tmp_path).newest_first())
    assert [line["result"] for line in Journal(journal_of(tmp_path)).read()] == ["refused"]


def test_a_letter_put_off_once_is_taken_at_the_second_try_even_after_a_restart(tmp_path: Path) -> None:
    with a_running_standin(tmp_path) as port:
        first, _ = post(port, a_letter(to="later@office.example"))
    with a_running_standin(tmp_path) as port:
        second, _ = post(port, a_letter(to="later@office.example"))
        of_another, _ = post(port, a_letter(to="later@office.example", number=2))

    assert (first, second, of_another) == (451, 250, 451)


def test_an_address_nobody_knows_is_a_supporters_mailbox(tmp_path: Path) -> None:
    mail = a_letter(to="samira@supporters.example")
    mail.replace_header("From", "mail-abc@solidarity.example")

    with a_running_standin(tmp_path) as port:
        post(port, mail)

    (entry,) = Mailbox.of(tmp_path).newest_first(recipient="Samira@supporters.example ")
    assert entry.kind is Kind.SUPPORTER


def test_each_mailbox_gives_its_own_answer_so_one_recipient_at_a_time(tmp_path: Path) -> None:
    with a_running_standin(tmp_path) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as connection:
        connection.ehlo()
        connection.mail("a@solidarity.example")

        assert connection.rcpt("takes@office.example")[0] == 250
        assert connection.rcpt("later@office.example")[0] == 452


def test_the_first_letter_is_answered_by_mail_to_its_reply_address(tmp_path: Path) -> None:
    offices = some_offices(answers_first=True, answers_after_seconds=0)
    with (
        a_running_standin(tmp_path / "ours") as receiver,
        a_running_standin(tmp_path, offices=offices, receive_port=receiver, answers=ANSWERS) as port,
    ):
        post(port, a_letter(to="takes@office.example"))
        post(port, a_letter(to="takes@office.example", number=2))
        wait_for(lambda: list(Mailbox.of(tmp_path / "ours").newest_first()))
        wait_for(lambda: [line for line in Journal(journal_of(tmp_path)).read() if line["result"] == "answer sent"])

    (entry,) = Mailbox.of(tmp_path / "ours").newest_first(recipient="letter-abc@solidarity.example")
    content = Mailbox.of(tmp_path / "ours").read(entry) or b""
    assert head(heads(content), "In-Reply-To") == "<letter-1@solidarity.example>"
    assert head(heads(content), "From") == "Прокуратура <takes@office.example>"
    assert "создан автоматически" in text_of(content)


def test_an_answer_owed_when_the_server_stopped_is_given_after_the_next_start_and_only_once(tmp_path: Path) -> None:
    slow = some_offices(answers_first=True, answers_after_seconds=60)
    with a_running_standin(tmp_path, offices=slow, receive_port=9, answers=ANSWERS) as port:
        post(port, a_letter(to="takes@office.example"))

    for _ in range(2):
        quick = some_offices(answers_first=True, answers_after_seconds=0)
        with (
            a_running_standin(tmp_path / "ours") as receiver,
            a_running_standin(tmp_path, offices=quick, receive_port=receiver, answers=ANSWERS),
        ):
            wait_for(lambda: [line for line in Journal(journal_of(tmp_path)).read() if line["result"] == "answer sent"])

    assert len(list(Mailbox.of(tmp_path / "ours").newest_first())) == 1


def test_few_letters_are_answered_however_many_come() -> None:
    offices = some_offices(answers_first=True, answers_one_in=2)
    chosen = 0

    for number in range(100):
        verdict = offices.judge(address="takes@office.example", message_id=f"<{number}>")
        offices.remember(address="takes@office.example", message_id=f"<{number}>", result=verdict.result, is_answered=verdict.is_answered)
        chosen += verdict.is_answered

    assert chosen == MOST_ANSWERS


def test_a_letter_that_comes_twice_is_answered_once() -> None:
    offices = some_offices(answers_first=True)
    offices.remember(address="takes@office.example", message_id="<1>", result=Result.ACCEPTED, is_answered=True)

    assert not offices.judge(address="takes@office.example", message_id="<1>").is_answered


@pytest.mark.parametrize(("phase", "kept"), [("rcpt", 0), ("data", 0), ("answer", 1)])
def test_a_drill_can_cut_the_connection_at_a_chosen_phase(tmp_path: Path, phase: str, kept: int) -> None:
    with a_running_standin(tmp_path) as port:
        (tmp_path / "demo").mkdir(exist_ok=True)
        (tmp_path / "demo" / "faults.json").write_text(json.dumps({"at": phase, "times": 1}))
        with suppress(smtplib.SMTPException, OSError):
            post(port, a_letter(to="takes@office.example"))
            pytest.fail("the connection was not cut")
        assert len(list(Mailbox.of(tmp_path).newest_first())) == kept
        code, _ = post(port, a_letter(to="takes@office.example"))

    assert code == 250


def test_a_line_torn_by_a_kill_is_passed_over_and_the_next_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"result": "accepted"}\n{"result": "acc')

    Journal(path).write({"result": "refused"})

    assert [line["result"] for line in Journal(path).read()] == ["accepted", "refused"]


def test_a_reader_sees_each_line_once(tmp_path: Path) -> None:
    journal, reader = Journal(tmp_path / "journal.jsonl"), Reader(tmp_path / "journal.jsonl")
    seen = [list(reader.new_lines())]
    for number in (1, 2):
        journal.write({"number": number})
        seen.append(list(reader.new_lines()))

    assert seen == [[], [{"number": 1}], [{"number": 2}]]
