"""The case file has one door. Every column that is not public holds a marker, the case is published, and the marker is looked for everywhere.

What is filled and where is looked: tests/canary. The list of places stands in docs/reference/canary.md.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image, PngImagePlugin
from pytest_django.plugin import DjangoDbBlocker

from outcry.audit.models import LogEntry
from outcry.cases.models import PublicCase
from outcry.delivery.models import OutgoingMessage
from outcry.newsroom.picture_rows import PictureSize, PictureUse
from tests.canary.columns import HEAD, Public, columns, decided, unused
from tests.canary.places import PLACES, Outside, Place, leaks, public_views
from tests.canary.running import Heard, heard, said_by_a_talkative_one
from tests.canary.world import SHOWN, a_world
from tests.cast import LANGUAGES

# Views that no link leads to: their addresses are secrets in mails, or the canary opens them with one.
OPENED_OTHERWISE = {
    "calendar_feed",
    "front:check_your_mail",
    "front:come_said",
    "front:coming_confirm",
    "front:coming_leave",
    "front:comment_hear",
    "front:comment_leave",
    "front:comment_mine",
    "front:newsletter_confirm",
    "front:newsletter_leave",
    "front:yours_export",
    "front:yours_page",
    "front:confirm",
    "front:leave",
    "wagtailcore_login",
}
LEAK = f"{HEAD}0001"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def outside(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Outside]:
    """One world for all tests of this file, made and looked at once, taken back at the end. What a single test adds is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = Outside(a_world())
        found.walk()
        yield found
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def running(outside: Outside, tmp_path_factory: pytest.TempPathFactory) -> Heard:
    """The same world on a site that runs; what it says is looked through with everything else."""
    found = heard(tmp_path_factory.mktemp("running"), sorted(outside.answers.text))
    outside.said = found.words
    return found


def place(name: str) -> Place:
    return next(one for one in PLACES if one.name == name)


def test_every_column_that_is_not_declared_holds_its_marker(outside: Outside) -> None:
    for column in columns():
        decision = decided(column)
        if decision is None or (isinstance(decision, Public) and decision.hidden is not None):
            kept = column.model._base_manager.values_list(column.field.name, flat=True)

            assert any(column.marker in words_of(value) for value in kept), f"{column.name} is new: declare why it is public, or let it be filled"


def test_nothing_is_declared_that_is_not_there() -> None:
    assert unused() == []


@pytest.mark.timeout(900)
def test_the_marker_is_nowhere_outside(outside: Outside, running: Heard) -> None:
    found = leaks(outside)

    print("\n" + "\n".join(f"{one.name}: {sum(1 for _each in one.look(outside))}" for one in PLACES))
    assert found == {}


@pytest.mark.timeout(900)
def test_a_running_site_tells_what_breaks_and_no_secret_of_a_link(running: Heard) -> None:
    answered = {what: status for what, (status, _text) in running.answers.items()}

    assert SHOWN in running.answers["public /ru/cases/ayan/"][1]
    assert answered["desk /desk/cases/"] == 200
    for link in running.links:
        kind, secret = link.split("/")[2:4]
        assert answered[f"public {link} broken"] == 500
        assert f"Internal Server Error: /en/{kind}/[hidden]" in running.words
        assert secret not in running.words
    assert "Traceback" in running.words


@pytest.mark.timeout(300)
def test_a_leak_in_what_a_running_site_says_is_seen(outside: Outside, tmp_path: Path) -> None:
    again = Outside(outside.world)

    again.said = said_by_a_talkative_one(tmp_path)

    assert list(leaks(again, place("a running site"))) == ["a running site"]


def test_what_may_be_public_is_there(outside: Outside) -> None:
    for language in LANGUAGES:
        assert SHOWN in outside.answers.text[f"/{language}/cases/ayan/"]
        assert f"/{language}/appeals/{outside.world.appeal.slug}/" in outside.answers.text
    assert any("/reports/a-report/" in path for path in outside.answers.text)
    assert {"protest", "letter_to_supporter", "newsletter"} == set(OutgoingMessage.objects.filter(content__isnull=False).values_list("mailer", flat=True))


def test_every_public_view_was_opened(outside: Outside) -> None:
    named = {name for name, _takes in public_views()}

    assert named - outside.answers.views - OPENED_OTHERWISE == set()


