"""Appeals for our tests. Rosa researches, Emeka edits; they work for one organisation with English and Russian pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from outcry.accounts.models import Organisation, User
from outcry.appeals.material import AppealDetails, AppealWords, LetterWords
from outcry.appeals.models import Appeal
from outcry.appeals.operations import (
    add_addressee,
    add_demand,
    approve_letter_version,
    draft_appeal,
    launch,
    propose_launch,
    write_letter_version,
)
from outcry.authorities.tests.cast import NOW, a_colleague, an_approved_office, an_organisation

DEADLINE = date(2011, 1, 3)


@dataclass(frozen=True)
class Desk:
    """An organisation and its two members of staff."""

    organisation: Organisation
    rosa: User
    emeka: User


def a_desk(*, languages: tuple[str, ...] = ("en", "ru")) -> Desk:
    organisation = an_organisation(languages=languages)
    return Desk(organisation, a_colleague(organisation, "rosa"), a_colleague(organisation, "emeka"))


def appeal_details(*, slug: str = "free-anna", deadline_on: date = DEADLINE) -> AppealDetails:
    return AppealDetails(slug=slug, country="KZ", deadline_on=deadline_on, about_invented_person=True)


def appeal_words(language: str = "en") -> AppealWords:
    return AppealWords(title=f"Free Anna ({language})", standfirst="Anna is an invented person.", what_happened="She was taken away.")


def letter_words(language: str = "en") -> LetterWords:
    return LetterWords(subject=f"Release Anna ({language})", body="I ask you to release Anna.\n\nShe has done nothing.")


def a_draft(desk: Desk, *, slug: str = "free-anna", deadline_on: date = DEADLINE) -> Appeal:
    details = appeal_details(slug=slug, deadline_on=deadline_on)
    texts = {language: appeal_words(language) for language in ("en", "ru")}
    return draft_appeal(organisation=desk.organisation, details=details, texts=texts, by=desk.rosa, now=NOW)


def a_complete_draft(desk: Desk, *, slug: str = "free-anna", addressees: int = 1, deadline_on: date = DEADLINE) -> Appeal:
    """A draft that lacks nothing: texts, a demand, an approved letter in English and Russian, addressees."""
    appeal = a_draft(desk, slug=slug, deadline_on=deadline_on)
    add_demand(appeal=appeal, texts={"en": "Release her.", "ru": "Освободите её."}, by=desk.rosa, now=NOW)
    letter = write_letter_version(appeal=appeal, texts={"en": letter_words(), "ru": letter_words("ru")}, by=desk.rosa, now=NOW)
    approve_letter_version(letter=letter, by=desk.rosa, now=NOW)
    for number in range(addressees):
        office = an_approved_office(desk.organisation, desk.rosa, desk.emeka, address=f"office@{slug}-{number}.example")
        add_addressee(appeal=appeal, office=office, by=desk.rosa, now=NOW)
    return appeal


def an_open_appeal(desk: Desk, *, slug: str = "free-anna", addressees: int = 1, deadline_on: date = DEADLINE) -> Appeal:
    """An appeal that Rosa proposed and Emeka launched."""
    appeal = a_complete_draft(desk, slug=slug, addressees=addressees, deadline_on=deadline_on)
    propose_launch(appeal=appeal, by=desk.rosa, now=NOW)
    return launch(appeal=appeal, by=desk.emeka, now=NOW + timedelta(minutes=1))
