"""Questions to the lists. Each asks the database a fixed number of times, however many terms there are.

Another room keeps a `ForeignKey("vocabularies.Term", on_delete=PROTECT)`, filters with `below("kind", term)`, counts with
`count_by_top`, and words what it shows with `wordings`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import Left

from outcry.lib.text import fold
from outcry.vocabularies.entries import Entry, TermWords
from outcry.vocabularies.models import Term, TermLabel, TermQuerySet, Vocabulary
from outcry.vocabularies.paths import TOP_LENGTH, depth_of, end_of_subtree, paths_above

FALLBACK_LANGUAGE = settings.LANGUAGE_CODE


class NoSuchTerm(Exception):
    """No list has a term of this code."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A term in words. `language` is that of the words, which may not be the one that was asked for."""

    label: str
    language: str
    definition: str = ""
    is_fallback: bool = False


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A term at its place in a tree, with its words."""

    term: Term
    wording: Wording
    depth: int
    children: int = 0


def vocabulary(*, key: str) -> Vocabulary:
    """The list with this key; Vocabulary.DoesNotExist when there is none."""
    return Vocabulary.objects.get(key=key)


def term(*, code: str) -> Term:
    """The term with this code, in use or retired. Raise NoSuchTerm."""
    found = Term.objects.select_related("vocabulary").filter(code=code).first()
    if found is None:
        raise NoSuchTerm(code)
    return found


def terms(*, codes: Iterable[str]) -> dict[str, Term]:
    """The terms with these codes, in one statement. Raise NoSuchTerm, with the first that is missing."""
    wanted = list(codes)
    found = {one.code: one for one in Term.objects.filter(code__in=wanted)}
    for code in wanted:
        if code not in found:
            raise NoSuchTerm(code)
    return found


def below(field: str, term: Term) -> Q:
    """The condition that the foreign key `field` of a row ("kind", "act__kind") names this term or one beneath it, at any depth."""
    return Q(**{f"{field}__path__gte": term.path, f"{field}__path__lt": end_of_subtree(term.path)})


def is_usable(*, term: Term, key: str) -> bool:
    """Whether a new record may be coded with this term as one of the list."""
    return term.is_usable and Vocabulary.objects.filter(key=key, pk=term.vocabulary_id).exists()


def wordings(*, term_ids: Collection[int], language: str) -> dict[int, Wording]:
    """The words of many terms: in `language`, else in English, else in whatever language there is; a code where nobody wrote any.

    One statement; a second and a third only for terms that are not written in it.
    """
    found = _labels(term_ids, Q(language=language), language)
    missing = set(term_ids) - found.keys()
    if missing:
        found |= _labels(missing, ~Q(language=language), language)
        missing -= found.keys()
    if missing:
        codes = Term.objects.filter(pk__in=missing).values_list("pk", "code")
        found |= {pk: Wording(label=code, language="", is_fallback=True) for pk, code in codes}
    return found


def _labels(term_ids: Collection[int], which: Q, language: str) -> dict[int, Wording]:
    rows = TermLabel.objects.filter(which, term_id__in=term_ids).values_list("term_id", "label", "language", "definition")
    found: dict[int, Wording] = {}
    # English last, so that it stands in before any other.
    for pk, label, spoken, definition in sorted(rows, key=lambda row: (row[2] == FALLBACK_LANGUAGE, row[2])):
        found[pk] = Wording(label=label, language=spoken, definition=definition, is_fallback=spoken != language)
    return found


def wording(*, term: Term, language: str) -> Wording:
    """The words of one term, as `wordings` gives them."""
    return wordings(term_ids=[term.pk], language=language)[term.pk]


def tree(*, key: str, language: str, with_retired: bool = False) -> list[Branch]:
    """A whole list from the top down, each term followed by those beneath it. Three statements."""
    rows = Term.objects.in_list(key)
    return _branches(rows if with_retired else rows.usable(), language)


def level(*, key: str, parent: Term | None) -> TermQuerySet:
    """The terms directly beneath one (or at the top), retired ones too, in their order; to be paged and then worded by `branches`."""
    return Term.objects.in_list(key).filter(parent=parent).in_order()


def branches(*, rows: Collection[Term], language: str) -> list[Branch]:
    """Terms with their words and the number of terms directly beneath each, in the order given. Two statements and a fallback."""
    words = wordings(term_ids=[row.pk for row in rows], language=language)
    beneath = dict(Term.objects.filter(parent__in=rows).values_list("parent").annotate(number=Count("pk")).values_list("parent", "number"))
    return [Branch(term=row, wording=words[row.pk], depth=depth_of(row.path), children=beneath.get(row.pk, 0)) for row in rows]


def _branches(rows: TermQuerySet, language: str) -> list[Branch]:
    by_parent: dict[int | None, list[Term]] = {}
    found = list(rows.in_order())
    known = {row.pk for row in found}
    for row in found:
        # A term in use beneath a retired one stands at the top, rather than nowhere.
        by_parent.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    words = wordings(term_ids=known, language=language)
    ordered: list[Branch] = []
    waiting = [(row, 0) for row in reversed(by_parent.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        children = by_parent.get(row.pk, [])
        ordered.append(Branch(term=row, wording=words[row.pk], depth=depth, children=len(children)))
        waiting += [(child, depth + 1) for child in reversed(children)]
    return ordered


def entries(*, key: str) -> list[Entry]:
    """Every term of a list with all its words, retired ones too, each after the one above it: what an export writes. Two statements."""
    rows = Term.objects.in_list(key).select_related("parent", "replaced_by").order_by("path")
    words: dict[int, dict[str, TermWords]] = {}
    for label in TermLabel.objects.filter(term__vocabulary__key=key).order_by("language"):
        words.setdefault(label.term_id, {})[label.language] = TermWords(label=label.label, definition=label.definition)
    return [
        Entry(
            code=row.code,
            parent=row.parent.code if row.parent else "",
            huridocs_code=row.huridocs_code,
            is_retired=not row.is_usable,
            replaced_by=row.replaced_by.code if row.replaced_by else "",
            words=words.get(row.pk, {}),
        )
        for row in rows
    ]


def ancestors(*, rows: Iterable[Term]) -> dict[int, list[Term]]:
    """The terms above each of these, the topmost first. One statement."""
    wanted = {row.pk: paths_above(row.path) for row in rows}
    by_path = {one.path: one for one in Term.objects.filter(path__in={path for paths in wanted.values() for path in paths})}
    return {pk: [by_path[path] for path in paths] for pk, paths in wanted.items()}


def count_by_top[Row: Model](rows: QuerySet[Row], *, field: str, unit: str = "pk") -> dict[Term, int]:
    """How many different `unit` ("pk" for the rows themselves, "event" for the events they belong to) each top term of `field` covers.

    A row coded with any term counts under the top one above it. Two statements.
    """
    counted = (
        rows.filter(**{f"{field}__isnull": False})
        .order_by()
        .annotate(top_path=Left(f"{field}__path", TOP_LENGTH))
        .values("top_path")
        .annotate(number=Count(unit, distinct=True))
    )
    numbers = dict(counted.values_list("top_path", "number"))
    return {top: numbers[top.path] for top in Term.objects.filter(path__in=numbers).in_order()}


def search(*, key: str, words: str) -> QuerySet[Term]:
    """The terms of a list with these words in a label of any language, or this beginning of a code; case, accents and Kazakh letters folded."""
    wanted = Q(labels__folded__contains=fold(words.strip())) | Q(code__contains=words.strip().lower()) | Q(huridocs_code__startswith=words.strip())
    return Term.objects.in_list(key).filter(pk__in=Term.objects.filter(wanted).values("pk")).order_by("path")


def usage(*, term: Term) -> list[tuple[str, int]]:
    """What is coded with this term, by the name of the kind of row, and how many. A statement for each relation that points at terms.

    Whatever room has a foreign key to terms is found here; nobody has to say so.
    """
    counts: dict[str, int] = {}
    for relation in Term._meta.related_objects:
        model: Any = relation.related_model
        if model._meta.app_label == Term._meta.app_label:
            continue
        number = model._base_manager.filter(**{relation.field.name: term}).count()
        name = str(model._meta.verbose_name_plural)
        counts[name] = counts.get(name, 0) + number
    return [(name, number) for name, number in sorted(counts.items()) if number]


@dataclass(frozen=True, kw_only=True)
class TermThen:
    """A term as it was under an earlier version of its list."""

    labels: Mapping[str, str]
    parent: str
    is_retired: bool


def term_at(*, term: Term, version: int) -> TermThen | None:
    """The term as version `version` of its list knew it, None if it did not yet. Two statements.

    Later changes are taken back one by one, the latest first.
    """
    labels = dict(TermLabel.objects.filter(term=term).values_list("language", "label"))
    then = _Undone(labels=labels, parent=term.parent.code if term.parent else "", is_retired=not term.is_usable)
    for change in term.changes.filter(version__number__gt=version).order_by("-version__number", "-pk"):
        if not then.take_back(change.kind, change.language, change.before):
            return None
    return TermThen(labels=then.labels, parent=then.parent, is_retired=then.is_retired)


@dataclass(kw_only=True)
class _Undone:
    labels: dict[str, str]
    parent: str
    is_retired: bool

    def take_back(self, kind: str, language: str, before: dict[str, Any]) -> bool:
        """Undo one change; False when it was the one that added the term."""
        match kind:
            case "added":
                return False
            case "worded":
                self.labels.pop(language, None)
                if before:
                    self.labels[language] = before["label"]
            case "moved":
                self.parent = before["parent"]
            case "retired" | "restored":
                self.is_retired = kind == "restored"
        return True
