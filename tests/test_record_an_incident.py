"""What was done to people at a gathering becomes an act of a case, and readers see it once the case is approved."""

from datetime import date

import pytest
from django.test import Client

from outcry.accounts.models import User
from outcry.audit.models import LogEntry
from outcry.authorities.tests.cast import at_the_desk
from outcry.cases.models import Act, Case, Source
from outcry.cases.tests.cast import a_case, an_act, published_case
from outcry.evidence.models import Level
from outcry.gatherings import operations
from outcry.gatherings.models import Gathering, Incident
from outcry.gatherings.operations import Seen
from outcry.gatherings.refusals import GatheringRefused
from outcry.gatherings.tests.cast import CONTENT_NOW, NOW, a_gathering, an_organisation, rosa
from outcry.vocabularies.queries import term

pytestmark = pytest.mark.django_db
OVER = date(2010, 12, 30)


def recorded(gathering: Gathering, *, case_id: int | None = None, public_id: str = "0123456789abcdef", by: User | None = None) -> Incident:
    seen = Seen(name="Ayan", is_a="person", kind=term(code="acts/liberty/arrest"), happened="Police lead one of them away", when="2010-12-30", where="Almaty")  # type: ignore[arg-type]  # as a form has it
    return operations.record_incident(gathering=gathering, case_id=case_id, seen=seen, public_id=public_id, by=by or rosa(), now=NOW)


def test_a_new_case_has_the_act_and_the_gathering_s_page_as_its_source() -> None:
    gathering = a_gathering(day=OVER)

    incident = recorded(gathering)

    act, source = Act.objects.get(), Source.objects.get()
    assert (incident.case_id, incident.act_key) == (act.case_id, act.pk)
    assert (act.kind.code, str(act.when), act.texts.get().headline) == ("acts/liberty/arrest", "2010-12-30", "Police lead one of them away")
    assert source.url.endswith("/en/gatherings/vigil/")
    assert source.publisher == "The Desk"


def test_in_a_case_that_is_there_it_is_an_event_of_its_own_and_pressed_twice_it_is_one() -> None:
    gathering = a_gathering(day=OVER)
    case = Case.objects.get(pk=recorded(gathering).case_id)

    for _press in range(2):
        recorded(gathering, case_id=case.pk, public_id="fedcba9876543210")

    assert (case.events.count(), case.acts.count(), Incident.objects.count()) == (2, 2, 2)
    assert LogEntry.objects.filter(verb="record incident", subject=case.subject).count() == 2


def test_a_case_of_others_and_one_that_is_kept_from_her_are_not_there() -> None:
    gathering = a_gathering(day=OVER)
    kept = Case.objects.create(organisation=an_organisation(), number="2010-1", slug="2010-1", country="KZ", opened_at=NOW, level=Level.RESTRICTED)

    for case_id in (kept.pk, kept.pk + 1):
        with pytest.raises(GatheringRefused):
            recorded(gathering, case_id=case_id)

    assert not Act.objects.exists()


def test_nothing_of_it_is_public_before_the_case_is_approved(client: Client) -> None:
    gathering = a_gathering(day=OVER)

    recorded(gathering)

    page = client.get("/en/gatherings/vigil/").text
    assert "Police lead one of them away" not in page
    assert "What the record has of it" not in page


def test_readers_are_told_it_as_the_case_was_approved_and_led_there(client: Client) -> None:
    gathering = a_gathering(day=OVER)
    emeka = User.objects.create(username="emeka", organisation=an_organisation())
    case = Case.objects.get(pk=recorded(gathering).case_id)

    case.participants.update(is_named_publicly=True)

    published_case(gathering.organisation, case, by=(rosa(), emeka))
    recorded(gathering, case_id=case.pk, public_id="fedcba9876543210")

    page = client.get("/en/gatherings/vigil/").text
    assert page.count("Police lead one of them away") == 1
    assert f'href="/en/cases/{case.slug}/#act-1"' in page


def a_case_that_tells_of_it(gathering: Gathering) -> Act:
    """An act of an approved case for which people gathered, written down without the gathering."""
    emeka = User.objects.create(username="emeka", organisation=an_organisation())
    case = a_case(gathering.organisation, slug="held")
    act = an_act(case, headline="Police try to take one of them away")
    published_case(gathering.organisation, case, by=(rosa(), emeka))
    Gathering.objects.filter(pk=gathering.pk).update(case=case)
    gathering.refresh_from_db()
    return act


def test_an_act_that_the_case_has_already_is_joined_once_and_not_written_again(client: Client) -> None:
    gathering = a_gathering(day=OVER)
    act, desk = a_case_that_tells_of_it(gathering), at_the_desk(rosa())
    address = f"/desk/gatherings/{gathering.pk}/incidents/"

    offered = desk.get(address).text
    for _press in range(2):
        desk.post(address, {"join": "1", "act": str(act.pk)})

    page = client.get("/en/gatherings/vigil/").text
    assert "Police try to take one of them away" in offered
    assert "It happened at this gathering" not in desk.get(address).text
    assert [one.act_key for one in Incident.objects.all()] == [act.pk]
    assert Act.objects.count() == 1
    assert page.count("Police try to take one of them away") == 1


def test_an_act_of_another_case_and_one_that_readers_do_not_find_are_not_joined() -> None:
    gathering = a_gathering(day=OVER)
    a_case_that_tells_of_it(gathering)
    unseen = an_act(a_case(gathering.organisation, slug="other"), headline="Kept inside")

    with pytest.raises(GatheringRefused):
        operations.join_act(gathering=gathering, act_key=unseen.pk, by=rosa(), now=NOW)
    refused = at_the_desk(rosa()).post(f"/desk/gatherings/{gathering.pk}/incidents/", {"join": "1", "act": str(unseen.pk)})

    assert refused.status_code == 200
    assert not Incident.objects.exists()


def test_on_the_desk_it_is_recorded_in_the_case_that_is_chosen() -> None:
    gathering, desk = a_gathering(day=OVER), at_the_desk(rosa())
    address = f"/desk/gatherings/{gathering.pk}/incidents/"
    sent = {"kind": "acts/assembly/dispersal", "is_a": "group", "name": "12 who came", "happened": "Police break it up", "when": "30 December 2010"}

    unsaid = desk.post(address, sent).status_code
    first = desk.post(address, {**sent, "case": "new", "token": "one"})
    case = Case.objects.get()
    again = desk.post(address, {**sent, "case": "new", "token": "one"})
    desk.post(address, {**sent, "case": str(case.pk), "token": "two"})

    assert unsaid == 200
    assert first.headers["Location"] == again.headers["Location"] == f"/desk/cases/{case.pk}/"
    assert case.acts.count() == 2
    assert case.number in desk.get(address).text
    assert case.opened_at.date() > CONTENT_NOW.date()
