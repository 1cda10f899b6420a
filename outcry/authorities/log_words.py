"""What the log says of the directory, in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Detail, Subject, Vocabulary, one_of
from outcry.authorities.models import Body, HolderChange, ImportRun, ImportState, Membership, Office, Person, Post
from outcry.design.parts import Link
from outcry.lib.translations import in_language


def _offices(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Office.objects.filter(organisation_id=organisation_id, pk__in=keys).select_related("organisation").prefetch_related("texts")
    return {row.pk: Link(label=_name(row), url=reverse("authorities_desk:office", args=[row.pk])) for row in rows}


def _name(office: Office) -> str:
    text = in_language(office.texts.all(), get_language() or "", office.organisation.source_language)
    return text.name if text else office.address


_VERBS = {
    "add_office": _("Office added to the directory"),
    "change_office": _("Entry of the office changed"),
    "change_office_words": _("Name or salutation of the office changed"),
    "approve_office": _("Office vouched for"),
    "retire_office": _("Office taken out of use"),
    "link_office": _("Office linked to a post, or taken from it"),
    "add_body": _("Body added"),
    "change_body": _("Entry of the body changed"),
    "change_body_words": _("Name of the body in one language changed"),
    "add_post": _("Post added"),
    "change_post": _("Entry of the post changed"),
    "change_post_words": _("Name of the post in one language changed"),
    "add_person": _("Person in office added"),
    "change_person": _("Entry of the person in office changed"),
    "change_person_words": _("Name of the person in office in one language changed"),
    "add_holding": _("Holder of a post added"),
    "change_holding": _("Dates or role of a holder changed"),
    "remove_holding": _("Holder of a post taken away"),
    "settle_holder_alert": _("Holder of a post reviewed"),
    "queue_import": _("Import into the directory waits for its turn"),
    "give_up_import": _("Import into the directory given up"),
    "import_records": _("Records imported into the directory"),
    "undo_import": _("Import into the directory undone"),
    "export offices": _("Offices exported as a file"),
    "export posts of the directory": _("Posts exported as a file"),
    "export bodies of the directory": _("Bodies exported as a file"),
    "export people of the directory": _("People in office exported as a file"),
    "export imports of the directory": _("List of imports exported as a file"),
}
_DETAILS = {
    "address": Detail(label=_("Mail address")),
    "source": Detail(label=_("Public source of the address")),
    "before": Detail(label=_("Before")),
    "approvals_lapsed": Detail(label=_("Earlier approvals no longer count")),
    "office": Detail(label=_("Office"), subject="office"),
    "post": Detail(label=_("Post"), subject="post"),
    "person": Detail(label=_("Person"), subject="official"),
    "by_name": Detail(label=_("Greets the holder by name")),
    "fields": Detail(label=_("Fields")),
    "set": Detail(label=_("Set of records")),
    "file": Detail(label=_("File")),
    "state": Detail(label=_("State"), read=one_of(dict(ImportState.choices))),
    "read": Detail(label=_("Read")),
    "created": Detail(label=_("Created")),
    "changed": Detail(label=_("Changed")),
    "unchanged": Detail(label=_("Unchanged")),
    "refused": Detail(label=_("Refused")),
    "left": Detail(label=_("Left as it was")),
    "change": Detail(label=_("What changed"), read=one_of(dict(HolderChange.choices))),
}


def _found(model: Any, page: str) -> Callable[[int, Iterable[int]], Mapping[int, Link]]:
    def find(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
        rows = model.objects.filter(organisation_id=organisation_id, pk__in=keys)
        rows = rows.prefetch_related("texts") if hasattr(model, "texts") else rows
        return {row.pk: Link(label=str(row), url=reverse(f"authorities_desk:{page}", args=[row.pk])) for row in rows}

    return find


def _holdings(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Membership.objects.filter(organisation_id=organisation_id, pk__in=keys).select_related("person", "post", "body")
    rows = rows.prefetch_related("person__texts", "post__texts", "body__texts")
    return {row.pk: Link(label=str(row), url=reverse("authorities_desk:edit_holding", args=[row.pk])) for row in rows}


_SUBJECTS = {
    "office": Subject(one=_("Office"), find=_offices),
    "body": Subject(one=_("Body"), find=_found(Body, "body")),
    "post": Subject(one=_("Post"), find=_found(Post, "post")),
    "official": Subject(one=_("Person in office"), find=_found(Person, "person")),
    "holding": Subject(one=_("Holder of a post"), find=_holdings),
    "import": Subject(one=_("Import"), find=_found(ImportRun, "import")),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects=_SUBJECTS)
