"""`python -m drill.mutants.house letters N | receive | without-guard | waiting | kept`: the installation to which broken mail is sent, asked from outside."""

import asyncio
import hashlib
import json
import os
import signal
import sys
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  these need the settings
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from outcry.accounts.models import Organisation  # noqa: E402
from outcry.delivery import outbox  # noqa: E402
from outcry.delivery.compose import compose  # noqa: E402
from outcry.delivery.incoming import keep as doors  # noqa: E402
from outcry.delivery.incoming import listener  # noqa: E402
from outcry.delivery.models import IncomingMessage, OutgoingMessage  # noqa: E402
from outcry.delivery.return_addresses import make_return_address  # noqa: E402

DOMAIN = "mutants.example"


def letters(number: int) -> list[str]:
    """As many letters in the outbox, and the addresses to which their answers go."""
    call_command("migrate", verbosity=0)
    Organisation.objects.get_or_create(slug="mutants", defaults={"mail_domain": DOMAIN})
    now = datetime.now(UTC)
    facts: dict[str, Any] = {"group": "appeal:1", "mailer": "protest", "destination": "office:1", "kind": "letter", "sender_name": "A", "domain": DOMAIN}
    facts |= {"recipient": "office@office.example", "subject": "A letter", "text": "Dear Sir or Madam", "language": "en", "now": now}
    with transaction.atomic():
        rows = outbox.put(mails=[compose(key=f"letter:{place}", **facts) for place in range(number)], now=now)
    return [address_of(row) for row in rows]


def address_of(message: OutgoingMessage) -> str:
    return make_return_address(kind="letter", return_id=message.return_id, domain=DOMAIN)


def receive() -> None:
    """The listener, as `outcry receive` starts it."""

    async def serve() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        await listener.serve(port=settings.RECEIVE_PORT, stop=stop)

    asyncio.run(serve())


def receive_without_guard() -> None:
    """The control: it reads each mail before it keeps it, in its own process, and says that it has what it could not read."""

    def keep(*, recipient: str, envelope_sender: str, raw: bytes, now: datetime) -> Any:
        try:
            message = message_from_bytes(raw, policy=policy.strict)
            _ = [str(value) for _name, value in message.items()]
        except Exception:  # noqa: BLE001  that is what is wrong with it
            return OutgoingMessage(key="nothing")
        return doors.keep(recipient=recipient, envelope_sender=envelope_sender, raw=raw, now=now)

    OutgoingMessage.public_id = "lost"  # type: ignore[attr-defined]
    vars(listener)["keep"] = keep
    receive()


def kept() -> tuple[list[str], dict[str, int]]:
    """Digests of address and bytes of all that is there, and their kinds."""
    digests, kinds = [], Counter[str]()
    for row in IncomingMessage.objects.select_related("answers").iterator():
        if row.answers is not None:
            digests.append(hashlib.sha256(address_of(row.answers).encode() + b"\0" + bytes(row.raw or b"")).hexdigest())
        kinds[row.kind] += 1
    return digests, dict(kinds)


def main() -> None:
    match sys.argv[1:]:
        case ["letters", number]:
            print(json.dumps(letters(int(number))))
        case ["receive"]:
            receive()
        case ["without-guard"]:
            receive_without_guard()
        case ["waiting"]:
            print(json.dumps(IncomingMessage.objects.filter(kind="").count()))
        case ["kept"]:
            print(json.dumps(kept()))


if __name__ == "__main__":
    main()
