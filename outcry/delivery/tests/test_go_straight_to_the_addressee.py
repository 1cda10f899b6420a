"""Without a relay: which servers a domain names, and how the line to them is protected."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from outcry.delivery.outgoing.transports.base import Answer, Letter, RefusedForGood, TryLater
from outcry.delivery.outgoing.transports.direct import DirectTransport
from outcry.delivery.outgoing.transports.mail_exchangers import MailExchangers, a_resolver, is_public
from outcry.delivery.tests.cast import a_mail
from outcry.delivery.tests.certificates import self_signed
from outcry.delivery.tests.mail_servers import DROP, MailServer, mail_server
from outcry.delivery.tests.name_server import Zone, resolver_of

LOOPBACK = "127.0.0.1"
DOMAIN = "prosecutor.example"
SERVER = "mx.prosecutor.example"
# Nobody listens on these.
GONE, GONE_TOO = "127.0.0.8", "127.0.0.9"
# So long that it can't all be on its way at once.
LONG = "Free him, and let him go home.\n" * 200_000
OFFERS_TLS = "250-mx.prosecutor.example\r\n250 STARTTLS"


@contextmanager
def exchangers(zone: Zone, *, fails: frozenset[str] = frozenset()) -> Iterator[MailExchangers]:
    with resolver_of(zone, fails=fails) as resolver:
        yield MailExchangers(resolver=resolver, is_allowed=lambda address: True)


def names(zone: Zone, domain: str = DOMAIN) -> list[str]:
    with exchangers(zone) as found:
        return [server.name for server in found.of(domain)]


def a_letter(text: str = "Free him.") -> Letter:
    mail = a_mail(recipient=f"office@{DOMAIN}", text=text)
    return Letter(sender=mail.sender, recipient=mail.recipient, message_id=mail.message_id, content=mail.content)


def hand_over(server: MailServer, zone: Zone | None = None) -> Answer:
    with exchangers(zone or {DOMAIN: {"MX": [f"10 {SERVER}."]}, SERVER: {"A": [LOOPBACK]}}) as found:
        transport = DirectTransport(exchangers=found, port=server.port, timeout=2, letter_seconds=5)
        try:
            return transport.hand_over(letter=a_letter(), before_content=lambda: None)
        finally:
            transport.close()


def test_the_smaller_preference_comes_first() -> None:
    zone = {DOMAIN: {"MX": ["20 b.example.", "10 a.example.", "30 c.example."]}} | {f"{name}.example": {"A": [LOOPBACK]} for name in "abc"}

    assert names(zone) == ["a.example", "b.example", "c.example"]


def test_equals_take_turns_by_lot() -> None:
    zone = {DOMAIN: {"MX": ["10 a.example.", "10 b.example."]}} | {f"{name}.example": {"A": [LOOPBACK]} for name in "ab"}

    assert {names(zone)[0] for _ in range(40)} == {"a.example", "b.example"}


def test_a_domain_without_mx_is_its_own_server() -> None:
    assert names({DOMAIN: {"A": [LOOPBACK]}}) == [DOMAIN]
    assert names({DOMAIN: {"AAAA": ["::1"]}}) == [DOMAIN]


def test_another_name_of_a_domain_is_followed() -> None:
    zone: Zone = {"post.example": {"CNAME": [f"{DOMAIN}."]}, DOMAIN: {"MX": [f"10 {SERVER}."]}, SERVER: {"A": [LOOPBACK]}}

    assert names(zone, "post.example") == [SERVER]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ({}, "no such domain"),
        ({DOMAIN: {"MX": ["0 ."]}}, "null MX"),
        ({DOMAIN: {"TXT": ["nothing"]}}, "no mail server"),
        ({DOMAIN: {"MX": ["10 gone.example."]}}, "no mail server"),
    ],
)
def test_where_there_certainly_is_no_server_it_is_refused_for_good(zone: Zone, words: str) -> None:
    with exchangers(zone) as found, pytest.raises(RefusedForGood) as caught:
        found.of(DOMAIN)

    assert words in caught.value.words


@pytest.mark.parametrize("fails", [DOMAIN, SERVER])
def test_where_the_dns_does_not_tell_it_is_tried_later(fails: str) -> None:
    zone: Zone = {DOMAIN: {"MX": [f"10 {SERVER}."]}, SERVER: {"A": [LOOPBACK]}}

    with exchangers(zone, fails=frozenset({fails})) as found, pytest.raises(TryLater):
        found.of(DOMAIN)


def test_a_dns_that_is_away_means_later() -> None:
    resolver = a_resolver(servers=[GONE], port=9)
    resolver.lifetime = 0.3

    with pytest.raises(TryLater):
        MailExchangers(resolver=resolver).of(DOMAIN)


def test_nobody_sends_us_into_a_network_of_our_own() -> None:
    with resolver_of({DOMAIN: {"A": [LOOPBACK, "10.0.0.1"], "AAAA": ["::1", "fd00::1"]}}) as resolver, pytest.raises(RefusedForGood):
        MailExchangers(resolver=resolver).of(DOMAIN)

    assert is_public("9.9.9.9")


def test_a_server_that_is_away_is_passed_over_for_the_next() -> None:
    zone: Zone = {DOMAIN: {"MX": ["10 gone.example.", "20 mx.prosecutor.example."]}, "gone.example": {"A": [GONE, GONE_TOO]}, SERVER: {"A": [LOOPBACK]}}

    with mail_server() as server:
        answer = hand_over(server, zone)

    assert answer.by_addressee
    assert len(server.kept) == 1


def test_a_refusal_is_not_taken_to_the_next_server() -> None:
    zone: Zone = {DOMAIN: {"MX": ["10 mx.prosecutor.example."]}, SERVER: {"A": [LOOPBACK, LOOPBACK.replace("1", "2")]}}

    with mail_server(rcpt="550 5.1.1 nobody") as server, pytest.raises(RefusedForGood):
        hand_over(server, zone)

    assert server.connections == 1


def test_a_line_that_breaks_within_the_text_is_not_taken_to_the_next_server() -> None:
    told: list[bool] = []
    zone: Zone = {DOMAIN: {"MX": ["10 mx.prosecutor.example."]}, SERVER: {"A": [LOOPBACK, LOOPBACK]}}
    with mail_server(content=DROP) as server, exchangers(zone) as found:
        transport = DirectTransport(exchangers=found, port=server.port, timeout=2)
        with pytest.raises(TryLater):
            transport.hand_over(letter=a_letter(LONG), before_content=lambda: told.append(True))

    assert (told, server.kept) == ([True], [])


def test_letters_to_one_server_share_a_line() -> None:
    with mail_server() as server, exchangers({DOMAIN: {"A": [LOOPBACK]}}) as found:
        transport = DirectTransport(exchangers=found, port=server.port)
        for _ in range(3):
            transport.hand_over(letter=a_letter(), before_content=lambda: None)
        transport.close()

    assert (server.connections, len(server.kept)) == (1, 3)


def test_tls_with_a_certificate_that_is_trusted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(ehlo=OFFERS_TLS) as server:
        server.certificate, trusted = self_signed(SERVER, tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

        answer = hand_over(server)

    assert answer.tls.startswith("TLSv1.3 TLS_AES")
    assert answer.tls.endswith(", certificate verified")
    assert server.kept[0].tls == "TLSv1.3"


def test_tls_with_a_certificate_that_nobody_vouches_for_is_used_and_told(tmp_path: Path) -> None:
    with mail_server(ehlo=OFFERS_TLS) as server:
        server.certificate, _ = self_signed("another.example", tmp_path)

        answer = hand_over(server)

    assert answer.tls.endswith(", certificate not verified")
    assert server.kept[0].tls == "TLSv1.3"


@pytest.mark.parametrize("script", [{}, {"ehlo": OFFERS_TLS, "starttls": "454 4.7.0 not now"}, {"ehlo": OFFERS_TLS, "starttls": "220 go on\r\n250 injected"}])
def test_where_tls_does_not_work_the_letter_leaves_in_the_clear_and_that_is_told(script: dict[str, str], tmp_path: Path) -> None:
    with mail_server(**script) as server:
        server.certificate, _ = self_signed(SERVER, tmp_path)

        answer = hand_over(server)

    assert answer.tls == "no TLS"
    assert len(server.kept) == 1
