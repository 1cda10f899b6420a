"""Mail to the house itself, and confirmation mails that came back: what the desk lists of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from rapidfuzz.distance import OSA

from outcry.accounts.models import Organisation
from outcry.accounts.queries import the_organisation
from outcry.appeals.models import Appeal
from outcry.delivery.models import IncomingKind, IncomingMessage, OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.protests.mails import MAILER, mail_group
from outcry.protests.models import LetterlessMail, OwnCopy, PostAnswer, Protest, ProtestState

_OF_MACHINES = (IncomingKind.BOUNCE, IncomingKind.AUTOMATIC, "")
_CAME_BACK = (MessageState.BOUNCED, MessageState.REFUSED, MessageState.EXPIRED)
_ASKING = re.compile(r"protest:(\d+):(confirm|remind)")
_THREAD_LENGTH = 50
# Where most people have their mailbox; a domain one or two slips of the finger away from one of these was probably meant to be it.
_MEANT = (
    "gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "live.com", "icloud.com", "aol.com", "gmx.de", "gmx.net", "web.de", "t-online.de",
    "mail.ru", "yandex.ru", "yandex.kz", "inbox.ru", "rambler.ru", "list.ru", "bk.ru", "proton.me", "protonmail.com", "orange.fr", "free.fr", "libero.it",
    "hotmail.co.uk", "yahoo.co.uk", "btinternet.com", "wanadoo.fr", "seznam.cz", "wp.pl", "o2.pl", "qq.com", "163.com", "naver.com", "ukr.net",
)  # fmt: skip
_SLIPS = 2
_SHORTEST = 7


@dataclass(frozen=True, kw_only=True)
class CameBack:
    """A confirmation mail that did not arrive. Of the address only what follows the @, and what it may have been meant to be."""

    message: OutgoingMessage
    appeal: Appeal
    domain: str
    meant: str
    words: str


def post(*, organisation: Organisation) -> QuerySet[IncomingMessage]:
    """What people wrote to the house: to postmaster@ or abuse@, or in answer to a mail that was no letter to an authority.

    The former is for the organisation of the domain. Of the latter nothing says whose it is, so it is for whoever runs this installation.
    """
    whose = ~Q(mailbox="") & Q(organisation=organisation)
    if organisation == the_organisation():
        no_letter = Q(answers=None) | ~Q(answers__mailer="protest") | Q(pk__in=LetterlessMail.objects.values("incoming_id"))
        # Nor one that a supporter sent herself, of which we get a copy.
        whose |= Q(mailbox="") & no_letter & ~Q(pk__in=OwnCopy.objects.values("incoming_id"))
    rows = IncomingMessage.objects.filter(whose).exclude(kind__in=_OF_MACHINES)
    return rows.select_related("answers", "done__done_by").defer("raw", "answers__content", "answers__recipient").order_by("-received_at", "-pk")


def waiting(*, organisation: Organisation) -> QuerySet[IncomingMessage]:
    """Of these, what nobody has dealt with yet. What was erased after its term waits for nobody."""
    return post(organisation=organisation).filter(done=None, erased_at=None)


def thread(*, incoming: IncomingMessage) -> list[IncomingMessage | PostAnswer]:
    """What was written before and after, by both sides, the first first; mails by their return addresses alone."""
    first = incoming
    for _step in range(_THREAD_LENGTH):
        answer = PostAnswer.objects.filter(message=first.answers_id).select_related("incoming").first() if first.answers_id else None
        if answer is None:
            break
        first = answer.incoming
    found: list[IncomingMessage | PostAnswer] = []
    _follow(first, found)
    return found


def _follow(mail: IncomingMessage, found: list[IncomingMessage | PostAnswer]) -> None:
    """Each mail, then what was answered to it, then what came back to that."""
    if len(found) >= _THREAD_LENGTH:
        return
    found.append(mail)
    for answer in PostAnswer.objects.filter(incoming=mail).select_related("message", "written_by"):
        found.append(answer)
        for back in IncomingMessage.objects.filter(answers=answer.message_id).exclude(kind__in=_OF_MACHINES).order_by("pk"):
            _follow(back, found)


def came_back(*, organisation: Organisation) -> list[CameBack]:
    """Confirmation mails that did not arrive, of protests that still wait for it; the latest first."""
    appeals = _appeals(organisation)
    rows = OutgoingMessage.objects.filter(pk__in=_came_back(appeals)).defer("content")
    return [_line(row, appeals[row.group]) for row in rows.order_by("-state_changed_at", "-pk")]


def _appeals(organisation: Organisation) -> dict[str, Appeal]:
    """By the group of the mails to their supporters."""
    ours = Appeal.objects.filter(organisation=organisation).select_related("organisation").prefetch_related("texts")
    return {mail_group(appeal): appeal for appeal in ours}


def _came_back(groups: Iterable[str]) -> list[int]:
    """The keys of these mails. Asks for nothing that is sealed."""
    rows = OutgoingMessage.objects.filter(group__in=list(groups), mailer=MAILER, state__in=_CAME_BACK, done=None, erased_at=None)
    found = {pk: int(asked[1]) for pk, key in rows.values_list("pk", "key") if (asked := _ASKING.fullmatch(key))}
    still = set(Protest.objects.filter(pk__in=found.values(), state=ProtestState.SUBMITTED).values_list("pk", flat=True))
    return [pk for pk, protest in found.items() if protest in still]


def _line(row: OutgoingMessage, appeal: Appeal) -> CameBack:
    domain = (row.recipient or "").rpartition("@")[2].lower()
    return CameBack(message=row, appeal=appeal, domain=domain, meant=meant(domain), words=(row.last_words or "").strip())


def meant(domain: str) -> str:
    """The domain that somebody may have meant who typed this one; blank when there is none."""
    if domain in _MEANT or len(domain) < _SHORTEST:
        return ""
    slips = {known: OSA.distance(domain, known, score_cutoff=_SLIPS) for known in _MEANT}
    nearest = min(slips, key=lambda known: slips[known])
    return nearest if slips[nearest] <= _SLIPS else ""


def count_waiting(*, organisation: Organisation) -> int:
    """How many mails and confirmations wait for somebody."""
    return waiting(organisation=organisation).count() + len(_came_back(_appeals(organisation)))
