"""The form that asks for the newsletter, and its choice of languages and topics."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from outcry.front.forms import PlainForm, TrappedForm
from outcry.lib.addresses import InvalidAddress, deliverable_address
from outcry.newsletters.joining import Choice


class ChoiceForm(PlainForm):
    """In which languages, on which topics. `topics` are those that can be chosen: number and name."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a language."), "invalid_choice": _("Choose from the list.")},
    )
    topics = forms.TypedMultipleChoiceField(
        label=_("Topics"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to hear of everything."),
        error_messages={"invalid_choice": _("Choose from the list.")},
    )

    def __init__(self, *args: Any, topics: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topics"]
        field.choices = list(topics)
        if not field.choices:
            del self.fields["topics"]

    def choice(self) -> Choice:
        """What was chosen."""
        return Choice(languages=tuple(self.cleaned_data["languages"]), topics=tuple(self.cleaned_data.get("topics", ())))


class MailboxForm(TrappedForm):
    """Where to write to."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", "inputmode": "email"}),
        error_messages={"required": _("Write your e-mail address.")},
    )

    def clean_email(self) -> str:
        try:
            return deliverable_address(self.cleaned_data["email"])
        except InvalidAddress as error:
            raise ValidationError(_("Write it as name@example.org. Mail can’t be sent to what stands here now."), code="address") from error


class JoinForm(ChoiceForm, MailboxForm):
    """Both: it asks for the newsletter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("We write once, to ask whether it is you. It is never shown to anybody.")
