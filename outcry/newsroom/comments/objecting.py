"""A reader objects to a comment that is on the page; staff look at it (moderating.py)."""

import hashlib
import json
from datetime import datetime

from outcry.lib.text import plain_lines
from outcry.newsroom.comment_rows import Comment, Complaint, Objection
from outcry.newsroom.comments.limits import OBJECTIONS, count_one


def object_to(*, comment: Comment, objection: Objection, words: str, form: str, network: str, now: datetime) -> None:
    """Keep an objection; the comment stays on the page until somebody has looked. The same press of a button is one. Raise TooManyComments."""
    count_one(OBJECTIONS, network=network, now=now)
    digest = hashlib.sha256(json.dumps([form, comment.pk, objection, words]).encode()).digest()
    row = Complaint(comment=comment, objection=objection, words=plain_lines(words), at=now, form_digest=digest)
    # The public site's role in PostgreSQL may write these and read none.
    Complaint.objects.bulk_create([row], ignore_conflicts=True)


def settle_all(comment: Comment, *, now: datetime) -> int:
    """Nobody has to look at these any more."""
    return Complaint.objects.filter(comment=comment, settled_at=None).update(settled_at=now)
