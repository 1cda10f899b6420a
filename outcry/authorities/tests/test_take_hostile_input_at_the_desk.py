"""Mallory has got hold of a desk, or pastes what others have used to break pages: every field of every form of the directory."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django import forms
from django.test import Client

from outcry.authorities.forms.offices import LinkForm
from outcry.authorities.forms.records import BodyForm, ContactForm, HoldingForm, LinkOfRecordForm, NameForm, OtherNameForm, PersonForm, PostForm
from outcry.authorities.forms.records import RecordForm as RecordForm
from outcry.authorities.forms.runs import UploadForm
from outcry.authorities.models import Person
from outcry.authorities.operations import EntryRefused
from outcry.authorities.operations.records import add_record
from outcry.authorities.tests.cast import NOW, a_colleague, a_person, a_post, an_organisation, at_the_desk
from tests.desk_frame import menu_made_once

pytestmark = pytest.mark.django_db


def naughty(folder: Path) -> list[str]:
    return [text for text in json.loads((folder / "security/blns/blns.json").read_text()) if isinstance(text, str)]


def test_whatever_is_typed_every_form_answers(real_data: Path) -> None:
    organisation = an_organisation()
    post = a_post(organisation)
    records = (BodyForm, HoldingForm, PersonForm, PostForm)
    makers: list[Callable[[dict[str, str]], forms.BaseForm]] = [lambda data, form=form: form(data, organisation=organisation) for form in records]  # type: ignore[misc]
    makers += [ContactForm, LinkOfRecordForm, NameForm, OtherNameForm, UploadForm, lambda data: LinkForm(data, post=post)]

    forms_and_fields = [(make, tuple(make({}).fields)) for make in makers]
    for place, text in enumerate(naughty(real_data)):
        for make, fields in forms_and_fields[place % 3 :: 3]:
            form = make(dict.fromkeys(fields, text))
            form.is_valid()
            assert isinstance(form.errors, dict)


def test_whatever_is_written_down_is_kept_or_refused_and_found_again(real_data: Path) -> None:
    organisation = an_organisation()

    for text in naughty(real_data):
        with suppress(EntryRefused):
            add_record(kind="persons", organisation=organisation, said={"name": text, "other_names": [{"name": text}]}, references={}, by=None, now=NOW)

    assert Person.objects.count() > 300


@pytest.mark.parametrize("text", ["\0", "%", "'", "\\", "²", "9" * 40, "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "x" * 5000, "<b>"])
def test_whatever_stands_in_an_address_the_page_answers(text: str) -> None:
    organisation = an_organisation()
    rosa, post = at_the_desk(a_colleague(organisation, "rosa")), a_post(organisation)
    a_person(organisation)

    with menu_made_once():
        for path in ("people/", "bodies/", "posts/", f"posts/{post.pk}/holders/add/", "people/add/", "posts/add/", "add/", "imports/", "changes/"):
            for name in ("q", "page", "person", "name", "parent_id", "organization_id", "address"):
                answer = rosa.get(f"/desk/authorities/{path}", {name: text})
                assert answer.status_code == 200
                assert f">{text}<" not in answer.content.decode() or "<" not in text


def test_a_note_with_a_character_that_no_text_may_hold_is_refused(client: Client) -> None:
    organisation = an_organisation()
    rosa, post = at_the_desk(a_colleague(organisation, "rosa")), a_post(organisation)
    rosa.post(f"/desk/authorities/posts/{post.pk}/holders/add/?person={a_person(organisation).pk}", _holding())
    alert = post.alerts.get()

    answer = rosa.post(f"/desk/authorities/changes/{alert.pk}/settle/", {"note": "a\0b"})

    alert.refresh_from_db()
    assert answer.status_code == 302
    assert alert.settled_at is None


def _holding() -> dict[str, str]:
    rows = {f"sources-{field}": "0" for field in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return rows | {"role": "", "start_date": "2009", "end_date": "", "seen_version": "0"}
