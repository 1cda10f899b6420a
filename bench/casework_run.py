"""One database's part of `python -m bench casework`, at one size: ask, compare, tell. Started by casework.py in a process of its own.

python -m bench.casework_run EVENTS FILE [--tables]     prints a table, writes its medians to FILE as JSON; exit code 1 when answers differ
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import outcry  # noqa: F401  before Django: it says which SQLite is meant

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")

import django

django.setup()

from django.db import connection  # noqa: E402  models need Django to be set up
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.casework_files import export_whole, import_table  # noqa: E402
from bench.casework_fill import IN_A_TENTH, IN_A_THOUSANDTH, IN_ALL, made_up_names  # noqa: E402
from bench.casework_questions import Bare, Desk, Public, counted  # noqa: E402
from outcry.accounts.models import Organisation, User  # noqa: E402
from outcry.accounts.operations import staff_group  # noqa: E402
from outcry.accounts.queries import the_organisation  # noqa: E402
from outcry.cases.filters import CaseFilter  # noqa: E402
from outcry.cases.models import Act, Change  # noqa: E402
from outcry.front.filling.database import PER_PAGE as PER_PUBLIC_PAGE  # noqa: E402
from outcry.statistics.database import recount_databases  # noqa: E402

_ROUNDS, _FEW_ROUNDS = 9, 3
_MS = 1000


@dataclass
class Line:
    """One question at one size: how long ours took and the bare one, in milliseconds, and how many statements ours sent."""

    name: str
    size: int
    # In milliseconds; of the median unless it is said of the slowest in twenty. It speaks of one size.
    bound: float | None = None
    at: int = 0
    of_the_slowest: bool = False
    most_statements: int | None = None
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    statements: int = 0

    def __str__(self) -> str:
        middle, worst = median(self.ours), quantiles(self.ours, n=20)[-1]
        ratio = f"{median(self.bare):>9.1f}{middle / median(self.bare):>8.1f}" if self.bare else " " * 17
        verdict = ""
        if self.bound is not None:
            judged = f"{'kept' if (worst if self.of_the_slowest else middle) < self.bound else 'MISSED'}"
            verdict = f"  {'p95 ' if self.of_the_slowest else ''}under {self.bound:g} ms {judged if self.size == self.at else f'(at {self.at:,})'}"
        if self.most_statements is not None:
            verdict += f", at most {self.most_statements} statements {'kept' if self.statements <= self.most_statements else 'MISSED'}"
        return f"  {self.name:<44}{self.size:>9,}{middle:>9.1f}{worst:>9.1f}{ratio}{self.statements:>6}{verdict}"


class Run:
    """The questions put to one database."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        user = User.objects.create(username="bench", email="bench@bench.example", organisation=organisation)
        user.groups.add(staff_group())
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        self._desk, self._bare = Desk(organisation=organisation, client=client), Bare(organisation=organisation)
        self._readers = Public()
        self.lines: list[Line] = []
        self.differ: list[str] = []

    def at(self, size: int) -> None:
        """Ask everything of a file of this size."""
        for words, text in (
            ("a word in 1 of 1,000", IN_A_THOUSANDTH),
            ("a word in 1 of 10", IN_A_TENTH),
            ("a word in all", IN_ALL),
            ("two words", f"{IN_A_TENTH} {IN_A_THOUSANDTH}"),
            ("the beginning of a word", IN_A_THOUSANDTH[:5]),
            ("a name", made_up_names()[size % 7]),
        ):
            self._ask(f"text: {words}", size, CaseFilter(text=text), bound=60, at=20_000)
        for act, country, began in (("acts/liberty", "KZ", "2011"), ("acts/integrity", "BY", "2012"), ("acts/life", "GE", "2015")):
            self._ask(f"filters: {act}, country, year", size, CaseFilter(act=act, country=country, began=began), bound=30, at=20_000)
        for words, text in (("a word in 1 of 10", IN_A_TENTH), ("a word in all", IN_ALL), ("a word in 1 of 1,000", IN_A_THOUSANDTH)):
            self._ask(f"facets and text: {words}", size, CaseFilter(text=text), bound=300, at=100_000, of_the_slowest=True, with_facets=True)
        self._ask("facets of everything", size, CaseFilter(), with_facets=True)
        self._pages(size)
        self._public(size)
        self._saves(size)

    def _ask(self, name: str, size: int, wanted: CaseFilter, *, with_facets: bool = False, **bound: Any) -> None:
        ours = self._desk.with_facets if with_facets else self._desk.first_page
        bare = self._bare.with_facets if with_facets else self._bare.first_page
        line = self._measured(Line(name, size, **bound), lambda: ours(wanted), lambda: bare(wanted))
        self._tell(line)

    def _tell(self, line: Line) -> None:
        self.lines.append(line)
        print(line, flush=True)

    def _measured(self, line: Line, ours: Callable[[], Any], bare: Callable[[], Any]) -> Line:
        with counted() as statements:
            first = ours()
        line.statements = statements[0]
        if not _same(first, expected := bare()):
            self.differ.append(f"{line.name} at {line.size:,}: {str(first)[:300]}, by hand {str(expected)[:300]}")
        for _round in range(_ROUNDS):
            line.ours.append(timed(ours))
            line.bare.append(timed(bare))
        return line

    def _pages(self, size: int) -> None:
        for words, text in (("everything", ""), ("a word in 1 of 10", IN_A_TENTH)):
            line, wanted = Line(f"the whole page of the desk: {words}", size), CaseFilter(text=text)
            with counted() as statements:
                self._desk.page(wanted)
            line.statements = statements[0]
            line.ours = [timed(self._desk.page, wanted) for _round in range(_ROUNDS)]
            self._tell(line)
        line = Line("the page of who is held, at the desk", size)
        with counted() as statements:
            self._desk.in_custody()
        # It names everybody, one in five cases of these: fewer rounds tell as much.
        line.statements, line.ours = statements[0], [timed(self._desk.in_custody) for _round in range(_FEW_ROUNDS)]
        self._tell(line)

    def _public(self, size: int) -> None:
        """The public list and its filters, as the site draws them for somebody whose page nobody keeps."""
        recount_databases(now=timezone.now())
        bound: dict[str, Any] = {"bound": 50, "at": 100_000, "most_statements": 15}
        for name, address in (("all cases", "/en/cases/"), ("the database", "/en/database/")):
            line = Line(f"the public page of {name}", size, **bound)
            self._tell(self._measured(line, partial(self._readers.slugs, address), partial(self._bare.public_slugs, PER_PUBLIC_PAGE)))
        line = Line("the public database: a country, counted anew", size)
        in_country = partial(self._bare.public_slugs, PER_PUBLIC_PAGE, country="KZ")
        self._tell(self._measured(line, partial(self._readers.slugs_anew, "/en/database/?country=KZ"), in_country))
        line = Line("the public page of who is in custody", size)
        line.ours = [timed(self._readers.slugs, "/en/custody/") for _round in range(_ROUNDS)]
        self._tell(line)

    def _saves(self, size: int) -> None:
        """An act's form saved with its history, each time another act and another word."""
        line = Line("save with history, from the desk's form", size, bound=40, at=20_000)
        before = Change.objects.count()
        acts = list(Act.objects.filter(case__number__startswith="B-").order_by("-pk")[: _ROUNDS + 1])
        for place, act in enumerate(acts):
            note = f"bench note {size} {place}"
            form = self._desk.form_of(act, note)
            with counted() as statements:
                took = timed(self._desk.save, form)
            # The first one warms up.
            if place:
                line.ours.append(took)
                line.bare.append(timed(self._bare.save, act, f"{note} again"))
            line.statements = statements[0]
            if act.texts.get(language="en").body != (f"{note} again" if place else note):
                self.differ.append(f"{line.name} at {size:,}: the word is not there")
        if Change.objects.count() - before != len(acts):
            self.differ.append(f"{line.name} at {size:,}: {Change.objects.count() - before} lines of history for {len(acts)} changes")
        self._tell(line)


