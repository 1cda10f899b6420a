"""The sample's cases: filed by one made-up member of staff, approved by the other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from outcry.accounts.models import Organisation, User
from outcry.cases import publication
from outcry.cases.publication import CaseMaterial, DetentionMaterial, ParticipantMaterial, PartMaterial, SourceMaterial
from outcry.demo.loading.words import words
from outcry.demo.sample import table, tables

_ACT_WORDS = ("headline", "when_note", "body", "against", "by", "reason_given", "ended")


def load_cases(*, organisation: Organisation, campaigner: User, editor: User, now: datetime) -> dict[str, int]:
    """Primary keys of the cases by slug. One that is there already is left as it is, and so is its approval."""
    there = {choice.number: choice.case_id for choice in publication.choices(organisation=organisation)}
    found: dict[str, int] = {}
    for material in tables("cases").values():
        if material["number"] in there:
            found[material["slug"]] = there[material["number"]]
            continue
        case = publication.file_case(organisation=organisation, material=_case(material), by=campaigner, now=now)
        publication.propose(case=case, by=campaigner, now=now)
        publication.approve(case=case, by=editor, now=now)
        found[material["slug"]] = case.pk
    return found


def _case(material: Mapping[str, Any]) -> CaseMaterial:
    return CaseMaterial(
        slug=material["slug"],
        number=material["number"],
        country=material["country"],
        words=words(material, ("name", "standfirst", "place")),
        sources=[_source(key) for key in material["sources"]],
        acts=[_part(act, _ACT_WORDS) for act in material["act"]],
        interventions=[_part(one, ("headline", "body")) for one in material.get("intervention", ())],
        participants=[_participant(one) for one in material.get("participant", ())],
        detention=_detention(material["detention"]) if "detention" in material else None,
        visible_from=material.get("visible_from"),
        about_invented_person=material["about_invented_person"],
    )


def _source(key: str) -> SourceMaterial:
    source = table("sources")[key]
    kept = ("publisher", "title", "language", "url", "published", "connection", "reliability")
    return SourceMaterial(key=key, **{name: source[name] for name in kept})


def _part(material: Mapping[str, Any], names: tuple[str, ...]) -> PartMaterial:
    return PartMaterial(
        kind=material["kind"],
        when=material["when"],
        words=words(material, names),
        sources=[material["source"]],
        visible_from=material.get("visible_from"),
    )


def _participant(material: Mapping[str, Any]) -> ParticipantMaterial:
    return ParticipantMaterial(
        kind=material["kind"],
        words=words(material, ("name", "role")),
        is_named_publicly=material["named"],
        visible_from=material.get("visible_from"),
    )


def _detention(material: Mapping[str, Any]) -> DetentionMaterial:
    kept = ("began", "began_is_reckoned", "term_days", "due_on")
    return DetentionMaterial(**{name: material[name] for name in kept})
