"""A document comes into the library: built anew; the file itself is kept nowhere."""

import hashlib
from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.evidence import at_the_workbench
from outcry.evidence.at_the_workbench import NotMade
from outcry.evidence.media_types import PDF, media_type
from outcry.newsroom.document_rows import Document
from outcry.newsroom.library.incoming import FileRefused, Uploaded
from outcry.newsroom.library.sentences import DOCUMENT_NOT_MADE, not_a_document
from outcry.newsroom.picture_rows import NAME_LENGTH


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
        raise FileRefused("file", str(DOCUMENT_NOT_MADE[error.kind])) from error
    address = hashlib.sha256(made.data).hexdigest()[:NAME_LENGTH]
    return _keep(organisation, {"address": address, "pages": made.pages, "size": len(made.data), "content": made.data}, name, language, by, now)


@transaction.atomic
def _keep(organisation: Organisation, file: dict[str, object], name: str, language: str, by: User | None, now: datetime) -> Document:
    twin = Document.objects.filter(organisation=organisation, address=file["address"]).defer("content").first()
    if twin:
        raise FileRefused("file", _("This document is in the library already, as “%(name)s”.") % {"name": twin.name})
    document = Document.objects.create(organisation=organisation, name=name, language=language, added_by=by, added_at=now, **file)
    record(verb="add_document", subject=f"document:{document.pk}", now=now, actor=by)
    return document
