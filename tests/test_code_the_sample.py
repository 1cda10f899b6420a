"""The sample's cases are coded as the field codes them: HURIDOCS codes where there are some, and nothing that the report does not say."""

from datetime import date
from typing import Any

import pytest

from outcry.cases import publication
from outcry.cases.models import Act, Case, Detention, Involvement, Penalty, Proceedings
from outcry.demo.tests.cast import NOW
from outcry.demo.tests.conftest import data, loaded, sample
from outcry.vocabularies.models import Term

# Fixtures are found by their names.
__all__ = ["data", "loaded", "sample"]
pytestmark = pytest.mark.usefixtures("sample")


def act(headline: str) -> Act:
    return Act.objects.get(texts__language="en", texts__headline=headline)


def codes(*terms: Term | None) -> list[str]:
    """Without the zeros that fill them up to twelve digits."""
    return [term.huridocs_code.rstrip("0") if term else "" for term in terms]


def test_the_unionist_is_coded() -> None:
    held, provoked = act("Jailed for fifteen days"), act("Put in cells with people who were to provoke him")
    detention = held.detention

    assert codes(held.kind, detention.type, *held.victim_characteristics.all()) == ["030102", "01", "010305"]
    assert (held.instruments, detention.due_on, detention.term_days) == ("ILO C87, C98", date(2011, 1, 3), 15)
    assert provoked.kind.code == "acts/detained/undignified/provocation"
    assert codes(provoked.kind.parent) == ["36010201"]
    [involved] = provoked.involvements.all()
    assert codes(involved.degree, involved.type) == ["0101", "010105"]


def test_his_release_says_at_its_end_that_the_sentence_was_served() -> None:
    case = Case.objects.get(slug="esenbek-ukteshbayev")

    publication.record_release(case=case, released="2011-01-03", ground="sentence_served", by=None, now=NOW)

    assert codes(act("Jailed for fifteen days").status_at_end) == ["020105"]


def test_the_newspaper_is_coded() -> None:
    fined, closed = act("Fined 15 million tenge"), act("Tried behind closed doors")
    fine: Any = Penalty.objects.get()
    court = Proceedings.objects.get()

    assert fined.kind.code == "acts/expression/publication-restricted/fine"
    assert codes(fined.kind.parent, closed.kind, court.court) == ["100102", "350115", "01"]
    assert fined.victim
    assert fined.victim.kind == "organisation"
    assert (fine.amount, fine.currency, fine.converted_amount, fine.converted_currency, fine.converted_on) == (15_000_000, "KZT", 80_000, "EUR", "2011-01")
    assert (fine.is_about, fine.converted_by) == (True, "socialistworld.net")
    assert (fined.when, court.is_closed) == ("2011-01-06", True)


def test_the_beaten_prisoners_are_an_act_each_and_one_for_the_group() -> None:
    found: list[Any] = [act("Guards beat prisoners for weeks"), act("The prisoner Sokolov left severely disabled by a beating")]

    assert [one.victim.kind for one in found] == ["group", "person"]
    for one in found:
        assert codes(one.kind, one.place_kind, *one.methods.all()) == ["020101", "0306", "0301"]
    assert codes(found[1].status_at_end) == ["010203"]


def test_the_threat_is_by_the_holder_of_a_post() -> None:
    threat = act("The head of prison colony IK 90 publicly threatens Vadim Karamshin")
    involved = Involvement.objects.get(act=threat)

    assert codes(threat.kind, involved.type, involved.status) == ["0201030101", "010105", "01"]
    assert involved.perpetrator.post
    assert involved.perpetrator.post.label
    assert involved.certainty == "alleged"


def test_what_the_report_does_not_say_is_not_coded() -> None:
    acts = list(Act.objects.all())

    assert not [one for one in acts if one.attribution or one.national_law or one.victim_age is not None]
    assert Detention.objects.get().limit_on is None
