"""The forms of "write to us safely". Plain text and files; nothing asks who she is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outcry.front.forms import PlainForm
from outcry.intake.models import Use
from outcry.intake.uploads import Refusal, SealedUpload, Why
from outcry.lib.spoken_codes import DIGITS, Slip, read_code
from outcry.lib.text import plain_lines

LONGEST_TEXT = 50_000
LONGEST_NOTE = 2_000


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.Field):
    """The files of a message, sealed already when the form is looked at."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(label=label, required=False, widget=FilesInput(attrs={"multiple": True}))

    def clean(self, value: Any) -> tuple[SealedUpload, ...]:
        """What was taken in; what came by another way than our handler is no file of ours."""
        return tuple(one for one in value or () if isinstance(one, SealedUpload))


class _MessageForm(PlainForm):
    """What every message has: text, files, the trap for programs, and the token that stands in for a cookie."""

    text = forms.CharField(
        label=_("What happened"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto", "autocomplete": "off"}),
        error_messages={
            "required": _("Write a few words: a file alone tells us too little."),
            "max_length": _("This is too long. Please keep it to %(limit_value)d letters, and send the rest as a file or in a second message."),
        },
    )
    attached = FilesField(label=_("Files"))
    # A trap for programs: people never see it.
    homepage = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"})
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, refused: Sequence[Refusal] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refused = refused

    def clean_text(self) -> str:
        text = plain_lines(self.cleaned_data["text"]).strip()
        if not text:
            raise ValidationError(_("Write a few words: a file alone tells us too little."), code="required")
        return text

    def clean_attached(self) -> tuple[SealedUpload, ...]:
        if self._refused:
            raise ValidationError([_reason(refusal) for refusal in self._refused])
        found: tuple[SealedUpload, ...] = self.cleaned_data["attached"]
        return found

    @property
    def had_files(self) -> bool:
        """Whether she had chosen any: a browser does not choose them again."""
        return bool(self.files or self._refused)

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("homepage"))


class WriteForm(_MessageForm):
    """A first message."""

    place = forms.CharField(
        label=_("Where and when it happened, and how you know"),
        required=False,
        max_length=LONGEST_NOTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "off"}),
    )
    use = forms.ChoiceField(label=_("How we may use it"), choices=Use.choices, initial=Use.RECORD, widget=forms.RadioSelect)
    contact = forms.CharField(
        label=_("Another way to reach you"),
        required=False,
        max_length=LONGEST_NOTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "autocomplete": "off"}),
        help_text=_("Not needed: you can come back here with a code. Safer without."),
    )

    def clean_place(self) -> str:
        return plain_lines(self.cleaned_data["place"]).strip()

    def clean_contact(self) -> str:
        return plain_lines(self.cleaned_data["contact"]).strip()


class ReplyForm(_MessageForm):
    """A further message of the same sender."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What you want to add")
        self.fields["text"].widget.attrs["rows"] = 8


class CodeForm(PlainForm):
    """The code of a conversation."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Seven groups of four digits. Spaces do not matter."),
        error_messages={"required": _("Write your code."), "max_length": _("A code has 28 digits.")},
    )

    def clean_code(self) -> str:
        try:
            return read_code(self.cleaned_data["code"])
        except Slip as slip:
            if slip.digits == DIGITS:
                raise ValidationError(_("One of the digits is wrong, or two have changed places. Compare them with your note."), code="slip") from slip
            sentence = ngettext("A code has 28 digits; here is %(number)d.", "A code has 28 digits; here are %(number)d.", slip.digits)
            raise ValidationError(sentence % {"number": slip.digits}, code="length") from slip


class UseForm(PlainForm):
    """How we may use what she told; she may change her mind."""

    use = forms.ChoiceField(label=_("How we may use it"), choices=Use.choices, widget=forms.RadioSelect)


class EraseForm(PlainForm):
    """A second thought before everything goes."""

    sure = forms.BooleanField(label=_("Yes, delete everything"), error_messages={"required": _("Tick this first: what is deleted can’t be brought back.")})


def _reason(refusal: Refusal) -> ValidationError:
    sentences = {
        Why.TOO_LARGE: _("“%(name)s” is larger than %(megabytes)d MB."),
        Why.TOO_MANY: _("“%(name)s” was one file too many for one message."),
        Why.NO_ROOM: _("There is no room for “%(name)s” now. Send your words alone, and the file another day."),
        Why.EMPTY: _("“%(name)s” is empty."),
    }
    facts = {"name": refusal.name[-80:], "megabytes": settings.INTAKE_FILE_MB}
    return ValidationError(sentences[refusal.why], params=facts, code=refusal.why.name.lower())
