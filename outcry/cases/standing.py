"""Where a case stands between its file and the public."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Value, When

from outcry.cases.models import Case, PublicCase
from outcry.cases.projection import project
from outcry.cases.vocabulary import StandingKind
from outcry.design.desk import Tone


@dataclass(frozen=True, kw_only=True)
class Standing:
    """In one word for the list, with its tone; `version` is the one the public reads, None when it reads nothing or nobody asked."""

    kind: StandingKind
    version: int | None = None

    @property
    def word(self) -> str:
        """As it is said."""
        return str(self.kind.label)

    @property
    def tone(self) -> Tone:
        """As it is drawn."""
        return _TONES[self.kind]


_TONES: Mapping[str, Tone] = {StandingKind.PROPOSED: "wait", StandingKind.PUBLIC: "safe", StandingKind.WITHDRAWN: "alarm", StandingKind.PRIVATE: "plain"}
# The same of many cases, asked with them.
STANDS = Choice(
    When(proposed_at__isnull=False, then=Value(StandingKind.PROPOSED)),
    When(Exists(PublicCase.objects.filter(case=OuterRef("pk"), is_current=True)), then=Value(StandingKind.PUBLIC)),
    When(Exists(PublicCase.objects.filter(case=OuterRef("pk"), withdrawn_at__isnull=False)), then=Value(StandingKind.WITHDRAWN)),
    default=Value(StandingKind.PRIVATE),
)


def standing(*, case: Case) -> Standing:
    """From the rows of the projection, which may be prefetched."""
    rows = list(case.projections.all())
    version = next((row.version for row in rows if row.is_current), None)
    if case.proposed_at is not None:
        return Standing(kind=StandingKind.PROPOSED, version=version)
    if version is not None:
        return Standing(kind=StandingKind.PUBLIC, version=version)
    return Standing(kind=StandingKind.WITHDRAWN if any(row.withdrawn_at for row in rows) else StandingKind.PRIVATE)


def has_changed_since(*, case: Case) -> bool:
    """Whether the file says something else to the public than the version it reads."""
    rows = PublicCase.objects.filter(case=case, is_current=True)
    now_public = {row.language: (_told(row.fields), row.wording, row.slug, row.visible_from) for row in rows}
    would_be = {one.language: (_told(one.fields), one.wording, case.slug, case.visible_from) for one in project(case=case)}
    return bool(now_public) and now_public != would_be


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    """Without the keys of rows, which tell readers nothing; older versions have none."""
    return fields | {name: [{fact: one[fact] for fact in one if fact != "key"} for one in fields.get(name, [])] for name in ("acts", "outcomes")}
