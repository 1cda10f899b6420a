"""The library of documents: one comes in, is described anew, goes. What comes in is built anew; the file itself is kept nowhere."""

import hashlib
from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.evidence import at_the_workbench
from outcry.evidence.at_the_workbench import NotMade
from outcry.evidence.media_types import PDF, media_type
from outcry.newsroom.document_rows import Document
from outcry.newsroom.library.document_sentences import not_a_document, not_made
from outcry.newsroom.library.having import reports_with
from outcry.newsroom.library.incoming import FileRefused, Uploaded
from outcry.newsroom.library.pictures import UNUSED_KEPT
from outcry.newsroom.models import ReportPage
from outcry.newsroom.picture_rows import NAME_LENGTH
from outcry.newsroom.uses import documents_of

_BATCH = 50


def add_document(*, organisation: Organisation, file: Uploaded, name: str, language: str, by: User | None, now: datetime) -> Document:
    """Put a PDF into the library: its pages as they are seen, with what can be searched in them, and nothing else of the file.

    Comments and stamps are left away. Raise FileRefused for what is no PDF, is locked or broken; and for one that is there already.
    """
    kind = media_type(BytesIO(file.data))
    if kind != PDF:
        raise FileRefused("file", not_a_document(kind))
    try:
        made = at_the_workbench.clean(data=file.data, kind=PDF, keep_notes=False)
    except NotMade as error:
        raise FileRefused("file", not_made(error.kind)) from error
    address = hashlib.sha256(made.data).hexdigest()[:NAME_LENGTH]
    return _keep(organisation, {"address": address, "pages": made.pages, "size": len(made.data), "content": made.data}, name, language, by, now)


@transaction.atomic
def change_document(*, document: Document, name: str, language: str, by: User | None, now: datetime) -> None:
    """Put its name or its language right."""
    document.name, document.language = name, language
    document.save(update_fields=["name", "language"])
    record(verb="change_document", subject=f"document:{document.pk}", now=now, actor=by)


@transaction.atomic
def delete_document(*, document: Document, by: User | None, now: datetime) -> None:
    """Take a document away for good. Raise FileRefused while a report has it, in its text, its draft or a text that waits for its hour."""
    Document.objects.select_for_update().get(pk=document.pk)
    if used_in(document=document):
        raise FileRefused("", _("Reports have this document. Take it out of them first."))
    record(verb="delete_document", subject=f"document:{document.pk}", now=now, actor=by)
    document.delete()


def used_in(*, document: Document) -> list[ReportPage]:
    """The reports that have it, by title."""
    return reports_with(Q(documents_used__document=document), lambda report: document.pk in documents_of(report))


def forget_unused(*, now: datetime) -> int:
    """Delete documents that no report has had for as long as pictures are kept; note of the others since when none has. Returns how many went."""
    Document.objects.filter(unused_since__isnull=False, uses__isnull=False).update(unused_since=None)
    Document.objects.filter(unused_since=None, uses=None).update(unused_since=now)
    old = Document.objects.filter(unused_since__lt=now - UNUSED_KEPT, uses=None).defer("content").order_by("pk")[:_BATCH]
    return sum(_forget(document, now) for document in old)


def _forget(document: Document, now: datetime) -> int:
    try:
        delete_document(document=document, by=None, now=now)
    except FileRefused:
        # It waits in a text for its hour.
        return 0
    return 1


@transaction.atomic
def _keep(organisation: Organisation, file: dict[str, object], name: str, language: str, by: User | None, now: datetime) -> Document:
    twin = Document.objects.filter(organisation=organisation, address=file["address"]).defer("content").first()
    if twin:
        raise FileRefused("file", _("This document is in the library already, as “%(name)s”.") % {"name": twin.name})
    document = Document.objects.create(organisation=organisation, name=name, language=language, added_by=by, added_at=now, **file)
    record(verb="add_document", subject=f"document:{document.pk}", now=now, actor=by)
    return document
