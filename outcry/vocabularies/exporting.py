"""A list as a file that others can read: our table for spreadsheets (see own_files.py), and SKOS as JSON-LD."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings

from outcry.lib.tables.writing import csv_bytes
from outcry.vocabularies.entries import Entry
from outcry.vocabularies.models import Vocabulary
from outcry.vocabularies.own_files import head, languages_of, line
from outcry.vocabularies.queries import entries

_LANGUAGES = [code for code, _name in settings.LANGUAGES]
# https://www.w3.org/TR/skos-reference/ ; retired terms are marked as OWL marks what is deprecated.
_CONTEXT: dict[str, Any] = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "dcterms": "http://purl.org/dc/terms/",
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "definition": {"@id": "skos:definition", "@container": "@language"},
    "notation": "skos:notation",
    "broader": {"@id": "skos:broader", "@type": "@id"},
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
    "topConceptOf": {"@id": "skos:topConceptOf", "@type": "@id"},
    "deprecated": "owl:deprecated",
    "isReplacedBy": {"@id": "dcterms:isReplacedBy", "@type": "@id"},
    "hasVersion": "owl:versionInfo",
}


def as_csv(*, keys: Sequence[str]) -> Iterator[bytes]:
    """The lists as one table, in cells that no spreadsheet runs; importing it changes nothing."""
    found = {key: entries(key=key) for key in keys}
    languages = languages_of((entry for rows in found.values() for entry in rows), first=_LANGUAGES)
    return csv_bytes(head(languages), (line(key=key, entry=entry, languages=languages) for key, rows in found.items() for entry in rows))


def as_skos(*, vocabulary: Vocabulary) -> str:
    """The list as SKOS in JSON-LD. Addresses are urns: they name a term for good, and need no site that answers."""
    scheme = _urn(vocabulary.key)
    names = {text.language: text.label for text in vocabulary.texts.all()}
    about = {"@id": scheme, "@type": "skos:ConceptScheme", "prefLabel": names, "hasVersion": str(vocabulary.version)}
    graph = [about, *(_concept(entry, scheme) for entry in entries(key=vocabulary.key))]
    return json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1)


def _concept(entry: Entry, scheme: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@id": _urn(entry.code),
        "@type": "skos:Concept",
        "inScheme": scheme,
        "prefLabel": {language: words.label for language, words in entry.words.items()},
        "definition": {language: words.definition for language, words in entry.words.items() if words.definition},
        "notation": [entry.code, *([f"HURIDOCS {entry.huridocs_code}"] if entry.huridocs_code else [])],
        "broader": _urn(entry.parent) if entry.parent else None,
        "topConceptOf": None if entry.parent else scheme,
        "deprecated": True if entry.is_retired else None,
        "isReplacedBy": _urn(entry.replaced_by) if entry.replaced_by else None,
    }
    return {name: value for name, value in told.items() if value}


def _urn(code: str) -> str:
    return f"urn:outcry:vocabulary:{code}"
