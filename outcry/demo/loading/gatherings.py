"""The sample's gatherings: one that was held, announced by nobody here, and an invented one that is ahead."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from outcry.accounts.models import Organisation, User
from outcry.appeals.models import Appeal
from outcry.delivery.models import OutgoingMessage
from outcry.demo.loading.words import by_language, words
from outcry.demo.sample import FOLDER, table, tables
from outcry.gatherings import operations
from outcry.gatherings.mails import mail_group
from outcry.gatherings.material import AccountWords, GatheringDetails, GatheringWords, PhotoWords
from outcry.gatherings.models import Gathering, PhotoDraft
from outcry.gatherings.operations.photographing import DRAFT_LIVES
from outcry.lib.wordings import Edit
from outcry.vocabularies.queries import terms

_FACTS = ("slug", "kind", "country", "day", "begins", "ends", "last_day", "zone", "place_told", "takes_registrations", "shows_number", "number_from")


def load_gatherings(
    *, organisation: Organisation, cases: Mapping[str, int], appeals: Mapping[str, Appeal], campaigner: User, editor: User, now: datetime
) -> None:
    """Each is written by one of the made-up staff and announced by the other. One that is there already is left as it is."""
    for number, (slug, material) in enumerate(tables("gatherings").items()):
        # One after the other, as people write: readers of feeds take two changes of one moment for one.
        at = now + timedelta(microseconds=number)
        if not Gathering.objects.filter(slug=slug).exists():
            gathering = _draft(material, organisation=organisation, by=campaigner, now=at)
            _tie(material, gathering=gathering, cases=cases, appeals=appeals, by=campaigner, now=at)
            operations.publish(gathering=gathering, by=editor, now=at)
            _tell(material, gathering=gathering, by=editor, now=at)
            _join(material, gathering=gathering, by=editor, now=at)
            _show_picture(material, gathering=gathering, by=editor, now=at)


def remove_gatherings(*, organisation: Organisation, slugs: Collection[str]) -> None:
    """Take them out with whoever said that she comes, and the mails to her."""
    for gathering in Gathering.objects.filter(organisation=organisation, is_demo=True, slug__in=slugs):
        OutgoingMessage.objects.filter(group=mail_group(gathering)).delete()
        gathering.delete()


def _draft(material: Mapping[str, Any], *, organisation: Organisation, by: User, now: datetime) -> Gathering:
    facts = {name: material[name] for name in _FACTS if name in material}
    texts = {language: GatheringWords(**text) for language, text in words(material, ("title", "about", "place", "safety", "organiser")).items()}
    details = GatheringDetails(about_invented_person=material["about_invented_person"], **facts)
    gathering = operations.draft_gathering(organisation=organisation, details=details, texts=texts, by=by, now=now)
    for language, place in by_language(material.get("exact_place", {})).items():
        operations.change_place(gathering=gathering, edit=Edit(language=language), place=place, by=by, now=now)
    return gathering


def _tell(material: Mapping[str, Any], *, gathering: Gathering, by: User, now: datetime) -> None:
    attribution = table("sources")[material["source"]]["attribution"]
    told = words(material["told"], ("happened", "handed_in", "incidents", "came")) if "told" in material else {}
    # The source language first, from which the others were made.
    for language in sorted(told, key=lambda language: language != gathering.organisation.source_language):
        account = AccountWords(**told[language], source_note=attribution[language])
        made_from = int(language != gathering.organisation.source_language)
        operations.tell(gathering=gathering, edit=Edit(language=language, made_from_version=made_from), words=account, by=by, now=now)


def _join(material: Mapping[str, Any], *, gathering: Gathering, by: User, now: datetime) -> None:
    """The act that the case has of it; acts are numbered there in the order of the material."""
    if "incident" not in material:
        return
    gathering.refresh_from_db()
    acts = list(operations.acts_to_join(gathering=gathering, language=gathering.organisation.source_language, now=now))
    keys = [act["key"] for act in tables("cases")[material["case"]]["act"]]
    operations.join_act(gathering=gathering, act_key=acts[keys.index(material["incident"])], by=by, now=now)


def _show_picture(material: Mapping[str, Any], *, gathering: Gathering, by: User, now: datetime) -> None:
    """A drawing of ours: there are no faces in it to look for."""
    picture = material.get("picture")
    if picture is None:
        return
    content = (FOLDER / "gatherings" / picture["file"]).read_bytes()
    draft = PhotoDraft.objects.create(gathering=gathering, content=content, added_by=by, added_at=now, expires_at=now + DRAFT_LIVES)
    texts = {language: PhotoWords(**text) for language, text in words(picture, ("alt", "caption")).items()}
    operations.show_photo(draft=draft, credit=picture["credit"], words=texts, is_covered=True, by=by, now=now)


def _tie(material: Mapping[str, Any], *, gathering: Gathering, cases: Mapping[str, int], appeals: Mapping[str, Appeal], by: User, now: datetime) -> None:
    found = terms(codes=[f"topics/{topic}" for topic in material["topics"]])
    appeal = appeals.get(material.get("appeal", ""))
    operations.tie(
        gathering=gathering,
        case_id=cases.get(material.get("case", "")),
        appeal_id=appeal.pk if appeal else None,
        topics=[term.pk for term in found.values()],
        by=by,
        now=now,
    )
