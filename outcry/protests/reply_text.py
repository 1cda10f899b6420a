"""A reply as plain text for the desk. Whatever came in, reading it never fails, and nothing of it is ever drawn as HTML."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

import nh3

from outcry.lib.text import plain_lines

_SHOWN = 100_000


@dataclass(frozen=True, kw_only=True)
class ReplyText:
    """What a person reads before she decides."""

    sender: str
    subject: str
    date: str
    body: str
    attachments: tuple[str, ...] = ()
    # Only an HTML part was there: its tags were taken out.
    was_html: bool = False
    was_cut: bool = False


def reply_text(raw: bytes | None) -> ReplyText:
    """The readable part of a mail: its plain text, else its HTML without tags, else nothing but the headers."""
    if raw is None:
        return ReplyText(sender="", subject="", date="", body="")
    try:
        return _read(raw)
    except Exception:  # noqa: BLE001  a stranger's mail may break any parser; its bytes are still shown verbatim
        return ReplyText(sender="", subject="", date="", body=verbatim(raw))


def verbatim(raw: bytes | None) -> str:
    """Every byte as it came, as far as it can be drawn; cut after 100,000 characters."""
    return (raw or b"").decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")[:_SHOWN]


def _read(raw: bytes) -> ReplyText:
    message = message_from_bytes(raw, policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError("not a mail")
    part = message.get_body(preferencelist=("plain", "html"))
    text = str(part.get_content()) if part is not None else ""
    was_html = part is not None and part.get_content_subtype() == "html"
    text = plain_lines(nh3.clean(text, tags=set()) if was_html else text)
    return ReplyText(
        sender=_header(message, "From"),
        subject=_header(message, "Subject"),
        date=_header(message, "Date"),
        body=text[:_SHOWN],
        attachments=tuple(str(one.get_filename() or one.get_content_type()) for one in message.iter_attachments()),
        was_html=was_html,
        was_cut=len(text) > _SHOWN,
    )


def _header(message: EmailMessage, name: str) -> str:
    return plain_lines(str(message.get(name, ""))).replace("\n", " ")
