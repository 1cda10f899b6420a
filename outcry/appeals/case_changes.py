"""What changed in the case since an appeal was written, and what was done about it in each language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from outcry.appeals.facts import Change, changes, is_release
from outcry.appeals.models import Appeal, CaseUpdate, UpdateState
from outcry.cases import publication
from outcry.cases.publication import PublishedCase
from outcry.lib.translations import in_language

_DONE = (UpdateState.PUBLISHED, UpdateState.DISMISSED)


@dataclass(frozen=True, kw_only=True)
class LanguageState:
    """Where one language of an appeal stands against its case. `found` is what differs from the version its words were made right by."""

    language: str
    from_version: int
    to_version: int
    found: tuple[Change, ...] = ()
    # What was written about this newest version; None as long as nobody has.
    update: CaseUpdate | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look: a fact changed, and nobody has answered to the end."""
        return bool(self.found) and (self.update is None or self.update.state == UpdateState.WAITING)

    @property
    def waits(self) -> bool:
        """Whether words are there that a second person has not read."""
        return self.is_open and self.update is not None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An appeal against its case. `is_public` is false once the case was taken away from readers."""

    is_public: bool = True
    languages: tuple[LanguageState, ...] = field(default_factory=tuple)

    @property
    def is_open(self) -> bool:
        """Whether a language has to be looked at."""
        return any(one.is_open for one in self.languages)

    @property
    def is_released(self) -> bool:
        """Whether the person of the case was freed since: an outcome may be recorded."""
        return any(is_release(list(one.found)) for one in self.languages)

    def of(self, language: str) -> LanguageState | None:
        """One language; None where the appeal has no words in it."""
        return next((one for one in self.languages if one.language == language), None)


def standing(*, appeals: Iterable[Appeal], on: date) -> dict[int, Standing]:
    """Every appeal that was made from a case, by its primary key. Four queries, however many there are; texts have to be at hand."""
    made = [appeal for appeal in appeals if appeal.case_id]
    current = publication.current_versions(case_ids=[appeal.case_id for appeal in made if appeal.case_id])
    answers = _answers(made)
    began = _began(made)
    bases = {appeal.pk: {text.language: _basis(began[appeal.pk], answers[appeal.pk], text.language) for text in appeal.texts.all()} for appeal in made}
    wanted = {(appeal.case_id or 0, version) for appeal in made for version in (*bases[appeal.pk].values(), current.get(appeal.case_id or 0)) if version}
    known = publication.versions(wanted=wanted, on=on)
    return {appeal.pk: _standing(appeal, current.get(appeal.case_id or 0), bases[appeal.pk], answers[appeal.pk], known) for appeal in made}


def _standing(
    appeal: Appeal,
    current: int | None,
    bases: Mapping[str, int],
    answers: Sequence[CaseUpdate],
    known: Mapping[tuple[int, int], Mapping[str, PublishedCase]],
) -> Standing:
    if current is None:
        return Standing(is_public=False)
    case_id, source = appeal.case_id or 0, appeal.organisation.source_language
    states = []
    for language, basis in sorted(bases.items(), key=lambda pair: (pair[0] != source, pair[0])):
        before, after = (in_language(known.get((case_id, version), {}).values(), language, source) for version in (basis, current))
        found = tuple(changes(before, after)) if before and after and basis != current else ()
        update = next((one for one in answers if (one.language, one.to_version) == (language, current)), None)
        states.append(LanguageState(language=language, from_version=basis, to_version=current, found=found, update=update))
    return Standing(languages=tuple(states))


def _answers(appeals: Sequence[Appeal]) -> dict[int, list[CaseUpdate]]:
    found: dict[int, list[CaseUpdate]] = {appeal.pk: [] for appeal in appeals}
    for update in CaseUpdate.objects.filter(appeal__in=found).select_related("written_by", "published_by").order_by("to_version", "pk"):
        found[update.appeal_id].append(update)
    return found


def _basis(began: int, answers: Iterable[CaseUpdate], language: str) -> int:
    """The version that this language was last made right by: the newest that was answered to the end, else that of its beginning."""
    done = [one.to_version for one in answers if one.language == language and one.state in _DONE]
    return max(done, default=began)


def _began(appeals: Sequence[Appeal]) -> dict[int, int]:
    """The version from which each was written; of an older appeal the one that was there when it was begun."""
    unknown = [(appeal.case_id or 0, appeal.drafted_at) for appeal in appeals if appeal.case_version is None]
    guessed = publication.versions_at(moments=unknown) if unknown else {}
    return {appeal.pk: appeal.case_version or guessed.get((appeal.case_id or 0, appeal.drafted_at), 0) for appeal in appeals}
