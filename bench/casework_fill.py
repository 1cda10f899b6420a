"""A large case file: made-up events, acts and people, written by SQL, the same ones on every machine.

No word of it is about anybody: words are made of syllables, names of other syllables. What a column holds that is not
spoken of here is its default, read off the model, so that a new column does not break the bench.

python -m bench.casework_fill EVENTS     started by casework.py in a process of its own
"""

import json
import os
import random
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import outcry  # noqa: F401  before Django: it says which SQLite is meant

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")

import django

django.setup()

from django.core.management.color import no_style  # noqa: E402  models need Django to be set up
from django.db import connection, models  # noqa: E402
from django.db.models import Max, Model  # noqa: E402

from outcry.accounts.models import Organisation  # noqa: E402
from outcry.accounts.queries import the_organisation  # noqa: E402
from outcry.cases import word_indexes  # noqa: E402
from outcry.cases.findable import EVENTS_PER_CASE  # noqa: E402
from outcry.cases.models import (  # noqa: E402
    Act,
    ActText,
    Case,
    CaseText,
    Detention,
    Event,
    EventText,
    FindableAct,
    FindableAuthority,
    FindableCase,
    FindableWords,
    Involvement,
    NameKey,
    Participant,
    ParticipantText,
    Person,
    PersonName,
    PublicCase,
    Source,
    StageMove,
)
from outcry.cases.names import keys_to_keep  # noqa: E402
from outcry.cases.operations.indexing import keep_words  # noqa: E402
from outcry.cases.projection import project  # noqa: E402
from outcry.cases.vocabulary import ParticipantKind  # noqa: E402
from outcry.lib import word_index  # noqa: E402
from outcry.vocabularies.models import Term  # noqa: E402

