"""Gatherings for our tests. Rosa announces, Samira says that she comes; the content clock stands at 1 January 2011."""

from datetime import UTC, date, datetime, time
from typing import Any

from outcry.accounts.models import Organisation, OrganisationText, User
from outcry.gatherings import operations
from outcry.gatherings.material import GatheringDetails, GatheringWords
from outcry.gatherings.models import Coming, Gathering, PlaceTold
from outcry.lib.wordings import Edit

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONTENT_NOW = datetime(2011, 1, 1, 8, 0, tzinfo=UTC)
EXACT = "By the fountain behind the baths"
SAMIRA = "samira@mail.example"


def an_organisation() -> Organisation:
    found = Organisation.objects.first()
    if found:
        return found
    organisation = Organisation.objects.create(slug="desk", mail_domain="desk.example", contact_address="contact@desk.example", content_clock_at=CONTENT_NOW)
    for language in ("en", "ru"):
        OrganisationText.objects.create(organisation=organisation, language=language, name="The Desk")
    return organisation


def rosa() -> User:
    return User.objects.get_or_create(username="rosa", defaults={"organisation": an_organisation()})[0]


def details(**changes: Any) -> GatheringDetails:
    facts: dict[str, Any] = {
        "slug": "vigil",
        "kind": "vigil",
        "country": "KZ",
        "day": date(2011, 1, 8),
        "begins": time(17),
        "ends": time(18, 30),
        "zone": "Asia/Almaty",
    }
    return GatheringDetails(**facts | changes)


def words(language: str = "en", **changes: str) -> GatheringWords:
    said = {"title": f"Vigil ({language})", "about": "We stand for Anna.\n\nIn silence.", "place": "Almaty", "safety": "Come in twos.", "organiser": "A union"}
    return GatheringWords(**said | changes)


def a_draft(**changes: Any) -> Gathering:
    texts = {language: words(language) for language in ("en", "ru")}
    return operations.draft_gathering(organisation=an_organisation(), details=details(**changes), texts=texts, by=rosa(), now=NOW)


def a_gathering(**changes: Any) -> Gathering:
    """Announced; where the place is withheld, with the exact one at hand."""
    gathering = a_draft(**changes)
    if gathering.withholds_place:
        operations.change_place(gathering=gathering, edit=Edit(language="en"), place=EXACT, by=rosa(), now=NOW)
    return operations.publish(gathering=gathering, by=rosa(), now=NOW)


def a_secret_gathering(**changes: Any) -> Gathering:
    return a_gathering(place_told=PlaceTold.REGISTERED.value, **changes)


def says_so(gathering: Gathering, *, address: str = "", form: str = "a form", now: datetime = NOW) -> Coming | None:
    """Her row, the last one there is; None where none was kept."""
    operations.say_so(gathering=gathering, word=operations.Word(language="en", form=form, address=address), network="", now=now)
    return Coming.objects.order_by("-pk").first()


def comes(gathering: Gathering, *, address: str = SAMIRA, form: str = "a form") -> Coming:
    """She gave an address and confirmed it."""
    coming = says_so(gathering, address=address, form=form)
    assert coming is not None
    return operations.confirm(coming=coming, now=NOW)
