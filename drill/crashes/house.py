"""The installation that crashes: one appeal to two offices, someone who may confirm, letters that wait, a letter that may be answered.

Built by the product's own operations, in the process of forge.py; told to the drill as facts that need no Django.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from outcry.appeals.models import Appeal
from outcry.delivery import outbox
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.outgoing.remembered import compare_and_remember
from outcry.delivery.return_addresses import make_return_address
from outcry.delivery.tests.cast import a_mail
from outcry.front import form_token
from outcry.lib.links import make_link
from outcry.protests.addresses_of_pages import CONFIRM
from outcry.protests.models import Protest
from outcry.protests.operations.confirm_protest import confirm_protest
from tests.cast import a_form, a_try, an_open_appeal

SLUG = "free-them"
LETTER = "I ask you to release them, and to let them go home in peace."
_LETTERS_A_SERVER = 250


def migrate() -> dict[str, Any]:
    """Every table."""
    call_command("migrate", verbosity=0)
    return {}


def build() -> dict[str, Any]:
    """Everything but what leaves by mail: for that a worker is wanted next."""
    now = timezone.now()
    appeal = an_open_appeal(slug=SLUG, deadline=(now + timedelta(days=300)).date())
    for addressee in appeal.addressees.all():
        outbox.open_destination(key=addressee.office.destination, hourly_pace=None, daily_cap=None)
    # Hers was answered by the time of the drill, hers waits, and hers has not been confirmed.
    for name in ("answered", "waiting", "asked"):
        protest = a_try(appeal, form=a_form(address=f"{name}@supporters.example"), now=now)
        if name == "answered":
            confirm_protest(link=make_link(protest.public_id, purpose=CONFIRM), now=now)
    compare_and_remember(folder=settings.DATA, now=now)
    return {}


def let_letters_wait() -> dict[str, Any]:
    """Once the mail has left: confirm one more, so that two letters wait."""
    protest = Protest.objects.order_by("pk")[1]
    confirm_protest(link=make_link(protest.public_id, purpose=CONFIRM), now=timezone.now())
    return facts(now=timezone.now())


def facts(*, now: datetime) -> dict[str, Any]:
    """What a supporter's browser and an office's mail server would know."""
    appeal, asked = Appeal.objects.get(slug=SLUG), Protest.objects.order_by("pk")[2]
    letter = OutgoingMessage.objects.filter(mailer="protest", state="accepted").earliest("pk")
    with translation.override("en"):
        return {
            "sign_path": reverse("front:appeal", args=[SLUG]),
            # As if the page had been opened a while ago: a form younger than three seconds is refused.
            "token": form_token.issue(appeal=appeal.public_id, letter_version=1, letter="I ask you", now=now - timedelta(minutes=1)),
            "confirm_path": reverse("front:confirm", args=[make_link(asked.public_id, purpose=CONFIRM)]),
            "return_address": make_return_address(kind="letter", return_id=letter.return_id, domain="solidarity.example"),
        }


def put_letters(number: int) -> dict[str, Any]:
    """So many letters to many offices on many servers, all due now."""
    now = timezone.now()
    for first in range(0, number, _LETTERS_A_SERVER):
        place = first // _LETTERS_A_SERVER
        outbox.open_destination(key=f"office:drill-{place}", hourly_pace=None, daily_cap=None)
        told: dict[str, Any] = {"destination": f"office:drill-{place}", "recipient": f"office@server-{place}.example", "group": "appeal:drill", "now": now}
        mails = [a_mail(**told, key=f"drill:{letter}") for letter in range(first, min(first + _LETTERS_A_SERVER, number))]
        with transaction.atomic():
            outbox.put(mails=mails, now=now)
    return {}
