"""A reader signs an appeal within the report that tells of it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from outcry.appeals.models import Appeal
from outcry.front.tests.people import a_filled_form, an_appeal_open_today
from outcry.newsroom.models import ReportPage
from outcry.newsroom.operations import publish_report
from outcry.newsroom.tests.cast import a_text
from outcry.protests.models import Protest
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def a_report(*kinds: str) -> Appeal:
    appeal = an_appeal_open_today()
    (report,) = publish_report(organisation=appeal.organisation, key="one", texts=[a_text()], published_on=NOW.date(), now=NOW)
    report.body = [(kind, {"appeal": appeal.pk}) for kind in kinds]
    report.save_revision().publish()
    return appeal


def page(client: Client) -> str:
    return client.get("/en/reports/at-midnight/").text


def fields(html: str) -> dict[str, Any]:
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", html.partition('id="sign-form"')[2])]
    return {found["name"]: unescape(found.get("value", "")) for found in inputs if found.get("type") == "hidden" and "name" in found}


def test_the_form_posts_to_the_page_of_the_appeal(client: Client) -> None:
    appeal = a_report("appeal_form")
    html = page(client)
    action = re.findall(r'<form class="form" method="post" action="([^"#]+)', html)

    at_once = client.post(action[0], {**a_filled_form(appeal), "token": fields(html)["token"]})
    after_a_minute = client.post(action[0], a_filled_form(appeal))

    # The token is the one that goes with this form: what is wrong is that no person types so fast.
    assert "That was as fast as a program" in at_once.text
    assert after_a_minute.headers["Location"] == "/en/appeals/free-them/check-your-mail/"
    assert Protest.objects.count() == 1
    assert not client.cookies


def test_one_report_has_one_form(client: Client) -> None:
    a_report("appeal_form", "appeal", "appeal_form")

    html = page(client)

    assert html.count('id="sign-form"') == 1
    assert html.count('href="/en/appeals/free-them/"') >= 3


def test_once_it_takes_no_protests_the_card_is_left(client: Client) -> None:
    appeal = a_report("appeal_form")
    Appeal.objects.filter(pk=appeal.pk).update(deadline_on=timezone.now().date() - timedelta(days=2))

    html = page(client)

    assert "sign-form" not in html
    assert "Appeal, ended" in html


def test_a_preview_has_no_form(rf: Any) -> None:
    a_report("appeal_form")
    report = ReportPage.objects.get()

    html = report.make_preview_request(preview_mode="").content.decode()

    assert "sign-form" not in html
    assert "free-them" in html
