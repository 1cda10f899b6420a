"""Mallory comments, objects and answers with what others have used to break pages; real collections of it, where they are at hand."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from outcry.front.comment_forms import CommentForm, ObjectForm
from outcry.newsroom.comment_rows import Comment, CommentState
from outcry.newsroom.comments.forms import AddressForm, DecisionForm, StaffAnswerForm
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import a_newsroom, a_report, emeka
from outcry.newsroom.tests.test_take_hostile_input import elements

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def naughty(folder: Path) -> list[str]:
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    return [text for text in [*json.loads((folder / "security/blns/blns.json").read_text()), *payloads] if isinstance(text, str)]


def test_whatever_is_typed_the_forms_answer(real_data: Path) -> None:
    for text in naughty(real_data):
        for form in (
            CommentForm({"text": text, "name": text, "email": text, "website": text, "to": text, "token": text}),
            ObjectForm({"objection": text, "words": text, "token": text}),
            StaffAnswerForm({"text": text}),
            DecisionForm({"act": text, "objection": text}),
            AddressForm({"address": text}),
        ):
            assert isinstance(form.errors, dict)


def commented(report: ReportPage, text: str) -> None:
    facts = {"organisation": report.organisation, "report": report, "state": CommentState.PUBLISHED, "submitted_at": NOW, "state_changed_at": NOW}
    Comment.objects.create(name=text[:40], text=text, signs=json.dumps([["link", text[:80]]]), form_digest=text.encode()[:32].ljust(32), **facts)


def test_collected_strings_in_a_comment_draw_no_element_of_their_own(client: Client, real_data: Path) -> None:
    a_newsroom()
    client.force_login(emeka())
    every = "\n".join(text.replace("\x00", "") for text in naughty(real_data))
    (plain,), (hostile,) = a_report(key="plain", slug="plain"), a_report(key="hostile", slug="hostile")
    commented(plain, "plain\nwords")
    commented(hostile, every)

    assert elements(client, [hostile]) <= elements(client, [plain])
    assert "<script>alert" not in client.get(f"/desk/comments/{Comment.objects.latest('pk').pk}/").text
