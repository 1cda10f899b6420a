"""Two members of staff at once. On PostgreSQL each of these went wrong before its lock was there."""

import pytest

from outcry.cases import publication
from outcry.cases.models import Case, PublicCase, Source
from outcry.cases.operations.quick import Heard, public_id_of, write_down
from outcry.cases.operations.writing import remove_part
from outcry.cases.tests.cast import NOW, a_case, a_term, an_organisation, emeka, fifteen_days, published_case, rosa
from tests.side_by_side import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def is_public() -> bool:
    return PublicCase.objects.filter(is_current=True, withdrawn_at=None).exists()


def test_a_case_withdrawn_while_a_new_version_is_approved_is_gone() -> None:
    desk = an_organisation()
    case, first, second = a_case(desk), rosa(desk), emeka(desk)
    published_case(desk, case, by=(first, second))
    publication.propose(case=case, by=first, now=NOW)

    meanwhile(lambda: publication.approve(case=case, by=second, now=NOW), lambda: publication.withdraw(case=case, by=first, now=NOW))

    assert not is_public()


def test_a_case_withdrawn_while_a_release_is_recorded_is_gone() -> None:
    desk = an_organisation()
    case, first, second = a_case(desk), rosa(desk), emeka(desk)
    fifteen_days(case)
    published_case(desk, case, by=(first, second))

    meanwhile(
        lambda: publication.record_release(case=case, released="2011-01-03", ground="unknown", by=second, now=NOW),
        lambda: publication.withdraw(case=case, by=first, now=NOW),
    )

    assert not is_public()


def test_what_is_being_taken_out_of_the_file_is_not_proposed() -> None:
    desk = an_organisation()
    case, first, second = a_case(desk), rosa(desk), emeka(desk)

    def propose() -> None:
        with pytest.raises(publication.NotFitForThePublic):
            publication.propose(case=case, by=second, now=NOW)

    meanwhile(lambda: remove_part(part=Source.objects.get(), by=first, now=NOW), propose)

    assert Case.objects.get().proposed_at is None


def test_a_button_pressed_twice_at_once_makes_one_case() -> None:
    desk = an_organisation()
    user = rosa(desk)
    heard = Heard(name="Ayan", happened="Taken", kind=a_term("acts/unknown"), country="KZ", told_by="Her brother", language="en", connection="related")

    def press() -> None:
        write_down(organisation=desk, heard=heard, public_id=public_id_of("once"), by=user, now=NOW)

    meanwhile(press, press)

    assert Case.objects.count() == Source.objects.count() == 1
