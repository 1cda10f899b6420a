"""Tables in and out: ten thousand rows imported, the whole file exported, each beside bare SQL doing the same."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection
from django.utils import timezone

from bench.casework_questions import counted
from outcry.accounts.queries import the_organisation
from outcry.cases.filters import CaseFilter
from outcry.cases.models import Act, Case, ExportForm
from outcry.cases.operations.exports import export_cases
from outcry.cases.operations.imports import carry_out, new_run
from outcry.cases.search import Search
from outcry.cases.tables.mapping import mapping_of

_MAPPING = {
    "set": "bench",
    "id": "Id",
    "given": {"case.country": "KZ"},
    "column": [
        {"name": "day", "fact": "event.when", "format": "DD.MM.YYYY"},
        {"name": "what", "fact": "event.title[en]"},
        {"name": "more", "fact": "event.description[en]"},
        {"name": "kind", "fact": "act.kind", "values": {"jailed": "acts/liberty/detention", "fined": "acts/expression/publication-restricted/fine"}},
        {"name": "link", "fact": "source.url"},
    ],
}
_BARE_TABLES = ("bench_a (id bigint PRIMARY KEY, number text, country text)", "bench_b (id bigint PRIMARY KEY, of bigint, day text, title text, body text)")
_MOST_SECONDS, _MOST_MEGABYTES, _LEAST_ROWS_A_SECOND = 60, 200, 10_000


def import_table(*, folder: Path, rows: int) -> tuple[list[str], list[str]]:
    """Import so many new cases from CSV; what to tell, and what does not agree."""
    file = folder / "bench.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Id", "day", "what", "more", "kind", "link"])
        writer.writerows(
            [
                n,
                f"{n % 28 + 1:02}.{n % 12 + 1:02}.{2005 + n % 18}",
                f"Matter {n}",
                f"What happened in matter {n} " * 5,
                ("jailed", "fined")[n % 2],
                f"https://bench.example/{n}",
            ]
            for n in range(rows)
        )
    before, now = Case.objects.count(), timezone.now()
    with file.open("rb") as content, counted() as statements:
        run = new_run(organisation=the_organisation(), file=content, file_name=file.name, mapping=mapping_of(_MAPPING), encoding="", by=None, now=now)
        started = time.perf_counter()
        is_done = carry_out(run=run, file=content, now=now)
        took = time.perf_counter() - started
    bare = _bare_import(file)
    run.refresh_from_db()
    created = run.counts["cases"]["created"]
    differ = [] if is_done and created == rows == Case.objects.count() - before else [f"import: {created} created of {rows}: {run.counts} {run.sentence}"]
    verdict = "kept" if took < _MOST_SECONDS else "MISSED"
    told = (
        f"Import of {rows:,} rows of CSV: {took:.1f} s, {rows / took:,.0f} rows a second, {statements[0] / rows * 1_000:.0f} statements for 1,000 rows "
        f"(bare INSERTs into two tables of the same cells: {bare:.2f} s, ratio {took / bare:.0f})   under {_MOST_SECONDS} s {verdict}"
    )
    return [told], differ


def _bare_import(file: Path) -> float:
    with connection.cursor() as cursor:
        for table in _BARE_TABLES:
            cursor.execute(f"CREATE TEMPORARY TABLE {table}")
        started = time.perf_counter()
        with file.open(newline="") as content:
            cells = list(csv.reader(content))[1:]
        cursor.executemany("INSERT INTO bench_a VALUES (%s, %s, %s)", [(int(row[0]), f"B-{row[0]}", "KZ") for row in cells])
        cursor.executemany("INSERT INTO bench_b VALUES (%s, %s, %s, %s, %s)", [(int(row[0]), int(row[0]), row[1], row[2], row[3]) for row in cells])
        return time.perf_counter() - started


def export_whole() -> tuple[list[str], list[str]]:
    """Export everything as CSV: rows a second and statements here, memory in a process of its own; and a bare SELECT into the same writer."""
    search = Search(wanted=CaseFilter(), organisation=the_organisation())
    rows = Act.objects.count() + Case.objects.filter(acts=None).count()
    with counted() as statements:
        started = time.perf_counter()
        export = export_cases(search=search, form=ExportForm.CSV, with_sealed=False, by=None, now=timezone.now())
        written = sum(len(piece) for piece in export.pieces)
        took = time.perf_counter() - started
    bare = _bare_export()
    megabytes, told_rows = _in_a_process_of_its_own()
    differ = [] if export.row.rows == told_rows == rows else [f"export: {export.row.rows} and {told_rows} rows, {rows} by hand"]
    quick = "kept" if rows / took > _LEAST_ROWS_A_SECOND else "MISSED"
    small = "kept" if megabytes < _MOST_MEGABYTES else "MISSED"
    return [
        f"Whole CSV, {rows:,} rows, {written / 1e6:.0f} MB: {took:.1f} s, {rows / took:,.0f} rows a second, {statements[0] / rows * 1_000:.1f} statements for "
        f"1,000 rows (bare SELECT of its main columns into csv: {bare:.1f} s, ratio {took / bare:.1f})   over {_LEAST_ROWS_A_SECOND:,} a second {quick}",
        f"Memory of the process that wrote it: {megabytes:.0f} MB   under {_MOST_MEGABYTES} MB {small}",
    ], differ


def _bare_export() -> float:
    started, out = time.perf_counter(), io.StringIO()
    writer = csv.writer(out)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.number, c.country, ct.name, ct.standfirst, e.when, et.title, et.description, t.code, a.when, x.headline, x.body "
            "FROM cases_case c LEFT JOIN cases_casetext ct ON ct.case_id = c.id LEFT JOIN cases_event e ON e.case_id = c.id "
            "LEFT JOIN cases_eventtext et ON et.event_id = e.id LEFT JOIN cases_act a ON a.event_id = e.id LEFT JOIN cases_acttext x ON x.act_id = a.id "
            "LEFT JOIN vocabularies_term t ON t.id = a.kind_id".replace("e.when", 'e."when"').replace("a.when", 'a."when"')
        )
        while some := cursor.fetchmany(1_000):
            writer.writerows(some)
            out.seek(0)
            out.truncate()
    return time.perf_counter() - started


# Linux counts for a process what its parent held when it began: so a small one begins it, and says how large it became.
_SMALL_PARENT = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
said = process.stdout.read()
print(said.decode().splitlines()[-1])
print(os.wait4(process.pid, 0)[2].ru_maxrss)
"""


def _in_a_process_of_its_own() -> tuple[float, int]:
    """The command that an operator types: its largest resident size in MB, and the rows it says it wrote."""
    file = Path(os.environ["DATA"]) / "whole.csv"
    command = [sys.executable, "-c", _SMALL_PARENT, sys.executable, "-m", "outcry.config.cli", "cases", "export", str(file)]
    said, kilobytes = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    file.unlink(missing_ok=True)
    return int(kilobytes) / 1024, json.loads(said)["rows"]
