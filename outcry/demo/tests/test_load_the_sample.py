"""The sample comes in through the rooms' own doors: approved, launched, published; loading twice changes nothing."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from wagtail.blocks import StreamValue

from outcry.accounts.models import Organisation
from outcry.accounts.operations import OrganisationWords, create_organisation
from outcry.accounts.queries import the_organisation
from outcry.appeals import queries as appeals
from outcry.appeals.models import Appeal, AppealState
from outcry.authorities.models import Office
from outcry.authorities.vouching import standing
from outcry.cases import publication
from outcry.delivery.models import Destination
from outcry.demo.loading.load import SomebodyElseIsHere, load_sample
from outcry.demo.loading.staff import passwords_of
from outcry.newsroom import queries as newsroom

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FIRST_DAY = date(2011, 1, 1)


def all_rows() -> dict[str, list[Any]]:
    """Everything in the database, but for the log."""
    models = [model for model in apps.get_models() if model._meta.app_label != "audit"]
    return {model._meta.label: sorted((tuple(map(plain, row)) for row in model._default_manager.values_list()), key=repr) for model in models}


def plain(value: Any) -> Any:
    """As it is stored: a list within a block of Wagtail's is equal to no other, whatever stands in it."""
    return list(value.raw_data) if isinstance(value, StreamValue) else value


def test_loading_twice_changes_nothing(sample: Organisation, data: Path) -> None:
    before, passwords = all_rows(), passwords_of(data).read_text()

    assert load_sample(data=data, now=NOW) is False

    assert all_rows() == before
    assert passwords_of(data).read_text() == passwords


def test_the_clock_stands_at_two_in_the_afternoon_of_new_years_day_in_almaty(sample: Organisation) -> None:
    assert sample.content_now(now=NOW) == datetime(2011, 1, 1, 8, 0, tzinfo=UTC)


def test_both_appeals_are_open_and_the_urgent_one_leads(sample: Organisation) -> None:
    found = appeals.open_appeals(organisation=sample, on=FIRST_DAY)

    assert [appeal.slug for appeal in found] == ["free-esenbek-ukteshbayev", "lift-the-fine-of-an-invented-teacher"]
    assert [appeal.about_invented_person for appeal in found] == [False, True]
    assert all(appeal.state == AppealState.OPEN and appeal.proposed_by != appeal.launched_by for appeal in found)


def test_an_appeal_speaks_all_four_languages(sample: Organisation) -> None:
    appeal = Appeal.objects.get(slug="free-esenbek-ukteshbayev")
    letter = appeals.current_letter(appeal=appeal)

    assert letter is not None
    for rows in (appeal.texts, letter.texts, appeal.timeline.all()[0].texts, appeal.demands.all()[0].texts):
        assert set(rows.values_list("language", flat=True)) == {"en", "ru", "kk", "ar"}


def test_the_person_is_shown_in_custody_on_day_13_of_15(sample: Organisation) -> None:
    (case,) = publication.in_custody(organisation=sample, language="en", on=FIRST_DAY)

    assert case.slug == "esenbek-ukteshbayev"
    assert case.custody is not None
    assert (case.custody.day, case.custody.term_days, case.custody.due_on) == (13, 15, date(2011, 1, 3))


def test_what_happened_later_is_hidden_until_its_day(sample: Organisation) -> None:
    shown = {case.slug for case in publication.listed(organisation=sample, language="en", on=FIRST_DAY)}
    later = {case.slug for case in publication.listed(organisation=sample, language="en", on=date(2011, 1, 6))}
    headlines = [line.title for line in newsroom.latest(language="en", on=FIRST_DAY, limit=10)]

    assert later - shown == {"vzglyad"}
    assert "At midnight they called for his freedom" in headlines
    assert not [headline for headline in headlines if "freedom" in headline and "Fireworks" in headline]


def test_every_office_is_vouched_for_by_both_and_has_a_high_pace(sample: Organisation) -> None:
    offices = list(Office.objects.prefetch_related("approvals__by"))

    assert len(offices) == 7
    for office in offices:
        assert standing(office=office, now=NOW).is_approved
        assert office.approvals.count() == 2
        assert Destination.objects.get(key=office.destination).hourly_pace == 36_000
        assert office.address.endswith(".example")


def test_the_passwords_are_kept_for_the_owner_alone_and_open_the_desk(sample: Organisation, data: Path, client: Client) -> None:
    path = passwords_of(data)
    passwords = dict(line.split() for line in path.read_text().splitlines())

    assert path.stat().st_mode & 0o777 == 0o600
    assert set(passwords) == {"demo-campaigner", "demo-editor"}
    assert all(client.login(username=name, password=password) for name, password in passwords.items())


def test_what_somebody_changed_stays_changed(sample: Organisation, data: Path) -> None:
    Appeal.objects.filter(slug="free-esenbek-ukteshbayev").update(state=AppealState.ENDED)
    Organisation.objects.update(content_clock_at=datetime(2011, 1, 3, 8, tzinfo=UTC))

    load_sample(data=data, now=NOW)

    assert Appeal.objects.get(slug="free-esenbek-ukteshbayev").state == AppealState.ENDED
    assert the_organisation().content_now(now=NOW).date() == date(2011, 1, 3)


def test_the_sample_is_not_mixed_with_somebodys_own_work(tmp_path: Path) -> None:
    create_organisation(
        slug="own", source_language="en", mail_domain="own.example", contact_address="a@own.example", texts={"en": OrganisationWords(name="Own")}
    )

    with pytest.raises(SomebodyElseIsHere):
        load_sample(data=tmp_path, now=NOW)


def test_the_gathering_of_new_years_eve_is_joined_to_the_act_and_shows_a_drawing_that_says_so(sample: Organisation, client: Client) -> None:
    for language, said in (("en", "A drawing, not a photo"), ("ru", "Рисунок, а не фотография"), ("kk", "салынған сурет"), ("ar", "رسم وليس صورة")):
        html = client.get(f"/{language}/gatherings/new-years-eve-outside-the-prison/").text

        assert said in html
        assert f'href="/{language}/cases/esenbek-ukteshbayev/#act-3"' in html
        assert html.count("<img") == 1
