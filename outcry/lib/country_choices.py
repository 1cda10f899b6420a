"""Countries to choose from in a form of the desk."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from outcry.lib.country_names import countries, country_name


def country_choices(*, kept: str = "") -> list[tuple[str, str]]:
    """An empty choice, then every country by name; `kept` too, which may be no country: what is made up lies nowhere."""
    language = get_language() or "en"
    found = [("", _("Choose a country")), *countries(language)]
    return found if not kept or kept in dict(found) else [*found, (kept, country_name(kept, language))]