ACTS_PER_EVENT = 5
# In the text of every event; in one of ten; in one of a thousand.
IN_ALL, IN_A_TENTH, IN_A_THOUSANDTH = "statement", "zorimat", "kelduvane"
COUNTRIES = ("KZ", "KG", "UZ", "TJ", "TM", "AZ", "BY", "GE", "AM", "MN")
_SENTENCES, _DAYS, _NAMES = 5_003, 6_007, 503
_FIRST_DAY = date(2005, 1, 1)
_NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
_SYLLABLES = [head + tail for head in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z") for tail in ("a", "e", "i", "o", "u")]
_PICKS = (
    "bench_numbers (n bigint PRIMARY KEY)",
    "bench_sentences (pick bigint PRIMARY KEY, words text)",
    "bench_days (pick bigint PRIMARY KEY, edtf text, earliest date, latest date, moment timestamp with time zone)",
    "bench_kinds (pick bigint PRIMARY KEY, id bigint)",
    "bench_perpetrators (pick bigint PRIMARY KEY, id bigint)",
    "bench_names (pick bigint PRIMARY KEY, sealed bytea)",
    "bench_keys (pick bigint, key bytea)",
)


class CaseFile:
    """The file of one organisation."""

    def __init__(self, *, organisation: Organisation) -> None:
        self._organisation = organisation
        # Rows that stand there already keep their keys.
        self._base = {model: (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) for model in _WRITTEN}
        self._prepare()

    def fill(self, *, events: int) -> None:
        """Add so many cases, each with one event of five acts; and the words they are found by."""
        is_postgresql = connection.vendor == "postgresql"
        self._numbers(events)
        for rows in self._rows():
            self._write(*rows)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(_WRITTEN)):
                cursor.execute(statement)
        if is_postgresql:
            # Row by row its index over words takes most of the time of a fill, and made at once it is the same.
            word_index.take_down(connection, word_indexes.FILES)
            word_index.take_down(connection, word_indexes.PUBLIC)
        keep_words(cases=range(self._base[Case] + 1, self._base[Case] + events + 1))
        for rows in self._public_rows():
            self._write(*rows)
        if is_postgresql:
            word_index.make(connection, word_indexes.FILES)
            word_index.make(connection, word_indexes.PUBLIC)
        with connection.cursor() as cursor:
            # As it stands a minute later, after PostgreSQL's autovacuum.
            cursor.execute("VACUUM ANALYZE" if is_postgresql else "ANALYZE")

    def _rows(self) -> Iterable[tuple[type[Model], dict[str, Any], int, str]]:
        """Each kind of row: its columns as SQL over `n` (the case, or the act), how many there are of it in a case, and what is joined."""
        case, act = f"{self._base[Case]} + (n - 1) / {{per}} + 1", f"{self._base[Act]} + n"
        of_case = case.format(per=1)
        of_acts_case = case.format(per=ACTS_PER_EVENT)
        event = f"{self._base[Event]} + (n - 1) / {ACTS_PER_EVENT} + 1"
        day = f"JOIN bench_days d ON d.pick = (n * 7 + 3) % {_DAYS}"
        one, other = _sentence("a", 31), _sentence("b", 17)
        country = f"CASE n % {len(COUNTRIES)} {' '.join(f"WHEN {place} THEN '{code}'" for place, code in enumerate(COUNTRIES))} END"
        language = {"language": "'en'", "version": "1", "made_from_version": "0", "changed_at": _Param(_NOW)}
        yield (
            Case,
            {
                "id": of_case,
                "public_id": _public_id("c"),
                "organisation_id": str(self._organisation.pk),
                "number": "'B-' || n",
                "slug": "'bench-' || n",
                "country": country,
                "opened_at": "d.moment",
                "changed_at": "d.moment",
                "stage": "CASE n % 3 WHEN 0 THEN 'documented' WHEN 1 THEN 'verified' ELSE 'received' END",
            },
            1,
            day,
        )
        yield CaseText, language | {"case_id": of_case, "name": "'Bench matter ' || n", "standfirst": "a.words"}, 1, one
        yield StageMove, {"case_id": of_case, "at": _Param(_NOW), "to_stage": "'received'", "cause": "'filed'"}, 1, ""
        yield (
            Event,
            {
                "id": f"{self._base[Event]} + n",
                "case_id": of_case,
                "when": "d.edtf",
                "when_earliest": "d.earliest",
                "when_latest": "d.latest",
                "country": country,
                "latitude": "40 + (n % 1500) / 100.0",
                "longitude": "50 + (n % 3700) / 100.0",
                "precision": "'town'",
            },
            1,
            day,
        )
        marks = f"CASE WHEN n % 1000 = 7 THEN ' {IN_A_THOUSANDTH}' ELSE '' END || CASE WHEN n % 10 = 3 THEN ' {IN_A_TENTH}' ELSE '' END"
        yield (
            EventText,
            language | {"event_id": f"{self._base[Event]} + n", "title": "'Event ' || n", "description": f"a.words || ' {IN_ALL} ' || b.words || {marks}"},
            1,
            one + other,
        )
        yield Source, {"case_id": of_case, "publisher": "'Bench paper ' || (n % 50)", "title": "a.words", "reliability": "'unrated'"}, 1, one
        yield (
            Person,
            {
                "id": f"{self._base[Person]} + n",
                "public_id": _public_id("p"),
                "organisation_id": str(self._organisation.pk),
                "opened_at": _Param(_NOW),
                "changed_at": _Param(_NOW),
            },
            1,
            "",
        )
        yield (
            PersonName,
            {"id": f"{self._base[PersonName]} + n", "person_id": f"{self._base[Person]} + n", "text": "names.sealed", "script": "'Latn'"},
            1,
            f"JOIN bench_names names ON names.pick = n % {_NAMES}",
        )
        yield NameKey, {"name_id": f"{self._base[PersonName]} + n", "key": "keys.key"}, 1, f"JOIN bench_keys keys ON keys.pick = n % {_NAMES}"
        # Two of each case: to whom, by whom.
        victim, perpetrator = f"{self._base[Participant]} + (n - 1) * 2 + 1", f"{self._base[Participant]} + n * 2"
        for key, kind in ((victim, ParticipantKind.PERSON), (perpetrator, ParticipantKind.GROUP)):
            person = f"{self._base[Person]} + n" if kind == ParticipantKind.PERSON else "NULL"
            yield Participant, {"id": key, "case_id": of_case, "kind": f"'{kind.value}'", "person_id": person}, 1, ""
        yield ParticipantText, language | {"participant_id": perpetrator, "role": "'a guard'"}, 1, ""
        yield (
            Act,
            {
                "id": act,
                "case_id": of_acts_case,
                "event_id": event,
                "position": f"(n - 1) % {ACTS_PER_EVENT} + 1",
                "kind_id": "k.id",
                "victim_id": f"{self._base[Participant]} + (n - 1) / {ACTS_PER_EVENT} * 2 + 1",
                "when": "d.edtf",
                "when_earliest": "d.earliest",
                "when_latest": "d.latest",
            },
            ACTS_PER_EVENT,
            day + f" JOIN bench_kinds k ON k.pick = (n * 13) % {self._kinds}",
        )
        yield ActText, language | {"act_id": act, "headline": "'Act ' || n", "body": "a.words"}, ACTS_PER_EVENT, one
        yield (
            Involvement,
            {"act_id": act, "perpetrator_id": f"{self._base[Participant]} + (n - 1) / {ACTS_PER_EVENT} * 2 + 2", "type_id": "t.id", "certainty": "'alleged'"},
            ACTS_PER_EVENT,
            f"JOIN bench_perpetrators t ON t.pick = (n * 5) % {self._perpetrators}",
        )
        # A third of them for a fortnight; how long the others are to be held is not known.
        held = "JOIN bench_days d ON d.pick = (n * 7 + 3) % {days} AND n % 25 = 1 LEFT JOIN bench_days due ON due.pick = d.pick + 14 AND n % 3 = 0"
        freed = "CASE WHEN n % 2 = 0 THEN {} END"
        yield (
            Detention,
            {
                "act_id": act,
                "began": "d.edtf",
                "began_earliest": "d.earliest",
                "began_latest": "d.latest",
                "due_on": "due.latest",
                "released": "CASE WHEN n % 2 = 0 THEN '2026' ELSE '' END",
                "released_earliest": freed.format(_literal_day("2026-01-01")),
                "released_latest": freed.format(_literal_day("2026-12-31")),
            },
            ACTS_PER_EVENT,
            held.format(days=_DAYS),
        )

    def _public_rows(self) -> Iterable[tuple[type[Model], dict[str, Any], int, str]]:
        """All of them as two people would have approved them: the first case's projection under the number and name of each, and what readers find it by."""
        case = f"{self._base[Case]} + (n - 1) / {ACTS_PER_EVENT} + 1"
        organisation = str(self._organisation.pk)
        day = f"JOIN bench_days d ON d.pick = (n * 7 + 3) % {_DAYS}"
        projection = next(iter(project(case=Case.objects.get(pk=self._base[Case] + 1))))
        fields, wording = (_literal_json(found, "B-1", "Bench matter 1") for found in (projection.fields, projection.wording))
        yield (
            PublicCase,
            {
                "case_id": f"{self._base[Case]} + n",
                "organisation_id": organisation,
                "language": "'en'",
                "version": "1",
                "slug": "'bench-' || n",
                "fields": fields,
                "wording": wording,
                "approved_at": "d.moment",
            },
            1,
            day,
        )
        happened = {"organisation_id": organisation, "approved_at": "d.moment", "happened_on": "d.latest"}
        yield FindableCase, {"case_id": f"{self._base[Case]} + n", **happened}, 1, day
        country = (
            f"CASE ((n - 1) / {ACTS_PER_EVENT} + 1) % {len(COUNTRIES)} {' '.join(f"WHEN {place} THEN '{code}'" for place, code in enumerate(COUNTRIES))} END"
        )
        yield (
            FindableAct,
            {
                "id": f"{self._base[FindableAct]} + n",
                "case_id": case,
                "organisation_id": organisation,
                "event": f"({case}) * {EVENTS_PER_CASE} + 1",
                "act": f"(n - 1) % {ACTS_PER_EVENT} + 1",
                "kind_id": "k.id",
                "country": country,
                "when": "d.edtf",
                "when_earliest": "d.earliest",
                "when_latest": "d.latest",
                "year": "CAST(substr(CAST(d.earliest AS text), 1, 4) AS integer)",
                "month": "CAST(substr(CAST(d.earliest AS text), 6, 2) AS integer)",
                # So many are held that a page can name them all.
                "is_custody": "n % 5000 = 1",
                "held_from": "d.earliest",
            },
            ACTS_PER_EVENT,
            day + f" JOIN bench_kinds k ON k.pick = (n * 13) % {self._kinds}",
        )
        of_act = {"row_id": f"{self._base[FindableAct]} + n", "type_id": "t.id"}
        yield FindableAuthority, of_act, ACTS_PER_EVENT, f"JOIN bench_perpetrators t ON t.pick = (n * 5) % {self._perpetrators}"
        words = f"JOIN cases_searchtext s ON s.case_id = {self._base[Case]} + n"
        yield FindableWords, {"case_id": f"{self._base[Case]} + n", "folded": "s.folded"}, 1, words

    def _write(self, model: type[Model], columns: dict[str, Any], per_case: int, joined: str) -> None:
        sql, values, names = [], [], []
        for field in model._meta.concrete_fields:
            if field.primary_key and field.attname not in columns:
                continue
            told = columns.get(field.attname)
            value = _Param(field.get_default()) if told is None else told
            names.append(connection.ops.quote_name(str(field.column)))
            if isinstance(value, _Param):
                sql.append("%s")
                values.append(None if value.value is None else field.get_db_prep_save(value.value, connection))
            else:
                sql.append(value.replace("%", "%%"))
        # One number for each case, or for each act.
        numbers = "SELECT n FROM bench_numbers" if per_case == 1 else f"SELECT (c.n - 1) * {per_case} + s.n AS n FROM bench_numbers c, bench_steps s"
        statement = f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {', '.join(sql)} FROM ({numbers}) m {joined.replace('%', '%%')}"
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _numbers(self, last: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_numbers WITH RECURSIVE numbers(n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) "
                "SELECT n FROM numbers",
                [last],
            )

    def _prepare(self) -> None:
        """Tables to pick from, for this connection alone."""
        choose = random.Random(2011)
        words = sorted({"".join(choose.choices(_SYLLABLES, k=choose.randint(2, 4))) for _ in range(4_000)})
        choose.shuffle(words)
        weights = [1 / (place + 10) for place in range(len(words))]
        kinds, perpetrators = _terms("acts"), _terms("perpetrators")
        self._kinds, self._perpetrators = len(kinds), len(perpetrators)
        names = made_up_names()
        sealed = PersonName._meta.get_field("text")
        with connection.cursor() as cursor:
            for table in (*_PICKS, "bench_steps (n bigint PRIMARY KEY)"):
                cursor.execute(f"CREATE TEMPORARY TABLE {table}")
            for table, rows in (
                ("bench_steps", [(step,) for step in range(1, ACTS_PER_EVENT + 1)]),
                ("bench_sentences", [(n, " ".join(choose.choices(words, weights, k=9))) for n in range(_SENTENCES)]),
                ("bench_days", [_day(n) for n in range(_DAYS)]),
                ("bench_kinds", list(enumerate(kinds))),
                ("bench_perpetrators", list(enumerate(perpetrators))),
                ("bench_names", [(n, sealed.get_db_prep_save(name, connection)) for n, name in enumerate(names)]),
                ("bench_keys", [(n, key) for n, name in enumerate(names) for key in sorted(keys_to_keep(name))]),
            ):
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


