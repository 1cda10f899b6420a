"""Fields in which a row among very many is named by typing: what was found is shown with its mark, by which it is found again."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.authorities.models import Body, Post
from outcry.cases.levels import readable
from outcry.cases.models import Event, Person
from outcry.cases.people import named
from outcry.cases.titles import title_of
from outcry.lib.text import fold

# Between the words of a row and its mark.
_BETWEEN = " · "
_MOST = 8


class FoundField(forms.CharField):
    """Names one row by its words or its mark. Several that fit are listed, so that one can be copied back."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown": _("Nothing of this name was found."),
        "several": _("Several fit. Write one of these: %(found)s"),
    }

    def __init__(self, *, organisation: Organisation, **kwargs: Any) -> None:
        self.organisation = organisation
        super().__init__(max_length=300, **kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: Any) -> Any:
        """A row as it is typed back."""
        return self.typed(value) if isinstance(value, Model) else value

    def clean(self, value: Any) -> Any:
        """The row that was meant, None for a blank."""
        text = super().clean(value)
        if not text:
            return None
        found = list(self.marked(text.rpartition(_BETWEEN.strip())[2].strip())) or list(self.worded(text))[: _MOST + 1]
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if len(found) > 1:
            listed = "; ".join(self.typed(row) for row in found[:_MOST])
            raise ValidationError(self.error_messages["several"], code="several", params={"found": listed})
        return found[0]

    def typed(self, row: Any) -> str:
        """Words and mark."""
        return f"{title_of(row)}{_BETWEEN}{self.mark(row)}"

    def mark(self, row: Any) -> str:
        """What tells this row from all others."""
        return str(row.public_id)

    def marked(self, mark: str) -> Iterable[Any]:
        """The row with this mark."""
        raise NotImplementedError

    def worded(self, text: str) -> Iterable[Any]:
        """Rows with these words, the likeliest first."""
        raise NotImplementedError


class PersonField(FoundField):
    """A person of any case, by a name in any script."""

    def marked(self, mark: str) -> Iterable[Person]:
        return readable(Person.objects.filter(organisation=self.organisation, public_id=mark))

    def worded(self, text: str) -> Iterable[Person]:
        return [candidate.person for candidate in named(organisation=self.organisation, text=text)]


class EventField(FoundField):
    """An event of any case, by the number of the case; its first event when none is named after a stroke."""

    def mark(self, row: Event) -> str:
        return f"{row.case.number}/{row.position}"

    def marked(self, mark: str) -> Iterable[Event]:
        number, stroke, position = mark.rpartition("/")
        if not stroke or not position.isdecimal() or len(position) > 4:
            return []
        return readable(Event.objects.filter(case__organisation=self.organisation, case__number=number, position=int(position)))

    def worded(self, text: str) -> Iterable[Event]:
        return readable(Event.objects.filter(case__organisation=self.organisation, case__number=text.strip()))


class _RecordField(FoundField):
    model: ClassVar[Any]

    def typed(self, row: Any) -> str:
        return f"{row}{_BETWEEN}{self.mark(row)}"

    def marked(self, mark: str) -> Iterable[Any]:
        return self.model.objects.filter(organisation=self.organisation, public_id=mark)  # type: ignore[no-any-return]

    def worded(self, text: str) -> Iterable[Any]:
        rows = self.model.objects.filter(organisation=self.organisation, search_text__contains=fold(text)).order_by("pk")
        return [row for row in rows if fold(text) in row.search_text.split("\n")] or rows


class PostField(_RecordField):
    """A post of the directory of authorities, by its name."""

    model = Post


class BodyField(_RecordField):
    """A body of the directory of authorities, by its name."""

    model = Body
