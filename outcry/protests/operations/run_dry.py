"""An appeal run dry: what one supporter's protest would set going, mail by mail, written by the same code, and nothing of it kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from typing import Literal

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.appeals.models import Addressee, Appeal, LetterVersion
from outcry.appeals.queries import addressees, embassy_in
from outcry.audit.operations import record
from outcry.delivery import outbox
from outcry.delivery.compose import FinishedMail
from outcry.lib.addresses import CANONICAL_RULE
from outcry.lib.translations import in_language
from outcry.protests.letters import finish_letters, own_letter
from outcry.protests.mails import DESTINATION, MAILER, asking_mail, asking_words
from outcry.protests.models import Protest, Rung, ShownInPublic, ShownToAddressee

# Nobody can have a mailbox there (RFC 2606).
_HER_ADDRESS = "supporter@supporters.invalid"


@dataclass(frozen=True, kw_only=True)
class DryMail:
    """One mail that would leave, or the text that would go another way; `office` is blank where it is to the supporter."""

    office: str
    is_copy: bool
    is_reminder: bool
    way: Rung
    language: str
    recipient: str
    subject: str
    text: str
    # None for what leaves by no mail of ours: a book, her own mailbox, the daily letter of all.
    mail: FinishedMail | None

    @property
    def size(self) -> int:
        """In bytes, as it would go over the line; 0 where no mail of ours leaves."""
        return len(self.mail.content) if self.mail else 0


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """All of it, and the offices that would get nothing because nobody vouches for their entry as it stands."""

    mails: Sequence[DryMail]
    left_out: Sequence[str]


class NothingToRun(Exception):
    """The appeal has no letter yet, or no text in any language."""


def run_dry(*, appeal: Appeal, letter: LetterVersion, language: str, country: str, own_text: str, now: datetime) -> DryRun:
    """What a supporter who writes in `language` from `country` would set going now. Asks the database, writes nothing. Raise NothingToRun."""
    protest = _made_up(appeal, letter, language=language, country=country, own_text=own_text, now=now)
    embassy = embassy_in(appeal=appeal, country=country, now=now)
    try:
        asked = [_asking(protest, template="confirm", now=now), _asking(protest, template="remind", now=now)]
        drafts = finish_letters(protest=protest, signature=protest.letter_words or "", copy_to=embassy.office.public_id if embassy else "", now=now)
    except LookupError as error:
        raise NothingToRun(appeal.pk) from error
    found = [_dry(mail, office="", language=language, is_reminder=number == 1) for number, mail in enumerate(asked)]
    for draft in drafts:
        office = _name(draft.addressee)
        is_copy = bool(draft.addressee.for_country)
        if draft.mail:
            found.append(_dry(draft.mail, office=office, language=draft.language, is_copy=is_copy))
            continue
        subject, text = own_letter(protest=protest, addressee=draft.addressee, now=now)
        recipient = draft.addressee.office.address
        found.append(
            DryMail(
                office=office,
                is_copy=is_copy,
                is_reminder=False,
                way=draft.way,
                language=draft.language,
                recipient=recipient,
                subject=subject,
                text=text,
                mail=None,
            )
        )
    written_to = {draft.addressee.pk for draft in drafts}
    left_out = [_name(one) for one in addressees(appeal=appeal) if one.pk not in written_to]
    return DryRun(mails=found, left_out=left_out)


def send_dry_run(*, appeal: Appeal, run: DryRun, to: User, now: datetime) -> int:
    """Send every mail of it, to the last byte as it would leave, to the member of staff's own address alone. Returns how many."""
    group = f"test:{appeal.pk}"
    mails = [
        replace(
            one.mail,
            key=f"{group}:{to.pk}:dry:{number}:{now.timestamp():.3f}",
            group=group,
            mailer=MAILER,
            destination=DESTINATION,
            priority=1,
            recipient=to.email,
            never_twice=False,
        )
        for number, one in enumerate(run.mails)
        if one.mail
    ]
    with transaction.atomic():
        outbox.put(mails=mails, now=now)
        record(verb="letter.dry_run", subject=appeal.subject, actor=to, now=now, letters=len(mails))
    return len(mails)


def _made_up(appeal: Appeal, letter: LetterVersion, *, language: str, country: str, own_text: str, now: datetime) -> Protest:
    """A supporter whom nobody keeps."""
    with translation.override(language):
        name = _("Name of a supporter")
    return Protest(
        appeal=appeal,
        letter=letter,
        submitted_at=now,
        state_changed_at=now,
        language=language,
        country=country,
        name=name,
        address=_HER_ADDRESS,
        own_text=own_text or None,
        shown_in_public=ShownInPublic.NOTHING,
        shown_to_addressee=ShownToAddressee.FULL_NAME,
        public_words="",
        letter_words=name,
        address_rule=CANONICAL_RULE,
    )


def _asking(protest: Protest, *, template: Literal["confirm", "remind"], now: datetime) -> FinishedMail:
    words = asking_words(template=template, appeal=protest.appeal, letter=protest.letter, language=protest.language)
    return asking_mail(protest=protest, words=words, key="", priority=1, now=now)


def _dry(mail: FinishedMail, *, office: str, language: str, is_copy: bool = False, is_reminder: bool = False) -> DryMail:
    read = message_from_bytes(mail.content, policy=default)
    body = read.get_body(("plain",))
    return DryMail(
        office=office,
        is_copy=is_copy,
        is_reminder=is_reminder,
        way=Rung.SINGLE,
        language=language,
        recipient=mail.recipient,
        subject=str(read["Subject"]),
        text=str(body.get_content()) if body else "",
        mail=mail,
    )


def _name(addressee: Addressee) -> str:
    """The office's name as whoever looks reads it."""
    text = in_language(addressee.office.texts.all(), translation.get_language() or "", addressee.appeal.organisation.source_language)
    return text.name if text else addressee.office.address
