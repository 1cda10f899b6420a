"""Bodies, posts, people and imports at the desk."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outcry.accounts.models import Organisation
from outcry.audit.models import LogEntry
from outcry.authorities.models import Body, HolderAlert, ImportFile, ImportRun, ImportState, Membership, Office, Person, PersonText, Post
from outcry.authorities.operations.holder_alerts import tell_of_ends
from outcry.authorities.operations.imports import run_waiting
from outcry.authorities.queries.records import found, people
from outcry.authorities.retention import forget_changes, forget_uploads
from outcry.authorities.tests.cast import NOW, a_body, a_colleague, a_holding, a_person, a_post, an_office, an_organisation, at_the_desk

pytestmark = pytest.mark.django_db

DESK = "/desk/authorities"
NO_ROWS = {f"{name}-{field}": "0" for name in ("contact_details", "other_names", "sources", "links") for field in ("TOTAL_FORMS", "INITIAL_FORMS")}
NO_WORDS = {
    f"name-{code}-{field}": value for code in ("en", "ru", "kk", "ar") for field, value in (("name", ""), ("seen_version", "0"), ("source_version", "0"))
}
EMPTY = NO_ROWS | NO_WORDS


@pytest.fixture
def organisation() -> Organisation:
    return an_organisation()


@pytest.fixture
def rosa(organisation: Organisation) -> Client:
    return at_the_desk(a_colleague(organisation, "rosa"))


def test_every_page_is_for_staff_of_its_organisation_alone(organisation: Organisation, rosa: Client, client: Client) -> None:
    body, post, person = a_body(organisation), a_post(organisation), a_person(organisation)
    holding = a_holding(post, person, "2005")
    run = uploaded(rosa, {"persons": [{"id": "1"}]})
    theirs = Organisation.objects.create(slug="others", mail_domain="others.example", contact_address="a@others.example")
    mallory = at_the_desk(a_colleague(theirs, "mallory"))
    shared = ["bodies/", "bodies/add/", "posts/", "posts/add/", "people/", "people/add/", "changes/", "imports/", "imports/new/", "export/"]
    own = [f"bodies/{body.pk}/", f"bodies/{body.pk}/edit/", f"bodies/{body.pk}/export/", f"posts/{post.pk}/", f"posts/{post.pk}/edit/"]
    own += [f"posts/{post.pk}/holders/add/", f"people/{person.pk}/", f"people/{person.pk}/edit/", f"holdings/{holding.pk}/edit/"]
    own += [f"holdings/{holding.pk}/remove/", f"imports/{run.pk}/", f"imports/{run.pk}/undo/"]

    assert {client.get(f"{DESK}/{path}").status_code for path in shared + own} == {302}
    assert {path: status for path in shared + own if (status := rosa.get(f"{DESK}/{path}").status_code) != 200} == {}
    assert {mallory.get(f"{DESK}/{path}").status_code for path in own} == {404}
    assert {mallory.get(f"{DESK}/{path}").status_code for path in shared} == {200}


def test_a_post_with_its_body_is_written_down_and_logged(organisation: Organisation, rosa: Client) -> None:
    body = a_body(organisation)

    rosa.post(
        f"{DESK}/posts/add/", EMPTY | {"label": "Head", "role": "", "organization_id": str(body.pk), "start_date": "1990~", "end_date": "", "seen_version": "0"}
    )

    post = Post.objects.get()
    assert (post.label, post.body, post.start_date) == ("Head", body, "1990~")
    assert LogEntry.objects.get().verb == "add_post"


def test_a_date_that_is_none_is_refused_beside_the_field_and_the_input_stays(rosa: Client) -> None:
    answer = rosa.post(f"{DESK}/people/add/", EMPTY | {"name": "A", "birth_date": "in May", "seen_version": "0"})

    assert "Write the date as" in answer.context["form"].errors["birth_date"][0]
    assert 'value="in May"' in answer.content.decode()
    assert not Person.objects.exists()


def test_a_change_keeps_what_the_form_does_not_show(organisation: Organisation, rosa: Client) -> None:
    detail = {"type": "voice", "value": "1", "valid_from": "2001", "note": "mornings"}
    person = a_person(organisation, "A", extras={"favourite": 7}, biography="long", contact_details=[detail, {"type": "fax", "value": "2"}])
    rows = {"contact_details-TOTAL_FORMS": "3", "contact_details-INITIAL_FORMS": "2"}
    rows |= {"contact_details-0-place": "0", "contact_details-0-type": "voice", "contact_details-0-value": "11", "contact_details-0-note": "mornings"}
    rows |= {"contact_details-1-place": "1", "contact_details-2-type": "email", "contact_details-2-value": "x@a.example"}

    answer = rosa.post(f"{DESK}/people/{person.pk}/edit/", EMPTY | rows | {"name": "B", "seen_version": "1", "name-ru-name": "Б"})

    person.refresh_from_db()
    assert answer.status_code == 302
    assert (person.name, person.extras, person.biography, person.version) == ("B", {"favourite": 7}, "long", 2)
    assert person.contact_details == [{**detail, "value": "11"}, {"type": "email", "value": "x@a.example"}]
    assert PersonText.objects.get().name == "Б"


def test_who_saves_second_is_told_and_nothing_is_overwritten(organisation: Organisation, rosa: Client) -> None:
    person = a_person(organisation, "A", version=2)

    answer = rosa.post(f"{DESK}/people/{person.pk}/edit/", EMPTY | {"name": "B", "seen_version": "1"})

    person.refresh_from_db()
    assert "Somebody else changed this record" in answer.content.decode()
    assert person.name == "A"


def test_a_body_can_not_belong_to_one_below_it(organisation: Organisation, rosa: Client) -> None:
    top = a_body(organisation, "Top")
    below = a_body(organisation, "Below", parent=top)

    answer = rosa.post(f"{DESK}/bodies/{top.pk}/edit/", EMPTY | {"name": "Top", "parent_id": str(below.pk), "seen_version": "1"})

    assert "can’t belong" in answer.content.decode() or "can&#x27;t belong" in answer.content.decode()
    assert Body.objects.get(pk=top.pk).parent is None


def test_a_holder_is_found_chosen_dated_and_shown_and_an_alert_raised(organisation: Organisation, rosa: Client) -> None:
    post, person = a_post(organisation), a_person(organisation, "Ермек Выдуманный")
    address = f"{DESK}/posts/{post.pk}/holders/add/"

    choices = rosa.get(f"{address}?q=Yermek").content.decode()
    rosa.post(f"{address}?person={person.pk}", EMPTY | {"role": "head", "start_date": "2009", "end_date": "", "seen_version": "0"})
    page = rosa.get(f"{DESK}/posts/{post.pk}/").content.decode()

    assert f"?person={person.pk}" in choices
    assert (Membership.objects.get().person, Membership.objects.get().start_date) == (person, "2009")
    assert "Ермек Выдуманный" in page
    assert HolderAlert.objects.get().change == "began"


def test_since_when_somebody_holds_a_post_is_typed_in_words(organisation: Organisation, rosa: Client) -> None:
    post, person = a_post(organisation), a_person(organisation)

    rosa.post(f"{DESK}/posts/{post.pk}/holders/add/?person={person.pk}", EMPTY | {"role": "", "start_date": "about 5 Jan 2011", "seen_version": "0"})
    holding = Membership.objects.get()
    again = rosa.get(f"{DESK}/holdings/{holding.pk}/edit/").text

    assert holding.start_date == "2011-01-05~"
    assert "about 5 January 2011" in again


def test_offices_are_chosen_by_name_and_an_alert_leads_to_them(organisation: Organisation, rosa: Client) -> None:
    post, office = a_post(organisation), an_office(organisation)
    Office.objects.filter(pk=office.pk).update(post=post)
    HolderAlert.objects.create(organisation=organisation, post=post, change="began", raised_at=NOW)

    page, alerts = rosa.get(f"{DESK}/posts/{post.pk}/").text, rosa.get(f"{DESK}/changes/").text

    assert f"Prosecutor General’s Office ({office.address})" in page
    assert "there is a new holder" in alerts
    assert f'href="{DESK}/{office.pk}/"><bdi>Prosecutor General’s Office</bdi>' in alerts


def test_the_first_page_of_the_desk_says_in_one_line_that_holders_changed(organisation: Organisation, rosa: Client) -> None:
    for label in ("Head of the prison", "President of the court"):
        HolderAlert.objects.create(organisation=organisation, post=a_post(organisation, label), change="began", raised_at=NOW)

    assert rosa.get("/desk/").text.count("2 posts have other holders: look at them") == 1


def test_an_end_of_a_holding_raises_an_alert_and_settling_it_is_logged(organisation: Organisation, rosa: Client) -> None:
    holding = a_holding(a_post(organisation), a_person(organisation), "2005")

    rosa.post(f"{DESK}/holdings/{holding.pk}/edit/", EMPTY | {"role": "", "start_date": "2005", "end_date": "2010", "seen_version": "1"})
    alert = HolderAlert.objects.get()
    page = rosa.get(f"{DESK}/").content.decode()
    rosa.post(f"{DESK}/changes/{alert.pk}/settle/", {"note": "New salutation written"})

    alert.refresh_from_db()
    assert alert.change == "ended"
    assert "1 post has another holder" in page
    assert alert.settled_by is not None
    assert LogEntry.objects.filter(verb="settle_holder_alert").count() == 1


def test_a_role_that_is_corrected_raises_no_alert(organisation: Organisation, rosa: Client) -> None:
    holding = a_holding(a_post(organisation), a_person(organisation), "2005")

    rosa.post(f"{DESK}/holdings/{holding.pk}/edit/", EMPTY | {"role": "acting head", "start_date": "2005", "end_date": "", "seen_version": "1"})

    assert Membership.objects.get().role == "acting head"
    assert not HolderAlert.objects.exists()


def test_an_end_that_was_known_before_is_told_when_it_has_come_and_once(organisation: Organisation) -> None:
    a_holding(a_post(organisation), a_person(organisation), "2005", (NOW + timedelta(days=10)).date().isoformat())

    told = [tell_of_ends(now=NOW + timedelta(days=days)) for days in (10, 11, 12)]

    assert told == [0, 1, 0]


def test_removing_a_holding_asks_first(organisation: Organisation, rosa: Client) -> None:
    holding = a_holding(a_post(organisation), a_person(organisation), "2005")

    rosa.get(f"{DESK}/holdings/{holding.pk}/remove/")
    asked = Membership.objects.count()
    rosa.post(f"{DESK}/holdings/{holding.pk}/remove/")

    assert (asked, Membership.objects.count()) == (1, 0)


def test_an_office_is_linked_to_a_post_and_its_approvals_stay(organisation: Organisation, rosa: Client) -> None:
    post, office = a_post(organisation, body=a_body(organisation)), an_office(organisation)
    before = office.fingerprint

    rosa.post(f"{DESK}/posts/{post.pk}/office/", {"office": str(office.pk), "names_holder": "on"})
    office.refresh_from_db()
    linked = (office.post, office.body, office.names_holder, office.fingerprint)
    rosa.post(f"{DESK}/{office.pk}/unlink/")

    office.refresh_from_db()
    assert linked == (post, post.body, True, before)
    assert (office.post, office.names_holder) == (None, False)


def test_a_mail_address_of_a_person_is_offered_to_be_made_an_office_by_hand(organisation: Organisation, rosa: Client) -> None:
    person = a_person(organisation, email="head@prison.example", sources=[{"url": "https://prison.example/"}])

    page = rosa.get(f"{DESK}/people/{person.pk}/").content.decode()
    form = rosa.get(f"{DESK}/add/?address=head@prison.example&source=https://prison.example/").content.decode()

    assert "add/?address=head%40prison.example" in page
    assert 'value="head@prison.example"' in form
    assert not Office.objects.exists()


def test_words_from_a_file_are_shown_as_text(organisation: Organisation, rosa: Client) -> None:
    person = a_person(organisation, "<script>alert(1)</script>", other_names=[{"name": "<b>x</b>"}], links=[{"url": "javascript:alert(1)"}])

    page = rosa.get(f"{DESK}/people/{person.pk}/").content.decode()

    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize(("name", "asked"), [("Ақтөбе Әділет", "актобе"), ("Тайчибеков", "Taichibekov"), ("Élodie Müller", "elodie muller"), ("李坤城", "坤")])
def test_a_name_is_found_in_any_spelling(organisation: Organisation, name: str, asked: str) -> None:
    person = a_person(organisation, name)
    a_person(organisation, "Somebody Else")

    assert list(found(people(organisation=organisation), words=asked)) == [person]


def uploaded(rosa: Client, content: Any, name: str = "file.json") -> ImportRun:
    text = content if isinstance(content, str) else json.dumps(content)
    rosa.post(f"{DESK}/imports/new/", {"upload": SimpleUploadedFile(name, text.encode()), "set_name": "set", "kind": ""})
    return ImportRun.objects.latest("pk")


def test_a_file_is_looked_at_imported_and_undone(rosa: Client) -> None:
    run = uploaded(rosa, {"persons": [{"id": "1", "name": "A"}, {"id": "2"}]})
    report = rosa.get(f"{DESK}/imports/{run.pk}/").content.decode()
    looked_at = (run.state, Person.objects.count())

    rosa.post(f"{DESK}/imports/{run.pk}/begin/")
    waiting = rosa.get(f"{DESK}/imports/{run.pk}/")
    run_waiting(now=NOW)
    run.refresh_from_db()
    imported = (run.state, Person.objects.count(), ImportFile.objects.count())
    rosa.post(f"{DESK}/imports/{run.pk}/undo/")

    run.refresh_from_db()
    assert looked_at == (ImportState.LOOKED_AT, 0)
    assert "This field has to be given." in report
    assert waiting.headers["Refresh"] == "3"
    assert imported == (ImportState.DONE, 1, 0)
    assert (run.state, Person.objects.count(), run.undone_by) == (ImportState.UNDONE, 0, run.by)


def test_a_file_that_can_not_be_read_says_why(rosa: Client) -> None:
    run = uploaded(rosa, "{")

    assert run.state == ImportState.REFUSED
    assert "not JSON" in rosa.get(f"{DESK}/imports/{run.pk}/").content.decode()


@pytest.mark.parametrize("set_name", ["a/b", "desk"])
def test_an_unfit_name_of_a_set_is_refused_beside_its_field(rosa: Client, set_name: str) -> None:
    answer = rosa.post(f"{DESK}/imports/new/", {"upload": SimpleUploadedFile("a.json", b"{}"), "set_name": set_name, "kind": ""})

    assert answer.context["form"].errors["set_name"]


def test_files_of_openstates_are_taken_together(rosa: Client) -> None:
    files = [SimpleUploadedFile(f"{number}.yml", f"id: ocd-person/{number}\nname: N{number}\n".encode()) for number in range(3)]

    rosa.post(f"{DESK}/imports/new/", {"upload": files, "set_name": "wy", "kind": ""})

    assert ImportRun.objects.get().counts["persons"]["created"] == 3


def test_a_look_nobody_follows_up_is_forgotten_with_its_file(rosa: Client) -> None:
    run = uploaded(rosa, {"persons": [{"id": "1", "name": "A"}]})
    ImportRun.objects.update(seen_at=NOW)

    forgotten = [forget_uploads(now=NOW + timedelta(hours=hours)) for hours in (47, 49, 50)]

    assert forgotten == [0, 1, 0]
    assert not ImportRun.objects.filter(pk=run.pk).exists()


def test_what_an_import_changed_is_forgotten_after_its_term_and_can_not_be_undone_then(rosa: Client) -> None:
    run = uploaded(rosa, {"persons": [{"id": "1", "name": "A"}]})
    rosa.post(f"{DESK}/imports/{run.pk}/begin/")
    run_waiting(now=NOW)

    forgotten = [forget_changes(now=NOW + timedelta(days=days)) for days in (89, 91, 92)]
    rosa.post(f"{DESK}/imports/{run.pk}/undo/")

    assert forgotten == [0, 1, 0]
    assert Person.objects.count() == 1


def test_a_body_is_exported_with_its_posts_and_people(organisation: Organisation, rosa: Client) -> None:
    body = a_body(organisation)
    a_holding(a_post(organisation, body=body), a_person(organisation, "In it"), "2005")
    a_person(organisation, "Outside")

    answer = rosa.get(f"{DESK}/bodies/{body.pk}/export/")

    content = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert [one["name"] for one in content["persons"]] == ["In it"]
    assert content["memberships"][0]["post_id"] == content["posts"][0]["id"]
