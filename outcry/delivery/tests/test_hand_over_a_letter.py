"""SMTP broken off at each of its phases, and what a server offers. The promise of every transport: test_keep_the_promise.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from outcry.delivery.outgoing.transports.base import Answer, Letter, RefusedForGood, TryLater, Uncertain
from outcry.delivery.outgoing.transports.smtp import SmtpTransport
from outcry.delivery.tests.cast import a_mail
from outcry.delivery.tests.certificates import self_signed
from outcry.delivery.tests.mail_servers import DROP, MailServer, mail_server

LOOPBACK = "127.0.0.1"


def a_letter(text: str = "Free him.\n.\n..two dots\n") -> Letter:
    mail = a_mail(text=text)
    return Letter(sender=mail.sender, recipient=mail.recipient, message_id=mail.message_id, content=mail.content)


def nothing() -> None:
    pass


@contextmanager
def smtp(server: MailServer, *, timeout: float = 5, **told: Any) -> Iterator[SmtpTransport]:
    transport = SmtpTransport(host=LOOPBACK, port=server.port, timeout=timeout, **told)
    try:
        yield transport
    finally:
        transport.close()


def hand_over(server: MailServer, **told: Any) -> Answer:
    with smtp(server, timeout=0.5, letter_seconds=1.5, **told) as transport:
        return transport.hand_over(letter=a_letter(), before_content=nothing)


@pytest.mark.parametrize("phase", ["banner", "ehlo", "mail", "rcpt", "data"])
def test_a_line_that_breaks_before_the_end_means_later(phase: str) -> None:
    with mail_server(**{phase: DROP}) as server, pytest.raises(TryLater) as caught:
        hand_over(server)

    assert caught.value.whole_server
    assert server.kept == []


def test_a_line_that_breaks_within_the_text_means_later() -> None:
    long_letter = a_letter("so long that it can't all be on its way at once\n" * 200_000)

    with mail_server(content=DROP) as server, smtp(server) as transport, pytest.raises(TryLater) as caught:
        transport.hand_over(letter=long_letter, before_content=nothing)

    assert caught.value.whole_server
    assert server.kept == []


@pytest.mark.parametrize("phase", ["banner", "ehlo", "mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("code", ["451 4.7.1", "421 4.3.2"])
def test_a_four_means_later_and_421_means_the_whole_server(phase: str, code: str) -> None:
    with mail_server(**{phase: f"{code} come back"}) as server, pytest.raises(TryLater) as caught:
        hand_over(server)

    assert caught.value.whole_server == (code.startswith("421") or phase in ("banner", "ehlo"))
    assert caught.value.code == int(code[:3])
    assert "come back" in caught.value.words


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data", "dot"])
def test_a_five_about_the_letter_is_final(phase: str) -> None:
    with mail_server(**{phase: "550 5.7.1 we do not want it"}) as server, pytest.raises(RefusedForGood) as caught:
        hand_over(server)

    assert (caught.value.code, caught.value.words) == (550, "5.7.1 we do not want it")


@pytest.mark.parametrize(
    ("phase", "words"), [("banner", "554 no"), ("ehlo", "550 no"), ("mail", "530 5.7.0 authenticate first"), ("rcpt", "535 5.7.8 who are you")]
)
def test_a_five_about_us_never_counts_against_the_letter(phase: str, words: str) -> None:
    with mail_server(**{"helo": "550 no", phase: words}) as server, pytest.raises(TryLater) as caught:
        hand_over(server)

    assert caught.value.whole_server


@pytest.mark.parametrize("answer", [DROP, "2|250 too late", "999 what", "not a code at all", "354 more", "250" + "x" * 9000])
def test_no_clear_answer_to_the_end_of_the_letter_is_uncertain(answer: str) -> None:
    with mail_server(dot=answer) as server, pytest.raises(Uncertain):
        hand_over(server)


def test_a_slow_server_is_waited_for() -> None:
    with mail_server(dot="0.3|250 kept at last") as server:
        assert hand_over(server).words == "kept at last"


def test_letters_share_a_connection() -> None:
    with mail_server() as server, smtp(server) as transport:
        for _ in range(3):
            transport.hand_over(letter=a_letter(), before_content=nothing)

    assert (server.connections, len(server.kept)) == (1, 3)


def test_a_refused_letter_does_not_spoil_the_next() -> None:
    with mail_server(rcpt=["550 no such office", "250 ok"]) as server, smtp(server) as transport:
        with pytest.raises(RefusedForGood):
            transport.hand_over(letter=a_letter(), before_content=nothing)
        transport.hand_over(letter=a_letter(), before_content=nothing)

    assert (server.connections, len(server.kept)) == (1, 1)


@pytest.mark.parametrize("second", [DROP, "421 4.4.2 idle for too long"])
def test_a_kept_connection_that_died_costs_no_letter_a_try(second: str) -> None:
    with mail_server(mail=["250 ok", second, "250 ok"]) as server, smtp(server) as transport:
        for _ in range(2):
            transport.hand_over(letter=a_letter(), before_content=nothing)

    assert (server.connections, len(server.kept)) == (2, 2)


def offering(*words: str) -> str:
    return "\r\n".join([*(f"250-{word}" for word in ("mx.example", *words[:-1])), f"250 {words[-1]}"])


def commands(server: MailServer) -> list[str]:
    return [line for line in server.heard if line[:4] in ("MAIL", "RCPT", "DATA")]


def test_a_server_that_reports_is_asked_to_and_told_by_which_name() -> None:
    letter = a_letter()
    name = letter.sender.partition("@")[0]

    with mail_server(ehlo=offering("DSN", "SIZE 99999")) as server, smtp(server) as transport:
        transport.hand_over(letter=letter, before_content=nothing)

    assert commands(server) == [
        f"MAIL FROM:<{letter.sender}> SIZE={len(letter.content)} RET=HDRS ENVID={name}",
        f"RCPT TO:<{letter.recipient}> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;{letter.recipient}",
        "DATA",
    ]


def test_where_success_does_not_matter_it_is_not_asked_for() -> None:
    with mail_server(ehlo=offering("DSN")) as server:
        hand_over(server, asks_for_success=False)

    assert " NOTIFY=FAILURE,DELAY " in commands(server)[1]


def test_a_server_that_offers_nothing_is_asked_for_nothing() -> None:
    letter = a_letter()

    with mail_server() as server, smtp(server) as transport:
        transport.hand_over(letter=letter, before_content=nothing)

    assert commands(server) == [f"MAIL FROM:<{letter.sender}>", f"RCPT TO:<{letter.recipient}>", "DATA"]


@pytest.mark.parametrize("phase", ["mail", "rcpt"])
def test_an_option_that_is_refused_although_offered_is_left_out(phase: str) -> None:
    with mail_server(ehlo=offering("DSN", "PIPELINING"), **{phase: ["555 5.5.4 unknown option", "250 ok"]}) as server:
        hand_over(server)

    assert len(server.kept) == 1
    assert "=" not in "".join(commands(server)[-3:-1]).replace(server.kept[0].sender, "")


def test_an_option_that_was_not_the_matter_leaves_the_refusal_as_it_is() -> None:
    with mail_server(ehlo=offering("DSN"), rcpt="501 5.1.3 bad address") as server, pytest.raises(RefusedForGood, match="Refused") as caught:
        hand_over(server)

    assert caught.value.words == "5.1.3 bad address"


def test_a_letter_beyond_the_size_that_is_taken_is_refused_in_plain_words_before_it_is_offered() -> None:
    with mail_server(ehlo=offering("SIZE 100")) as server, pytest.raises(RefusedForGood) as caught:
        hand_over(server)

    assert "the server takes 100 at most" in caught.value.words
    assert commands(server) == []


def test_a_size_of_nought_names_no_limit() -> None:
    with mail_server(ehlo=offering("SIZE 0")) as server:
        hand_over(server)

    assert len(server.kept) == 1


def eight_bit_letter(**told: Any) -> Letter:
    letter = a_letter()
    return replace(letter, content=letter.content + "Свободу!\r\n".encode(), **told)


@pytest.mark.parametrize(("words", "arrives"), [(("8BITMIME",), True), (("SIZE",), False)])
def test_bytes_beyond_ascii_leave_where_they_are_taken(words: tuple[str, ...], arrives: bool) -> None:
    with mail_server(ehlo=offering(*words)) as server, smtp(server) as transport:
        if arrives:
            transport.hand_over(letter=eight_bit_letter(), before_content=nothing)
            assert commands(server)[0].endswith(" BODY=8BITMIME")
        else:
            with pytest.raises(RefusedForGood):
                transport.hand_over(letter=eight_bit_letter(), before_content=nothing)

    assert bool(server.kept) == arrives


def test_a_domain_beyond_ascii_is_written_as_the_dns_knows_it() -> None:
    with mail_server() as server, smtp(server) as transport:
        transport.hand_over(letter=replace(a_letter(), recipient="office@прокуратура.example"), before_content=nothing)

    assert server.kept[0].recipient == "office@" + "прокуратура.example".encode("idna").decode()


@pytest.mark.parametrize(("words", "arrives"), [(("SMTPUTF8", "8BITMIME"), True), (("8BITMIME",), False)])
def test_a_name_beyond_ascii_needs_a_server_that_takes_it(words: tuple[str, ...], arrives: bool) -> None:
    letter = replace(a_letter(), recipient="прокурор@prosecutor.example")

    with mail_server(ehlo=offering(*words)) as server, smtp(server) as transport:
        if arrives:
            transport.hand_over(letter=letter, before_content=nothing)
            assert commands(server)[0].endswith(" SMTPUTF8")
        else:
            with pytest.raises(RefusedForGood, match="Refused") as caught:
                transport.hand_over(letter=letter, before_content=nothing)
            assert "no SMTPUTF8" in caught.value.words

    assert [kept.recipient for kept in server.kept] == ([letter.recipient] if arrives else [])


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
def test_a_refusal_amid_commands_sent_at_once_spoils_neither_its_own_letter_nor_the_next(phase: str) -> None:
    ready = {"mail": "250 ok", "rcpt": "250 ok", "data": "354 go on"}[phase]

    with mail_server(ehlo=offering("PIPELINING"), **{phase: ["550 5.7.1 no", ready]}) as server, smtp(server) as transport:
        with pytest.raises(RefusedForGood, match="Refused") as caught:
            transport.hand_over(letter=a_letter(), before_content=nothing)
        transport.hand_over(letter=a_letter(), before_content=nothing)

    assert caught.value.words == "5.7.1 no"
    assert len(server.kept) == 1


def in_turn(transport: SmtpTransport, *letters: Letter) -> None:
    """Hand over one after the other, each with the one that follows it."""
    for letter, following in zip_longest(letters, letters[1:]):
        transport.hand_over(letter=letter, before_content=nothing, following=following)


def recipients(server: MailServer) -> list[str]:
    return [line.partition("<")[2].partition("@")[0] for line in server.heard if line.startswith("RCPT")]


def to(name: str) -> Letter:
    return replace(a_letter(), recipient=f"{name}@prosecutor.example")


def test_a_letter_that_follows_is_asked_about_with_the_end_of_the_one_before() -> None:
    with mail_server(ehlo=offering("PIPELINING")) as server, smtp(server) as transport:
        transport.hand_over(letter=to("first"), before_content=nothing, following=to("second"))
        deadline = monotonic() + 5
        while recipients(server) != ["first", "second"] and monotonic() < deadline:
            sleep(0.01)

        assert recipients(server) == ["first", "second"]
        assert len(server.kept) == 1


def test_letters_asked_about_ahead_arrive_each_as_it_is_over_one_line_and_asked_about_once() -> None:
    letters = [to(f"office{number}") for number in range(4)]

    with mail_server(ehlo=offering("PIPELINING")) as server, smtp(server) as transport:
        in_turn(transport, *letters)

    assert [kept.content for kept in server.kept] == [letter.content for letter in letters]
    assert [kept.recipient for kept in server.kept] == [letter.recipient for letter in letters]
    assert (server.connections, len(recipients(server))) == (1, 4)


def test_where_commands_are_not_taken_together_nothing_is_asked_ahead() -> None:
    with mail_server() as server, smtp(server) as transport:
        transport.hand_over(letter=to("first"), before_content=nothing, following=to("second"))
        sleep(0.1)

        assert recipients(server) == ["first"]


def test_where_another_letter_comes_than_was_asked_about_it_goes_by_a_new_line_and_only_it_arrives() -> None:
    with mail_server(ehlo=offering("PIPELINING")) as server, smtp(server) as transport:
        transport.hand_over(letter=to("first"), before_content=nothing, following=to("second"))
        transport.hand_over(letter=to("third"), before_content=nothing)

    assert [kept.recipient.partition("@")[0] for kept in server.kept] == ["first", "third"]
    assert server.connections == 2


def test_a_letter_asked_about_ahead_that_may_not_leave_does_not_arrive_and_the_next_does() -> None:
    def stop() -> None:
        raise ValueError("it was taken back")

    second = to("second")
    with mail_server(ehlo=offering("PIPELINING")) as server, smtp(server) as transport:
        transport.hand_over(letter=to("first"), before_content=nothing, following=second)
        with pytest.raises(ValueError, match="taken back"):
            transport.hand_over(letter=second, before_content=stop, following=to("third"))
        transport.hand_over(letter=to("third"), before_content=nothing)

    assert [kept.recipient.partition("@")[0] for kept in server.kept] == ["first", "third"]


@pytest.mark.parametrize("answer", ["550 5.6.0 no", "451 4.3.0 later", DROP])
def test_a_letter_that_is_not_taken_takes_none_along_that_was_asked_about_with_its_end(answer: str) -> None:
    second = to("second")
    with mail_server(ehlo=offering("PIPELINING"), dot=[answer, "250 ok"]) as server, smtp(server) as transport:
        with pytest.raises((RefusedForGood, TryLater, Uncertain)):
            transport.hand_over(letter=to("first"), before_content=nothing, following=second)
        transport.hand_over(letter=second, before_content=nothing)

    assert [kept.recipient.partition("@")[0] for kept in server.kept][-1] == "second"
    assert server.connections == 2


def test_what_is_answered_to_a_letter_asked_about_ahead_counts_only_if_it_is_said_again() -> None:
    with mail_server(ehlo=offering("PIPELINING"), rcpt=["250 ok", "550 5.5.1 too early", "250 ok"]) as server, smtp(server) as transport:
        in_turn(transport, to("first"), to("second"), to("third"), to("fourth"))

    assert len(server.kept) == 4
    # Whoever can't be asked ahead isn't any more.
    assert (server.connections, recipients(server)) == (2, ["first", "second", "second", "third", "fourth"])


def test_a_server_that_has_had_enough_letters_on_a_line_is_still_asked_ahead_on_the_next() -> None:
    with mail_server(ehlo=offering("PIPELINING"), mail=["250 ok", "421 4.4.2 enough", "250 ok"]) as server, smtp(server) as transport:
        in_turn(transport, to("first"), to("second"))
        transport.hand_over(letter=to("third"), before_content=nothing, following=to("fourth"))
        sleep(0.1)

    assert len(server.kept) == 3
    assert recipients(server)[-1] == "fourth"


def test_a_letter_that_this_server_never_takes_is_not_asked_about_ahead_and_told_so_in_its_turn() -> None:
    long_one = a_letter("Free him.\n" * 200)
    with mail_server(ehlo=offering("PIPELINING", "SIZE 1500")) as server, smtp(server) as transport:
        transport.hand_over(letter=to("first"), before_content=nothing, following=long_one)
        with pytest.raises(RefusedForGood):
            transport.hand_over(letter=long_one, before_content=nothing)

    assert (len(server.kept), len(recipients(server))) == (1, 1)


def test_no_farewell_is_said_to_a_server_that_waits_for_a_text() -> None:
    with mail_server(ehlo=offering("PIPELINING")) as server, smtp(server) as transport:
        transport.hand_over(letter=to("first"), before_content=nothing, following=to("second"))
        sleep(0.1)

    assert "QUIT" not in server.heard
    assert len(server.kept) == 1


def test_a_password_leaves_inside_tls_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(ehlo=offering("STARTTLS", "AUTH LOGIN PLAIN")) as server:
        server.certificate, trusted = self_signed("mx.example", tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        answer = hand_over(server, use_tls=True, username="outcry", password="secret", name="mx.example")

    assert answer.tls.endswith("certificate verified")
    assert server.kept[0].tls == "TLSv1.3"
    assert [line.split(" ")[0] for line in server.heard[:4]] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]


def test_a_server_that_drips_is_left_when_its_time_is_over() -> None:
    began = monotonic()

    with mail_server(ehlo="250" + "-x\r\n250" * 90 + " end", rcpt="9|250 ok") as server, pytest.raises(TryLater):
        hand_over(server)

    assert monotonic() - began < 3


def test_the_envelope_names_our_return_address_and_nobody_else() -> None:
    letter = a_letter()

    with mail_server() as server, smtp(server) as transport:
        transport.hand_over(letter=letter, before_content=nothing)

    assert (server.kept[0].sender, server.kept[0].recipient) == (letter.sender, letter.recipient)
    assert server.kept[0].content == letter.content
    assert server.heard[0].lower() == "ehlo outcry.example"
