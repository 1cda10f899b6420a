"""Emeka writes a report, and Rosa reads it before readers do."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import rich_text, streamfield

from outcry.accounts.models import User
from outcry.accounts.operations import add_staff
from outcry.audit.models import LogEntry
from outcry.newsroom.models import ReportPage
from outcry.newsroom.review_rows import Review, ReviewState
from outcry.newsroom.reviewing.operations import (
    NothingNew,
    NothingToRead,
    NotWaiting,
    OwnText,
    SavedByAnother,
    ask_for_review,
    publish_reviewed,
    send_back,
)
from outcry.newsroom.scheduled import publish_due
from outcry.newsroom.second_reader import ASK
from outcry.newsroom.tests.cast import NOW, a_newsroom, a_report, an_organisation, emeka
from outcry.newsroom.tests.test_write_reports_on_the_desk import a_form, the_list
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)


@pytest.fixture
def writer() -> User:
    return emeka()


@pytest.fixture
def reader() -> User:
    return a_colleague("rosa")


@pytest.fixture
def at_emekas(writer: User, reader: User) -> Client:
    return signed_in(writer)


@pytest.fixture
def at_rosas(reader: User) -> Client:
    return signed_in(reader)


def a_colleague(name: str) -> User:
    return add_staff(organisation=an_organisation(), name=name, email=f"{name}@desk.example", password="correct horse battery")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def written(desk: Client, **form: Any) -> ReportPage:
    """Saved, and sent to be read."""
    answer = desk.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form(**form) | {ASK: "1"})
    page: ReportPage = ReportPage.objects.get(slug=form.get("slug", "at-midnight"))
    assert answer["Location"] == f"/desk/newsroom/reviews/{page.pk}/"
    return page


def answered(desk: Client, page: ReportPage, act: str, **more: str) -> Any:
    review = Review.objects.filter(report=page).latest("pk")
    return desk.post(f"/desk/newsroom/reviews/{page.pk}/", {"act": act, "review": review.pk, **more})


def is_read(slug: str = "at-midnight") -> bool:
    return Client().get(f"/en/reports/{slug}/").status_code == 200


def drafted(report: ReportPage, title: str, by: User | None) -> ReportPage:
    """A later text that nobody asked about."""
    report = ReportPage.objects.get(pk=report.pk)
    report.title = title
    report.save_revision(user=by)
    return ReportPage.objects.get(pk=report.pk)


def test_what_a_colleague_has_read_and_published_is_there_for_readers(at_emekas: Client, at_rosas: Client) -> None:
    page = written(at_emekas)
    assert not is_read()

    assert answered(at_rosas, page, "publish").status_code == 302

    assert is_read()
    assert list(LogEntry.objects.filter(verb__startswith="report.").order_by("pk").values_list("verb", "actor_name")) == [
        ("report.ask_review", "emeka"),
        ("report.publish_reviewed", "rosa"),
    ]


def test_whoever_wrote_it_can_not_publish_it_even_as_an_administrator(at_emekas: Client) -> None:
    page = written(at_emekas)

    answer = answered(at_emekas, page, "publish")

    assert "You wrote this text. A colleague has to read it." in answer.text
    assert not is_read()


@pytest.mark.parametrize("way", ["new", "edit", "several", "copy", "schedule", "older"])
def test_no_screen_that_wagtail_brings_publishes_past_the_colleague(at_emekas: Client, writer: User, way: str) -> None:
    (report,) = a_report()
    older = report.latest_revision_id
    report = drafted(report, "Changed by one person", writer)
    edit, publish = f"/desk/pages/{report.pk}/edit/", {"action-publish": "1"}
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    copy = {"new_title": "Copy", "new_slug": "copied", "new_parent_page": report.get_parent().pk, "publish_copies": "on", "alias": ""}
    ways: dict[str, tuple[str, dict[str, Any]]] = {
        "new": (f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form(slug="another") | publish),
        "edit": (edit, a_form(title="Edited") | publish),
        "several": (f"/desk/bulk/wagtailcore/page/publish/?id={report.pk}", {"include_descendants": ""}),
        "copy": (f"/desk/pages/{report.pk}/copy/", copy),
        "schedule": (edit, a_form(go_live_at=tomorrow) | publish),
        "older": (f"/desk/pages/{report.pk}/revisions/{older}/revert/", a_form(title="Back again") | publish),
    }
    address, sent = ways[way]

    at_emekas.post(address, sent)

    assert "At midnight (en)" in Client().get("/en/reports/at-midnight/").text
    assert ReportPage.objects.live().count() == 1
    assert not report.revisions.exclude(approved_go_live_at=None).exists()


def test_the_editor_offers_the_review_in_place_of_publishing(at_emekas: Client) -> None:
    new = at_emekas.get(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/").text

    assert f'name="{ASK}"' in new
    assert 'name="action-publish"' not in new


def test_what_is_sent_to_be_read_is_whole(at_emekas: Client) -> None:
    answer = at_emekas.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form(title="") | {ASK: "1"})

    assert answer.status_code == 200
    assert not Review.objects.exists()


NOTHING = "There is nothing to read below the headline."


@pytest.mark.parametrize("body", [[], [("heading", {"text": "The wall"})], [("paragraph", {"text": rich_text("<p> </p>"), "source": ""})]])
@pytest.mark.parametrize("pressed", [ASK, "action-publish"])
def test_a_headline_alone_is_neither_sent_to_be_read_nor_published(client: Client, writer: User, pressed: str, body: list[Any]) -> None:
    if pressed == ASK:
        a_colleague("rosa")
    client.force_login(writer)

    answer = client.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form(standfirst=" ", body=streamfield(body)) | {pressed: "1"})

    assert NOTHING in answer.text
    assert not ReportPage.objects.exists()
    assert not Review.objects.exists()


def test_a_headline_alone_is_kept_as_a_draft_and_waits_for_no_hour(client: Client, writer: User) -> None:
    client.force_login(writer)
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    alone = a_form(standfirst="", body=streamfield([]), go_live_at=tomorrow)

    assert NOTHING in client.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", alone | {"action-publish": "1"}).text
    assert client.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", alone).status_code == 302

    assert ReportPage.objects.get().live is False


def test_a_headline_with_a_standfirst_is_enough(at_emekas: Client, at_rosas: Client) -> None:
    page = written(at_emekas, body=streamfield([]))

    answered(at_rosas, page, "publish")

    assert is_read()


def test_a_draft_of_a_headline_alone_is_refused_at_every_other_door(at_emekas: Client, writer: User, reader: User) -> None:
    at_emekas.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form(standfirst="", body=streamfield([])))
    page = ReportPage.objects.get()

    with pytest.raises(NothingToRead):
        ask_for_review(report=page, by=writer, now=NOW)
    waits = Review.objects.create(report=page, revision_id=page.latest_revision_id, saved_at=page.latest_revision.created_at, asked_by=writer, asked_at=NOW)
    with pytest.raises(NothingToRead):
        publish_reviewed(review=waits, by=reader, now=NOW)
    assert NOTHING in at_emekas.post(f"/desk/newsroom/reviews/{page.pk}/ask/", follow=True).text


@pytest.mark.parametrize("chosen", ["report", "list"])
def test_several_reports_are_not_published_together_while_one_is_a_headline_alone(client: Client, writer: User, chosen: str) -> None:
    client.force_login(writer)
    client.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form(standfirst="", body=streamfield([])))
    key = ReportPage.objects.get().pk if chosen == "report" else the_list().pk

    told = client.post(f"/desk/bulk/wagtailcore/page/publish/?id={key}&next=/desk/", {"include_descendants": "on"}, follow=True).text

    assert NOTHING in told
    assert not ReportPage.objects.live().exists()


def test_it_is_sent_back_with_words_that_the_writer_finds_on_her_first_page_and_in_the_editor(at_emekas: Client, at_rosas: Client) -> None:
    page = written(at_emekas)
    assert "Read this report, and publish it or send it back:" in at_rosas.get("/desk/").text
    assert "Your report waits until a colleague has read it:" in at_emekas.get("/desk/").text

    assert "Say in a sentence what should change." in answered(at_rosas, page, "send_back").text
    answered(at_rosas, page, "send_back", words="Leave out the street.")

    assert not is_read()
    assert "A report was sent back:" in at_emekas.get("/desk/").text
    assert "Leave out the street." in at_emekas.get(f"/desk/newsroom/reviews/{page.pk}/").text
    editor = at_emekas.get(f"/desk/pages/{page.pk}/edit/")
    assert "rosa sent it back: Leave out the street." in [str(one) for one in get_messages(editor.wsgi_request)] or "Leave out the street." in editor.text
    assert "Leave out" not in str(list(LogEntry.objects.values_list("details", flat=True)))


def test_a_text_that_was_changed_after_it_was_sent_is_not_published(at_emekas: Client, at_rosas: Client, writer: User) -> None:
    page = written(at_emekas)
    drafted(page, "Something nobody read", writer)

    answer = answered(at_rosas, page, "publish")

    assert "the text was changed after it was sent to be read" in answer.text
    assert not is_read()
    assert "Nothing waits to be read" in at_rosas.get("/desk/newsroom/reviews/").text


def test_saving_over_the_same_version_counts_as_a_change(at_emekas: Client, writer: User, reader: User) -> None:
    page = written(at_emekas)
    review = Review.objects.get()
    draft = page.get_latest_revision_as_object()
    draft.title = "Typed on"
    draft.save_revision(user=writer, overwrite_revision=page.latest_revision)

    with pytest.raises(NotWaiting):
        publish_reviewed(review=review, by=reader, now=NOW)


def test_whoever_saved_last_asks_so_that_nobody_is_asked_about_words_of_her_own(at_emekas: Client, writer: User, reader: User) -> None:
    page = written(at_emekas)
    page = drafted(page, "Rosa put a comma right", reader)

    with pytest.raises(SavedByAnother):
        ask_for_review(report=page, by=writer, now=NOW)
    review = ask_for_review(report=page, by=reader, now=NOW)

    with pytest.raises(OwnText):
        send_back(review=review, words="No.", by=reader, now=NOW)
    publish_reviewed(review=review, by=writer, now=NOW)
    assert is_read()
    assert list(Review.objects.order_by("pk").values_list("state", flat=True)) == [ReviewState.OVERTAKEN, ReviewState.PUBLISHED]


def test_what_somebody_who_left_has_written_is_asked_about_by_another_and_published_by_a_third(at_emekas: Client, writer: User, reader: User) -> None:
    third = a_colleague("asel")
    page = written(at_emekas)
    User.objects.filter(pk=writer.pk).update(is_active=False)
    Review.objects.all().delete()

    review = ask_for_review(report=page, by=reader, now=NOW)

    with pytest.raises(OwnText):
        publish_reviewed(review=review, by=reader, now=NOW)
    publish_reviewed(review=review, by=third, now=NOW)
    assert is_read()


def test_asking_twice_is_asking_once_and_nobody_is_asked_about_what_readers_have(at_emekas: Client, at_rosas: Client, writer: User) -> None:
    page = written(at_emekas)
    at_emekas.post(f"/desk/newsroom/reviews/{page.pk}/ask/")
    assert Review.objects.count() == 1

    answered(at_rosas, page, "publish")

    with pytest.raises(NothingNew):
        ask_for_review(report=ReportPage.objects.get(pk=page.pk), by=writer, now=NOW)
    assert "Readers have this text." in at_emekas.get(f"/desk/newsroom/reviews/{page.pk}/").text


def test_a_text_is_answered_once(at_emekas: Client, at_rosas: Client) -> None:
    page = written(at_emekas)
    answered(at_rosas, page, "send_back", words="Not yet.")

    assert "somebody answered meanwhile" in answered(at_rosas, page, "publish").text
    assert not is_read()


def test_the_hour_that_a_text_names_is_kept_and_only_what_was_read_goes_out(at_emekas: Client, at_rosas: Client, writer: User) -> None:
    hour = timezone.now() + timedelta(days=1)
    page = written(at_emekas, go_live_at=hour.strftime("%Y-%m-%d %H:%M"))
    assert publish_due(now=hour + timedelta(days=1)) == 0

    answered(at_rosas, page, "publish")

    assert not is_read()
    revision = ReportPage.objects.get(pk=page.pk).scheduled_revision
    assert revision is not None
    draft = revision.as_object()
    draft.title = "Typed on after it was read"
    draft.save_revision(user=writer, overwrite_revision=revision)
    assert publish_due(now=hour + timedelta(days=1)) == 0
    assert not is_read()


def test_each_language_is_read_by_itself(at_emekas: Client, at_rosas: Client, writer: User) -> None:
    (english,) = a_report()
    russian = english.copy_for_translation(the_list("ru").locale)
    form = {"act": "publish", "review": ask_for_review(report=drafted(russian, "В полночь", writer), by=writer, now=NOW).pk}

    at_rosas.post(f"/desk/newsroom/reviews/{russian.pk}/", form)

    assert Client().get(ReportPage.objects.get(pk=russian.pk).address()).status_code == 200
    assert "rosa" not in Client().get(english.address()).text


def test_whoever_works_alone_publishes_and_is_told_so(writer: User) -> None:
    desk = signed_in(writer)

    answer = desk.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form() | {"action-publish": "1"}, follow=True)

    assert is_read()
    assert "You work alone here: nobody read this text before readers did." in answer.text
    assert LogEntry.objects.filter(verb="report.publish_alone").count() == 1


def test_an_organisation_may_let_everybody_publish_her_own(at_emekas: Client) -> None:
    organisation = an_organisation()
    organisation.reviews_reports = False
    organisation.save()

    at_emekas.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form() | {"action-publish": "1"})

    assert is_read()
    assert not LogEntry.objects.filter(verb="report.publish_alone").exists()


def test_a_report_can_be_taken_from_readers_by_one_person_alone(at_emekas: Client) -> None:
    (report,) = a_report()

    at_emekas.post(f"/desk/pages/{report.pk}/unpublish/")

    assert not is_read()
