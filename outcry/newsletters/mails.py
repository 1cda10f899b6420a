"""The mail that asks whether the owner of an address wants the newsletter. It holds nothing that anybody typed."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.delivery.compose import FinishedMail, compose
from outcry.newsletters.addresses import confirm_url, not_me_url
from outcry.newsletters.models import SignUp
from outcry.protests.mails import DESTINATION, MAILER

GROUP = "newsletter:asked"


def asking_mail(*, sign_up: SignUp, is_known: bool, now: datetime) -> FinishedMail:
    """With the link that confirms. `is_known`: she gets the newsletter already, and nobody but she hears so."""
    organisation, leave = sign_up.organisation, not_me_url(sign_up)
    with translation.override(sign_up.language):
        name = organisation.name_in(sign_up.language)
        subject = _("Do you want the newsletter of %(organisation)s?") % {"organisation": name}
        facts = {"organisation": name, "contact": organisation.contact_address, "confirm_url": confirm_url(sign_up), "leave_url": leave, "is_known": is_known}
        text = render_to_string("newsletters/mail/confirm.txt", facts)
    return compose(
        key=sign_up.mail_key,
        group=GROUP,
        mailer=MAILER,
        destination=DESTINATION,
        priority=2,
        kind="mail",
        sender_name=name,
        domain=organisation.mail_domain,
        recipient=sign_up.address or "",
        subject=subject,
        text=text.strip("\n") + "\n",
        language=sign_up.language,
        now=now,
        headers={"List-Unsubscribe": f"<{leave}>"},
    )
