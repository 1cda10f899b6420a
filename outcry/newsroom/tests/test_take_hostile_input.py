"""Mallory writes into a report what others have used to break pages; real collections of it, where they are at hand."""

import json
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client
from django.utils.datastructures import MultiValueDict
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from outcry.evidence.tests.office_files import a_docx
from outcry.newsroom.blocks import Chart, Map
from outcry.newsroom.document_rows import Document
from outcry.newsroom.library.forms import AddDocumentForm, AddPictureForm, DocumentForm, PictureForm
from outcry.newsroom.models import ReportPage, ReportsPage
from outcry.newsroom.operations import Passage, SourceNote
from outcry.newsroom.picture_rows import Picture
from outcry.newsroom.reviewing.forms import AnswerForm
from outcry.newsroom.rich_text import clean, stored
from outcry.newsroom.tests.cast import ON, a_drawing, a_newsroom, a_ready_picture, a_report, emeka, the_block
from outcry.newsroom.translating.forms import FileForm, TranslationForm
from outcry.newsroom.translating.work import work_on

ALLOWED = {"a": {"href", "rel"}, "b": set(), "br": set(), "em": set(), "i": set(), "li": set(), "ol": set(), "p": set(), "strong": set(), "ul": set()}
FIELDS = ("title", "standfirst", "happened", "byline")


class Reader(HTMLParser):
    """A browser's eyes: which elements there are, with which attributes and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def naughty(folder: Path) -> list[str]:
    """Every collected string: the list of naughty strings, and payloads against cleaners of HTML."""
    strings = json.loads((folder / "security/blns/blns.json").read_text())
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    inputs = [path.read_text().split("\n--\n")[0] for path in (folder / "security/bleach").glob("*.test")]
    return [text for text in [*strings, *payloads, *inputs] if isinstance(text, str)]


@pytest.mark.django_db
def test_nothing_but_emphasis_and_harmless_links_is_left_of_rich_text(real_data: Path) -> None:
    for text in naughty(real_data):
        for tag, attributes in Reader(clean(text)).elements:
            assert tag in ALLOWED, text
            assert set(attributes) <= ALLOWED[tag], text
            assert urlsplit(attributes.get("href") or "").scheme in ("", "http", "https", "mailto"), text


@pytest.mark.django_db
def test_whatever_is_typed_as_a_translation_the_form_answers(real_data: Path) -> None:
    (report,) = a_report()
    work = work_on(source=report, language="kk")
    plain, rich = "text-0", next(f"text-{number}" for number, line in enumerate(work.lines) if line.source.is_rich)
    for text in naughty(real_data):
        form = TranslationForm({"seen": "0", plain: text, rich: rich_text("<p>x</p>")}, work=work)
        assert form.is_valid() or set(form.errors) == {plain}, text


def test_whatever_a_second_reader_sends_her_form_takes_it(real_data: Path) -> None:
    for text in naughty(real_data):
        assert isinstance(AnswerForm({"act": text, "review": text, "words": text}).errors, dict)


def test_whatever_is_brought_back_from_a_translators_program_the_form_takes_it(real_data: Path) -> None:
    for text in naughty(real_data):
        form = FileForm({}, MultiValueDict({"file": [SimpleUploadedFile("back.po", text.encode())]}))
        assert form.is_valid() or set(form.errors) == {"file"}, text


@pytest.mark.django_db
def test_a_translation_keeps_nothing_but_emphasis_and_harmless_links(real_data: Path) -> None:
    for text in naughty(real_data):
        for tag, attributes in Reader(stored(text)).elements:
            assert tag in ALLOWED, text
            assert set(attributes) <= ALLOWED[tag] | {"linktype", "id"}, text
            assert urlsplit(attributes.get("href") or "").scheme in ("", "http", "https", "mailto"), text


@pytest.mark.django_db
def test_whatever_is_typed_the_form_answers(real_data: Path) -> None:
    a_newsroom()
    form_class = ReportPage.get_edit_handler().get_form_class()
    parent, user = ReportsPage.objects.get(locale__language_code="en"), emeka()

    for text in naughty(real_data):
        form = form_class(filled(text), instance=ReportPage(locale=parent.locale), parent_page=parent, for_user=user)
        form.is_valid()
        assert isinstance(form.errors, dict)


@pytest.mark.django_db
def test_collected_strings_in_every_field_draw_no_element_of_their_own(client: Client, real_data: Path) -> None:
    texts = [text.replace("\x00", "") for text in naughty(real_data)]
    every = "\n\n".join(texts)
    plain = [Passage(kind="heading", text=every), Passage(kind="quote", text=every, attribution=every), Passage(kind="paragraph", text=every)]
    usual = elements(client, a_report(key="usual", slug="usual", passages=[Passage(kind=part.kind, text="x\nx", attribution="x") for part in plain]))

    hostile = elements(
        client,
        a_report(key="hostile", slug="hostile", headline="x" + every[:250], standfirst=every, passages=plain, sources=[note(text[:300]) for text in texts]),
    )

    assert hostile <= usual


@pytest.mark.django_db
def test_a_byte_that_no_database_takes_is_given_back(client: Client) -> None:
    a_newsroom()
    client.force_login(emeka())
    parent = ReportsPage.objects.get(locale__language_code="en")

    answer = client.post(f"/desk/pages/add/newsroom/reportpage/{parent.pk}/", filled("a\x00b", happened="", slug="nul") | {"action-publish": "1"})

    assert answer.status_code == 200
    assert not ReportPage.objects.exists()


def filled(text: str, **changes: str) -> dict[str, str]:
    fields = dict.fromkeys(FIELDS, text) | {"slug": "a-report", "published_on": ON.isoformat()} | changes
    body = [
        ("paragraph", {"text": rich_text("<p>x</p>"), "source": text}),
        ("heading", {"text": text}),
        ("quote", {"text": text, "attribution": text, "source": ""}),
    ]
    source = dict.fromkeys(("publisher", "title", "published", "url", "note"), text) | {"language": "en"}
    return dict(nested_form_data(fields | {"body": streamfield(body), "sources": inline_formset([source])}))


def note(text: str) -> SourceNote:
    return SourceNote(publisher="x", title="x", note=text)


def elements(client: Client, pages: list[ReportPage]) -> set[tuple[str, tuple[str, ...]]]:
    """The elements of a report's page, each with the names of its attributes."""
    html = client.get(pages[0].address()).content.decode()
    return {(tag, tuple(sorted(attributes))) for tag, attributes in Reader(html).elements}


