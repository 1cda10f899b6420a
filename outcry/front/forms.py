"""The visitor's forms. Plain text only; what comes back with errors keeps what was typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from outcry.design.parts import ErrorLine
from outcry.lib.addresses import BeyondAscii, InvalidAddress, deliverable_address
from outcry.lib.country_names import countries
from outcry.lib.identifiers import PUBLIC_ID_LENGTH
from outcry.lib.text import has_control, has_line_break, has_link, is_readable, plain_lines
from outcry.protests.models import ShownInPublic, ShownToAddressee

LONGEST_NAME = 100
LONGEST_LETTER = 6000


def one_plain_line(text: str) -> None:
    """Refuse what could smuggle a link, a second line, a turned direction or nothing to be seen into a letter's head."""
    if has_line_break(text) or has_control(text) or (text.strip() and not is_readable(text)):
        raise ValidationError(_("Write your name in one line, in plain letters."), code="line_break")
    if has_link(text):
        raise ValidationError(_("Write a name only, without a link or an address."), code="link")


class CountrySelect(forms.Select):
    """A list of some 250 countries in one piece: Django's own calls a template for each, a quarter of the page's time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options = (
            (code, mark_safe(" selected") if code == (value or "") else "", label)  # our own word
            for code, label in self.choices
        )
        attributes = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", attributes, format_html_join("", '<option value="{}"{}>{}</option>', options))


class CountryField(forms.ChoiceField):
    """Any country, named and sorted in the reader's language. The list is put together only when it is drawn."""

    def __init__(self, *, language: str) -> None:
        super().__init__(
            label=_("Country"),
            choices=lambda: [("", _("Choose your country")), *countries(language)],
            widget=CountrySelect(attrs={"autocomplete": "country"}),
            error_messages={"required": _("Choose your country."), "invalid_choice": _("Choose your country from the list.")},
        )
        self._codes = dict(countries(language))

    def valid_value(self, value: str) -> bool:
        return value in self._codes


class PlainForm(forms.Form):
    """A form that can be drawn with its errors beside the fields and a summary above."""

    # Set by the view that draws it again: whether errors are shown, and what concerns no single field.
    show_errors = False
    general: tuple[str, ...] = ()

    def error_lines(self) -> tuple[ErrorLine, ...]:
        """The summary: one line per field in the order of the page."""
        return tuple(ErrorLine(text=" ".join(map(str, errors)), field_id=self._target(name)) for name, errors in self.errors.items() if name in self.fields)

    def _target(self, name: str) -> str:
        # A group of radio buttons is reached by its frame: its single buttons have numbered ids.
        return str(self[name].auto_id)


class TrappedForm(PlainForm):
    """With a trap for programs, and the token that stands in for a cookie."""

    # People never see it.
    homepage = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"})
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("homepage"))


class SignForm(PlainForm):
    """A supporter's protest: who she is, her letter, how she is shown."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        strip=False,
        validators=[one_plain_line],
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Write your name."), "max_length": _("Write a shorter name, at most %(limit_value)d letters.")},
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We write to confirm, and at most once more to remind you. It is never published and never shown to the authorities."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", "inputmode": "email"}),
        error_messages={"required": _("Write your e-mail address.")},
    )
    country = forms.ChoiceField()
    letter = forms.CharField(
        label=_("Your letter"),
        max_length=LONGEST_LETTER,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        error_messages={
            "required": _("Your letter is empty. Write a few words, or bring back our text."),
            "max_length": _("Your letter is too long. Please keep it to %(limit_value)d letters."),
        },
    )
    shown_in_public = forms.ChoiceField(label=_("On this page, show"), choices=ShownInPublic.choices, initial=ShownInPublic.NOTHING, widget=forms.RadioSelect)
    shown_to_addressee = forms.ChoiceField(
        label=_("Under your letter, write"), choices=ShownToAddressee.choices, initial=ShownToAddressee.COUNTRY, widget=forms.RadioSelect
    )
    wants_outcome = forms.BooleanField(label=_("Tell me by e-mail what becomes of this appeal"), required=False)
    wants_ask = forms.BooleanField(label=_("After that mail, ask me once for a donation"), required=False)
    # A trap for programs: people never see it.
    homepage = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"})
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = CountryField(language=language)
        self.fields["letter"].widget.attrs["lang"] = language

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if not name:
            raise ValidationError(_("Write your name."), code="required")
        return name

    def clean_email(self) -> str:
        try:
            return deliverable_address(self.cleaned_data["email"])
        except BeyondAscii as error:
            raise ValidationError(
                _("Before the @ only Latin letters, digits and signs can stand: mail to others can’t be sent from everywhere yet."), code="address"
            ) from error
        except InvalidAddress as error:
            raise ValidationError(_("Write it as name@example.org. Mail can’t be sent to what stands here now."), code="address") from error

    def clean_letter(self) -> str:
        letter = plain_lines(self.cleaned_data["letter"]).strip()
        if not letter:
            raise ValidationError(_("Your letter is empty. Write a few words, or bring back our text."), code="required")
        return letter

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("homepage"))


class ConfirmForm(PlainForm):
    """The exact words by which she is shown; she may change them before they are used."""

    public_words = forms.CharField(
        label=_("On the appeal page"),
        max_length=LONGEST_NAME,
        required=False,
        strip=False,
        validators=[one_plain_line],
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"max_length": _("Write a shorter name, at most %(limit_value)d letters.")},
    )
    letter_words = forms.CharField(
        label=_("Under your letter"),
        max_length=LONGEST_NAME,
        required=False,
        strip=False,
        validators=[one_plain_line],
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"max_length": _("Write a shorter name, at most %(limit_value)d letters.")},
    )

    # The public id of the embassy that the page showed her, as long as the mark stands.
    copy_to = forms.CharField(required=False, max_length=PUBLIC_ID_LENGTH, widget=forms.HiddenInput)

    def clean_public_words(self) -> str:
        return str(self.cleaned_data["public_words"]).strip()

    def clean_letter_words(self) -> str:
        return str(self.cleaned_data["letter_words"]).strip()
