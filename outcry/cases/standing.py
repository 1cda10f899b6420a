"""Where a case stands between its file and the public."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from outcry.cases.models import Case, PublicCase
from outcry.cases.projection import project
from outcry.design.desk import Tone


@dataclass(frozen=True, kw_only=True)
class Standing:
    """In one word for the list, with its tone; `version` is the one the public reads, None when it reads nothing."""

    word: str
    tone: Tone
    version: int | None


def standing(*, case: Case) -> Standing:
    """From the rows of the projection, which may be prefetched."""
    rows = list(case.projections.all())
    current = next((row for row in rows if row.is_current), None)
    version = current.version if current else None
    if case.proposed_at is not None:
        return Standing(word=_("waits for a second person"), tone="wait", version=version)
    if version is not None:
        return Standing(word=_("public"), tone="safe", version=version)
    if any(row.withdrawn_at for row in rows):
        return Standing(word=_("withdrawn"), tone="alarm", version=None)
    return Standing(word=_("not public"), tone="plain", version=None)


def has_changed_since(*, case: Case) -> bool:
    """Whether the file says something else to the public than the version it reads."""
    rows = PublicCase.objects.filter(case=case, is_current=True)
    now_public = {row.language: (_told(row.fields), row.wording, row.slug, row.visible_from) for row in rows}
    would_be = {one.language: (_told(one.fields), one.wording, case.slug, case.visible_from) for one in project(case=case)}
    return bool(now_public) and now_public != would_be


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    """Without the keys of rows, which tell readers nothing; older versions have none."""
    return fields | {name: [{fact: one[fact] for fact in one if fact != "key"} for one in fields.get(name, [])] for name in ("acts", "outcomes")}
