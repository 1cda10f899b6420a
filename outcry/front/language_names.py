"""Names of languages in the reader's language, as a sentence needs them."""

from babel import Locale
from django.utils.translation import get_language


def language_name(code: str) -> str:
    """A language's name in the language the page is drawn in; its code when it is not known."""
    language = get_language() or "en"
    return str(Locale.parse(language.replace("-", "_")).languages.get(code, code))
