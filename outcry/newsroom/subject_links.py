"""What reports are about, beyond one case: topics, which are terms of one list that events are coded with, too, countries, organisations."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Iterable

from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.design.parts import Link
from outcry.groups import queries as groups
from outcry.groups.models import PublicGroup
from outcry.lib.country_names import countries, country_name
from outcry.vocabularies import queries as vocabularies
from outcry.vocabularies.models import Term

# The key of the list.
TOPICS = "topics"


def topic_links(terms: Iterable[Term], *, language: str) -> tuple[Link, ...]:
    """Topics in the words of a language, each leading to its page, in the order of the list."""
    found = sorted(terms, key=lambda term: term.path)
    words = vocabularies.wordings(term_ids=[term.pk for term in found], language=language) if found else {}
    return tuple(Link(label=words[term.pk].label, url=topic_address(term)) for term in found)


def topic_called(name: str) -> Term | None:
    """The topic with this name in an address; retired ones keep their pages. None where there is none."""
    return Term.objects.in_list(TOPICS).filter(code=f"{TOPICS}/{name}").first()


def topic_name(term: Term) -> str:
    """How it is called in an address: its code without the key of its list."""
    return term.code.removeprefix(f"{TOPICS}/")


def topic_address(term: Term) -> str:
    """The path of its page in the reader's language."""
    return reverse("newsroom_topic", args=[topic_name(term)])


def is_country(code: str) -> bool:
    """Whether there is a country of this code (ISO 3166-1)."""
    return code in dict(countries("en"))


def country_link(code: str) -> Link:
    """A country, leading to its page; what is made up lies nowhere and leads nowhere."""
    return Link(label=country_name(code), url=country_address(code) if is_country(code) else "")


def country_address(code: str) -> str:
    """The path of its page in the reader's language; an address is written in small letters."""
    return reverse("newsroom_country", args=[code.lower()])


def group_links(keys: Iterable[int], *, organisation: Organisation, language: str) -> tuple[Link, ...]:
    """Those of these organisations that readers may know of, by their names in a language, each leading to its page."""
    return links_to_groups(groups.public_of(keys=keys, organisation=organisation), organisation=organisation, language=language)


def links_to_groups(found: Iterable[PublicGroup], *, organisation: Organisation, language: str) -> tuple[Link, ...]:
    """The same for those that are at hand."""
    names = {one.slug: groups.text_in(public=one, language=language, source_language=organisation.source_language).name for one in found}
    return tuple(Link(label=names[slug], url=group_address(slug)) for slug in sorted(names, key=lambda slug: names[slug]))


def group_address(slug: str) -> str:
    """The path of an organisation's page in the reader's language."""
    return reverse("newsroom_organisation", args=[slug])
