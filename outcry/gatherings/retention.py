"""How long what concerns those who come is kept. The register of terms takes these in."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outcry.accounts.models import Organisation
from outcry.gatherings.coming_limits import forget_tallies
from outcry.gatherings.models import BARE, Coming, ComingState, Gathering, MeetingPlace, PhotoDraft
from outcry.gatherings.operations.coming import forget_mails
from outcry.lib.retention import Term

_BATCH = 500


def erase_unconfirmed(*, now: datetime) -> int:
    """Erase addresses that nobody confirmed in their two days; returns how many."""
    due = Coming.objects.filter(state=ComingState.SUBMITTED, expires_at__lte=now, erased_at=None)
    return _erase(due.select_related("gathering").order_by("pk")[:_BATCH], state=ComingState.GONE, now=now)


def erase_addresses(*, now: datetime) -> int:
    """Erase the addresses of those who came, and our copies of the mails to them, some days after the gathering; returns how many."""
    due = Coming.objects.filter(state=ComingState.CONFIRMED, gathering__in=_past_their_term(now), erased_at=None)
    return _erase(due.select_related("gathering").order_by("pk")[:_BATCH], state=ComingState.CONFIRMED, now=now)


def forget_places(*, now: datetime) -> int:
    """Delete places that only those who registered were told, with the addresses; returns how many."""
    return MeetingPlace.objects.filter(gathering__in=_past_their_term(now)).delete()[0]


def forget_photo_drafts(*, now: datetime) -> int:
    """Delete photos that were not shown within their day; returns how many."""
    return PhotoDraft.objects.filter(expires_at__lte=now).delete()[0]


def _past_their_term(now: datetime) -> QuerySet[Gathering]:
    """By the content clock: in a demonstration a gathering of long ago may be ahead."""
    term = timedelta(days=settings.GATHERINGS_ADDRESS_DAYS)
    known = [Q(organisation=one, ends_at__lte=one.content_now(now=now) - term) for one in Organisation.objects.all()]
    return Gathering.objects.filter(reduce(or_, known, Q(pk=None)))


def _erase(due: QuerySet[Coming], *, state: ComingState, now: datetime) -> int:
    rows = list(due)
    for coming in rows:
        forget_mails(coming, now=now)
    Coming.objects.filter(pk__in=[row.pk for row in rows]).update(**dict.fromkeys(BARE), state=state, erased_at=now)
    return len(rows)


def _after_the_gathering() -> str:
    days = settings.GATHERINGS_ADDRESS_DAYS
    return ngettext("%(days)d day after the gathering", "%(days)d days after the gathering", days) % {"days": days}


TERMS: tuple[Term, ...] = (
    Term(
        key="coming_unconfirmed",
        what=_("Your address, if you said that you come to a gathering and did not confirm it"),
        kept=_("2 days"),
        why=_("The link in the mail works that long."),
        erase=erase_unconfirmed,
    ),
    Term(
        key="coming_address",
        what=_("Your address, if you said that you come to a gathering and confirmed it; and our copies of the mails to you"),
        kept=lazy(_after_the_gathering, str)(),
        why=_("To tell you the place, and what changes."),
        erase=erase_addresses,
    ),
    Term(
        key="meeting_places",
        what=_("The exact place of a gathering that only those who registered were told"),
        kept=lazy(_after_the_gathering, str)(),
        why=_("To mail it to those who register."),
        erase=forget_places,
    ),
    Term(
        key="coming_tallies",
        what=_("How many said from a network in one hour that they come, as a keyed hash of that hour alone"),
        kept=_("One day"),
        why=_("To stop floods. It leads to nobody."),
        erase=forget_tallies,
    ),
    Term(
        key="photo_drafts",
        what=_("A photo of a gathering that was not shown yet; while faces in it are being covered, for whoever added it alone"),
        kept=_("One day"),
        why=_("To cover faces. What was under a cover is gone at once; the file itself is kept nowhere."),
        erase=forget_photo_drafts,
    ),
)
