"""Copies to embassies are in no count of letters, and tell of no small country."""

import pytest

from outcry.delivery.models import OutgoingMessage
from outcry.delivery.tests.cast import bring_to
from outcry.protests.tests.test_send_a_copy_to_the_embassy import LATER, an_embassy, confirmed
from outcry.statistics.counting import recount
from outcry.statistics.public import figures
from tests.cast import an_open_appeal

pytestmark = pytest.mark.django_db


def test_copies_never_raise_the_count_of_letters() -> None:
    appeal = an_open_appeal(addressees=2)
    embassy = an_embassy(appeal)
    for number in range(5):
        confirmed(appeal, number, copy_to=embassy.office.public_id)
    bring_to("accepted", OutgoingMessage.objects.filter(mailer="protest"))

    recount(appeal=appeal, now=LATER)

    found = figures(appeal=appeal)
    assert (found.confirmed, found.letters.accepted, found.copies.accepted) == (5, 10, 5)


def test_copies_of_a_country_that_may_not_be_named_are_told_to_nobody() -> None:
    appeal = an_open_appeal(addressees=1)
    embassy = an_embassy(appeal)
    for number in range(4):
        confirmed(appeal, number, copy_to=embassy.office.public_id)
    for number in range(10, 20):
        confirmed(appeal, number, country="DE")
    bring_to("accepted", OutgoingMessage.objects.filter(mailer="protest"))

    recount(appeal=appeal, now=LATER)

    found = figures(appeal=appeal)
    assert (found.letters.accepted, found.copies.accepted) == (14, 0)
