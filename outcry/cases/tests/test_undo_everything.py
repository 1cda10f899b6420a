"""Whatever an editor can write can be read back and undone: every kind of part, one test over all of them."""

from datetime import date
from typing import Any

import pytest

from outcry.accounts.models import Organisation
from outcry.cases.models import Act, Case, Detention, Part, Participant, Person, Source
from outcry.cases.operations.history import facts_of, read
from outcry.cases.operations.release import record_release
from outcry.cases.operations.writing import add_part, change_facts, mark, remove_part, undo
from outcry.cases.tests.cast import NOW, a_case, a_participant, a_term, an_act, an_event, an_intervention, an_organisation, fifteen_days
from outcry.cases.views.history import line_of
from outcry.cases.views.kinds import OF_A_CASE, OF_A_PERSON, Kind, every_kind

pytestmark = pytest.mark.django_db
KINDS = [*every_kind(OF_A_CASE).values(), *every_kind(OF_A_PERSON).values()]


@pytest.fixture
def desk() -> Organisation:
    a_term("acts/unknown")
    return an_organisation()


class World:
    """One of everything that a part may lie in or name."""

    def __init__(self, desk: Organisation) -> None:
        self.case: Case = a_case(desk)
        self.event, self.other_event = an_event(self.case), an_event(self.case)
        self.participant: Participant = a_participant(self.case, "Ayan")
        self.act: Act = an_act(self.case, event=self.event, victim=self.participant)
        self.intervention = an_intervention(self.case)
        self.source: Source = self.case.sources.get()
        self.person = Person.objects.create(organisation=desk, opened_at=NOW)
        self.other_person = Person.objects.create(organisation=desk, opened_at=NOW)

    def owner(self, model: Any) -> Any:
        if model.OWNER == "proceedings":
            return self.act.proceedings.first() or self.act.proceedings.create(charge="Invented")
        return getattr(self, model.OWNER)

    def facts(self, model: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a new row says, and what it says once it is changed."""
        of_kind: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
            "event": ({"when": "2011"}, {"when": "2011-01"}),
            "eventlink": ({"type": a_term("event-links/precedes"), "related": self.other_event}, {"note": "So the report says."}),
            "act": ({"event": self.event, "kind": a_term("acts/integrity/threat")}, {"when": "2011-01", "sources": [self.source]}),
            "involvement": ({"perpetrator": self.participant}, {"certainty": "convicted"}),
            "detention": ({"began": "2011"}, {"due_on": date(2011, 1, 3)}),
            "proceedings": ({"charge": "Slander"}, {"is_closed": True}),
            "proceedingsstep": ({"stage": a_term("stages/trial")}, {"when": "2011-02-01"}),
            "penalty": ({"amount": 15, "currency": "KZT"}, {"is_suspended": True}),
            "illtreatment": ({"consequences": "Bruises"}, {"consequences": "Bruises and a broken arm"}),
            "threat": ({"channel": "By telephone"}, {"is_repeated": True}),
            "death": ({"circumstances": "Not known"}, {"circumstances": "In a cell"}),
            "destruction": ({"what": "A press"}, {"amount": 5, "currency": "EUR"}),
            "source": ({"publisher": "A paper"}, {"is_confidential": True, "identity": "Her brother"}),
            "consent": ({"use": "share", "given_on": date(2011, 1, 3)}, {"withdrawn_on": date(2011, 1, 4)}),
            "participant": ({"kind": "group"}, {"is_named_publicly": True, "person": self.person}),
            "naming": ({"shown_as": "withheld"}, {"shown_as": "name"}),
            "intervention": ({"kind": "vigil"}, {"when": "2010-12-31", "sources": [self.source]}),
            "response": ({"type": a_term("responses/none")}, {"words": "Nothing"}),
            "caseoutcome": ({"kind": a_term("outcomes/released")}, {"campaign_link": "claimed", "interventions": [self.intervention]}),
            "publicationrule": ({"dates": "month"}, {"dates": "year"}),
            "personname": ({"text": "Ayan"}, {"text": "Аян"}),
            "relation": ({"type": a_term("relations/persons/work/colleague"), "related": self.other_person}, {"position_held": "Editor"}),
        }
        return of_kind[model._meta.model_name]


def rows(model: Any, owner: Any) -> list[Any]:
    return list(model._default_manager.filter(**{model.OWNER: owner}).order_by("pk"))


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_adding_changing_and_removing_are_told_and_undone(desk: Organisation, kind: Kind) -> None:
    world = World(desk)
    model, owner = kind.model, world.owner(kind.model)
    new, changed = world.facts(model)
    before = rows(model, owner)
    row: Any = add_part(owner=owner, kind=model, facts=new, by=None, now=NOW)
    file = row.file
    as_new = facts_of(row)

    change_facts(row=row, facts=changed, seen=mark(row), by=None, now=NOW)
    change = file.changes.order_by("-pk").first()
    told = line_of(change)
    assert {one.label for one in told.differences}
    assert set(changed) <= set(read(change.after)["facts"])  # type: ignore[index]

    undo(change=change, by=None, now=NOW)
    row = model._default_manager.get(pk=row.pk)
    assert facts_of(row) == as_new

    removal = remove_part(part=row, by=None, now=NOW)
    assert rows(model, owner) == before
    undo(change=removal, by=None, now=NOW)
    row = model._default_manager.get(pk=row.pk)
    assert facts_of(row) == as_new

    undo(change=file.changes.filter(before__isnull=True, undoes=None, kind=model._meta.model_name, row=row.pk).latest("pk"), by=None, now=NOW)
    assert rows(model, owner) == before


def test_every_part_an_editor_can_write_is_tried() -> None:
    def below(model: Any) -> set[Any]:
        return {one for part in model.__subclasses__() for one in (below(part) if part._meta.abstract else {part})}

    assert below(Part) == {kind.model for kind in KINDS}


def test_a_release_and_its_words_are_undone_one_by_one(desk: Organisation) -> None:
    case = a_case(desk)
    row: Detention = fifteen_days(case)
    text = row.act.texts.get()

    record_release(case=case, released="2011-01-03", ground="sentence_served", now=NOW)
    written = list(case.changes.order_by("-pk"))
    assert row.act.texts.get().ended != text.ended
    for change in written:
        undo(change=change, by=None, now=NOW)

    row = Detention.objects.get()
    assert (row.released, row.act.texts.get().ended, row.act.status_at_end) == ("", text.ended, None)
    assert len(written) == 3
