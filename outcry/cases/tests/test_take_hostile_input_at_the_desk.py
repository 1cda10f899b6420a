"""Mallory has got hold of a desk, or pastes what others have used to break pages: every field of every form of the case file."""

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from outcry.accounts.forms import OrganisationForm, OrganisationWordsForm
from outcry.accounts.operations import staff_group
from outcry.audit.views import LogFilter
from outcry.cases.forms import imports, quick, search
from outcry.cases.forms.custody import CustodyAnswerForm, DayForm
from outcry.cases.forms.double_coding import AnswersForm, CodingForm, ConclusionForm, OpenDoubleCodingForm
from outcry.cases.forms.exports import ExportForm
from outcry.cases.forms.imports import ColumnForm, ReadingForm, SavedMappingForm, SetForm, UploadForm, ValuesForm
from outcry.cases.forms.judging import JudgmentForm, OtherEventForm, OtherPersonForm
from outcry.cases.forms.limits import EndLimitRuleForm, LimitRuleForm
from outcry.cases.forms.parts import (
    ActForm,
    CaseForm,
    ConsentForm,
    DeathForm,
    DestructionForm,
    DetentionForm,
    EventForm,
    EventLinkForm,
    IllTreatmentForm,
    InterventionForm,
    InvolvementForm,
    OutcomeForm,
    ParticipantForm,
    PenaltyForm,
    PersonForm,
    PersonNameForm,
    ProceedingsForm,
    ProceedingsStepForm,
    RelationForm,
    ResponseForm,
    SourceForm,
    ThreatForm,
)
from outcry.cases.forms.publishing import NamingForm, PublicationRuleForm
from outcry.cases.forms.quick import QuickForm
from outcry.cases.forms.search import SaveViewForm, SearchForm
from outcry.cases.forms.words import ActWordsForm, CaseWordsForm, EventWordsForm, InterventionWordsForm, OutcomeWordsForm, ParticipantWordsForm
from outcry.cases.forms.workflow import RiskCheckForm, StepForm
from outcry.cases.models import ActText, Case, InterventionText, ParticipantText, Person, SavedMapping
from outcry.cases.tables.facts import FACTS
from outcry.cases.tests.cast import NOW, a_case, a_participant, an_act, an_intervention, an_organisation, emeka, published_case, rosa
from outcry.cases.views.public import ReasonForm
from outcry.vocabularies import choosing
from outcry.vocabularies.queries import Branch, tree

DANGEROUS = ("script", "img", "svg", "iframe", "object", "embed", "math", "style", "form", "input", "link", "meta")
pytestmark = pytest.mark.django_db


def naughty(folder: Path) -> list[str]:
    strings = json.loads((folder / "security/blns/blns.json").read_text())
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    return [text for text in [*strings, *payloads] if isinstance(text, str)]


def elements(html: str) -> Counter[str]:
    """How many elements of each kind, and of each with a handler, a browser would see."""
    found: Counter[str] = Counter()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found[tag] += 1
            found.update(f"{tag} {name}" for name, _value in attrs if name.startswith("on"))

    Reader().feed(html)
    return found


