"""The form that asks for a file of cases."""

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
