"""Mails to supporters: confirmation, reminder, outcome. Each can be left by a link, without an account.

Confirmation and reminder hold the approved letter and the link, nothing she typed but the address: whoever's mailbox
it is must not be sent a stranger's words.
"""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal
from outcry.delivery.compose import FinishedMail, compose
from outcry.lib.translations import in_language
from outcry.protests.addresses_of_pages import appeal_url, confirm_url, leave_url
from outcry.protests.models import Outcome, Protest
from outcry.supporters.models import Supporter

MAILER = "letter_to_supporter"
DESTINATION = "supporters"
_CONFIRM, _LEAVE = "\x02confirm\x03", "\x02leave\x03"


def mail_group(appeal: Appeal) -> str:
    """The opaque group of mails to the supporters of an appeal, apart from its letters."""
    return f"{appeal.subject}:mail"


def confirmation_mail(*, protest: Protest, now: datetime) -> FinishedMail:
    """The mail with the link that confirms."""
    return _asking(protest=protest, template="confirm", key=f"protest:{protest.pk}:confirm", priority=1, now=now)


def reminder_mail(*, protest: Protest, now: datetime) -> FinishedMail:
    """The one reminder."""
    return _asking(protest=protest, template="remind", key=f"protest:{protest.pk}:remind", priority=2, now=now)


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
        recipient=supporter.address,
        subject=text.mail_subject,
        text=body.strip("\n") + "\n",
        language=text.language,
        headers={"List-Unsubscribe": f"<{leave}>"},
        now=now,
    )


def organisation_name(organisation: Organisation, language: str) -> str:
    """The organisation's name in this language, or the nearest there is."""
    text = in_language(organisation.texts.all(), language, organisation.source_language)
    return text.name if text else organisation.slug


def _asking(*, protest: Protest, template: str, key: str, priority: int, now: datetime) -> FinishedMail:
    if protest.address is None:
        raise LookupError(f"protest {protest.pk} has no address any more")
    appeal, organisation, language = protest.appeal, protest.appeal.organisation, protest.language
    title = in_language(appeal.texts.all(), language, organisation.source_language)
    letter = in_language(protest.letter.texts.all(), language, organisation.source_language)
    if title is None or letter is None:
        raise LookupError(f"appeal {appeal.pk} has no text")
    subject, body = _asking_words(
        template, language, title.title, letter.body, organisation_name(organisation, language), organisation.contact_address, settings.SITE_URL
    )
    return _to_supporter(
        key=key,
        appeal=appeal,
        priority=priority,
        recipient=protest.address,
        subject=subject,
        text=body.replace(_CONFIRM, confirm_url(protest)).replace(_LEAVE, leave_url(protest)),
        language=language,
        headers={},
        now=now,
    )


# The same for everybody but for two links, and asked for at every submission.
@lru_cache(maxsize=256)
def _asking_words(template: str, language: str, title: str, letter: str, organisation: str, contact: str, site: str) -> tuple[str, str]:
    with translation.override(language):
        body = render_to_string(
            f"protests/mail/{template}.txt",
            {"title": title, "letter": letter, "organisation": organisation, "contact": contact, "site": site, "confirm_url": _CONFIRM, "leave_url": _LEAVE},
        )
        return translation.gettext("Please confirm your protest: %(title)s") % {"title": title}, body.strip("\n") + "\n"


def _to_supporter(
    *, key: str, appeal: Appeal, priority: int, recipient: str, subject: str, text: str, language: str, headers: dict[str, str], now: datetime
) -> FinishedMail:
    return compose(
        key=key,
        group=mail_group(appeal),
        mailer=MAILER,
        destination=DESTINATION,
        priority=priority,
        kind="mail",
        sender_name=organisation_name(appeal.organisation, language),
        domain=appeal.organisation.mail_domain,
        recipient=recipient,
        subject=subject,
        text=text,
        language=language,
        now=now,
        headers=headers,
    )
