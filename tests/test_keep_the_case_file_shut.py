"""The case file has one door. Every private field is filled with a marker, the case is published, and the marker is looked for everywhere."""

import json
import re
from html import unescape

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.accounts.operations import staff_group
from outcry.audit.models import LogEntry
from outcry.cases import publication
from outcry.cases.models import (
    Act,
    ActText,
    Case,
    CaseImport,
    CaseImportFile,
    CaseImportStep,
    CaseImportTrouble,
    CaseOutcome,
    CaseOutcomeText,
    CaseText,
    Change,
    Consent,
    CustodyAnswer,
    Death,
    Destruction,
    Detention,
    Event,
    EventLink,
    EventText,
    ExternalRecord,
    IllTreatment,
    Intervention,
    InterventionText,
    Involvement,
    Participant,
    ParticipantText,
    Penalty,
    Person,
    PersonName,
    Proceedings,
    ProceedingsStep,
    PublicCase,
    Relation,
    Response,
    RiskCheck,
    SavedView,
    Source,
    StageMove,
    Threat,
)
from outcry.cases.tests.cast import a_term, brought_to_the_door
from outcry.lib.sealing import SealedTextField
from outcry.newsroom.operations import Passage, ReportText, ensure_tree, publish_report
from tests.cast import LANGUAGES, NOW, an_open_appeal, an_organisation, emeka, rosa

pytestmark = pytest.mark.django_db
MARKER = "zhasyryn-7731"
SHOWN = "shown-to-all-4410"


def a_case_with_secrets(organisation: Organisation) -> Case:
    """Everything that may be public says SHOWN, everything private holds the marker."""
    case = Case.objects.create(organisation=organisation, number="2026-1", slug="ayan", country="KZ", opened_at=NOW, confidential_notes=MARKER)
    named = Source.objects.create(case=case, publisher=f"{SHOWN} paper", title=SHOWN, identity=MARKER)
    hidden = Source.objects.create(case=case, is_confidential=True, publisher=MARKER, title=MARKER, url=f"https://{MARKER}.example/", identity=MARKER)
    event = Event.objects.create(case=case, confidential_notes=MARKER)
    act = Act.objects.create(case=case, event=event, kind=a_term("acts/liberty/detention"), when="2026-03", confidential_notes=MARKER)
    act.sources.set([named, hidden])
    assault = a_term("acts/integrity/assault")
    secret = Act.objects.create(case=case, event=event, kind=assault, when="2026-03", is_public=False, confidential_notes=MARKER)
    secret.sources.add(Source.objects.create(case=case, publisher=f"{MARKER} weekly", title=MARKER))
    done = Intervention.objects.create(case=case, kind="vigil", when="2026-03")
    person = Participant.objects.create(case=case, is_named_publicly=True, confidential_notes=MARKER)
    witness = Participant.objects.create(case=case, confidential_notes=MARKER)
    fill_the_rest(case, event, act, hidden, done, witness)
    for language in LANGUAGES:
        CaseText.objects.create(case=case, language=language, name=f"Ayan {SHOWN}", standfirst=SHOWN, place=SHOWN)
        ActText.objects.create(act=act, language=language, headline=SHOWN, body=SHOWN, against=SHOWN, by=SHOWN)
        ActText.objects.create(act=secret, language=language, headline=MARKER, body=MARKER, against=MARKER, by=MARKER, ended=MARKER)
        InterventionText.objects.create(intervention=done, language=language, headline=SHOWN)
        ParticipantText.objects.create(participant=person, language=language, name=f"Ayan {SHOWN}", role=SHOWN)
        ParticipantText.objects.create(participant=witness, language=language, name=MARKER, role=SHOWN)
    return case


def fill_the_rest(case: Case, event: Event, act: Act, source: Source, done: Intervention, witness: Participant) -> None:
    """What of the record no page shows yet: every text of it holds the marker."""
    about = Person.objects.create(
        organisation=case.organisation,
        pseudonym=f"{SHOWN} pseudonym",
        gender=MARKER,
        occupation=MARKER,
        contact=MARKER,
        identity_papers=MARKER,
        confidential_notes=MARKER,
        opened_at=NOW,
    )
    friend = Person.objects.create(organisation=case.organisation, opened_at=NOW)
    PersonName.objects.create(person=about, text=MARKER).filed()
    Relation.objects.create(person=about, related=friend, type=a_term("relations/persons/social/friend"), position_held=MARKER, note=MARKER)
    witness.person = about
    witness.save()
    other = Event.objects.create(case=case, is_public=False)
    EventText.objects.create(event=other, language="en", title=MARKER, description=MARKER, place=MARKER, impact=MARKER)
    EventLink.objects.create(event=event, related=other, type=a_term("event-links/follows"), note=MARKER)
    Consent.objects.create(source=source, use="record", given_on=NOW.date(), note=MARKER)
    Involvement.objects.create(act=act, perpetrator=witness, confidential_notes=MARKER)
    Detention.objects.create(act=act, began="2026-03", conditions=MARKER, court_case_number=MARKER)
    proceedings = Proceedings.objects.create(act=act, court_name=MARKER, court_case_number=MARKER, charge=MARKER, article=MARKER)
    ProceedingsStep.objects.create(proceedings=proceedings, stage=a_term("stages/charged"), note=MARKER)
    Penalty.objects.create(act=act, converted_by=SHOWN)
    IllTreatment.objects.create(act=act, consequences=MARKER)
    Death.objects.create(act=act, circumstances=MARKER)
    Destruction.objects.create(act=act, what=MARKER)
    Threat.objects.create(act=act, channel=MARKER, wording=MARKER)
    Response.objects.create(intervention=done, type=a_term("responses/none"), words=MARKER)
    outcome = CaseOutcome.objects.create(case=case, kind=a_term("outcomes/no-change"))
    CaseOutcomeText.objects.create(outcome=outcome, language="en", headline=SHOWN, body=SHOWN)
    Change.objects.create(case=case, at=NOW, kind="act", row=act.pk, before=MARKER, after=MARKER)
    fill_what_an_import_keeps(case)
    CustodyAnswer.objects.create(case=case, at=NOW, answer="unknown", told_by=MARKER)
    SavedView.objects.create(organisation=case.organisation, name=MARKER, query=MARKER, made_by=rosa(), made_at=NOW)
    StageMove.objects.create(case=case, at=NOW, to_stage="triage", cause="by_hand", reason=MARKER)
    RiskCheck.objects.create(case=case, at=NOW, wish="not_asked", decision="go", benefit_and_harm=MARKER)


