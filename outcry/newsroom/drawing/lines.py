"""A report in a list: what other rooms and pages get to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import ngettext

from outcry.design.day_words import plain_day
from outcry.design.parts import Teaser, Thumb
from outcry.design.templatetags.outcry import number


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One report, in the language asked for or in the nearest there is; `language` says which.

    `happened` is EDTF text; `languages` are all in which the report can be read on that day.
    """

    url: str
    title: str
    standfirst: str
    published_on: date
    happened: str
    language: str
    languages: tuple[str, ...]
    picture: Thumb | None = None
    # Those that readers see below it in this language.
    comments: int = 0


def teaser(*, line: ReportLine, language: str) -> Teaser:
    """The line as the component takes it, for a page in `language`."""
    is_foreign = line.language != language
    return Teaser(
        headline=line.title,
        url=line.url,
        standfirst=line.standfirst,
        day=plain_day(line.published_on),
        language=line.language if is_foreign else "",
        language_name=own_name(line.language) if is_foreign else "",
        picture=line.picture,
        note=ngettext("%(number)s comment", "%(number)s comments", line.comments) % {"number": number(line.comments)} if line.comments else "",
    )


def own_name(language: str) -> str:
    """What a language calls itself."""
    names: Mapping[str, str] = dict(settings.LANGUAGES)
    return names.get(language, language)
