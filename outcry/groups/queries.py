"""Questions to the organisations. What readers get is asked of the public copies alone."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import get_language

from outcry.accounts.models import Organisation
from outcry.groups.models import Group, PublicGroup, PublicGroupText
from outcry.lib.folded_words import with_all
from outcry.lib.search_words import Wanted
from outcry.lib.translations import in_language


def public(*, organisation: Organisation) -> QuerySet[PublicGroup]:
    """Those that readers may know of; texts at hand."""
    return PublicGroup.objects.filter(organisation=organisation).prefetch_related("texts")


def public_of(*, keys: Iterable[int], organisation: Organisation) -> list[PublicGroup]:
    """Those of these groups that readers may know of, by the desk's primary keys. No query where there is none."""
    wanted = list(keys)
    return list(public(organisation=organisation).filter(pk__in=wanted)) if wanted else []


def public_of_gathering(*, gathering_id: int, organisation: Organisation) -> list[PublicGroup]:
    """Those that readers may know of to which this gathering belongs."""
    return list(public(organisation=organisation).filter(gatherings=gathering_id))


def public_of_appeal(*, appeal_id: int, organisation: Organisation) -> list[PublicGroup]:
    """The same for an appeal."""
    return list(public(organisation=organisation).filter(appeals=appeal_id))


def called(slug: str, *, organisation: Organisation) -> PublicGroup | None:
    """The one with this name in its address, where readers may know of it."""
    return public(organisation=organisation).filter(slug=slug).first()


def with_words(*, organisation: Organisation, wanted: Sequence[Wanted]) -> QuerySet[PublicGroup]:
    """Those of which one text has every word that is looked for; texts at hand."""
    texts = with_all(PublicGroupText.objects.all(), wanted).values("public")
    return public(organisation=organisation).filter(pk__in=texts).order_by("slug")


def text_in(*, public: PublicGroup, language: str, source_language: str) -> PublicGroupText:
    """Its words in `language`, else in the source language, which is always there."""
    text = in_language(public.texts.all(), language, source_language)
    if text is None:
        raise LookupError(f"organisation {public.pk} is shown without words")
    return text


def on_the_desk(*, organisation: Organisation) -> QuerySet[Group]:
    """Every one that the desk keeps, with its texts at hand and whether it is shown."""
    return Group.objects.filter(organisation=organisation).select_related("organisation", "public").prefetch_related("texts").order_by("slug")


def name_of(*, group: Group) -> str:
    """What the desk calls it: its name in the reader's language, else in the source language."""
    text = in_language(group.texts.all(), get_language() or "", group.organisation.source_language)
    return text.name if text else group.slug
