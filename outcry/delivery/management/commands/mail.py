"""`outcry mail …`: what waits, whether it may leave, by which key it is signed, and what a mail is that came back."""

import json
from email import message_from_bytes
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils import timezone

from outcry.audit.operations import record
from outcry.delivery import outbox, queries
from outcry.delivery.doctor.checks import is_published
from outcry.delivery.doctor.names import Names, NameServerSilent, named_server
from outcry.delivery.doctor.own import own_domains
from outcry.delivery.incoming.classify import classify
from outcry.delivery.models import IncomingKind, OutgoingMessage
from outcry.delivery.outgoing import remembered
from outcry.delivery.relay_log.reading import read_log
from outcry.delivery.signing.keys import SigningKeyUnfit, in_strings, make_pair, numbers, pair, use

# As the field calls them.
_KINDS = {IncomingKind.PERSON: "reply", IncomingKind.AUTOMATIC: "auto-reply"}
# Of whom nobody knows anything: stands in for the envelope's sender where the file does not tell it.
_SOMEBODY = "somebody"
# Bytes in which a header is looked for.
_HEAD = 64 * 1024
# What the log calls a hold over all mail.
_ALL = "all mail"


class Command(BaseCommand):
    help = "Say how many messages stand in which state, hold all mail, let it leave, sign it, read the relay's log, or tell what mails are that came back."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("state", help="count messages by state, and name the holds")
        hold = verbs.add_parser("hold", help="nothing leaves until release")
        hold.add_argument("--reason", default="by hand", help="shown beside the hold; default: by hand")
        release = verbs.add_parser("release", help="let it leave again; without an option: lift the hold over all mail")
        for verb in (hold, release):
            which = verb.add_mutually_exclusive_group()
            which.add_argument("--group", help="this group alone, such as appeal:7")
            which.add_argument("--addressee", metavar="KEY", help="this addressee alone, as `outcry mail state` names it")
            which.add_argument("--server", metavar="KEY", help="this receiving server alone, as `outcry mail state` names it")
        withdraw = verbs.add_parser("withdraw", help="take back what has not left; it can't be put back")
        withdraw.add_argument("group", metavar="GROUP", help="whose letters, such as appeal:7")
        withdraw.add_argument("--reason", default="by hand", help="kept with each letter; default: by hand")
        withdraw.add_argument("--yes", action="store_true", help="without it, only say how many there are")
        verbs.add_parser("adopt", help="let this machine send from this database: before the first start of another mail worker beside those that are there")
        verbs.add_parser("new-key", help="make a pair of keys to sign mail with (DKIM), and say what to write into the DNS; it does not sign yet")
        use = verbs.add_parser("use-key", help="sign all mail with the newest pair of keys, once the DNS has it")
        use.add_argument("number", nargs="?", help="another pair, or: none")
        use.add_argument("--dns", metavar="ADDRESS[:PORT]", help="ask this name server, such as the domain's own: it knows a change at once")
        use.add_argument("--unchecked", action="store_true", help="without asking the DNS")
        know = verbs.add_parser("reconcile", help="read what our relay wrote into its log of letters that we handed to it, from where it was left")
        know.add_argument("--log", type=Path, metavar="FILE", help="the log of a Postfix; default: the one that OUTCRY_RELAY_LOG names")
        tell = verbs.add_parser("classify", help="say of each file whether it is a bounce, an auto-reply, a complaint or a reply: one line of JSON each")
        tell.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a mail as it came, with its headers")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        match verb:
            case "classify":
                self._classify(options["files"])
            case "reconcile":
                self._reconcile(options["log"])
            case "new-key" | "use-key":
                self._sign(is_new=verb == "new-key", **options)
            case "hold":
                self._hold(**options)
            case "release":
                self._release(**options)
            case "withdraw":
                self._withdraw(**options)
            case "adopt":
                remembered.adopt(folder=settings.DATA, now=timezone.now())
                self.stdout.write("This machine may send from this database now.")
            case _:
                self._tell_state()

    def _hold(self, *, group: str | None, addressee: str | None, server: str | None, reason: str, **_: Any) -> None:
        now = timezone.now()
        if addressee:
            if outbox.unknown_destinations(keys=[addressee]):
                raise CommandError(f"Nobody has written to {addressee}.")
            outbox.pause(key=addressee, now=now, reason=reason)
        elif server:
            if not outbox.pause_server(key=server, now=now, reason=reason):
                raise CommandError(f"Nothing has been sent to {server}.")
        else:
            outbox.hold(group=group or outbox.EVERYTHING, now=now, reason=reason)
        record(verb="mail.hold", subject="mail", now=now, what=addressee or server or group or _ALL, reason=reason)
        self._tell_state()

    def _release(self, *, group: str | None, addressee: str | None, server: str | None, **_: Any) -> None:
        now = timezone.now()
        if addressee:
            outbox.resume(key=addressee)
        elif server:
            outbox.release_server(key=server, now=now)
        elif not outbox.release(group=group or outbox.EVERYTHING):
            self.stdout.write("Nothing was held.")
        record(verb="mail.release", subject="mail", now=now, what=addressee or server or group or _ALL)
        self._tell_state()

    def _withdraw(self, *, group: str, reason: str, yes: bool, **_: Any) -> None:
        now, number = timezone.now(), queries.count_withdrawable(group=group)
        if not yes:
            self.stdout.write(f"{number} messages of {group} have not left. To take them back for good: outcry mail withdraw {group} --yes")
            return
        number = outbox.withdraw(group=group, now=now, reason=reason)
        record(verb="mail.withdraw", subject="mail", now=now, what=group, reason=reason, letters=number)
        self.stdout.write(f"{number} messages are taken back.")

    def _tell_state(self) -> None:
        for state, number in OutgoingMessage.objects.order_by().values_list("state").annotate(Count("pk")):
            self.stdout.write(f"{state}: {number}")
        for hold in queries.holds():
            self.stdout.write(f"held: {hold} since {hold.since:%Y-%m-%d %H:%M} ({hold.reason})")
        for destination in queries.paused_destinations():
            self.stdout.write(f"held: addressee {destination.key} since {destination.paused_at:%Y-%m-%d %H:%M} ({destination.paused_reason})")
        for server in queries.stopped_servers():
            if server.paused_at:
                self.stdout.write(f"held: server {server.key} since {server.paused_at:%Y-%m-%d %H:%M} ({server.paused_reason})")
            if server.refuses_since:
                self.stdout.write(f"refuses us: server {server.key} since {server.refuses_since:%Y-%m-%d %H:%M}")

    def _reconcile(self, log: Path | None) -> None:
        path = log or (Path(settings.RELAY_LOG) if settings.RELAY_LOG else None)
        if path is None:
            raise CommandError("Name the log of the relay: outcry mail reconcile --log FILE, or set OUTCRY_RELAY_LOG.")
        try:
            reading = read_log(path=path, now=timezone.now())
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from None
        self.stdout.write(f"lines read: {reading.lines}")
        for word, number in sorted(reading.told.items()):
            self.stdout.write(f"{word}: {number}")
        self.stdout.write(f"not there, go again: {reading.not_there}")

    def _sign(self, *, is_new: bool, **options: Any) -> None:
        if is_new:
            self._make_key()
        else:
            self._use_key(**options)

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
