"""The letter of one protest to one addressee, finished: salutation, text, signature, and who sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from outcry.accounts.models import Organisation
from outcry.appeals.models import Addressee, LetterText
from outcry.appeals.queries import embassy_in, writable_addressees
from outcry.authorities.queries import salutation
from outcry.delivery.compose import FinishedMail, compose
from outcry.lib.country_names import country_name
from outcry.lib.translations import in_language
from outcry.protests.mails import organisation_name
from outcry.protests.models import Protest, Rung
from outcry.protests.rungs import rungs_of

MAILER = "protest"
# Of letters that supporters send themselves: nothing is ever handed over under this name.
OWN_MAILBOX = "own_mailbox"


@dataclass(frozen=True, kw_only=True)
class LetterDraft:
    """A letter and the addressee it belongs to; finished as a mail where it goes by itself."""

    addressee: Addressee
    language: str
    way: Rung
    mail: FinishedMail | None


def finish_letters(*, protest: Protest, signature: str, copy_to: str = "", now: datetime) -> list[LetterDraft]:
    """One letter per addressee who may be written to now, by the way decided for it. Asks the database, writes nothing.

    An unchanged letter goes out in each addressee's language alone. Her own wording goes first, in the language she
    wrote, and the approved text in the addressee's language follows it. `copy_to` is the public id of the embassy that she
    saw before she confirmed; a copy goes to it as long as it is the one of her country.
    """
    appeal = protest.appeal
    addressees = writable_addressees(appeal=appeal, now=now)
    embassy = embassy_in(appeal=appeal, country=protest.country, now=now) if copy_to else None
    rungs = rungs_of(appeal=appeal)
    letters = [_draft(protest=protest, addressee=one, way=rungs.get(one.pk, Rung.SINGLE), signature=signature, now=now) for one in addressees]
    if embassy is not None and embassy.office.public_id == copy_to:
        letters.append(_draft(protest=protest, addressee=embassy, way=Rung.SINGLE, signature=signature, copy_of=addressees, now=now))
    return letters


def letter_key(*, protest_id: int, addressee_id: int, try_number: int = 0) -> str:
    """The outbox key of a single letter; one that came back from another way is written anew, under the next number."""
    return f"protest:{protest_id}:addressee:{addressee_id}" + (f":{try_number}" if try_number else "")


def own_key(*, protest_id: int, addressee_id: int) -> str:
    """The outbox key of a letter that she sends herself."""
    return f"protest:{protest_id}:addressee:{addressee_id}:own"


def own_letter(*, protest: Protest, addressee: Addressee, now: datetime) -> tuple[str, str]:
    """Subject and text of a letter as she sends it herself: from her to the office, without a word about us."""
    organisation = protest.appeal.organisation
    approved = approved_text(protest=protest, addressee=addressee)
    greeting = in_language(addressee.office.texts.all(), approved.language, organisation.source_language)
    first = salutation(office=addressee.office, text=greeting, on=organisation.content_now(now=now).date())
    last = signed(signature=protest.letter_words or "", country=protest.country, language=approved.language)
    return approved.subject, "\n\n".join(part for part in (first, protest.own_text or "", approved.body, last) if part)


def approved_text(*, protest: Protest, addressee: Addressee) -> LetterText:
    """The text that she signed, in the addressee's language or what comes nearest."""
    approved = in_language(protest.letter.texts.all(), addressee.office.language, protest.appeal.organisation.source_language)
    if approved is None:
        raise LookupError(f"letter version {protest.letter_id} has no text")
    return approved


def _draft(*, protest: Protest, addressee: Addressee, way: Rung, signature: str, copy_of: Sequence[Addressee] = (), now: datetime) -> LetterDraft:
    language = approved_text(protest=protest, addressee=addressee).language
    mail = finish_letter(protest=protest, addressee=addressee, signature=signature, copy_of=copy_of, now=now) if way == Rung.SINGLE else None
    return LetterDraft(addressee=addressee, language=language, way=way, mail=mail)


def finish_letter(
    *, protest: Protest, addressee: Addressee, signature: str, copy_of: Sequence[Addressee] = (), try_number: int = 0, by_herself: bool = False, now: datetime
) -> FinishedMail:
    """The mail of one protest to one addressee; `by_herself`: as she will send it, kept for its copy address."""
    organisation = protest.appeal.organisation
    office = addressee.office
    approved = approved_text(protest=protest, addressee=addressee)
    greeting = in_language(office.texts.all(), approved.language, organisation.source_language)
    return compose(
        key=own_key(protest_id=protest.pk, addressee_id=addressee.pk)
        if by_herself
        else letter_key(protest_id=protest.pk, addressee_id=addressee.pk, try_number=try_number),
        group=f"{protest.appeal.subject}:own" if by_herself else protest.appeal.subject,
        mailer=OWN_MAILBOX if by_herself else MAILER,
        destination=office.destination,
        kind="letter",
        sender_name=sender_name(signature=signature, country=protest.country, organisation=organisation, language=approved.language),
        domain=organisation.mail_domain,
        recipient=office.address,
        recipient_name=greeting.name if greeting else "",
        subject=approved.subject,
        text=letter_text(
            approved=approved,
            salutation=salutation(office=office, text=greeting, on=organisation.content_now(now=now).date()),
            own_text=protest.own_text or "",
            signature=signature,
            country=protest.country,
            organisation=organisation,
            copy_of=_names(copy_of, language=approved.language, source_language=organisation.source_language),
        ),
        language=approved.language,
        now=now,
        never_twice=protest.appeal.never_twice,
    )


def _names(addressees: Sequence[Addressee], *, language: str, source_language: str) -> list[str]:
    names = [in_language(addressee.office.texts.all(), language, source_language) for addressee in addressees]
    return [name.name for name in names if name]


def letter_text(
    *, approved: LetterText, salutation: str, own_text: str, signature: str, country: str, organisation: Organisation, copy_of: Sequence[str] = ()
) -> str:
    """The whole text of a letter, in the language of the approved text; `copy_of` names the offices that an embassy's copy went to itself."""
    language = approved.language
    with translation.override(language):
        return (
            render_to_string(
                "protests/mail/letter.txt",
                {
                    "salutation": salutation,
                    "copy_of": copy_of,
                    "own_text": own_text,
                    "approved": approved.body,
                    "signature": signed(signature=signature, country=country, language=language),
                    "organisation": organisation_name(organisation, language),
                    "contact": organisation.contact_address,
                    "site": settings.SITE_URL,
                },
            ).strip("\n")
            + "\n"
        )


def signed(*, signature: str, country: str, language: str) -> str:
    """How a letter is signed: her words and her country, or "a supporter" and her country."""
    with translation.override(language):
        name = country_name(country, language)
        return f"{signature}, {name}" if signature else translation.gettext("A supporter, %(country)s") % {"country": name}


def sender_name(*, signature: str, country: str, organisation: Organisation, language: str) -> str:
    """The name in the From line: who writes, and through whom."""
    with translation.override(language):
        return translation.gettext("%(name)s via %(organisation)s") % {
            "name": signature or signed(signature="", country=country, language=language),
            "organisation": organisation_name(organisation, language),
        }
