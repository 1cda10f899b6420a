"""`make bench`: the product beside its baselines, in interleaved rounds, as medians and ratios.

    python -m bench [protests|casework|newsroom|newsletter|drain|lighthouse] [--quick]
    python -m bench casework --keep FOLDER [--fill]     what is filled in for casework stays there for the next run; --fill: fill alone

Exit code 1 only when rows and acknowledged answers disagree, or an answer is not the one found by hand; a ratio below its
aim and a bound that is missed are printed, not hidden.
"""

import argparse
import http.client
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from importlib.metadata import version
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from bench import casework, drain, lighthouse, newsletter, newsroom
from bench.fill import count_rows, fill
from bench.load import CONNECTIONS, NoWrk, get_round, post_round
from bench.servers import THREADS, WORKERS, Site, command, folder_environment, site

_APPEAL = "/en/appeals/free-esenbek-ukteshbayev/"
_SIZES = {"empty": 0, "10,000": 10_000, "1,000,000": 1_000_000}
_OTHER_PARTS: Mapping[str, Callable[..., int]] = {"newsroom": newsroom.run, "newsletter": newsletter.run, "drain": drain.run, "lighthouse": lighthouse.run}
_PARTS = ("protests", *_OTHER_PARTS, "casework")
_TOKEN_AGE_SECONDS = 3.2
_LAST_ONES_SECONDS = 0.3


@dataclass
class Series:
    """All rounds of one thing measured; for POST also what was acknowledged and where its rows are."""

    name: str
    rates: list[float] = field(default_factory=list)
    acknowledged: int = 0
    other: int = 0
    rounds: int = 0

    @property
    def middle(self) -> float:
        return median(self.rates)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=_PARTS, help="one part alone; all without it")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="length of one round")
    parser.add_argument(
        "--quick", action="store_true", help="three rounds of two seconds, 100,000 protests, 20,000 events, 2,000 reports, 3,000 subscribers, 2,000 letters"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep there what casework is measured on, and come back to it")
    parser.add_argument("--fill", action="store_true", help="fill that folder, and measure nothing")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 3, 2
        del _SIZES["1,000,000"]
        _SIZES["100,000"] = 100_000
    if options.fill and not (options.keep and options.part == "casework"):
        parser.error("--fill needs casework and --keep FOLDER")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="outcry-bench-") as folder:
        for part in [options.part] if options.part else _PARTS:
            failed |= _measure(part, Path(folder), options)
    return failed


def _measure(part: str, folder: Path, options: argparse.Namespace) -> int:
    match part:
        case "protests":
            return _protests(folder, rounds=options.rounds, seconds=options.seconds)
        case "casework":
            return casework.run(folder, keep=options.keep, quick=options.quick, only_fill=options.fill)
        case _:
            return _OTHER_PARTS[part](folder, quick=options.quick)


def _protests(folder: Path, *, rounds: int, seconds: int) -> int:
    with ExitStack() as stack:
        try:
            return _run(folder, stack, rounds=rounds, seconds=seconds)
        except NoWrk as error:
            sys.exit(str(error))


def _run(folder: Path, stack: ExitStack, *, rounds: int, seconds: int) -> int:
    ours = _our_sites(folder, stack)
    empty = ours["empty"]
    fields = _fields_of_form(empty)
    page = _get(empty, _APPEAL)
    (folder / "constant.html").write_bytes(page)
    plain, raw = _plain_site(folder, stack), _raw_sites(folder, stack)
    everyone = [*ours.values(), plain, *raw]
    for one in everyone:
        one.sleep()
    posts = {name: Series(name) for name in ("raw WSGI, one row", "plain Django view, one row", *(f"Outcry, {size}" for size in ours))}
    gets = {name: Series(name) for name in ("raw WSGI, constant", *(f"Outcry, {size}" for size in ours))}
    forms = {size: _fields_while_awake(one) for size, one in ours.items()}
    targets = {"raw WSGI, one row": (raw[0], "/", fields), "plain Django view, one row": (plain, "/", fields)}
    targets |= {f"Outcry, {size}": (one, _APPEAL, forms[size]) for size, one in ours.items()}
    for number in range(rounds):
        for name, (one, path, typed) in targets.items():
            _measure_post(posts[name], one, path, typed, number=number, seconds=seconds, folder=folder)
        _measure_get(gets["raw WSGI, constant"], raw[1], "/", seconds=seconds)
        for size, one in ours.items():
            _measure_get(gets[f"Outcry, {size}"], one, _APPEAL, seconds=seconds)
    for one in everyone:
        one.wake()
    disagree = _check_rows(folder, posts)
    disagree += _check_exactly(empty, folder / "empty" / "outcry.sqlite3", _fields_of_form(empty))
    _tell(posts, gets, page_bytes=len(page), rounds=rounds, seconds=seconds)
    for line in disagree:
        print(f"ROWS AND ANSWERS DISAGREE: {line}")
    return 1 if disagree else 0


