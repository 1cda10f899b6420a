"""What the authorities answered."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases import publication
from outcry.cases.publication import Refused, ThreatMaterial
from outcry.delivery.models import IncomingKind, IncomingMessage
from outcry.protests.blacking import blacked_out, count_bars
from outcry.protests.models import AuthorityReply, LetterlessMail, ProtestLetter, ReplyAct, ReplyState, ReplyWords
from outcry.vocabularies.models import Term

logger = logging.getLogger(__name__)

_BATCH = 200
# Whatever is not known to come from a machine: a person decides what it is.
_FOR_PEOPLE = (IncomingKind.PERSON, IncomingKind.UNKNOWN, IncomingKind.COMPLAINT, IncomingKind.UNREADABLE)


def collect_replies(*, now: datetime) -> int:
    """Put every mail for a person to read that answers a letter into the replies of its appeal, once. Returns how many were new.

    Mail to a letter that belongs to no protest is written down once, and then no longer looked at: the desk shows it.
    """
    unread = IncomingMessage.objects.filter(kind__in=_FOR_PEOPLE, answers__mailer="protest")
    unread = unread.exclude(pk__in=AuthorityReply.objects.values("incoming_id")).exclude(pk__in=LetterlessMail.objects.values("incoming_id"))
    collected = 0
    for incoming in unread.order_by("pk")[:_BATCH]:
        letter = _answered(incoming)
        if letter is None:
            _pass_over(incoming, now=now)
            continue
        _reply, is_new = AuthorityReply.objects.get_or_create(
            incoming=incoming, defaults={"letter": letter, "appeal_id": letter.protest.appeal_id, "received_at": incoming.received_at}
        )
        collected += is_new
    return collected


def _answered(incoming: IncomingMessage) -> ProtestLetter | None:
    """The letter it answers: by its own message, by one that it had before it went another way, or the first of those that a daily letter tells of."""
    by = incoming.answers_id
    letters = ProtestLetter.objects.select_related("protest")
    return letters.filter(Q(message=by) | Q(former_messages__message=by) | Q(daily__message=by)).order_by("pk").first()


def _pass_over(incoming: IncomingMessage, *, now: datetime) -> None:
    _mail, is_new = LetterlessMail.objects.get_or_create(incoming=incoming, defaults={"noticed_at": now})
    if is_new:
        logger.warning("incoming mail %d answers message %s, which is no protest's letter: passed over, listed on the desk", incoming.pk, incoming.answers_id)


def decide_reply(*, reply: AuthorityReply, show: bool, text: str = "", language: str = "", by: Any, now: datetime) -> AuthorityReply:
    """A person has read the reply: show these words of it on the appeal page, or keep it to ourselves.

    What stands in `text` between [[ and ]] is blacked out: readers get a bar, and never what is under it. Raise ValueError when it is to be
    shown without words or language, UnevenMarks when a mark has no other end.
    """
    shown = blacked_out(text).strip()
    if show and not (shown and language):
        raise ValueError("a reply is shown in checked words and with its language")
    with transaction.atomic():
        reply.state = ReplyState.SHOWN if show else ReplyState.KEPT
        reply.public_text, reply.language = (shown, language) if show else ("", "")
        reply.decided_by, reply.decided_at = by, now
        reply.save()
        if show:
            _save(reply, text, by, now)
        bars = {"bars": count_bars(text)} if show else {}
        record(verb=f"reply.{reply.state}", subject=f"reply:{reply.pk}", actor=by, now=now, appeal=reply.appeal_id, **bars)
    return reply


def save_words(*, reply: AuthorityReply, text: str, by: Any, now: datetime) -> None:
    """Keep the words that may be shown later, with their marks. What readers see already stays as it is. Raise UnevenMarks."""
    blacked_out(text)
    with transaction.atomic():
        _save(reply, text, by, now)
        record(verb="reply.words", subject=f"reply:{reply.pk}", actor=by, now=now, appeal=reply.appeal_id, bars=count_bars(text))


def _save(reply: AuthorityReply, text: str, by: Any, now: datetime) -> None:
    ReplyWords.objects.update_or_create(reply=reply, defaults={"text": text.strip(), "saved_by": by, "saved_at": now})


@dataclass(frozen=True, kw_only=True)
class Threat:
    """What a reply does to whom, as somebody at the desk wrote it down: somebody in the case, or a name that need not name anybody. `when` is EDTF."""

    victim_id: int | None
    name: str
    kind: Term
    happened: str
    when: str


def record_act(*, reply: AuthorityReply, threat: Threat, office: str, language: str, public_id: str, by: User, now: datetime) -> ReplyAct:
    """Record it as an act in the case of the reply's appeal, with the mail as its source. The same `public_id` again is the same act.

    Raise Refused where the appeal has no case, or none that is there for whoever writes.
    """
    appeal = reply.appeal
    if appeal.case_id is None:
        raise Refused(_("This appeal belongs to no case. Make one, and choose it in the appeal."))
    with transaction.atomic():
        # One after another: a second press of the button waits for the first.
        AuthorityReply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
        there = ReplyAct.objects.filter(public_id=public_id, reply=reply).first()
        if there is not None:
            return there
        found = publication.record_threat(
            organisation=appeal.organisation,
            case_id=appeal.case_id,
            threat=ThreatMaterial(
                victim_id=threat.victim_id,
                name=threat.name,
                kind=threat.kind,
                happened=threat.happened,
                when=threat.when,
                language=language,
                told_by=office[:200],
                title=(_("Answer to our letter, received on %(day)s") % {"day": reply.received_at.date().isoformat()})[:300],
                mail=bytes(reply.incoming.raw) if reply.incoming.raw else None,
            ),
            reply_id=reply.pk,
            by=by,
            now=now,
        )
        record(verb="reply.act", subject=f"reply:{reply.pk}", actor=by, now=now, case=found.case_id)
        return ReplyAct.objects.create(reply=reply, public_id=public_id, case_id=found.case_id, act_key=found.act_id, recorded_at=now)
