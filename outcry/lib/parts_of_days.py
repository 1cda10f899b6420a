"""The year and the month of a day, and the day so many days before, as the database reckons them.

Django's own functions call back into Python for each row on SQLite, where a day is text that says its year: over a hundred
thousand rows that is a second in place of a twentieth.
"""

from typing import Any

from django.db.models import DateField, Func, IntegerField


class _PartOfDay(Func):
    output_field = IntegerField()
    part: str
    letters: str

    def as_sqlite(self, compiler: Any, connection: Any, **options: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"CAST(substr(%(expressions)s, {self.letters}) AS integer)", **options)

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"CAST(EXTRACT({self.part} FROM CAST(%(expressions)s AS date)) AS integer)", **options)


class YearOf(_PartOfDay):
    """2011 of 2011-01-03; nothing of nothing."""

    part, letters = "YEAR", "1, 4"


class MonthOf(_PartOfDay):
    """1 of 2011-01-03; nothing of nothing."""

    part, letters = "MONTH", "6, 2"


class DaysBefore(Func):
    """The day that lies so many days before another: `DaysBefore("due_on", "term_days")`; nothing where either is nothing."""

    output_field = DateField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **options: Any) -> Any:
        # A modifier of the form '-15 days' (sqlite.org/lang_datefunc.html).
        return self.as_sql(compiler, connection, template="date(%(expressions)s || ' days')", arg_joiner=", '-' || ", **options)

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **options)
