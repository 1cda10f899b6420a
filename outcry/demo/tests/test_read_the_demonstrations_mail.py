"""The mailbox page: a visitor finds her confirmation mail; whatever a mail holds, it stays plain text."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from outcry.demo.mail_pages import linked
from outcry.demo.standin.heads import head, heads, text_of
from outcry.demo.standin.mailbox import Entry, Kind, Mailbox

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture
def mailbox(tmp_path: Path, settings: Settings) -> Mailbox:
    settings.DATA = tmp_path
    settings.SITE_URL = "http://localhost:8000"
    return Mailbox.of(tmp_path)


def a_mail(*, to: str = "samira@mail.example", subject: str = "Please confirm", text: str = "Hello\n") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "mail-abc@solidarity.example", to, subject
    mail.set_content(text)
    return mail.as_bytes()


def keep(mailbox: Mailbox, content: bytes, *, to: str = "samira@mail.example", kind: Kind = Kind.SUPPORTER, seconds: int = 0) -> Entry:
    return mailbox.keep(content, recipient=to, kind=kind, now=NOW + timedelta(seconds=seconds))


def page_of(client: Client, entry: Entry) -> str:
    return client.get(f"/demo/mail/{entry.day}/{entry.name}/").content.decode()


def test_the_newest_mail_stands_first(client: Client, mailbox: Mailbox) -> None:
    keep(mailbox, a_mail(subject="the older"))
    keep(mailbox, a_mail(subject="the newer"), seconds=86_400)

    page = client.get("/demo/mail/").content.decode()

    assert page.index("the newer") < page.index("the older")


def test_the_link_in_a_confirmation_mail_leads_to_its_page_on_this_site(client: Client, mailbox: Mailbox) -> None:
    entry = keep(mailbox, a_mail(text="Open this:\nhttp://localhost:8000/en/confirm/0abc/\nor not.\n"))

    assert '<a href="/en/confirm/0abc/">http://localhost:8000/en/confirm/0abc/</a>' in page_of(client, entry)


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/en/confirm/0abc/",
        "http://localhost:8000.evil.example/x",
        "http://localhost:8000@evil.example/x",
        "http://localhost:8000//evil.example/x",
        "javascript:alert(1)//http",
    ],
)
def test_no_other_address_becomes_a_link(text: str) -> None:
    assert not [piece for piece in linked(text, site_url="http://localhost:8000") if piece.path]


@pytest.mark.parametrize("field", ["subject", "text", "to"])
def test_hostile_mail_is_shown_as_text(client: Client, mailbox: Mailbox, field: str) -> None:
    content = b"From: <x@y.example>\r\nTo: %(to)s\r\nSubject: %(subject)s\r\n\r\n%(text)s\r\n" % {
        name.encode(): (HOSTILE if name == field else "plain").encode() for name in ("to", "subject", "text")
    }
    entry = keep(mailbox, content)

    for page in (page_of(client, entry), client.get("/demo/mail/").content.decode()):
        assert "<script>alert" not in page
        assert "<img" not in page


def test_a_hostile_search_is_given_back_as_text(client: Client, mailbox: Mailbox) -> None:
    page = client.get("/demo/mail/", {"to": HOSTILE, "kind": HOSTILE, "page": HOSTILE, "language": HOSTILE}).content.decode()

    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?nonsense?B?!!!?=\r\nContent-Type: text/plain; charset=no-such-thing\r\n\r\n\xe9t\xe9",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\nno parts at all",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%",
        b"Subject: " + b"a" * 70_000 + b"\r\n\r\n" + b"b" * 300_000,
        b"From: =?utf-8?Q?=00=0D=0ABcc:_x?=\r\n\r\nhi",
    ],
)
def test_no_mail_is_so_broken_that_its_page_fails(client: Client, mailbox: Mailbox, content: bytes) -> None:
    entry = keep(mailbox, content)

    assert client.get(f"/demo/mail/{entry.day}/{entry.name}/").status_code == 200
    assert client.get("/demo/mail/").status_code == 200


@pytest.mark.parametrize("place", ["2026-11-23/..%2Fsecret-key", "..%2F../secret-key", "2026-11-23/none", "demo/journal.jsonl"])
def test_only_mails_can_be_opened(client: Client, mailbox: Mailbox, place: str) -> None:
    mailbox.folder.mkdir(parents=True)
    (mailbox.folder.parent / "journal.jsonl").write_text("{}")

    assert client.get(f"/demo/mail/{place}/").status_code == 404


def test_she_can_ask_for_the_mail_to_her_own_address(client: Client, mailbox: Mailbox) -> None:
    keep(mailbox, a_mail(subject="for Samira"))
    keep(mailbox, a_mail(subject="for Emeka"), to="emeka@mail.example")

    page = client.get("/demo/mail/", {"to": " Samira@Mail.example"}).content.decode()

    assert "for Samira" in page
    assert "for Emeka" not in page


def test_mail_to_authorities_can_be_told_from_mail_to_supporters(client: Client, mailbox: Mailbox) -> None:
    keep(mailbox, a_mail(subject="a letter"), kind=Kind.AUTHORITY)
    keep(mailbox, a_mail(subject="a confirmation"))

    page = client.get("/demo/mail/", {"kind": "authority"}).content.decode()

    assert "a letter" in page
    assert "a confirmation" not in page


def test_thousands_of_mails_come_in_pages_and_only_one_page_is_opened(client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = mailbox.folder / "2026-11-23"
    folder.mkdir(parents=True)
    for number in range(3000):
        (folder / f"{120000 + number // 60:06}-{number % 60:06}-supporter-{'0' * 12}-{number:08x}.eml").write_bytes(a_mail(subject=f"mail {number}"))
    opened: list[Entry] = []
    read = Mailbox.read
    monkeypatch.setattr(Mailbox, "read", lambda self, entry: opened.append(entry) or read(self, entry))  # type: ignore[func-returns-value]

    last = client.get("/demo/mail/", {"page": "99999999"}).content.decode()

    assert "page 60 of 60" in last
    assert "mail 0<" in last
    assert len(opened) == 50


def test_the_pages_set_no_cookie_and_are_kept_by_nobody(client: Client, mailbox: Mailbox) -> None:
    entry = keep(mailbox, a_mail())

    for path in ("/demo/mail/", f"/demo/mail/{entry.day}/{entry.name}/"):
        answer = client.get(path)
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_the_page_speaks_the_language_it_is_asked_for(client: Client, mailbox: Mailbox) -> None:
    answer = client.get("/demo/mail/", {"language": "ar"})

    assert 'lang="ar" dir="rtl"' in answer.content.decode()
    assert answer["Content-Language"] == "ar"


def test_encoded_words_are_read_in_every_script() -> None:
    content = a_mail(subject="Есенбек Үктешбаев", text="Прошу вас.\n")

    assert head(heads(content), "Subject") == "Есенбек Үктешбаев"
    assert text_of(content) == "Прошу вас.\n"
