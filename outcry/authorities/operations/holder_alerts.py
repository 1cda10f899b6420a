"""The holder of a post changed: tell staff, until one of them has looked at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.authorities.models import HolderAlert, HolderChange, ImportRun, Membership, Post
from outcry.authorities.operations.offices import EntryRefused
from outcry.lib.text import has_control, has_line_break

# How long after its end a holding is still told of: a chore that slept that long has missed nothing.
_TELL_OF_ENDS = timedelta(days=30)
_BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a membership said about its post."""

    post: int | None
    person: int | None
    start: str
    end: str
    last_day: date | None

    @classmethod
    def of(cls, membership: Membership) -> "Standing":
        """As the row stands now."""
        return cls(
            post=membership.post_id,
            person=membership.person_id,
            start=membership.start_date,
            end=membership.end_date,
            last_day=membership.end_date_latest,
        )

    def lasts(self, on: date) -> bool:
        """Whether somebody holds the post then, or will."""
        return self.post is not None and (self.last_day is None or self.last_day >= on)


def what_changed(*, before: Standing | None, after: Standing, on: date) -> HolderChange | None:
    """What a change in a membership means for who holds the post now or later; None for mere history."""
    lasted, lasts = before is not None and before.lasts(on), after.lasts(on)
    if before is None or not lasted:
        return HolderChange.BEGAN if lasts else None
    if not lasts or before.end != after.end:
        return HolderChange.ENDED
    if (before.post, before.person, before.start) != (after.post, after.person, after.start):
        return HolderChange.CORRECTED
    return None


def alerts_of_new(*, memberships: Iterable[Membership], run: ImportRun | None, on: date, now: datetime) -> None:
    """Tell of new holdings of posts that were known before this import."""
    for membership in memberships:
        post = membership.post
        if post is not None and (run is None or post.added_at < now) and what_changed(before=None, after=Standing.of(membership), on=on):
            _raise(membership, HolderChange.BEGAN, run=run, now=now)


def alert_of_change(*, membership: Membership, before: Standing, run: ImportRun | None, on: date, now: datetime) -> None:
    """Tell of a holding that was changed, if it matters who holds the post now; of both posts where it went from one to another."""
    after = Standing.of(membership)
    if before.post == after.post:
        change = what_changed(before=before, after=after, on=on)
        if change is not None and after.post is not None:
            _raise(membership, change, run=run, now=now)
        return
    if before.lasts(on) and before.post is not None:
        _raise(membership, HolderChange.ENDED, run=run, now=now, post=before.post)
    if after.lasts(on):
        _raise(membership, HolderChange.BEGAN, run=run, now=now)


def tell_of_ends(*, now: datetime) -> int:
    """A chore: tell of holdings whose last possible day has gone by. Returns how many."""
    told = HolderAlert.objects.filter(change=HolderChange.ENDED).values("membership")
    over = Membership.objects.filter(post__isnull=False, end_date_latest__lt=now.date(), end_date_latest__gte=(now - _TELL_OF_ENDS).date())
    fresh = [
        one for one in over.exclude(pk__in=told.exclude(membership=None)).order_by("pk")[:_BATCH] if one.added_at.date() <= (one.end_date_latest or date.min)
    ]
    for membership in fresh:
        _raise(membership, HolderChange.ENDED, run=None, now=now)
    return len(fresh)


@transaction.atomic
def settle_alert(*, alert: HolderAlert, by: User, note: str, now: datetime) -> None:
    """Say that somebody has looked at it, and what was done. Settling twice changes nothing."""
    if len(note) > 300:
        raise EntryRefused("note", _("This is longer than %(most)s characters.") % {"most": 300})
    if has_line_break(note) or has_control(note):
        raise EntryRefused("note", _("This has to be one line of plain text."))
    if HolderAlert.objects.filter(pk=alert.pk, settled_at=None).update(settled_at=now, settled_by=by, settled_note=note):
        record(verb="settle_holder_alert", subject=f"post:{alert.post_id}", now=now, actor=by, change=alert.change)


def _raise(membership: Membership, change: HolderChange, *, run: ImportRun | None, now: datetime, post: int | None = None) -> None:
    HolderAlert.objects.get_or_create(
        membership=membership,
        post=membership.post if post is None else Post.objects.get(pk=post),
        change=change,
        settled_at=None,
        defaults={"organisation_id": membership.organisation_id, "raised_at": now, "run": run},
    )
