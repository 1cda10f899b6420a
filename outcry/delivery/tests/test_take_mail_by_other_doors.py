"""Mail that a program hands us, and mail that lies in a mailbox: kept before it is removed, once, whatever breaks in between."""

import io
import os
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.management import call_command

from outcry.accounts.models import Organisation
from outcry.delivery.checks import check_mailbox
from outcry.delivery.incoming import imap
from outcry.delivery.incoming import keep as doors
from outcry.delivery.incoming.imap import Account, PickupFailed, pick_up
from outcry.delivery.models import IncomingMessage, Mailbox, OutgoingMessage
from outcry.delivery.return_addresses import make_return_address
from outcry.delivery.tests.cast import NOW, a_mail, bring_to, put
from outcry.delivery.tests.imap_server import PASSWORD, USER, ImapServer

ANSWER = b"Return-Path: <minister@x.example>\r\nDelivered-To: %s\r\nSubject: Re\r\n\r\nWe have read it.\r\n"


@pytest.fixture
def letter(transactional_db: None) -> OutgoingMessage:
    Organisation.objects.get_or_create(slug="desk", defaults={"mail_domain": "outcry.example"})
    [message] = put(a_mail())
    bring_to("accepted")
    return message


def address_of(message: OutgoingMessage) -> str:
    return make_return_address(kind="letter", return_id=message.return_id, domain="outcry.example")


def an_answer(message: OutgoingMessage) -> bytes:
    return ANSWER % address_of(message).encode()


def account_of(server: ImapServer, **changes: Any) -> Account:
    facts: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "tls": "none", "user": USER, "password": PASSWORD}
    return Account(**facts | changes)


def look(server: ImapServer, **changes: Any) -> int:
    return pick_up(account=account_of(server, **changes), now=NOW)


@pytest.mark.parametrize("extensions", ["MOVE UIDPLUS AUTH=PLAIN", "UIDPLUS AUTH=PLAIN", "AUTH=PLAIN"])
@pytest.mark.parametrize("kept_folder", ["", "Taken"])
def test_a_mail_is_kept_and_leaves_the_mailbox(letter: OutgoingMessage, extensions: str, kept_folder: str) -> None:
    with ImapServer(extensions=extensions) as server:
        server.put(an_answer(letter))

        taken = (look(server, kept_folder=kept_folder), look(server, kept_folder=kept_folder))

        assert (taken, server.left(), len(server.folders["Taken"])) == ((1, 0), [], int(bool(kept_folder)))
    incoming = IncomingMessage.objects.get()
    assert (incoming.answers_id, incoming.envelope_sender, bytes(incoming.raw or b"")) == (letter.pk, "minister@x.example", an_answer(letter))


@pytest.mark.parametrize("step", ["FETCH", "STORE", "EXPUNGE"])
def test_a_line_cut_at_any_step_loses_nothing_and_doubles_nothing(letter: OutgoingMessage, step: str) -> None:
    with ImapServer() as server:
        server.put(an_answer(letter))
        server.cut_at = f"UID {step}"
        with pytest.raises(PickupFailed):
            look(server)
        at_the_cut = IncomingMessage.objects.count()

        server.cut_at = ""
        look(server)

        assert at_the_cut == (0 if step == "FETCH" else 1)
        assert (IncomingMessage.objects.count(), server.left()) == (1, [])


def test_it_is_committed_before_the_mailbox_is_asked_to_remove_it(letter: OutgoingMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**facts: Any) -> None:
        raise ConnectionError

    with ImapServer() as server:
        server.put(an_answer(letter))
        monkeypatch.setattr("outcry.delivery.incoming.take.keep_there", broken)
        with pytest.raises(PickupFailed):
            look(server)

        assert len(server.left()) == 1
        assert not any("STORE" in words or "MOVE" in words for words in server.words)


def test_other_numbers_and_another_uidvalidity_make_no_second_copy(letter: OutgoingMessage) -> None:
    with ImapServer() as server:
        server.put(b"Subject: old\r\n\r\n")
        server.put(an_answer(letter))
        look(server)
        # A backup of the server is brought back: all of it is there again, under numbers that were others' before.
        server.put(an_answer(letter))
        server.put(b"Subject: old\r\n\r\n")
        server.renumber()
        server.put(an_answer(letter) + b"P.S.\r\n")
        look(server)

        assert server.left() == []
    assert IncomingMessage.objects.count() == 3


def test_what_is_for_none_of_our_addresses_goes_to_people(letter: OutgoingMessage) -> None:
    with ImapServer() as server:
        server.put(b"To: office@outcry.example\r\n\r\nHello?\r\n")
        server.put(b"To: postmaster@outcry.example\r\n\r\nHello!\r\n")
        look(server)

    assert [(row.mailbox, row.organisation_id is not None) for row in IncomingMessage.objects.order_by("pk")] == [(Mailbox.OTHER, True), ("postmaster", True)]


def test_what_can_not_be_taken_stays_flagged_and_keeps_no_other_waiting(letter: OutgoingMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "SIZE_LIMIT", 1000)
    with ImapServer() as server:
        server.put(b"Subject: x\r\n\r\n" + b"x" * 2000)
        server.put(an_answer(letter))

        assert (look(server), look(server)) == (1, 0)
        assert server.flags[1] == {"\\Flagged"}


