"""Whoever announced a gathering is asked how it went, once by mail, until it is told or somebody says that it won't be."""

from datetime import date, time, timedelta
from email import message_from_bytes, policy

import pytest

from outcry.accounts.models import User
from outcry.authorities.tests.cast import at_the_desk
from outcry.delivery.models import OutgoingMessage
from outcry.design.desk_home import Task, Visit
from outcry.gatherings import operations
from outcry.gatherings.home import home
from outcry.gatherings.models import Gathering
from outcry.gatherings.refusals import GatheringRefused
from outcry.gatherings.tests.cast import CONTENT_NOW, EXACT, NOW, a_gathering, a_secret_gathering, an_organisation, rosa
from outcry.gatherings.tests.test_tell_of_a_gathering import told

pytestmark = pytest.mark.django_db
HELD, LONG_AGO = date(2010, 12, 30), date(2010, 11, 1)


def asked(user: User | None = None) -> list[Task]:
    visit = Visit(user=user or rosa(), organisation=an_organisation(), now=NOW, on=CONTENT_NOW.date())
    return [task for task in home(visit).tasks if task.what == "Tell how it went:"]


def remind() -> int:
    User.objects.filter(username="rosa").update(email="rosa@desk.example")
    return operations.remind_to_tell(now=NOW)


def test_the_desk_asks_whoever_announced_it_until_it_is_told() -> None:
    gathering = a_gathering(day=HELD)
    a_gathering(slug="ahead")
    a_gathering(slug="long-ago", day=LONG_AGO)
    emeka = User.objects.create(username="emeka", organisation=an_organisation())
    before = [(task.link.url, task.is_mine) for user in (rosa(), emeka) for task in asked(user)]

    told(gathering)

    address = f"/desk/gatherings/{gathering.pk}/told/"
    assert before == [(address, True), (address, False)]
    assert asked() == []


def test_she_gets_one_mail_a_day_later_and_it_holds_no_secret() -> None:
    gathering = a_secret_gathering(day=HELD)

    assert (remind(), remind()) == (1, 0)

    mail = OutgoingMessage.objects.get(key=f"gathering:{gathering.pk}:remind")
    text = str(message_from_bytes(bytes(mail.content or b""), policy=policy.default).get_content())
    assert mail.recipient == "rosa@desk.example"
    assert f"/desk/gatherings/{gathering.pk}/told/" in text
    assert EXACT not in text


def test_no_mail_goes_on_the_day_itself_for_one_that_is_told_or_to_somebody_without_an_address() -> None:
    a_gathering(day=CONTENT_NOW.date() - timedelta(days=1), begins=time(20), ends=time(21))
    told(a_gathering(slug="told", day=HELD))
    soon = remind()
    a_gathering(slug="other", day=HELD)
    User.objects.update(email="")

    assert (soon, operations.remind_to_tell(now=NOW)) == (0, 0)
    assert not OutgoingMessage.objects.exists()


def test_nobody_is_asked_once_somebody_said_that_nothing_will_be_told() -> None:
    gathering, desk = a_gathering(day=HELD), at_the_desk(rosa())

    assert "Nothing will be told of it" in desk.get(f"/desk/gatherings/{gathering.pk}/told/").text
    desk.post(f"/desk/gatherings/{gathering.pk}/told/nothing/")

    assert (asked(), remind()) == ([], 0)
    told(gathering)
    with pytest.raises(GatheringRefused):
        operations.leave_untold(gathering=Gathering.objects.get(pk=gathering.pk), by=rosa(), now=NOW)
