"""Fields in which a form offers the terms of a list: an indented tree, in the language of whoever reads."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from outcry.lib.many_rows import ManyRowsField
from outcry.vocabularies.models import Term, TermQuerySet
from outcry.vocabularies.queries import FALLBACK_LANGUAGE, Wording, tree, wordings

# Blanks that HTML keeps.
_INDENT = "\u2003"


def term_choices(*, key: str, language: str | None = None, kept: Collection[Term] = ()) -> list[tuple[int, str]]:
    """The usable terms of a list, those beneath another set in; `kept` too, which may be retired by now."""
    spoken = language or get_language() or FALLBACK_LANGUAGE
    offered = [(branch.term.pk, _INDENT * branch.depth + _words(branch.wording)) for branch in tree(key=key, language=spoken)]
    known = {pk for pk, _label in offered}
    words = wordings(term_ids=[one.pk for one in kept if one.pk not in known], language=spoken)
    return [*offered, *((pk, _words(wording)) for pk, wording in words.items())]


def _words(wording: Wording) -> str:
    return f"{wording.label} ({wording.language})" if wording.is_fallback and wording.language else wording.label


# Django's own classes take no argument where they run.
class _Lines(ModelChoiceIterator):  # type: ignore[type-arg]
    """Drawn when the form is: in the language of the page, with three statements however long the list."""

    def __iter__(self) -> Iterator[Any]:
        field: Any = self.field
        if field.empty_label is not None:
            yield "", field.empty_label
        yield from term_choices(key=field.key, kept=field.kept)


@cache
def _usable(key: str) -> TermQuerySet:
    """Put together once: a form has many fields, and each takes a copy of its own before anything is asked."""
    return Term.objects.in_list(key).usable()


class _Offer(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Offers the usable terms of one list, and those in `kept`, which the record at hand already has."""

    iterator = _Lines
    key: str
    kept: Collection[Term] = ()

    def offer(self, *, kept: Collection[Term]) -> None:
        """Let the record keep its terms, although they may be retired by now."""
        self.kept = kept
        self.queryset = _usable(self.key) | Term.objects.in_list(self.key).filter(pk__in=[one.pk for one in kept]) if kept else _usable(self.key)


class TermField(_Offer):
    """One term of a list."""

    default_error_messages = {"invalid_choice": _("Choose one of the terms offered.")}

    def __init__(self, *, key: str, kept: Term | None = None, **kwargs: Any) -> None:
        self.key = key
        super().__init__(_usable(key), **kwargs)
        self.offer(kept=[kept] if kept else [])

    def to_python(self, value: Any) -> Term | None:
        """The term that was chosen; the one that the record has is at hand."""
        found: Term | None = next((one for one in self.kept if str(one.pk) == str(value)), None) or super().to_python(value)
        return found


class TermsField(ManyRowsField, _Offer):
    """Several terms of a list, each with a box: one is ticked by a key or a finger, and no click takes the others away."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "desk-choices"})
    default_error_messages = {"invalid_choice": _("Choose one of the terms offered."), "invalid_pk_value": _("Choose one of the terms offered.")}

    def __init__(self, *, key: str, kept: Collection[Term] = (), **kwargs: Any) -> None:
        self.key = key
        super().__init__(_usable(key), **kwargs)
        self.offer(kept=kept)
