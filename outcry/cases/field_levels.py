"""Who may know a column of the case file, column by column. A new column has no level, and a test fails until it is given one.

The level is of the column in every row; a record raises it (levels.py). `SEALED` is read only after it was asked for, which the
log keeps. That a column is stored sealed is another matter: a name is, and is still what the desk works with every day.
"""

from functools import cache
from typing import Any

from outcry.evidence.models import Level

FIELD_LEVELS: dict[str, dict[Level, str]] = {
    "Act": {
        Level.PARTNERS: (
            "id case event position kind victim when when_earliest when_latest place place_kind victim_age status_at_end attribution "
            "national_law instruments methods victim_characteristics sources"
        ),
        Level.INTERNAL: "consequences is_public visible_from confidential_notes",
    },
    "ActText": {
        Level.PARTNERS: "id language version made_from_version changed_at act headline when_note body against by reason_given ended",
    },
    "CalendarAddress": {
        Level.INTERNAL: "id user key_hash made_at",
    },
    "Case": {
        Level.PUBLIC: "id",
        Level.PARTNERS: "public_id organisation number slug country is_demo about_invented_person",
        Level.INTERNAL: (
            "visible_from confidential_notes level from_conversation opened_by opened_at changed_at proposed_by proposed_at stage readers shelf mark"
        ),
    },
    "CaseExport": {
        Level.INTERNAL: "id organisation form query with_sealed cases rows by began_at ended_at",
    },
    "CaseImport": {
        Level.INTERNAL: (
            "id public_id found is_look sheet "
            "organisation set_name mapping encoding file_name sha256 state counts rows sentence by added_at started_at seen_at "
            "finished_at undone_at undone_by forgotten_at"
        ),
    },
    "CaseImportFile": {
        Level.INTERNAL: "id run content",
    },
    "CaseImportStep": {
        Level.INTERNAL: "id run case row opened changes before",
    },
    "CaseImportTrouble": {
        Level.INTERNAL: "id run row record column reason is_refusal",
    },
    "CaseOutcome": {
        Level.PARTNERS: "id case position kind when when_earliest when_latest act campaign_link interventions sources",
        Level.INTERNAL: "visible_from",
    },
    "CaseOutcomeText": {
        Level.PARTNERS: "id language version made_from_version changed_at outcome headline body",
    },
    "CaseText": {
        Level.PARTNERS: "id language version made_from_version changed_at case name standfirst place",
    },
    "Change": {
        Level.INTERNAL: "id case person at by kind row language before after part_of undoes",
    },
    "Coding": {
        Level.INTERNAL: "id double place by answers began_at finished_at",
    },
    "CodingConclusion": {
        Level.INTERNAL: "id double answers reason by at",
    },
    "Consent": {
        Level.INTERNAL: "id source use given_on until withdrawn_on note",
    },
    "CustodyAnswer": {
        Level.INTERNAL: "id case detention at by answer due_on ask_again_on source told_by",
    },
    "Death": {
        Level.PARTNERS: "id act autopsy certificate",
        Level.INTERNAL: "circumstances",
    },
    "Destruction": {
        Level.PARTNERS: "id act what amount currency compensation",
    },
    "Detention": {
        Level.PARTNERS: (
            "id act began began_earliest began_latest began_time began_is_reckoned term_days due_on limit_on released released_earliest released_latest "
            "release_ground type whereabouts counsel court court_language court_case_number"
        ),
        Level.INTERNAL: "conditions",
    },
    "DoubleCoding": {
        Level.INTERNAL: "id organisation case report columns opened_by opened_at",
    },
    "Edition": {
        Level.PUBLIC: "id organisation at mark",
    },
    "Event": {
        Level.PARTNERS: "id case position when when_earliest when_latest country place latitude longitude precision rights topics sources",
        Level.INTERNAL: "project violation_status monitoring is_public visible_from confidential_notes level readers",
    },
    "EventLink": {
        Level.PARTNERS: "id event type related",
        Level.INTERNAL: "note",
    },
    "EventText": {
        Level.PARTNERS: "id language version made_from_version changed_at event title description place impact",
    },
    "ExternalRecord": {
        Level.INTERNAL: "id organisation set_name id_key case fingerprint record parts",
    },
    # Made from what was approved. `victim` counts people; of somebody who is not named it is a key that leads nowhere.
    "FindableAct": {
        Level.PUBLIC: (
            "id case organisation event act visible_from kind country place when when_earliest when_latest year month latitude longitude precision "
            "is_custody held_from held_until free_by began_earliest due_on victim counted_as named_from gender"
        ),
    },
    "FindableAuthority": {
        Level.PUBLIC: "id row type visible_from",
    },
    "FindableCase": {
        Level.PUBLIC: "case organisation visible_from approved_at happened_on",
    },
    "FindableOutcome": {
        Level.PUBLIC: "id case organisation kind visible_from",
    },
    "FindableWords": {
        Level.PUBLIC: "id case visible_from folded",
    },
    "IllTreatment": {
        Level.PARTNERS: "id act statements medical_attention intent",
        Level.INTERNAL: "consequences",
    },
    "Intervention": {
        Level.PARTNERS: "id case position kind coded_as when when_earliest when_latest by asked for_whom status sources",
        Level.INTERNAL: "priority impact visible_from",
    },
    "InterventionText": {
        Level.PARTNERS: "id language version made_from_version changed_at intervention headline body",
    },
    "Involvement": {
        Level.PARTNERS: "id act perpetrator degree type status certainty",
        Level.INTERNAL: "confidential_notes",
    },
    "Judgment": {
        Level.INTERNAL: "id organisation kind first second verdict leader reason as_of at by overrules is_undoing",
    },
    "LikelySearch": {
        Level.INTERNAL: "id organisation state by asked_at started_at pairs looked_at people events found left_off too_common",
    },
    "LikelyPair": {
        Level.INTERNAL: "id organisation kind first second score reasons",
    },
    "LimitRule": {
        Level.INTERNAL: "id organisation country place type length unit at_end law source from_on until_on replaces is_ended reason at by",
    },
    "CaseImportReport": {
        Level.INTERNAL: "id run content",
    },
    "NameKey": {
        Level.INTERNAL: "id name key",
    },
    "Naming": {
        Level.INTERNAL: "id participant shown_as",
    },
    "Participant": {
        Level.PARTNERS: "id case position kind post",
        Level.INTERNAL: "person is_named_publicly visible_from confidential_notes",
    },
    "ParticipantText": {
        Level.PARTNERS: "id language version made_from_version changed_at participant role",
        Level.INTERNAL: "name",
    },
    "Penalty": {
        Level.PARTNERS: (
            "id act kind amount currency converted_amount converted_currency is_about converted_on converted_on_earliest converted_on_latest "
            "converted_by is_suspended paid_amount"
        ),
    },
    "Person": {
        Level.PARTNERS: (
            "id organisation public_id kind pseudonym died died_earliest died_latest gender occupation size_min size_max body is_demo characteristics"
        ),
        Level.INTERNAL: "born born_earliest born_latest do_not_publish confidential_notes level opened_at changed_at readers",
        Level.SEALED: "contact identity_papers",
    },
    "PersonName": {
        Level.INTERNAL: "id person position kind text language script",
    },
    "Proceedings": {
        Level.PARTNERS: "id act court court_name body court_case_number charge article is_closed ruling",
    },
    "ProceedingsStep": {
        Level.PARTNERS: "id proceedings when when_earliest when_latest",
        Level.INTERNAL: "stage state note",
    },
    "PublicCase": {
        Level.PUBLIC: "id case organisation language version is_current slug fields wording visible_from approved_at withdrawn_at",
        Level.INTERNAL: "approved_by",
    },
    "PublicationRule": {
        Level.INTERNAL: (
            "id case event dates places shows_responsible shows_penalty shows_court shows_charges shows_custody shows_status shows_outcomes shows_gender"
        ),
    },
    "Relation": {
        Level.PARTNERS: "id type related position_held when when_earliest when_latest",
        Level.INTERNAL: "person note",
    },
    "Response": {
        Level.PARTNERS: "id intervention type when when_earliest when_latest by",
        Level.INTERNAL: "words",
    },
    "RiskCheck": {
        Level.INTERNAL: "id case at by wish last_contact_on contact_again_on benefit_and_harm decision",
    },
    "SavedMapping": {
        Level.INTERNAL: "id organisation set_name content changed_at",
    },
    "SavedView": {
        Level.INTERNAL: "id organisation name query made_by made_at",
    },
    "SearchText": {
        Level.INTERNAL: "case folded",
    },
    "Source": {
        Level.PARTNERS: "id case position publisher title material language url published published_earliest published_latest",
        Level.INTERNAL: "is_confidential received_on connection reliability level readers conversation told_until",
        Level.SEALED: "identity",
    },
    "StageMove": {
        Level.INTERNAL: "id case at by from_stage to_stage cause alone reason",
    },
    "Threat": {
        Level.PARTNERS: "id act channel is_public_threat is_repeated",
        Level.INTERNAL: "wording",
    },
}


def levels_of(model: type[Any]) -> dict[str, Level]:
    """The level of each column of a kind of row; LookupError for a kind that the table lacks."""
    return _levels(model.__name__)


def level_of(model: type[Any], name: str) -> Level:
    """The level of one column. One without a level is nobody's: sealed."""
    return levels_of(model).get(name, Level.SEALED)


@cache
def _levels(kind: str) -> dict[str, Level]:
    return {name: level for level, names in FIELD_LEVELS[kind].items() for name in names.split()}
