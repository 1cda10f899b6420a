"""The story's end: staff record the outcome, time moves on to 7 January, pages tell it, and whoever asked hears of it once."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.queries import the_organisation
from outcry.appeals.models import Appeal
from outcry.cases import publication
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.demo.loading.outcome import sample_outcome
from outcry.demo.loading.staff import CAMPAIGNER
from outcry.demo.tests.cast import LEAD, NOW, a_confirmed_protest
from outcry.newsroom.models import ReportPage
from outcry.protests.operations import end_appeal, queue_thanks

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def the_end_is_recorded() -> None:
    appeal = Appeal.objects.get(slug=LEAD)
    outcome = sample_outcome(appeal)
    assert outcome is not None
    end_appeal(appeal=appeal, outcome=outcome, by=User.objects.get(username=CAMPAIGNER), now=LATER)


def test_recording_the_outcome_moves_the_clock_to_7_january_and_everything_with_it(sample: Organisation, client: Client) -> None:
    before = client.get(f"/en/appeals/{LEAD}/").content.decode()

    the_end_is_recorded()

    organisation = the_organisation()
    after = client.get(f"/en/appeals/{LEAD}/").content.decode()
    case = publication.current(organisation=organisation, slug="esenbek-ukteshbayev", language="en", on=date(2011, 1, 7))
    assert organisation.content_now(now=LATER).date() == date(2011, 1, 7)
    assert case is not None
    assert case.custody is not None
    assert (case.custody.state, case.custody.released) == ("released", "2011-01-03")
    assert "sign-form" in before
    assert "sign-form" not in after
    assert "Freed, sentence served" not in before
    assert "Freed, sentence served" in after
    assert "Esenbek Ukteshbayev is free" in after
    assert "он на свободе" in client.get(f"/ru/appeals/{LEAD}/").content.decode().lower()


@pytest.mark.parametrize("clock", ["", "happened/"])
def test_once_the_end_is_recorded_january_2011_links_the_3rd_and_the_6th_by_both_clocks(sample: Organisation, client: Client, clock: str) -> None:
    days = [f'<time datetime="2011-01-0{day}">{day}</time></a>' for day in (3, 6)]
    links = re.compile(r'<a href="[^"]+">(<time datetime="2011-01-0[36]">\d</time>)')

    before = client.get(f"/en/reports/2011/01/{clock}").text
    the_end_is_recorded()
    after = client.get(f"/en/reports/2011/01/{clock}").text

    assert links.findall(before) == []
    assert links.findall(after) == [day.removesuffix("</a>") for day in days]


def test_the_long_report_is_read_with_what_belongs_to_it_once_the_end_is_recorded(sample: Organisation, client: Client) -> None:
    address = "/en/reports/fireworks-at-the-prison-wall-then-freedom/"

    before = client.get(address).status_code
    the_end_is_recorded()
    html = client.get(address).text

    assert before == 404
    assert f'href="{address}"' in client.get("/en/reports/2011/01/").text
    assert all(f'href="/en/reports/{slug}/"' in html for slug in ("free-and-greeted-by-many", "at-midnight-they-called-for-his-freedom"))
    assert "Be the first to comment" in html
    assert client.get("/en/cases/vzglyad/").status_code == 200


def test_the_desk_does_not_call_a_report_live_before_its_day(sample: Organisation, client: Client) -> None:
    client.force_login(User.objects.get(username=CAMPAIGNER))
    report = ReportPage.objects.get(slug="fireworks-at-the-prison-wall-then-freedom", locale__language_code="en")
    listed, reviewed = reverse("newsroom_desk"), reverse("reviews_desk:report", args=[report.pk])

    before = (client.get(listed, follow=True).text, client.get(reviewed).text)
    the_end_is_recorded()
    after = (client.get(listed, follow=True).text, client.get(reviewed).text)

    assert ["out on 7 January 2011" in before[0], f"reports/{report.slug}/" in before[0]] == [True, False]
    assert ["out on" in after[0], f"reports/{report.slug}/" in after[0]] == [False, True]
    assert ["Readers get this text on" in before[1], "Readers have this text." in before[1]] == [True, False]
    assert "Readers have this text." in after[1]


def test_whoever_asked_to_hear_gets_one_mail_in_her_language_and_waiting_letters_are_taken_back(sample: Organisation) -> None:
    a_confirmed_protest(address="samira@mail.example", language="ru")
    a_confirmed_protest(address="emeka@mail.example", wants_outcome=False)

    the_end_is_recorded()
    queue_thanks(now=LATER)
    queue_thanks(now=LATER + timedelta(hours=1))

    letters = OutgoingMessage.objects.filter(group=Appeal.objects.get(slug=LEAD).subject)
    (mail,) = OutgoingMessage.objects.filter(key__startswith="outcome:")
    assert mail.recipient == "samira@mail.example"
    assert b"Content-Language: ru" in (mail.content or b"")
    assert set(letters.values_list("state", flat=True)) == {MessageState.WITHDRAWN}


def test_the_desk_fills_in_the_words_of_the_sample_and_no_others(sample: Organisation, client: Client) -> None:
    client.force_login(User.objects.get(username=CAMPAIGNER))
    lead, invented = Appeal.objects.get(slug=LEAD), Appeal.objects.get(about_invented_person=True)

    filled = client.get(reverse("protests_desk:outcome", args=[lead.pk])).content.decode()

    assert "Есенбек Уктешбаев на свободе" in filled
    assert "2011-01-03" in filled
    assert sample_outcome(invented) is None


@pytest.mark.parametrize(
    ("language", "words"), [("en", "4 days over"), ("ru", "на 4 дня дольше срока"), ("kk", "мерзімнен 4 күн асты"), ("ar", "4 أيام بعد انقضاء المدة")]
)
def test_whoever_is_held_past_his_term_is_told_to_be_so_many_days_over(sample: Organisation, client: Client, language: str, words: str) -> None:
    Organisation.objects.update(content_clock_at=datetime(2011, 1, 7, 8, tzinfo=UTC))
    client.force_login(User.objects.get(username=CAMPAIGNER))
    paths = ("cases/esenbek-ukteshbayev/", "custody/", f"appeals/{LEAD}/", "reports/at-midnight-they-called-for-his-freedom/")
    public = [f"/{language}/{path}" for path in paths]
    desk = [reverse("cases_desk:index"), reverse("cases_desk:case", args=[Appeal.objects.get(slug=LEAD).case_id])] if language == "en" else []

    assert [address for address in public + desk if words not in client.get(address).text] == []
