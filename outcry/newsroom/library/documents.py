"""A document comes into the library: built anew; the file itself is kept nowhere."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.evidence import at_the_workbench
from outcry.evidence.at_the_workbench import NotMade
from outcry.evidence.for_readers import NAME_LENGTH, FileRefused, Uploaded
from outcry.evidence.media_types import PDF, UNKNOWN, media_type
from outcry.newsroom.document_rows import Document, DocumentKind
from outcry.newsroom.library.plain_files import plain_table, plain_text
from outcry.newsroom.library.sentences import DOCUMENT_NOT_MADE, not_a_document

_OFFICE = {kind.media_type: kind for kind in DocumentKind if kind.media_type in at_the_workbench.OFFICE_KINDS}
_TEXTS = {f".{kind}": kind for kind in (DocumentKind.CSV, DocumentKind.TXT)}


@dataclass(frozen=True, kw_only=True)
class _Made:
    """A document as readers will get it."""

    kind: DocumentKind
    data: bytes
    pages: int = 0
    left: tuple[str, ...] = ()


def add_document(*, organisation: Organisation, file: Uploaded, name: str, language: str, by: User | None, now: datetime) -> Document:
    """Put a document into the library: what is seen in it, with what can be searched, and nothing else of the file.

    Comments and stamps are left away. Raise FileRefused for what is no document, is locked or broken, or hides what only a person can decide on; and for
    one that is there already.
    """
    made = _made(file)
    facts = {"kind": made.kind, "pages": made.pages, "size": len(made.data), "content": made.data, "left_behind": list(made.left)}
    address = hashlib.sha256(made.data).hexdigest()[:NAME_LENGTH]
    return _keep(organisation, {"address": address, **facts}, name, language, by, now)


def _made(file: Uploaded) -> _Made:
    kind = media_type(BytesIO(file.data))
    try:
        if kind == PDF:
            cleaned = at_the_workbench.clean(data=file.data, kind=PDF, keep_notes=False)
            return _Made(kind=DocumentKind.PDF, data=cleaned.data, pages=cleaned.pages)
        if kind in _OFFICE:
            anew = at_the_workbench.anew(data=file.data, kind=kind)
            return _Made(kind=_OFFICE[kind], data=anew.data, left=anew.left)
    except NotMade as error:
        raise FileRefused("file", str(DOCUMENT_NOT_MADE[error.kind])) from error
    by_name = _TEXTS.get(PurePath(file.name).suffix.lower())
    if by_name is None or b"\0" in file.data or not file.data or kind not in ("text/plain", UNKNOWN):
        raise FileRefused("file", not_a_document(kind))
    data, left = plain_table(file.data) if by_name == DocumentKind.CSV else (plain_text(file.data), ())
    return _Made(kind=by_name, data=data, left=left)


@transaction.atomic
def _keep(organisation: Organisation, file: dict[str, object], name: str, language: str, by: User | None, now: datetime) -> Document:
    twin = Document.objects.filter(organisation=organisation, address=file["address"]).defer("content").first()
    if twin:
        raise FileRefused("file", _("This document is in the library already, as “%(name)s”.") % {"name": twin.name})
    document = Document.objects.create(organisation=organisation, name=name, language=language, added_by=by, added_at=now, **file)
    record(verb="add_document", subject=f"document:{document.pk}", now=now, actor=by)
    return document
