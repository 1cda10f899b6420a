"""Fields in which a form offers the terms of a list: an indented tree, in the language of whoever reads."""

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from outcry.lib.many_rows import ManyRowsField
from outcry.vocabularies.models import Term
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


class _Offer(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Offers the usable terms of one list, and those in `kept`, which the record at hand already has."""

    iterator = _Lines
    key: str
    kept: Collection[Term] = ()

    def offer(self, *, kept: Collection[Term]) -> None:
        """Let the record keep its terms, although they may be retired by now."""
        self.kept = kept
        usable = Term.objects.in_list(self.key).usable()
        self.queryset = (usable | Term.objects.in_list(self.key).filter(pk__in=[one.pk for one in kept])) if kept else usable


class TermField(_Offer):
    """One term of a list."""

    default_error_messages = {"invalid_choice": _("Choose one of the terms offered.")}

    def __init__(self, *, key: str, kept: Term | None = None, **kwargs: Any) -> None:
        self.key = key
        super().__init__(Term.objects.none(), **kwargs)
        self.offer(kept=[kept] if kept else [])


class TermsField(ManyRowsField, _Offer):
    """Several terms of a list, each with a box: one is ticked by a key or a finger, and no click takes the others away."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "desk-choices"})
    default_error_messages = {"invalid_choice": _("Choose one of the terms offered."), "invalid_pk_value": _("Choose one of the terms offered.")}

    def __init__(self, *, key: str, kept: Collection[Term] = (), **kwargs: Any) -> None:
        self.key = key
        super().__init__(Term.objects.none(), **kwargs)
        self.offer(kept=kept)