def _our_sites(folder: Path, stack: ExitStack) -> dict[str, Site]:
    first = folder / "empty"
    command("migrate", environment=folder_environment(first))
    command("vocabularies", "load", environment=folder_environment(first))
    command("demo", "load", environment=folder_environment(first))
    command("collectstatic", "--noinput", environment=folder_environment(first))
    sites = {}
    for size, protests in _SIZES.items():
        place = folder / size.replace(",", "")
        if protests:
            shutil.copytree(first, place)
            _say(f"filling in {protests:,} protests")
            fill(database=place / "outcry.sqlite3", protests=protests)
    for size in _SIZES:
        place = folder / size.replace(",", "")
        application = "outcry.config.wsgi:application"
        sites[size] = stack.enter_context(site(name=size, application=application, environment=folder_environment(place), beside=["chores"]))
    return sites


def _plain_site(folder: Path, stack: ExitStack) -> Site:
    environment = folder_environment(folder / "plain") | {"DJANGO_SETTINGS_MODULE": "bench.plain.settings"}
    code = (
        "import django; django.setup(); from django.db import connection; from bench.plain.models import Signature; "
        "editor = connection.schema_editor(); editor.__enter__(); editor.create_model(Signature); editor.__exit__(None, None, None)"
    )
    subprocess.run([sys.executable, "-c", "import outcry; " + code], env={**os.environ, **environment}, check=True)
    return stack.enter_context(site(name="plain", application="bench.plain.views:application", environment=environment))


def _raw_sites(folder: Path, stack: ExitStack) -> tuple[Site, Site]:
    insert = {"BENCH_DATABASE": str(folder / "raw.sqlite3")}
    constant = {"BENCH_CONSTANT": str(folder / "constant.html")}
    return (
        stack.enter_context(site(name="raw insert", application="bench.raw:insert", environment=insert)),
        stack.enter_context(site(name="raw constant", application="bench.raw:constant", environment=constant)),
    )


def _measure_post(series: Series, one: Site, path: str, fields: dict[str, str], *, number: int, seconds: int, folder: Path) -> None:
    def go() -> None:
        found = post_round(url=one.url + path, fields=fields, seconds=seconds, mark=f"r{number}x", folder=folder)
        series.rates.append(found.acknowledged / seconds)
        series.acknowledged += found.acknowledged
        series.other += found.other
        series.rounds += 1

    _awake(one, go)
    _say(f"round {number + 1}: {series.name}: {series.rates[-1]:,.0f} protests/s")


def _measure_get(series: Series, one: Site, path: str, *, seconds: int) -> None:
    _awake(one, lambda: series.rates.append(get_round(url=one.url + path, seconds=seconds).per_second))
    _say(f"{series.name}: {series.rates[-1]:,.0f} pages/s")


def _awake(one: Site, work: Callable[[], None]) -> None:
    one.wake()
    try:
        work()
        # What wrk dropped on its way ends first: asleep it would hold the database, and run out of patience when it wakes.
        time.sleep(_LAST_ONES_SECONDS)
    finally:
        one.sleep()


def _fields_while_awake(one: Site) -> dict[str, str]:
    one.wake()
    fields = _fields_of_form(one)
    one.sleep()
    return fields


