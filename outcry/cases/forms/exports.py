"""The form that asks for a file of cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcry.cases.models import ExportForm as Form


class ExportForm(forms.Form):
    """In which form, and whether with what is sealed."""

    form = forms.ChoiceField(label=_("Form of the file"), choices=Form.choices, widget=forms.RadioSelect, initial=Form.CSV)
    with_sealed = forms.BooleanField(
        label=_("With what is stored sealed"),
        required=False,
        help_text=_("Names of people, confidential notes, who a source is. In the file they are open to whoever gets hold of it."),
    )

    def __init__(self, data: Any = None, *, is_for_partner: bool = False) -> None:
        super().__init__(data)
        if is_for_partner:
            # Nothing that is stored sealed is open to partners.
            del self.fields["with_sealed"]
