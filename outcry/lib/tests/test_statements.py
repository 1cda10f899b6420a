"""Statements put together once write and ask the same as the ORM does."""

import pytest
from django.contrib.auth.models import Group

from outcry.lib.statements import NewRow, first_value, insert

pytestmark = pytest.mark.django_db


def test_what_is_inserted_is_read_back_by_the_orm() -> None:
    rows = [NewRow(Group(name="researchers")), NewRow(Group(name="редакторы"))]

    [(first,), (second,)] = insert(rows, ending="RETURNING id")

    assert Group.objects.get(pk=first).name == "researchers"
    assert Group.objects.get(pk=second).name == "редакторы"


def test_a_value_known_late_takes_the_place_of_the_first() -> None:
    row = NewRow(Group(name="researchers"))

    row.change(name="editors")

    assert insert([row], ending="RETURNING name") == [("editors",)]


def test_a_row_needs_no_instance() -> None:
    assert NewRow.of(Group, name="editors").values == NewRow(Group(name="editors")).values


def test_a_question_gives_its_first_value_or_none() -> None:
    Group.objects.create(name="researchers")

    assert first_value("SELECT name FROM auth_group WHERE name = %s", "researchers") == "researchers"
    assert first_value("SELECT name FROM auth_group WHERE name = %s", "editors") is None
