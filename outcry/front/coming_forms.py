"""The form by which somebody says that she comes: a button, and an address if she wants to be written to."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from outcry.front.forms import PlainForm
from outcry.lib.addresses import InvalidAddress, deliverable_address


class ComingForm(PlainForm):
    """What is asked is as little as can be: no name, and no address unless she gives one."""

    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", "inputmode": "email"}),
    )
    # People never see it.
    homepage = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"})
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip()
        try:
            return deliverable_address(typed) if typed else ""
        except InvalidAddress as error:
            raise ValidationError(_("Write it as name@example.org. Mail can’t be sent to what stands here now."), code="address") from error

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("homepage"))
