"""`outcry mail …`: what waits, whether it may leave, by which key it is signed, what comes in, and what a mail is that came back."""

import json
import sys
from collections.abc import Callable
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
from outcry.delivery.incoming.imap import PickupFailed, configured
from outcry.delivery.incoming.imap import pick_up as look_into
from outcry.delivery.incoming.keep import SIZE_LIMIT
from outcry.delivery.incoming.parsing import Unreadable
from outcry.delivery.incoming.reader import Reader
from outcry.delivery.incoming.take import TooMuch, TryLater, take
from outcry.delivery.kinds import Kind
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.outgoing import remembered
from outcry.delivery.relay_log.reading import read_log
from outcry.delivery.return_addresses import UnknownReturnAddress
from outcry.delivery.signing.keys import SigningKeyUnfit, in_strings, make_pair, numbers, pair, use

# As sysexits.h numbers them: what mail servers take for no such address, for never, and for later.
NO_USER, UNAVAILABLE, TRY_LATER = 67, 69, 75
# As the field calls them.
_KINDS = {Kind.PERSON: "reply", Kind.AUTOMATIC: "auto-reply"}
# What the log calls a hold over all mail.
_ALL = "all mail"


class Command(BaseCommand):
    help = "Count messages by state, hold, release and sign mail, take a mail in, read the relay's log, or tell what mails are that came back."

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
        take_in = verbs.add_parser("take", help="take one mail from the standard input, as mail servers hand it to a program")
        take_in.add_argument("--recipient", default="", help="the address it came to; default: as its headers say")
        take_in.add_argument("--sender", default=None, help="the envelope's sender, blank for a report of failure; default: as its headers say")
        take_in.add_argument("--pick-up", action="store_true", help="look into the mailbox of the settings (IMAP) instead, once")
        tell = verbs.add_parser("classify", help="say of each file whether it is a bounce, an auto-reply, a complaint or a reply: one line of JSON each")
        tell.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a mail as it came, with its headers")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        doing: dict[str, Callable[..., None]] = {
            "state": self._tell_state,
            "classify": self._classify,
            "take": self._take,
            "reconcile": self._reconcile,
            "new-key": self._make_key,
            "use-key": self._use_key,
            "hold": self._hold,
            "release": self._release,
            "withdraw": self._withdraw,
            "adopt": self._adopt,
        }
        doing[verb](**options)

    def _adopt(self, **_: Any) -> None:
        remembered.adopt(folder=settings.DATA, now=timezone.now())
        self.stdout.write("This machine may send from this database now.")

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

    def _take(self, *, recipient: str, sender: str | None, pick_up: bool, **_: Any) -> None:
        """Mail servers go by the exit status (sysexits.h), and send on the words of it."""
        if pick_up:
            self._pick_up()
            return
        raw = sys.stdin.buffer.read(SIZE_LIMIT + 1)
        try:
            with Reader() as reader:
                take(raw=raw, reader=reader, now=timezone.now(), recipient=recipient, envelope_sender=sender)
        except UnknownReturnAddress:
            self._end(NO_USER, "5.1.1 no such address here")
        except TooMuch as error:
            self._end(UNAVAILABLE, f"5.2.3 {error}")
        except TryLater as error:
            self._end(TRY_LATER, f"4.2.2 {error}")
        except Exception as error:  # noqa: BLE001  whatever it is, the mail server keeps the mail and comes back. The error's words may hold an address
            self._end(TRY_LATER, f"4.3.0 not now: {type(error).__name__}")

    def _pick_up(self) -> None:
        account = configured()
        if account is None:
            raise CommandError("No mailbox is named: set OUTCRY_IMAP_HOST, OUTCRY_IMAP_USER and OUTCRY_IMAP_PASSWORD_FILE.")
        try:
            self.stdout.write(f"Taken: {look_into(account=account, now=timezone.now())}")
        except PickupFailed as error:
            raise CommandError(f"The mailbox was not looked into to its end: {error}") from error

    def _end(self, status: int, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
        sys.exit(status)

    def _tell_state(self, **_: Any) -> None:
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

    def _reconcile(self, *, log: Path | None, **_: Any) -> None:
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

    def _make_key(self, **_: Any) -> None:
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

    def _classify(self, *, files: list[Path], **_: Any) -> None:
        unread = []
        with Reader() as reader:
            for file in files:
                try:
                    self.stdout.write(json.dumps(_told(file, reader), ensure_ascii=False))
                except OSError as error:
                    unread.append(f"{file}: {error.strerror}")
        if unread:
            raise CommandError("Not read: " + "; ".join(unread))


def _told(file: Path, reader: Reader) -> dict[str, Any]:
    raw = file.read_bytes()
    try:
        verdict = reader.judge(raw=raw, envelope_sender=None)
    except Unreadable as error:
        return {"file": str(file), "kind": "unknown", "recipients": [], "hard": None, "reason": f"could not be read: {error.why}"}
    failure, is_bounce = verdict.failure, verdict.kind == Kind.BOUNCE
    return {
        "file": str(file),
        "kind": _KINDS.get(verdict.kind, verdict.kind.value),
        "recipients": failure.recipients,
        "hard": failure.hard if is_bounce else None,
        "reason": failure.reason.value if is_bounce else "",
    }
