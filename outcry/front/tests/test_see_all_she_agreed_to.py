"""Samira asks for her page and gets it by mail: everything is there, each thing can be taken back, and nobody else learns a thing."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from outcry.appeals.models import Appeal
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.suppression import is_suppressed
from outcry.front.form_token import issue_for
from outcry.front.tests.people import A_MINUTE, a_try_today, an_appeal_open_today, confirm_path
from outcry.gatherings.models import Coming, ComingState
from outcry.gatherings.tests.cast import EXACT, a_gathering, a_secret_gathering, comes
from outcry.newsletters.addresses import page_url
from outcry.newsletters.her_page import ask_for_page, forget_page_requests, send_page_links
from outcry.newsletters.models import PageRequest, Subscription
from outcry.newsletters.tests.cast import SAMIRA, a_subscription, some_topics
from outcry.newsroom.comment_rows import Comment, CommentState
from outcry.newsroom.tests.cast import a_newsroom, a_report, an_organisation
from outcry.protests.mailboxes import hash_over_site
from outcry.protests.models import Protest, ProtestState
from outcry.supporters.models import Consent, Supporter

pytestmark = pytest.mark.django_db


def a_confirmed_protest() -> Appeal:
    appeal = an_appeal_open_today()
    Client().post(confirm_path(a_try_today(appeal, wants_outcome=True)), {"public_words": "", "letter_words": ""})  # type: ignore[arg-type]
    return appeal


def a_comment() -> Comment:
    report, now = a_report(published_on=timezone.now().date())[0], timezone.now()
    facts = {"name": "Samira", "text": "I was there.", "address": SAMIRA, "address_hash": hash_over_site(address=SAMIRA), "address_confirmed_at": now}
    return Comment.objects.create(
        organisation=report.organisation, report=report, state=CommentState.PUBLISHED, submitted_at=now, state_changed_at=now, **facts
    )


def her_link(address: str = SAMIRA) -> str:
    """Asked for, and answered."""
    ask_for_page(organisation=an_organisation(), address=address, language="en", now=timezone.now())
    send_page_links(now=timezone.now())
    return page_url(PageRequest.objects.latest("pk")).removeprefix(settings.SITE_URL)


def test_from_the_form_to_the_page(client: Client) -> None:
    a_confirmed_protest()
    a_newsroom()
    a_comment()
    a_subscription()
    typed = {"email": "Samira@mail.example", "homepage": "", "token": issue_for("her page", now=timezone.now() - A_MINUTE)}

    answer = client.post("/en/yours/", typed)
    assert "Look into your mail" in client.get(answer.headers["Location"]).text
    assert send_page_links(now=timezone.now()) == 1
    link = page_url(PageRequest.objects.get()).removeprefix(settings.SITE_URL)
    page = client.get(link)

    assert link in bytes(OutgoingMessage.objects.latest("pk").content or b"").decode().replace("=\r\n", "")
    for told in ("Newsletter", "One mail when an appeal ends", "Free them (en)", "At midnight (en)", "Your protests"):
        assert told in page.text
    assert not page.cookies
    assert "no-store" in page.headers["Cache-Control"]


def test_known_or_not_the_answer_is_the_same_and_strangers_get_no_mail(client: Client) -> None:
    a_newsroom()
    a_subscription()
    before = OutgoingMessage.objects.count()

    answers = []
    for address in (SAMIRA, "nobody@mail.example"):
        typed = {"email": address, "homepage": "", "token": issue_for("her page", now=timezone.now() - A_MINUTE)}
        answers.append(client.post("/en/yours/", typed))

    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
    assert send_page_links(now=timezone.now()) == 1
    assert OutgoingMessage.objects.count() == before + 1
    assert PageRequest.objects.get().address == SAMIRA


def test_a_mailbox_is_written_to_three_times_a_day_and_no_more() -> None:
    a_newsroom()
    a_subscription()

    for _ in range(5):
        ask_for_page(organisation=an_organisation(), address=SAMIRA, language="en", now=timezone.now())

    assert send_page_links(now=timezone.now()) == 3


def test_opening_changes_nothing_and_a_day_later_it_opens_nothing(client: Client) -> None:
    a_confirmed_protest()
    a_newsroom()
    a_subscription()
    link = her_link()

    assert client.get(link).status_code == client.get(f"{link}agreed-to.json").status_code == 200
    assert Consent.objects.filter(withdrawn_at=None).count() == 2
    PageRequest.objects.update(expires_at=timezone.now())
    assert client.get(link).status_code == client.post(link, {"act": "erase"}).status_code == client.get(f"{link}agreed-to.json").status_code == 404
    assert forget_page_requests(now=timezone.now() + timedelta(days=1)) == 1
    assert Consent.objects.filter(withdrawn_at=None).count() == 2


def test_she_has_the_newsletter_otherwise_and_a_pause_ends(client: Client) -> None:
    topic, _other = some_topics()
    a_newsroom()
    a_report(topics=[topic])
    a_subscription()
    Subscription.objects.update(failures=2, paused_at=timezone.now())
    link = her_link()
    assert "It is paused" in client.get(link).text

    client.post(link, {"act": "choose", "languages": ["ru", "kk"], "topics": [topic.pk]})

    hers = Subscription.objects.get(paused_at=None)
    assert (hers.chosen_languages(), list(hers.topics.all())) == (["kk", "ru"], [topic])
    assert "Choose a language." in client.post(link, {"act": "choose"}).text
    client.post(link, {"act": "end"})
    assert not Subscription.objects.exists()


def test_each_thing_is_taken_back_by_itself(client: Client) -> None:
    appeal = a_confirmed_protest()
    a_newsroom()
    comment = a_comment()
    link = her_link()

    client.post(link, {"act": "decline", "key": appeal.public_id})
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert Protest.objects.get().state == ProtestState.CONFIRMED
    client.post(link, {"act": "silence", "key": comment.public_id})
    assert Comment.objects.get().address is None
    assert Comment.objects.get().text == "I was there."
    client.post(link, {"act": "withdraw", "key": Protest.objects.get().public_id})
    assert Protest.objects.get().state == ProtestState.WITHDRAWN
    assert "There is nothing here any more." in client.get(link).text


def test_what_is_somebody_elses_is_out_of_reach(client: Client) -> None:
    a_confirmed_protest()
    a_newsroom()
    a_subscription("mallory@mail.example")
    link = her_link("mallory@mail.example")

    assert "Free them" not in client.get(link).text
    for act in ("decline", "silence", "withdraw"):
        client.post(link, {"act": act, "key": Protest.objects.get().public_id})
    client.post(link, {"act": "decline", "key": Appeal.objects.get().public_id})
    client.post(link, {"act": "erase"})

    assert Protest.objects.get().state == ProtestState.CONFIRMED
    assert Consent.objects.get(withdrawn_at=None).supporter.address == SAMIRA


def test_she_sees_the_gatherings_she_comes_to_and_takes_one_back(client: Client) -> None:
    a_newsroom()
    vigil, picket = a_secret_gathering(), a_gathering(slug="picket")
    for gathering in (vigil, picket):
        comes(gathering, address=SAMIRA, form=gathering.slug)
    comes(vigil, address="mallory@mail.example", form="hers")
    link = her_link()
    page = client.get(link).text
    told = json.loads(client.get(f"{link}agreed-to.json").content)

    client.post(link, {"act": "stay away", "key": Coming.objects.get(gathering=picket).public_id})

    assert page.count("Vigil (en)</a>") == 2
    assert EXACT not in page
    assert [one["day"] for one in told["gatherings"]] == ["2011-01-08", "2011-01-08"]
    assert "picket" not in client.get(link).text
    assert [coming.state for coming in Coming.objects.order_by("pk")] == [ComingState.CONFIRMED, ComingState.GONE, ComingState.CONFIRMED]


def test_whoever_comes_elsewhere_or_under_another_address_has_no_page_and_cannot_reach_hers(client: Client) -> None:
    a_newsroom()
    a_subscription("mallory@mail.example")
    hers = comes(a_gathering(), address=SAMIRA)
    link = her_link("mallory@mail.example")

    page = client.get(link).text
    client.post(link, {"act": "stay away", "key": hers.public_id})
    client.post(link, {"act": "erase"})

    hers.refresh_from_db()
    assert "Gatherings you come to" not in page
    assert hers.state == ComingState.CONFIRMED


def test_everything_is_erased_with_the_gatherings(client: Client) -> None:
    a_newsroom()
    coming = comes(a_gathering(), address=SAMIRA)

    client.post(her_link(), {"act": "erase"})

    coming.refresh_from_db()
    assert (coming.state, coming.address, coming.address_hash) == (ComingState.GONE, None, None)


def test_everything_is_erased_and_the_link_with_it(client: Client) -> None:
    a_confirmed_protest()
    a_newsroom()
    a_comment()
    a_subscription()
    link = her_link()

    assert "It is erased" in client.post(link, {"act": "erase", "never": "1"}).text

    assert Protest.objects.get().name is None
    assert Comment.objects.get().text is None
    assert not Subscription.objects.exists()
    assert not PageRequest.objects.exists()
    assert [supporter.address for supporter in Supporter.objects.all()] == [None]
    assert is_suppressed(address_hash=hash_over_site(address=SAMIRA))
    assert client.get(link).status_code == 404
    assert not OutgoingMessage.objects.filter(recipient__isnull=False, mailer="letter_to_supporter").exists()


def test_she_takes_it_along(client: Client) -> None:
    a_confirmed_protest()
    a_newsroom()
    a_comment()
    a_subscription(SAMIRA, "en", "ru")

    answer = client.get(f"{her_link()}agreed-to.json")

    told = json.loads(answer.content)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert told["address"] == SAMIRA
    assert told["newsletter"]["languages"] == ["en", "ru"]
    assert told["outcomes"][0]["agreed_to"] == "Tell me by e-mail what becomes of this appeal"
    assert told["protests"][0]["name"] == "Samira Diallo"
    assert told["comments"][0]["text"] == "I was there."
