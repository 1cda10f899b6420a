"""The forms by which an editor decides what of a file may become public."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from outcry.cases.forms.facts import FactsForm
from outcry.cases.models import Naming, PublicationRule


class PublicationRuleForm(FactsForm):
    """How exactly, and which facts."""

    model = PublicationRule
    help_texts: ClassVar[dict[str, Any]] = {
        "event": _("An event goes by its own rule where it has one, else by that of the whole case."),
        "dates": _("Of coded days alone. What a text says stays as it is written: read the preview."),
        "places": _("A point is moved to the middle of its cell. By country, no place in words is shown either."),
    }


class NamingForm(FactsForm):
    """Under which name."""

    model = Naming
    help_texts: ClassVar[dict[str, Any]] = {
        "shown_as": _("This can only take away. Without it she stands under her name where she may be named, else under her pseudonym."),
    }
