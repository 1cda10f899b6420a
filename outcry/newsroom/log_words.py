"""What the log says of pictures, documents and translations, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Detail, Subject, Vocabulary
from outcry.design.parts import Link
from outcry.newsroom.document_rows import Document
from outcry.newsroom.models import ReportPage
from outcry.newsroom.picture_rows import Picture


def _pictures(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Picture.objects.filter(organisation_id=organisation_id, pk__in=keys)
    return {row.pk: Link(label=row.name, url=reverse("pictures_desk:item", args=[row.pk])) for row in rows}


def _documents(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Document.objects.filter(organisation_id=organisation_id, pk__in=keys).values_list("pk", "name")
    return {pk: Link(label=name, url=reverse("documents_desk:item", args=[pk])) for pk, name in rows}


def _reports(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = ReportPage.objects.filter(pk__in=keys).values_list("pk", "draft_title")
    return {pk: Link(label=title, url=reverse("wagtailadmin_pages:edit", args=[pk])) for pk, title in rows}


_VERBS = {
    "report.ask_review": _("A colleague was asked to read the report"),
    "report.publish_reviewed": _("Report read by a second person and published"),
    "report.send_back": _("Report sent back with words"),
    "report.publish_alone": _("Report published without a second reader: nobody else works here"),
    "translate_report": _("Translation of the report saved"),
    "take_words": _("Texts taken along for translators"),
    "urgent_translation": _("Said whether the translation is urgent"),
    "add_picture": _("Picture added to the library"),
    "change_picture": _("Name or credit of the picture changed"),
    "delete_picture": _("Picture deleted"),
    "add_document": _("Document added to the library"),
    "change_document": _("Name or language of the document changed"),
    "delete_document": _("Document deleted"),
}

_DETAILS = {
    "done": Detail(label=_("Texts translated")),
    "parts": Detail(label=_("Texts in all")),
    "urgent": Detail(label=_("Urgent")),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    subjects = {
        "picture": Subject(one=_("Picture"), find=_pictures),
        "document": Subject(one=_("Document"), find=_documents),
        "report": Subject(one=_("Report"), find=_reports),
    }
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects=subjects)
