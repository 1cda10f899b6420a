"""The sample's cases: filed by one made-up member of staff, approved by the other."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from outcry.accounts.models import Organisation, User
from outcry.authorities.models import Post
from outcry.cases import publication
from outcry.cases.publication import CaseMaterial, LinkMaterial, ParticipantMaterial, PartMaterial, RiskDecision, SourceMaterial, Stage, Wish
from outcry.demo.loading.words import words
from outcry.demo.sample import table, tables

_WEIGHED = "Sample material: all of it was published before, by the sources it names."
_ACT_WORDS = ("headline", "when_note", "body", "against", "by", "reason_given", "ended")
_SOURCE_FACTS = ("publisher", "title", "material", "language", "url", "published", "connection", "reliability")
_EVENT_FACTS = ("when", "visible_from", "latitude", "longitude", "precision")
_ACT_FACTS = ("kind", "when", "visible_from", "place_kind", "methods", "victim_characteristics", "status_at_end", "instruments")
_INTERVENTION_FACTS = ("kind", "coded_as", "when", "visible_from")
_DETAILS = {
    "detention": ("type", "began", "began_is_reckoned", "term_days", "due_on"),
    "penalty": ("kind", "amount", "currency", "converted_amount", "converted_currency", "is_about", "converted_on", "converted_by"),
    "threat": ("channel", "is_public_threat"),
}


def load_cases(*, organisation: Organisation, posts: Mapping[str, Post], campaigner: User, editor: User, now: datetime) -> dict[str, int]:
    """Primary keys of the cases by slug. One that is there already is left as it is, and so is its approval."""
    there = {choice.number: choice.case_id for choice in publication.choices(organisation=organisation)}
    found: dict[str, int] = {}
    for material in tables("cases").values():
        if material["number"] in there:
            found[material["slug"]] = there[material["number"]]
            continue
        case = publication.file_case(organisation=organisation, material=_case(material, posts), by=campaigner, now=now)
        _bring_to_readers(case, campaigner, editor, now)
        found[material["slug"]] = case.pk
    return found


def _bring_to_readers(case: Any, campaigner: User, editor: User, now: datetime) -> None:
    """The whole way, each step by whom the rules want for it. Everything in a sample was published before, by sources it names."""
    publication.move_case(case=case, to=Stage.TRIAGE, by=campaigner, now=now)
    publication.move_case(case=case, to=Stage.DOCUMENTED, by=campaigner, now=now)
    publication.move_case(case=case, to=Stage.VERIFIED, by=editor, now=now)
    weighed = {"wish": Wish.NOT_ASKED, "decision": RiskDecision.GO, "benefit_and_harm": _WEIGHED}
    publication.check_risks(case=case, facts=weighed, by=campaigner, now=now)
    publication.propose(case=case, by=campaigner, now=now)
    publication.approve(case=case, by=editor, now=now)


def _case(material: Mapping[str, Any], posts: Mapping[str, Post]) -> CaseMaterial:
    return CaseMaterial(
        slug=material["slug"],
        number=material["number"],
        country=material["country"],
        words=words(material, ("name", "standfirst", "place")),
        sources=[_source(key) for key in material["sources"]],
        events=[_event(one, material["country"]) for one in material["event"]],
        links=[LinkMaterial(**one) for one in material.get("link", ())],
        acts=[_act(one) for one in material["act"]],
        interventions=[_part(one, ("headline", "body"), _INTERVENTION_FACTS) for one in material.get("intervention", ())],
        participants=[_participant(one, posts) for one in material.get("participant", ())],
        visible_from=material.get("visible_from"),
        about_invented_person=material["about_invented_person"],
    )


def _source(key: str) -> SourceMaterial:
    return SourceMaterial(key=key, facts=_picked(table("sources")[key], _SOURCE_FACTS))


def _event(material: Mapping[str, Any], country: str) -> PartMaterial:
    found = _part(material, ("title",), _EVENT_FACTS)
    return replace(found, facts={"country": country, **found.facts})


def _act(material: Mapping[str, Any]) -> PartMaterial:
    found = _part(material, _ACT_WORDS, _ACT_FACTS)
    return replace(
        found,
        event=material.get("event", ""),
        victim=material["victim"],
        details={name: _picked(material[name], facts) for name, facts in _DETAILS.items() if name in material},
        proceedings=material.get("proceedings", ()),
        involvements=material["involvement"],
    )


def _part(material: Mapping[str, Any], names: tuple[str, ...], facts: tuple[str, ...]) -> PartMaterial:
    return PartMaterial(key=material["key"], facts=_picked(material, facts), words=words(material, names), sources=[material["source"]])


def _participant(material: Mapping[str, Any], posts: Mapping[str, Post]) -> ParticipantMaterial:
    return ParticipantMaterial(
        key=material["key"],
        kind=material["kind"],
        words=words(material, ("name", "role")),
        post=posts[material["post"]] if "post" in material else None,
        is_named_publicly=material["named"],
        visible_from=material.get("visible_from"),
    )


def _picked(material: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The facts among what the material says."""
    return {name: material[name] for name in names if name in material}
