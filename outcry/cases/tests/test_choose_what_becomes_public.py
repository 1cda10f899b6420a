"""An editor chooses what of the record becomes public: how exactly, which facts, under which name. The defaults are careful."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from outcry.accounts.models import Organisation
from outcry.cases import publication
from outcry.cases.models import Case, Involvement, Naming, Penalty, Person, Proceedings, PublicationRule
from outcry.cases.projection import project, published
from outcry.cases.publication import PublishedCase
from outcry.cases.standing import has_changed_since
from outcry.cases.tests.cast import (
    FINED,
    NOW,
    ON,
    a_case,
    a_participant,
    a_term,
    an_act,
    an_event,
    an_organisation,
    emeka,
    fifteen_days,
    published_case,
    rosa,
)
from outcry.lib.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


def seen(case: Case, *, on: date = ON) -> PublishedCase:
    """The case as readers would see it, read back from what an approval copies."""
    found = publication.preview(case_id=case.pk, organisation=case.organisation, language="en", on=on, now=NOW)
    assert found is not None
    return found


def a_rule(case: Case, **facts: Any) -> PublicationRule:
    return PublicationRule.objects.create(case=case, **facts)


def fined(case: Case) -> None:
    act = an_act(case, kind=FINED, when="2011-01-06", status_at_end=a_term("victim-status/liberty/held"))
    Penalty.objects.create(
        act=act, amount=Decimal(15000000), currency="KZT", converted_amount=Decimal(80000), converted_currency="EUR", is_about=True, converted_by="A paper"
    )
    Proceedings.objects.create(act=act, court=a_term("courts/civilian"), is_closed=True)
    court = a_participant(case, "A court", kind="organisation", is_named_publicly=True)
    Involvement.objects.create(act=act, perpetrator=court, degree=a_term("involvement/coercion/did-it"), type=a_term("perpetrators/state/judiciary"))


def test_the_coded_facts_of_an_act_are_told(desk: Organisation) -> None:
    case = a_case(desk)
    fined(case)

    record = seen(case).acts[0].record

    assert record.penalty is not None
    assert (record.penalty.amount, record.penalty.converted, record.penalty.is_about) == (Money(Decimal(15000000), "KZT"), Money(Decimal(80000), "EUR"), True)
    assert (record.courts[0].is_closed, bool(record.courts[0].label), bool(record.status_at_end)) == (True, True, True)
    assert (record.responsible[0].name, record.responsible[0].certainty) == ("A court", "alleged")
    assert record.responsible[0].degree
    assert record.responsible[0].type


def test_what_a_rule_holds_back_is_not_told(desk: Organisation) -> None:
    case = a_case(desk)
    fined(case)
    a_rule(case, shows_responsible=False, shows_penalty=False, shows_court=False, shows_status=False)

    record = seen(case).acts[0].record

    assert (record.responsible, record.penalty, record.courts, record.status_at_end) == ((), None, (), "")


def test_the_rule_of_an_event_goes_before_that_of_the_case(desk: Organisation) -> None:
    case = a_case(desk)
    fined(case)
    a_rule(case, shows_penalty=False)
    a_rule(case, event=case.events.get(), shows_court=False)

    record = seen(case).acts[0].record

    assert (record.penalty is not None, record.courts) == (True, ())


def test_coarser_days_leave_no_exact_one_behind(desk: Organisation) -> None:
    case = a_case(desk)
    act = an_act(case, when="2010-12-20")
    fifteen_days(case, act=act)
    a_rule(case, dates="month")

    found = seen(case)

    assert (found.acts[0].when, found.acts[0].when_earliest) == ("2010-12", date(2010, 12, 1))
    assert found.custody is not None
    assert (found.custody.began, found.custody.due_on) == ("2010-12~", None)


def test_a_point_is_told_by_district_unless_the_editor_says_more(desk: Organisation) -> None:
    case = a_case(desk)
    event = an_event(case, latitude=43.653, longitude=51.158, precision="exact", country="KZ")
    event.texts.create(language="en", title="The hearing", place="Court no. 2")

    by_default = seen(case).events[0]
    rule = a_rule(case, places="exact")
    in_full = seen(case).events[0]
    rule.places = "country"
    rule.save()
    by_country = seen(case).events[0]

    assert by_default.point is not None
    assert (by_default.point.precision, by_default.point.latitude != 43.653) == ("district", True)
    assert in_full.point is not None
    assert in_full.point.latitude == 43.653
    assert (by_country.point, by_country.place, by_country.title) == (None, "", "The hearing")


def test_an_event_that_stays_in_the_file_keeps_its_acts_with_it(desk: Organisation) -> None:
    case = a_case(desk)
    an_act(case, event=an_event(case, is_public=False))

    assert (seen(case).acts, seen(case).events) == ((), ())


def test_an_act_waits_for_the_day_of_its_event(desk: Organisation) -> None:
    case = a_case(desk)
    an_act(case, event=an_event(case, visible_from=date(2011, 1, 6)))

    assert (seen(case, on=date(2011, 1, 5)).acts, len(seen(case, on=date(2011, 1, 6)).acts)) == ((), 1)


def somebody(case: Case, **facts: Any) -> Person:
    return Person.objects.create(organisation=case.organisation, opened_at=NOW, pseudonym="Asel", **facts)


@pytest.mark.parametrize(
    ("may_be_named", "nothing_public", "rule", "shown"),
    [
        (True, False, "", "Dana"),
        (True, False, "pseudonym", "Asel"),
        (True, False, "withheld", ""),
        (False, False, "", "Asel"),
        (False, False, "name", "Asel"),
        (False, False, "withheld", ""),
        (True, True, "name", "Asel"),
    ],
)
def test_nobody_is_named_against_the_strictest_word(desk: Organisation, may_be_named: bool, nothing_public: bool, rule: str, shown: str) -> None:
    case = a_case(desk)
    participant = a_participant(case, "Dana", person=somebody(case, do_not_publish=nothing_public), is_named_publicly=may_be_named)
    if rule:
        Naming.objects.create(participant=participant, shown_as=rule)

    found = seen(case).participants[0]

    assert (found.name, found.is_pseudonym) == (shown, shown == "Asel")


def test_charges_are_told_where_a_rule_lets_them_through(desk: Organisation) -> None:
    case = a_case(desk)
    act = an_act(case)
    Proceedings.objects.create(act=act, charge="Inciting discord", article="Article 174", court_case_number="7512-11")
    by_default = seen(case).acts[0].record.courts[0].charged
    a_rule(case, shows_charges=True)

    (court,) = seen(case).acts[0].record.courts

    assert by_default == ""
    assert (court.charge, court.article, court.charged) == ("Inciting discord", "Article 174", "Inciting discord, Article 174")
    assert "7512-11" not in str(project(case=case))


@pytest.mark.parametrize(
    ("rule", "may_be_named", "nothing_public", "told"),
    [(True, True, False, "woman"), (False, True, False, ""), (True, False, False, ""), (True, True, True, "")],
)
def test_gender_is_told_of_whoever_is_named_and_by_rule_alone(desk: Organisation, rule: bool, may_be_named: bool, nothing_public: bool, told: str) -> None:
    case = a_case(desk)
    a_participant(case, "Dana", person=somebody(case, gender="woman", do_not_publish=nothing_public), is_named_publicly=may_be_named)
    a_rule(case, shows_gender=rule)

    assert seen(case).participants[0].gender == told
    assert ("woman" in str(project(case=case))) is bool(told)


def test_what_came_of_it_is_told_with_the_share_of_the_campaign(desk: Organisation) -> None:
    case = a_case(desk)
    outcome = case.outcomes.create(kind=a_term("outcomes/no-change"), campaign_link="claimed", act=an_act(case), when="2011-01-01")
    outcome.texts.create(language="en", headline="Still held")

    found = seen(case).outcomes[0]

    assert (found.headline, found.campaign_link, found.act) == ("Still held", "claimed", 1)
    assert found.kind_label


def test_a_version_that_does_not_know_its_records_says_the_same_as_the_file(desk: Organisation) -> None:
    case = a_case(desk)
    an_act(case)
    published_case(desk, case, by=(rosa(desk), emeka(desk)))
    row = case.projections.get()
    del row.fields["acts"][0]["key"]
    row.save()

    assert not has_changed_since(case=case)


def test_versions_from_before_the_record_are_still_read(desk: Organisation) -> None:
    case = a_case(desk)
    an_act(case)
    projected = project(case=case)[0]
    for name in ("events", "outcomes"):
        del projected.fields[name], projected.wording[name]
    for act, words in zip(projected.fields["acts"], projected.wording["acts"], strict=True):
        for name in ("event", "responsible", "penalty", "courts"):
            del act[name]
        for name in ("responsible", "courts", "custody_kind", "status_at_end"):
            del words[name]

    stored = case.projections.model(case=case, language="en", version=1, slug="x", fields=projected.fields, wording=projected.wording, approved_at=NOW)
    found = published(row=stored, languages=["en"], on=ON)

    assert (len(found.acts), found.events, found.outcomes) == (1, (), ())
