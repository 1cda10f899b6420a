"""How long we keep who asked for the newsletter; and the whole register, which the page "What we keep" draws and a chore keeps."""

from django.utils.translation import gettext_lazy as _

from outcry.lib.retention import Term
from outcry.newsletters.coming_back import forget_copies, forget_paused
from outcry.newsletters.her_page import forget_page_requests
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
    Term(
        key="newsletter_paused",
        what=_("The same, when two mails in a row came back and you did not ask again"),
        kept=_("180 days after the second one"),
        why=_("So that you can have it go on. Then nobody is there, and it ends."),
        erase=forget_paused,
    ),
    Term(
        key="newsletter_copies",
        what=_("Which newsletters were sent to you"),
        kept=_("28 days"),
        why=_("To send none twice, and to see whether it came back."),
        erase=forget_copies,
    ),
    Term(
        key="page_requests",
        what=_("That somebody asked for the page with all that you agreed to, and your address with it"),
        kept=_("24 hours"),
        why=_("The link in the mail works that long, and nobody can have you written to more than three times a day."),
        erase=forget_page_requests,
    ),
)
