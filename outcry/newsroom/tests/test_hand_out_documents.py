"""A document comes into the library, is handed out by a report, and is nowhere before and after that."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from outcry.accounts.models import Organisation, User
from outcry.evidence.for_readers import FileRefused, Uploaded
from outcry.evidence.tests.documents import HIDDEN, a_pdf, everything_in, text_of
from outcry.evidence.tests.office_files import a_docx, a_xlsx, an_ods, an_odt
from outcry.evidence.tests.office_files import everything_in as everything_packed
from outcry.newsroom.document_rows import Document
from outcry.newsroom.library.documents import add_document
from outcry.newsroom.library.keeping import forget_unused
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import NOW, a_drawing, a_newsroom, a_ready_document, a_report, an_organisation, emeka, the_document
from outcry.newsroom.tests.test_write_reports_on_the_desk import a_form, the_list
from tests.once import once_for_the_file

newsroom = once_for_the_file(a_newsroom)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]


def taken(data: bytes, *, name: str = "The ruling", file_name: str = "ruling.pdf") -> Document:
    return add_document(organisation=an_organisation(), file=Uploaded(data=data, name=file_name), name=name, language="ru", by=None, now=NOW)


def with_document(report: ReportPage, document: Document) -> None:
    report.body = [the_document(document)]
    report.save_revision().publish()


def status(document: Document) -> int:
    return Client().get(f"/documents/{document.address}.pdf").status_code


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.filter(username="emeka").first() or emeka())
    return client


def test_nothing_that_was_hidden_in_the_file_is_kept_and_its_words_are_still_found() -> None:
    data = a_pdf()
    assert HIDDEN.encode() in everything_in(data)

    document = taken(data)

    kept = bytes(document.content)
    assert HIDDEN.encode() not in everything_in(kept)
    assert "Samira Diallo 2" in text_of(kept, 2)
    assert (document.pages, document.size) == (2, len(kept))


REFUSED = {
    "an old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "ruling.doc", "office program"),
    "a picture": (a_drawing(), "ruling.png", "Add it under “Pictures”"),
    "a page": (b"<html><script>alert(1)</script></html>", "ruling.txt", "no document of a kind"),
    "a drawing": (b"<svg onload=alert(1)>", "ruling.txt", "This is a picture"),
    "a script": (b"alert(1)", "ruling.js", "no document of a kind"),
    "nothing": (b"", "ruling.txt", "no document of a kind"),
    "a broken PDF": (b"%PDF-1.7\nnothing", "ruling.pdf", "can't be read"),
    "changes": (a_docx("<w:p><w:ins/></w:p>"), "ruling.docx", "Accept or reject all changes"),
    "hidden rows": (a_xlsx('<row r="3" hidden="1"/>'), "fines.xlsx", "are hidden"),
    "macros": (an_ods(Basic__x="x"), "fines.ods", "macros"),
    "another encoding": ("Решение".encode("cp1251"), "ruling.txt", "not in UTF-8"),
    "letters and then bytes": (b"x" * 5_000 + b"\0\1", "ruling.txt", "no document of a kind"),
    "an endless cell": (b'a,b\n"x,' + b"y\n" * 100_000, "fines.csv", "a cell begins that does not end"),
    "a long cell": (b"a,b\nx," + b"y" * 200_000, "fines.csv", "a cell of more than"),
}


@pytest.fixture(params=[100_000, 1 << 30], ids=["the module's limit", "a lifted limit"])
def limit_of_the_csv_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """It holds for the whole process, and libraries lift it."""
    before = csv.field_size_limit(request.param)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("limit_of_the_csv_module")
@pytest.mark.parametrize(("data", "file_name", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_taken_is_refused_with_a_plain_word(data: bytes, file_name: str, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        taken(data, file_name=file_name)

    assert not Document.objects.exists()


TAKEN = {
    "docx": (a_docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (a_xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "odt": (an_odt(), "application/vnd.oasis.opendocument.text"),
    "ods": (an_ods(), "application/vnd.oasis.opendocument.spreadsheet"),
    "txt": ("Решение\r\nсуда\u200b\x08".encode(), "text/plain; charset=utf-8"),
    "csv": (b"who;fine\nVzglyad;15000000\n=cmd|' /C calc'!A0;1\n", "text/csv; charset=utf-8"),
}


@pytest.mark.parametrize("ending", TAKEN)
def test_readers_keep_a_file_without_anything_hidden_by_our_name_and_of_no_other_kind(ending: str) -> None:
    data, media_type = TAKEN[ending]
    assert (HIDDEN in everything_packed(data)) is not media_type.startswith("text/"), "else this proves nothing"
    document = taken(data, name="The ruling", file_name=f"C:\\Users\\Samira\\draft 3.{ending}")
    with_document(a_report()[0], document)

    answer = Client().get(f"/documents/{document.address}.{ending}")

    assert HIDDEN not in everything_packed(answer.content)
    assert (answer.headers["Content-Type"], answer.content) == (media_type, bytes(document.content))
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''The%20ruling.{ending}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Client().get(f"/documents/{document.address}.pdf").status_code == 404
    assert f"{ending.upper()} · " in Client().get("/en/reports/at-midnight/").content.decode()


def test_a_text_keeps_its_letters_alone_and_a_table_runs_in_no_spreadsheet() -> None:
    text, table = taken(TAKEN["txt"][0], file_name="x.txt"), taken(TAKEN["csv"][0], file_name="x.csv")

    assert bytes(text.content).decode() == "Решение\nсуда"
    assert bytes(table.content).decode("utf-8-sig").splitlines() == ["who,fine", "Vzglyad,15000000", "'=cmd|' /C calc'!A0,1"]
    assert (text.left_behind, table.left_behind) == ([], ["guarded"])


def test_the_menu_of_the_desk_leads_to_the_library(desk: Client) -> None:
    assert reverse("documents_desk:index") in desk.get("/desk/").text


def test_the_desk_tells_what_of_a_file_was_left_behind(desk: Client) -> None:
    file = SimpleUploadedFile("fines.xlsx", a_xlsx())

    answer = desk.post("/desk/newsroom/documents/add/", {"file": file, "name": "Fines", "language": "ru"}, follow=True)

    assert "formulas; their results stay" in answer.content.decode()


def test_the_same_document_comes_in_once() -> None:
    taken(a_pdf(pages=1), name="The ruling")

    with pytest.raises(FileRefused, match="in the library already, as “The ruling”"):
        taken(a_pdf(pages=1), name="Another")


def test_readers_get_a_document_while_a_report_has_it() -> None:
    document = a_ready_document()
    (report,) = a_report()
    report.body = [the_document(document)]
    report.save_revision()
    assert status(document) == 404

    with_document(ReportPage.objects.get(), document)
    assert status(document) == 200

    ReportPage.objects.get().unpublish()
    assert status(document) == 404


def test_a_document_stands_in_the_report_and_in_feeds_with_its_kind_size_and_language() -> None:
    document = a_ready_document()
    with_document(a_report()[0], document)

    html = Client().get("/en/reports/at-midnight/").content.decode()
    feed = Client().get("/en/reports/feed.atom").content.decode()

    assert f'<a href="/documents/{document.address}.pdf" type="application/pdf" hreflang="ru">The ruling of the court</a>' in html
    assert "PDF · 20.0\xa0KB · 2 pages" in html
    assert '<bdi lang="ru">Русский</bdi>' in html
    assert "Names covered by us." in html
    assert f"{settings.SITE_URL}/documents/{document.address}.pdf" in feed


def test_the_file_is_kept_by_the_reader_and_never_opened_as_a_page() -> None:
    document = a_ready_document('Решение "суда"\r\nX: y')
    with_document(a_report()[0], document)

    answer = Client().get(f"/documents/{document.address}.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0%A0")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Client().post(f"/documents/{document.address}.pdf").status_code == 405


@pytest.mark.parametrize(("name", "kept_as"), [("ruling.pdf", "ruling"), ("Ruling.PDF", "Ruling"), ("ruling.docx", "ruling.docx"), (".pdf", ".pdf")])
def test_an_ending_that_somebody_typed_into_the_name_stands_once_in_the_name_of_the_file(name: str, kept_as: str) -> None:
    document = a_ready_document(name)
    with_document(a_report()[0], document)

    answer = Client().get(f"/documents/{document.address}.pdf")

    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{kept_as}.pdf"


def test_the_desk_takes_a_document_and_a_report_hands_it_out(desk: Client) -> None:
    file = SimpleUploadedFile("ruling.pdf", a_pdf(pages=1), content_type="application/pdf")
    desk.post("/desk/newsroom/documents/add/", {"file": file, "name": "The ruling", "language": "ru"})
    document = Document.objects.get()
    form = a_form(body=streamfield([the_document(document)]))

    assert desk.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", {**form, "action-publish": "1"}).status_code == 302

    assert status(document) == 200
    assert "At midnight" in desk.get(f"/desk/newsroom/documents/{document.pk}/").content.decode()
    assert "The ruling" in desk.get("/desk/newsroom/documents/").content.decode()


def test_a_file_beyond_the_limit_is_refused(desk: Client) -> None:
    file = SimpleUploadedFile("ruling.pdf", b"%PDF-1.7" + bytes(1_100_000), content_type="application/pdf")

    with override_settings(DOCUMENT_BYTES=1_000_000):
        answer = desk.post("/desk/newsroom/documents/add/", {"file": file, "name": "x", "language": "ru"})

    assert "The file is larger than 1 MB" in answer.content.decode()


def test_a_preview_hands_the_document_to_staff(desk: Client) -> None:
    document = a_ready_document()
    address = f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/preview/"
    assert desk.post(address, a_form(body=streamfield([the_document(document)]))).json()["is_valid"]

    file = f"/desk/newsroom/documents/files/{document.address}.pdf"

    assert file in desk.get(address).content.decode()
    assert desk.get(file).content == b"The ruling"


def test_a_document_that_a_report_has_is_not_deleted_and_one_that_none_has_is(desk: Client) -> None:
    used, unused = a_ready_document("used"), a_ready_document("unused")
    (report,) = a_report()
    report.body = [the_document(used)]
    report.save_revision()

    answer = desk.post(f"/desk/newsroom/documents/{used.pk}/delete/", follow=True)
    desk.post(f"/desk/newsroom/documents/{unused.pk}/delete/")

    assert "Take it out of them first. “At midnight (en)”" in answer.content.decode()
    assert list(Document.objects.values_list("name", flat=True)) == ["used"]
    with pytest.raises(ProtectedError), transaction.atomic():
        used.delete()


def test_a_document_that_no_report_has_is_forgotten_after_its_term() -> None:
    kept, _gone = a_ready_document("kept"), a_ready_document("gone")
    with_document(a_report()[0], kept)

    assert forget_unused(now=NOW) == 0
    assert forget_unused(now=NOW + timedelta(days=181)) == 1

    assert list(Document.objects.values_list("name", flat=True)) == ["kept"]


def test_documents_of_another_organisation_are_not_there(desk: Client) -> None:
    theirs = a_ready_document("Theirs", organisation=Organisation.objects.create(slug="elsewhere", mail_domain="elsewhere.example"))
    form: dict[str, Any] = a_form(body=streamfield([the_document(theirs)]))

    for path in (f"{theirs.pk}/", f"files/{theirs.address}.pdf"):
        assert desk.get(f"/desk/newsroom/documents/{path}").status_code == 404
    assert "Theirs" not in desk.get("/desk/newsroom/documents/").content.decode()
    answer = desk.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", {**form, "action-publish": "1"})
    assert "Select a valid choice" in answer.content.decode()
