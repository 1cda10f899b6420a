"""Choosing several rows in a form, whatever is sent."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    _ModelMultipleChoiceField = forms.ModelMultipleChoiceField[Any]
else:
    _ModelMultipleChoiceField = forms.ModelMultipleChoiceField


class ManyRowsField(_ModelMultipleChoiceField):
    """Django's own answers a number that no column holds with an error of the database; here nobody chose such a row. What was chosen is a list."""

    def clean(self, value: Any) -> Any:
        try:
            found = super().clean(value)
            # Django would put a statement together before it finds that there is nothing to ask for.
            return [] if found.query.is_empty() else list(found)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""}) from error
