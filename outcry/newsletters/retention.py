"""How long we keep who asked for the newsletter; and the whole register, which the page "What we keep" draws and a chore keeps."""

from django.utils.translation import gettext_lazy as _

from outcry.lib.retention import Term
from outcry.newsletters.joining import forget_left, forget_sign_ups
from outcry.newsroom.retention import REGISTER as BELOW

REGISTER: tuple[Term, ...] = (
    *BELOW,
    Term(
        key="newsletter_sign_up",
        what=_("That somebody asked for the newsletter with your address, and the address until you confirm"),
        kept=_("7 days"),
        why=_("The link in the mail works that long, and nobody can have you written to more than three times a day."),
        erase=forget_sign_ups,
    ),
    Term(
        key="newsletter_subscription",
        what=_("Your address, and the languages and topics that you chose for the newsletter"),
        kept=_("Until you end it; then it is gone at once"),
        why=_("To write to you. Whether you open a mail or follow a link nobody can see."),
        erase=forget_left,
    ),
)
