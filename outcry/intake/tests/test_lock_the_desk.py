"""Once a passphrase is set, neither server nor backup opens what lies here."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from outcry.intake import contents, desk_keys, operations, unlocking
from outcry.intake.desk_keys import DeskIsLocked, DeskKeys, WrongPassphrase
from outcry.intake.models import Author
from outcry.intake.tests.cast import WORDS, a_reader, back, the_keys, written
from outcry.lib.envelopes import public_half
from outcry.lib.keys import KeyMissing, keyring
from tests.cast import NOW

pytestmark = pytest.mark.django_db
PASSPHRASE = "six words drawn by dice at night"


def words_of(conversation: object, keys: DeskKeys) -> str:
    return operations.for_casework(conversation, keys=keys).text  # type: ignore[arg-type]


def test_without_the_passphrase_the_key_folder_opens_nothing(folders: Path) -> None:
    _code, conversation = written()
    earlier = the_keys()

    assert operations.lock_desk(passphrase=PASSPHRASE, before=earlier, now=NOW) == 1

    conversation.refresh_from_db()
    with pytest.raises(DeskIsLocked):
        the_keys()
    # An old backup of the keys, taken before the passphrase was set.
    with pytest.raises(KeyMissing):
        words_of(conversation, earlier)
    assert [path.name for path in (folders / "keys").glob("intake-desk-*")] == ["intake-desk-0002.locked"]
    assert words_of(conversation, desk_keys.unlock(PASSPHRASE)) == WORDS


def test_what_comes_in_afterwards_is_sealed_without_the_passphrase() -> None:
    operations.lock_desk(passphrase=PASSPHRASE, before=the_keys(), now=NOW)

    code, conversation = written()

    assert words_of(conversation, desk_keys.unlock(PASSPHRASE)) == WORDS
    assert contents.text_of(conversation.messages.get(author=Author.SENDER), back(code).keys) == WORDS


def test_another_passphrase_opens_nothing() -> None:
    operations.lock_desk(passphrase=PASSPHRASE, before=the_keys(), now=NOW)

    with pytest.raises(WrongPassphrase):
        desk_keys.unlock(PASSPHRASE + " ")


def test_dying_before_the_conversations_are_sealed_anew_loses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    _code, conversation = written()
    with monkeypatch.context() as patch:
        patch.setattr(contents, "give_to_desk", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            operations.lock_desk(passphrase=PASSPHRASE, before=the_keys(), now=NOW)

    conversation.refresh_from_db()
    assert words_of(conversation, desk_keys.unlock(PASSPHRASE)) == WORDS


def test_the_command_sets_and_changes_the_passphrase(tmp_path: Path) -> None:
    _code, conversation = written()
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text(PASSPHRASE + "\n")
    second.write_text("another six words, drawn by day\n")

    call_command("intake", "lock", passphrase_file=first, stdout=StringIO())
    with pytest.raises(CommandError, match="not the passphrase"):
        call_command("intake", "lock", passphrase_file=second, old_passphrase_file=second)
    call_command("intake", "lock", passphrase_file=second, old_passphrase_file=first, stdout=StringIO())

    conversation.refresh_from_db()
    with pytest.raises(WrongPassphrase):
        desk_keys.unlock(PASSPHRASE)
    assert words_of(conversation, desk_keys.unlock("another six words, drawn by day")) == WORDS


def test_the_command_refuses_a_short_passphrase(tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_text("1234\n")

    with pytest.raises(CommandError, match="20 letters"):
        call_command("intake", "lock", passphrase_file=short)

    assert not desk_keys.is_locked()


def test_the_desk_asks_for_the_passphrase_and_reads_for_an_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    _code, conversation = written()
    operations.open_conversation(conversation=conversation, by=a_reader(), now=NOW)
    operations.lock_desk(passphrase=PASSPHRASE, before=the_keys(), now=NOW)
    client.force_login(a_reader())
    page = reverse("intake_desk:conversation", args=[conversation.pk])
    door = f"{reverse('intake_desk:unlock')}?conversation={conversation.pk}"

    assert client.get(page).headers["Location"] == door
    assert "not the passphrase" in client.post(door, {"passphrase": "wrong"}).text
    assert client.post(door, {"passphrase": PASSPHRASE}).headers["Location"] == page
    assert WORDS in client.get(page).text
    assert "outcry-intake" in client.cookies

    monkeypatch.setattr(unlocking, "LASTS", timedelta(seconds=-1))
    client.post(door, {"passphrase": PASSPHRASE})
    assert client.get(page).headers["Location"] == door


def test_session_and_cookie_open_nothing_alone(client: Client) -> None:
    operations.lock_desk(passphrase=PASSPHRASE, before=the_keys(), now=NOW)
    private = desk_keys.unlock(PASSPHRASE).private[1].hex()
    client.force_login(a_reader())
    client.post(reverse("intake_desk:unlock"), {"passphrase": PASSPHRASE})

    assert private not in str(dict(client.session)) + client.cookies["outcry-intake"].value
    assert client.cookies["outcry-intake"]["httponly"]
    del client.cookies["outcry-intake"]
    assert "Unlock the desk" in client.get(reverse("intake_desk:index")).text


def test_locking_again_forgets_the_keys(client: Client) -> None:
    operations.lock_desk(passphrase=PASSPHRASE, before=the_keys(), now=NOW)
    client.force_login(a_reader())
    client.post(reverse("intake_desk:unlock"), {"passphrase": PASSPHRASE})

    client.post(reverse("intake_desk:lock"))

    assert "intake-desk" not in client.session
    assert "Unlock the desk" in client.get(reverse("intake_desk:index")).text


def test_a_process_that_runs_on_seals_to_the_new_key_at_once(folders: Path) -> None:
    before, _public = desk_keys.public_key()
    kept_in_memory = keyring(folders / "keys").current("intake-desk")
    operations.lock_desk(passphrase=PASSPHRASE, before=the_keys(), now=NOW)

    number, public = desk_keys.public_key()

    assert (before, number) == (1, 2)
    assert public != public_half(kept_in_memory.secret)
