"""Mails about comments: one that asks whether the owner of an address wants to hear of answers, and one for each answer.

Neither holds a word that anybody typed: whoever's mailbox it is must not be sent a stranger's words. The first leaves only
once the comment is on the page, so that what is refused sends mail to nobody.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.delivery import outbox
from outcry.delivery.compose import FinishedMail, compose
from outcry.delivery.suppression import is_suppressed
from outcry.lib.links import make_link
from outcry.newsroom.comment_rows import Comment
from outcry.protests.mails import DESTINATION, MAILER

HEAR, LEAVE = "comment-hear", "comment-leave"
# To one mailbox in a day: whoever types a stranger's address must not fill it.
ASKED_A_DAY = 3
# In one thread; nobody writes to more.
_MOST = 200


def ask(comment: Comment, *, now: datetime) -> None:
    """Once for each comment, when it is on the page: does the owner of the address want to hear of answers? Call it inside a transaction."""
    if comment.address is None or comment.address_hash is None or comment.asked_at is not None or is_suppressed(address_hash=bytes(comment.address_hash)):
        return
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if Comment.objects.filter(address_hash=comment.address_hash, asked_at__gte=midnight).count() >= ASKED_A_DAY:
        return
    comment.asked_at = now
    comment.save(update_fields=["asked_at"])
    subject = _in(comment, lambda: _("Do you want to hear of answers?"))
    outbox.put(mails=[_mail(comment, template="comment_hear", subject=subject, key=_hear_key(comment), group=comment.subject, now=now)], now=now)


def tell(answer: Comment, *, now: datetime) -> None:
    """Tell everybody in its thread who wants to hear of answers that there is one, but for whoever wrote it. Call it inside a transaction."""
    if answer.answers_id is None:
        return
    thread = Comment.objects.published().filter(Q(pk=answer.answers_id) | Q(answers=answer.answers_id)).exclude(pk=answer.pk)
    hers = bytes(answer.address_hash or b"")
    told = thread.filter(address_confirmed_at__isnull=False, address_hash__isnull=False).select_related("report__locale", "organisation").order_by("pk")
    # One mail for a mailbox, however often it commented in this thread.
    mailboxes = {bytes(one.address_hash or b""): one for one in told[:_MOST]}
    mails = [_answered(one, answer, now=now) for mailbox, one in mailboxes.items() if mailbox != hers and not is_suppressed(address_hash=mailbox)]
    if mails:
        outbox.put(mails=mails, now=now)


def take_back_mails_of(answer: Comment, *, now: datetime) -> None:
    """The answer is off the page: mails that tell of it and have not left stay here."""
    outbox.withdraw(group=f"{answer.subject}:answer", now=now, reason="the answer is off the page")


def silence(comments: Iterable[Comment], *, now: datetime) -> None:
    """Whoever wrote these wants to hear of nothing: mails to her are taken back, and our copies of those that have left are erased."""
    keys: list[str] = []
    for comment in comments:
        thread = Comment.objects.filter(answers=comment.answers_id or comment.pk).values_list("pk", flat=True)
        keys += [_hear_key(comment), *(_answer_key(answer, comment) for answer in thread)]
    outbox.withdraw(keys=keys, now=now, reason="asked by whoever commented")
    outbox.erase(keys=keys, now=now)


def hear_url(comment: Comment) -> str:
    """Where she says that she wants to hear of answers."""
    return _url(comment, "front:comment_hear", make_link(comment.public_id, purpose=HEAR))


def leave_url(comment: Comment) -> str:
    """Where she stops the mails, or has everything erased."""
    return _url(comment, "front:comment_leave", make_link(comment.public_id, purpose=LEAVE))


def _hear_key(comment: Comment) -> str:
    return f"{comment.subject}:hear"


def _answer_key(answer: int, to: Comment) -> str:
    return f"comment:{answer}:answer:{to.pk}"


def _answered(to: Comment, answer: Comment, *, now: datetime) -> FinishedMail:
    subject = _in(to, lambda: _("There is an answer to your comment"))
    group = f"{answer.subject}:answer"
    return _mail(to, template="comment_answered", subject=subject, key=_answer_key(answer.pk, to), group=group, now=now, place=answer.public_id)


def _mail(
    comment: Comment, *, template: Literal["comment_hear", "comment_answered"], subject: str, key: str, group: str, now: datetime, place: str = ""
) -> FinishedMail:
    language, organisation = comment.report.locale.language_code, comment.organisation
    leave = leave_url(comment)
    name = organisation.name_in(language)
    facts = {
        "title": comment.report.title,
        "report_url": f"{settings.SITE_URL}{comment.report.address()}#comment-{place or comment.public_id}",
        "organisation": name,
        "contact": organisation.contact_address,
        "hear_url": hear_url(comment),
        "leave_url": leave,
    }
    text = _in(comment, lambda: render_to_string(f"newsroom/mail/{template}.txt", facts))
    return compose(
        key=key,
        group=group,
        mailer=MAILER,
        destination=DESTINATION,
        priority=3,
        kind="mail",
        sender_name=name,
        domain=organisation.mail_domain,
        recipient=comment.address or "",
        subject=subject,
        text=text.strip("\n") + "\n",
        language=language,
        now=now,
        headers={"List-Unsubscribe": f"<{leave}>"},
    )


def _in(comment: Comment, say: Callable[[], str]) -> str:
    """Words in the language of the report."""
    with translation.override(comment.report.locale.language_code):
        return say()


def _url(comment: Comment, view: str, link: str) -> str:
    return settings.SITE_URL + _in(comment, lambda: reverse(view, args=[link]))