def test_a_mail_too_large_to_be_taken_is_told_to_people_once(letter: OutgoingMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "SIZE_LIMIT", 1000)
    with ImapServer() as server:
        server.put(b"From: Minister <m@x.example>\r\nSubject: Scans\r\nX-Other: secret\r\n\r\n" + b"x" * 2000)
        server.cut_at = "UID STORE"
        with pytest.raises(PickupFailed):
            look(server)
        server.cut_at = ""
        look(server)
        # Somebody took the flag off.
        server.flags[1].clear()
        look(server)

        assert server.left()
    note = IncomingMessage.objects.get()
    raw = bytes(note.raw or b"")
    assert (note.mailbox, note.size > 2000, note.received_at) == (Mailbox.TOO_LARGE, True, NOW)
    assert raw.startswith(b"From: Minister <m@x.example>\r\nSubject: Scans\r\nMIME-Version")
    assert f"the folder INBOX of the mailbox {USER} at 127.0.0.1".encode() in raw
    assert b"xxx" not in raw
    assert b"secret" not in raw


def test_a_house_that_is_full_for_today_leaves_the_rest_for_tomorrow(letter: OutgoingMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "MOST_TO_THE_HOUSE", 1)
    with ImapServer() as server:
        for number in range(3):
            server.put(b"Subject: %d\r\n\r\n" % number)
        look(server)

        assert len(server.left()) == 2
        pick_up(account=account_of(server), now=NOW + timedelta(days=2))
        assert len(server.left()) == 1


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"folder": "Nowhere"}, {"kept_folder": "Nowhere"}, {"port": 1}])
def test_a_mailbox_that_does_not_let_us_is_told_without_its_secrets(letter: OutgoingMessage, changes: dict[str, Any]) -> None:
    with ImapServer() as server:
        server.put(an_answer(letter))
        with pytest.raises(PickupFailed) as caught:
            look(server, **changes)

        assert PASSWORD not in str(caught.value)
        assert server.left()


def a_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begun = datetime.now(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(begun).not_valid_after(begun + timedelta(days=9))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    pem += key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(pem)
    return path


def test_the_line_is_under_tls_and_a_stranger_s_certificate_is_refused(letter: OutgoingMessage, tmp_path: Path) -> None:
    pem = a_certificate(tmp_path)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(pem)
    known = ssl.create_default_context(cafile=str(pem))

    with ImapServer(context=served) as server:
        server.put(an_answer(letter))
        account = account_of(server, tls="tls", host="localhost")
        with pytest.raises(PickupFailed, match="connect"):
            pick_up(account=account, now=NOW)

        assert pick_up(account=account, now=NOW, context=known) == 1


def test_a_mailbox_without_a_password_or_tls_is_refused_at_the_start(settings: Any) -> None:
    settings.IMAP_HOST, settings.IMAP_TLS = "imap.provider.example", "none"

    assert [finding.id for finding in check_mailbox()] == ["delivery.E005", "delivery.E006"]


def test_the_command_looks_into_the_mailbox_of_the_settings(letter: OutgoingMessage, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with ImapServer() as server:
        settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS = "127.0.0.1", server.port, "none"
        settings.IMAP_USER, settings.IMAP_PASSWORD = USER, PASSWORD
        server.put(an_answer(letter))

        call_command("mail", "take", "--pick-up")

    assert capsys.readouterr().out == "Taken: 1\n"


def hand_in(raw: bytes, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit status of `outcry mail take`."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    try:
        call_command("mail", "take", *words)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_program_may_hand_a_mail_in_and_twice_is_once(letter: OutgoingMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    envelope = ("--recipient", address_of(letter), "--sender", "")

    assert [hand_in(an_answer(letter), monkeypatch, *envelope), hand_in(an_answer(letter), monkeypatch, *envelope)] == [0, 0]
    assert IncomingMessage.objects.get().envelope_sender == ""


def test_without_an_envelope_the_headers_tell(letter: OutgoingMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hand_in(an_answer(letter), monkeypatch) == 0

    incoming = IncomingMessage.objects.get()
    assert (incoming.answers_id, incoming.envelope_sender) == (letter.pk, "minister@x.example")


def test_the_exit_status_tells_never_from_later(letter: OutgoingMessage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    ours = ("--recipient", address_of(letter), "--sender", "m@x.example")

    nobody = hand_in(b"x", monkeypatch, "--recipient", "nobody@outcry.example", "--sender", "m@x.example")
    unnamed = hand_in(b"To: nobody@outcry.example\r\n\r\n", monkeypatch)
    too_large = hand_in(b"x" * (doors.SIZE_LIMIT + 1), monkeypatch, *ours)
    monkeypatch.setattr("outcry.delivery.incoming.take.keep_there", lambda **facts: 1 / 0)
    broken = hand_in(an_answer(letter), monkeypatch, *ours)

    assert (nobody, unnamed, too_large, broken) == (67, 67, 69, 75)
    assert capsys.readouterr().out.startswith("5.1.1 ")
    assert not IncomingMessage.objects.exists()


@pytest.mark.parametrize("broken", [{"DATABASE_URL": "nonsense://"}, {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}, {"OUTCRY_RECEIVE_PORT": "x"}])
def test_whatever_is_wrong_with_the_installation_the_mail_server_comes_back(broken: dict[str, str], tmp_path: Path) -> None:
    environment = {**os.environ, "OUTCRY_MODE": "production", "DATA": str(tmp_path), **broken}

    command = [sys.executable, "-m", "outcry.config.cli", "mail", "take"]
    done = subprocess.run(command, input=b"To: postmaster@outcry.example\r\n\r\n", capture_output=True, env=environment, check=False)

    assert done.returncode == 75
    assert done.stdout.startswith(b"4.3.0 ")
