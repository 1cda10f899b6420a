"""Somebody who knows something, and what she sends. She has no name here either."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO

from django.http import HttpRequest
from django.test import RequestFactory

from outcry.accounts.models import User
from outcry.accounts.operations import staff_group
from outcry.intake import desk_keys, operations
from outcry.intake.contents import Details
from outcry.intake.desk_keys import DeskKeys
from outcry.intake.models import Conversation, Use
from outcry.intake.operations import Found, Writing
from outcry.intake.uploads import SealedUpload, SealingUploadHandler, sealed_uploads
from tests.cast import NOW, an_organisation, rosa

WORDS = "On Tuesday they beat him in the corridor. I saw it."
PLACE = "Ward 4, before noon; I work there"
CONTACT = "ask for the gardener"
PAPER = b"%PDF-1.4 the list of names " * 9000


def written(
    *, text: str = WORDS, form: str = "form 1", use: str = Use.RECORD, uploads: SealingUploadHandler | None = None, now: datetime = NOW
) -> tuple[str, Conversation]:
    """Her first message has come in; her code, and the row."""
    files = uploads.request.FILES.getlist("attached") if uploads and uploads.request else []
    details = Details(place=PLACE, contact=CONTACT, use=use)
    writing = Writing(text=text, details=details, language="kk", form=form, files=[one for one in files if isinstance(one, SealedUpload)])
    code = operations.receive(organisation=an_organisation(), writing=writing, now=now)
    return code, Conversation.objects.latest("pk")


def written_with_files(**files: bytes) -> tuple[str, Conversation]:
    """The same, with files by their names."""
    with uploading(**files) as uploads:
        return written(uploads=uploads)


@contextmanager
def uploading(**files: bytes) -> Iterator[SealingUploadHandler]:
    """Files on their way in, taken by our handler."""
    with sealed_uploads(a_request(**files)) as uploads:
        assert uploads.request
        _ = uploads.request.POST
        yield uploads


def a_request(**files: bytes) -> HttpRequest:
    """A form with files, as a browser sends it."""
    return RequestFactory().post("/", {"attached": [_named(name, content) for name, content in files.items()]})


def _named(name: str, content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = name.replace("_", ".")
    return file


def back(code: str, *, now: datetime = NOW) -> Found:
    """She comes back."""
    return operations.find(code=code, now=now)


def a_reader() -> User:
    """Rosa was asked to look after what comes in."""
    user = rosa()
    user.groups.add(staff_group())
    operations.let_read(user=user, now=NOW)
    return User.objects.get(pk=user.pk)


def the_keys() -> DeskKeys:
    """What the desk reads with, no passphrase being set."""
    return desk_keys.keys_at_hand()
