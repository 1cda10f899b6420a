"""A reader comments on a report, comes back by her private link, takes it back."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from outcry.audit.operations import record
from outcry.delivery.suppression import is_suppressed
from outcry.design.day_words import joined
from outcry.lib.addresses import CANONICAL_RULE
from outcry.lib.links import UnknownLink, make_link, read_link
from outcry.lib.text import plain_lines
from outcry.newsroom.comment_rows import BARE, Comment, Commenting, CommentState
from outcry.newsroom.comment_rules import commenting
from outcry.newsroom.comments import mails
from outcry.newsroom.comments.learning import HOLDS_FROM, weigh_comment
from outcry.newsroom.comments.limits import COMMENTS, count_one
from outcry.newsroom.comments.signs import NETWORK, WORDS, signs_of
from outcry.newsroom.models import ReportPage, content_day
from outcry.protests.mailboxes import hash_over_site

# Opens her own comment.
LINK = "comment"
# So many of one network in an hour are no reason to refuse the next, but to look at it.
MANY_OF_A_NETWORK = 3


class CommentsClosed(Exception):
    """The report takes no comments, or no longer; or what she answers is not there."""


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What she filled in, checked. `form` is the signed token of her form; `address` is blank unless she wants to hear of answers."""

    name: str
    text: str
    form: str
    address: str = ""
    website: str = ""
    # The public id of the comment she answers.
    answers: str = ""


def write_comment(*, report: ReportPage, writing: Writing, network: str, now: datetime) -> Comment:
    """Keep a comment, held or published by the report's rule. When this returns, it is on the disk.

    The same words from the same form give the row that is there. Raise CommentsClosed, TooManyComments.
    """
    digest = _digest(writing)
    known = Comment.objects.filter(form_digest=digest).first()
    if known:
        return known
    organisation = report.organisation
    rule = commenting(chosen=report.commenting, published_on=report.published_on, on=content_day(organisation))
    if rule is Commenting.CLOSED:
        raise CommentsClosed
    answered = _answered(report, writing.answers)
    text = plain_lines(writing.text)
    signs = signs_of(text=text, name=writing.name, language=report.locale.language_code)
    of_network = count_one(COMMENTS, network=network, now=now)
    if of_network > MANY_OF_A_NETWORK:
        signs.append((NETWORK, str(of_network)))
    verdict = weigh_comment(organisation_id=organisation.pk, name=writing.name, text=text)
    if verdict and verdict.score >= HOLDS_FROM:
        signs.append((WORDS, joined(verdict.because)))
    state = CommentState.PUBLISHED if rule is Commenting.OPEN and not signs else CommentState.HELD
    draft = Comment(
        organisation=organisation,
        report=report,
        answers=answered,
        state=state,
        name=writing.name,
        text=text,
        website=writing.website if settings.COMMENTS_WEBSITE else "",
        likeness=round(100 * verdict.score) if verdict else 0,
        signs=json.dumps(signs, ensure_ascii=False),
        submitted_at=now,
        state_changed_at=now,
        form_digest=digest,
    )
    if writing.address:
        draft.address_hash, draft.address_rule = hash_over_site(address=writing.address), CANONICAL_RULE
        # Who asked never to hear from us is not told so here: it may be somebody else who types her address.
        draft.address = None if is_suppressed(address_hash=draft.address_hash) else writing.address
        draft.address_hash = draft.address_hash if draft.address else None
    return _kept_once(draft)


def own_comment(link: str) -> Comment | None:
    """The comment behind a private link; None when it is not ours or the row is gone. Raise UnknownLink."""
    return Comment.objects.select_related("report__locale", "organisation").filter(public_id=read_link(link, purpose=LINK)).first()


def link_to(comment: Comment) -> str:
    """The private link of whoever wrote it."""
    return make_link(comment.public_id, purpose=LINK)


@transaction.atomic
def take_back(*, comment: Comment, now: datetime) -> None:
    """Erase what she wrote, at her wish and at once. Twice changes nothing."""
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    if locked.erased_at is not None:
        return
    mails.silence([locked], now=now)
    locked.make_bare(now=now)
    locked.state, locked.state_before, locked.objection, locked.state_changed_at = CommentState.TAKEN_BACK, "", "", now
    locked.save(update_fields=[*BARE, "erased_at", "state", "state_before", "objection", "state_changed_at"])
    record(verb="comment.take_back", subject=locked.subject, now=now)


def behind(link: str, *, purpose: str) -> Comment | None:
    """The comment that a mailed link was made for; None when it is not ours or the row is gone."""
    try:
        public_id = read_link(link, purpose=purpose)
    except UnknownLink:
        return None
    return Comment.objects.select_related("report__locale", "organisation").filter(public_id=public_id).first()


def hear_of_answers(*, comment: Comment, now: datetime) -> None:
    """The owner of the address wants to hear of answers. Twice changes nothing."""
    Comment.objects.filter(pk=comment.pk, address_hash__isnull=False, address_confirmed_at=None).update(address_confirmed_at=now)


@transaction.atomic
def stop_mails(*, comment: Comment, now: datetime) -> None:
    """No more mails about this comment; it stays, and the address goes. Twice changes nothing."""
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    mails.silence([locked], now=now)
    Comment.objects.filter(pk=locked.pk).update(address=None, address_hash=None, address_confirmed_at=None)


@transaction.atomic
def erase_everything(*, comment: Comment, now: datetime) -> int:
    """Erase this comment and every other left with its address; returns how many. Twice changes nothing."""
    hers = Comment.objects.filter(organisation=comment.organisation_id, erased_at=None)
    same = Q(pk=comment.pk) if comment.address_hash is None else Q(pk=comment.pk) | Q(address_hash=comment.address_hash)
    found = list(hers.filter(same).order_by("pk"))
    for one in found:
        take_back(comment=one, now=now)
    return len(found)


def _answered(report: ReportPage, public_id: str) -> Comment | None:
    """The comment below which an answer stands: threads are one level deep, so an answer to an answer stands beside it."""
    if not public_id:
        return None
    found = Comment.objects.published().select_related("answers").filter(report=report.pk, public_id=public_id).first()
    if found is None:
        raise CommentsClosed
    return found.answers or found


def _kept_once(draft: Comment) -> Comment:
    """The row; the one that another press of the same button wrote meanwhile, where there is one."""
    with transaction.atomic():
        Comment.objects.bulk_create([draft], ignore_conflicts=True)
        kept = Comment.objects.select_related("report__locale", "organisation").get(form_digest=draft.form_digest)
        if kept.state == CommentState.PUBLISHED:
            mails.ask(kept, now=draft.submitted_at)
            mails.tell(kept, now=draft.submitted_at)
    return kept


def _digest(writing: Writing) -> bytes:
    """By which one press of a button is known again. Words that were changed since are another comment."""
    return hashlib.sha256(json.dumps([writing.form, writing.answers, writing.name, writing.text]).encode()).digest()