def _fields_of_form(one: Site) -> dict[str, str]:
    """The real form, filled in with what it proposes; its token old enough to be taken."""
    text = _get(one, _APPEAL).decode()
    token = re.search(r'name="token" value="([^"]+)"', text)
    letter = re.search(r"<textarea[^>]*>\s?(.*?)</textarea>", text, re.S)
    if token is None or letter is None:
        raise RuntimeError("the appeal page has no form")
    time.sleep(_TOKEN_AGE_SECONDS)
    return {
        "name": "Samira Diallo",
        "country": "SN",
        "letter": unescape(letter[1]),
        "shown_in_public": "first_name",
        "shown_to_addressee": "initials",
        "wants_outcome": "on",
        "homepage": "",
        "token": unescape(token[1]),
    }


def _get(one: Site, path: str) -> bytes:
    connection = http.client.HTTPConnection(urlsplit(one.url).netloc, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body


def _check_rows(folder: Path, posts: Mapping[str, Series]) -> list[str]:
    """Each acknowledged answer has its row. wrk drops what is on its way when a round ends: so many rows more there may be."""
    tables = {
        "raw WSGI, one row": (folder / "raw.sqlite3", "signature", 0),
        "plain Django view, one row": (folder / "plain" / "outcry.sqlite3", "plain_signature", 0),
    }
    for size, protests in _SIZES.items():
        tables[f"Outcry, {size}"] = (folder / size.replace(",", "") / "outcry.sqlite3", "protests_protest", protests)
    wrong = []
    for name, (database, table, before) in tables.items():
        series, rows = posts[name], count_rows(database=database, table=table) - before
        if not series.acknowledged <= rows <= series.acknowledged + CONNECTIONS * series.rounds or series.other:
            wrong.append(f"{name}: {rows} rows, {series.acknowledged} acknowledged, {series.other} answered otherwise")
    return wrong


def _check_exactly(one: Site, database: Path, fields: dict[str, str], *, number: int = 300) -> list[str]:
    """One after another, nothing on its way at the end: rows and acknowledged answers are equal."""
    before = count_rows(database=database, table="protests_protest")
    connection, acknowledged = http.client.HTTPConnection(urlsplit(one.url).netloc, timeout=30), 0
    for turn in range(number):
        body = urlencode(fields | {"email": f"exact{turn}@bench.example"})
        connection.request("POST", _APPEAL, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        answer.read()
        acknowledged += answer.status == http.client.SEE_OTHER
    rows = count_rows(database=database, table="protests_protest") - before
    print(f"one after another: {acknowledged} acknowledged, {rows} rows")
    return [] if rows == acknowledged == number else [f"one after another: {rows} rows, {acknowledged} acknowledged of {number}"]


def _tell(posts: Mapping[str, Series], gets: Mapping[str, Series], *, page_bytes: int, rounds: int, seconds: int) -> None:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, Django {version('django')}, granian {version('granian')}"
    print(f"\n{machine}; {WORKERS} workers of {THREADS} threads, {CONNECTIONS} connections; medians of {rounds} rounds of {seconds} s (least to most)")
    print(f"\nProtests submitted a second\n{_table(posts)}")
    print(f"\nAppeal pages a second ({page_bytes:,} bytes)\n{_table(gets)}")
    empty_post, empty_get = posts["Outcry, empty"].middle, gets["Outcry, empty"].middle
    _ratio("(a) submitting, against the plain Django view", empty_post / posts["plain Django view, one row"].middle, 0.5)
    _ratio("(a) submitting, against raw WSGI", empty_post / posts["raw WSGI, one row"].middle, None)
    _ratio("(b) reading, against a raw WSGI constant", empty_get / gets["raw WSGI, constant"].middle, 0.5)
    for size in list(_SIZES)[1:]:
        _ratio(f"(c) submitting with {size} protests, against none", posts[f"Outcry, {size}"].middle / empty_post, 0.8)
        _ratio(f"(c) reading with {size} protests, against none", gets[f"Outcry, {size}"].middle / empty_get, 0.8)


def _table(series: Mapping[str, Series]) -> str:
    return "\n".join(f"  {one.name:<34}{one.middle:>10,.0f}   ({min(one.rates):,.0f} to {max(one.rates):,.0f})" for one in series.values())


def _ratio(what: str, value: float, aim: float | None) -> None:
    verdict = "" if aim is None else f"   aim {aim}: {'kept' if value >= aim else 'MISSED'}"
    print(f"  {what:<56}{value:>7.2f}{verdict}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
