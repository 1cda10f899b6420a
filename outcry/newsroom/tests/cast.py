"""The newsroom of these tests: one organisation whose clock stands at 1 January 2011, and what Emeka published."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image
from wagtail.signal_handlers import disable_reference_index_auto_update

from outcry.accounts.models import Organisation, OrganisationText, User
from outcry.appeals.models import Appeal, AppealText
from outcry.newsroom.document_rows import Document
from outcry.newsroom.models import ReportPage
from outcry.newsroom.operations import Passage, ReportText, SourceNote, ensure_tree, publish_report
from outcry.newsroom.picture_rows import Picture, PictureSize

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONTENT_NOW = datetime(2011, 1, 1, 8, 0, tzinfo=UTC)
ON = date(2011, 1, 1)
A_SOURCE = SourceNote(publisher="The Paper", title="What was seen", published="2011-01", note="Told in our own words.")


def an_organisation() -> Organisation:
    found = Organisation.objects.first()
    if found:
        return found
    organisation = Organisation.objects.create(slug="desk", mail_domain="desk.example", contact_address="contact@desk.example", content_clock_at=CONTENT_NOW)
    OrganisationText.objects.create(organisation=organisation, language="en", name="The Desk")
    return organisation


def a_newsroom() -> Organisation:
    """An organisation with its empty lists of reports."""
    organisation = an_organisation()
    ensure_tree(organisation=organisation, now=NOW)
    return organisation


def a_text(language: str = "en", **changes: Any) -> ReportText:
    words: dict[str, Any] = {
        "language": language,
        "slug": "at-midnight",
        "headline": f"At midnight ({language})",
        "standfirst": f"They called for her freedom ({language}).",
        "passages": [Passage(kind="heading", text="The wall"), Passage(kind="paragraph", text="They came.\n\nThey sang.", source=1)],
        "sources": [A_SOURCE],
    }
    return ReportText(**words | changes)


def a_report(*languages: str, key: str = "midnight", published_on: date = ON, happened: str = "2010-12-31", **changes: Any) -> list[ReportPage]:
    """A report in these languages, the source language first. Wagtail's list of what refers to what, which nothing of ours reads, is left as it is."""
    joins = {name: changes.pop(name) for name in ("case_ids", "appeals", "byline", "country", "topics", "groups") if name in changes}
    texts = [a_text(language, **changes) for language in languages or ("en",)]
    with disable_reference_index_auto_update():
        return publish_report(organisation=an_organisation(), key=key, texts=texts, published_on=published_on, happened=happened, now=NOW, **joins)


def on_the_eighth() -> Organisation:
    """The empty newsroom, a week later."""
    organisation = a_newsroom()
    organisation.content_clock_at = CONTENT_NOW.replace(day=8)
    organisation.save()
    return organisation


def told(key: str, published_on: date, happened: str, *languages: str, **changes: Any) -> None:
    """A report by its key, which is its address and its headline, too."""
    a_report(*languages, key=key, slug=key, headline=f"About {key}", published_on=published_on, happened=happened, **changes)


def fetched(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.getvalue()


def an_appeal(*, state: str = "open", deadline_on: date = date(2011, 1, 3)) -> Appeal:
    appeal = Appeal.objects.create(organisation=an_organisation(), slug="free-anna", country="KZ", state=state, deadline_on=deadline_on, drafted_at=NOW)
    AppealText.objects.create(appeal=appeal, language="en", title="Free Anna", standfirst="Anna is invented.", what_happened="She was taken.")
    return appeal


def emeka() -> User:
    """He edits, and may do everything on the desk."""
    return User.objects.create_superuser("emeka", "emeka@desk.example", "correct horse battery", organisation=an_organisation())


def a_drawing(colour: str = "navy") -> bytes:
    """A PNG of one colour."""
    file = BytesIO()
    Image.new("RGB", (640, 400), colour).save(file, "PNG")
    return file.getvalue()


def a_ready_picture(name: str = "A wall", *, organisation: Organisation | None = None) -> Picture:
    """One that stands in the library, without the work of painting it."""
    picture = Picture.objects.create(organisation=organisation or an_organisation(), name=name, credit="Rosa", added_at=NOW)
    for width in (480, 960):
        digits = f"{width:03x}{picture.pk:x}".rjust(32, "0")
        PictureSize.objects.create(picture=picture, name=digits, width=width, height=width // 2, content=f"{name} {width}".encode())
    return picture


def the_block(picture: Picture, **changes: Any) -> tuple[str, dict[str, Any]]:
    words = {"alt": "A wall at night", "is_decorative": False, "caption": "They sang here.", "credit": "", "source": None}
    return "picture", {"picture": picture.pk, **words, **changes}


def a_ready_document(name: str = "The ruling", *, organisation: Organisation | None = None) -> Document:
    """One that stands in the library, without the work of building it anew."""
    number = Document.objects.count() + 1
    facts = {"name": name, "language": "ru", "address": f"{number:032x}", "pages": 2, "size": 20480, "content": name.encode()}
    return Document.objects.create(organisation=organisation or an_organisation(), added_at=NOW, **facts)


def the_document(document: Document, **changes: Any) -> tuple[str, dict[str, Any]]:
    return "document", {"document": document.pk, "title": "The ruling of the court", "about": "Names covered by us.", **changes}
