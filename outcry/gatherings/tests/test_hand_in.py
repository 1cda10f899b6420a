"""What was handed in is told with who counted and what became of it, and never counted among protests."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from outcry.authorities.tests.cast import an_office, at_the_desk
from outcry.gatherings import operations
from outcry.gatherings.material import HandedInDetails, HandedInWords
from outcry.gatherings.models import Gathering, HandedIn
from outcry.gatherings.refusals import GatheringRefused
from outcry.gatherings.tests.cast import NOW, a_gathering, rosa
from tests.walls import without_walls

pytestmark = pytest.mark.django_db
OVER = date(2010, 12, 30)
WORDS = {"what": "Petition for Anna", "to": "The governor's office", "answer": "Come back next year", "counted_by": "The union", "source_note": "The union"}


def handed_in(gathering: Gathering | None = None, *, words: dict[str, str] | None = None, **changes: Any) -> HandedIn:
    details = HandedInDetails(**{"kind": "petition", "on": OVER, "reception": "refused", "number": 1204, **changes})
    texts = {"en": HandedInWords(**{**WORDS, **(words or {})})}
    return operations.hand_in(gathering=gathering or a_gathering(day=OVER), details=details, texts=texts, by=rosa(), now=NOW)


def test_readers_are_told_how_many_who_counted_to_whom_and_that_it_was_refused(client: Client) -> None:
    handed_in()

    page = without_walls(client.get("/en/gatherings/vigil/").text)

    for words in ("1,204 signatures", "Petition for Anna", "The governor&#x27;s office", "refused", "Come back next year", "Counted by: The union"):
        assert words in page


def test_an_office_of_the_directory_is_named_by_the_directory(client: Client) -> None:
    gathering = a_gathering(day=OVER)
    office = an_office(gathering.organisation)

    handed_in(gathering, office_id=office.pk, words={"to": ""})

    assert office.texts.all()[0].name in client.get("/en/gatherings/vigil/").text


@pytest.mark.parametrize(
    ("facts", "words", "field"),
    [
        ({}, {"counted_by": " "}, "counted_by"),
        ({}, {"to": ""}, "to"),
        ({}, {"source_note": ""}, "source_note"),
        ({}, {"what": "two\nlines"}, "what"),
        ({"on": date(2010, 12, 29)}, {}, "on"),
        ({"on": date(2011, 1, 2)}, {}, "on"),
    ],
)
def test_a_number_that_nobody_counted_and_a_day_that_cannot_be_are_refused(facts: dict[str, Any], words: dict[str, str], field: str) -> None:
    with pytest.raises(GatheringRefused) as refused:
        handed_in(words=words, **facts)

    assert refused.value.field == field


def test_it_is_written_down_changed_and_taken_away_on_the_desk() -> None:
    gathering, desk = a_gathering(day=OVER), at_the_desk(rosa())
    base = f"/desk/gatherings/{gathering.pk}/handed-in/"
    sent = {f"{language}-{name}": "0" for language in ("en", "ru", "kk", "ar") for name in ("seen_version", "source_version")}
    sent |= {f"en-{name}": words for name, words in WORDS.items()}
    facts = {"facts-kind": "petition", "facts-number": "12", "facts-on": "2010-12-30", "facts-reception": "taken"}

    uncounted = desk.post(f"{base}new/", {**sent, **facts, "en-counted_by": ""}).text
    desk.post(f"{base}new/", {**sent, **facts})
    row = HandedIn.objects.get()
    seen = desk.get(f"{base}{row.pk}/").context["form"].initial["seen"]
    changed = {**sent, **facts, "en-seen_version": "1", "facts-seen": seen, "facts-number": "13", "en-what": "Petition for Anna and Ayan"}
    desk.post(f"{base}{row.pk}/", changed)
    again = desk.post(f"{base}{row.pk}/", {**changed, "facts-number": "14"}).text

    row.refresh_from_db()
    assert "Say who counted" in uncounted
    assert (row.number, row.texts.get().what) == (13, "Petition for Anna and Ayan")
    assert "Somebody else saved this" in again
    assert "13 signatures" in desk.get(base).text
    desk.post(f"{base}{row.pk}/delete/")
    assert not HandedIn.objects.exists()
