"""The form of a comment. Plain text; a name if she likes, an address if she wants to hear of answers."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from outcry.front.forms import LONGEST_NAME, TrappedForm, one_plain_line
from outcry.lib.addresses import InvalidAddress, deliverable_address
from outcry.lib.text import is_readable, plain_lines
from outcry.newsroom.comment_rows import Objection

LONGEST_COMMENT = 3000
LONGEST_OBJECTION = 1000
_EMPTY = _("Write your comment.")


class ObjectForm(TrappedForm):
    """What a reader objects to in somebody else's comment."""

    objection = forms.ChoiceField(
        label=_("What is wrong with it"), choices=Objection.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose what is wrong with it.")}
    )
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=LONGEST_OBJECTION,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"max_length": _("This is too long. Please keep it to %(limit_value)d letters.")},
    )


class CommentForm(TrappedForm):
    """What a reader says below a report."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_COMMENT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"}),
        help_text=_("Plain text. Name nobody who could be put in danger by it."),
        error_messages={"required": _EMPTY, "max_length": _("This is too long. Please keep it to %(limit_value)d letters.")},
    )
    name = forms.CharField(
        label=_("Name, as it should appear"),
        required=False,
        max_length=LONGEST_NAME,
        strip=False,
        validators=[one_plain_line],
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
        help_text=_("Leave it empty to comment as “A reader”."),
        error_messages={"max_length": _("Write a shorter name, at most %(limit_value)d letters.")},
    )
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", "inputmode": "email"}),
    )
    website = forms.CharField(
        label=_("Website"),
        required=False,
        max_length=200,
        validators=[URLValidator(schemes=["http", "https"], message=_("Write it as https://example.org."))],
        widget=forms.URLInput(attrs={"autocomplete": "url", "dir": "ltr"}),
        help_text=_("Shown as text, not as a link."),
    )
    to = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.COMMENTS_WEBSITE:
            del self.fields["website"]

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).strip()

    def clean_text(self) -> str:
        text = plain_lines(self.cleaned_data["text"]).strip()
        if not text or not is_readable(text):
            raise ValidationError(_EMPTY, code="required")
        return text

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip()
        try:
            return deliverable_address(typed) if typed else ""
        except InvalidAddress as error:
            raise ValidationError(_("Write it as name@example.org. Mail can’t be sent to what stands here now."), code="address") from error
