"""Whoever receives a mail of ours can tell that it is ours: two signatures, checked here by other people's programs."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import dkim
import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from outcry.accounts.models import Organisation
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.signing.dkim import signed
from outcry.delivery.signing.keys import SigningKey, SigningKeyUnfit, in_strings, make_pair, number_in_use, numbers, pair, use
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import NOW, a_mail, put
from outcry.delivery.tests.mail_servers import mail_server
from outcry.delivery.tests.name_server import Zone, a_name_server

DOMAIN = "outcry.example"
OPENDKIM = shutil.which("opendkim") or "/usr/sbin/opendkim"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[SigningKey, SigningKey]:
    # Made once: an RSA key takes a while.
    folder = tmp_path_factory.mktemp("keys")
    return pair(folder, make_pair(folder))


@pytest.fixture
def folder(tmp_path: Path, settings: object) -> Path:
    """The key folder of the installation, with copies of its keys so that seals open, and no key that signs."""
    folder = tmp_path / "keys"
    folder.mkdir()
    for key in settings.KEYS_FOLDER.glob("*.key"):  # type: ignore[attr-defined]
        shutil.copy(key, folder)
    settings.KEYS_FOLDER = folder  # type: ignore[attr-defined]
    return folder


def verdicts(content: bytes, keys: tuple[SigningKey, ...]) -> list[bool]:
    """What dkimpy says of each signature."""
    zone = {key.name_in(DOMAIN): key.record.encode() for key in keys}

    def look_up(name: bytes | str, timeout: int = 5) -> bytes | None:
        return zone.get((name.decode() if isinstance(name, bytes) else name).rstrip("."))

    def is_good(number: int) -> bool:
        try:
            return bool(dkim.DKIM(content).verify(idx=number, dnsfunc=look_up))
        except dkim.ValidationError:
            return False

    return [is_good(number) for number in range(content.count(b"DKIM-Signature:"))]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"text": "Қадірлі мырза,\n\nбосатыңыз.\n", "subject": "Есенбек Үктешбаев босатылсын " * 5, "recipient_name": "Бас прокуратура"},
        {"text": ".\n..\n  two  blanks \t and a tab\t\n\n\n\n", "subject": "a  b"},
        {"text": "", "headers": {"List-Unsubscribe": "<https://outcry.example/stop/x>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}},
        {"text": "a" * 5_000, "kind": "mail"},
    ],
    ids=["a letter", "Kazakh", "blanks and dots", "nothing but headers", "one long line"],
)
def test_whatever_we_write_is_signed_so_that_others_can_check_it(told: dict[str, object], keys: tuple[SigningKey, SigningKey]) -> None:
    content = a_mail(**told).content

    result = signed(content, domain=DOMAIN, keys=keys)

    assert result.endswith(content)
    assert verdicts(result, keys) == [True, True]


@given(body=st.text(alphabet=" \t\r\nab.é", max_size=60))
def test_a_body_of_blanks_and_line_ends_is_read_as_other_programs_read_it(body: str, keys: tuple[SigningKey, SigningKey]) -> None:
    text = "\r\n".join(body.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    content = b"From: a@outcry.example\r\nSubject: \t x \r\n  y\t\r\n\r\n" + text.encode() + b"\r\n"

    assert verdicts(signed(content, domain=DOMAIN, keys=keys[:1]), keys) == [True]


def insert(header: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(b"\r\nFrom:", b"\r\n" + header + b"\r\nFrom:", 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.replace(b"free him", b"jail him"),
        lambda content: content.replace(b"Subject: Free", b"Subject: Jail"),
        insert(b"Subject: another"),
        insert(b"From: somebody@else.example"),
        insert(b"Reply-To: somebody@else.example"),
        insert(b"List-Unsubscribe: <https://else.example/>"),
    ],
    ids=["a word", "the subject", "a second subject", "a second sender", "another way back", "another way out"],
)
def test_a_mail_that_was_changed_on_the_way_is_seen(change: Callable[[bytes], bytes], keys: tuple[SigningKey, SigningKey]) -> None:
    whole = signed(a_mail().content, domain=DOMAIN, keys=keys)
    changed = change(whole)

    assert changed != whole
    assert not any(verdicts(changed, keys))


def test_what_programs_on_the_way_may_add_breaks_nothing(keys: tuple[SigningKey, SigningKey]) -> None:
    whole = b"Received: from a by b\r\n" + insert(b"List-Archive: <https://lists.example/>")(signed(a_mail().content, domain=DOMAIN, keys=keys))

    assert verdicts(whole.replace(b"\r\nSubject: ", b"\r\nsubject:  "), keys) == [True, True]


def test_the_same_mail_is_signed_by_the_same_bytes(keys: tuple[SigningKey, SigningKey]) -> None:
    content = a_mail().content

    assert signed(content, domain=DOMAIN, keys=keys) == signed(content, domain=DOMAIN, keys=keys)


@pytest.mark.skipif(not Path(OPENDKIM).exists(), reason="OpenDKIM is not installed (Debian: opendkim)")
def test_opendkim_finds_both_signatures_good_and_those_of_a_changed_mail_bad(keys: tuple[SigningKey, SigningKey], tmp_path: Path) -> None:
    whole = signed(a_mail().content, domain=DOMAIN, keys=keys)
    (tmp_path / "public").write_text("".join(f"{key.name_in(DOMAIN)} {key.record}\n" for key in keys))
    (tmp_path / "opendkim.conf").write_text(f"Mode v\nTestPublicKeys {tmp_path}/public\nAlwaysAddARHeader yes\nAuthservID mx.example\nSyslog no\n")

    def passes(content: bytes) -> int:
        (tmp_path / "a.eml").write_bytes(content)
        command = [OPENDKIM, "-x", str(tmp_path / "opendkim.conf"), "-vvv", "-t", str(tmp_path / "a.eml")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return (done.stdout + done.stderr).count("dkim=pass")

    assert passes(whole) == 2
    assert passes(whole.replace(b"free him", b"jail him")) == 0


class Post:
    """A worker and what it handed over."""

    def __init__(self) -> None:
        self.transport = MemoryTransport()
        self.worker = Worker(now=lambda: NOW, transport_for=lambda *, mailer: self.transport)

    def leaves(self) -> bytes:
        """A letter, as it leaves."""
        (row,) = put(a_mail(destination="supporters"))
        self.worker.drain()
        assert OutgoingMessage.objects.get(pk=row.pk).state != MessageState.QUEUED
        return self.transport.taken[-1].content


def test_a_worker_signs_with_the_pair_in_use_and_sees_at_once_when_it_is_another(folder: Path) -> None:
    post = Post()
    first = make_pair(folder)

    assert b"DKIM-Signature" not in post.leaves()
    use(folder, first)
    by_first = post.leaves()
    second = make_pair(folder)
    still_by_first = post.leaves()
    use(folder, second)
    by_second = post.leaves()
    use(folder, None)

    assert verdicts(by_first, pair(folder, first)) == verdicts(still_by_first, pair(folder, first)) == [True, True]
    assert verdicts(by_second, pair(folder, second)) == [True, True]
    assert b"s=outcry2r" in by_second
    assert b"DKIM-Signature" not in post.leaves()


def test_without_a_key_that_should_sign_nothing_leaves_and_nothing_is_lost(folder: Path) -> None:
    post = Post()
    use(folder, make_pair(folder))
    path = folder / "dkim-0001.rsa.pem"
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(b"no key")
    (row,) = put(a_mail())

    with pytest.raises(SigningKeyUnfit, match=r"dkim-0001.rsa.pem"):
        post.worker.drain()
    state = OutgoingMessage.objects.get(pk=row.pk)
    path.write_bytes(whole)
    post.worker.drain()

    assert (state.state, state.attempts, state.troubles) == (MessageState.QUEUED, 0, 0)
    assert verdicts(post.transport.taken[-1].content, pair(folder, 1)) == [True, True]


def test_the_keys_can_be_read_by_their_owner_alone(folder: Path) -> None:
    use(folder, make_pair(folder))

    assert {path.name: path.stat().st_mode & 0o777 for path in folder.glob("dkim-*")} == dict.fromkeys(
        ("dkim-0001.rsa.pem", "dkim-0001.ed25519.pem", "dkim-in-use"), 0o600
    )


def test_what_the_site_itself_writes_to_staff_is_signed_too(folder: Path, settings: object) -> None:
    use(folder, make_pair(folder))
    with mail_server() as server:
        options = {"host": "127.0.0.1", "port": server.port}
        settings.MAILERS = {"default": {"BACKEND": "outcry.delivery.signing.smtp.EmailBackend", "OPTIONS": options}}  # type: ignore[attr-defined]
        mailer = mail.mailers["default"]
        sent = mailer.send_messages([EmailMessage("A new password", "Қосыңыз\n", f"desk@{DOMAIN}", ["rosa@mail.example"])])

    assert sent == 1
    assert verdicts(server.kept[0].content, pair(folder, 1)) == [True, True]


def zone_of(keys: tuple[SigningKey, ...]) -> Zone:
    return {key.name_in(DOMAIN): {"TXT": [in_strings(key.record)]} for key in keys}


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    call_command("mail", *words)
    return capsys.readouterr().out


@pytest.fixture
def organisation() -> None:
    Organisation.objects.create(slug="house", source_language="en", mail_domain=DOMAIN, contact_address="office@house.example")


@pytest.mark.usefixtures("organisation")
def test_a_new_pair_signs_only_once_the_dns_has_it(folder: Path, capsys: pytest.CaptureFixture[str], settings: object) -> None:
    settings.DEFAULT_FROM_EMAIL = f"desk@{DOMAIN}"  # type: ignore[attr-defined]
    told = said(capsys, "new-key")
    keys = pair(folder, 1)

    with (
        a_name_server({keys[0].name_in(DOMAIN): {"TXT": ['"v=DKIM1; k=rsa; p=another"']}}) as port,
        pytest.raises(CommandError, match="does not have them yet"),
    ):
        said(capsys, "use-key", "--dns", f"127.0.0.1:{port}")
    unchanged = number_in_use(folder)
    with a_name_server(zone_of(keys)) as port:
        said(capsys, "use-key", "--dns", f"127.0.0.1:{port}")

    assert all(f"{key.name_in(DOMAIN)}. TXT {in_strings(key.record)}" in told for key in keys)
    assert (unchanged, number_in_use(folder), numbers(folder)) == (None, 1, [1])
    assert "Nothing is signed" in said(capsys, "use-key", "none")
    assert number_in_use(folder) is None


@pytest.mark.parametrize("number", ["7", "x"])
def test_a_pair_that_is_not_there_is_not_used(folder: Path, number: str) -> None:
    with pytest.raises(CommandError, match="no such pair"):
        call_command("mail", "use-key", number)


def test_a_record_is_written_in_strings_that_a_zone_file_takes(keys: tuple[SigningKey, SigningKey]) -> None:
    strings = in_strings(keys[0].record).split('" "')

    assert len(strings) == 2
    assert all(len(string.strip('"')) <= 255 for string in strings)
    assert "".join(strings).strip('"') == keys[0].record
