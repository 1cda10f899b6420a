"""Places on a map in words."""

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from outcry.lib.locales import reader_locale


def where_in_words(latitude: float, longitude: float) -> str:
    """Degrees in words, to a tenth: no more is told."""
    north = _("%(degrees)s° north") if latitude >= 0 else _("%(degrees)s° south")
    east = _("%(degrees)s° east") if longitude >= 0 else _("%(degrees)s° west")
    return f"{north % {'degrees': _tenths(latitude)}} {east % {'degrees': _tenths(longitude)}}"


def _tenths(degrees: float) -> str:
    return str(format_decimal(round(abs(degrees), 1), locale=reader_locale()))