@pytest.mark.django_db
def test_whatever_is_said_of_a_picture_is_answered_and_draws_no_element(client: Client, real_data: Path) -> None:
    a_newsroom()
    client.force_login(emeka())
    picture = a_ready_picture()
    for text in naughty(real_data):
        assert isinstance(PictureForm({"name": text, "credit": text}).errors, dict)
    breaking = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"
    address = f"/desk/newsroom/pictures/{picture.pk}/"

    assert client.post(address, {"name": breaking, "credit": breaking}).status_code == 302
    (report,) = a_report()
    report.body = [the_block(picture, alt=breaking, caption=breaking)]
    report.save_revision().publish()

    for path in (address, "/desk/newsroom/pictures/?q=%00%22%3E%3Cscript%3E", "/en/reports/at-midnight/"):
        elements = Reader(client.get(path).content.decode()).elements
        assert ("script", {}) not in elements, path
        assert [attributes for tag, attributes in elements if tag == "img" and (attributes.get("src") == "x" or "onerror" in attributes)] == [], path


@pytest.mark.django_db
def test_what_is_sent_as_a_picture_is_answered(client: Client, real_data: Path) -> None:
    a_newsroom()
    client.force_login(emeka())
    whole = a_drawing()
    for data in (b"", b"\x89PNG\r\n\x1a\n", whole[:-40], whole[:60] + b"\0" * 400, b"\xff\xd8\xff" + bytes(200), b"RIFF\xff\xff\xff\x7fWEBPVP8L" + bytes(40)):
        file = SimpleUploadedFile("../../etc/wall.png", data)

        answer = client.post("/desk/newsroom/pictures/add/", {"file": file, "name": "x", "credit": "x"})

        assert answer.status_code == 200
    assert not Picture.objects.exists()


@pytest.mark.django_db
def test_what_is_sent_as_a_document_is_answered(client: Client, real_data: Path) -> None:
    a_newsroom()
    client.force_login(emeka())
    for text in naughty(real_data):
        assert isinstance(DocumentForm({"name": text, "language": text}).errors, dict)
    for data in (
        b"",
        b"%PDF-",
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>",
        b"\0" * 99 + b"%PDF-1.4",
        b"PK\x03\x04" + bytes(99),
        a_docx("<w:sdt>" * 300 + "</w:sdt>" * 300),
    ):
        file = SimpleUploadedFile("../../etc/ruling.pdf", data)

        answer = client.post("/desk/newsroom/documents/add/", {"file": file, "name": "x", "language": "en"})

        assert answer.status_code == 200
    assert not Document.objects.exists()


def test_whatever_is_sent_as_a_file_the_forms_answer(real_data: Path) -> None:
    for text in naughty(real_data)[::7]:
        file = SimpleUploadedFile("x" + text[:80].replace("/", ""), text.encode("utf-8", "replace"))
        sent: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict({"file": [file]})
        for form in (AddPictureForm({"name": text, "credit": text}, sent), AddDocumentForm({"name": text}, sent)):
            assert isinstance(form.errors, dict)


@pytest.mark.django_db
def test_whatever_is_said_of_a_chart_or_a_map_is_answered_and_draws_no_element(client: Client, real_data: Path) -> None:
    a_newsroom()
    chart, mapped = Chart(), Map()
    for text in naughty(real_data):
        for block, value in ((chart, a_chart(text)), (chart, a_chart(text) | {"rows": [], "address": text}), (mapped, {"title": text, "address": text})):
            with suppress(ValidationError):
                block.clean(block.to_python(value))
    breaking = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"
    (report,) = a_report()
    report.body = [("chart", a_chart(breaking)), ("chart", a_chart(breaking) | {"kind": "columns"}), ("map", {"title": breaking, "address": breaking})]
    report.save_revision().publish()

    found = Reader(client.get("/en/reports/at-midnight/").content.decode()).elements

    assert [attributes for tag, attributes in found if tag == "svg"]
    assert ("script", {}) not in found
    assert [attributes for tag, attributes in found if "onerror" in attributes] == []


def a_chart(text: str) -> dict[str, Any]:
    return {"title": text, "unit": text, "head": text, "kind": "bars", "rows": [{"label": text, "number": 2}], "address": "", "source": 1}
