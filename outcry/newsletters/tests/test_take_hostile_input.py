"""Mallory writes a digest with what others have used to break pages and mails."""

import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.test import Client

from outcry.delivery.models import OutgoingMessage
from outcry.lib.wordings import Edit
from outcry.newsletters.digest_mails import MAILER
from outcry.newsletters.drafting import propose_digest, write_words
from outcry.newsletters.editions import Candidate, Told
from outcry.newsletters.forms import DigestWordsForm, PlacesForm
from outcry.newsletters.sending import queue_copies, send_digest
from outcry.newsletters.tests.cast import A_MINUTE, a_draft, a_subscription, key_of, two_people
from outcry.newsroom.tests.cast import NOW, a_newsroom, a_report

CANDIDATES = [Candidate(told=Told(key="appeal-1", is_appeal=True, title="One", standfirst="", path="/en/", language="en"), day=None)]


def naughty(folder: Path) -> list[str]:
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    return [text for text in [*json.loads((folder / "security/blns/blns.json").read_text()), *payloads] if isinstance(text, str)]


def test_whatever_is_typed_the_forms_answer(real_data: Path) -> None:
    for text in naughty(real_data):
        for form in (PlacesForm({"appeal-1": text, "seen": text}, candidates=CANDIDATES), DigestWordsForm({"subject": text, "introduction": text})):
            assert isinstance(form.errors, dict)


@pytest.mark.django_db
def test_collected_strings_arrive_as_text_and_make_no_header(real_data: Path) -> None:
    every = "\n".join(text.replace("\x00", "") for text in naughty(real_data))
    a_newsroom()
    report = a_report(headline="<script>alert(1)</script>\r\nBcc: mallory@evil.example"[:60], standfirst=every[:5000])[0]
    one, other = two_people()
    a_subscription()
    digest = a_draft(by=one, keys=[key_of(report)], languages=())
    words = {"subject": "“Free” <b>them</b> =?utf-8?b?QmNj?=", "introduction": every}
    write_words(digest=digest, edit=Edit(language="en"), words=words, by=one, now=NOW)
    propose_digest(digest=digest, by=one, now=NOW)
    client = Client()
    client.force_login(other)

    page = client.get(f"/desk/newsletters/{digest.pk}/preview/").text
    send_digest(digest=digest, by=other, now=NOW + 2 * A_MINUTE)
    queue_copies(now=NOW + 2 * A_MINUTE)

    assert "<script>alert" not in page
    mail = message_from_bytes(bytes(OutgoingMessage.objects.get(mailer=MAILER).content or b""), policy=policy.default)
    assert (mail["Bcc"], mail["Subject"], mail.defects) == (None, "“Free” <b>them</b> =?utf-8?b?QmNj?=", [])
