"""`outcry mail …`: every switch by hand, for whoever is at the machine and not at the desk."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from outcry.audit.models import LogEntry
from outcry.delivery import outbox
from outcry.delivery.models import OutgoingMessage, ReceivingServer
from outcry.delivery.outgoing.claims import claim
from outcry.delivery.tests.cast import APPEAL, NOW, OFFICE, a_mail, put

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("which", [{}, {"group": APPEAL}, {"addressee": OFFICE}, {"server": "prosecutor.example"}])
def test_each_switch_holds_and_lets_go(which: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    put(a_mail())
    outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)

    call_command("mail", "hold", *_options(which), "--reason", "asked by the lawyer")
    told = capsys.readouterr().out
    assert claim(now=NOW) is None
    call_command("mail", "release", *_options(which))

    assert "asked by the lawyer" in told
    assert "held" not in capsys.readouterr().out
    assert claim(now=NOW) is not None
    assert LogEntry.objects.filter(verb__in=["mail.hold", "mail.release"]).count() == 2


@pytest.mark.parametrize("which", [{"addressee": "office:nobody"}, {"server": "nobody.example"}])
def test_what_is_not_there_is_named(which: dict[str, str]) -> None:
    with pytest.raises(CommandError, match="nobody"):
        call_command("mail", "hold", *_options(which))


def test_letters_are_taken_back_only_when_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    put(a_mail(), a_mail(), a_mail(group="appeal:8"))

    call_command("mail", "withdraw", APPEAL)
    assert "2 messages of appeal:7 have not left" in capsys.readouterr().out
    assert not OutgoingMessage.objects.filter(state="withdrawn").exists()
    call_command("mail", "withdraw", APPEAL, "--yes")

    assert OutgoingMessage.objects.filter(state="withdrawn").count() == 2
    assert LogEntry.objects.get(verb="mail.withdraw").details["letters"] == 2


def test_a_server_that_refuses_us_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    put(a_mail())
    ReceivingServer.objects.update(refuses_since=NOW)

    call_command("mail", "state")

    assert "refuses us: server prosecutor.example" in capsys.readouterr().out


def _options(which: dict[str, Any]) -> list[str]:
    return [part for name, value in which.items() for part in (f"--{name}", value)]
