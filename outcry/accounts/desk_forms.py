"""The form at the door of the desk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms.auth import LoginForm

from outcry.accounts import signing_in
from outcry.design.day_words import moment_in_words
from outcry.lib.networks import client_network


class SignInForm(LoginForm):
    """Wagtail's own, with a limit on tries. Who has to wait is told so in the same words, whether there is such an account or not."""

    def clean(self) -> dict[str, Any]:
        """Count the try, then look at the password."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not (name and password):
            return dict(super().clean())
        network = client_network(self.request.META, trusted_proxies=settings.TRUSTED_PROXIES) if self.request else ""
        try:
            one = signing_in.begin_try(name=name, network=network, now=timezone.now())
        except signing_in.TooManyTries as wait:
            words = _(
                "There were too many tries to sign in. Wait until %(moment)s, then try again. Somebody with a shell on the server can let you in earlier."
            )
            raise ValidationError(words % {"moment": moment_in_words(wait.until).text}, code="too_many_tries") from wait
        found = dict(super().clean())
        signing_in.signed_in(one)
        return found
