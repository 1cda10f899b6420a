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
from outcry.protests.models import Protest

MAILER = "protest"


@dataclass(frozen=True, kw_only=True)
class LetterDraft:
    """A finished letter and the addressee it belongs to."""

    addressee: Addressee
    language: str
    mail: FinishedMail


def finish_letters(*, protest: Protest, signature: str, copy_to: str = "", now: datetime) -> list[LetterDraft]:
    """One finished letter per addressee who may be written to now. Asks the database, writes nothing.

    An unchanged letter goes out in each addressee's language alone. Her own wording goes first, in the language she
    wrote, and the approved text in the addressee's language follows it. `copy_to` is the public id of the embassy that she
    saw before she confirmed; a copy goes to it as long as it is the one of her country.
    """
    appeal = protest.appeal
    addressees = writable_addressees(appeal=appeal, now=now)
    embassy = embassy_in(appeal=appeal, country=protest.country, now=now) if copy_to else None
    texts = list(protest.letter.texts.all())
    letters = [_finish(protest=protest, addressee=addressee, texts=texts, signature=signature, now=now) for addressee in addressees]
    if embassy is not None and embassy.office.public_id == copy_to:
        letters.append(_finish(protest=protest, addressee=embassy, texts=texts, signature=signature, copy_of=addressees, now=now))
    return letters


def _finish(
    *, protest: Protest, addressee: Addressee, texts: Sequence[LetterText], signature: str, copy_of: Sequence[Addressee] = (), now: datetime
) -> LetterDraft:
    organisation = protest.appeal.organisation
    office = addressee.office
    approved = in_language(texts, office.language, organisation.source_language)
    if approved is None:
        raise LookupError(f"letter version {protest.letter_id} has no text")
    greeting = in_language(office.texts.all(), approved.language, organisation.source_language)
    mail = compose(
        key=f"protest:{protest.pk}:addressee:{addressee.pk}",
        group=protest.appeal.subject,
        mailer=MAILER,
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
    )
    return LetterDraft(addressee=addressee, language=approved.language, mail=mail)


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
