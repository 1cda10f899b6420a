"""A reader comments, without cookie, account or script: the form, her private link, and taking it back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from outcry.accounts.models import User
from outcry.front import form_token
from outcry.front.views import comments as views
from outcry.newsroom.comment_rows import Comment, Objection
from outcry.newsroom.comments import moderating
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import NOW, a_newsroom, a_report, emeka
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]
REPORT, WRITE = "/en/reports/at-midnight/", "/en/comments/on/at-midnight/write/"
WORDS = "They came to our street, too."


def a_page() -> ReportPage:
    a_newsroom()
    emeka()
    return a_report("en", "ru")[0]


report = once_for_the_file(a_page)


def a_token(*, age: timedelta = timedelta(minutes=5)) -> str:
    return form_token.issue_for("comment", now=timezone.now() - age)


def filled_in(**changes: Any) -> dict[str, Any]:
    return {"text": WORDS, "name": "Samira", "email": "", "homepage": "", "to": "", "token": a_token()} | changes


def sent(client: Client, **changes: Any) -> str:
    """The address of her private page."""
    answer = client.post(WRITE, filled_in(**changes))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def the_comment() -> Comment:
    return Comment.objects.get()


def test_from_the_report_to_the_private_page_and_onto_the_report(client: Client) -> None:
    assert f'href="{WRITE}"' in client.get(REPORT).text
    assert "erased after 90 days" in client.get(WRITE).text

    own = sent(client)

    assert "Your comment is with us" in client.get(own).text
    assert WORDS in client.get(own).text
    assert WORDS not in client.get(REPORT).text
    moderating.approve(comments=[the_comment()], by=User.objects.get(), now=NOW)
    assert WORDS in client.get(REPORT).text
    assert "Your comment is on the page" in client.get(own).text
    assert not client.cookies


def test_looking_changes_nothing_and_the_button_takes_it_back(client: Client) -> None:
    own = sent(client)

    client.get(own)
    assert the_comment().text == WORDS
    assert "Your comment is erased" in client.post(own).text
    assert the_comment().text is None
    assert "Your comment is erased" in client.get(own).text


def test_she_reads_why_it_was_refused(client: Client) -> None:
    own = sent(client)
    moderating.refuse(comments=[the_comment()], objection=Objection.DANGER, by=User.objects.get(), now=NOW)

    assert "It could put somebody in danger" in client.get(own).text


def test_a_made_up_link_opens_nothing(client: Client) -> None:
    own = sent(client)
    token = own.rstrip("/").rpartition("/")[2]

    assert client.get(own.replace(token, token[:-1] + ("0" if token[-1] != "0" else "1"))).status_code == 404
    assert client.post("/en/comments/mine/broken/").status_code == 404
    assert the_comment().text == WORDS


def test_pressed_twice_it_is_one_comment(client: Client) -> None:
    token = a_token()

    assert sent(client, token=token) == sent(client, token=token)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"token": a_token(age=timedelta(seconds=1))}, "as fast as a program"),
        ({"homepage": "https://shop.example"}, "as fast as a program"),
        ({"token": ""}, "open for too long"),
        ({"text": " \n"}, "Write your comment."),
        ({"name": "www.shop.example"}, "without a link"),
        ({"email": "samira"}, "name@example.org"),
    ],
)
def test_what_comes_back_keeps_what_was_typed(client: Client, changes: dict[str, Any], words: str) -> None:
    if changes.get("token"):
        changes = changes | {"token": a_token(age=timedelta(seconds=1))}

    html = client.post(WRITE, filled_in(**changes)).text

    assert words in html
    assert "Samira" in html or "www.shop" in html
    assert Comment.objects.count() == 0


def test_links_and_marks_are_plain_words_on_the_page(client: Client, settings: Settings) -> None:
    sent(client, text="See https://shop.example/x <script>alert(1)</script>")
    moderating.approve(comments=[the_comment()], by=User.objects.get(), now=NOW)

    html = client.get(REPORT).text

    assert "https://shop.example/x &lt;script&gt;" in html
    assert 'href="https://shop.example' not in html


def test_an_address_is_sealed_and_never_shown(client: Client) -> None:
    own = sent(client, email="Samira@mail.example")

    assert the_comment().address == "Samira@mail.example"
    moderating.approve(comments=[the_comment()], by=User.objects.get(), now=NOW)
    assert "mail.example" not in client.get(own).text + client.get(REPORT).text


def test_a_website_is_asked_for_only_where_the_site_wants_it(client: Client, settings: Settings) -> None:
    sent(client, website="https://shop.example")
    assert the_comment().website == ""

    settings.COMMENTS_WEBSITE = True
    assert 'name="website"' in client.get(WRITE).text
    assert "Write it as https://example.org." in client.post(WRITE, filled_in(website="javascript:alert(1)")).text


def test_one_may_answer_what_is_published(client: Client) -> None:
    sent(client)
    first = the_comment()
    assert client.get(f"{WRITE}?to={first.public_id}").status_code == 410, "it waits, and nobody learns what for"
    moderating.approve(comments=[first], by=User.objects.get(), now=NOW)

    assert WORDS in client.get(f"{WRITE}?to={first.public_id}").text
    sent(client, to=first.public_id, text="To ours as well.")
    assert Comment.objects.latest("pk").answers_id == first.pk


def test_a_closed_report_gives_back_what_was_typed(client: Client, settings: Settings) -> None:
    settings.COMMENTS = "closed"

    answer = client.post(WRITE, filled_in())

    assert answer.status_code == 410
    assert WORDS in answer.text
    assert client.get(WRITE).status_code == 410
    assert client.get("/en/comments/on/at-midnight/").status_code == 404


def test_too_many_from_one_network_keep_what_they_typed(settings: Settings) -> None:
    settings.COMMENTS_OF_A_NETWORK = 1
    client = Client(REMOTE_ADDR="203.0.113.7")
    client.post(WRITE, filled_in())

    answer = client.post(WRITE, filled_in(text="One more."))

    assert answer.status_code == 503
    assert "One more." in answer.text
    assert Comment.objects.count() == 1


def test_when_it_cannot_be_kept_nobody_is_thanked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_facts: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(views, "write_comment", full)
    answer = client.post(WRITE, filled_in())

    assert answer.status_code == 503
    assert WORDS in answer.text


def test_all_comments_have_leaves(client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outcry.newsroom.drawing.comments.THREADS_ON_A_PAGE", 2)
    settings.COMMENTS = "open"
    for number in range(3):
        sent(client, text=f"Number {number}.")

    assert "All comments" in client.get(REPORT).text
    first, second = (client.get(f"/en/comments/on/at-midnight/?page={number}").text for number in (1, 2))
    assert ("Number 1." in first, "Number 2." in first, "Number 2." in second) == (True, False, True)
    assert client.get("/en/comments/on/at-midnight/?page=9").status_code == 404
    assert re.search(r'hreflang="ru"[^>]*href="[^"]*/ru/comments/on/at-midnight/"|href="[^"]*/ru/comments/on/at-midnight/"', first)


def test_the_report_is_the_same_page_for_everybody(client: Client) -> None:
    assert client.get(REPORT).content == Client().get(REPORT).content
    assert 'name="token"' not in client.get(REPORT).text


@pytest.mark.parametrize("text", ["\u202eevil", "a" + "\u0300" * 40, "\x00" * 5, "<svg onload=alert(1)>", "'; DROP TABLE x; --", "\U0001f600" * 20, "ﷺ" * 50])
def test_whatever_is_typed_the_form_answers_and_the_page_stands(client: Client, settings: Settings, text: str) -> None:
    settings.COMMENTS = "open"

    answer = client.post(WRITE, filled_in(text=f"Words {text}", name=text, website=text, to=text[:20]))
    again = client.post(WRITE, filled_in(text=f"Words {text}"))

    assert answer.status_code in (200, 303, 410)
    assert again.status_code in (200, 303)
    html = client.get(REPORT).text
    assert "<svg" not in html
    assert "\u202e" not in html
