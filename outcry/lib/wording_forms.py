"""One form per language for the words of something: what was there when it was opened, whether it is stale, who was faster.

A subclass adds the fields, named as the columns of the text row.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outcry.lib.translations import TextRow, is_stale
from outcry.lib.wordings import ChangedMeanwhile, Edit

_OWN = ("seen_version", "source_version", "still_right")


class WordingForm(forms.Form):
    """The words of something in one language. A language left empty is simply not written yet."""

    seen_version = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)
    source_version = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)
    still_right = forms.BooleanField(label=_("I compared it with the new text: it is still right"), required=False)

    language = ""
    language_name = ""
    direction = "ltr"
    is_source = False
    is_stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name not in _OWN:
                field.required = False

    @classmethod
    def for_languages(
        cls,
        *,
        rows: Iterable[TextRow],
        languages: Iterable[tuple[str, str]],
        source: str,
        data: Any = None,
        prefix: str = "",
        initial: Mapping[str, str] | None = None,
    ) -> list[Self]:
        """One form per language, the source language first. `initial` fills the source language where it has no row yet."""
        found = {row.language: row for row in rows}
        ordered = sorted(languages, key=lambda language: language[0] != source)
        return [cls._for_row(found.get(code), found.get(source), code, str(name), source, data, prefix, initial) for code, name in ordered]

    @classmethod
    def _for_row(cls, row: Any, source_row: Any, code: str, name: str, source: str, data: Any, prefix: str, initial: Mapping[str, str] | None) -> Self:
        words = {field: getattr(row, field) for field in cls.word_names()} if row else dict(initial or {}) if code == source else {}
        versions = {"seen_version": row.version if row else 0, "source_version": source_row.version if source_row and code != source else 0}
        form = cls(data, prefix=f"{prefix}{code}", initial={**words, **versions})
        form.language, form.language_name, form.is_source = code, name, code == source
        form.direction = "rtl" if code.split("-")[0] in ("ar", "fa", "he", "ur") else "ltr"
        form.is_stale = bool(row and source_row and is_stale(row, source_row))
        if not form.is_stale:
            del form.fields["still_right"]
        for field in cls.word_names():
            form.fields[field].widget.attrs |= {"lang": code, "dir": form.direction}
        return form

    @classmethod
    def word_names(cls) -> list[str]:
        """The fields that hold words."""
        return [name for name in cls.base_fields if name not in _OWN]

    @property
    def is_untouched(self) -> bool:
        """Whether this language was never written, and nothing is typed into it by now: such a form may be drawn folded."""
        return not (self.is_source or self.errors or self.initial.get("seen_version") or any(self[name].value() for name in self.word_names()))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written, and nothing stood there before."""
        return not any(self.words().values()) and not self.cleaned_data.get("seen_version")

    @property
    def needs_saving(self) -> bool:
        """Whether a word changed, or a stale translation was declared right."""
        changed = any(name in self.changed_data for name in self.word_names())
        return not self.is_empty and (changed or bool(self.cleaned_data.get("still_right")))

    def words(self) -> dict[str, str]:
        """What was written."""
        return {name: self.cleaned_data.get(name) or "" for name in self.word_names()}

    def edit(self, *, source_version: int | None = None) -> Edit:
        """Which wording this is; `source_version` when the source was saved in the same breath."""
        made_from = 0 if self.is_source else source_version or self.cleaned_data["source_version"]
        return Edit(language=self.language, seen_version=self.cleaned_data["seen_version"], made_from_version=made_from)

    def tell_of(self, row: Any) -> None:
        """Say that somebody else saved this wording, show hers, and let the next try overwrite it knowingly."""
        for name in self.word_names():
            # Read by the template of a field, which shows it beside the input.
            self[name].theirs = getattr(row, name, "")  # type: ignore[attr-defined]
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("seen_version")] = str(row.version if row else 0)
        self.add_error(
            None, _("Somebody else saved this text while you were writing. Hers stands below; yours is still in the fields. Save again to replace hers.")
        )


class NotSaved(Exception):
    """One of the forms was refused; it says why. Nothing of the page was saved."""


def save_wordings[Form: WordingForm](*, forms: Iterable[Form], save: Callable[[Form, Edit], TextRow], refusals: tuple[type[Exception], ...]) -> int:
    """Save what changed, the source language first, all or nothing; returns how many. Raise NotSaved, with the reason beside its field.

    `save` is an operation, and as such a transaction of its own. A refusal has a `field` and a `sentence`.
    """
    saved, source_version = 0, None
    for form in (form for form in forms if form.needs_saving):
        try:
            row = save(form, form.edit(source_version=source_version))
        except ChangedMeanwhile as clash:
            form.tell_of(clash.current)
            raise NotSaved from clash
        except refusals as refusal:
            add_refusal(form, refusal)
            raise NotSaved from refusal
        source_version = row.version if form.is_source else source_version
        saved += 1
    return saved


def all_saved[Form: WordingForm](*, forms: Iterable[Form], save: Callable[[Form, Edit], TextRow], refusals: tuple[type[Exception], ...]) -> bool:
    """The same in a transaction of its own; False when nothing was saved, and the reason stands beside its field."""
    try:
        with transaction.atomic():
            save_wordings(forms=forms, save=save, refusals=refusals)
    except NotSaved:
        return False
    return True


def saved_or_told(form: Any, save: Callable[[], object], *, refusals: tuple[type[Exception], ...]) -> bool:
    """Save what a form holds, with the wordings beside it, all or nothing; False when nothing was saved, and the reason stands beside its field."""
    try:
        with transaction.atomic():
            save()
    except ChangedMeanwhile as clash:
        form.tell_of(clash.current)
    except refusals as refusal:
        add_refusal(form, refusal)
    except NotSaved:
        # The wording that was refused says why.
        pass
    else:
        return True
    return False


def all_right(forms: Iterable[Any]) -> bool:
    """Whether every form is valid. All are asked, so that each shows its errors."""
    verdicts = [form.is_valid() for form in forms]
    return all(verdicts)


def add_refusal(form: forms.BaseForm, refusal: Any) -> None:
    """Put a refusal's sentence beside the field that it names, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
