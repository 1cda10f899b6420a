"""Versions of a case that were approved, current or not: for staff who compare what they wrote with what is known by now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from outcry.cases.levels import readable
from outcry.cases.models import Participant, PublicCase
from outcry.cases.projection import PublishedCase, published


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """Whom a case speaks of in the directory of authorities, by primary keys; those who did something to somebody come first."""

    posts: tuple[int, ...]
    bodies: tuple[int, ...]


def current_versions(*, case_ids: Iterable[int]) -> dict[int, int]:
    """The number of the version that the public reads, for each case that has one. One query."""
    rows = PublicCase.objects.filter(case_id__in=set(case_ids), is_current=True, withdrawn_at=None)
    return dict(rows.order_by("case_id").values_list("case_id", "version").distinct())


def versions_at(*, moments: Iterable[tuple[int, datetime]]) -> dict[tuple[int, datetime], int]:
    """For cases and moments, the version that was the newest then, else the first there was. One query."""
    wanted = set(moments)
    rows = PublicCase.objects.filter(case_id__in={case_id for case_id, _moment in wanted}).order_by("version").values_list("case_id", "version", "approved_at")
    found: dict[tuple[int, datetime], int] = {}
    for case_id, version, approved_at in rows:
        for one in wanted:
            if one[0] == case_id and (one not in found or approved_at <= one[1]):
                found[one] = version
    return found


def versions(*, wanted: Iterable[tuple[int, int]], on: date) -> dict[tuple[int, int], dict[str, PublishedCase]]:
    """Versions by case and number, each by language, as seen on the day `on`. One query; what was never there is left out."""
    pairs = set(wanted)
    if not pairs:
        return {}
    any_of = Q(pk__in=[])
    for case_id, version in pairs:
        any_of |= Q(case_id=case_id, version=version)
    found: dict[tuple[int, int], dict[str, PublishedCase]] = {}
    rows = list(PublicCase.objects.filter(any_of).order_by("language"))
    for row in rows:
        languages = [one.language for one in rows if (one.case_id, one.version) == (row.case_id, row.version)]
        found.setdefault((row.case_id, row.version), {})[row.language] = published(row=row, languages=languages, on=on)
    return found


def concerned(*, case_id: int) -> Concerned:
    """Posts and bodies of those who take part in a case. For staff who look for addressees: nothing of it was approved."""
    rows = readable(Participant.objects.filter(Q(post__isnull=False) | Q(person__body__isnull=False), case_id=case_id))
    found = sorted(rows.select_related("post", "person").prefetch_related("involvements"), key=lambda one: (not one.involvements.all(), one.position))
    bodies = [one.post.body_id if one.post else one.person.body_id if one.person else None for one in found]
    return Concerned(posts=tuple(one.post_id for one in found if one.post_id), bodies=tuple(dict.fromkeys(body for body in bodies if body)))
