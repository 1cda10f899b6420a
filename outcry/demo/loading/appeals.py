"""The sample's offices and appeals: two people vouch for each office, one proposes each appeal, the other launches it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from outcry.accounts.models import Organisation, User
from outcry.appeals import operations
from outcry.appeals.material import AppealDetails, AppealWords, LetterWords, MomentWords
from outcry.appeals.models import Appeal, TimelineKind
from outcry.authorities.models import Office
from outcry.authorities.operations import OfficeDetails, OfficeWords, add_office, approve_office
from outcry.delivery import outbox
from outcry.demo.loading.words import by_language, words
from outcry.demo.sample import table, tables


def load_offices(*, organisation: Organisation, campaigner: User, editor: User, now: datetime) -> dict[str, Office]:
    """The offices by the material's key, approved, each with the high pace of a demonstration."""
    there = {office.address: office for office in Office.objects.filter(organisation=organisation, retired_at=None)}
    found: dict[str, Office] = {}
    for material in table("offices")["office"]:
        office = there.get(material["address"])
        if office is None:
            office = _add_office(material, organisation=organisation, by=campaigner, now=now)
            for person in (campaigner, editor):
                approve_office(office=office, by=person, now=now)
            outbox.open_destination(key=office.destination, hourly_pace=material["hourly_pace"], daily_cap=material["daily_cap"])
        found[material["key"]] = office
    return found


def _add_office(material: Mapping[str, Any], *, organisation: Organisation, by: User, now: datetime) -> Office:
    details = OfficeDetails(
        country=material["country"],
        sits_in=material.get("sits_in", ""),
        address=material["address"],
        language=material["language"],
        source_url=material["source_note"],
        source_note=material["source_note"],
    )
    texts = {language: OfficeWords(**text) for language, text in words(material, ("name", "salutation")).items()}
    return add_office(organisation=organisation, details=details, texts=texts, by=by, now=now)


def load_appeals(
    *, organisation: Organisation, cases: Mapping[str, int], offices: Mapping[str, Office], campaigner: User, editor: User, now: datetime
) -> dict[str, Appeal]:
    """The appeals by slug, launched. One that is there already is left as it is, whatever has become of it."""
    found: dict[str, Appeal] = {}
    for slug, material in tables("appeals").items():
        appeal = Appeal.objects.filter(slug=slug).first()
        if appeal is None:
            appeal = _draft(material, organisation=organisation, case_id=cases.get(material.get("case", "")), by=campaigner, now=now)
            _write(material, appeal=appeal, offices=[offices[key] for key in material["addressees"]], by=campaigner, now=now)
            for key in material.get("embassies", ()):
                operations.add_embassy(appeal=appeal, office=offices[key], by=campaigner, now=now)
            operations.propose_launch(appeal=appeal, by=campaigner, now=now)
            appeal = operations.launch(appeal=appeal, by=editor, now=now)
        found[slug] = appeal
    return found


def _draft(material: Mapping[str, Any], *, organisation: Organisation, case_id: int | None, by: User, now: datetime) -> Appeal:
    details = AppealDetails(
        slug=material["slug"],
        country=material["country"],
        deadline_on=material["deadline_on"],
        opened=material["opened"],
        is_urgent=material["is_urgent"],
        about_invented_person=material["about_invented_person"],
    )
    attribution = table("sources")[material["source"]]["attribution"]
    texts = {
        language: AppealWords(**text, source_note=attribution[language]) for language, text in words(material, ("title", "standfirst", "what_happened")).items()
    }
    return operations.draft_appeal(organisation=organisation, details=details, texts=texts, by=by, now=now, case_id=case_id)


def _write(material: Mapping[str, Any], *, appeal: Appeal, offices: Iterable[Office], by: User, now: datetime) -> None:
    for demand in material["demand"]:
        operations.add_demand(appeal=appeal, texts=by_language(demand), by=by, now=now)
    for moment in material["timeline"]:
        texts = {language: MomentWords(**text) for language, text in words(moment, ("headline", "body")).items()}
        operations.add_moment(appeal=appeal, kind=TimelineKind(moment["kind"]), when=moment["when"], texts=texts, by=by, now=now)
    letters = {language: LetterWords(**text) for language, text in words(material["letter"], ("subject", "body")).items()}
    letter = operations.write_letter_version(appeal=appeal, texts=letters, by=by, now=now)
    operations.approve_letter_version(letter=letter, by=by, now=now)
    for office in offices:
        operations.add_addressee(appeal=appeal, office=office, by=by, now=now)
