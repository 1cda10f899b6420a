"""The daily letter: one a day to an office that single letters do not reach, with the number of those who protested and names that may be shown.

It tells of everybody who confirmed before eight in the morning (UTC) of its day and was in no daily letter before. The letter, and which protests it
tells of, are written in one transaction; each protest stands in exactly one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from outcry.appeals.models import Addressee, AppealState, LetterText
from outcry.authorities import vouching
from outcry.authorities.queries import salutation
from outcry.delivery import outbox
from outcry.delivery.compose import FinishedMail, compose
from outcry.lib.country_names import country_name
from outcry.lib.translations import in_language
from outcry.protests.closing import hold_open
from outcry.protests.letters import MAILER
from outcry.protests.mails import organisation_name
from outcry.protests.models import DailyLetter, Protest, ProtestLetter, ProtestState, Rung, RungChange, ShownToAddressee
from outcry.protests.rungs import rung_of

HOUR = 8
# More names make a letter that no server takes; those beyond are told of as a number.
MOST_NAMES = 1000


@dataclass(frozen=True, kw_only=True)
class _Signed:
    """Those who signed one version of the letter: its text, how many, and the names that may be shown."""

    text: LetterText
    number: int
    names: list[str]
    unnamed: int
    own_words: int


def compose_daily_letters(*, now: datetime) -> int:
    """Write today's letter to every office that gets one a day, once its hour has come. Returns how many were written; run it as often as you like."""
    if now.astimezone(UTC).hour < HOUR:
        return 0
    return sum(_compose(addressee_id, now=now) for addressee_id in _waiting_for_one(now))


def _waiting_for_one(now: datetime) -> list[int]:
    decided = RungChange.objects.filter(rung=Rung.DAILY, addressee__appeal__state=AppealState.OPEN).values("addressee")
    waiting = _to_be_told(ProtestLetter.objects.filter(addressee__in=decided), now=now)
    return list(waiting.order_by("addressee").values_list("addressee", flat=True).distinct())


def _to_be_told(letters: QuerySet[ProtestLetter], *, now: datetime) -> QuerySet[ProtestLetter]:
    since = datetime.combine(now.astimezone(UTC).date(), time(HOUR), UTC)
    return letters.filter(way=Rung.DAILY, daily=None, taken_back_at=None, protest__state=ProtestState.CONFIRMED, protest__confirmed_at__lt=since)


@transaction.atomic
def _compose(addressee_id: int, *, now: datetime) -> int:
    addressee = Addressee.objects.select_for_update(of=("self",)).select_related("office", "appeal__organisation").get(pk=addressee_id)
    day = now.astimezone(UTC).date()
    is_due = hold_open(addressee.appeal) and rung_of(addressee) == Rung.DAILY and not addressee.daily_letters.filter(day=day, released_at=None).exists()
    if not is_due or not vouching.standing(office=addressee.office, now=now).is_approved:
        return 0
    # Locked: whoever takes her protest back this moment is through, or waits until it is in the letter, and takes that back.
    hers = Protest.objects.filter(pk__in=_to_be_told(addressee.letters.all(), now=now).values("protest"), state=ProtestState.CONFIRMED)
    protests = list(hers.select_related("letter").prefetch_related("letter__texts").order_by("pk").select_for_update(of=("self",), no_key=True))
    told = addressee.letters.filter(protest__in=[protest.pk for protest in protests], way=Rung.DAILY, daily=None, taken_back_at=None)
    if not protests:
        return 0
    number = (addressee.daily_letters.aggregate(last=Max("number"))["last"] or 0) + 1
    signed = _by_version(protests, addressee)
    mail = _mail(addressee, signed, number=number, now=now)
    [message] = outbox.put(mails=[mail], now=now)
    daily = DailyLetter.objects.create(
        addressee=addressee,
        number=number,
        day=day,
        message=message,
        language=signed[0].text.language,
        protests=len(protests),
        named=sum(len(one.names) for one in signed),
        composed_at=now,
    )
    told.update(daily=daily)
    return 1


def _by_version(protests: Iterable[Protest], addressee: Addressee) -> list[_Signed]:
    """Each version of the letter with those who signed that one, the newest first."""
    organisation = addressee.appeal.organisation
    versions: dict[int, list[Protest]] = {}
    for protest in protests:
        versions.setdefault(protest.letter.number, []).append(protest)
    found = []
    for number in sorted(versions, reverse=True):
        those = versions[number]
        text = in_language(those[0].letter.texts.all(), addressee.office.language, organisation.source_language)
        if text is None:
            raise LookupError(f"letter version {those[0].letter_id} has no text")
        names = sorted(_named(protest, text.language) for protest in those if _may_be_named(protest))
        shown = names[:MOST_NAMES]
        own_words = sum(bool(protest.own_text) for protest in those)
        found.append(_Signed(text=text, number=len(those), names=shown, unnamed=len(those) - len(shown), own_words=own_words))
    return found


def _may_be_named(protest: Protest) -> bool:
    """Only who chose to sign with her full name; initials are no name, and stand in the number."""
    return protest.shown_to_addressee == ShownToAddressee.FULL_NAME and bool(protest.letter_words)


def _named(protest: Protest, language: str) -> str:
    return f"{protest.letter_words}, {country_name(protest.country, language)}"


def _mail(addressee: Addressee, signed: list[_Signed], *, number: int, now: datetime) -> FinishedMail:
    organisation, office, language = addressee.appeal.organisation, addressee.office, signed[0].text.language
    greeting = in_language(office.texts.all(), language, organisation.source_language)
    total = sum(one.number for one in signed)
    name = organisation_name(organisation, language)
    with translation.override(language):
        subject = translation.ngettext("%(subject)s (%(number)s person)", "%(subject)s (%(number)s people)", total)
        facts = {
            "salutation": salutation(office=office, text=greeting, on=organisation.content_now(now=now).date()),
            "signed": signed,
            "total": total,
            "organisation": name,
            "contact": organisation.contact_address,
            "site": settings.SITE_URL,
        }
        text = render_to_string("protests/mail/daily.txt", facts).strip("\n") + "\n"
    return compose(
        key=f"daily:{addressee.pk}:{number}",
        group=addressee.appeal.subject,
        mailer=MAILER,
        destination=office.destination,
        kind="letter",
        sender_name=name,
        domain=organisation.mail_domain,
        recipient=office.address,
        recipient_name=greeting.name if greeting else "",
        subject=subject % {"subject": signed[0].text.subject, "number": total},
        text=text,
        language=language,
        now=now,
    )
