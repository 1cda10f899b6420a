"""What a report of failure says: whose mailbox it is about, why, and whether that address is dead. Pure.

The words of the other server go before its numbers: half of all servers answer 5.1.1 or plain 550 to whatever they dislike. A status
X.7.X makes no address dead: it says that they block us (RFC 3463, 3.8).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why it failed, in the words that operators read."""

    NO_SUCH_ADDRESS = "no such address"
    NO_SUCH_HOST = "no such host"
    MOVED = "the address has moved"
    TAKES_NO_MAIL = "the host takes no mail"
    MAILBOX_FULL = "mailbox full"
    SWITCHED_OFF = "mailbox switched off"
    TOO_LARGE = "too large"
    BLOCKED = "blocked"
    DELAYED = "delayed"
    GIVEN_UP = "given up after many tries"
    NOT_REACHED = "not reached"
    THEIR_TROUBLE = "trouble of their own"
    UNKNOWN = "not told"


# Of these nobody will ever read anything that is sent there.
HARD = frozenset({Reason.NO_SUCH_ADDRESS, Reason.NO_SUCH_HOST, Reason.MOVED, Reason.TAKES_NO_MAIL})


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One report. `hard` is None where nothing tells."""

    recipients: tuple[str, ...] = ()
    status: str = ""
    reason: Reason = Reason.UNKNOWN

    @property
    def hard(self) -> bool | None:
        return None if self.reason == Reason.UNKNOWN else self.reason in HARD


# The first that stands in the words is the reason: what speaks of us before what speaks of the mailbox. "answer=6596" is a page of Gmail's,
# whose address is all that it says of a user it does not know.
_WORDS: tuple[tuple[Reason, str], ...] = (
    (
        Reason.TAKES_NO_MAIL,
        r"null mx|(host|domain|server) does ?n.t accept (any )?(mail|e-?mail)|does not accept mail|no mail (is )?accepted"
        r"|not accepting (network )?messages|\b556\b|could ?n.t find a mail exchanger|all relevant mx records",
    ),
    (
        Reason.MAILBOX_FULL,
        r"(mail)?box.{0,40}(full|exceed|quota|limit)|quota|(insufficient|not enough|out of) (system |disk |mailbox )?(storage|space)"
        r"|mailfolder is full|is full\b|storage.{0,20}(exceed|full)|over (its |the )?(limit|storage)|exceed.{0,30}(storage|mailbox|allocation)",
    ),
    (
        Reason.TOO_LARGE,
        r"(message|mail|size).{0,30}(too (big|large|long)|exceeds)|exceeds.{0,40}size|larger than|max(imum)? (message|size|mail)",
    ),
    (
        Reason.BLOCKED,
        r"spam|from:.{0,20}invalid|valid from\b|permission to|pas autoris|black ?list|block(ed|ing|list)|\brbl\b|dnsbl|reputation|dmarc|\bdkim\b"
        r"|\bspf\b|polic(y|ies)\b|denied|not (be )?(allowed|permitted|authori[sz]ed)|prohibit|administrative|\bvirus"
        r"|content (reject|filter|restrict|not)|relaying|to relay|too (many|much|fast)|throttl|rate limit|reverse|\bptr\b|rdns|banned|suspicious"
        r"|(mail|message|connection|access|domain) refused|sender.{0,40}(reject|not exist|invalid|refus|domain|unknown|verif)"
        r"|reject.{0,20}(sender|mail from)|invalid sender|authenticat|\bhelo\b|rfc ?\d{3}|header (is|error|missing|not)|missing.{0,10}header"
        r"|unsolicited|security|temporarily deferred|gr[ae]ylist|try again later|restricted|forg(ed|ery)|abus"
        r"|exceeded.{0,30}(rate|connection|maximum delivery)",
    ),
    (
        Reason.SWITCHED_OFF,
        r"(account|mailbox|user|recipient|domain).{0,40}(disabled|suspend|inactive|deactivat|expired|locked|discontinu|closed|dormant|not active"
        r"|on hold)|inactive (account|user|mailbox)|no longer (active|in use)",
    ),
    (
        Reason.MOVED,
        r"(user|mailbox|recipient|address|account).{0,20}\bmoved\b|changed (his|her|their|its)? ?(e-?mail )?address|please (use|update).{0,20}address"
        r"|no longer on server",
    ),
    (
        Reason.NO_SUCH_HOST,
        r"(host|domain)( name)?.{0,20}not found|host unknown|unknown (host|domain)|no such (host|domain)"
        r"|domain.{0,30}(does ?n.t exist|invalid|illegal)|domain does not exist|nxdomain|name or service not known|bad destination (host|system)"
        r"|could ?n.t find any host|unresolvable|553 [a-z0-9.-]+ does not exist|invalid domain|no mx\b|unrouteable mail domain"
        r"|could not find a gateway",
    ),
    (
        Reason.NO_SUCH_ADDRESS,
        r"(user(id)?|recip(ient)?|mailbox|account|addressee?|local ?part|alias|person|subscriber)\b.{0,60}(unknown|not (known|exist|found|valid"
        r"|listed|here|recogni[sz]ed|local|a valid)|does ?n.t exist|do not exist|invalid|unavailable|no longer valid)"
        r"|(unknown|invalid|bad|no such|unrouteable|non-?existent|illegal|incorrect|unroutable)( or \w+)?( final delivery| local| e-?mail"
        r"| mailbox)? (user(id)?|recipient|mailbox|address|account|person|name|alias)|not? (a )?(valid|such) (user|recipient|mailbox|person)"
        r"|no (mailbox|recipient|account)|user does ?n.t have|not our (user|customer)|recipnotfound|recipient address rejected: [a-z0-9.-]+ \["
        r"|nobody (here )?(by|with) that name|not listed in|n.existe pas|existiert nicht|no existe|не существует|не найден|answer=6596",
    ),
    (
        Reason.GIVEN_UP,
        r"(retry )?time.?out exceeded|retry time not reached|has been (in|on) (the )?queue|too long|(mail|message|delivery).{0,20}expired"
        r"|max(imum)? (retr|hop)|aborted after",
    ),
    (
        Reason.NOT_REACHED,
        r"timed? ?out|connect|network|unreachable|no route|broken pipe|connection (lost|dropped|reset)|name server|name service error|lookup|mail loop"
        r"|too many hops",
    ),
)
_PATTERNS = tuple((reason, re.compile(words, re.IGNORECASE | re.MULTILINE)) for reason, words in _WORDS)
# RFC 3463, and the registry of enhanced status codes.
_STATUSES: tuple[tuple[Reason, str], ...] = (
    (Reason.BLOCKED, r"[45]\.7\.|[45]\.1\.[78]|5\.6\."),
    (Reason.MOVED, r"[45]\.1\.6"),
    (Reason.NO_SUCH_HOST, r"[45]\.1\.2|5\.4\.4"),
    (Reason.TAKES_NO_MAIL, r"[45]\.1\.10|5\.3\.2"),
    (Reason.NO_SUCH_ADDRESS, r"5\.1\.[134]"),
    (Reason.MAILBOX_FULL, r"[45]\.2\.2|[45]\.3\.1"),
    (Reason.SWITCHED_OFF, r"[45]\.2\.1"),
    (Reason.TOO_LARGE, r"[45]\.2\.3|[45]\.3\.4"),
    (Reason.GIVEN_UP, r"[45]\.4\.7"),
    (Reason.NOT_REACHED, r"[45]\.4\."),
    (Reason.THEIR_TROUBLE, r"[45]\.[35]\."),
)
_NUMBERS = tuple((reason, re.compile(f"(?:{numbers})")) for reason, numbers in _STATUSES)


# Whoever says "unknown user" only after the text was read, filters by the text, and hides it.
_AFTER_THE_TEXT = re.compile(r"(?i)\b(after|to|end of) (end of )?(message )?data\b|>>> data\b(?!.*\b503\b).*554 5\.0\.0 service unavailable")


def reason_of(*, words: Sequence[str], status: str = "") -> Reason:
    """Why it failed, by the words of the server, the most exact first, and by its status where they tell nothing."""
    told = next((reason for text in words for reason, pattern in _PATTERNS if pattern.search(text)), None)
    if told == Reason.NO_SUCH_ADDRESS and any(text.startswith("x-unix") for text in words):
        # A program that was to put it into the mailbox; it may be set up wrongly for everybody.
        return Reason.THEIR_TROUBLE
    if told == Reason.NO_SUCH_ADDRESS and (status.startswith("5.7.") or any(map(_AFTER_THE_TEXT.search, words))):
        return Reason.BLOCKED
    return told or next((reason for reason, numbers in _NUMBERS if numbers.match(status)), Reason.UNKNOWN)