def test_a_picture_is_there_once_a_report_shows_it_and_a_drafts_is_nowhere(outside: Outside) -> None:
    sizes = {in_draft: _files(in_draft=in_draft) for in_draft in (False, True)}
    shown, drafted = sizes[False], sizes[True] - sizes[False]

    assert shown
    assert shown <= set(outside.answers.images)
    assert drafted
    for address in drafted:
        assert address not in outside.answers.images
        assert Client().get(address).status_code == 404
        assert not any(address in text for text in outside.answers.text.values())


def _files(*, in_draft: bool) -> set[str]:
    used = PictureUse.objects.filter(in_draft=in_draft).values("picture")
    return {reverse("newsroom_picture", args=[name]) for name in PictureSize.objects.filter(picture__in=used).values_list("name", flat=True)}


def test_nothing_private_is_in_a_preview(outside: Outside) -> None:
    client = Client()
    client.force_login(outside.world.staff)

    for language in LANGUAGES:
        assert HEAD not in client.get(reverse("preview_case", args=[outside.world.case.pk, language])).text


def test_a_leak_in_the_projection_is_seen_there_and_on_the_page(outside: Outside) -> None:
    row = PublicCase.objects.get(language="ru", is_current=True)
    row.wording["acts"][0]["body"] = LEAK
    row.save()
    again = Outside(outside.world)
    again.ask("/ru/")

    found = leaks(again, place("public pages"), place("the projection"))

    assert [line.split(" in ")[1] for line in found["public pages"]] == ["/ru/cases/ayan/"]
    assert len(found["the projection"]) == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [("public pages", "text/html"), ("data for programs", "application/xml"), ("data for programs", "text/csv"), ("data for programs", "application/json")],
)
def test_a_leak_in_any_kind_of_answer_is_seen(outside: Outside, name: str, kind: str) -> None:
    again = Outside(outside.world)
    again.answers.text["/leak"], again.answers.kinds["/leak"] = f"{{}}\n{LEAK}", kind

    assert list(leaks(again)) == [name]


def test_a_leak_in_an_address_and_in_an_answer_to_a_form_is_seen(outside: Outside) -> None:
    again = Outside(outside.world)
    again.answers.text[f"/en/cases/{LEAK}/"], again.answers.kinds[f"/en/cases/{LEAK}/"] = "", "text/html"
    again.forms = [("/en/write/ sent", LEAK)]

    assert set(leaks(again)) == {"addresses", "answers to forms"}


def test_a_leak_in_a_mail_is_seen_through_its_encoding(outside: Outside) -> None:
    row = OutgoingMessage.objects.filter(content__isnull=False).latest("pk")
    row.content = b"To: a@b.example\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\nContent-Type: text/plain\n\nemhhc3lyeW4wMDAx\n"
    row.save()

    assert leaks(outside, place("mail")) == {"mail": [f"{columns()[0].name} in {row.key}"]}


def test_a_leak_in_the_packed_metadata_of_an_image_is_seen(outside: Outside) -> None:
    note, file = PngImagePlugin.PngInfo(), Path(settings.MEDIA_ROOT) / "original_images" / "leak.png"
    note.add_text("Comment", LEAK, zip=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (2, 2)).save(file, pnginfo=note)
    try:
        assert LEAK.encode() not in file.read_bytes()
        assert list(leaks(outside, place("images"))) == ["images"]
    finally:
        file.unlink()


def test_a_leak_in_the_index_of_the_site_is_seen(outside: Outside) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM wagtailsearch_indexentry WHERE 1 = 0")
        cursor.execute("UPDATE wagtailsearch_indexentry SET title = %s", [LEAK])

    assert list(leaks(outside, place("the search of the site"))) == ["the search of the site"]


def test_a_leak_in_the_logs_is_seen(outside: Outside) -> None:
    LogEntry.objects.create(at="2026-03-10T12:00Z", verb="case changed", subject="case:1", details={"name": LEAK})
    again = Outside(outside.world)
    again.lines.write(f"2026-03-10 WARNING outcry.cases: {LEAK} was not found\n")

    assert set(leaks(again, place("the server's log"), place("the log of doings"))) == {"the server's log", "the log of doings"}


def words_of(value: object) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)
