"""A list of parts as the desk shows it: each with its title, its languages, and what has to be said of it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.cases.levels import readable
from outcry.cases.models import Act, Case, Participant, Person, Source
from outcry.cases.titles import title_of
from outcry.cases.views.kinds import Kind
from outcry.design.day_words import day_in_words, plain_day
from outcry.lib.translations import is_stale

# Under which name the pages of a part are found that other parts lie in.
_PAGES = {
    "act": "acts",
    "proceedings": "proceedings",
    "event": "events",
    "source": "sources",
    "intervention": "interventions",
    "participant": "participants",
}


def list_of(above: Any, kind: Kind) -> dict[str, Any]:
    """The parts of one kind that lie in a case, a person or another part."""
    rows = rows_of(above, kind)
    lines = [
        {
            "row": row,
            "title": title_of(row),
            "url": _address(row, kind),
            "languages": languages_of(row) if kind.words else [],
            "note": _note(row),
            "later": _later(row),
        }
        for row in rows
    ]
    return {"kind": kind, "lines": lines, "add_url": _address_to_add(above, kind) if kind.is_list or not rows else ""}


def rows_of(above: Any, kind: Kind) -> list[Any]:
    """The parts of one kind of which the reader may know."""
    if kind.is_list:
        return list(readable(getattr(above, kind.related).all()))
    return [getattr(above, kind.related)] if hasattr(above, kind.related) else []


def languages_of(row: Any) -> list[dict[str, Any]]:
    """Which languages a row is written in, and which follow an older source text."""
    texts = {text.language: text for text in row.texts.all()}
    source = texts.get(row.file.organisation.source_language)
    return [{"code": code, "is_stale": bool(source and is_stale(text, source))} for code, text in sorted(texts.items())]


def _address(row: Any, kind: Kind) -> str:
    of = "case" if isinstance(row.file, Case) else "person"
    return reverse(f"cases_desk:{of}_part", args=[row.file.pk, kind.name, row.pk])


def _address_to_add(above: Any, kind: Kind) -> str:
    if isinstance(above, (Case, Person)):
        return reverse(f"cases_desk:{'case' if isinstance(above, Case) else 'person'}_add", args=[above.pk, kind.name])
    return reverse("cases_desk:case_add_inner", args=[above.file.pk, _PAGES[kind.model.OWNER], above.pk, kind.name])


def _note(row: Any) -> str:
    if isinstance(row, Source):
        return _("confidential") if row.is_confidential else row.title
    if isinstance(row, Participant):
        return "" if row.is_named_publicly else _("name withheld")
    if isinstance(row, Act) and not row.is_public:
        return _("not public")
    when = getattr(row, "when", "") or getattr(row, "began", "")
    return day_in_words(when).text if when else ""


def _later(row: Any) -> str:
    day = getattr(row, "visible_from", None)
    return plain_day(day).text if day else ""
