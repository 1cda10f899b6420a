"""What a case tells search engines and programs: nothing but what its approved projection shows, and of people only who is named as one it was done to."""

from collections.abc import Iterator
from datetime import date

from outcry.cases.publication import ParticipantKind, PublishedCase, PublishedEvent
from outcry.design.parts import SharedAs
from outcry.design.whole_addresses import address_in, in_order
from outcry.front.filling.cards import case_card
from outcry.lib.cards.words import HEIGHT, WIDTH
from outcry.lib.country_names import country_name

_KINDS = {ParticipantKind.PERSON: "Person", ParticipantKind.ORGANISATION: "Organization"}


def case_as_shared(case: PublishedCase, *, organisation: str, on: date) -> SharedAs:
    """A case of which nothing was approved yet has no address but its own."""
    url = address_in(case.language, "front:case", case.slug)
    card = case_card(case=case, language=case.language, organisation=organisation, on=on)
    return SharedAs(
        kind="article",
        title=case.name,
        description=case.standfirst,
        url=url,
        languages=in_order({code: address_in(code, "front:case", case.slug) for code in case.languages}),
        # What somebody made up is no fact for programs, which would take it for one.
        image=address_in(case.language, "front:case_card", case.slug),
        image_alt=card.alt,
        image_size=(WIDTH, HEIGHT),
        data=None if case.about_invented_person else _article(case, url, organisation),
    )


def _article(case: PublishedCase, url: str, organisation: str) -> dict[str, object]:
    publisher = {"@type": "Organization", "name": organisation}
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": case.name,
        "description": case.standfirst,
        "inLanguage": case.language,
        "dateModified": case.approved_at.date(),
        "version": case.version,
        "author": publisher,
        "publisher": publisher,
        "mainEntityOfPage": url,
    }
    about = [*_people(case), *(_event(event) for event in case.events if event.title)]
    return data | {"about": about} if about else data


def _people(case: PublishedCase) -> Iterator[dict[str, object]]:
    """To whom it was done, where the page names her. Who is said to have done it is named on the page, with its sources, and in no directory of anybody."""
    victims = {act.record.victim for act in case.acts if act.record.victim}
    for one in case.participants:
        if one.name in victims and not one.is_pseudonym and one.kind in _KINDS:
            yield {"@type": _KINDS[ParticipantKind(one.kind)], "name": one.name}


def _event(event: PublishedEvent) -> dict[str, object]:
    told: dict[str, object] = {"@type": "Event", "name": event.title}
    if event.when_earliest:
        told["startDate"] = event.when_earliest
    if event.when_latest:
        told["endDate"] = event.when_latest
    place = event.place or country_name(event.country)
    return told | {"location": {"@type": "Place", "name": place}} if place else told
