"""What a report tells search engines, and programs that draw a card where somebody links to it: in Open Graph and schema.org words."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from outcry.design.embedding import oembed_address
from outcry.design.parts import SharedAs
from outcry.design.whole_addresses import in_order, whole
from outcry.lib.cards.words import HEIGHT, WIDTH
from outcry.newsroom.drawing.cards import report_card, report_card_address
from outcry.newsroom.drawing.report import Correction, Elsewhere, Part


def report_as_shared(
    *,
    title: str,
    standfirst: str,
    byline: str,
    organisation: str,
    language: str,
    slug: str,
    address: str,
    elsewhere: Iterable[Elsewhere],
    lead: Part | None,
    published_on: date,
    changed_at: datetime | None,
    corrections: Iterable[Correction],
) -> SharedAs:
    """Nothing but what stands on the page: a byline that was left out names nobody here either."""
    url = whole(address)
    card = report_card(kind=_("Report"), title=title, published_on=published_on, language=language, organisation=organisation)
    picture = lead.figure.largest if lead and lead.figure else None
    image = whole(picture.url) if picture else report_card_address(language=language, slug=slug)
    publisher = {"@type": "Organization", "name": organisation}
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "inLanguage": language,
        "datePublished": published_on,
        "dateModified": max(published_on, changed_at.date()) if changed_at else published_on,
        "author": {"@type": "Person", "name": byline} if byline else publisher,
        "publisher": publisher,
        "mainEntityOfPage": url,
    }
    said = {
        "description": standfirst,
        "image": image,
        "correction": [{"@type": "CorrectionComment", "datePublished": one.day.iso, "text": one.text} for one in corrections],
    }
    return SharedAs(
        kind="article",
        title=title,
        description=standfirst,
        url=url,
        languages=in_order({language: url} | {place.language: whole(place.url) for place in elsewhere}),
        image=image,
        image_alt=lead.alt if lead and picture else card.alt,
        image_size=(picture.width, picture.height) if picture else (WIDTH, HEIGHT),
        oembed=oembed_address(url),
        data=data | {name: value for name, value in said.items() if value},
    )