def fill_what_an_import_keeps(case: Case) -> None:
    """As if the case had come from a table of names."""
    run = CaseImport.objects.create(organisation=case.organisation, set_name=MARKER, file_name=MARKER, sha256="", sentence=MARKER, added_at=NOW)
    CaseImportFile.objects.create(run=run, content=MARKER.encode())
    CaseImportTrouble.objects.create(run=run, record=MARKER, column=MARKER, reason=MARKER)
    CaseImportStep.objects.create(run=run, case=case, row=2, opened=True, before=MARKER)
    ExternalRecord.objects.create(organisation=case.organisation, set_name=MARKER, id_key=b"0", case=case, fingerprint=b"0", record=MARKER, parts={})


def published_everywhere(case: Case) -> None:
    """Approved, with an appeal and a report that speak of it."""
    brought_to_the_door(case)
    publication.propose(case=case, by=rosa(), now=NOW)
    publication.approve(case=case, by=emeka(), now=NOW)
    appeal = an_open_appeal()
    appeal.case = case
    appeal.save()
    ensure_tree(organisation=case.organisation, now=NOW)
    texts = [
        ReportText(language=code, slug="a-report", headline="A report", standfirst="Told.", passages=[Passage(kind="paragraph", text="Told.")])
        for code in LANGUAGES
    ]
    publish_report(organisation=case.organisation, key="report", texts=texts, published_on=NOW.date(), happened="2026-03", now=NOW, case_ids=[case.pk])


def every_page(client: Client, *starts: str) -> dict[str, str]:
    """Every page that can be reached by links from the starts: headers and text, by address."""
    pages: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop().split("#")[0]
        if path in pages or path.startswith("/static/"):
            continue
        answer = client.get(path, follow=True)
        body = b"".join(answer) if answer.streaming else answer.content
        pages[path] = f"{answer.headers}\n{unescape(body.decode(errors='replace'))}"
        waiting += re.findall(r'(?:href|src)="(/(?!/|desk/)[^"]*)"', body.decode(errors="replace"))
    return pages


@pytest.fixture
def case() -> Case:
    organisation = an_organisation()
    organisation.content_clock_at = NOW
    organisation.save()
    found = a_case_with_secrets(organisation)
    published_everywhere(found)
    return found


def test_the_file_above_leaves_no_sealed_field_without_the_marker(case: Case) -> None:
    for model in apps.get_app_config("cases").get_models():
        for field in (field for field in model._meta.fields if isinstance(field, SealedTextField)):
            kept = [getattr(row, field.name) for row in model._default_manager.all()]

            assert MARKER in kept, f"{model.__name__}.{field.name} is new: fill it in a_case_with_secrets"


def test_nothing_private_is_copied_into_the_projection(case: Case) -> None:
    rows = list(PublicCase.objects.all())

    assert len(rows) == len(LANGUAGES)
    for row in rows:
        copied = json.dumps([row.fields, row.wording], ensure_ascii=False)
        assert SHOWN in copied
        assert MARKER not in copied


def test_nothing_private_is_on_any_public_page(case: Case, client: Client) -> None:
    starts = [f"/{language}/" for language in (*LANGUAGES, "ar")]

    pages = every_page(client, "/", *starts)

    assert not [path for path, found in pages.items() if MARKER in found]
    for language in LANGUAGES:
        assert SHOWN in pages[f"/{language}/cases/ayan/"]
        assert f"/{language}/appeals/free-them/" in pages
    assert any("/reports/a-report/" in path for path in pages)


def test_nothing_private_is_in_a_preview_or_in_the_log(case: Case, client: Client) -> None:
    person = rosa()
    person.groups.add(staff_group())
    client.force_login(person)

    for language in LANGUAGES:
        assert MARKER not in client.get(reverse("preview_case", args=[case.pk, language])).text
    assert not LogEntry.objects.filter(details__icontains=MARKER).exists()


def test_the_search_sees_a_planted_leak(case: Case, client: Client) -> None:
    row = PublicCase.objects.get(language="ru")
    row.wording["acts"][0]["body"] = MARKER
    row.save()

    assert [path for path, found in every_page(client, "/ru/").items() if MARKER in found] == ["/ru/cases/ayan/"]
