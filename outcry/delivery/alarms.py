"""What stands still is told by mail to the people of the desk, once when it begins, once a day while it lasts, and when it moves again.

The mail goes past the outbox, whose worker may be what stands still. Both the mail worker and whoever does chores look, so that each
is missed by the other; a row that one of them changes first decides who writes.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.accounts.models import User
from outcry.accounts.permissions import ACCESS
from outcry.delivery.models import Standstill
from outcry.delivery.servers import shown_name
from outcry.delivery.standing_still import Kind, StandingStill, look
from outcry.design.day_words import moment_in_words
from outcry.design.whole_addresses import whole

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(days=1)


def tell(*, now: datetime) -> int:
    """Look, and write to the people of the desk about what is new, or still so after a day, or over. Returns how many mails left."""
    found = look(now=now)
    news = [one for one in found if _is_to_be_told(one, now=now)]
    over = Standstill.objects.exclude(key__in=[one.key for one in found])
    # What was noticed and never told ends in silence.
    is_over = bool(over.exclude(told_at=None).delete()[0]) and not found
    over.delete()
    if not news and not is_over:
        return 0
    sent = sum(_write(address, language, found) for address, language in _readers())
    if news and not sent:
        # Nobody got it: the next look tries once more.
        Standstill.objects.filter(key__in=[one.key for one in news]).update(told_at=None)
    return sent


def _is_to_be_told(one: StandingStill, *, now: datetime) -> bool:
    """Whether it is us who tell of it now."""
    Standstill.objects.get_or_create(key=one.key, defaults={"noticed_at": now})
    long_ago = Q(told_at=None) | Q(told_at__lte=now - AGAIN_AFTER)
    return bool(Standstill.objects.filter(long_ago, key=one.key).update(told_at=now))


def in_words(one: StandingStill) -> str:
    """One sentence of what stands still, in the language of the moment."""
    facts = {"since": moment_in_words(one.since).text, "number": number_format(one.waiting, force_grouping=True)}
    if one.server:
        facts["server"] = shown_name(one.server)
    match one.kind:
        case Kind.LETTERS:
            words = ngettext(
                "No letter is taken in hand since %(since)s, and %(number)s waits. Look whether the mail worker runs.",
                "No letter is taken in hand since %(since)s, and %(number)s wait. Look whether the mail worker runs.",
                one.waiting,
            )
        case Kind.INCOMING:
            words = ngettext(
                "%(number)s mail that came in has not been read by the machine since %(since)s.",
                "%(number)s mails that came in have not been read by the machine since %(since)s.",
                one.waiting,
            )
        case Kind.CHORES:
            words = _("Nothing that becomes due by itself is done since %(since)s: counts, replies, thanks, reminders. Look whether the chores run.")
        case Kind.SERVER_AWAY:
            words = ngettext(
                "The mail server %(server)s can't be reached; %(number)s letter waits for it, since %(since)s.",
                "The mail server %(server)s can't be reached; %(number)s letters wait for it, the first since %(since)s.",
                one.waiting,
            )
        case Kind.SERVER_REFUSES:
            words = ngettext(
                "The mail server %(server)s blocks us since %(since)s; %(number)s letter waits for it.",
                "The mail server %(server)s blocks us since %(since)s; %(number)s letters wait for it.",
                one.waiting,
            )
    return words % facts


def _readers() -> Iterator[tuple[str, str]]:
    """Addresses and languages: those that the installation names, or else everybody on the desk's staff who has an address."""
    if settings.ALARMS_TO:
        yield from ((address, settings.LANGUAGE_CODE) for address in settings.ALARMS_TO)
        return
    for user in User.objects.filter(is_active=True, is_partner=False, organisation__isnull=False).exclude(email="").order_by("pk"):
        if user.has_perm(ACCESS):
            profile = getattr(user, "wagtail_userprofile", None)
            yield user.email, (profile.get_preferred_language() if profile else "") or settings.LANGUAGE_CODE


def _write(address: str, language: str, found: Iterable[StandingStill]) -> int:
    with translation.override(language):
        sentences = [in_words(one) for one in found]
        subject = _("Outcry: the mail stands still") if sentences else _("Outcry: the mail moves again")
        sentences = sentences or [_("Whatever stood still moves again.")]
        link = whole(reverse("protests_desk:post_office"))
        body = "\n\n".join([*sentences, _("Everything is kept; nothing is lost."), link]) + "\n"
    try:
        return EmailMessage(subject=subject, body=body, to=[address]).send(using="default")
    except Exception as error:  # noqa: BLE001  the rim: a relay that is away must not keep the others from hearing, nor the work from going on
        logger.error("an alarm could not be sent by mail: %s", type(error).__name__)
        return 0
