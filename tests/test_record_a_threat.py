"""A threat in a reply becomes an act in the case in two clicks, with the mail as its source and among the evidence."""

import pytest

from outcry.cases.models import Act, Source
from outcry.cases.tests.cast import a_case, a_participant
from outcry.evidence.models import EvidenceItem, Level
from outcry.protests.models import ReplyAct
from outcry.protests.tests.test_desk_of_protests import at_the_desk
from outcry.protests.tests.test_read_mails_at_the_desk import ANSWER, a_reply, address_of
from tests.cast import rosa

pytestmark = pytest.mark.django_db


def test_a_threat_becomes_an_act_in_two_clicks() -> None:
    reply = a_reply()
    case = a_case(reply.appeal.organisation, slug="threatened")
    esenbek = a_participant(case, "Esenbek")
    type(reply.appeal).objects.filter(pk=reply.appeal_id).update(case=case)
    desk = at_the_desk(rosa())

    form = desk.get(f"{address_of(reply)}act/").context["form"]
    filled = {name: form[name].value() or "" for name in form.fields}
    for _press in range(2):
        answer = desk.post(f"{address_of(reply)}act/", filled)

    act = Act.objects.get(case=case)
    source = act.sources.get()
    assert answer.headers["Location"] == f"/desk/cases/{case.pk}/"
    assert (act.victim, act.kind.code, str(act.when)) == (esenbek, "acts/integrity/threat", reply.received_at.date().isoformat())
    assert (source.is_confidential, source.level, ReplyAct.objects.count()) == (True, Level.PARTNERS, 1)
    assert EvidenceItem.objects.get(subject=source.subject).size == len(ANSWER)
    assert f"/desk/cases/{case.pk}/" in desk.get(address_of(reply)).text


def test_a_supporter_who_is_threatened_is_named_nowhere() -> None:
    reply = a_reply()
    case = a_case(reply.appeal.organisation, slug="threatened")
    type(reply.appeal).objects.filter(pk=reply.appeal_id).update(case=case)

    at_the_desk(rosa()).post(f"{address_of(reply)}act/", {"victim": "", "kind": "acts/integrity/threat", "happened": "A threat", "when": ""})

    victim = Act.objects.get(case=case).victim
    assert victim is not None
    assert [text.name for text in victim.texts.all()] == ["A supporter"]


def test_a_case_that_is_kept_from_her_takes_no_act_of_hers() -> None:
    reply = a_reply()
    case = a_case(reply.appeal.organisation, slug="kept")
    type(case).objects.filter(pk=case.pk).update(level=Level.RESTRICTED)
    type(reply.appeal).objects.filter(pk=reply.appeal_id).update(case=case)
    before = list(Source.objects.filter(case=case))

    answer = at_the_desk(rosa()).post(f"{address_of(reply)}act/", {"victim": "", "kind": "acts/integrity/threat", "happened": "A threat", "when": ""})

    assert answer.status_code == 200
    assert not Act.objects.exists()
    assert list(Source.objects.filter(case=case)) == before
