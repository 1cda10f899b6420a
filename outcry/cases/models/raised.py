"""Records that may be raised to a stricter level than their columns have, for everything that lies in them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.evidence.models import Level

# To whom a record may be raised. What is public is decided by an approval, and what is sealed by the column.
RAISED_TO = [(level.value, level.label) for level in (Level.PARTNERS, Level.INTERNAL, Level.RESTRICTED)]


def level_field(default: Level) -> Any:
    """Who may read a record. Of two levels that a row stands under, the stricter one holds."""
    return models.CharField(_("who may read it"), max_length=12, choices=RAISED_TO, default=default)


def readers_field() -> Any:
    """Who may read a record that is restricted. Whoever restricts it is always among them."""
    return models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("restricted to"))
