"""Filling the pages of gatherings."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.appeals.models import AppealState
from outcry.appeals.queries import text_in as appeal_text_in
from outcry.cases import publication
from outcry.design.day_words import day_in_words
from outcry.design.parts import Link, SharedAs, Teaser
from outcry.design.whole_addresses import address_in, in_order, whole
from outcry.front.filling.appeal import appeal_url, case_teaser, paragraphs
from outcry.front.pages.gatherings import ComePage, ComingLinkPage, ComingPageState, GatheringPage, GatheringsPage, RecordedAct, ShownPhoto, Told
from outcry.gatherings import queries
from outcry.gatherings.addresses_of_pages import leave_url
from outcry.gatherings.drawing import lines, standing
from outcry.gatherings.handed_in_lines import lines as handed_in_lines
from outcry.gatherings.hours import when_in_words
from outcry.gatherings.models import Coming, ComingState, Gathering, GatheringState, GatheringText
from outcry.gatherings.moments import moment_of
from outcry.gatherings.operations.coming import may_confirm
from outcry.groups import queries as groups
from outcry.lib.feeds import SHAPE_NAMES, Shape
from outcry.lib.translations import in_language
from outcry.newsroom.drawing.lines import own_name
from outcry.newsroom.drawing.pictures import Figure, SizeAt
from outcry.newsroom.subject_links import country_link, links_to_groups, topic_links, topic_name
from outcry.vocabularies import queries as vocabularies


def gathering_page(gathering: Gathering, text: GatheringText, *, language: str, at: datetime) -> GatheringPage:
    """One gathering in one language."""
    is_foreign = text.language != language
    organisations = _organisations(gathering, language=language)
    return GatheringPage(
        url=gathering_url(gathering),
        shared=_shared(gathering, text, organisations),
        title=text.title,
        kind=str(gathering.get_kind_display()),
        standing=standing(gathering, at=at),
        when=when_in_words(gathering),
        place=text.place,
        withholds_place=gathering.withholds_place,
        about=paragraphs(text.about),
        safety=paragraphs(text.safety) if standing(gathering, at=at) == "ahead" else (),
        organiser=text.organiser,
        organisations=organisations,
        contact=gathering.contact or gathering.organisation.contact_address,
        calendar_url=reverse("front:gathering_calendar", args=[gathering.slug]),
        come_url=reverse("front:come", args=[gathering.slug]) if gathering.is_open(at=at) else "",
        called_off_because=paragraphs(text.called_off_because),
        number=queries.number_shown(gathering=gathering) if standing(gathering, at=at) == "ahead" else None,
        country=country_link(gathering.country),
        topics=topic_links(gathering.topics.all(), language=language),
        told=_told(gathering, language=language),
        recorded=tuple(_recorded(gathering, language=language, on=at.date())),
        handed_in=handed_in_lines(queries.handed_in_at(gathering=gathering), language=language),
        photos=tuple(_photos(gathering, language=language)),
        calendars=_calendars(gathering, language=language),
        case=_case(gathering, language=language, at=at),
        appeal=_appeal(gathering, language=language),
        is_invented=gathering.about_invented_person,
        language=text.language if is_foreign else "",
        language_name=own_name(text.language) if is_foreign else "",
    )


def gatherings_page(*, ahead: Iterable[Gathering], over: Iterable[Gathering], language: str, at: datetime) -> GatheringsPage:
    """The list of all."""
    codes = [code for code, _name in settings.LANGUAGES]
    return GatheringsPage(
        shared=SharedAs(
            title=_("Gatherings"),
            description=_("Vigils, pickets, rallies and marches: when and where, how to stay safe, and what happened."),
            url=address_in(language, "front:gatherings"),
            languages=in_order({code: address_in(code, "front:gatherings") for code in codes}),
        ),
        ahead=lines(ahead, language=language, at=at),
        over=lines(over, language=language, at=at),
        feeds=tuple(Link(label=label, url=reverse("front:gatherings_feed", args=[shape])) for shape, label in SHAPE_NAMES.items()),
    )


def come_page(gathering: Gathering, text: GatheringText, *, language: str) -> ComePage:
    """The form by which somebody says that she comes."""
    return ComePage(
        title=text.title,
        url=gathering_url(gathering),
        slug=gathering.slug,
        when=when_in_words(gathering),
        withholds_place=gathering.withholds_place,
        days=settings.GATHERINGS_ADDRESS_DAYS,
        language="" if text.language == language else text.language,
    )


def coming_page(coming: Coming | None, *, language: str, now: datetime) -> ComingLinkPage:
    """Behind a mailed link."""
    if coming is None:
        return ComingLinkPage(state="unknown")
    gathering = coming.gathering
    text = queries.text_in(gathering=gathering, language=language)
    state = _state(coming, now=now)
    return ComingLinkPage(
        state=state,
        title=text.title if text else gathering.slug,
        url=gathering_url(gathering) if not gathering.is_draft else "",
        withholds_place=gathering.withholds_place,
        leave_url=leave_url(coming) if state in ("open", "confirmed") else "",
    )


def gathering_url(gathering: Gathering) -> str:
    """The page of a gathering, in the language being drawn."""
    return reverse("front:gathering", args=[gathering.slug])


def _state(coming: Coming, *, now: datetime) -> ComingPageState:
    at = coming.gathering.organisation.content_now(now=now)
    if coming.state == ComingState.CONFIRMED:
        return "gone" if coming.erased_at else "confirmed"
    if coming.state == ComingState.GONE:
        return "gone"
    if not coming.gathering.is_open(at=at):
        return "closed"
    return "open" if may_confirm(coming, now=now) else "run_out"


def _told(gathering: Gathering, *, language: str) -> Told | None:
    row = in_language(gathering.accounts.all(), language, gathering.organisation.source_language)
    if row is None:
        return None
    return Told(
        happened=paragraphs(row.happened),
        came=row.came,
        handed_in=paragraphs(row.handed_in),
        incidents=paragraphs(row.incidents),
        source_note=row.source_note,
        language="" if row.language == language else row.language,
    )


def _photos(gathering: Gathering, *, language: str) -> Iterator[ShownPhoto]:
    for photo in queries.photos_of(gathering=gathering):
        text = in_language(photo.texts.all(), language, gathering.organisation.source_language)
        if text is None:
            continue
        sizes = [
            SizeAt(url=reverse("front:gathering_photo", args=[gathering.slug, size.name]), width=size.width, height=size.height) for size in photo.sizes.all()
        ]
        yield ShownPhoto(
            figure=Figure(sizes=tuple(sizes), credit=photo.credit),
            alt=text.alt,
            text=text.caption,
            attribution=photo.credit,
            language="" if text.language == language else text.language,
        )


def _recorded(gathering: Gathering, *, language: str, on: date) -> Iterator[RecordedAct]:
    """Through the one door: what is in no approved version is not told here either."""
    incidents = list(gathering.incidents.all())
    cases = publication.for_case_ids(case_ids=[one.case_id for one in incidents], organisation=gathering.organisation, language=language, on=on)
    acts = {act.key: (case, act) for case in cases for act in case.acts if act.key is not None}
    for case, act in (acts[one.act_key] for one in incidents if one.act_key in acts):
        yield RecordedAct(
            headline=act.headline,
            kind=act.kind_label,
            day=day_in_words(act.when) if act.when else None,
            url=f"{reverse('front:case', args=[case.slug])}#act-{act.number}",
            language="" if act.language == language else act.language,
        )


def _calendars(gathering: Gathering, *, language: str) -> tuple[Link, ...]:
    country, topics = country_link(gathering.country), list(gathering.topics.all())
    words = vocabularies.wordings(term_ids=[topic.pk for topic in topics], language=language) if topics else {}
    of_country = [Link(label=country.label, url=reverse("front:gatherings_country_feed", args=[gathering.country.lower(), Shape.ICAL]))] if country.url else []
    of_topics = [Link(label=words[one.pk].label, url=reverse("front:gatherings_topic_feed", args=[topic_name(one), Shape.ICAL])) for one in topics]
    return (*of_country, *of_topics)


def _case(gathering: Gathering, *, language: str, at: datetime) -> Teaser | None:
    case_id = gathering.case_id or (gathering.appeal.case_id if gathering.appeal else None)
    found = publication.for_case_id(case_id=case_id, language=language, on=at.date()) if case_id else None
    return case_teaser(found, language=language, on=at.date()) if found else None


def _appeal(gathering: Gathering, *, language: str) -> Link | None:
    appeal = gathering.appeal
    if appeal is None or appeal.state not in (AppealState.OPEN, AppealState.ENDED):
        return None
    text = appeal_text_in(appeal=appeal, language=language)
    return Link(label=text.title if text else appeal.slug, url=appeal_url(appeal))


def _organisations(gathering: Gathering, *, language: str) -> tuple[Link, ...]:
    found = groups.public_of_gathering(gathering_id=gathering.pk, organisation=gathering.organisation)
    return links_to_groups(found, organisation=gathering.organisation, language=language)


def _shared(gathering: Gathering, text: GatheringText, organisations: Iterable[Link]) -> SharedAs:
    """Nothing but what stands on the page: a place that is told to those who register alone stands in no card either."""
    there = [one.language for one in gathering.texts.all()]
    url = address_in(text.language, "front:gathering", gathering.slug)
    return SharedAs(
        title=text.title,
        description=text.about.split("\n")[0],
        url=url,
        languages=in_order({code: address_in(code, "front:gathering", gathering.slug) for code in there}),
        data=_data(gathering, text, organisations, url=url),
    )


def _data(gathering: Gathering, text: GatheringText, organisations: Iterable[Link], *, url: str) -> dict[str, object]:
    """https://schema.org/Event"""
    is_off = gathering.state == GatheringState.CALLED_OFF
    ends: dict[str, object] = {"endDate": moment_of(gathering.last_day or gathering.day, gathering.ends, gathering.zone).isoformat()} if gathering.ends else {}
    place: dict[str, object] = {"@type": "Place", "name": text.place}
    if country_link(gathering.country).url:
        place["address"] = {"@type": "PostalAddress", "addressCountry": gathering.country}
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": text.title,
        "description": text.about,
        "inLanguage": text.language,
        "startDate": moment_of(gathering.day, gathering.begins, gathering.zone).isoformat(),
        "eventStatus": f"https://schema.org/{'EventCancelled' if is_off else 'EventScheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place,
        "organizer": [{"@type": "Organization", "name": one.label, "url": whole(one.url)} for one in organisations]
        or {"@type": "Organization", "name": text.organiser, "url": whole(reverse("front:home"))},
        "url": url,
    }
    return data | ends