def every_form(case: Case) -> list[Callable[[dict[str, str]], forms.BaseForm]]:
    person = Person.objects.create(organisation=case.organisation, opened_at=NOW)
    facts = [
        ActForm,
        ConsentForm,
        DeathForm,
        DestructionForm,
        DetentionForm,
        EventForm,
        EventLinkForm,
        IllTreatmentForm,
        InterventionForm,
        InvolvementForm,
        OutcomeForm,
        ParticipantForm,
        PenaltyForm,
        NamingForm,
        PersonNameForm,
        PublicationRuleForm,
        ProceedingsForm,
        ProceedingsStepForm,
        RelationForm,
        ResponseForm,
        SourceForm,
        ThreatForm,
    ]
    plain = [
        CaseWordsForm,
        ActWordsForm,
        EventWordsForm,
        InterventionWordsForm,
        OutcomeWordsForm,
        ParticipantWordsForm,
        OrganisationWordsForm,
        OrganisationForm,
        LogFilter,
        ReasonForm,
        RiskCheckForm,
        StepForm,
        DayForm,
        ExportForm,
        UploadForm,
        OpenDoubleCodingForm,
        LimitRuleForm,
        EndLimitRuleForm,
    ]
    makers: list[Callable[[dict[str, str]], forms.BaseForm]] = [lambda data, form=form: form(data, file=case) for form in facts]  # type: ignore[misc]
    makers.append(lambda data: CustodyAnswerForm(data, case=case))
    makers += [lambda data, form=form: form(data, columns=["acts", "verification"]) for form in (AnswersForm, CodingForm, ConclusionForm)]  # type: ignore[misc]
    makers.append(lambda data: JudgmentForm(data, choices=[(1, "One"), (2, "Two")]))
    makers.append(lambda data: QuickForm(data, organisation=case.organisation, today=NOW.date()))
    asked = [lambda data, form=form: form(data, organisation=case.organisation) for form in (SearchForm, SaveViewForm, OtherPersonForm, OtherEventForm)]
    found = {"kind": "csv", "encoding": "cp1251", "others": ["koi8_r"], "sheets": ["A", "B"]}
    of_imports: list[Callable[[dict[str, str]], forms.BaseForm]] = [
        lambda data: ReadingForm(data, found=found),
        lambda data: SavedMappingForm(data, mappings=SavedMapping.objects.all()),
        lambda data: SetForm(data, header=["Id", "Title"], initial={}),
        lambda data: ColumnForm(data, name="Title", examples=["A"], number=0, initial={}),
        lambda data: ValuesForm(data, column="Kind", number=0, fact=FACTS["act.kind"], texts=["jailed"], known={}),
    ]
    return [
        *makers,
        *asked,
        *of_imports,
        *plain,
        lambda data: CaseForm(data, file=case.organisation),
        lambda data: PersonForm(data, row=person, file=case.organisation),
    ]


@pytest.fixture
def lists_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of terms are read from the database once, not for each field of each of thousands of forms."""

    @cache
    def remembered(*, key: str, language: str, with_retired: bool = False) -> list[Branch]:
        return tree(key=key, language=language, with_retired=with_retired)

    for module in (choosing, imports, quick, search):
        monkeypatch.setattr(module, "tree", remembered)


@pytest.mark.usefixtures("lists_in_memory")
def test_whatever_is_typed_every_form_answers(real_data: Path) -> None:
    forms_and_fields = [(make, tuple(make({}).fields)) for make in every_form(a_case(an_organisation()))]

    # Each text in one form in four, each form with every fourth text: reading dates takes its time.
    for place, text in enumerate(naughty(real_data)):
        for make, fields in forms_and_fields[place % 4 :: 4]:
            form = make(dict.fromkeys(fields, text))
            form.is_valid()
            assert isinstance(form.errors, dict)


def a_whole_case() -> Case:
    """One with every kind of part."""
    case = a_case(an_organisation())
    an_act(case)
    an_intervention(case)
    a_participant(case, "Name", is_named_publicly=True)
    rosa(case.organisation).groups.add(staff_group())
    emeka(case.organisation)
    return case


def say_everywhere(case: Case, text: str, *, short: str) -> None:
    """Every public word of the case becomes `text`, `short` where the column is short; and it is published so."""
    case.texts.update(name=short, standfirst=text, place=short)
    case.sources.update(publisher=short, title=short, url=short)
    ActText.objects.update(headline=short, when_note=short, body=text, against=short, by=short, reason_given=short, ended=short)
    InterventionText.objects.update(headline=short, body=text)
    ParticipantText.objects.update(name=short, role=short)
    people = {user.username: user for user in case.organisation.staff.all()}
    published_case(case.organisation, case, by=(people["rosa"], people["emeka"]))


def pages(case: Case, client: Client) -> list[Counter[str]]:
    addresses = [reverse("cases_desk:index"), *(reverse(f"cases_desk:{name}", args=[case.pk]) for name in ("case", "edit"))]
    addresses += [reverse("preview_case", args=[case.pk, "en"]), "/en/cases/the-case/", "/en/cases/"]
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    return [elements(answer.text) for answer in answers]


def test_hostile_words_are_drawn_as_words_everywhere(real_data: Path, client: Client) -> None:
    case = a_whole_case()
    client.force_login(case.organisation.staff.get(username="rosa"))
    say_everywhere(case, "harmless", short="harmless")
    harmless = pages(case, client)
    texts = [text.replace("\0", "") for text in naughty(real_data)]

    for short in [text for text in texts if "<" in text][::80]:
        say_everywhere(case, "\n".join(texts), short=short[:200] or "blank")

        for found, expected in zip(pages(case, client), harmless, strict=True):
            assert not [name for name in found - expected if name in DANGEROUS or " on" in name], short


def test_the_count_of_elements_sees_a_planted_script() -> None:
    assert elements("<p onclick='x'><script>1</script>") == {"p": 1, "p onclick": 1, "script": 1}