class _Param:
    """A value as Python has it, where everything else is SQL."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _literal_day(day: str) -> str:
    # SQLite knows no type for days: CAST would make a number of it.
    return f"'{day}'" if connection.vendor == "sqlite" else f"DATE '{day}'"


def _literal_json(content: dict[str, Any], number: str, name: str) -> str:
    """A stored text, with the number and the name of another case in place of those it has."""
    text = json.dumps(content, ensure_ascii=False).replace("'", "''")
    found = f"""replace(replace('{text}', '"{number}"', '"B-' || n || '"'), '"{name}"', '"Bench matter ' || n || '"')"""
    return found if connection.vendor == "sqlite" else f"CAST({found} AS jsonb)"


def _public_id(letter: str) -> str:
    return f"'{letter}' || (100000000000000 + n)"


def _sentence(alias: str, step: int) -> str:
    return f" JOIN bench_sentences {alias} ON {alias}.pick = (n * {step} + n / 977) % {_SENTENCES}"


def _terms(key: str) -> Sequence[int]:
    return list(Term.objects.in_list(key).order_by("path").values_list("pk", flat=True))


def _day(n: int) -> tuple[int, str, str, str, Any]:
    """Most to the day, some to the month, few to the year."""
    day = _FIRST_DAY + timedelta(days=n)
    moment = models.DateTimeField().get_db_prep_value(datetime(day.year, day.month, day.day, 8, tzinfo=UTC), connection)
    if n % 20 == 0:
        return n, f"{day.year}", f"{day.year}-01-01", f"{day.year}-12-31", moment
    if n % 7 == 0:
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return n, f"{day:%Y-%m}", f"{day:%Y-%m}-01", last.isoformat(), moment
    return n, day.isoformat(), day.isoformat(), day.isoformat(), moment


def made_up_names() -> list[str]:
    """Everybody's names; the same ones each time, so that somebody can be looked for."""
    choose = random.Random(1911)
    return [" ".join("".join(choose.choices(_SYLLABLES, k=3)).capitalize() for _ in range(2)) for _ in range(_NAMES)]


_WRITTEN: tuple[type[Model], ...] = (
    Case,
    CaseText,
    StageMove,
    Event,
    EventText,
    Source,
    Person,
    PersonName,
    NameKey,
    Participant,
    ParticipantText,
    Act,
    ActText,
    Involvement,
    Detention,
    PublicCase,
    FindableCase,
    FindableAct,
    FindableAuthority,
    FindableWords,
)


def main() -> None:
    events, started = int(sys.argv[1]), time.perf_counter()
    CaseFile(organisation=the_organisation()).fill(events=events)
    took = time.perf_counter() - started
    print(f"{connection.vendor}: filled in {events:,} events, {ACTS_PER_EVENT * events:,} acts in {took:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
