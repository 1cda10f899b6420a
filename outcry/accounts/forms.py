"""Forms of the page about the organisation."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from outcry.lib.domains import domain_in_ascii
from outcry.lib.seen_forms import SeenForm
from outcry.lib.wording_forms import WordingForm


class OrganisationForm(SeenForm):
    """What needs no translation."""

    contact_address = forms.EmailField(
        label=_("Contact address"),
        max_length=254,
        help_text=_("Printed in every letter: whoever wants it to stop writes here."),
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )
    mail_domain = forms.CharField(
        label=_("Mail domain"),
        max_length=120,
        help_text=_("Letters leave from addresses on this domain, and answers come back to it. Letters already written keep theirs."),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )

    reviews_reports = forms.BooleanField(
        label=_("A colleague reads every report before readers do"),
        required=False,
        help_text=_(
            "Whoever wrote a report can then not publish it herself, unless nobody else works here. Only those who manage staff change this, and the log "
            "keeps it."
        ),
    )

    def clean_mail_domain(self) -> str:
        """A name under which mail addresses can exist."""
        domain = str(self.cleaned_data["mail_domain"]).strip().lower()
        validate_email(f"letter@{domain}")
        try:
            # As the DNS knows it: it stands in addresses of ours.
            return domain_in_ascii(domain)
        except UnicodeError:
            raise ValidationError(_("No domain can be called that.")) from None


class OrganisationWordsForm(WordingForm):
    """Who we are, in one language."""

    name = forms.CharField(label=_("Name"), max_length=200)
    about = forms.CharField(
        label=_("Who we are"), widget=forms.Textarea(attrs={"rows": 6}), help_text=_("Stands on the home page. A blank line begins a new paragraph.")
    )
    imprint = forms.CharField(
        label=_("Imprint"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who is responsible, with name and postal address as your law asks, and whom to ask to stop."),
    )
