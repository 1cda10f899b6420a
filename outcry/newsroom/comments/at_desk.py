"""Questions of the desk about comments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Min, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.lib.addresses import InvalidAddress, deliverable_address
from outcry.newsroom.comment_rows import Comment, CommentState, Complaint
from outcry.newsroom.comments.learning import HOLDS_FROM
from outcry.newsroom.comments.signs import LINK, MARKUP, NETWORK, REPEATED, SCRIPT, WORDS
from outcry.protests.mailboxes import hash_over_site

# Objections that a list shows at most; one comment's page shows its own.
_MOST = 500
SIGN_WORDS = {
    LINK: _("Holds a link"),
    MARKUP: _("Holds marks for a web page"),
    SCRIPT: _("Is in another script than the report’s language"),
    REPEATED: _("Repeats itself"),
    WORDS: _("Has words of comments that were refused"),
    NETWORK: _("So many came from one network within the hour"),
}


@dataclass(frozen=True)
class Counted:
    """How many comments stand where, and since when the first one waits."""

    states: dict[str, int]
    oldest: datetime | None


def counted(*, organisation: Organisation) -> Counted:
    """For the head of the queue, and the first page."""
    found = Comment.objects.of_organisation(organisation.pk).filter(erased_at=None).values_list("state").annotate(number=Count("pk"), since=Min("submitted_at"))
    rows = list(found.order_by())
    return Counted(
        states={state: number for state, number, _since in rows}, oldest=next((since for state, _n, since in rows if state == CommentState.HELD), None)
    )


def in_state(*, organisation: Organisation, state: CommentState) -> QuerySet[Comment]:
    """What stands there: what waits, the one that waits longest first; else what was decided last."""
    found = _whole(Comment.objects.of_organisation(organisation.pk).filter(state=state, erased_at=None))
    # Behind the others stand those whose words are like those of unwanted ones.
    is_like_unwanted = Case(When(likeness__gte=round(100 * HOLDS_FROM), then=Value(1)), default=Value(0))
    return found.order_by(is_like_unwanted, "submitted_at", "pk") if state == CommentState.HELD else found.order_by("-state_changed_at", "-pk")


def objected_to(*, organisation: Organisation) -> QuerySet[Comment]:
    """What is on the page and somebody objects to, the eldest first."""
    objected = Complaint.objects.filter(settled_at=None).values("comment")
    published = Comment.objects.of_organisation(organisation.pk).published().filter(pk__in=objected)
    return _whole(published).order_by("submitted_at", "pk")


def complaints_of(comments: Iterable[Comment]) -> dict[int, list[Complaint]]:
    """The objections to these that nobody has settled. One query."""
    found: dict[int, list[Complaint]] = {}
    for complaint in Complaint.objects.filter(comment__in=[one.pk for one in comments], settled_at=None).order_by("at", "pk")[:_MOST]:
        found.setdefault(complaint.comment_id, []).append(complaint)
    return found


def chosen(*, organisation: Organisation, keys: Iterable[str]) -> list[Comment]:
    """Those of the ticked ones that are there."""
    numbers = [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 15]
    return list(Comment.objects.of_organisation(organisation.pk).filter(pk__in=numbers, erased_at=None))


def one(*, organisation: Organisation) -> QuerySet[Comment]:
    """For the page of a single comment."""
    return _whole(Comment.objects.of_organisation(organisation.pk))


def of_mailbox(*, organisation: Organisation, address: str) -> QuerySet[Comment]:
    """Every comment left with this address, the newest first."""
    try:
        found = hash_over_site(address=deliverable_address(address))
    except InvalidAddress:
        return Comment.objects.none()
    return _whole(Comment.objects.of_organisation(organisation.pk).filter(address_hash=found, erased_at=None)).order_by("-submitted_at", "-pk")


def signs_in_words(comment: Comment) -> list[tuple[str, str]]:
    """Why it was held: each sign, and what it saw."""
    return [(str(SIGN_WORDS.get(name, name)), seen) for name, seen in comment.signs_seen()]


def _whole(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return comments.select_related("report__locale", "answers", "written_by")
