"""A copy of a digest as a mail: plain text, plain links, nothing that tells whether it was read."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from outcry.accounts.models import Organisation, User
from outcry.delivery.compose import FinishedMail, compose
from outcry.newsletters.addresses import ask_for_page_url, leave_url
from outcry.newsletters.editions import Edition, Told
from outcry.newsletters.models import Digest, Issue, Subscription
from outcry.newsroom.drawing.lines import own_name
from outcry.protests.mails import DESTINATION
from outcry.protests.mails import MAILER as OF_SUPPORTERS

MAILER = "newsletter"
# After protests and confirmations: a newsletter can wait for them, they not for it.
PRIORITY = 9
_LEAVE = "\x02leave\x03"


class Wording:
    """The mails of one edition. Whoever chose the same things gets the same words, drawn once, but for the link that ends it."""

    def __init__(self, *, edition: Edition, organisation: Organisation) -> None:
        self.edition, self._organisation = edition, organisation
        self._drawn: dict[tuple[str, ...], str] = {}
        self.sender_name = organisation.name_in(edition.language)

    def text(self, told: Iterable[Told], *, leave: str) -> str:
        """The mail with these things in it."""
        chosen = tuple(told)
        keys = tuple(one.key for one in chosen)
        if keys not in self._drawn:
            self._drawn[keys] = self._draw(chosen)
        return self._drawn[keys].replace(_LEAVE, leave)

    def _draw(self, chosen: tuple[Told, ...]) -> str:
        language = self.edition.language
        with translation.override(language):
            facts = {
                "introduction": self.edition.introduction,
                "told": [_line(one, language) for one in chosen],
                "organisation": self.sender_name,
                "contact": self._organisation.contact_address,
                "newsletter_url": settings.SITE_URL + reverse("front:newsletter"),
                "yours_url": ask_for_page_url(language=language),
                "leave_url": _LEAVE,
            }
            return render_to_string("newsletters/mail/digest.txt", facts).strip("\n") + "\n"


def _line(told: Told, language: str) -> dict[str, object]:
    return {"one": told, "url": settings.SITE_URL + told.path, "in_language": own_name(told.language) if told.language != language else ""}


def copy_mail(*, issue: Issue, wording: Wording, told: Iterable[Told], subscription: Subscription, now: datetime) -> FinishedMail:
    """One subscriber's copy, with what lets her mail program end it by one click (RFC 8058) and put it where she wants (RFC 2919)."""
    leave = leave_url(subscription, language=issue.language)
    domain = issue.digest.organisation.mail_domain
    return compose(
        key=issue.key(subscription.pk),
        group=issue.group,
        mailer=MAILER,
        destination=DESTINATION,
        priority=PRIORITY,
        kind="mail",
        sender_name=wording.sender_name,
        domain=domain,
        recipient=subscription.supporter.address or "",
        subject=issue.subject,
        text=wording.text(told, leave=leave),
        language=issue.language,
        now=now,
        headers={
            "List-Id": f"<newsletter-{issue.language}.{domain}>",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def trial_mail(*, digest: Digest, edition: Edition, to: User, now: datetime) -> FinishedMail:
    """The whole edition for the member of staff who asks for it. Her subject says that it is a test, and its last link ends nothing."""
    with translation.override(edition.language):
        page = settings.SITE_URL + reverse("front:newsletter")
    wording = Wording(edition=edition, organisation=digest.organisation)
    return compose(
        key=f"digest-test:{digest.pk}:{to.pk}:{edition.language}:{now.timestamp():.0f}",
        group=f"digest-test:{digest.pk}",
        mailer=OF_SUPPORTERS,
        destination=DESTINATION,
        priority=1,
        kind="mail",
        sender_name=wording.sender_name,
        domain=digest.organisation.mail_domain,
        recipient=to.email,
        subject=f"[test] {edition.subject}",
        text=wording.text(edition.told, leave=page),
        language=edition.language,
        now=now,
    )
