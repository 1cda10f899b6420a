"""What staff do with comments. Each step is in the log, with numbers and reasons alone."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.lib.text import plain_lines
from outcry.newsroom.comment_rows import BARE, Comment, CommentState, Objection
from outcry.newsroom.comments import mails
from outcry.newsroom.comments.learning import learn
from outcry.newsroom.comments.objecting import settle_all

# From where to where a decision leads.
_FROM = {
    CommentState.PUBLISHED: (CommentState.HELD, CommentState.REFUSED),
    CommentState.REFUSED: (CommentState.HELD,),
    CommentState.REMOVED: (CommentState.PUBLISHED,),
}
_VERBS = {CommentState.PUBLISHED: "comment.approve", CommentState.REFUSED: "comment.refuse", CommentState.REMOVED: "comment.remove"}


class NotPublished(Exception):
    """What should be answered is not, or no longer, on the page."""


def approve(*, comments: Iterable[Comment], by: User, now: datetime) -> int:
    """Publish them; returns how many that were. Those that are published, or gone, are left as they are."""
    return _decide(comments, CommentState.PUBLISHED, by=by, now=now)


def refuse(*, comments: Iterable[Comment], objection: Objection, by: User, now: datetime) -> int:
    """Don't publish what waits; returns how many that were. Whoever wrote it reads the reason behind her link."""
    return _decide(comments, CommentState.REFUSED, by=by, now=now, objection=objection)


def remove(*, comments: Iterable[Comment], objection: Objection, by: User, now: datetime) -> int:
    """Take what is published off the page; returns how many that were. Where it was answered, readers see that it was removed."""
    return _decide(comments, CommentState.REMOVED, by=by, now=now, objection=objection)


def undo(*, comments: Iterable[Comment], by: User, now: datetime) -> int:
    """Put them back to where they stood before the last decision; returns how many that were."""
    done = 0
    with transaction.atomic():
        for one in _locked(comments):
            if one.state_before:
                one.state, one.state_before, one.objection, one.state_changed_at = one.state_before, "", "", now
                one.save(update_fields=["state", "state_before", "objection", "state_changed_at"])
                _mails(one, now=now)
                learn(one, now=now)
                record(verb="comment.undo", subject=one.subject, actor=by, now=now)
                done += 1
    return done


@transaction.atomic
def settle(*, comments: Iterable[Comment], by: User, now: datetime) -> int:
    """Leave them on the page though somebody objects; returns how many that were."""
    done = 0
    for one in _locked(comments):
        if objections := settle_all(one, now=now):
            record(verb="comment.settle", subject=one.subject, actor=by, now=now, objections=objections)
            done += 1
    return done


@transaction.atomic
def answer(*, comment: Comment, text: str, by: User, now: datetime) -> Comment:
    """Answer in public as the organisation. Raise NotPublished."""
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    if locked.state != CommentState.PUBLISHED:
        raise NotPublished
    written = Comment.objects.create(
        organisation_id=locked.organisation_id,
        report_id=locked.report_id,
        answers_id=locked.answers_id or locked.pk,
        state=CommentState.PUBLISHED,
        name="",
        text=plain_lines(text),
        written_by=by,
        submitted_at=now,
        state_changed_at=now,
    )
    mails.tell(written, now=now)
    record(verb="comment.answer", subject=locked.subject, actor=by, now=now)
    return written


@transaction.atomic
def erase(*, comments: Iterable[Comment], by: User, now: datetime) -> int:
    """Erase them with name, words and address, because whoever wrote them asked; can't be undone. Returns how many that were."""
    locked = _locked(comments)
    mails.silence(locked, now=now)
    for one in locked:
        one.make_bare(now=now)
        one.state, one.state_before, one.objection, one.state_changed_at = CommentState.TAKEN_BACK, "", "", now
        one.save(update_fields=[*BARE, "erased_at", "state", "state_before", "objection", "state_changed_at"])
        record(verb="comment.erase", subject=one.subject, actor=by, now=now)
    return len(locked)


@transaction.atomic
def _decide(comments: Iterable[Comment], to: CommentState, *, by: User, now: datetime, objection: Objection | None = None) -> int:
    done = 0
    for one in _locked(comments):
        if one.state not in _FROM[to]:
            continue
        one.state_before, one.state, one.objection, one.state_changed_at = one.state, to, objection or "", now
        one.save(update_fields=["state_before", "state", "objection", "state_changed_at"])
        _mails(one, now=now)
        learn(one, now=now)
        if to == CommentState.REMOVED:
            settle_all(one, now=now)
        reason = {"objection": str(objection)} if objection else {}
        record(verb=_VERBS[to], subject=one.subject, actor=by, now=now, **reason)
        done += 1
    return done


def _mails(comment: Comment, *, now: datetime) -> None:
    """What is on the page now is told to those who want to hear of it; what is off it is told to nobody any more."""
    if comment.state == CommentState.PUBLISHED:
        mails.ask(comment, now=now)
        mails.tell(comment, now=now)
    else:
        mails.take_back_mails_of(comment, now=now)


def _locked(comments: Iterable[Comment]) -> list[Comment]:
    """Those that are not erased, in one order, for two may decide on the same ones."""
    keys = [one.pk for one in comments]
    found = Comment.objects.filter(pk__in=keys, erased_at=None).select_related("report__locale", "organisation")
    return list(found.order_by("pk").select_for_update(of=("self",)))
