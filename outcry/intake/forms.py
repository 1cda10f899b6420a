"""Forms of the intake desk. What a sender fills in is in front."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import User

LONGEST_TEXT = 50_000


class PassphraseForm(forms.Form):
    """What opens the desk's keys."""

    passphrase = forms.CharField(label=_("Passphrase"), max_length=500, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off", "dir": "ltr"}))


class AnswerForm(forms.Form):
    """Words for the sender."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("The sender reads it when they come back with their code. Sign with a name they may know you by, or with none."),
    )


class NoteForm(forms.Form):
    """Words among staff."""

    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("For colleagues who look after these messages. The sender never sees it, and their code does not open it."),
    )


class AssignForm(forms.Form):
    """Who looks after a conversation."""

    to = forms.ChoiceField(label=_("Looked after by"), required=False)

    def __init__(self, *args: Any, staff: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff = {str(user.pk): user for user in staff}
        names = [(pk, user.get_username()) for pk, user in self._staff.items()]
        cast(forms.ChoiceField, self.fields["to"]).choices = [("", _("nobody in particular")), *names]

    def chosen(self) -> User | None:
        """The member of staff that was chosen."""
        return self._staff.get(self.cleaned_data["to"])
