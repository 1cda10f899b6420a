"""Kept values as a person reads them: keys of other rows become their titles, codes their words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.cases.titles import title_elsewhere
from outcry.design.day_words import day_in_words, joined, plain_day
from outcry.lib.dates import EdtfField

NOTHING = "—"


def value_in_words(field: Any, value: Any) -> str:
    """One kept value of a column; a dash for nothing."""
    if value in (None, "", []):
        return NOTHING
    if field.is_relation:
        keys = value if isinstance(value, list) else [value]
        rows = {row.pk: str(row) if isinstance(row, User) else title_elsewhere(row) for row in field.related_model._default_manager.filter(pk__in=keys)}
        return joined(rows.get(key, _("no longer there")) for key in keys)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, EdtfField):
        return day_in_words(value).text
    if field.get_internal_type() == "DateField":
        return plain_day(date.fromisoformat(value)).text
    return str(value)
