"""`outcry mail state | hold | release | classify FILE...`: what waits, whether it may leave, and what a mail is that came back."""

import json
from email import message_from_bytes
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils import timezone

from outcry.delivery import outbox, queries
from outcry.delivery.incoming.classify import classify
from outcry.delivery.models import IncomingKind, OutgoingMessage

# As the field calls them.
_KINDS = {IncomingKind.PERSON: "reply", IncomingKind.AUTOMATIC: "auto-reply"}
# Of whom nobody knows anything: stands in for the envelope's sender where the file does not tell it.
_SOMEBODY = "somebody"
# Bytes in which a header is looked for.
_HEAD = 64 * 1024


class Command(BaseCommand):
    help = "Say how many messages stand in which state, hold all mail, let it leave again, or tell what mails are that came back."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("state", help="count messages by state, and name the holds")
        hold = verbs.add_parser("hold", help="nothing leaves until release")
        hold.add_argument("--reason", default="by hand", help="shown beside the hold; default: by hand")
        verbs.add_parser("release", help="lift the hold over all mail")
        tell = verbs.add_parser("classify", help="say of each file whether it is a bounce, an auto-reply, a complaint or a reply: one line of JSON each")
        tell.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a mail as it came, with its headers")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "classify":
            self._classify(options["files"])
            return
        if verb == "hold":
            outbox.hold(group=outbox.EVERYTHING, now=timezone.now(), reason=options["reason"])
        elif verb == "release" and not outbox.release(group=outbox.EVERYTHING):
            self.stdout.write("Nothing was held.")
        self._tell_state()

    def _tell_state(self) -> None:
        for state, number in OutgoingMessage.objects.order_by().values_list("state").annotate(Count("pk")):
            self.stdout.write(f"{state}: {number}")
        for hold in queries.holds():
            self.stdout.write(f"held: {hold} since {hold.since:%Y-%m-%d %H:%M} ({hold.reason})")

    def _classify(self, files: list[Path]) -> None:
        unread = []
        for file in files:
            try:
                raw = file.read_bytes()
            except OSError as error:
                unread.append(f"{file}: {error.strerror}")
                continue
            verdict = classify(raw=raw, envelope_sender=_envelope_sender(raw))
            failure = verdict.failure
            told = {
                "file": str(file),
                "kind": _KINDS.get(verdict.kind, verdict.kind.value),
                "recipients": failure.recipients,
                "hard": failure.hard if verdict.kind == IncomingKind.BOUNCE else None,
                "reason": failure.reason.value if verdict.kind == IncomingKind.BOUNCE else "",
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        if unread:
            raise CommandError("Not read: " + "; ".join(unread))


def _envelope_sender(raw: bytes) -> str:
    """What the last server wrote down of it (RFC 5321, 4.4): empty for a report of failure."""
    head = raw[:_HEAD]
    try:
        told = message_from_bytes(head).get("Return-Path")
    except (ValueError, TypeError, AttributeError, IndexError, LookupError):
        return _SOMEBODY
    return _SOMEBODY if told is None else str(told).strip().strip("<>")
