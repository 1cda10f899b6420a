"""Rosa drafts a digest at the desk, Emeka sends it, and both see how far it is."""

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.users.models import UserProfile

from outcry.accounts.models import User
from outcry.accounts.operations import staff_group
from outcry.delivery.models import OutgoingMessage
from outcry.newsletters.models import Digest, DigestState
from outcry.newsletters.sending import queue_copies
from outcry.newsletters.tests.cast import SAMIRA, a_draft, a_subscription, key_of, rosa
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import a_newsroom, a_report, emeka

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> ReportPage:
    a_newsroom()
    return a_report("en", "ru")[0]


@pytest.fixture
def of_rosa(client: Client) -> Client:
    found = rosa()
    found.groups.add(staff_group())
    client.force_login(found)
    return client


@pytest.fixture
def of_emeka() -> Client:
    client = Client()
    client.force_login(emeka())
    return client


def filled_in(digest: Digest, **typed: str) -> dict[str, str]:
    versions = {f"{code}-{name}": "0" for code in ("en", "ru", "kk", "ar") for name in ("seen_version", "source_version")}
    return versions | {"seen": "", "en-subject": "In January", "en-introduction": "Dear all."} | typed


def test_from_a_draft_to_the_mail(of_rosa: Client, of_emeka: Client, report: ReportPage) -> None:
    a_subscription()
    of_rosa.post("/desk/newsletters/draft/")
    digest = Digest.objects.get()
    page = f"/desk/newsletters/{digest.pk}/"
    assert "At midnight (en)" in of_rosa.get(page).text

    assert of_rosa.post(page, filled_in(digest, **{key_of(report): "1"})).status_code == 302
    assert "Dear all.\n\n\n* At midnight (en)" in of_rosa.get(f"{page}preview/").text
    of_rosa.post(f"{page}propose/")
    assert "You proposed this yourself" in of_rosa.get(f"{page}send/", follow=True).text
    assert "English: it goes to 1 subscriber" in of_emeka.get(f"{page}send/").text
    of_emeka.post(f"{page}send/")

    queue_copies(now=timezone.now())
    assert OutgoingMessage.objects.get(mailer="newsletter").recipient == SAMIRA
    assert "being sent" in of_emeka.get(page).text


def test_in_arabic_languages_stand_apart_by_an_arabic_comma(of_rosa: Client, report: ReportPage) -> None:
    UserProfile.objects.create(user=User.objects.get(username="rosa"), preferred_language="ar")
    digest = a_draft(by=User.objects.get(username="rosa"), keys=[key_of(report)], languages=("en", "ru"))

    assert "English، Русский" in of_rosa.get("/desk/newsletters/").text
    of_one = of_rosa.get(f"/desk/newsletters/{digest.pk}/").text
    assert "English، Русский" in of_one
    assert "</bdi>، " in of_one
    assert "</bdi>, " not in of_one


def test_stopped_gone_on_with_and_taken_off_the_archive(of_emeka: Client, report: ReportPage) -> None:
    a_subscription()
    digest = a_draft(by=rosa(), keys=[key_of(report)])
    page = f"/desk/newsletters/{digest.pk}/"
    Client().force_login(User.objects.get(username="rosa"))
    of_emeka.post(f"{page}propose/")
    Digest.objects.update(proposed_by=User.objects.get(username="rosa"))
    of_emeka.post(f"{page}send/")
    queue_copies(now=timezone.now())

    assert "1 copy that waited was taken back" in of_emeka.post(f"{page}stop/", follow=True).text
    assert Digest.objects.get().state == DigestState.STOPPED
    of_emeka.post(f"{page}go-on/")
    assert Digest.objects.get().state == DigestState.SENDING
    of_emeka.post(f"{page}archive/", {"hide": ""})
    assert Digest.objects.get().hidden_at is not None
    of_emeka.post(f"{page}archive/", {"show": ""})
    assert Digest.objects.get().hidden_at is None


def test_a_test_goes_to_whoever_asks_for_it_alone(of_rosa: Client, report: ReportPage) -> None:
    a_subscription()
    digest = a_draft(by=User.objects.get(username="rosa"), keys=[key_of(report)], languages=("en", "ru"))

    of_rosa.post(f"/desk/newsletters/{digest.pk}/test/")

    tests = OutgoingMessage.objects.filter(group=f"digest-test:{digest.pk}")
    assert {message.recipient for message in tests} == {"rosa@desk.example"}
    assert tests.count() == 2


def test_the_second_of_two_who_choose_is_told(of_rosa: Client, of_emeka: Client, report: ReportPage) -> None:
    digest = a_draft(by=User.objects.get(username="rosa"), keys=[])
    opened = {"seen": digest.chosen_at.isoformat(), "en-seen_version": "1"}  # type: ignore[union-attr]
    page = f"/desk/newsletters/{digest.pk}/"
    typed = filled_in(digest, **opened, **{key_of(report): "1", "en-subject": "What happened (en)", "en-introduction": "Dear all (en)."})

    assert of_emeka.post(page, typed).status_code == 302
    answer = of_rosa.post(page, typed | {key_of(report): "2"})

    assert "Somebody else has chosen meanwhile" in answer.text
    assert digest.items.count() == 1


def test_nothing_is_proposed_that_says_nothing(of_rosa: Client, report: ReportPage) -> None:
    of_rosa.post("/desk/newsletters/draft/")
    digest = Digest.objects.get()

    assert "Write a subject in one language" in of_rosa.post(f"/desk/newsletters/{digest.pk}/propose/", follow=True).text
    of_rosa.post(f"/desk/newsletters/{digest.pk}/discard/")
    assert not Digest.objects.exists()


def test_no_subscriber_is_shown_to_anybody(of_rosa: Client, report: ReportPage) -> None:
    a_subscription()

    page = of_rosa.get("/desk/newsletters/").text

    assert "<dt>Subscribers</dt><dd>1" in page
    assert SAMIRA not in page
