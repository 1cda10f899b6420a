"""The mail that asks whether the owner of an address wants the newsletter, and the one that leads to her page. Neither holds what anybody typed."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.delivery.compose import FinishedMail, compose
from outcry.newsletters.addresses import confirm_url, not_me_url, page_url
from outcry.newsletters.models import PageRequest, SignUp
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
    return _mail(sign_up, subject=subject, text=text, headers={"List-Unsubscribe": f"<{leave}>"}, now=now)


def page_mail(*, request: PageRequest, now: datetime) -> FinishedMail:
    """With the link to her page. It goes to those alone of whom there is something to show."""
    organisation = request.organisation
    with translation.override(request.language):
        name = organisation.name_in(request.language)
        subject = _("All that you agreed to with %(organisation)s") % {"organisation": name}
        facts = {"organisation": name, "contact": organisation.contact_address, "page_url": page_url(request)}
        text = render_to_string("newsletters/mail/page.txt", facts)
    return _mail(request, subject=subject, text=text, headers={}, now=now)


def _mail(to: SignUp | PageRequest, *, subject: str, text: str, headers: dict[str, str], now: datetime) -> FinishedMail:
    return compose(
        key=to.mail_key,
        group=GROUP,
        mailer=MAILER,
        destination=DESTINATION,
        priority=2,
        kind="mail",
        sender_name=to.organisation.name_in(to.language),
        domain=to.organisation.mail_domain,
        recipient=to.address or "",
        subject=subject,
        text=text.strip("\n") + "\n",
        language=to.language,
        now=now,
        headers=headers,
    )
