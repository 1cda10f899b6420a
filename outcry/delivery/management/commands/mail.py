"""`outcry mail …`: what waits, whether it may leave, by which key it is signed, and what a mail is that came back."""

import json
from email import message_from_bytes
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils import timezone

from outcry.delivery import outbox, queries
from outcry.delivery.doctor.checks import is_published
from outcry.delivery.doctor.names import Names, NameServerSilent, named_server
from outcry.delivery.doctor.own import own_domains
from outcry.delivery.incoming.classify import classify
from outcry.delivery.models import IncomingKind, OutgoingMessage
from outcry.delivery.signing.keys import SigningKeyUnfit, in_strings, make_pair, numbers, pair, use

# As the field calls them.
_KINDS = {IncomingKind.PERSON: "reply", IncomingKind.AUTOMATIC: "auto-reply"}
# Of whom nobody knows anything: stands in for the envelope's sender where the file does not tell it.
_SOMEBODY = "somebody"
# Bytes in which a header is looked for.
_HEAD = 64 * 1024


class Command(BaseCommand):
    help = "Say how many messages stand in which state, hold all mail, let it leave again, sign it, or tell what mails are that came back."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("state", help="count messages by state, and name the holds")
        hold = verbs.add_parser("hold", help="nothing leaves until release")
        hold.add_argument("--reason", default="by hand", help="shown beside the hold; default: by hand")
        verbs.add_parser("release", help="lift the hold over all mail")
        verbs.add_parser("new-key", help="make a pair of keys to sign mail with (DKIM), and say what to write into the DNS; it does not sign yet")
        use = verbs.add_parser("use-key", help="sign all mail with the newest pair of keys, once the DNS has it")
        use.add_argument("number", nargs="?", help="another pair, or: none")
        use.add_argument("--dns", metavar="ADDRESS[:PORT]", help="ask this name server, such as the domain's own: it knows a change at once")
        use.add_argument("--unchecked", action="store_true", help="without asking the DNS")
        tell = verbs.add_parser("classify", help="say of each file whether it is a bounce, an auto-reply, a complaint or a reply: one line of JSON each")
        tell.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a mail as it came, with its headers")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        match verb:
            case "classify":
                self._classify(options["files"])
            case "new-key":
                self._make_key()
            case "use-key":
                self._use_key(**options)
            case _:
                self._hold_or_release(verb, options.get("reason", ""))

    def _hold_or_release(self, verb: str, reason: str) -> None:
        if verb == "hold":
            outbox.hold(group=outbox.EVERYTHING, now=timezone.now(), reason=reason)
        elif verb == "release" and not outbox.release(group=outbox.EVERYTHING):
            self.stdout.write("Nothing was held.")
        self._tell_state()

    def _tell_state(self) -> None:
        for state, number in OutgoingMessage.objects.order_by().values_list("state").annotate(Count("pk")):
            self.stdout.write(f"{state}: {number}")
        for hold in queries.holds():
            self.stdout.write(f"held: {hold} since {hold.since:%Y-%m-%d %H:%M} ({hold.reason})")

    def _make_key(self) -> None:
        number = make_pair(settings.KEYS_FOLDER)
        self.stdout.write(f"Pair {number} is made. Write into the DNS:")
        for domain in own_domains() or ["YOUR-DOMAIN"]:
            for key in pair(settings.KEYS_FOLDER, number):
                self.stdout.write(f"{key.name_in(domain)}. TXT {in_strings(key.record)}")
        self.stdout.write("Then, when it can be seen there: outcry mail use-key")

    def _use_key(self, *, number: str | None, dns: str | None, unchecked: bool, **_: Any) -> None:
        folder = settings.KEYS_FOLDER
        if number == "none":
            use(folder, None)
            self.stdout.write("Nothing is signed from now on.")
            return
        chosen = int(number) if number and number.isdecimal() else max(numbers(folder), default=0)
        if chosen not in numbers(folder):
            raise CommandError("There is no such pair of keys. Make one with: outcry mail new-key")
        try:
            keys = pair(folder, chosen)
            names = Names(server=named_server(dns))
            missing = [] if unchecked else [key.name_in(domain) for domain in own_domains() for key in keys if not is_published(names, domain, key)]
        except (SigningKeyUnfit, NameServerSilent, ValueError) as error:
            raise CommandError(str(error)) from error
        if missing:
            raise CommandError(f"The DNS does not have them yet: {', '.join(missing)}. Nothing was changed; outcry doctor mail says what to write.")
        use(folder, chosen)
        self.stdout.write(f"Pair {chosen} signs every mail from now on.")

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
