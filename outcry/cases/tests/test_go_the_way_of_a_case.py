"""A case goes its way: received, documented by one, verified by another, weighed, and only then before readers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.cases import publication
from outcry.cases.models import Case, Consent, RiskCheck, Source
from outcry.cases.operations.approval import what_is_missing
from outcry.cases.operations.stages import check_risks, move_case
from outcry.cases.operations.writing import add_part, change_facts, mark, open_case
from outcry.cases.refusals import NeedsSecondPerson, NoSuchStep, NotFitForThePublic
from outcry.cases.stages import STEPS, Stage
from outcry.cases.tests.cast import NOW, a_case, a_participant, an_act, an_organisation, emeka, rosa

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
GO = {"wish": "publish", "decision": "go", "benefit_and_harm": "Her brother asks for it."}


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


def a_received_case(desk: Organisation) -> Case:
    """It stands in the file with an act and a source, and nobody has looked at it."""
    case = a_case(desk)
    case.risk_checks.all().delete()
    Case.objects.update(stage=Stage.RECEIVED)
    an_act(case)
    case.refresh_from_db()
    return case


def gone(case: Case, *steps: tuple[Stage, User]) -> None:
    for to, by in steps:
        move_case(case=case, to=to, by=by, reason="Looked at.", now=NOW)


def verified(case: Case, first: User, second: User) -> None:
    gone(case, (Stage.TRIAGE, first), (Stage.DOCUMENTED, first), (Stage.VERIFIED, second))


def stage_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).stage


def test_the_whole_way_ends_before_readers_and_every_step_is_written_down(desk: Organisation) -> None:
    case, first, second = a_received_case(desk), rosa(desk), emeka(desk)

    verified(case, first, second)
    check_risks(case=case, facts=GO, by=first, now=NOW)
    publication.propose(case=case, by=first, now=NOW)
    publication.approve(case=case, by=second, now=NOW)

    assert list(case.moves.order_by("pk").values_list("to_stage", flat=True)) == ["triage", "documented", "verified", "checked", "published"]
    assert [move.reason for move in case.moves.order_by("pk")][:3] == ["Looked at."] * 3


def test_whoever_documented_it_cannot_verify_it(desk: Organisation) -> None:
    case, first = a_received_case(desk), rosa(desk)
    emeka(desk)
    gone(case, (Stage.TRIAGE, first), (Stage.DOCUMENTED, first))

    with pytest.raises(NeedsSecondPerson):
        move_case(case=case, to=Stage.VERIFIED, by=first, now=NOW + timedelta(days=1))


def test_whoever_works_alone_verifies_after_an_hour_and_the_way_says_so(desk: Organisation) -> None:
    case, alone = a_received_case(desk), rosa(desk)
    gone(case, (Stage.TRIAGE, alone), (Stage.DOCUMENTED, alone))

    with pytest.raises(NeedsSecondPerson):
        move_case(case=case, to=Stage.VERIFIED, by=alone, now=NOW + timedelta(minutes=59))

    assert move_case(case=case, to=Stage.VERIFIED, by=alone, now=NOW + timedelta(hours=1)).alone


@pytest.mark.parametrize(("stage", "to"), [(stage, to) for stage in Stage for to in Stage if not any(step.to == to and step.button for step in STEPS[stage])])
def test_no_button_takes_a_step_that_is_not_in_the_table(desk: Organisation, stage: Stage, to: Stage) -> None:
    case = a_received_case(desk)
    Case.objects.update(stage=stage)

    with pytest.raises(NoSuchStep):
        move_case(case=case, to=to, by=rosa(desk), reason="Because.", now=NOW)


def test_a_step_back_says_why(desk: Organisation) -> None:
    case, first = a_received_case(desk), rosa(desk)

    with pytest.raises(NoSuchStep, match="Say why"):
        move_case(case=case, to=Stage.CLOSED, by=first, reason=" ", now=NOW)

    assert stage_of(case) == Stage.RECEIVED


def test_nothing_is_documented_without_an_act_and_a_source(desk: Organisation) -> None:
    case = open_case(organisation=desk, facts={"number": "1", "slug": "one", "country": "KZ"}, texts={}, by=None, now=NOW)
    gone(case, (Stage.TRIAGE, rosa(desk)))

    with pytest.raises(NoSuchStep, match=r"no source.*no act"):
        gone(case, (Stage.DOCUMENTED, User.objects.get()))


def test_a_change_of_the_file_takes_verification_back(desk: Organisation) -> None:
    case, first, second = a_received_case(desk), rosa(desk), emeka(desk)
    verified(case, first, second)
    act = case.acts.get()

    change_facts(row=act, facts={"when": "2010-12-21"}, seen=mark(act), by=second, now=NOW)

    assert stage_of(case) == Stage.DOCUMENTED
    with pytest.raises(NeedsSecondPerson):
        gone(case, (Stage.VERIFIED, second))


def test_consent_is_entered_without_verifying_anew(desk: Organisation) -> None:
    case, first, second = a_received_case(desk), rosa(desk), emeka(desk)
    verified(case, first, second)

    add_part(owner=case.sources.get(), kind=Consent, facts={"use": "publish", "given_on": TODAY}, by=first, now=NOW)

    assert stage_of(case) == Stage.VERIFIED


def test_nothing_is_proposed_before_it_is_verified_and_weighed(desk: Organisation) -> None:
    case, first, second = a_received_case(desk), rosa(desk), emeka(desk)

    with pytest.raises(NotFitForThePublic, match="not documented"):
        publication.propose(case=case, by=first, now=NOW)
    verified(case, first, second)
    with pytest.raises(NotFitForThePublic, match="have not been checked"):
        publication.propose(case=case, by=first, now=NOW)


def test_a_check_that_says_not_yet_shuts_the_door(desk: Organisation) -> None:
    case, first = a_case(desk), rosa(desk)
    publication.propose(case=case, by=first, now=NOW)

    check_risks(case=case, facts=GO | {"decision": "wait"}, by=emeka(desk), now=NOW)

    assert stage_of(case) == Stage.VERIFIED
    assert Case.objects.get().proposed_at is None
    assert any("not yet" in line for line in what_is_missing(case=case, now=NOW))


def test_a_check_against_her_wish_is_refused_by_the_database(desk: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskCheck.objects.create(case=a_case(desk), at=NOW, wish="refuses", decision="go")


def test_her_wish_not_to_be_named_holds_back_her_name(desk: Organisation) -> None:
    case = a_case(desk)
    an_act(case, victim=a_participant(case, "Ayan", is_named_publicly=True))
    check_risks(case=case, facts=GO | {"wish": "without_name"}, by=rosa(desk), now=NOW)

    assert any("Ayan" in line for line in what_is_missing(case=case, now=NOW))
    case.participants.update(is_named_publicly=False)
    assert what_is_missing(case=case, now=NOW) == []


@pytest.mark.parametrize(
    ("consents", "missing"),
    [
        ([], 2),
        ([{"use": "record"}], 2),
        ([{"use": "publish"}], 1),
        ([{"use": "publish"}, {"use": "name"}], 0),
        ([{"use": "publish"}, {"use": "name", "withdrawn_on": TODAY}], 1),
        ([{"use": "publish", "until": TODAY}, {"use": "name"}], 0),
        ([{"use": "publish", "until": TODAY - timedelta(days=1)}, {"use": "name"}], 1),
    ],
)
def test_whoever_saw_it_has_to_agree(desk: Organisation, consents: list[dict[str, Any]], missing: int) -> None:
    case = a_case(desk)
    source = case.sources.get()
    Source.objects.update(connection="in_event")
    for facts in consents:
        Consent.objects.create(source=source, given_on=date(2026, 1, 1), **facts)

    assert len(what_is_missing(case=case, now=NOW)) == missing


def test_a_source_that_stays_confidential_needs_no_consent_to_her_name(desk: Organisation) -> None:
    case = a_case(desk)
    Source.objects.update(connection="related", is_confidential=True, publisher="", title="")
    Consent.objects.create(source=case.sources.get(), use="publish", given_on=TODAY)

    assert what_is_missing(case=case, now=NOW) == []


def test_what_is_not_shown_before_a_day_waits_as_approved(desk: Organisation) -> None:
    case = a_case(desk, visible_from=TODAY + timedelta(days=2))
    publication.propose(case=case, by=rosa(desk), now=NOW)

    publication.approve(case=case, by=emeka(desk), now=NOW)

    assert stage_of(case) == Stage.APPROVED


def test_a_second_version_is_an_update_and_a_withdrawal_leads_back(desk: Organisation) -> None:
    case, first, second = a_case(desk), rosa(desk), emeka(desk)
    for _ in range(2):
        publication.propose(case=case, by=first, now=NOW)
        publication.approve(case=case, by=second, now=NOW)
    assert stage_of(case) == Stage.UPDATED

    publication.withdraw(case=case, by=first, reason="Her mother asks for it.", now=NOW)

    move = case.moves.first()
    assert move is not None
    assert (move.to_stage, move.cause, move.reason) == ("documented", "withdrawal", "Her mother asks for it.")


def test_a_step_is_written_once(desk: Organisation) -> None:
    case = a_received_case(desk)
    gone(case, (Stage.TRIAGE, rosa(desk)))

    with pytest.raises(TypeError):
        case.moves.get().save()


def at_the_desk(client: Client, user: User) -> Client:
    user.groups.add(staff_group())
    client.force_login(user)
    return client


def test_the_page_offers_the_next_step_and_takes_it(desk: Organisation, client: Client) -> None:
    case = a_received_case(desk)
    page = at_the_desk(client, rosa(desk)).get(reverse("cases_desk:case", args=[case.pk]))
    assert "Take it up" in page.text

    client.post(reverse("cases_desk:move", args=[case.pk]), {"to": "triage", "reason": "Her lawyer called."})

    assert stage_of(case) == Stage.TRIAGE
    assert "Her lawyer called." in client.get(reverse("cases_desk:way", args=[case.pk])).text


def test_a_check_is_written_at_the_desk_and_its_words_are_sealed(desk: Organisation, client: Client) -> None:
    case = a_case(desk)
    Case.objects.update(stage=Stage.VERIFIED)

    at_the_desk(client, rosa(desk)).post(reverse("cases_desk:check", args=[case.pk]), GO)

    assert stage_of(case) == Stage.CHECKED
    assert RiskCheck.objects.filter(case=case).first().benefit_and_harm == "Her brother asks for it."  # type: ignore[union-attr]


def test_a_check_against_her_wish_is_told_beside_its_field(desk: Organisation, client: Client) -> None:
    case = a_case(desk)

    page = at_the_desk(client, rosa(desk)).post(reverse("cases_desk:check", args=[case.pk]), GO | {"wish": "refuses"})

    assert "She wishes that it does not become public." in page.text


def test_the_list_shows_one_stage(desk: Organisation, client: Client) -> None:
    a_received_case(desk)
    at_the_desk(client, rosa(desk))

    assert "2010-the-case" in client.get(reverse("cases_desk:index"), {"stage": "received"}).text
    assert "No case is like this" in client.get(reverse("cases_desk:index"), {"stage": "closed"}).text


def test_another_organisations_case_takes_no_step(desk: Organisation, client: Client) -> None:
    theirs = a_case(an_organisation("other"))

    answer = at_the_desk(client, rosa(desk)).post(reverse("cases_desk:move", args=[theirs.pk]), {"to": "documented", "reason": "Mine."})

    assert answer.status_code == 404
