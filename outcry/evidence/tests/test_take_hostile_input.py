"""Mallory pastes what others have used to break pages into every field of every form of the desk."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from outcry.evidence.area_forms import AreaForm
from outcry.evidence.forms import BundleForm, CaptureForm, CopyForm, HandOverForm, ReasonForm, RedactForm, UploadForm
from outcry.evidence.models import EvidenceItem
from outcry.evidence.tests.cast import an_item, at_the_desk, rosa

pytestmark = pytest.mark.django_db
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def naughty(folder: Path) -> list[str]:
    strings = json.loads((folder / "security/blns/blns.json").read_text())
    return [text for text in strings if isinstance(text, str)]


@pytest.mark.parametrize("form", [UploadForm, CaptureForm, CopyForm, ReasonForm, HandOverForm, RedactForm, AreaForm])
def test_whatever_is_typed_every_form_answers(form: type, real_data: Path) -> None:
    for text in naughty(real_data):
        filled = form(dict.fromkeys(form.base_fields, text), {"file": SimpleUploadedFile("x.txt", b"x")})  # type: ignore[attr-defined]
        filled.is_valid()
        assert isinstance(filled.errors, dict)


def test_whatever_is_chosen_the_bundle_form_answers(real_data: Path) -> None:
    for text in naughty(real_data):
        assert not BundleForm({"items": [text], "reason": text}, choices=[]).is_valid()


def test_markup_in_a_name_a_note_and_a_reason_is_shown_as_text() -> None:
    item = an_item(name="x<script>alert(1)<script>.txt", note=MARKUP, subject="case:<b>")
    desk = at_the_desk(rosa())
    desk.post(reverse("evidence_desk:hand_over", args=[item.public_id]), {"over-to": MARKUP, "over-reason": MARKUP})

    for address in (reverse("evidence_desk:item", args=[item.public_id]), reverse("evidence_desk:index"), reverse("evidence_desk:bundle")):
        page = desk.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("query", ["?subject=%00", "?page=-1", "?page=9999999999999999999999", "?subject=" + "x" * 5000, "?page=%F0%9F"])
def test_odd_addresses_are_answered(query: str) -> None:
    assert at_the_desk(rosa()).get(reverse("evidence_desk:index") + query).status_code == 200


def test_a_name_with_a_zero_or_a_turned_direction_is_refused_or_harmless() -> None:
    desk: Client = at_the_desk(rosa())

    for name in ("a\u202egpj.exe", "../../etc/passwd", "a" * 300, "CON", "  "):
        answer = desk.post(reverse("evidence_desk:add"), {"level": "internal", "file": SimpleUploadedFile(name, b"x")})
        assert answer.status_code in (200, 302)

    assert not any("/" in (item.name or "") or "\u202e" in (item.name or "") for item in EvidenceItem.objects.all())
