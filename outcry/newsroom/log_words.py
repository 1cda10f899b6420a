"""What the log says of pictures and documents, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Subject, Vocabulary
from outcry.design.parts import Link
from outcry.newsroom.document_rows import Document
from outcry.newsroom.picture_rows import Picture


def _pictures(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Picture.objects.filter(organisation_id=organisation_id, pk__in=keys)
    return {row.pk: Link(label=row.name, url=reverse("pictures_desk:item", args=[row.pk])) for row in rows}


def _documents(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Document.objects.filter(organisation_id=organisation_id, pk__in=keys).values_list("pk", "name")
    return {pk: Link(label=name, url=reverse("documents_desk:item", args=[pk])) for pk, name in rows}


_VERBS = {
    "add_picture": _("Picture added to the library"),
    "change_picture": _("Name or credit of the picture changed"),
    "delete_picture": _("Picture deleted"),
    "add_document": _("Document added to the library"),
    "change_document": _("Name or language of the document changed"),
    "delete_document": _("Document deleted"),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, subjects={"picture": Subject(one=_("Picture"), find=_pictures), "document": Subject(one=_("Document"), find=_documents)})
