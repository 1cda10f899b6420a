"""The people of our tests, and the things they have made. A builder takes only what its test is about.

Rosa researches, Emeka edits, Samira signs, the Minister answers, Mallory must not get in.
"""

from datetime import UTC, date, datetime, timedelta

from outcry.accounts.models import Organisation, OrganisationText, User
from outcry.appeals.models import (
    Addressee,
    Appeal,
    AppealState,
    AppealText,
    Demand,
    DemandText,
    LetterText,
    LetterVersion,
)
from outcry.authorities.models import Office, OfficeApproval, OfficeText
from outcry.protests.models import Protest, ShownInPublic, ShownToAddressee
from outcry.protests.operations import SignedForm, sign_appeal

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
LANGUAGES = ("en", "ru", "kk")


def an_organisation(*, staff: int = 2) -> Organisation:
    """Rosa and Emeka's organisation."""
    organisation, is_new = Organisation.objects.get_or_create(
        slug="solidarity", defaults={"mail_domain": "solidarity.example", "contact_address": "desk@solidarity.example"}
    )
    if is_new:
        for language in LANGUAGES:
            OrganisationText.objects.create(organisation=organisation, language=language, name=f"Solidarity ({language})")
        for name in ("rosa", "emeka", "third")[:staff]:
            User.objects.create_user(name, f"{name}@solidarity.example", "correct horse battery", organisation=organisation)
    return organisation


def rosa() -> User:
    """She researches and drafts."""
    an_organisation()
    return User.objects.get(username="rosa")


def emeka() -> User:
    """He edits and is the second person."""
    an_organisation()
    return User.objects.get(username="emeka")


def an_office(*, name: str = "Ministry", language: str = "ru", address: str | None = None) -> Office:
    """An office in the directory, approved by two."""
    organisation = an_organisation()
    office = Office.objects.create(
        organisation=organisation,
        country="KZ",
        address=address or f"{name.lower().replace(' ', '-')}@authority.example",
        language=language,
        source_url="https://authority.example/contact",
        added_by=rosa(),
        added_at=NOW,
    )
    for text_language in LANGUAGES:
        OfficeText.objects.create(office=office, language=text_language, name=f"{name} ({text_language})", salutation=f"Dear {name} ({text_language}),")
    for person in (rosa(), emeka()):
        OfficeApproval.objects.create(office=office, by=person, at=NOW, fingerprint=office.fingerprint)
    return office


def an_open_appeal(*, addressees: int = 2, slug: str = "free-them", deadline: date | None = None) -> Appeal:
    """Launched, with a letter in three languages."""
    appeal = Appeal.objects.create(
        organisation=an_organisation(),
        slug=slug,
        country="KZ",
        state=AppealState.OPEN,
        opened="2026-03",
        deadline_on=deadline or (NOW + timedelta(days=30)).date(),
        drafted_by=rosa(),
        drafted_at=NOW,
        launched_by=emeka(),
        launched_at=NOW,
    )
    demand = Demand.objects.create(appeal=appeal)
    for language in LANGUAGES:
        AppealText.objects.create(appeal=appeal, language=language, title=f"Free them ({language})", standfirst="Held.", what_happened="It happened.")
        DemandText.objects.create(demand=demand, language=language, text=f"Release ({language})")
    a_letter_version(appeal, number=1)
    for number in range(addressees):
        office = an_office(name=f"{slug} office {number}", language=("ru", "kk", "en")[number % 3])
        Addressee.objects.create(appeal=appeal, office=office, position=number + 1)
    return appeal


def a_letter_version(appeal: Appeal, *, number: int) -> LetterVersion:
    """An approved version of the letter, in three languages."""
    version = LetterVersion.objects.create(appeal=appeal, number=number, written_by=rosa(), written_at=NOW, approved_by=emeka(), approved_at=NOW)
    for language in LANGUAGES:
        LetterText.objects.create(
            letter=version, language=language, subject=f"Release them {number} ({language})", body=f"I ask you to release them. ({language}, {number})"
        )
    return version


def a_form(  # what Samira typed
    *,
    name: str = "Samira Diallo",
    address: str = "samira@mail.example",
    country: str = "SN",
    language: str = "en",
    letter_version: int = 1,
    own_text: str | None = None,
    shown_in_public: str = ShownInPublic.NOTHING,
    shown_to_addressee: str = ShownToAddressee.COUNTRY,
    wants_outcome: bool = False,
    wants_ask: bool = False,
) -> SignedForm:
    """The form as Samira fills it in."""
    return SignedForm(
        name=name,
        address=address,
        country=country,
        language=language,
        letter_version=letter_version,
        own_text=own_text,
        shown_in_public=shown_in_public,
        shown_to_addressee=shown_to_addressee,
        wants_outcome=wants_outcome,
        wants_ask=wants_ask,
    )


def a_try(appeal: Appeal, *, form: SignedForm | None = None, now: datetime = NOW) -> Protest:
    """Samira has sent the form; the confirmation mail waits in the outbox."""
    sign_appeal(appeal=appeal, form=form or a_form(), now=now)
    protest = Protest.objects.order_by("pk").last()
    assert protest is not None
    return protest
