"""The path through a full record: seven questions in the order in which people ask them, and what is still missing for each, in plain words.

Nothing here stops anybody: what has to be there before readers see a case stands in door.py and stages.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from outcry.cases.door import unagreed
from outcry.cases.levels import readable
from outcry.cases.models import Act, Case
from outcry.cases.titles import title_of

_NOT_KNOWN = "acts/unknown"
# More of one kind say nothing more than that there is more to do.
_MOST = 5


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One thing that is missing, and where it is written. `may_stay`: often nobody knows it, and the path goes on without."""

    sentence: str
    url: str
    may_stay: bool = False


@dataclass(frozen=True, kw_only=True)
class GuideStep:
    """One question of the path. `url` leads to where it is answered; `more` counts what `lacks` leaves out."""

    key: str
    heading: Any
    url: str
    lacks: tuple[Lack, ...]
    more: int = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks


def path_of(case: Case, *, on: date) -> list[GuideStep]:
    """The steps of this case, as its file stands. `on` is the day on which consents have to hold."""
    acts = list(readable(case.acts.all()).prefetch_related("involvements", "sources", "texts", "event__texts").select_related("kind", "event", "victim"))
    found = []
    for key, heading, kind, look in _STEPS:
        lacks = list(look(case, acts, on))
        url = reverse("cases_desk:check", args=[case.pk]) if kind == "check" else f"{reverse('cases_desk:case', args=[case.pk])}#{kind}"
        found.append(GuideStep(key=key, heading=heading, url=url, lacks=tuple(lacks[:_MOST]), more=max(0, len(lacks) - _MOST)))
    return found


def next_lack(steps: list[GuideStep]) -> Lack | None:
    """What to write next; None when nothing more is needed."""
    return next((lack for step in steps for lack in step.lacks if not lack.may_stay), None)


def _who(case: Case, acts: list[Act], on: date) -> Iterator[Lack]:
    if not case.participants.exists():
        yield Lack(sentence=_("Nobody is written down yet. To whom was it done?"), url=_add(case, "participants"))
        return
    for act in acts:
        if act.victim_id is None:
            yield Lack(sentence=_("“%(act)s” does not say to whom it was done.") % {"act": title_of(act)}, url=_part(act))


def _what(case: Case, acts: list[Act], on: date) -> Iterator[Lack]:
    if not acts:
        yield Lack(sentence=_("There is no act yet: what was done, to whom."), url=_add(case, "acts"))
    for act in acts:
        if act.kind.code == _NOT_KNOWN:
            yield Lack(sentence=_("“%(act)s” has no kind yet.") % {"act": title_of(act)}, url=_part(act))


def _when_and_where(case: Case, acts: list[Act], on: date) -> Iterator[Lack]:
    for act in acts:
        if not act.when and not act.event.when:
            yield Lack(sentence=_("“%(act)s” says no day, not even about when.") % {"act": title_of(act)}, url=_part(act))
    for event in readable(case.events.all()).prefetch_related("texts"):
        told = any(text.place for text in event.texts.all()) or event.confidential_notes
        if not event.place_id and event.latitude is None and not told and not any(act.place_id for act in acts if act.event_id == event.pk):
            url = reverse("cases_desk:case_part", args=[case.pk, "events", event.pk])
            yield Lack(sentence=_("“%(event)s” says no place.") % {"event": title_of(event)}, url=url, may_stay=True)


def _by_whom(case: Case, acts: list[Act], on: date) -> Iterator[Lack]:
    for act in acts:
        if not act.involvements.all():
            url = reverse("cases_desk:case_add_inner", args=[case.pk, "acts", act.pk, "involvements"])
            yield Lack(sentence=_("“%(act)s” does not say who did it. Leave it where nobody knows.") % {"act": title_of(act)}, url=url, may_stay=True)


def _sources(case: Case, acts: list[Act], on: date) -> Iterator[Lack]:
    if not case.sources.exists():
        yield Lack(sentence=_("There is no source. Every statement needs one."), url=_add(case, "sources"))
        return
    for act in acts:
        if not act.sources.all():
            yield Lack(sentence=_("“%(act)s” names no source.") % {"act": title_of(act)}, url=_part(act))
    for source, sentence in unagreed(case=case, on=on):
        yield Lack(sentence=sentence, url=reverse("cases_desk:case_part", args=[case.pk, "sources", source.pk]))


def _risks(case: Case, acts: list[Act], on: date) -> Iterator[Lack]:
    if not case.risk_checks.exists():
        yield Lack(sentence=_("Nobody has weighed risk and consent yet."), url=reverse("cases_desk:check", args=[case.pk]))


def _words(case: Case, acts: list[Act], on: date) -> Iterator[Lack]:
    language = case.organisation.source_language
    text = next((text for text in case.texts.all() if text.language == language), None)
    if text is None or not text.name or not text.standfirst:
        sentence = _("Name and standfirst are not written yet in the language of this organisation.")
        yield Lack(sentence=sentence, url=reverse("cases_desk:edit", args=[case.pk]))
    for act in acts:
        if act.is_public and not any(text.language == language and text.headline for text in act.texts.all()):
            yield Lack(sentence=_("“%(act)s” has no headline in the language of this organisation.") % {"act": title_of(act)}, url=_part(act))


def _add(case: Case, kind: str) -> str:
    return reverse("cases_desk:case_add", args=[case.pk, kind])


def _part(act: Act) -> str:
    return reverse("cases_desk:case_part", args=[act.case_id, "acts", act.pk])


_Look = Callable[[Case, list[Act], date], Iterator[Lack]]
# In the order in which they are asked: the key, the heading, the list of the case's page that answers it, and what is looked for.
_STEPS: tuple[tuple[str, Any, str, _Look], ...] = (
    ("who", gettext_lazy("Who"), "participants", _who),
    ("what", gettext_lazy("What happened"), "acts", _what),
    ("when", gettext_lazy("When and where"), "events", _when_and_where),
    ("by_whom", gettext_lazy("Who did it"), "acts", _by_whom),
    ("sources", gettext_lazy("Sources and consent"), "sources", _sources),
    ("risks", pgettext_lazy("step of the editor", "Risks"), "check", _risks),
    ("words", gettext_lazy("Words for readers"), "acts", _words),
)
# Which step a part of each kind belongs to.
STEP_OF = {"participants": "who", "acts": "what", "events": "when", "links": "when", "involvements": "by_whom", "sources": "sources", "consents": "sources"}
