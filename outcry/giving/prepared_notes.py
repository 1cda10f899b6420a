"""What somebody reveals who gives, by the kind of way: a first text for the desk to check and change."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from outcry.giving.models import WayKind

_NOTES = {
    WayKind.BANK: _(
        "Your bank and ours see your name, your account, the amount and what you write. Both keep it for years. We read the name on our "
        "statement, and write it down nowhere else."
    ),
    WayKind.PAYPAL: _(
        "PayPal learns who you are, what you give and to whom, and keeps it. We see your name and mail address in our PayPal account. "
        "PayPal blocks accounts in some countries, and answers to authorities."
    ),
    WayKind.PATREON: _(
        "Patreon keeps an account of you with your name, mail address and every payment, shows us all of that, and may show others that you support us."
    ),
    WayKind.STRIPE: _(
        "Stripe and your bank see your name, your card and the amount, and your statement names us. We can see your name and mail address at Stripe."
    ),
    WayKind.LIBERAPAY: _(
        "Liberapay keeps an account of you and hands the payment to PayPal or Stripe, which learn who you are. You decide there whether we see your name."
    ),
    WayKind.BITCOIN: _(
        "Every payment can be seen by everybody for ever. Nobody asks for your name, but where you bought the coins it is known. "
        "Give in this way only if you know how to keep the two apart."
    ),
}


def prepared_notes(kind: str) -> dict[str, str]:
    """By language of the site."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(_NOTES[WayKind(kind)])
    return found
