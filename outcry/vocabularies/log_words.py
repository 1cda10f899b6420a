"""What the log says of the lists of terms, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Detail, Subject, Vocabulary
from outcry.design.parts import Link
from outcry.lib.translations import in_language
from outcry.vocabularies import models
from outcry.vocabularies.queries import FALLBACK_LANGUAGE, wordings


def _terms(_organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    """The lists belong to the whole installation."""
    words = wordings(term_ids=list(keys), language=get_language() or FALLBACK_LANGUAGE)
    return {pk: Link(label=wording.label, url=reverse("vocabularies_desk:term", args=[pk])) for pk, wording in words.items()}


def _lists(_organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = models.Vocabulary.objects.filter(pk__in=keys).prefetch_related("texts")
    return {row.pk: Link(label=_name(row), url=reverse("vocabularies_desk:list", args=[row.key])) for row in rows}


def _name(row: models.Vocabulary) -> str:
    return str(in_language(row.texts.all(), get_language() or "", FALLBACK_LANGUAGE) or row.key)


_VERBS = {
    "add_term": _("Term added"),
    "reword_term": _("Term reworded"),
    "move_term": _("Term moved in its list"),
    "retire_term": _("Term retired"),
    "restore_term": _("Term taken into use again"),
    "load_terms": _("Terms of this release loaded"),
    "import_terms": _("Terms imported"),
    "undo_import_of_terms": _("Import of terms taken back"),
}
_DETAILS = {
    "code": Detail(label=_("Code")),
    "below": Detail(label=_("Beneath")),
    "replaced_by": Detail(label=_("Replaced by")),
    "list": Detail(label=_("List")),
    "file": Detail(label=_("File")),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    subjects = {"term": Subject(one=_("Term"), find=_terms), "vocabulary": Subject(one=_("List of terms"), find=_lists)}
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects=subjects)
