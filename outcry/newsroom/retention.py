"""How long comments are kept; and the whole register, which the page "What we keep" draws and a chore keeps."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outcry.gatherings.retention import TERMS as OF_GATHERINGS
from outcry.lib.retention import Term
from outcry.newsroom.comment_rows import BARE, Comment, CommentState, Complaint
from outcry.newsroom.comments.learning import forget_words
from outcry.newsroom.comments.limits import forget_tallies
from outcry.newsroom.moving_in.retention import forget_steps
from outcry.protests.retention import REGISTER as BELOW

_BATCH = 500
_KEPT_OFF = (CommentState.REFUSED, CommentState.REMOVED)


def forget_addresses(*, now: datetime) -> int:
    """Erase addresses of those who wanted to hear of answers, after their term; returns how many."""
    due = Comment.objects.filter(address_hash__isnull=False, submitted_at__lte=now - timedelta(days=settings.COMMENTS_ADDRESS_DAYS))
    return due.update(address=None, address_hash=None, address_confirmed_at=None)


def erase_kept_off(*, now: datetime) -> int:
    """Erase what was refused or removed, after its term; returns how many."""
    ago = now - timedelta(days=settings.COMMENTS_REFUSED_DAYS)
    return _erase(Comment.objects.filter(state__in=_KEPT_OFF, erased_at=None, state_changed_at__lte=ago), now=now)


def forget_settled(*, now: datetime) -> int:
    """Delete objections to comments that were looked at, after the term of what was refused; returns how many."""
    return Complaint.objects.filter(settled_at__lte=now - timedelta(days=settings.COMMENTS_REFUSED_DAYS)).delete()[0]


def erase_undecided(*, now: datetime) -> int:
    """Erase what nobody decided on in its term; returns how many."""
    ago = now - timedelta(days=settings.COMMENTS_HELD_DAYS)
    return _erase(Comment.objects.filter(state=CommentState.HELD, state_changed_at__lte=ago, erased_at=None), now=now)


def _erase(due: QuerySet[Comment], *, now: datetime) -> int:
    erased = 0
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        # What is gone can't be put back.
        erased += Comment.objects.filter(pk__in=keys).update(**dict.fromkeys(BARE), erased_at=now, state_before="")
    return erased


def _after_it_was_written() -> str:
    days = settings.COMMENTS_ADDRESS_DAYS
    return ngettext("%(days)d day after you wrote it", "%(days)d days after you wrote it", days) % {"days": days}


def _after_deciding() -> str:
    days = settings.COMMENTS_REFUSED_DAYS
    return ngettext("%(days)d day after we decided", "%(days)d days after we decided", days) % {"days": days}


def _after_it_came() -> str:
    days = settings.COMMENTS_HELD_DAYS
    return ngettext("%(days)d day after it came", "%(days)d days after it came", days) % {"days": days}


REGISTER: tuple[Term, ...] = (
    *BELOW,
    *OF_GATHERINGS,
    Term(
        key="comment_address",
        what=_("Your address, if you wanted to hear of answers to a comment"),
        kept=lazy(_after_it_was_written, str)(),
        why=_("To tell you that somebody answered. Your comment stays until you take it back."),
        erase=forget_addresses,
    ),
    Term(
        key="comment_kept_off",
        what=_("A comment that we did not publish, or removed: name, words, address"),
        kept=lazy(_after_deciding, str)(),
        why=_("To put it back if we were wrong, and so that you can read why."),
        erase=erase_kept_off,
    ),
    Term(
        key="comment_undecided",
        what=_("A comment that nobody decided on: name, words, address"),
        kept=lazy(_after_it_came, str)(),
        why=_("To be there when somebody can read it."),
        erase=erase_undecided,
    ),
    Term(
        key="comment_objections",
        what=_("What you objected to in somebody else’s comment, without your name"),
        kept=lazy(_after_deciding, str)(),
        why=_("So that a person can look at it, and see it again if we were wrong."),
        erase=forget_settled,
    ),
    Term(
        key="comment_words",
        what=_("In how many wanted and unwanted comments a word stood, as a keyed hash of the word"),
        kept=_("A year after a decision was last about it"),
        why=_("To hold what is like comments that we refused. It leads to no comment and to nobody."),
        erase=forget_words,
    ),
    Term(
        key="comment_tallies",
        what=_("How many comments came from a network in one hour, as a keyed hash of that hour alone"),
        kept=_("One day"),
        why=_("To stop floods. It leads to no comment and to nobody."),
        erase=forget_tallies,
    ),
    Term(
        key="site_import_steps",
        what=_("What an import of an old site did and refused, thing by thing"),
        kept=_("90 days after the import"),
        why=_("To take a whole import back. The files are sealed, and deleted once they are imported, or after two days."),
        erase=forget_steps,
    ),
)
