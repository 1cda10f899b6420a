"""The case file. Nothing here is public: publication.py makes what the public may read.

A case holds events; an event holds acts; an act has one victim and its perpetrators. Start with case.py, then acts.py.
"""

from outcry.cases.models.acts import Act, ActText, Involvement
from outcry.cases.models.calendar import CalendarAddress
from outcry.cases.models.case import Case, CaseText
from outcry.cases.models.details import DETAILS, Death, Destruction, Detention, IllTreatment, Penalty, Proceedings, ProceedingsStep, Threat
from outcry.cases.models.double_coding import Coding, CodingConclusion, DoubleCoding
from outcry.cases.models.events import Event, EventLink, EventText
from outcry.cases.models.exports import CaseExport, ExportForm
from outcry.cases.models.findable import Edition, FindableAct, FindableAuthority, FindableCase, FindableOutcome, FindableWords
from outcry.cases.models.history import Change
from outcry.cases.models.imports import CaseImport, CaseImportFile, CaseImportReport, CaseImportStep, CaseImportTrouble, ExternalRecord, SavedMapping
from outcry.cases.models.interventions import CaseOutcome, CaseOutcomeText, Intervention, InterventionText, Response
from outcry.cases.models.judgments import JudgedKind, Judgment, LikelyPair, LikelySearch, LikelyState, Verdict
from outcry.cases.models.limits import LimitRule
from outcry.cases.models.part import CodedField, ManyCodedField, Part, PartOfAct
from outcry.cases.models.people import NameKey, Participant, ParticipantText, PartOfPerson, Person, PersonName, Relation
from outcry.cases.models.public import PublicCase
from outcry.cases.models.publishing import Naming, PublicationRule
from outcry.cases.models.search import SavedView, SearchText
from outcry.cases.models.sources import Consent, Source
from outcry.cases.models.workflow import AppendOnly, CustodyAnswer, CustodyAnswerKind, RiskCheck, RiskDecision, StageMove, Wish

__all__ = [
    "DETAILS",
    "Act",
    "ActText",
    "AppendOnly",
    "CalendarAddress",
    "Case",
    "CaseExport",
    "CaseImport",
    "CaseImportFile",
    "CaseImportReport",
    "CaseImportStep",
    "CaseImportTrouble",
    "CaseOutcome",
    "CaseOutcomeText",
    "CaseText",
    "Change",
    "CodedField",
    "Coding",
    "CodingConclusion",
    "Consent",
    "CustodyAnswer",
    "CustodyAnswerKind",
    "Death",
    "Destruction",
    "Detention",
    "DoubleCoding",
    "Edition",
    "Event",
    "EventLink",
    "EventText",
    "ExportForm",
    "ExternalRecord",
    "FindableAct",
    "FindableAuthority",
    "FindableCase",
    "FindableOutcome",
    "FindableWords",
    "IllTreatment",
    "Intervention",
    "InterventionText",
    "Involvement",
    "JudgedKind",
    "Judgment",
    "LikelyPair",
    "LikelySearch",
    "LikelyState",
    "LimitRule",
    "ManyCodedField",
    "NameKey",
    "Naming",
    "Part",
    "PartOfAct",
    "PartOfPerson",
    "Participant",
    "ParticipantText",
    "Penalty",
    "Person",
    "PersonName",
    "Proceedings",
    "ProceedingsStep",
    "PublicCase",
    "PublicationRule",
    "Relation",
    "Response",
    "RiskCheck",
    "RiskDecision",
    "SavedMapping",
    "SavedView",
    "SearchText",
    "Source",
    "StageMove",
    "Threat",
    "Verdict",
    "Wish",
]
