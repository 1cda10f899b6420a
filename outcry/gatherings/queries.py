"""Questions to the gatherings. `at` is a moment of the content clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language

from outcry.accounts.models import Organisation
from outcry.gatherings.models import COUNTED, ComingState, Gathering, GatheringQuerySet, GatheringText, GatheringWords, HandedIn, Photo, PhotoSize
from outcry.lib.folded_words import with_all
from outcry.lib.search_words import Wanted
from outcry.lib.translations import in_language


def public(*, organisation: Organisation) -> GatheringQuerySet:
    """Those that readers may know of; texts at hand."""
    return Gathering.objects.public().filter(organisation=organisation).select_related("organisation").prefetch_related("texts")


def by_slug(*, slug: str) -> Gathering | None:
    """The gathering with this name in its address, where readers may know of it."""
    found = Gathering.objects.public().filter(slug=slug)
    return found.select_related("organisation", "appeal").prefetch_related("texts", "topics", "accounts").first()


def in_order(gatherings: GatheringQuerySet, *, at: datetime) -> list[Gathering]:
    """What is ahead, the next one first; then what is over, the latest first."""
    return [*gatherings.ahead(at=at), *gatherings.over(at=at)]


def of_case(*, case_id: int, organisation: Organisation, at: datetime) -> list[Gathering]:
    """The gatherings for one case, directly or by an appeal about it."""
    return in_order(public(organisation=organisation).filter(Q(case=case_id) | Q(appeal__case=case_id)), at=at)


def of_appeal(*, appeal_id: int, organisation: Organisation, at: datetime) -> list[Gathering]:
    """The gatherings for one appeal."""
    return in_order(public(organisation=organisation).filter(appeal=appeal_id), at=at)


def with_words(*, organisation: Organisation, wanted: Sequence[Wanted]) -> GatheringQuerySet:
    """Those of which one text has every word that is looked for, the latest first; texts at hand."""
    texts = with_all(GatheringWords.objects.all(), wanted).values("text__gathering")
    return public(organisation=organisation).filter(pk__in=texts).order_by("-starts_at", "-pk")


def on_the_desk(*, organisation: Organisation) -> GatheringQuerySet:
    """Every gathering of the organisation, the latest first, with its texts at hand."""
    return Gathering.objects.filter(organisation=organisation).select_related("organisation").prefetch_related("texts").order_by("-starts_at", "-pk")


def text_in(*, gathering: Gathering, language: str) -> GatheringText | None:
    """The gathering in the words of `language`, else of the language it was first written in, else of any."""
    return in_language(gathering.texts.all(), language, gathering.organisation.source_language)


def title_of(*, gathering: Gathering) -> str:
    """What the desk calls it: its title in the reader's language, else in the source language."""
    text = text_in(gathering=gathering, language=get_language() or "")
    return text.title if text else gathering.slug


@dataclass(frozen=True, kw_only=True)
class WhoComes:
    """How many said that they come, and how many of them confirmed an address. For the desk."""

    number: int
    written_to: int


def who_comes(*, gathering: Gathering) -> WhoComes:
    """Both numbers, in one query."""
    states = list(gathering.coming.filter(state__in=COUNTED).values_list("state", flat=True))
    return WhoComes(number=len(states), written_to=states.count(ComingState.CONFIRMED))


def number_shown(*, gathering: Gathering) -> int | None:
    """How many come, where the page may say so: if the organiser wants it, and enough do."""
    if not gathering.shows_number:
        return None
    number = gathering.coming.filter(state__in=COUNTED).count()
    return number if number >= gathering.number_from else None


def photos_of(*, gathering: Gathering) -> QuerySet[Photo]:
    """What is shown of it, in order, with words and sizes at hand, but not their bytes."""
    return gathering.photos.prefetch_related("texts", Prefetch("sizes", PhotoSize.objects.defer("content")))


def photo_file(*, organisation: Organisation, slug: str, name: str) -> bytes | None:
    """One size of a photo, while readers find its gathering."""
    found = PhotoSize.objects.filter(photo__gathering__in=Gathering.objects.public().filter(organisation=organisation, slug=slug), name=name)
    content = found.values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def handed_in_at(*, gathering: Gathering) -> QuerySet[HandedIn]:
    """What was handed in there, in order of days."""
    return _handed_in().filter(gathering=gathering)


def handed_in_for_appeal(*, appeal_id: int, organisation: Organisation) -> QuerySet[HandedIn]:
    """What was handed in at gatherings for one appeal that readers may know of. It is beside the count of protests, never in it."""
    return _handed_in().filter(gathering__in=public(organisation=organisation).filter(appeal=appeal_id))


def _handed_in() -> QuerySet[HandedIn]:
    return HandedIn.objects.select_related("gathering__organisation", "office__organisation").prefetch_related("texts", "office__texts").order_by("on", "pk")
