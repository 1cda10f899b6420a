"""Reading reports of delivery: the fields of RFC 3464, and the texts of servers that send none. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from email.message import Message

from flufl.bounce import all_failures

from outcry.delivery.incoming.failures import Failure, Reason, reason_of

STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ADDRESS = re.compile(r"[^\s<>;,:\"'()\[\]]+@[^\s<>;,:\"'()\[\]]+")
# Where the mail that came back begins.
_ORIGINAL = re.compile(
    r"(?im)^[ \t>|*-]*(-{2,}.{0,40}(original|returned|unsent|copy of|message (text|header)s?|header|begin)|return-path:|received: "
    r"|below this line is a copy|this is a copy of|original (mail|message) (as|follows)|content-type: message/rfc822"
    r"|your (original )?message (follows|begins|reads)|message (header|text) follows)"
)
# A line in which a server speaks; what it says may go on in the next two.
_SPOKEN = re.compile(r"(?<![\d.])[45]\d\d[ :#-]|\b[45]\.\d{1,3}\.\d{1,3}\b|(?i:\bsaid:|\breason:|responded)")
# Dovecot's delivery agent explains itself in the text, and calls all of it 5.1.1.
_EXPLAINED = re.compile(r"(?is)automatically rejected:\s*(.{1,200})")
_SPOKEN_AT_MOST = 12


def fields_of(parts: Sequence[Message]) -> list[dict[str, str]]:
    """What a report says for each recipient; nothing where the mail holds no report."""
    blocks = [block for part in parts if part.get_content_type() in _REPORTS for block in _blocks(part)]
    return [block for block in blocks if block.keys() & {"action", "status", "final-recipient", "original-recipient"}]


def _blocks(part: Message) -> Iterator[dict[str, str]]:
    payload = part.get_payload()
    for block in payload if isinstance(payload, list) else [part]:
        if isinstance(block, Message):
            yield {str(name).lower(): " ".join(str(value).split()) for name, value in block.items()}
            text = block.get_payload()
            # Written as text, in a report that was encoded or whose blank line is missing.
            for some in re.split(r"\n\s*\n", text) if isinstance(text, str) else ():
                yield {name.lower(): value.strip() for name, value in re.findall(r"(?im)^([a-z-]+):(.*)$", some)}


def is_final(blocks: Iterable[dict[str, str]]) -> bool | None:
    """RFC 3464, 2.3.3: whether delivery has failed for one of them; False for delays; None where it was delivered, or nothing is said."""
    actions = {_action(block) for block in blocks} - {""}
    if "failed" in actions:
        return True
    if "delayed" in actions:
        return False
    statuses = [found[1] for block in blocks if (found := STATUS.search(block.get("status", "")))]
    return True if not actions and any(status.startswith("5") for status in statuses) else None


def told_in_report(blocks: Sequence[dict[str, str]]) -> dict[str, str]:
    """What a report says that is none of failure: the outcome, who says so, and the words of the server that took the mail.

    "Expanded" was delivered, too, and then went on to a list (RFC 3464, 2.3.3).
    """
    for actions, outcome in ((("delivered", "expanded"), "delivered"), (("relayed",), "relayed"), (("delayed",), "delayed")):
        for block in blocks:
            if _action(block) in actions:
                server = _without_kind(block.get("remote-mta", ""))
                return {"outcome": outcome, "server": server, "words": _without_kind(block.get("diagnostic-code", "")) or block.get("status", "")}
    return {}


def envelope_id_of(parts: Sequence[Message]) -> str:
    """The name that we gave the mail in its envelope (RFC 3461, 4.4), as a report gives it back."""
    blocks = (block for part in parts if part.get_content_type() in _REPORTS for block in _blocks(part))
    return next((block["original-envelope-id"] for block in blocks if "original-envelope-id" in block), "")


def _without_kind(field: str) -> str:
    return field.partition(";")[2].strip()


def failure_in_report(blocks: Sequence[dict[str, str]], text: str) -> Failure:
    """What a report and the words around it tell of the failure."""
    failed = [block for block in blocks if _action(block) == "failed"] or list(blocks)
    statuses = [found[1] for block in failed if (found := STATUS.search(block.get("status", "")))]
    status = next((status for status in statuses if status.startswith("5")), statuses[0] if statuses else "")
    told = " ".join(block.get("diagnostic-code", "") for block in failed).strip()
    recipients = [found[0] for block in failed if (found := _ADDRESS.search(block.get("final-recipient", "") or block.get("original-recipient", "")))]
    words = list(filter(None, [*_EXPLAINED.findall(text), told, *_spoken(text)]))
    return Failure(recipients=tuple(dict.fromkeys(recipients)), status=status, reason=reason_of(words=words, status=status))


def failure_in_text(message: Message, text: str, *, named: str) -> Failure:
    """The same of a mail without a report. `named`: the header X-Failed-Recipients."""
    found = STATUS.search(_before_original(text))
    status = found[1] if found else ""
    recipients = _ADDRESS.findall(named) or recipients_by_habit(message)
    return Failure(recipients=tuple(dict.fromkeys(recipients)), status=status, reason=reason_of(words=_spoken(text), status=status))


def recipients_by_habit(message: Message) -> list[str]:
    """The addresses that a mail names as failed, by what programs of its kind are used to write."""
    temporary, permanent = all_failures(message)
    return sorted(address.decode("ascii", "replace") for address in [*temporary, *permanent])


def complained_of(part: Message) -> tuple[str, ...]:
    """RFC 5965, 3.2: whose mailbox it was sent to, as far as the report says so."""
    fields = [value for block in _blocks(part) for name, value in block.items() if name in ("original-rcpt-to", "removal-recipient")]
    return tuple(dict.fromkeys(found[0] for value in fields if (found := _ADDRESS.search(value))))


def delayed(failure: Failure) -> Failure:
    """What is said of a message that is still being tried."""
    return Failure(recipients=failure.recipients, status=failure.status, reason=Reason.DELAYED)


def _action(block: dict[str, str]) -> str:
    return block.get("action", "").partition(" ")[0].lower()


def _spoken(text: str) -> list[str]:
    """The words of a server in a text: first the lines that look like an answer of one, then all that stands before the mail that came back."""
    before = _before_original(text)
    lines = before.splitlines()
    spoken = [" ".join(lines[place : place + 3]) for place, line in enumerate(lines) if _SPOKEN.search(line)][:_SPOKEN_AT_MOST]
    return ["\n".join(spoken), " ".join(lines)]


def _before_original(text: str) -> str:
    found = _ORIGINAL.search(text)
    return text[: found.start()] if found and found.start() else text
