"""One size's part of `python -m bench newsroom`: fill up, ask, compare, tell. Started by newsroom.py in a process of its own.

python -m bench.newsroom_run REPORTS FILE     prints a table, writes its medians to FILE as JSON; exit code 1 when answers differ
"""

import json
import os
import re
import sys
from collections.abc import Callable
from datetime import date, timedelta
from itertools import batched
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import outcry  # noqa: F401  before Django: it says which SQLite is meant

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")

import django

django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402  models need Django to be set up
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from wagtail.models import Page  # noqa: E402

from bench.casework_questions import counted  # noqa: E402
from bench.casework_run import Line, timed  # noqa: E402
from outcry.accounts.queries import the_organisation  # noqa: E402
from outcry.lib.search_words import folded_words  # noqa: E402
from outcry.lib.word_index import asked  # noqa: E402
from outcry.newsroom.models import ReportPage, ReportsPage  # noqa: E402
from outcry.newsroom.operations import ensure_tree  # noqa: E402
from outcry.newsroom.report_rows import PublishedReport, ReportWords  # noqa: E402

IN_ALL, IN_A_TENTH, IN_A_THOUSANDTH = "benchwide", "benchtenth", "benchrare"
_STANDFIRST = "Made up for the bench."
_TEXT = " ".join(f"word{number}" for number in range(300))
_FIRST_DAY, _DAYS = date(2001, 1, 1), 3_600
_ROUNDS = 9
_MS_SEARCH = 100
_SEARCHES = {
    "a word in 1 of 1,000": IN_A_THOUSANDTH,
    "a word in 1 of 10": IN_A_TENTH,
    "a word in all": IN_ALL,
    "two words": f"{IN_ALL} {IN_A_TENTH}",
}
# Of three reports two are in the source language, one is its translation.
_OF_THREE = ("en", "en", "ru")


def main() -> int:
    size, told = int(sys.argv[1]), Path(sys.argv[2])
    fill(size)
    print(f"\n{connection.vendor}, {size:,} reports\n  {'':<44}{'':>9}{'median':>9}{'p95':>9}{'bare':>9}{'ratio':>8}{'stmts':>6}")
    lines, differ = ask(size)
    told.write_text(json.dumps({line.name: median(line.ours) for line in lines}))
    for one in differ:
        print(f"DIFFERS: {one}")
    return int(bool(differ))


def fill(size: int) -> None:
    """Make it as many pages of reports, by rows and not by publishing: what they hold is made up."""
    lists = ensure_tree(organisation=the_organisation(), now=timezone.now())
    there = ReportPage.objects.filter(slug__startswith="bench-").count()
    for some in batched(range(there, size), 1_000, strict=False):
        with transaction.atomic():
            _add(some, lists)
    for parent in lists.values():
        Page.objects.filter(pk=parent.pk).update(numchild=parent.get_children().count())
    with connection.cursor() as cursor:
        # As it stands a minute later, after PostgreSQL's autovacuum.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _add(numbers: tuple[int, ...], lists: dict[str, ReportsPage]) -> None:
    kind, now = ContentType.objects.get_for_model(ReportPage), timezone.now()
    places = {code: int(_last_step(parent) or "0", 36) for code, parent in lists.items()}
    pages = []
    for number in numbers:
        code = _OF_THREE[number % 3]
        places[code] += 1
        parent = lists[code]
        shared = {"title": f"Report {number} {_rare(number)}", "slug": f"bench-{number}", "locale_id": parent.locale_id, "live": True}
        pages.append(
            Page(
                path=Page._get_path(parent.path, parent.depth + 1, places[code]),
                depth=parent.depth + 1,
                draft_title=shared["title"],
                url_path=f"{parent.url_path}bench-{number}/",
                content_type=kind,
                translation_key=UUID(int=(1 << 96) + (number - 1 if code == "ru" else number)),
                first_published_at=now,
                last_published_at=now,
                **shared,
            )
        )
    Page.objects.bulk_create(pages)
    for number, page in zip(numbers, pages, strict=True):
        day = _FIRST_DAY + timedelta(days=number % _DAYS)
        report = ReportPage(page_ptr_id=page.pk, standfirst=_STANDFIRST, published_on=day, happened=day.isoformat(), began_on=day, began_precision="day")
        report.body = [("paragraph", {"text": f"<p>{_words(number)}</p>", "source": None})]
        # The row of the report alone: that of the page is there.
        report.save_base(raw=True)
    _publish([page.pk for page in pages], numbers)


