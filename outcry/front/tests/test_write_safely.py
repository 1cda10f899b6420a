"""A person with something to tell, a browser without cookies or scripts, and a code on a piece of paper."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from outcry.front import form_token
from outcry.intake import operations
from outcry.intake.models import Conversation, File, Message
from outcry.intake.tests.cast import a_reader, the_keys
from outcry.intake.uploads import sealed_uploads
from outcry.lib.spoken_codes import in_groups, random_code
from tests.cast import an_organisation

pytestmark = pytest.mark.django_db
WRITE, BACK = "/en/write/", "/en/write/back/"
WORDS = "On Tuesday they beat him in the corridor."


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS_FOLDER, settings.INTAKE_FOLDER = tmp_path / "keys", tmp_path / "intake"
    a_reader()
    return tmp_path


def a_token(purpose: str = "write", *, age: timedelta = timedelta(minutes=5)) -> str:
    return form_token.issue_for(purpose, now=timezone.now() - age)


def filled_in(**changes: Any) -> dict[str, Any]:
    return {"text": WORDS, "place": "", "use": "record", "contact": "", "homepage": "", "token": a_token()} | changes


def a_file(content: bytes = b"\xff\xd8 a photograph", name: str = "photo.jpg") -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def sent(client: Client, **changes: Any) -> str:
    """The code on the page after sending."""
    page = client.post(WRITE, filled_in(**changes)).text
    [code] = re.findall(r"(?:\d{4} ){6}\d{4}", page)
    return str(code)


def step(client: Client, code: str, act: str = "", **fields: Any) -> Any:
    return client.post(BACK, {"code": code, "act": act, **fields})


def test_the_page_says_what_is_kept_and_how_to_be_safer_before_any_field(client: Client) -> None:
    page = client.get(WRITE).text

    first_field = page.index("<form")
    for sentence in ("Use Tor Browser", "Never use a telephone or computer of your office", "90 days after it came", "delete everything yourself"):
        assert page.index(sentence) < first_field


def test_the_page_of_terms_tells_what_is_kept_of_a_conversation(client: Client) -> None:
    page = client.get("/en/about/privacy/").text

    assert all(term in page for term in ("90 days after it came", "180 days after the last step in it", "30 days after we closed it"))


def test_without_anybody_who_reads_there_is_no_form(client: Client) -> None:
    operations.no_longer_let_read(user=a_reader(), now=timezone.now())

    page = client.get(WRITE).text

    assert "Nobody reads here yet" in page
    assert "<form" not in page


def test_it_is_linked_from_the_footer_and_from_how_to_act_safely(client: Client) -> None:
    an_organisation()

    assert client.get("/en/about/imprint/").text.count(f'href="{WRITE}"') == 1
    assert client.get("/en/about/safety/").text.count(f'href="{WRITE}"') == 2


def test_a_message_is_kept_and_its_code_shown_once(client: Client) -> None:
    form = filled_in(attached=[a_file(), a_file(b"2", "two.txt")])

    page = client.post(WRITE, form).text
    [code] = re.findall(r"(?:\d{4} ){6}\d{4}", page)
    again = client.post(WRITE, {**form, "attached": [a_file()]}).text

    assert "2 files came with your message" in page
    assert code not in again
    assert "This message is here already" in again
    assert (Conversation.objects.count(), File.objects.count()) == (1, 2)


def test_no_answer_sets_a_cookie_or_may_be_kept_on_the_way(client: Client) -> None:
    code = sent(client)

    for answer in (client.get(WRITE), client.post(WRITE, filled_in()), client.get(BACK), step(client, code)):
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]
        assert "<script" not in answer.text.lower()
        assert "javascript:" not in answer.text.lower()


def test_errors_come_back_with_everything_typed_and_say_that_files_are_lost(client: Client, folders: Path) -> None:
    page = client.post(WRITE, filled_in(text=" ", place="ward <4>", contact="the gardener", use="share", attached=[a_file()])).text

    assert "a file alone tells us too little" in page
    assert "Your files were not kept" in page
    assert "ward &lt;4&gt;" in page
    assert "the gardener" in page
    assert re.search(r'value="share"[^>]*checked', page)
    assert list((folders / "intake").iterdir()) == []


def test_a_form_sent_by_a_program_or_too_late_comes_back_with_its_text(client: Client) -> None:
    for changes in ({"homepage": "x"}, {"token": a_token(age=timedelta(seconds=1))}, {"token": a_token(age=timedelta(hours=13))}, {"token": "forged"}):
        page = client.post(WRITE, filled_in(**changes)).text
        assert "Everything you typed is kept" in page
        assert WORDS in page

    assert not Conversation.objects.exists()


def test_the_token_of_another_form_is_not_taken(client: Client) -> None:
    assert "open for too long" in client.post(WRITE, filled_in(token=a_token("write more"))).text


def test_files_that_can_not_be_taken_are_named_beside_the_field(client: Client, settings: Settings) -> None:
    settings.INTAKE_FILE_MB = 1

    page = client.post(WRITE, filled_in(attached=[a_file(b"x" * 1_100_000, "video.mp4")])).text

    assert "“video.mp4” is larger than 1 MB." in page
    assert WORDS in page


def test_when_too_many_write_the_text_is_kept_on_the_page(client: Client, settings: Settings) -> None:
    settings.INTAKE_AN_HOUR = 1
    sent(client)

    answer = client.post(WRITE, filled_in())

    assert answer.status_code == 503
    assert "More people write to us just now" in answer.text
    assert WORDS in answer.text


def test_slow_uploads_hold_half_of_the_threads_at_most(client: Client) -> None:
    held = [sealed_uploads(HttpRequest()) for _ in range(settings.WEB_THREADS // 2)]
    for one in held:
        one.__enter__()
    try:
        answers = [client.post(WRITE, filled_in()), client.post(BACK, {"code": random_code()})]
        assert client.get("/en/about/safety/").status_code == 200
    finally:
        for one in held:
            one.__exit__(None, None, None)

    assert [answer.status_code for answer in answers] == [503, 503]
    assert "what you typed is still there" in answers[0].text
    assert sent(client)


def test_when_the_database_fails_the_text_is_given_back(client: Client, monkeypatch: pytest.MonkeyPatch, folders: Path) -> None:
    def fail(**_fields: object) -> None:
        raise DatabaseError("full")

    monkeypatch.setattr(Message.objects, "create", fail)

    answer = client.post(WRITE, filled_in(attached=[a_file()]))

    assert answer.status_code == 503
    assert WORDS in answer.text
    assert list((folders / "intake").iterdir()) == []


def test_behind_the_code_she_reads_adds_and_is_answered(client: Client) -> None:
    code = sent(client, attached=[a_file()])
    operations.answer(conversation=Conversation.objects.get(), text="Who else was there?", keys=the_keys(), by=a_reader(), now=timezone.now())

    opened = step(client, code).text
    assert all(text in opened for text in (WORDS, "photo.jpg", "Who else was there?"))
    more = step(client, code, "write", text="Two others.", token=a_token("write more"), homepage="", attached=[a_file(b"3", "three.txt")]).text

    assert all(text in more for text in ("Two others.", "three.txt", "We have it"))


def test_reloading_what_she_added_adds_it_once(client: Client) -> None:
    code, token = sent(client), a_token("write more")

    for _ in range(2):
        assert step(client, code, "write", text="Two others.", token=token, homepage="").text.count("Two others.") == 1

    assert Message.objects.count() == 2


def test_she_changes_how_it_may_be_used(client: Client) -> None:
    code = sent(client)

    page = step(client, code, "use", use="publish").text

    assert re.search(r'value="publish"[^>]*checked', page)
    assert "From now on this is how we may use it." in page


def test_what_was_done_is_said_below_the_heading_to_which_the_answer_scrolls(client: Client) -> None:
    code = sent(client)

    written = step(client, code, "write", text="Two others.", token=a_token("write more"), homepage="").text
    changed = step(client, code, "use", use="publish").text

    assert written.index('id="more-title"') < written.index("We have it") < written.index('id="use-title"')
    assert changed.index('id="use-title"') < changed.index("From now on this is how we may use it.") < changed.index('id="erase-title"')


def test_deleting_asks_once_and_then_everything_is_gone(client: Client, folders: Path) -> None:
    code = sent(client, attached=[a_file()])

    assert "Tick this first" in step(client, code, "erase").text
    assert "Everything is deleted" in step(client, code, "erase", sure="on").text

    assert list((folders / "intake").iterdir()) == []
    assert "Nothing is here under this code" in step(client, code).text


def test_an_erased_code_and_one_that_never_was_get_the_same_answer(client: Client) -> None:
    code, other = sent(client), in_groups(random_code())
    step(client, code, "erase", sure="on")

    erased, unknown = step(client, code), step(client, other)

    assert erased.status_code == unknown.status_code == 200
    assert erased.text.replace(code, "") == unknown.text.replace(other, "")


def test_a_slip_is_told_before_anything_is_looked_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "find", lambda **_: pytest.fail("looked up"))
    code = random_code()
    wrong = str((int(code[0]) + 1) % 10) + code[1:]

    assert "One of the digits is wrong" in step(client, wrong).text
    assert "here are 27" in step(client, code[:-1]).text
    assert "Write your code" in step(client, "").text


def test_opening_the_pages_changes_nothing(client: Client) -> None:
    sent(client)
    before = list(Conversation.objects.values())

    client.get(BACK, {"code": "1", "act": "erase"})
    client.head(WRITE)

    assert list(Conversation.objects.values()) == before


def test_a_file_sent_under_another_name_is_not_kept(client: Client, folders: Path) -> None:
    client.post(WRITE, filled_in(other=SimpleUploadedFile("x.txt", b"x")))

    assert not File.objects.exists()
    assert list((folders / "intake").iterdir()) == []
