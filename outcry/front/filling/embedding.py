"""Appeals and reports within pages of others: what stands in the frame, and what oEmbed says of it (https://oembed.com)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.appeals import queries as appeals
from outcry.design.day_words import plain_day
from outcry.design.embedding import WIDTH, frame_code, height_of
from outcry.design.whole_addresses import address_in, whole
from outcry.front.filling.appeal import appeal_line
from outcry.front.pages.embedding import Embedded
from outcry.lib.cards.words import HEIGHT as CARD_HEIGHT
from outcry.lib.cards.words import WIDTH as CARD_WIDTH
from outcry.newsroom import queries as newsroom

_PAGE = re.compile(r"/([a-z-]{2,12})/(appeals|reports)/([\w-]{1,255})/?")
# Seconds for which a program need not ask again.
_CACHE_AGE = 3600


def embedded_appeal(*, slug: str, organisation: Organisation, language: str, now: datetime) -> Embedded | None:
    """An appeal that was launched, with its count as it is now."""
    appeal = appeals.by_slug(slug=slug)
    if appeal is None:
        return None
    line, text = appeal_line(appeal, language=language, now=now), appeals.text_in(appeal=appeal, language=language)
    url = address_in(language, "front:appeal", slug)
    return Embedded(
        flag=line.flag,
        title=line.title,
        words=line.standfirst,
        url=f"{url}#act" if line.is_open else url,
        page=url,
        act=_("Send your protest") if line.is_open else _("How it ended"),
        counts=line.counts,
        days_left=line.days_left,
        is_invented=appeal.about_invented_person,
        language=text.language if text and text.language != language else "",
        organisation=organisation.name_in(language),
        home=address_in(language, "front:home"),
        frame=address_in(language, "front:embedded_appeal", slug),
        card=address_in(language, "front:appeal_card", slug),
    )


def embedded_report(*, slug: str, organisation: Organisation, language: str, now: datetime) -> Embedded | None:
    """A report that readers find."""
    report = newsroom.report_called(slug, language=language, on=organisation.content_now(now=now).date())
    if report is None:
        return None
    return Embedded(
        kind=_("Report"),
        title=report.title,
        words=report.standfirst,
        day=plain_day(report.published_on),
        url=whole(report.address()),
        page=whole(report.address()),
        act=_("Read the report"),
        organisation=organisation.name_in(language),
        home=address_in(language, "front:home"),
        frame=address_in(language, "front:embedded_report", slug),
        card=address_in(language, "front:report_card", slug),
    )


_KINDS: dict[str, Callable[..., Embedded | None]] = {"appeals": embedded_appeal, "reports": embedded_report}


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much of a page there is for the frame; None: as much as it needs."""

    width: int | None = None
    height: int | None = None


def oembed(*, url: str, room: Room, organisation: Organisation, now: datetime) -> dict[str, object] | None:
    """What oEmbed says of the page at an address of ours; None for any other."""
    found = _PAGE.fullmatch(_path_here(url))
    if found is None or found[1] not in dict(settings.LANGUAGES):
        return None
    language, kind, slug = found.groups()
    with translation.override(language):
        embedded = _KINDS[kind](slug=slug, organisation=organisation, language=language, now=now)
    return _told(embedded, room) if embedded else None


def _path_here(url: str) -> str:
    """The path of an address of this site; blank for any other, and for what is none."""
    try:
        asked = urlsplit(url)
    except ValueError:
        return ""
    return unquote(asked.path) if f"{asked.scheme}://{asked.netloc}" == settings.SITE_URL else ""


def _told(embedded: Embedded, room: Room) -> dict[str, object]:
    width = min(WIDTH, room.width or WIDTH)
    height = min(height_of(width), room.height or height_of(width))
    told: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": embedded.title,
        "provider_name": embedded.organisation,
        "provider_url": embedded.home,
        "cache_age": _CACHE_AGE,
        "html": frame_code(address=embedded.frame, title=embedded.title, width=width, height=height),
        "width": width,
        "height": height,
    }
    # A picture has to keep to the room as well.
    if (room.width or CARD_WIDTH) >= CARD_WIDTH and (room.height or CARD_HEIGHT) >= CARD_HEIGHT:
        told |= {"thumbnail_url": embedded.card, "thumbnail_width": CARD_WIDTH, "thumbnail_height": CARD_HEIGHT}
    return told
