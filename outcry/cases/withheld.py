"""Names that must not be public and yet stand in what would be: as they are in the file, in other letters, declined, with an initial.

Whoever stops an approval for nothing costs an editor a minute; whoever lets a name through may cost a life. So one word more is
stopped than needed, and the editor is told which name it was.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import Q

from outcry.cases.models import Case, Participant, PublicCase
from outcry.cases.naming import is_withheld
from outcry.cases.projection import Projection, published
from outcry.cases.vocabulary import NameKind, ParticipantKind
from outcry.evidence.models import Level
from outcry.lib.names import name_keys, script_of
from outcry.lib.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_POSSESSIVE = re.compile("['’ʼ]s?$")
_LAST_VOWELS = re.compile("[аеёиоуыэюяйьaeiouy]+$", re.IGNORECASE)
# Letters that Arabic writes together with the next word: and, with, for, so, like.
_JOINED = "وبلفك"
# Russian and Kazakh endings are so long at most, and what is left of a word must still say whom it means.
_LONGEST_ENDING = 3
_SHORTEST_STEM = 3
# A name of one word is all there is to go by.
_SHORTEST_LONE_STEM = 5
# A given name, a patronymic and two family names; longer ones describe somebody.
_LONGEST_NAME = 4


@dataclass(frozen=True)
class _Secret:
    """A name to be looked for, and how many of its words give it away."""

    name: str
    enough: int


def named_though_withheld(*, case: Case, projections: Iterable[Projection]) -> list[str]:
    """Names that must not be public and yet stand in the text of a projection or in its address: an approval has to refuse these.

    Also names that wait for a day, and stand in what is told before it.
    """
    projections, hearing = list(projections), _Hearing()
    people = list(case.participants.select_related("person").prefetch_related("texts", "person__names"))
    secrets = {*chain.from_iterable(_secrets_of(one) for one in people if is_withheld(one)), *_sources(case)}
    texts = [words for projection in projections for words in _all_words([projection.fields, projection.wording])]
    found = _standing_in([*texts, case.slug], secrets, hearing)
    for one in people:
        if one.visible_from and not is_withheld(one):
            found |= _standing_in(_told_before(one.visible_from, case, projections), _awaited(one), hearing)
    return sorted(found)


def _standing_in(texts: Iterable[str], secrets: Iterable[_Secret], hearing: "_Hearing") -> set[str]:
    # Much is the same in every language.
    texts, secrets = dict.fromkeys(texts), set(secrets)
    told = fold("\n".join(texts))
    said = [hearing.said(text) for text in texts] if any(secret.enough for secret in secrets) else []
    return {secret.name for secret in secrets if _stands_in(secret.name, told) or _sounds_in(secret, said)}


def _told_before(day: date, case: Case, projections: Iterable[Projection]) -> list[str]:
    """Whatever readers are told on the last day before, the address of the case included."""
    eve = day - timedelta(days=1)
    if case.visible_from and case.visible_from > eve:
        return []
    found = [case.slug]
    for one in projections:
        row = PublicCase(case=case, slug=case.slug, language=one.language, fields=one.fields, wording=one.wording)
        found += _all_words(asdict(published(row=row, languages=[], on=eve)))
    return found


def _secrets_of(participant: Participant) -> Iterator[_Secret]:
    names = {row.name for row in participant.texts.all() if row.name}
    if participant.person:
        names |= {row.text for row in participant.person.names.all() if row.text and row.kind != NameKind.PATRONYMIC}
    for name in names:
        words = len(_WORD.findall(name))
        # "Guards of the prison" is not given away by guards and prisons.
        yield _Secret(name, min(words, 2) if participant.kind == ParticipantKind.PERSON else words)


def _awaited(participant: Participant) -> Iterator[_Secret]:
    """The same for names that readers will learn. Of a description, or a name with a number in it, single words give nothing away: only the whole does."""
    for secret in _secrets_of(participant):
        words = len(_WORD.findall(secret.name))
        if any(letter.isdigit() for letter in secret.name):
            yield replace(secret, enough=0)
        else:
            yield secret if words <= _LONGEST_NAME else replace(secret, enough=words)


def _sources(case: Case) -> Iterator[_Secret]:
    for source in case.sources.filter(Q(is_confidential=True) | Q(level=Level.RESTRICTED)):
        if source.identity:
            yield _Secret(source.identity, len(_WORD.findall(source.identity)))
        yield from (_Secret(words, 0) for words in (source.publisher, source.title, source.url) if words)


def _stands_in(name: str, told: str) -> bool:
    return bool(name.strip()) and re.search(rf"(?<!\w){re.escape(fold(name.strip()))}(?!\w)", told) is not None


@dataclass(frozen=True)
class _Spoken:
    """A word of a text: by which keys of names it may be meant, with its ending and without."""

    text: str
    keys: frozenset[str]
    stems: frozenset[str]
    # Keys that hold only where the word is written in Arabic letters, which leave out vowels.
    bones: frozenset[str]


class _Hearing(dict[str, _Spoken]):
    """Each word of all texts heard once, and forgotten with the question: nothing about a person stays in memory."""

    def __missing__(self, word: str) -> _Spoken:
        self[word] = spoken = _spoken(word)
        return spoken

    def said(self, text: str) -> list[_Spoken]:
        return [self[_POSSESSIVE.sub("", word)] for word in _WORD.findall(text)]


def _spoken(word: str) -> _Spoken:
    script = script_of(word)
    forms, least = [word], _SHORTEST_STEM
    if script == "Arab" and word[0] in _JOINED and len(word) > least:
        forms.append(word[1:])
    stems: list[str] = []
    if script == "Cyrl" and word[0].isupper():
        stems = [word[:-ending] for ending in range(1, _LONGEST_ENDING + 1) if len(word) - ending >= least]
    bones = _keys(forms, wide=True) if script == "Arab" else frozenset[str]()
    return _Spoken(word, _keys(forms), _keys(stems), bones)


def _keys(forms: Iterable[str], *, wide: bool = False) -> frozenset[str]:
    return frozenset[str]().union(*(name_keys(form, wide=wide) for form in forms))


def _sounds_in(secret: _Secret, said: Iterable[list[_Spoken]]) -> bool:
    """Whether enough words of the name stand together somewhere, in whatever order, with at most one other word among them."""
    name = [_spoken_name(word) for word in _WORD.findall(secret.name)]
    if not secret.enough or not name:
        return False
    alone = len(name) == 1
    for text in said:
        met = [{place for place, word in enumerate(name) if _meets(word, spoken, alone)} for spoken in text]
        if any(met[here] and _together(met[here : here + len(name) + 1]) >= secret.enough for here in range(len(met))):
            return True
    return False


def _together(met: Collection[set[int]]) -> int:
    """How many words of the name are met, each by another word of the text, at least one of them in full."""
    return min(len(set().union(*met)), sum(1 for places in met if places))


def _spoken_name(word: str) -> _Spoken:
    stem = _LAST_VOWELS.sub("", word)
    stems = _keys([word, stem] if len(stem) >= _SHORTEST_STEM else [word])
    return _Spoken(word, name_keys(word, wide=False), stems, name_keys(word, wide=True))


def _meets(name: _Spoken, spoken: _Spoken, alone: bool) -> bool:
    if alone and not _looks_like_a_name(spoken.text):
        return False
    if name.keys & spoken.keys or name.bones & spoken.bones:
        return True
    if len(spoken.text) == 1 and not alone:
        return spoken.text.isupper() and any(key.startswith(letter) for key in name.keys for letter in spoken.keys)
    if alone and len(name.text) < _SHORTEST_LONE_STEM:
        return False
    return bool(name.stems & spoken.stems)


def _looks_like_a_name(word: str) -> bool:
    """Written with a capital, or in letters that have none."""
    return word[0].isupper() or not word[0].islower()


def _all_words(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for value in found.values():
            yield from _all_words(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from _all_words(value)
