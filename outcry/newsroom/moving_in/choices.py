"""What a person chooses when an old site moves in: whose names stay, which labels are which topics, what is taken at all.

Written as TOML or JSON for the command, filled in on the desk, kept for the next time something of the same site comes.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from outcry.newsroom.moving_in.entries import Site
from outcry.newsroom.moving_in.moments import zone_called
from outcry.newsroom.moving_in.old_links import host_of
from outcry.newsroom.subject_links import TOPICS
from outcry.vocabularies.models import Term, TermLabel

KEEP, DROP = "keep", "drop"
DRAFTS, PUBLISH, LEAVE = "drafts", "publish", "leave"
# What is left behind unless somebody asks for it.
EXTRAS = ("drafts", "spam", "addresses", "websites")
_SET_LENGTH = 100


class ChoicesRefused(ValueError):
    """What was chosen makes no sense; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """All that is chosen. `authors` gives a byline by login, blank for none; whoever is not in it is kept or dropped by `bylines`.

    `topics` gives the code of a topic by label, blank for none. `languages` gives one of ours by one of theirs.
    """

    set: str = ""
    language: str = ""
    zone: str = ""
    bylines: str = KEEP
    authors: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ("post",)
    pages: str = DRAFTS
    extras: tuple[str, ...] = ()
    credit: str = ""
    # Pictures that are not beside the export are asked of the old site.
    fetch: bool = False

    def byline(self, login: str, site: Site) -> str:
        """As whose text readers get it."""
        if login in self.authors:
            return self.authors[login]
        return site.authors.get(login, login) if self.bylines == KEEP else ""

    def language_of(self, told: str) -> str:
        """Our language for one that an entry tells, the chosen one where it tells none; blank where we have no such language."""
        return our_language(self.languages.get(told, told)) if told else self.language


def our_language(told: str) -> str:
    """The code of a language of this site for another way to write it (ru_RU, ru-ru); blank for none."""
    codes = {code.lower(): code for code, _name in settings.LANGUAGES}
    told = told.strip().lower().replace("_", "-")
    return codes.get(told) or codes.get(told.partition("-")[0], "")


def read_choices(text: str) -> dict[str, Any]:
    """Choices as somebody wrote them, TOML or JSON; to be completed. Raise ChoicesRefused."""
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError as error:
        raise ChoicesRefused(_("The mapping is neither TOML nor JSON: %(error)s") % {"error": error}) from error
    if not isinstance(found, dict):
        raise ChoicesRefused(_("The mapping is neither TOML nor JSON: %(error)s") % {"error": type(found).__name__})
    return found


def completed(told: Mapping[str, Any], *, site: Site, source_language: str) -> Choices:
    """What was told, and for the rest what the files say or what is usual. Raise ChoicesRefused."""
    known = {one.name for one in fields(Choices)}
    if unknown := sorted(told.keys() - known):
        raise ChoicesRefused(_("The mapping has no “%(name)s”. It has: %(names)s.") % {"name": unknown[0], "names": ", ".join(sorted(known))})
    try:
        facts: dict[str, Any] = {name: tuple(value) if name in ("kinds", "extras") else value for name, value in told.items()}
        found = Choices(**facts)
        zone_called(found.zone)
    except (TypeError, ValueError) as error:
        raise ChoicesRefused(_("There is no time zone “%(name)s”.") % {"name": told.get("zone", "")}) from error
    language = found.language or our_language(site.language) or source_language
    if language not in dict(settings.LANGUAGES):
        raise ChoicesRefused(_("This site has no language “%(code)s”.") % {"code": language})
    _refuse_other_words(found)
    topics = found.topics or same_names(site)
    _refuse_other_topics(topics)
    name = found.set or host_of(site.home) or site.title or "old site"
    return Choices(**asdict(found) | {"language": language, "set": str(name)[:_SET_LENGTH], "topics": topics, "credit": found.credit or site.title or name})


def as_json(choices: Choices) -> dict[str, Any]:
    """To be kept, and to be mended by a person."""
    return asdict(choices) | {"kinds": list(choices.kinds), "extras": list(choices.extras)}


def drafted(site: Site, *, source_language: str) -> dict[str, Any]:
    """A first choice, with everything in it that can be chosen."""
    found = as_json(completed({}, site=site, source_language=source_language))
    found["authors"] = dict(site.authors)
    found["topics"] = {key: found["topics"].get(key, "") for key in site.labels}
    found["languages"] = {told: our_language(told) for told in site.languages}
    return found


def same_names(site: Site) -> dict[str, str]:
    """Labels that are called, in any language, as one of our topics is."""
    rows = TermLabel.objects.filter(term__in=Term.objects.in_list(TOPICS).usable()).values_list("label", "term__code")
    called = {label.strip().casefold(): code for label, code in rows}
    return {key: called[name] for key, label in site.labels.items() if (name := label.name.strip().casefold()) in called}


def _refuse_other_words(found: Choices) -> None:
    for value, allowed in ((found.bylines, (KEEP, DROP)), (found.pages, (DRAFTS, PUBLISH, LEAVE)), *((one, EXTRAS) for one in found.extras)):
        if value not in allowed:
            raise ChoicesRefused(_("“%(value)s” is none of: %(allowed)s.") % {"value": value, "allowed": ", ".join(allowed)})
    for table in (found.authors, found.topics, found.languages):
        if not isinstance(table, Mapping) or not all(isinstance(one, str) for one in table.values()):
            raise ChoicesRefused(_("Authors, topics and languages are tables: on the left theirs, on the right ours."))


def _refuse_other_topics(topics: Mapping[str, str]) -> None:
    wanted = {code for code in topics.values() if code}
    known = set(Term.objects.in_list(TOPICS).filter(code__in=wanted).values_list("code", flat=True))
    if missing := sorted(wanted - known):
        raise ChoicesRefused(_("There is no topic “%(code)s”. A topic is named by its code: topics/labour.") % {"code": missing[0]})
