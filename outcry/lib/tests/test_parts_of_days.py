"""The database reads the year and the month off a day."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import DateField, Value

from outcry.lib.parts_of_days import MonthOf, YearOf

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("day", "year", "month"), [(date(2011, 1, 3), 2011, 1), (date(989, 12, 31), 989, 12), (None, None, None)])
def test_year_and_month_are_read_off_a_day_and_nothing_off_none(day: date | None, year: int | None, month: int | None) -> None:
    one = Group.objects.create(name="one row")
    told: Any = Value(day, output_field=DateField())

    assert Group.objects.filter(pk=one.pk).values_list(YearOf(told), MonthOf(told)).get() == (year, month)
