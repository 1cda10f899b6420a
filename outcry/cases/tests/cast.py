"""The people of these tests: Rosa researches, Emeka edits; and cases for them to work on."""

from datetime import UTC, date, datetime
from typing import Any

from outcry.accounts.models import Organisation, OrganisationText, User
from outcry.cases import publication
from outcry.cases.models import (
    Act,
    ActText,
    Case,
    CaseText,
    Detention,
    Event,
    Intervention,
    InterventionText,
    Participant,
    ParticipantText,
    RiskCheck,
    RiskDecision,
    Source,
    Wish,
)
from outcry.cases.stages import READY_FOR_READERS, Stage
from outcry.vocabularies.models import Term
from outcry.vocabularies.operations.load_shipped import load_shipped
from outcry.vocabularies.queries import term

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ON = date(2011, 1, 1)
DETAINED = "acts/liberty/detention"
BEATEN = "acts/integrity/assault"
FINED = "acts/expression/publication-restricted/fine"


def an_organisation(slug: str = "desk") -> Organisation:
    organisation = Organisation.objects.create(slug=slug, mail_domain="desk.example", contact_address="contact@desk.example")
    OrganisationText.objects.create(organisation=organisation, language="en", name="The Desk")
    return organisation


def staff(name: str, organisation: Organisation) -> User:
    return User.objects.create(username=name, email=f"{name}@desk.example", organisation=organisation)


def rosa(organisation: Organisation) -> User:
    return staff("rosa", organisation)


def emeka(organisation: Organisation) -> User:
    return staff("emeka", organisation)


def a_case(organisation: Organisation, *, languages: tuple[str, ...] = ("en",), slug: str = "the-case", **facts: Any) -> Case:
    """A case that has gone its way up to the door: only the two who let it out are missing."""
    case = Case.objects.create(organisation=organisation, number=f"2010-{slug}", slug=slug, country="KZ", opened_at=NOW, **facts)
    brought_to_the_door(case)
    for language in languages:
        CaseText.objects.create(
            case=case, language=language, name=f"Name {language}", standfirst=f"Standfirst {language}", made_from_version=int(language != "en")
        )
    Source.objects.create(case=case, publisher="A paper", title="A report", published="2011-01")
    return case


def a_term(code: str) -> Term:
    """A term that comes with Outcry."""
    if not Term.objects.filter(code=code).exists():
        load_shipped(now=NOW)
    return term(code=code)


def an_event(case: Case, **facts: Any) -> Event:
    return Event.objects.create(case=case, position=case.events.count() + 1, **facts)


def an_act(case: Case, headline: str = "Jailed", kind: str = DETAINED, language: str = "en", **facts: Any) -> Act:
    event = facts.pop("event", None) or case.events.first() or an_event(case)
    act = Act.objects.create(case=case, event=event, kind=a_term(kind), when=facts.pop("when", "2010-12-20~"), position=case.acts.count() + 1, **facts)
    ActText.objects.create(act=act, language=language, headline=headline, ended="Not yet")
    return act


def an_intervention(case: Case, headline: str = "Gathering", **facts: Any) -> Intervention:
    row = Intervention.objects.create(case=case, kind="vigil", when="2010-12-31", **facts)
    InterventionText.objects.create(intervention=row, language="en", headline=headline)
    return row


def a_participant(case: Case, name: str, **facts: Any) -> Participant:
    row = Participant.objects.create(case=case, position=case.participants.count() + 1, **facts)
    ParticipantText.objects.create(participant=row, language="en", name=name, role="Part")
    return row


def fifteen_days(case: Case, **facts: Any) -> Detention:
    act = facts.pop("act", None) or case.acts.first() or an_act(case)
    return Detention.objects.create(act=act, began="2010-12-20~", began_is_reckoned=True, term_days=15, due_on=date(2011, 1, 3), **facts)


def brought_to_the_door(case: Case) -> None:
    """Verified, and weighed, as if its people had gone the way; tests of the way itself go it."""
    RiskCheck.objects.create(case=case, at=NOW, wish=Wish.PUBLISH, benefit_and_harm="Nothing is new to anybody.", decision=RiskDecision.GO)
    Case.objects.filter(pk=case.pk).exclude(stage__in=READY_FOR_READERS).update(stage=Stage.CHECKED)
    case.refresh_from_db(fields=["stage"])


def published_case(organisation: Organisation, case: Case, *, by: tuple[User, User], now: datetime = NOW) -> None:
    """Proposed by the first, approved by the second."""
    brought_to_the_door(case)
    publication.propose(case=case, by=by[0], now=now)
    publication.approve(case=case, by=by[1], now=now)
