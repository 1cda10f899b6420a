"""The history of a list and of a term, in words for a reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from outcry.vocabularies.models import ChangeKind, TermChange, VocabularyVersion
from outcry.vocabularies.queries import wordings

# An import changes thousands of terms at once; a reader wants to see that it did, and what kind of thing.
SHOWN_OF_A_VERSION = 20


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One change. `before` and `after` are short texts, blank where there is nothing to compare."""

    term_id: int
    label: str
    what: str
    language: str
    before: str
    after: str
    version: int
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class VersionLines:
    """A version with the first of its changes and the number of all."""

    version: VocabularyVersion
    by: str
    changes: list[ChangeLine]
    number: int

    @property
    def others(self) -> int:
        """How many changes are not shown."""
        return self.number - len(self.changes)


def of_versions(*, versions: list[VocabularyVersion], language: str) -> list[VersionLines]:
    """Versions with their changes, in three statements."""
    numbers = dict(VocabularyVersion.objects.filter(pk__in=[one.pk for one in versions]).annotate(size=Count("changes")).values_list("pk", "size"))
    place = Window(RowNumber(), partition_by=F("version"), order_by=F("pk").asc())
    rows = TermChange.objects.filter(version__in=versions).annotate(place=place).filter(place__lte=SHOWN_OF_A_VERSION).order_by("pk")
    lines = _in_words(rows.select_related("version__by", "term"), language)
    by_version: dict[int, list[ChangeLine]] = {}
    for line in lines:
        by_version.setdefault(line.version, []).append(line)
    return [VersionLines(version=one, by=_who(one), changes=by_version.get(one.number, []), number=numbers.get(one.pk, 0)) for one in versions]


def of_term(*, changes: Iterable[TermChange], language: str) -> list[ChangeLine]:
    """The changes of one term, as given."""
    return _in_words(changes, language)


def _in_words(changes: Iterable[TermChange], language: str) -> list[ChangeLine]:
    rows = list(changes)
    words = wordings(term_ids={row.term_id for row in rows}, language=language)
    return [
        ChangeLine(
            term_id=row.term_id,
            label=words[row.term_id].label,
            what=str(ChangeKind(row.kind).label),
            language=row.language,
            before=_text(row, row.before),
            after=_text(row, row.after),
            version=row.version.number,
            at=row.version.at,
            by=_who(row.version),
        )
        for row in rows
    ]


def _who(version: VocabularyVersion) -> str:
    return version.by.get_username() if version.by else _("Outcry itself")


def _text(row: TermChange, said: dict[str, str]) -> str:
    match row.kind:
        case ChangeKind.WORDED:
            return ". ".join(text for text in (said.get("label"), said.get("definition")) if text)
        case ChangeKind.MOVED:
            return said["parent"] or _("at the top")
        case ChangeKind.RETIRED:
            return said.get("replaced_by", "")
        case ChangeKind.CODED:
            return said.get("huridocs_code") or said.get("code", "")
    return ""
