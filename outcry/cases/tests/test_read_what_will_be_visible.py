"""Before an approval, the desk lists what readers will see and what they will not, each with its reason."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from wagtail import hooks

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.cases.beyond_recall import HOOK, BeyondRecall
from outcry.cases.models import Case, CaseExport, Person, PublicationRule, Threat
from outcry.cases.tests.cast import NOW, a_case, a_participant, an_act, an_event, an_organisation, emeka, published_case, rosa
from outcry.cases.visibility import held_back
from outcry.design.parts import Link

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


def whys(case: Case) -> dict[str, str]:
    return {one.what: one.why for one in held_back(case=case, on=NOW.date())}


def page(client: Client, name: str, case: Case) -> str:
    person = User.objects.filter(username="rosa").first() or rosa(case.organisation)
    person.groups.add(staff_group())
    client.force_login(person)
    return client.get(reverse(f"cases_desk:{name}", args=[case.pk])).text


def test_both_sides_are_listed(desk: Organisation, client: Client) -> None:
    case = a_case(desk)
    an_act(case, "Fined")
    an_act(case, "Told in confidence", is_public=False)

    seen, unseen = page(client, "visible", case).split('id="held-title"')

    assert ("Fined" in seen, "Told in confidence" in seen) == (True, False)
    assert "Told in confidence" in unseen


def test_each_name_that_is_withheld_has_its_reason(desk: Organisation) -> None:
    case = a_case(desk)
    hidden = Person.objects.create(organisation=desk, opened_at=NOW, pseudonym="Asel", do_not_publish=True)
    a_participant(case, "Dana", person=hidden, is_named_publicly=True)
    a_participant(case, "Anna")
    a_participant(case, "Emil", is_named_publicly=True)

    found = whys(case)

    assert found["The name of Dana"] == "Nothing of this person may become public. Readers see “Asel” instead."
    assert found["The name of Anna"] == "Nobody has said that she may be named."
    assert "The name of Emil" not in found


def test_what_waits_for_its_day_is_held_back_until_then(desk: Organisation) -> None:
    case = a_case(desk)
    for days, headline in ((1, "Told tomorrow"), (0, "Told today")):
        an_act(case, headline, visible_from=NOW.date() + timedelta(days=days))

    found = whys(case)

    assert found["Told tomorrow"] == "Not shown before 24 November 2026."
    assert "Told today" not in found


def test_what_a_rule_an_event_and_a_source_keep_back_is_named(desk: Organisation) -> None:
    case = a_case(desk)
    event = an_event(case, is_public=False)
    act = an_act(case, "Beaten", event=event)
    case.sources.get().acts.add(act)
    Threat.objects.create(act=act, wording="We know where you live")
    PublicationRule.objects.create(case=case, dates="month", shows_penalty=False)

    found = whys(case)

    assert found["Beaten"] == "The event it belongs to stays in the file."
    assert found["Source 1 (A paper)"] == "It speaks only of what stays in the file."
    assert found["Fines and other penalties"] == "So says the rule for the whole case."
    assert found["The exact days of coded facts; they are told by month"] == "So says the rule for the whole case."
    assert any("1 filled in" in what for what in found)


def test_whoever_withdraws_a_case_reads_what_cannot_be_recalled(desk: Organisation, client: Client) -> None:
    case = a_case(desk)
    published_case(desk, case, by=(emeka(desk), rosa(desk)))

    links = (Link(label="A report of 2011", url="/desk/pages/7/edit/"),)
    lines = [BeyondRecall(number=7, sentence="7 letters have left.", links=links), BeyondRecall(number=0, sentence="None.")]
    with hooks.register_temporarily(HOOK, lambda case_id: lines):
        shown = page(client, "withdraw", case)

    assert "7 letters have left." in shown
    assert '<a href="/desk/pages/7/edit/"><bdi>A report of 2011</bdi></a>' in shown
    assert "None." not in shown


def test_files_that_may_hold_it_are_named_before_it_is_withdrawn(desk: Organisation) -> None:
    case = a_case(desk)
    published_case(desk, case, by=(emeka(desk), rosa(desk)))
    CaseExport.objects.create(organisation=desk, form="csv", query="", cases=7, began_at=case.opened_at - timedelta(days=1))
    assert "taken out" not in page(Client(), "withdraw", case)

    CaseExport.objects.create(organisation=desk, form="csv", query="", cases=8, began_at=case.opened_at + timedelta(days=1))

    assert "1 file of cases was taken out since this one was opened" in page(Client(), "withdraw", case)


def test_a_version_that_waits_for_its_day_says_until_when(desk: Organisation) -> None:
    case = a_case(desk, visible_from=date(2100, 1, 6))
    published_case(desk, case, by=(emeka(desk), rosa(desk)))

    waiting = page(Client(), "case", case)

    assert "Not shown before <time" in waiting
    assert "The public page" not in waiting
