"""A member of staff sends herself the letter as an addressee will get it."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from outcry.accounts.models import User
from outcry.appeals.models import Addressee, LetterVersion
from outcry.audit.operations import record
from outcry.authorities.queries import salutation
from outcry.delivery import outbox
from outcry.delivery.compose import compose
from outcry.delivery.models import OutgoingMessage
from outcry.lib.translations import in_language
from outcry.protests.letters import letter_text, sender_name
from outcry.protests.mails import DESTINATION, MAILER


class NoTextYet(Exception):
    """The letter has no text in any language."""


def send_test_letter(*, addressee: Addressee, letter: LetterVersion, to: User, now: datetime) -> OutgoingMessage:
    """Queue the letter to one addressee, as a supporter's it would be, to the member of staff's own address. Raise NoTextYet."""
    appeal, organisation, office = addressee.appeal, addressee.appeal.organisation, addressee.office
    approved = in_language(letter.texts.all(), office.language, organisation.source_language)
    if approved is None:
        raise NoTextYet(letter.pk)
    greeting = in_language(office.texts.all(), approved.language, organisation.source_language)
    with translation.override(approved.language):
        signature = translation.gettext("Name of a supporter")
    group = f"test:{appeal.pk}"
    mail = compose(
        key=f"{group}:{to.pk}:{addressee.pk}:{now.timestamp():.0f}",
        group=group,
        mailer=MAILER,
        destination=DESTINATION,
        priority=1,
        kind="letter",
        sender_name=sender_name(signature=signature, country=appeal.country, organisation=organisation, language=approved.language),
        domain=organisation.mail_domain,
        recipient=to.email,
        subject=f"[test] {approved.subject}",
        text=letter_text(
            approved=approved,
            salutation=salutation(office=office, text=greeting, on=organisation.content_now(now=now).date()),
            own_text="",
            signature=signature,
            country=appeal.country,
            organisation=organisation,
        ),
        language=approved.language,
        now=now,
    )
    with transaction.atomic():
        [message] = outbox.put(mails=[mail], now=now)
        record(verb="letter.test", subject=appeal.subject, actor=to, now=now, addressee=addressee.pk)
    return message
