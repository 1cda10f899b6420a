"""Samira asks for the newsletter on the site, and ends it; whoever looks over her shoulder learns nothing."""

from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from outcry.delivery.models import OutgoingMessage
from outcry.front.form_token import issue_for
from outcry.front.tests.people import A_MINUTE
from outcry.newsletters.addresses import confirm_url, leave_url, not_me_url
from outcry.newsletters.models import SignUp, Subscription
from outcry.newsletters.tests.cast import SAMIRA, a_subscription, asked, some_topics
from outcry.newsroom.tests.cast import a_newsroom, a_report

pytestmark = pytest.mark.django_db
PAGE = "/en/newsletter/"


def filled_in(**typed: object) -> dict[str, object]:
    return {"email": SAMIRA, "languages": ["en"], "homepage": "", "token": issue_for("newsletter", now=timezone.now() - A_MINUTE)} | typed


def path_of(url: str) -> str:
    return url.removeprefix(settings.SITE_URL)


def test_from_the_foot_of_a_page_to_the_newsletter(client: Client) -> None:
    topic, _other = some_topics()
    a_newsroom()
    a_report(topics=[topic])
    assert f'href="{PAGE}"' in client.get("/en/").text

    answer = client.post(PAGE, filled_in(languages=["en", "ru"], topics=[topic.pk]))

    assert answer.status_code == 303
    assert "Look into your mail" in client.get(answer.headers["Location"]).text
    mail = message_from_bytes(bytes(OutgoingMessage.objects.get().content or b""), policy=policy.default)
    link = path_of(confirm_url(SignUp.objects.get()))
    assert link in mail.get_content()
    opened = client.get(link).text
    assert "English, Русский" in opened
    assert not Subscription.objects.exists()
    assert "You get the newsletter" in client.post(link).text
    assert list(Subscription.objects.get().topics.all()) == [topic]


def test_a_known_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    a_newsroom()
    a_subscription()
    answers = [client.post(PAGE, filled_in(email=address)) for address in (SAMIRA, "nobody@mail.example")]

    assert len({(answer.status_code, answer.headers["Location"], answer.content) for answer in answers}) == 1
    assert not any(answer.cookies for answer in answers)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"token": "invented"}, "open for too long"),
        ({"homepage": "https://spam.example"}, "as fast as a program"),
        ({"email": "nobody"}, "Write it as name@example.org"),
        ({"languages": []}, "Choose a language."),
        ({"languages": ["xx"]}, "Choose from the list."),
    ],
)
def test_what_is_not_taken_comes_back_as_it_was_typed(client: Client, typed: dict[str, object], said: str) -> None:
    a_newsroom()

    answer = client.post(PAGE, filled_in() | typed)

    assert said in answer.text
    assert str(typed.get("email", SAMIRA)) in answer.text
    assert not SignUp.objects.exists()


def test_opening_a_link_changes_nothing(client: Client) -> None:
    found, subscription = asked("sofia@mail.example"), a_subscription()

    for url in (confirm_url(found), not_me_url(found), leave_url(subscription, language="en")):
        assert client.get(path_of(url)).status_code == 200

    assert SignUp.objects.filter(confirmed_at=None).get() == found
    assert Subscription.objects.get() == subscription


def test_a_mail_program_ends_it_with_one_click_and_may_try_again(client: Client) -> None:
    link = path_of(leave_url(a_subscription(), language="en"))

    # RFC 8058: no page was opened before, no cookie is sent, and no redirect may answer.
    answers = [Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert not Subscription.objects.exists()
    assert "No newsletter comes any more" in client.get(link).text


def test_who_did_not_ask_erases_it(client: Client) -> None:
    link = path_of(not_me_url(asked()))

    assert "It was not you?" in client.get(link).text
    client.post(link, {"never": "1"})

    assert not SignUp.objects.exists()


@pytest.mark.parametrize("door", ["confirm", "leave"])
def test_a_link_that_is_not_ours_opens_nothing(client: Client, door: str) -> None:
    a_newsroom()
    link = f"/en/newsletter/{door}/{'a1' * 21}/"

    assert client.get(link).status_code == client.post(link).status_code == 404


def test_a_link_opens_no_other_door(client: Client) -> None:
    subscription = a_subscription()
    own = path_of(leave_url(subscription, language="en"))

    assert client.post(own.replace("/leave/", "/confirm/")).status_code == 404
    assert Subscription.objects.get() == subscription
