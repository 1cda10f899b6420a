"""What is asked of a large case file, by the product's own doors and by bare SQL for the same answer."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outcry.accounts.models import Organisation
from outcry.cases.filters import CaseFilter
from outcry.cases.models import Act
from outcry.cases.names import keys_to_ask
from outcry.cases.queries import listed_by_keys
from outcry.cases.search import Search
from outcry.cases.search_counts import facets
from outcry.cases.views.found import lines_of
from outcry.lib.search_words import wanted_words
from outcry.statistics.database import forget_counts
from outcry.vocabularies.models import Term
from outcry.vocabularies.paths import TOP_LENGTH, end_of_subtree

PER_PAGE = 50
TODAY = date(2026, 11, 25)
_WORDS = {
    "sqlite": "SELECT rowid FROM cases_searchtext_words WHERE cases_searchtext_words MATCH %s",
    "postgresql": ("SELECT case_id FROM cases_searchtext WHERE array_to_tsvector(string_to_array(folded, ' ')) @@ %s::tsquery"),
}
_HELD = (
    "SELECT a.case_id FROM cases_detention d JOIN cases_act a ON a.id = d.act_id "
    "WHERE (d.began_earliest <= %s OR d.began_earliest IS NULL) AND (d.released_latest >= %s OR d.released_latest IS NULL)"
)


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many statements go to the database meanwhile, in a list of one number."""
    found = [0]

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield found


class Desk:
    """The questions, asked by somebody at the desk of this organisation."""

    def __init__(self, *, organisation: Organisation, client: Client) -> None:
        self.organisation, self.client = organisation, client

    def first_page(self, wanted: CaseFilter) -> tuple[int, list[int]]:
        """How many cases there are, and the first fifty as the list shows them."""
        search = Search(wanted=wanted, organisation=self.organisation)
        return self._first_page(search)

    def _first_page(self, search: Search) -> tuple[int, list[int]]:
        page = Paginator(search.keys(), PER_PAGE).get_page(1)
        lines = lines_of(listed_by_keys(list(page.object_list), organisation=self.organisation), search=search, on=TODAY)
        return page.paginator.count, [line["case"].pk for line in lines]

    def with_facets(self, wanted: CaseFilter) -> tuple[tuple[int, list[int]], dict[str, dict[str, int]]]:
        """The same, and how they divide."""
        search = Search(wanted=wanted, organisation=self.organisation)
        found = {name: {line.value: line.number for line in lines} for name, lines in facets(search=search, today=TODAY).items()}
        return self._first_page(search), found

    def page(self, wanted: CaseFilter) -> int:
        """The whole page, drawn; its bytes."""
        return self._drawn(f"{reverse('cases_desk:index')}?{wanted.query}")

    def in_custody(self) -> int:
        """The page of all who are held, certainly or possibly, drawn; its bytes."""
        return self._drawn(f"{reverse('cases_desk:custody')}?on={TODAY}")

    def _drawn(self, address: str) -> int:
        answer = self.client.get(address)
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return len(answer.content)

    def form_of(self, act: Act, note: str) -> tuple[str, dict[str, str]]:
        """The form of an act as its page gives it, with another word typed in: its address and what is in it."""
        address = reverse("cases_desk:case_part", args=[act.case_id, "acts", act.pk])
        typed = _typed_in(self.client.get(address).text)
        return address, typed | {next(name for name in typed if name.endswith("-body")): note}

    def save(self, form: tuple[str, dict[str, str]]) -> None:
        """Press the button."""
        address, typed = form
        # As a browser sends a form without files.
        answer = self.client.post(address, urlencode(typed), content_type="application/x-www-form-urlencoded")
        if answer.status_code != HTTPStatus.FOUND:
            raise RuntimeError(f"{form[0]} answered {answer.status_code}")


