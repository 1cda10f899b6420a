"""Documents as templates draw them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from outcry.newsroom.document_rows import Document, DocumentKind
from outcry.newsroom.drawing.lines import own_name

PUBLIC, DESK = "newsroom_document", "documents_desk:file"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document: where it stands, how long it is, and in which language. `size` is in bytes, `pages` 0 where that is not known."""

    url: str
    name: str
    kind: DocumentKind
    pages: int
    size: int
    language: str
    language_name: str


def papers(*, documents: Iterable[int], view: str = PUBLIC, start: str = "") -> Mapping[int, Paper]:
    """The documents of these primary keys that are there, by key. One query."""
    wanted = set(documents)
    rows = Document.objects.filter(pk__in=wanted).values_list("pk", "address", "kind", "name", "pages", "size", "language") if wanted else ()
    return {
        pk: Paper(
            url=f"{start}{reverse(view, args=[address, kind])}",
            name=name,
            kind=DocumentKind(kind),
            pages=pages,
            size=size,
            language=language,
            language_name=own_name(language),
        )
        for pk, address, kind, name, pages, size, language in rows
    }
