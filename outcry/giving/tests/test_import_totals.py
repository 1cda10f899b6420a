"""Rosa brings in a file of totals: all of it or nothing, once, and nothing of a giver."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from outcry.authorities.tests.cast import at_the_desk
from outcry.giving.models import Amount
from outcry.giving.operations import import_amounts, take_back_amount
from outcry.giving.queries import totals_for
from outcry.giving.refusals import GivingRefused
from outcry.giving.tests.cast import NOW, a_donation_appeal, euro
from tests.cast import rosa

pytestmark = pytest.mark.django_db
FILE = "day,amount,currency,kind,payments\n2026-03-01,120.50,EUR,gift,7\n2026-03-02,10,eur,refund,\n2026-03-02,4.05,EUR,fee,7\n2026-03-03,20,USD,,\n"


def brought(content: str | bytes, **facts: object) -> int:
    found = facts.get("into") or a_donation_appeal()
    data = content.encode() if isinstance(content, str) else content
    return import_amounts(donation_appeal=found, content=data, source="List of PayPal", by=rosa(), now=NOW).rows  # type: ignore[arg-type]


def test_every_row_is_written_down_with_its_day_and_the_source_of_the_file() -> None:
    found = a_donation_appeal()

    assert brought(FILE, into=found) == 4

    totals = totals_for(donation_appeal=found)
    assert (totals.received, totals.refunded, totals.payments) == (euro("110.50"), euro("10"), 8)
    assert set(Amount.objects.values_list("source", "origin")) == {("List of PayPal", "imported")}
    assert Amount.objects.order_by("on").first().on == date(2026, 3, 1)  # type: ignore[union-attr]


def test_the_same_file_comes_in_once_and_again_after_it_was_taken_back() -> None:
    found = a_donation_appeal()
    brought(FILE, into=found)
    with pytest.raises(GivingRefused):
        brought(FILE, into=found)

    for row in Amount.objects.all():
        take_back_amount(amount=row, reason="Wrong month", by=rosa(), now=NOW)

    assert brought(FILE, into=found) == 4
    assert totals_for(donation_appeal=found).received == euro("110.50")


@pytest.mark.parametrize("column", ["name", "Payer", "email", "note", ""])
def test_a_file_with_any_other_column_is_refused_and_nothing_of_it_is_kept(column: str) -> None:
    with pytest.raises(GivingRefused):
        brought(f"day,amount,currency,{column}\n2026-03-01,5,EUR,Samira Diallo\n")

    assert not Amount.objects.exists()


@pytest.mark.parametrize(
    "row",
    [
        "2026-03-01,five,EUR",
        "2026-03-01,5,XXX",
        "2026-03-01,5,",
        "2026-03-01,-5,EUR",
        "2026-03-01,0,EUR",
        '2026-03-01,"1,234",KWD',
        "1 March,5,EUR",
        "2026-03-11,5,EUR",
        "2026-03-01,5,EUR,loan",
        "2026-03-01,5,EUR,gift,many",
        "2026-03-01,5,EUR,gift,0",
        "2026-03-01",
    ],
)
def test_one_wrong_row_stops_all_of_them_and_is_named(row: str) -> None:
    with pytest.raises(GivingRefused, match="Row 3"):
        brought(f"day,amount,currency,kind,payments\n2026-03-01,5,EUR,gift,1\n{row}\n")

    assert not Amount.objects.exists()


@pytest.mark.parametrize(
    "content",
    ["", "day,amount,currency\n", "day,amount\n2026-03-01,5\n", "day,day,amount,currency\n2026-03-01,2026-03-01,5,EUR\n", b"\x00\xff\x00", b"PK\x03\x04"],
)
def test_what_is_no_table_of_totals_is_refused(content: str | bytes) -> None:
    with pytest.raises(GivingRefused):
        brought(content)


def test_it_is_done_at_the_desk_and_refused_there_with_a_reason() -> None:
    found, desk = a_donation_appeal(), at_the_desk(rosa())
    path = f"/desk/giving/{found.pk}/amounts/import/"

    wrong = desk.post(path, {"file": SimpleUploadedFile("a.csv", b"day,amount,currency,name\n"), "source": "List"})
    right = desk.post(path, {"file": SimpleUploadedFile("a.csv", FILE.encode()), "source": "List"}, follow=True)

    assert "nothing of a giver comes in here: name." in wrong.content.decode()
    assert "Imported." in right.content.decode()
    assert Amount.objects.count() == 4
