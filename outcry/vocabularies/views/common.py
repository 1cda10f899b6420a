"""What the pages of this desk share."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from outcry.lib.translations import in_language
from outcry.vocabularies.models import Term, Vocabulary
from outcry.vocabularies.queries import FALLBACK_LANGUAGE, Branch, Wording, ancestors, wordings

Crumbs = list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A term as a list shows it: its words, the terms above it, and how far in it stands."""

    branch: Branch
    above: str = ""
    is_foreign: bool = False

    @classmethod
    def of(cls, branch: Branch, *, above: str = "") -> "Line":
        """Marked as foreign when its words are not in the reader's language."""
        return cls(branch=branch, above=above, is_foreign=branch.wording.is_fallback)


def spoken() -> str:
    """The language of whoever reads."""
    return get_language() or FALLBACK_LANGUAGE


def list_or_404(key: str) -> Vocabulary:
    """The list of this key, its names at hand."""
    return get_object_or_404(Vocabulary.objects.prefetch_related("texts"), key=key)


def term_or_404(pk: int) -> Term:
    """The term, with its list, place and replacement at hand."""
    rows = Term.objects.select_related("vocabulary", "parent", "replaced_by").prefetch_related("vocabulary__texts", "labels")
    return get_object_or_404(rows, pk=pk)


def name_of(vocabulary: Vocabulary) -> str:
    """The list in the language of whoever reads, else by its key."""
    text = in_language(vocabulary.texts.all(), spoken(), FALLBACK_LANGUAGE)
    return text.label if text else vocabulary.key


def definition_of(vocabulary: Vocabulary) -> str:
    """What the list is for, if somebody wrote it."""
    text = in_language([one for one in vocabulary.texts.all() if one.definition], spoken(), FALLBACK_LANGUAGE)
    return text.definition if text else ""


def crumbs(vocabulary: Vocabulary | None = None, *, above: list[tuple[Term, Wording]] | None = None) -> Crumbs:
    """The way to a page: all lists, this list, the terms above."""
    found = [{"label": _("Lists of terms"), "url": reverse("vocabularies_desk:index")}]
    if vocabulary is not None:
        address = reverse("vocabularies_desk:list", args=[vocabulary.key])
        found.append({"label": name_of(vocabulary), "url": address})
        found += [{"label": wording.label, "url": reverse("vocabularies_desk:term", args=[term.pk])} for term, wording in above or []]
    return found


def above_in_words(term: Term) -> list[tuple[Term, Wording]]:
    """The terms above this one, the topmost first, in words. Two statements."""
    rows = ancestors(rows=[term])[term.pk]
    words = wordings(term_ids=[row.pk for row in rows], language=spoken())
    return [(row, words[row.pk]) for row in rows]
