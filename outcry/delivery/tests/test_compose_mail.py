"""What we build, read back with the standard library's parser."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcry.delivery.compose import FinishedMail, UnsafeMail
from outcry.delivery.tests.cast import NOW, a_mail

LONG_LINES = "word " * 400
KAZAKH = "Құрметті мырза, Есенбек Үктешбаевты босатуды талап етеміз.\n\nӘділдік үшін.\n"
ARABIC = "السيد المدعي العام،\n\nنطالب بالإفراج عنه فوراً.\n"
NAMES = [
    "Samira K.",
    "Ақтоты Ұлықбек",
    "سميرة عبد الله",
    'Rosa "the pen" O\'Neill, Jr.',
    "🌹 Роза 🌹" * 9,
    "Ж" * 400,
    "=?utf-8?q?x?=",
    "a" * 300,
    "via  two blanks",
    "ö",
]


def read(mail: FinishedMail) -> EmailMessage:
    message = message_from_bytes(mail.content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def shown_name(mail: FinishedMail, header: str) -> str:
    # By hand: early releases of Python 3.12 and 3.13 put a blank between two encoded words of a name (RFC 2047, 6.2, forbids it).
    name = parseaddr(str(message_from_bytes(mail.content)[header]))[0]
    return str(make_header(decode_header(name)))


@pytest.mark.parametrize("text", ["Free him.\n", KAZAKH, ARABIC, LONG_LINES + "\n", ".\n.\n..\nFrom me\n", "a=b \t\n", "é" * 500 + "\n", "😀\n" * 40])
def test_a_text_is_read_back_as_it_was_written(text: str) -> None:
    message = read(a_mail(text=text))

    assert message.get_content().replace("\r\n", "\n") == text
    assert message.get_content_type() == "text/plain"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_back_as_it_was_written(name: str) -> None:
    mail = a_mail(sender_name=name, recipient_name=name, subject=name)

    message = read(mail)

    assert shown_name(mail, "From") == name
    assert shown_name(mail, "To") == name
    assert message["To"].addresses[0].addr_spec == "office@prosecutor.example"
    assert message["Subject"] == name


@pytest.mark.parametrize("text", [KAZAKH, LONG_LINES, "x" * 3000])
@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_short_and_in_seven_bits(name: str, text: str) -> None:
    content = a_mail(sender_name=name, subject=name + " " + LONG_LINES.strip(), text=text).content

    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 76
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("end", ["\r\nBcc: a@b.example", "\nX: y", "\r", "\0", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\x1b[0m", "\ud800"])
@pytest.mark.parametrize("header", ["sender_name", "recipient_name", "subject", "recipient", "domain", "language"])
def test_a_header_with_a_line_end_or_control_character_is_refused(header: str, end: str) -> None:
    with pytest.raises(UnsafeMail):
        a_mail(**{header: f"good{end}bad"})


@pytest.mark.parametrize("name", ["Bcc", "From", "subject", "Content-Type", "X-Bad:", "X Bad", "", "Ж"])
def test_no_extra_header_can_take_the_place_of_ours(name: str) -> None:
    with pytest.raises(UnsafeMail):
        a_mail(headers={name: "value"})


def test_a_long_link_in_an_extra_header_stays_whole() -> None:
    link = "<https://outcry.example/en/leave/" + "k" * 120 + "/>"

    message = read(a_mail(kind="mail", headers={"List-Unsubscribe": link, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}))

    assert str(message["List-Unsubscribe"]).strip() == link


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b@c.example", "a b@c.example", "<a@c.example>", "a@c.example>", "é@c.example", "a@-c", "x" * 65 + "@c.example", '"a b"@c.example'],
)
def test_a_bad_recipient_is_refused(address: str) -> None:
    with pytest.raises(UnsafeMail):
        a_mail(recipient=address)


def test_a_letter_can_be_answered_at_its_own_address_and_never_shows_hers() -> None:
    mail = a_mail(kind="letter", sender_name="Samira K. via Outcry")

    message = read(mail)

    assert message["Reply-To"].addresses[0].addr_spec == message["From"].addresses[0].addr_spec
    assert message["From"].addresses[0].addr_spec.startswith(f"letter-{mail.return_id}")
    assert message["Auto-Submitted"] is None


def test_a_mail_of_ours_says_that_a_machine_sent_it() -> None:
    message = read(a_mail(kind="mail"))

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] is None


def test_date_message_id_and_language_are_told() -> None:
    mail = a_mail(language="kk")

    message = read(mail)

    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == mail.message_id == f"<{mail.return_id}@outcry.example>"
    assert message["Content-Language"] == "kk"


def test_failures_are_reported_to_an_address_that_fits_every_server() -> None:
    local, _, domain = a_mail().sender.partition("@")

    assert local.startswith("b-")
    assert len(local) == 31
    assert domain == "outcry.example"


@given(name=st.text(max_size=200), text=st.text(max_size=500))
def test_whatever_is_written_comes_back_or_is_refused(name: str, text: str) -> None:
    try:
        mail = a_mail(subject=name, text=text)
    except UnsafeMail:
        return

    message = read(mail)

    assert message["Subject"].split() == name.split()
    assert message.get_payload(decode=True).decode().splitlines()[: len(text.splitlines())] == text.splitlines()  # type: ignore[union-attr]


def test_a_letter_is_composed_in_well_under_a_millisecond() -> None:
    text = KAZAKH * 15
    a_mail(text=text)

    began = perf_counter()
    for _ in range(200):
        a_mail(text=text)

    assert (perf_counter() - began) / 200 < 0.001
