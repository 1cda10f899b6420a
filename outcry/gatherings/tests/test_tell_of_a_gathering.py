"""Emeka tells what happened, once it is over."""

from datetime import date

import pytest
from django.test import Client

from outcry.authorities.tests.cast import at_the_desk
from outcry.gatherings import operations
from outcry.gatherings.material import AccountWords
from outcry.gatherings.models import Account, Gathering
from outcry.gatherings.refusals import GatheringRefused
from outcry.gatherings.tests.cast import NOW, a_draft, a_gathering, rosa
from outcry.lib.wordings import Edit

pytestmark = pytest.mark.django_db
OVER = date(2010, 12, 30)


def told(gathering: Gathering, **changes: str) -> Account:
    said = {"happened": "They sang.\n\nThey left.", "came": "About 40, as counted by the union", "handed_in": "Food.", "incidents": "Police asked for papers."}
    words = AccountWords(**{"source_note": "As reported by the union", **said, **changes})
    return operations.tell(gathering=gathering, edit=Edit(language="en"), words=words, by=rosa(), now=NOW)


def test_readers_are_told_what_happened_with_who_says_so(client: Client) -> None:
    told(a_gathering(day=OVER))

    page = client.get("/ru/gatherings/vigil/").text

    for words in ("They sang.", "About 40, as counted by the union", "Food.", "Police asked for papers.", "As reported by the union"):
        assert words in page
    assert '<p class="lead" lang="en" dir="ltr">They left.</p>' in page


def test_nothing_is_told_before_it_is_over_of_a_draft_or_without_a_source() -> None:
    for gathering, changes in ((a_gathering(), {}), (a_draft(slug="draft", day=OVER), {}), (a_gathering(slug="over", day=OVER), {"source_note": " "})):
        with pytest.raises(GatheringRefused):
            told(gathering, **changes)

    assert not Account.objects.exists()


def test_it_is_told_on_the_desk_and_the_next_writer_sees_it() -> None:
    gathering, desk = a_gathering(day=OVER), at_the_desk(rosa())
    address = f"/desk/gatherings/{gathering.pk}/told/"
    sent = {f"{language}-{name}": "0" for language in ("en", "ru", "kk", "ar") for name in ("seen_version", "source_version")}

    desk.post(address, {**sent, "en-happened": "They sang.", "en-source_note": "The union"})

    assert "They sang." in desk.get(address).text