def _publish(keys: list[int], numbers: tuple[int, ...]) -> None:
    rows = ReportPage.objects.filter(pk__in=keys).select_related("locale").defer_streamfields()
    shared = ("translation_key", "published_on", "began_on", "began_precision", "happened_latest")
    PublishedReport.objects.bulk_create(
        PublishedReport(report_id=row.pk, language=row.locale.language_code, **{name: getattr(row, name) for name in shared}) for row in rows
    )
    ReportWords.objects.bulk_create(
        ReportWords(report_id=key, folded=folded_words(_STANDFIRST, _words(number))) for key, number in zip(keys, numbers, strict=True)
    )


def _last_step(parent: ReportsPage) -> str:
    last = parent.get_children().order_by("-path").values_list("path", flat=True).first()
    return last[-Page.steplen :] if last else ""


def _words(number: int) -> str:
    return f"{IN_ALL} {IN_A_TENTH if number % 10 == 0 else ''} {_rare(number)} {_TEXT}"


def _rare(number: int) -> str:
    return IN_A_THOUSANDTH if number % 1_000 == 0 else ""


def ask(size: int) -> tuple[list[Line], list[str]]:
    """Every question of a reader; those about words are compared with the same by hand."""
    client, lines, differ = Client(SERVER_NAME="localhost"), [], []
    for words, text in _SEARCHES.items():
        line = Line(f"search: {words}", size, bound=_MS_SEARCH, at=20_000)
        answers = [_of_reports(client.get("/en/search/", {"text": text})), _by_hand(text)]
        if answers[0] != answers[1]:
            differ.append(f"{line.name}: {answers[0]}, by hand {answers[1]}")
        lines.append(_measured(line, lambda text=text: client.get("/en/search/", {"text": text}), lambda text=text: _by_hand(text)))  # type: ignore[misc]
    for words, address in (
        ("the list", "/en/reports/"),
        ("the archive: all years", "/en/reports/archive/"),
        ("the archive: a month", "/en/reports/2005/06/"),
        ("the archive: a month by what happened", "/en/reports/2005/06/happened/"),
        ("the feed of all", "/en/reports/feed.atom"),
    ):
        lines.append(_measured(Line(words, size), lambda address=address: _got(client, address)))  # type: ignore[misc]
    return lines, differ


def _measured(line: Line, ours: Callable[[], Any], bare: Callable[[], Any] | None = None) -> Line:
    with counted() as statements:
        ours()
    line.statements = statements[0]
    for _round in range(_ROUNDS):
        line.ours.append(timed(ours))
        if bare:
            line.bare.append(timed(bare))
    print(line, flush=True)
    return line


def _got(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def _of_reports(answer: Any) -> tuple[int, list[str]]:
    section = answer.content.decode().partition('<h2 id="reports">')[2].partition("</section>")[0]
    number = re.search(r"<small[^>]*>([\d,]+)</small>", section)
    return int(number[1].replace(",", "")) if number else 0, re.findall(r'<h3><a href="([^"]+)"', section)


def _by_hand(text: str) -> tuple[int, list[str]]:
    """The same in SQL: each report once, in English where that has the words; the newest first."""
    with translation.override("en"):
        start = {locale: parent.address() for locale, parent in ((one.locale.language_code, one) for one in ReportsPage.objects.select_related("locale"))}
    words = [asked(connection, word, is_beginning=False) for word in text.split()[:-1]] + [asked(connection, text.split()[-1], is_beginning=True)]
    having = "SELECT rowid FROM newsroom_reportwords_words WHERE newsroom_reportwords_words MATCH %s"
    if connection.vendor == "postgresql":
        having = "SELECT report_id FROM newsroom_reportwords WHERE array_to_tsvector(string_to_array(folded, ' ')) @@ %s::tsquery"
    statement = f"""WITH found AS (
        SELECT p.id, p.slug, l.language_code AS code, r.published_on,
            ROW_NUMBER() OVER (PARTITION BY p.translation_key ORDER BY l.language_code <> 'en', p.id) AS place
        FROM wagtailcore_page p JOIN newsroom_reportpage r ON r.page_ptr_id = p.id JOIN wagtailcore_locale l ON l.id = p.locale_id
        WHERE p.live AND r.published_on <= %s AND p.id IN ({having}))
        SELECT slug, code, (SELECT COUNT(*) FROM found WHERE place = 1)
        FROM found WHERE place = 1 ORDER BY published_on DESC, id DESC LIMIT 20"""
    joined = (" & " if connection.vendor == "postgresql" else " ").join(words)
    with connection.cursor() as cursor:
        cursor.execute(statement, [the_organisation().content_now(now=timezone.now()).date(), joined])
        rows = cursor.fetchall()
    return (rows[0][2] if rows else 0), [f"{start[code]}{slug}/" for slug, code, _number in rows]


if __name__ == "__main__":
    sys.exit(main())
