"""What the desk calls a row of the file: its words in the reader's language, else in the organisation's, else what kind of thing it is."""

from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from outcry.accounts.reading import reader
from outcry.authorities.models import Body, Post
from outcry.cases.field_levels import level_of
from outcry.cases.levels import RAISED, is_open_to, kept_at, kept_from
from outcry.cases.models import (
    Act,
    Case,
    Consent,
    Event,
    EventLink,
    Involvement,
    Naming,
    Part,
    Participant,
    Person,
    PersonName,
    ProceedingsStep,
    PublicationRule,
    Relation,
    Response,
    Source,
)
from outcry.lib.names import script_of
from outcry.lib.translations import in_language
from outcry.vocabularies.models import Term
from outcry.vocabularies.queries import wording


def title_of(row: Any) -> str:
    """A short name for lists, links and choices."""
    if level := kept_at(*_to_be_asked(row)):
        return kept_from(level)
    say = _SAID.get(type(row))
    return str(say(row) if say else _title_of_part(row)) if say or isinstance(row, Part) else str(capfirst(row._meta.verbose_name))


def title_elsewhere(row: Any) -> str:
    """The same on the page of another row that names it. An act of a restricted event is named there, too."""
    level = kept_at(row.event) if isinstance(row, Act) else None
    return kept_from(level) if level else title_of(row)


def _to_be_asked(row: Any) -> tuple[Any, ...]:
    """The records on which it depends. A link leads to the event of another case; all else is named on pages of its own, which asked before."""
    return (row, row.case) if isinstance(row, Event) else (row,) if isinstance(row, RAISED) else ()


def name_of(person: Person) -> str:
    """The first of her names in the language of whoever reads, else in its script, else the first; they may be prefetched."""
    language, script = get_language(), script_of(get_language_info(get_language() or "en")["name_local"])
    names = [(name.language == language, name.script == script, name.text) for name in person.names.all() if name.text]
    # The first of those that fit best: `max` takes no later one for its equal.
    return max(names, key=lambda name: name[:2])[2] if names else ""


def term_words(term: Any) -> str:
    """A term in the language of whoever reads."""
    return wording(term=term, language=get_language() or "en").label if term else ""


def _title_of_part(row: Any) -> str:
    words = _in_words(row, row.file.organisation.source_language)
    if words:
        return words
    if isinstance(row, Participant):
        return _("Person %(number)s") % {"number": row.position}
    kind = getattr(row, "kind", None)
    if kind is not None and hasattr(kind, "code"):
        return term_words(kind)
    return str(row.get_kind_display()) if hasattr(row, "get_kind_display") else str(capfirst(row._meta.verbose_name))


def _in_words(row: Any, language: str) -> str:
    # Asked of the row itself, it would set up the way to them.
    if not hasattr(type(row), "texts"):
        return ""
    text = in_language(row.texts.all(), get_language() or language, language)
    known = (name for name in ("headline", "name", "title") if getattr(text, name, None) and is_open_to(reader(), level_of(type(text), name)))
    return next((str(getattr(text, name)) for name in known), "")


def _called(person: Person) -> str:
    return name_of(person) if is_open_to(reader(), level_of(PersonName, "text")) else person.pseudonym


def _title_of_case(case: Case) -> str:
    """Whatever page names a case says with it that nobody has confirmed it yet."""
    title = _in_words(case, case.organisation.source_language) or case.number
    return _("%(case)s (unconfirmed)") % {"case": title} if case.is_unconfirmed else title


_SAID: dict[type[Any], Callable[[Any], str]] = {
    Term: term_words,
    Body: str,
    Post: str,
    Case: _title_of_case,
    Source: lambda row: row.publisher or _("confidential source"),
    Person: lambda row: _called(row) or _("person without a name"),
    PersonName: lambda row: row.text or "",
    Event: lambda row: _in_words(row, row.case.organisation.source_language) or _("Event %(number)s") % {"number": row.position},
    Consent: lambda row: row.get_use_display(),
    Involvement: lambda row: title_of(row.perpetrator),
    EventLink: lambda row: f"{term_words(row.type)}: {title_of(row.related)}",
    Relation: lambda row: f"{term_words(row.type)}: {title_of(row.related)}",
    ProceedingsStep: lambda row: f"{term_words(row.stage)}: {term_words(row.state)}" if row.state else term_words(row.stage),
    Response: lambda row: term_words(row.type),
    PublicationRule: lambda row: title_of(row.event) if row.event else _("For the whole case"),
    Naming: lambda row: row.get_shown_as_display(),
}
