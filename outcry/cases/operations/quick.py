"""Write down in a minute what somebody told: a case in its first stage, with one act, one person, one source."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.cases.models import Act, Case, Consent, Detention, Event, Participant, Person, Source
from outcry.cases.operations.people import identify
from outcry.cases.operations.writing import add_part, change_facts, change_words, mark, open_case
from outcry.cases.vocabulary import ConsentUse, ParticipantKind
from outcry.design.day_words import plain_day
from outcry.intake.models import Conversation
from outcry.lib.identifiers import encode
from outcry.lib.keys import keyring, mac
from outcry.lib.wordings import Edit
from outcry.vocabularies.models import Term
from outcry.vocabularies.queries import terms, wording

# Whoever suffers one of these is held: her clock runs from the first word of it.
_HELD = ("acts/liberty/detention", "acts/liberty/arrest", "acts/liberty/house-arrest")
_NOT_HELD = ("acts/liberty/arrest/attempted",)
_AT_HOME = {"acts/liberty/house-arrest": "detention/house-arrest"}
_TRIES = 5
_DIGITS = 4
_PURPOSE = "lookup"
# As many as a random public id has.
_ID_BYTES = 10


class NotWritten(Exception):
    """So many others opened cases at this very moment that no number was free; nothing was kept."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What was told. `when` is EDTF; `when_said` are the words of a day that could not be read. `person`: somebody known, None for somebody new.

    Sealed, the name and the words stand in sealed columns alone, and lists show the kind of act and the number.
    """

    name: str
    happened: str
    kind: Term
    country: str
    told_by: str
    language: str
    is_a: str = ParticipantKind.PERSON
    person: Person | None = None
    when: str = ""
    when_said: str = ""
    where: str = ""
    connection: str = ""
    source_is_confidential: bool = True
    uses: tuple[ConsentUse, ...] = ()
    consent_words: str = ""
    notes: str = ""
    is_sealed: bool = False


def write_down(
    *,
    organisation: Organisation,
    heard: Heard,
    public_id: str,
    by: User,
    now: datetime,
    conversation: Conversation | None = None,
    told_until: int | None = None,
    of_source: Mapping[str, Any] | None = None,
) -> Case:
    """Make a case of it, unconfirmed. The same `public_id` again gives the case that is there: a second press of the button makes no second case.

    `conversation` is where it was told, up to which message; `of_source` is what else is known of the source. Raise NotWritten when no number was free.
    """
    for _number in range(_TRIES):
        there = Case.objects.filter(organisation=organisation, public_id=public_id).first()
        if there is not None:
            return there
        try:
            with transaction.atomic():
                columns = {"public_id": public_id, "from_conversation": conversation}
                told = {"conversation": conversation, "told_until": told_until, **(of_source or {})}
                return _written(organisation, heard, columns, told, by, now)
        except IntegrityError:
            # Somebody took the number a moment ago, or this very form came twice at once.
            continue
    raise NotWritten


def public_id_of(content: str) -> str:
    """The public id of the case that a form makes, from all that it says: nobody can guess it, and the same form has the same."""
    return encode(mac(keyring(settings.KEYS_FOLDER).current(_PURPOSE), "quick intake", content)[:_ID_BYTES])


def free_number(*, organisation: Organisation, year: int) -> str:
    """A number of this year that no case has, such as 2026-4718, drawn by lot.

    Readers see the numbers of public cases: counted one after another they would tell how many others there are.
    """
    prefix = f"{year}-"
    cases = Case.objects.filter(organisation=organisation)
    used = {*cases.filter(number__startswith=prefix).values_list("number", flat=True), *cases.filter(slug__startswith=prefix).values_list("slug", flat=True)}
    # At most half of the numbers of one length are used, so that the lot falls on a free one soon.
    length = max(_DIGITS, len(str(2 * len(used))))
    while (number := f"{prefix}{secrets.randbelow(10**length):0{length}}") in used:
        pass
    return number


def _written(organisation: Organisation, heard: Heard, columns: Mapping[str, Any], of_source: Mapping[str, Any], by: User, now: datetime) -> Case:
    number = free_number(organisation=organisation, year=organisation.content_now(now=now).year)
    facts = {"number": number, "slug": number, "country": heard.country, "confidential_notes": _notes(heard) or None, **columns}
    case = open_case(organisation=organisation, facts=facts, texts={heard.language: _words_of_case(heard, number)}, by=by, now=now)
    add_to_event(event=case.events.get(), heard=heard, of_source=of_source, by=by, now=now)
    return case


def add_to_event(*, event: Event, heard: Heard, of_source: Mapping[str, Any], by: User, now: datetime, victim: Participant | None = None) -> Act:
    """Write it into an event that holds nothing yet: the source, whoever suffered it (or `victim`, who is in the case already), and the act."""
    source = _add_source(event.case, heard, of_source, by, now)
    victim = victim or _add_victim(event.case, heard, by, now)
    return _add_act(event, heard, victim, source, by, now)


def _notes(heard: Heard) -> str:
    """What has no place of its own yet; consent that was not given is a note."""
    unasked = [] if heard.uses else [heard.consent_words]
    return "\n\n".join(text for text in (heard.notes, *unasked) if text)


def _words_of_case(heard: Heard, number: str) -> dict[str, str]:
    if heard.is_sealed:
        return {"name": f"{wording(term=heard.kind, language=heard.language).label} {number}", "standfirst": "", "place": ""}
    return {"name": heard.name, "standfirst": heard.happened, "place": heard.where}


def _add_source(case: Case, heard: Heard, of_source: Mapping[str, Any], by: User, now: datetime) -> Source:
    today = case.organisation.content_now(now=now).date()
    told = {"identity": heard.told_by} if heard.source_is_confidential else {"publisher": heard.told_by}
    facts = {"is_confidential": heard.source_is_confidential, "connection": heard.connection, "language": heard.language, "received_on": today}
    source = add_part(owner=case, kind=Source, facts=facts | told | dict(of_source), by=by, now=now)
    agree(source=source, uses=heard.uses, words=heard.consent_words, by=by, now=now)
    return source


def agree(*, source: Source, uses: Collection[ConsentUse], words: str, by: User, now: datetime) -> bool:
    """Write down what a source agrees to from today: what is no longer in it is taken back today. Returns whether anything changed."""
    today = source.case.organisation.content_now(now=now).date()
    in_force = {consent.use: consent for consent in source.consents.filter(withdrawn_on=None)}
    for use in in_force.keys() - set(uses):
        change_facts(row=in_force[use], facts={"withdrawn_on": today}, seen=mark(in_force[use]), by=by, now=now)
    for use in uses:
        if use not in in_force:
            add_part(owner=source, kind=Consent, facts={"use": use, "given_on": today, "note": words or None}, by=by, now=now)
    return in_force.keys() != set(uses)


def _add_victim(case: Case, heard: Heard, by: User, now: datetime) -> Participant:
    victim = add_part(owner=case, kind=Participant, facts={"kind": heard.is_a}, by=by, now=now)
    _say(victim, heard.language, {"name": heard.name}, by, now)
    identify(participant=victim, person=heard.person, by=by, now=now)
    return victim


def _add_act(event: Event, heard: Heard, victim: Participant, source: Source, by: User, now: datetime) -> Act:
    case = event.case
    place = {"confidential_notes": heard.where or None} if heard.is_sealed else {}
    change_facts(row=event, facts={"when": heard.when, "sources": [source], **place}, seen=mark(event), by=by, now=now)
    if heard.where and not heard.is_sealed:
        _say(event, heard.language, {"place": heard.where}, by, now)
    facts = {"event": event, "kind": heard.kind, "victim": victim, "when": heard.when, "sources": [source]}
    act = add_part(owner=case, kind=Act, facts=facts | ({"confidential_notes": heard.happened} if heard.is_sealed else {}), by=by, now=now)
    headline = wording(term=heard.kind, language=heard.language).label if heard.is_sealed else heard.happened
    _say(act, heard.language, {"headline": headline, "when_note": _as_said(heard, case, now)}, by, now)
    if _is_held(heard.kind):
        add_part(owner=act, kind=Detention, facts={"began": heard.when, **_kind_of_custody(heard.kind)}, by=by, now=now)
    return act


def _say(part: Any, language: str, words: dict[str, str], by: User, now: datetime) -> None:
    change_words(part=part, edit=Edit(language=language), words=words, by=by, now=now)


def _as_said(heard: Heard, case: Case, now: datetime) -> str:
    """A day that nobody can read is kept in the words in which it was told, with the day on which it was."""
    if not heard.when_said:
        return ""
    with translation.override(heard.language):
        day = plain_day(case.organisation.content_now(now=now).date()).text
        return _("“%(words)s”, told on %(day)s") % {"words": heard.when_said, "day": day}


def _is_held(kind: Term) -> bool:
    return _is_below(kind.code, _HELD) and not _is_below(kind.code, _NOT_HELD)


def _is_below(code: str, tops: Iterable[str]) -> bool:
    return any(code == top or code.startswith(f"{top}/") for top in tops)


def _kind_of_custody(kind: Term) -> dict[str, Term]:
    wanted = _AT_HOME.get(kind.code)
    return {"type": terms(codes=[wanted])[wanted]} if wanted else {}
