"""Mails to supporters: confirmation, reminder, outcome. Each can be left by a link, without an account.

Confirmation and reminder hold the approved letter and the link, nothing she typed but the address: whoever's mailbox
it is must not be sent a stranger's words.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal, LetterVersion
from outcry.delivery.compose import FinishedMail, compose
from outcry.giving.models import DonationAppeal
from outcry.lib.translations import in_language
from outcry.protests.addresses_of_pages import appeal_url, confirm_url, donation_url, leave_url
from outcry.protests.models import Outcome, Protest, Thanks
from outcry.supporters.models import Supporter

MAILER = "letter_to_supporter"
DESTINATION = "supporters"
_CONFIRM, _LEAVE = "\x02confirm\x03", "\x02leave\x03"


def mail_group(appeal: Appeal) -> str:
    """The opaque group of mails to the supporters of an appeal, apart from its letters."""
    return f"{appeal.subject}:mail"


@dataclass(frozen=True, kw_only=True)
class AskingWords:
    """A mail that asks for confirmation, but for its two links: the same for everybody who reads one letter in one language."""

    sender_name: str
    subject: str
    body: str


def asking_words(*, template: Literal["confirm", "remind"], appeal: Appeal, letter: LetterVersion, language: str) -> AskingWords:
    """The words of a confirmation mail or a reminder. Raise LookupError when the appeal has no text in any language."""
    organisation = appeal.organisation
    title = in_language(appeal.texts.all(), language, organisation.source_language)
    text = in_language(letter.texts.all(), language, organisation.source_language)
    if title is None or text is None:
        raise LookupError(f"appeal {appeal.pk} has no text")
    name = organisation_name(organisation, language)
    with translation.override(language):
        body = render_to_string(
            f"protests/mail/{template}.txt",
            {
                "title": title.title,
                "letter": text.body,
                "organisation": name,
                "contact": organisation.contact_address,
                "site": settings.SITE_URL,
                "confirm_url": _CONFIRM,
                "leave_url": _LEAVE,
            },
        )
        subject = translation.gettext("Please confirm your protest: %(title)s") % {"title": title.title}
    return AskingWords(sender_name=name, subject=subject, body=body.strip("\n") + "\n")


def asking_mail(*, protest: Protest, words: AskingWords, key: str, priority: int, now: datetime) -> FinishedMail:
    """The mail with the link that confirms. Asks the database nothing."""
    if protest.address is None:
        raise LookupError(f"protest {protest.pk} has no address any more")
    return _to_supporter(
        key=key,
        appeal=protest.appeal,
        priority=priority,
        sender_name=words.sender_name,
        recipient=protest.address,
        subject=words.subject,
        text=words.body.replace(_CONFIRM, confirm_url(protest)).replace(_LEAVE, leave_url(protest)),
        language=protest.language,
        headers={},
        now=now,
    )


def confirmation_key(protest: Protest) -> str:
    """The outbox key of a protest's confirmation mail."""
    return f"protest:{protest.pk}:confirm"


def reminder_key(protest: Protest) -> str:
    """The outbox key of a protest's reminder."""
    return f"protest:{protest.pk}:remind"


def outcome_mail(*, outcome: Outcome, protest: Protest, supporter: Supporter, now: datetime) -> FinishedMail:
    """What became of it, in the supporter's language or else the organisation's first one. `protest` is hers: it is left by its link."""
    organisation = outcome.appeal.organisation
    text = in_language(outcome.texts.all(), supporter.language, organisation.source_language)
    if text is None or supporter.address is None:
        raise LookupError(f"nothing to say to supporter {supporter.pk}, or nobody to say it to")
    leave = leave_url(protest)
    with translation.override(text.language):
        body = render_to_string(
            "protests/mail/outcome.txt",
            {
                "body": text.mail_body,
                "organisation": organisation_name(organisation, text.language),
                "appeal_url": appeal_url(slug=outcome.appeal.slug, language=text.language),
                "leave_url": leave,
                "contact": organisation.contact_address,
            },
        )
    return _to_supporter(
        key=f"outcome:{outcome.appeal_id}:supporter:{supporter.pk}",
        appeal=outcome.appeal,
        priority=3,
        sender_name=organisation_name(organisation, text.language),
        recipient=supporter.address,
        subject=text.mail_subject,
        text=body.strip("\n") + "\n",
        language=text.language,
        headers={"List-Unsubscribe": f"<{leave}>"},
        now=now,
    )


def donation_mail(*, donation_appeal: DonationAppeal, thanks: Thanks, protest: Protest, now: datetime) -> FinishedMail:
    """The one mail that asks for money, in the supporter's language or else the organisation's first one."""
    organisation, supporter = donation_appeal.organisation, thanks.supporter
    text = in_language(donation_appeal.texts.all(), supporter.language, organisation.source_language)
    if text is None or supporter.address is None:
        raise LookupError(f"nothing to ask of supporter {supporter.pk}, or nobody to ask")
    leave, name = leave_url(protest), organisation_name(organisation, text.language)
    with translation.override(text.language):
        facts = {"title": text.title, "standfirst": text.standfirst, "organisation": name, "leave_url": leave, "contact": organisation.contact_address}
        url = donation_url(slug=donation_appeal.slug, language=text.language)
        body = render_to_string("protests/mail/donation.txt", facts | {"donation_url": url})
        subject = translation.gettext("%(organisation)s asks you once: %(title)s") % {"organisation": name, "title": text.title}
    return _to_supporter(
        key=f"ask:supporter:{supporter.pk}",
        appeal=thanks.outcome.appeal,
        priority=3,
        sender_name=name,
        recipient=supporter.address,
        subject=subject,
        text=body.strip("\n") + "\n",
        language=text.language,
        headers={"List-Unsubscribe": f"<{leave}>"},
        now=now,
    )


def organisation_name(organisation: Organisation, language: str) -> str:
    """The organisation's name in this language, or the nearest there is."""
    text = in_language(organisation.texts.all(), language, organisation.source_language)
    return text.name if text else organisation.slug


def _to_supporter(
    *,
    key: str,
    appeal: Appeal,
    priority: int,
    sender_name: str,
    recipient: str,
    subject: str,
    text: str,
    language: str,
    headers: dict[str, str],
    now: datetime,
) -> FinishedMail:
    return compose(
        key=key,
        group=mail_group(appeal),
        mailer=MAILER,
        destination=DESTINATION,
        priority=priority,
        kind="mail",
        sender_name=sender_name,
        domain=appeal.organisation.mail_domain,
        recipient=recipient,
        subject=subject,
        text=text,
        language=language,
        now=now,
        headers=headers,
    )
