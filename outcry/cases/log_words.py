"""What the log says of the case file, in words. Names of cases are shown to members of staff alone, as the file itself is."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.accounts.models import User
from outcry.accounts.reading import reader
from outcry.audit.vocabulary import Detail, Subject, Vocabulary, a_day, one_of
from outcry.cases.levels import readable
from outcry.cases.limit_words import rule_in_words
from outcry.cases.models import (
    Case,
    CaseExport,
    CaseImport,
    CustodyAnswerKind,
    ExportForm,
    LikelySearch,
    LimitRule,
    Person,
    RiskDecision,
    SavedView,
    Verdict,
    Wish,
)
from outcry.cases.stages import Cause, Stage
from outcry.cases.titles import title_of
from outcry.cases.vocabulary import ReleaseGround
from outcry.design.parts import Link


def _cases(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = readable(Case.objects.filter(organisation_id=organisation_id, pk__in=keys)).select_related("organisation").prefetch_related("texts")
    return {row.pk: Link(label=title_of(row), url=reverse("cases_desk:case", args=[row.pk])) for row in rows}


def _people(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = readable(Person.objects.filter(organisation_id=organisation_id, pk__in=keys)).prefetch_related("names")
    return {row.pk: Link(label=title_of(row), url=reverse("cases_desk:person", args=[row.pk])) for row in rows}


def _kept(model: type[Case] | type[Person]) -> list[int]:
    rows: Any = model._default_manager
    return list(rows.exclude(pk__in=readable(rows.all()).values("pk")).values_list("pk", flat=True)) if reader() else []


def _imports(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = CaseImport.objects.filter(organisation_id=organisation_id, pk__in=keys)
    return {row.pk: Link(label=str(row), url=reverse("cases_desk:import", args=[row.pk])) for row in rows}


def _exports(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = CaseExport.objects.filter(organisation_id=organisation_id, pk__in=keys)
    return {row.pk: Link(label=str(row), url=f"{reverse('cases_desk:index')}?{row.query}") for row in rows}


def _calendars(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = User.objects.filter(organisation_id=organisation_id, pk__in=keys)
    return {row.pk: Link(label=row.get_username(), url=reverse("cases_desk:calendar")) for row in rows}


def _views(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = SavedView.objects.filter(organisation_id=organisation_id, pk__in=keys)
    return {row.pk: Link(label=row.name, url=f"{reverse('cases_desk:index')}?{row.query}") for row in rows}


def _limits(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = LimitRule.objects.filter(organisation_id=organisation_id, pk__in=keys)
    return {row.pk: Link(label=rule_in_words(row), url=reverse("cases_desk:limit_rule", args=[row.pk])) for row in rows}


def _searches(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = LikelySearch.objects.filter(organisation_id=organisation_id, pk__in=keys)
    return {row.pk: Link(label=str(_("Likely pairs")), url=reverse("cases_desk:likely", args=["person"])) for row in rows}


_VERBS = {
    "open case": _("Case opened"),
    "open sealed": _("Sealed facts opened"),
    "take case back": _("Case written down by mistake taken back"),
    "make case from conversation": _("Case made from a conversation"),
    "record incident": _("Act recorded that was done at a gathering"),
    "record threat": _("Act recorded that was done in an answer to our letters"),
    "take over messages": _("Messages taken over into a case"),
    "save view": _("View saved"),
    "remove view": _("View removed"),
    "file case": _("Case filed as a whole"),
    "remove sample case": _("Sample case removed"),
    "propose case": _("Case proposed for readers"),
    "approve case": _("Case approved for readers"),
    "withdraw case from the public": _("Case withdrawn from the public"),
    "record release": _("Release recorded"),
    "move case": _("Case moved to another stage"),
    "answer custody": _("Answered: is she out?"),
    "write limit rule": _("Rule on a limit of detention written"),
    "change limit rule": _("Rule on a limit of detention changed"),
    "end limit rule": _("Rule on a limit of detention ended"),
    "make calendar address": _("Address of a calendar made"),
    "revoke calendar address": _("Address of a calendar taken back"),
    "check risks": _("Risk and consent weighed"),
    "open double coding": _("Report offered to two coders"),
    "begin coding": _("Coding of a report begun"),
    "finish coding": _("Coding of a report handed in"),
    "conclude coding": _("Concluded on a report coded twice"),
    "judge people": _("Two records of people judged"),
    "judge events": _("Two records of events judged"),
    "look for likely pairs": _("Search for likely pairs begun"),
    "undo judgment": _("Judgment of two records undone"),
    "open person": _("Person opened"),
    "add part": _("Part added to the file"),
    "change facts": _("Facts changed"),
    "change words": _("Words changed"),
    "move part": _("Part moved in the list"),
    "remove part": _("Part taken out of the file"),
    "undo change": _("Change undone"),
    "import cases": _("Cases imported from a table"),
    "queue case import": _("Import of cases waits for its turn"),
    "give up case import": _("Import of cases given up"),
    "undo case import": _("Import of cases undone"),
    "export cases": _("Cases exported"),
    "export list of cases": _("List of cases exported as a file"),
    "export timeline of cases": _("Timeline of cases exported as a file"),
    "export map of cases": _("Map of cases exported as a file"),
    "export people": _("People exported as a file"),
    "export custody": _("Who was in custody exported as a file"),
    "export limits": _("Limits of detention exported as a file"),
    "export history": _("History exported as a file"),
    "export imports of cases": _("List of imports exported as a file"),
}


def _kinds() -> dict[str, Any]:
    """What every kind of row is called, and every column of it."""
    return {str(model._meta.model_name): capfirst(model._meta.verbose_name) for model in _models()}


def _facts() -> dict[str, Any]:
    return {name: capfirst(model._meta.get_field(name).verbose_name) for model in _models() for name in model.FACTS}


def _models() -> list[Any]:
    return [model for model in apps.get_app_config("cases").get_models() if hasattr(model, "FACTS")]


def _details() -> dict[str, Detail]:
    return {
        "number": Detail(label=_("Case number")),
        "kind": Detail(label=_("Part of the file"), read=one_of(_kinds())),
        "change": Detail(label=_("Number of the change")),
        "part": Detail(label="", hidden=True),
        "changed": Detail(label=_("Changed"), read=one_of(_facts())),
        "released": Detail(label=pgettext_lazy("day of the release", "Released"), read=a_day),
        "ground": Detail(label=_("Ground for release"), read=one_of(dict(ReleaseGround.choices))),
        "stage": Detail(label=_("Stage"), read=one_of(dict(Stage.choices))),
        "stage_before": Detail(label=_("Stage before"), read=one_of(dict(Stage.choices))),
        "cause": Detail(label=_("Moved by"), read=one_of(dict(Cause.choices))),
        "answer": Detail(label=_("Answer"), read=one_of(dict(CustodyAnswerKind.choices))),
        "decision": Detail(label=_("Decision"), read=one_of(dict(RiskDecision.choices))),
        "wish": Detail(label=_("Wish"), read=one_of(dict(Wish.choices))),
        "shown": Detail(label=_("Readers see it")),
        "case": Detail(label=_("Case"), subject="case"),
        "conversation": Detail(label=_("Conversation"), subject="conversation"),
        "gathering": Detail(label=_("Gathering"), subject="gathering"),
        "reply": Detail(label=_("Reply"), subject="reply"),
        "double": Detail(label=_("Number of the report coded twice")),
        "judgment": Detail(label=_("Judgment"), read=one_of(dict(Verdict.choices))),
        "other_person": Detail(label=_("The other"), subject="person"),
        "other_case": Detail(label=_("The other"), subject="case"),
        "form": Detail(label=_("Form of the file"), read=one_of(dict(ExportForm.choices))),
        "cases": Detail(label=_("Cases")),
        "sealed": Detail(label=_("With what is stored sealed")),
    }


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    subjects = {
        "case": Subject(one=_("Case"), find=_cases, kept=partial(_kept, Case)),
        "person": Subject(one=_("Person"), find=_people, kept=partial(_kept, Person)),
        "calendar": Subject(one=_("Calendar"), find=_calendars),
        "saved_view": Subject(one=_("Saved view"), find=_views),
        "case-export": Subject(one=_("Export of cases"), find=_exports),
        "limit-rule": Subject(one=_("Limit of detention"), find=_limits),
        "likely-search": Subject(one=_("Likely pairs"), find=_searches),
        "case-import": Subject(one=_("Import of cases"), find=_imports),
    }
    return Vocabulary(verbs=_VERBS, details=_details(), subjects=subjects)
