"""The count is recomputed, and says of countries only what is safe."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcry.delivery.models import OutgoingMessage
from outcry.delivery.tests.cast import bring_to
from outcry.lib.links import make_link
from outcry.protests.operations import confirm_protest, withdraw_protest
from outcry.statistics.counting import recount
from outcry.statistics.marks import next_mark
from outcry.statistics.public import figures
from outcry.statistics.small_numbers import FLOOR, REST_COUNTRIES, safe_countries
from tests.cast import NOW, a_form, a_try, an_open_appeal


@given(st.dictionaries(st.text("ABCDEFGH", min_size=2, max_size=2), st.integers(0, 40), max_size=12))
def test_no_country_under_the_floor_is_named_and_the_parts_add_up(numbers: dict[str, int]) -> None:
    safe = safe_countries(numbers)

    assert all(number >= FLOOR for _, number in safe.named)
    assert sum(number for _, number in safe.named) + safe.rest_people == sum(numbers.values())
    if safe.rest_countries and safe.named:
        assert safe.rest_countries >= REST_COUNTRIES
        assert safe.rest_people >= FLOOR


def test_a_single_small_country_is_hidden_behind_the_next_larger_one() -> None:
    safe = safe_countries({"DE": 30, "IE": 7, "KZ": 1})

    assert safe.named == (("DE", 30),)
    assert (safe.rest_people, safe.rest_countries) == (8, 2)


@pytest.mark.parametrize(
    ("count", "mark"), [(0, 10), (9, 10), (10, 20), (49, 50), (199, 200), (999, 1000), (1000, 1500), (1043, 1500), (1500, 2000), (12_000, 15_000)]
)
def test_the_next_mark_is_the_next_round_number(count: int, mark: int) -> None:
    assert next_mark(count) == mark


@pytest.mark.django_db
def test_the_count_follows_the_rows_up_and_down() -> None:
    appeal = an_open_appeal(addressees=2)
    protests = [a_try(appeal, form=a_form(address=f"s{number}@mail.example", country="SN")) for number in range(6)]
    for protest in protests[:5]:
        confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW)
    first = OutgoingMessage.objects.filter(mailer="protest").order_by("pk")[0]
    bring_to("accepted", OutgoingMessage.objects.filter(pk=first.pk))

    recount(appeal=appeal, now=NOW)
    before = figures(appeal=appeal)
    withdraw_protest(link=make_link(protests[1].public_id, purpose="leave"), now=NOW)
    recount(appeal=appeal, now=NOW + timedelta(seconds=5))
    after = figures(appeal=appeal)

    assert (before.confirmed, before.letters.accepted, before.letters.waiting) == (5, 1, 9)
    assert before.countries.named == (("SN", 5),)
    assert (after.confirmed, after.letters.accepted, after.letters.waiting, after.letters.withdrawn) == (4, 1, 7, 2)
    assert after.countries.named == ()


@pytest.mark.django_db
def test_an_appeal_never_counted_shows_zeros() -> None:
    assert figures(appeal=an_open_appeal()).confirmed == 0