class Public:
    """What readers ask, of the site itself and past every page that is kept: without what stands in front of the views."""

    def __init__(self) -> None:
        self._reader = Client(SERVER_NAME="localhost")

    def slugs(self, address: str) -> list[str]:
        """The cases that a page leads to, in order."""
        answer = self._reader.get(address)
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return list(dict.fromkeys(re.findall(r'href="/en/cases/([a-z0-9-]+)/"', answer.text)))

    def slugs_anew(self, address: str) -> list[str]:
        """The same, its numbers beside the list counted anew."""
        forget_counts()
        return self.slugs(address)


class Bare:
    """The same answers from SQL written by hand, with no model between."""

    def __init__(self, *, organisation: Organisation) -> None:
        self._organisation = organisation.pk
        self._on = organisation.content_now(now=timezone.now()).date()
        self._words = _WORDS[connection.vendor]

    def first_page(self, wanted: CaseFilter) -> tuple[int, list[int]]:
        """How many, and the first fifty."""
        condition, values = self._condition(wanted)
        [[number]] = _ask(f"SELECT count(*) FROM cases_case c WHERE {condition}", values)
        rows = _ask(
            f"SELECT c.id, c.number, c.country, c.stage, t.name FROM cases_case c LEFT JOIN cases_casetext t ON t.case_id = c.id AND t.language = 'en' "
            f"WHERE {condition} ORDER BY c.opened_at DESC, c.id DESC LIMIT {PER_PAGE}",
            values,
        )
        return number, [row[0] for row in rows]

    def with_facets(self, wanted: CaseFilter) -> tuple[tuple[int, list[int]], dict[str, dict[str, int]]]:
        """The same, and how they divide: seven questions with GROUP BY, for a filter of words alone."""
        condition, values = self._condition(wanted)
        some = f"e.case_id IN (SELECT c.id FROM cases_case c WHERE {condition})"
        acts = "FROM cases_event e JOIN cases_act a ON a.event_id = e.id"
        year = "CAST(substr(CAST(COALESCE(a.when_earliest, e.when_earliest) AS text), 1, 4) AS text)"
        everything = "FROM cases_event e LEFT JOIN cases_act a ON a.event_id = e.id JOIN cases_case f ON f.id = e.case_id"
        top = f"substr(t.path, 1, {TOP_LENGTH})"
        questions = {
            "act": f"SELECT {top}, count(DISTINCT e.case_id) {acts} JOIN vocabularies_term t ON t.id = a.kind_id WHERE {some} GROUP BY 1",
            "perpetrator": f"SELECT {top}, count(DISTINCT e.case_id) {acts} JOIN cases_involvement i ON i.act_id = a.id "
            f"JOIN vocabularies_term t ON t.id = i.type_id WHERE {some} GROUP BY 1",
            "country": f"SELECT COALESCE(NULLIF(e.country, ''), f.country), count(DISTINCT e.case_id) {everything} WHERE {some} GROUP BY 1",
            "began": f"SELECT {year}, count(DISTINCT e.case_id) {everything} WHERE {some} GROUP BY 1",
            "stage": f"SELECT c.stage, count(*) FROM cases_case c WHERE {condition} GROUP BY 1",
        }
        found = {name: {key: number for key, number in _ask(question, values) if key} for name, question in questions.items()}
        for name in ("act", "perpetrator"):
            codes = dict(Term.objects.filter(path__in=list(found[name])).values_list("path", "code"))
            found[name] = {codes[path]: number for path, number in found[name].items()}
        some_held = f"SELECT count(DISTINCT h.case_id) FROM ({_HELD}) h WHERE h.case_id IN (SELECT c.id FROM cases_case c WHERE {condition})"
        held = _ask(some_held, [TODAY, TODAY, *values])
        found["held_on"] = {TODAY.isoformat(): held[0][0]} if held[0][0] else {}
        return self.first_page(wanted), found

    def public_slugs(self, number: int, *, country: str = "") -> list[str]:
        """So many public cases, the one approved last first."""
        within = "EXISTS (SELECT 1 FROM cases_findableact a WHERE a.case_id = f.case_id AND a.country = %s)" if country else "'' = %s"
        question = (
            "SELECT p.slug FROM cases_findablecase f JOIN cases_publiccase p ON p.case_id = f.case_id AND p.language = 'en' AND p.is_current "
            f"WHERE f.organisation_id = %s AND f.visible_from <= %s AND {within} ORDER BY f.approved_at DESC, f.case_id DESC LIMIT %s"
        )
        return [slug for (slug,) in _ask(question, [self._organisation, self._on, country, number])]

    def save(self, act: Act, note: str) -> None:
        """One word changed and one line of history, in a transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE cases_acttext SET body = %s WHERE act_id = %s", [note, act.pk])
            cursor.execute("INSERT INTO bench_history (row_id, was, becomes) VALUES (%s, %s, %s)", [act.pk, "", note])

    def _condition(self, wanted: CaseFilter) -> tuple[str, list[Any]]:
        parts: list[str] = ["c.organisation_id = %s"]
        values: list[Any] = [self._organisation]
        for word in wanted_words(wanted.text):
            keys = [key for keys in keys_to_ask(word.text) for key in keys]
            asked = {"sqlite": f'"{word.text}"' + "*" * word.is_beginning, "postgresql": f"'{word.text}'" + ":*" * word.is_beginning}
            names = (
                "SELECT p.case_id FROM cases_participant p JOIN cases_personname n ON n.person_id = p.person_id "
                f"JOIN cases_namekey k ON k.name_id = n.id WHERE k.key IN ({', '.join(['%s'] * len(keys))})"
            )
            parts.append(f"(c.id IN ({self._words}) OR c.id IN ({names}))" if keys else f"c.id IN ({self._words})")
            values += [asked[connection.vendor], *keys]
        happened: list[str] = []
        told: list[Any] = []
        if wanted.act:
            path = Term.objects.get(code=wanted.act).path
            happened.append("t.path >= %s AND t.path < %s")
            told += [path, end_of_subtree(path)]
        if wanted.country:
            happened.append("(e.country = %s OR (e.country = '' AND c.country = %s))")
            told += [wanted.country] * 2
        if wanted.began:
            first, last = date(int(wanted.began), 1, 1), date(int(wanted.began), 12, 31)
            happened.append("COALESCE(a.when_earliest, e.when_earliest) BETWEEN %s AND %s")
            told += [first, last]
        if happened:
            parts.append(
                "EXISTS (SELECT 1 FROM cases_event e JOIN cases_act a ON a.event_id = e.id JOIN vocabularies_term t ON t.id = a.kind_id "
                f"WHERE e.case_id = c.id AND {' AND '.join(happened)})"
            )
        return " AND ".join(parts), values + told


class _Fields(HTMLParser):
    """What a browser would send of the forms of a page, but for buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: dict[str, str] = {}
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name = told.get("name", "")
        if tag == "textarea":
            self._area, self.typed[name] = name, ""
        elif tag == "select":
            self._select = name if "multiple" not in told else ""
        elif tag == "option" and self._select and ("selected" in told or self._select not in self.typed):
            self.typed[self._select] = told.get("value", "")
        elif tag == "input" and name and told.get("type") in ("checkbox", "radio"):
            if "checked" in told:
                self.typed[name] = told.get("value", "on")
        elif tag == "input" and name and told.get("type") not in ("submit", "button", "file"):
            self.typed[name] = told.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.typed[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


def _typed_in(page: str) -> dict[str, str]:
    fields = _Fields()
    fields.feed(page)
    # A browser leaves out the line break behind <textarea>.
    return {name: value.removeprefix("\n") for name, value in fields.typed.items() if name != "csrfmiddlewaretoken"}


def _ask(question: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        return list(cursor.fetchall())