def _same(ours: Any, bare: Any) -> bool:
    """Equal; of facets, those that were counted by hand."""
    if isinstance(ours, tuple) and isinstance(ours[-1], dict):
        return ours[0] == bare[0] and all(ours[1][name] == numbers for name, numbers in bare[1].items())
    return bool(ours == bare)


def timed(work: Callable[..., Any], *told: Any) -> float:
    started = time.perf_counter()
    work(*told)
    return (time.perf_counter() - started) * _MS


def main() -> int:
    size, told = int(sys.argv[1]), Path(sys.argv[2])
    run = Run(the_organisation())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_history (row_id bigint, was text, becomes text)")
    print(f"\nCasework on {connection.vendor}; milliseconds, {_ROUNDS} rounds in turn with bare SQL for the same answer")
    print(f"  {'':<44}{'events':>9}{'median':>9}{'p95':>9}{'bare':>9}{'ratio':>8}{'SQL':>6}", flush=True)
    run.at(size)
    told.write_text(json.dumps({line.name: median(line.ours) for line in run.lines}))
    if "--tables" in sys.argv:
        with tempfile.TemporaryDirectory(prefix="outcry-bench-") as folder:
            lines, differ = import_table(folder=Path(folder), rows=10_000)
            more, differ_too = export_whole()
        run.differ += differ + differ_too
        print("\n".join(["", *lines, *more]))
    for difference in run.differ:
        print(f"ANSWERS DIFFER: {difference}")
    return 1 if run.differ else 0


if __name__ == "__main__":
    sys.exit(main())
