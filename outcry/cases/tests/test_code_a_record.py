"""Who did what to whom: every kind of row of the record is written at the desk and read back."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.accounts.operations import staff_group
from outcry.authorities.models import Post
from outcry.cases.models import Act, Case, CaseOutcome, Consent, EventLink, Involvement, Participant, Penalty, ProceedingsStep, Response
from outcry.cases.operations.writing import change_facts, mark
from outcry.cases.tests.cast import FINED, NOW, a_case, a_participant, a_term, an_act, an_event, an_intervention, an_organisation, rosa
from outcry.cases.timeline import legal_steps
from outcry.cases.titles import title_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


@pytest.fixture
def at_the_desk(desk: Organisation, client: Client) -> Client:
    person = rosa(desk)
    person.groups.add(staff_group())
    client.force_login(person)
    return client


def inside(row: Any, above: str, kind: str) -> str:
    """The page on which a part that lies in another is written."""
    return reverse("cases_desk:case_add_inner", args=[row.file.pk, above, row.pk, kind])


def sent(**facts: Any) -> dict[str, Any]:
    return {f"facts-{name}": value for name, value in facts.items()}


def test_a_perpetrator_is_written_with_degree_and_certainty(desk: Organisation, at_the_desk: Client) -> None:
    act = an_act(a_case(desk))
    police = a_participant(act.case, "Police", kind="organisation")
    degree = a_term("involvement/coercion/did-it")

    at_the_desk.post(inside(act, "acts", "involvements"), sent(perpetrator=police.pk, degree=degree.pk, certainty="alleged"))

    found = Involvement.objects.get()
    assert (found.act, found.perpetrator, found.degree, found.certainty) == (act, police, degree, "alleged")


def test_the_same_perpetrator_is_written_once_in_an_act(desk: Organisation, at_the_desk: Client) -> None:
    act = an_act(a_case(desk))
    police = a_participant(act.case, "Police")
    page = inside(act, "acts", "involvements")
    at_the_desk.post(page, sent(perpetrator=police.pk, certainty="alleged"))

    answer = at_the_desk.post(page, sent(perpetrator=police.pk, certainty="convicted"))

    assert "stands there already" in answer.text
    assert Involvement.objects.get().certainty == "alleged"


def test_a_fine_keeps_its_currency_and_the_sum_as_the_source_converted_it(desk: Organisation, at_the_desk: Client) -> None:
    act = an_act(a_case(desk), kind=FINED)
    sums = sent(kind="fine", amount="15000000", currency="kzt", converted_amount="80000", converted_currency="EUR", is_about="on", converted_on="2011-01")

    at_the_desk.post(inside(act, "acts", "penalty"), sums)

    found = Penalty.objects.get()
    assert (found.amount, found.currency, found.converted_amount, found.converted_on) == (Decimal(15000000), "KZT", Decimal(80000), "2011-01")


def test_a_sum_without_a_currency_is_refused(desk: Organisation, at_the_desk: Client) -> None:
    answer = at_the_desk.post(inside(an_act(a_case(desk)), "acts", "penalty"), sent(kind="fine", amount="15000000"))

    assert "Say in which currency." in answer.text
    assert not Penalty.objects.exists()


def test_proceedings_have_dated_steps(desk: Organisation, at_the_desk: Client) -> None:
    act = an_act(a_case(desk))
    at_the_desk.post(inside(act, "acts", "proceedings"), sent(charge="Slander", is_closed="true"))
    proceedings = act.proceedings.get()

    for stage, when in (("stages/charged", "2011-01-02"), ("stages/trial", "2011-01-06")):
        at_the_desk.post(inside(proceedings, "proceedings", "steps"), sent(stage=a_term(stage).pk, when=when))

    assert proceedings.is_closed is True
    assert [step.when for step in ProceedingsStep.objects.all()] == ["2011-01-02", "2011-01-06"]


def test_a_conviction_stands_by_itself_with_its_day_and_its_end_on_appeal(desk: Organisation, at_the_desk: Client) -> None:
    act = an_act(a_case(desk), kind=FINED)
    at_the_desk.post(inside(act, "acts", "penalty"), sent(kind="fine", amount="100", currency="KZT"))
    at_the_desk.post(inside(act, "acts", "proceedings"), sent(charge="Slander", ruling="Guilty, with a fine"))
    proceedings = act.proceedings.get()

    for stage, when, state in (("judgment", "2011-01-06", "convicted"), ("appeal", "2011-03", "on-appeal"), ("final", "2011-05-02", "acquitted")):
        facts = sent(stage=a_term(f"stages/{stage}").pk, when=when, state=a_term(f"charge-states/{state}").pk)
        at_the_desk.post(inside(proceedings, "proceedings", "steps"), facts)

    told = [title_of(found.step) for found in legal_steps([act])]
    assert told == ["Judgment given: Convicted", "On appeal: On appeal", "Final: Acquitted"]
    assert (proceedings.ruling, Penalty.objects.get().paid_amount) == ("Guilty, with a fine", None)


def test_an_event_says_which_rights_it_touches_and_an_intervention_whom_it_asked(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    event, court, her = an_event(case), a_participant(case, "A court", kind="organisation"), a_participant(case, "Ayan")
    liberty, unions = a_term("rights/civil/liberty"), a_term("topics/trade-unions")
    done = an_intervention(case)

    change_facts(row=event, facts={"rights": [liberty], "topics": [unions], "project": "Prisons 2011"}, seen=mark(event), by=None, now=NOW)
    change_facts(row=done, facts={"asked": [court], "for_whom": [her]}, seen=mark(done), by=None, now=NOW)

    assert ([*event.rights.all()], [*event.topics.all()], event.__class__.objects.get().project) == ([liberty], [unions], "Prisons 2011")
    assert ([*done.asked.all()], [*done.for_whom.all()]) == ([court], [her])
    page = at_the_desk.get(reverse("cases_desk:case_part", args=[case.pk, "interventions", done.pk])).text
    assert "Who was asked" in page
    assert "A court" in page


def test_the_holder_of_a_post_is_found_by_the_name_of_the_post(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    post = Post.objects.create(organisation=desk, label="Head of prison colony 90", added_at=NOW)
    words = {"en-name": "The head of the colony", "en-seen_version": 0, "en-source_version": 0}
    blank = {f"{language}-{name}": 0 for language in ("ru", "kk", "ar") for name in ("seen_version", "source_version")}

    at_the_desk.post(reverse("cases_desk:case_add", args=[case.pk, "participants"]), sent(kind="person", post="head of PRISON colony 90") | words | blank)

    assert Participant.objects.get().post == post


def test_an_event_is_linked_to_one_of_another_case(desk: Organisation, at_the_desk: Client) -> None:
    event, other = an_event(a_case(desk)), an_event(a_case(desk, slug="other"))
    follows = a_term("event-links/follows")

    answer = at_the_desk.post(inside(event, "events", "links"), sent(type=follows.pk, related="2010-nowhere"))
    at_the_desk.post(inside(event, "events", "links"), sent(type=follows.pk, related="2010-other"))

    assert "Nothing of this name was found." in answer.text
    assert [(link.event, link.related) for link in EventLink.objects.all()] == [(event, other)]


def test_an_event_is_not_linked_to_itself(desk: Organisation, at_the_desk: Client) -> None:
    event = an_event(a_case(desk))

    answer = at_the_desk.post(inside(event, "events", "links"), sent(type=a_term("event-links/follows").pk, related="2010-the-case/1"))

    assert answer.status_code == 200
    assert not EventLink.objects.exists()


def test_an_answer_and_an_outcome_are_written(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    words = {"en-headline": "Freed", "en-seen_version": 0, "en-source_version": 0}
    blank = {f"{language}-{name}": 0 for language in ("ru", "kk", "ar") for name in ("seen_version", "source_version")}

    at_the_desk.post(inside(an_intervention(case), "interventions", "responses"), sent(type=a_term("responses/none").pk, when="2011-01"))
    outcome = sent(kind=a_term("outcomes/released/served").pk, when="2011-01-03", campaign_link="none")
    at_the_desk.post(reverse("cases_desk:case_add", args=[case.pk, "outcomes"]), outcome | words | blank)

    assert Response.objects.get().type.code == "responses/none"
    assert (CaseOutcome.objects.get().campaign_link, CaseOutcome.objects.get().texts.get().headline) == ("none", "Freed")


def test_consent_is_given_for_one_use_and_taken_back(desk: Organisation, at_the_desk: Client) -> None:
    source = a_case(desk).sources.get()
    page = inside(source, "sources", "consents")

    at_the_desk.post(page, sent(use="publish", given_on="2011-01-01"))
    again = at_the_desk.post(page, sent(use="publish", given_on="2011-01-02"))

    assert "stands there already" in again.text
    assert Consent.objects.get().withdrawn_on is None


def test_parts_of_another_case_cannot_be_named(desk: Organisation, at_the_desk: Client) -> None:
    act, theirs = an_act(a_case(desk)), a_participant(a_case(desk, slug="other"), "Police")

    at_the_desk.post(inside(act, "acts", "involvements"), sent(perpetrator=theirs.pk, certainty="alleged"))

    assert not Involvement.objects.exists()


def test_a_part_is_not_reached_through_another_case(desk: Organisation, at_the_desk: Client) -> None:
    act, other = an_act(a_case(desk)), a_case(desk, slug="other")

    assert at_the_desk.get(reverse("cases_desk:case_part", args=[other.pk, "acts", act.pk])).status_code == 404


def test_a_case_begins_with_an_event(desk: Organisation, at_the_desk: Client) -> None:
    blank = {f"{language}-{name}": 0 for language in ("en", "ru", "kk", "ar") for name in ("seen_version", "source_version")}
    case = {"case-number": "2026-1", "case-slug": "ayan", "case-country": "KZ", "en-name": "Ayan"}
    source = {"source-publisher": "A paper", "source-language": "en", "source-connection": "third_party", "source-reliability": "unrated"}

    at_the_desk.post(reverse("cases_desk:open"), blank | case | source)

    assert Case.objects.get().events.get().country == "KZ"
    assert not Act.objects.exists()


@pytest.mark.parametrize("name", ["event", "kind", "victim", "methods", "sources", "victim_age", "place", "when"])
@pytest.mark.parametrize("value", ["9" * 92, "-1", "NaN", "²", "\0", "x" * 5000])
def test_whatever_is_chosen_the_page_answers(desk: Organisation, at_the_desk: Client, name: str, value: str) -> None:
    act = an_act(a_case(desk))

    answer = at_the_desk.post(reverse("cases_desk:case_part", args=[act.case_id, "acts", act.pk]), sent(**{name: value}))

    assert answer.status_code == 200


def test_the_buttons_of_a_list_carry_what_the_desk_asks_of_a_form(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    an_act(case)
    an_act(case)

    page = at_the_desk.get(reverse("cases_desk:case", args=[case.pk])).text

    assert page.count('/move/"') == 2
    assert len(re.findall(r'/move/"[^>]*><input type="hidden" name="csrfmiddlewaretoken"', page)) == 2
