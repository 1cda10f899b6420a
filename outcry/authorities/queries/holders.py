"""Who holds a post on a day, answered as honestly as the dates allow."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from outcry.authorities.models import Membership, Post
from outcry.lib.dates import is_approximate

# How far a date that calls itself approximate may be off.
MARGIN = timedelta(days=366)
_NEVER, _ALWAYS = date.max, date.min


class Certainty(models.TextChoices):
    """How sure it is that somebody holds a post on a day."""

    CERTAIN = "certain", _("certain")
    POSSIBLE = "possible", _("possible: the dates are vague")
    UNDATED = "undated", _("possible: nobody says since when")


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One person who holds the post on that day, or may."""

    membership: Membership
    certainty: Certainty


def holders_on(*, post: Post, on: date) -> list[Holding]:
    """Everybody who holds the post on this day or may hold it, the certain first, in one query.

    A blank end means that none is known, so that the holding goes on. Two certain holders are both listed: it is not ours to choose.
    """
    found = [Holding(membership=row, certainty=certainty(row, on)) for row in memberships_on(posts=[post.pk], on=on)]
    return sorted(found, key=lambda holding: list(Certainty).index(holding.certainty))


def memberships_on(*, posts: list[int], on: date) -> QuerySet[Membership]:
    """Memberships of these posts that may cover the day."""
    begun = Q(start_date_earliest=None) | Q(start_date_earliest__lte=on) | Q(start_date__regex="[~?%]", start_date_earliest__lte=_later(on))
    goes_on = Q(end_date_latest=None) | Q(end_date_latest__gte=on) | Q(end_date__regex="[~?%]", end_date_latest__gte=_earlier(on))
    rows = Membership.objects.filter(begun, goes_on, post__in=posts, person__isnull=False).select_related("person", "post", "body", "on_behalf_of")
    return rows.prefetch_related("person__texts").order_by("start_date_earliest", "pk")


def certainty(membership: Membership, on: date) -> Certainty:
    """How sure it is that the membership, which may cover the day, does."""
    if membership.start_date_earliest is None and membership.start_date_latest is None:
        return Certainty.UNDATED
    last_start = membership.start_date_latest or _NEVER
    first_end = membership.end_date_earliest or membership.end_date_latest or _NEVER
    if is_approximate(membership.start_date):
        last_start = _later(last_start)
    if is_approximate(membership.end_date):
        first_end = _earlier(first_end)
    return Certainty.CERTAIN if last_start <= on <= first_end else Certainty.POSSIBLE


def timeline(*, post: Post) -> QuerySet[Membership]:
    """Everybody who ever held the post as far as we know, the latest first; those without a beginning last."""
    rows = post.memberships.select_related("person", "on_behalf_of").prefetch_related("person__texts")
    return rows.order_by(models.F("start_date_earliest").desc(nulls_last=True), "-pk")


def _later(day: date) -> date:
    return day + MARGIN if day < _NEVER - MARGIN else _NEVER


def _earlier(day: date) -> date:
    return day - MARGIN if day > _ALWAYS + MARGIN else _ALWAYS
