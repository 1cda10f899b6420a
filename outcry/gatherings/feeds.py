"""Gatherings for readers of feeds: the newest changes first, each once, in the language nearest to the reader's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.gatherings.calendars import Entry, where
from outcry.gatherings.hours import when_in_words
from outcry.gatherings.models import Gathering, GatheringQuerySet, GatheringState
from outcry.gatherings.queries import text_in
from outcry.lib.feeds import Feed, FeedEntry

# A calendar shows what is ahead and what was lately; a reader of feeds has read the rest.
_MOST = 200


@dataclass(frozen=True, kw_only=True)
class GatheringsFeed:
    """For whom a feed is written, and where it stands; `own` is its path."""

    organisation: Organisation
    language: str
    own: str
    at: datetime

    def entries(self, gatherings: GatheringQuerySet) -> list[Entry]:
        """The latest, each with the words nearest to the reader's."""
        found = []
        for gathering in gatherings.order_by("-starts_at", "-pk")[:_MOST]:
            text = text_in(gathering=gathering, language=self.language)
            if text:
                found.append(Entry(gathering=gathering, text=text, url=f"{settings.SITE_URL}{reverse('front:gathering', args=[gathering.slug])}"))
        return found


def calendar_name(told: GatheringsFeed) -> str:
    """What a program calls the calendar."""
    return _("Gatherings: %(organisation)s") % {"organisation": told.organisation.name_in(told.language)}


def feed_of(told: GatheringsFeed, gatherings: GatheringQuerySet) -> Feed:
    """The same for readers of feeds."""
    entries = sorted(told.entries(gatherings), key=lambda entry: entry.gathering.changed_at, reverse=True)
    return Feed(
        identifier=_urn("gatherings", told.organisation.public_id, told.own),
        title=calendar_name(told),
        subtitle=_("Vigils, pickets, rallies and marches: when and where, how to stay safe, and what happened."),
        url=f"{settings.SITE_URL}{reverse('front:gatherings')}",
        own=f"{settings.SITE_URL}{told.own}",
        language=told.language,
        author=told.organisation.name_in(told.language),
        updated=max((entry.gathering.changed_at for entry in entries), default=told.at),
        entries=tuple(_told(entry) for entry in entries),
    )


def _told(entry: Entry) -> FeedEntry:
    gathering, text = entry.gathering, entry.text
    is_off = gathering.state == GatheringState.CALLED_OFF
    when = when_in_words(gathering)
    return FeedEntry(
        identifier=_urn("gathering", gathering.public_id, text.language),
        url=entry.url,
        title=_("Called off: %(title)s") % {"title": text.title} if is_off else text.title,
        summary=f"{when.day.text}, {when.hours}, {when.zone}. {where(gathering, text)}.\n\n{text.called_off_because if is_off else text.about}",
        language=text.language,
        published=_first_told(gathering),
        updated=gathering.changed_at,
        subjects=(str(gathering.get_kind_display()),),
    )


def _first_told(gathering: Gathering) -> datetime:
    return gathering.published_at or gathering.drafted_at


def _urn(*parts: object) -> str:
    """A name that stays (RFC 4122, version 5) when the words and the address of a thing change."""
    return uuid5(NAMESPACE_URL, " ".join(map(str, parts))).urn
