"""A copy goes to the embassy in the country of whoever signs, if she left it marked."""

import email
import email.policy
from datetime import timedelta

import pytest

from outcry.appeals.models import Addressee, Appeal
from outcry.authorities.models import OfficeApproval, OfficeText
from outcry.delivery.models import OutgoingMessage
from outcry.lib.links import make_link
from outcry.protests.models import ProtestLetter
from outcry.protests.operations import confirm_protest, withdraw_protest
from tests.cast import NOW, a_form, a_try, an_office, an_open_appeal, emeka, rosa

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def an_embassy(appeal: Appeal, *, country: str = "SN", language: str = "en") -> Addressee:
    office = an_office(name=f"embassy in {country}", language=language)
    office.sits_in = country
    office.save()
    for person in (rosa(), emeka()):
        OfficeApproval.objects.create(office=office, by=person, at=NOW - timedelta(days=1), fingerprint=office.fingerprint)
    return Addressee.objects.create(appeal=appeal, office=office, position=0, for_country=country)


def confirmed(appeal: Appeal, number: int = 0, *, copy_to: str = "", country: str = "SN") -> str:
    protest = a_try(appeal, form=a_form(address=f"s{number}@mail.example", country=country))
    confirm_protest(link=make_link(protest.public_id, purpose="confirm"), copy_to=copy_to, now=LATER)
    return protest.public_id


def copies() -> list[OutgoingMessage]:
    letters = ProtestLetter.objects.exclude(addressee__for_country="").select_related("message")
    return [letter.message for letter in letters if letter.message]


def text_of(message: OutgoingMessage) -> str:
    return str(email.message_from_bytes(message.content or b"", policy=email.policy.default).get_content())


def test_the_copy_greets_the_embassy_and_names_whom_the_letter_went_to() -> None:
    appeal = an_open_appeal(addressees=2)
    embassy = an_embassy(appeal, language="kk")

    confirmed(appeal, copy_to=embassy.office.public_id)

    [copy] = copies()
    assert copy.recipient == embassy.office.address
    assert text_of(copy).startswith(OfficeText.objects.get(office=embassy.office, language="kk").salutation)
    assert "I ask you to release them. (kk, 1)" in text_of(copy)
    assert all(f"free-them office {number} (kk)" in text_of(copy) for number in range(2))
    assert ProtestLetter.objects.count() == 3


@pytest.mark.parametrize("mark", ["", "another", "x" * 500, "\u202e"])
def test_without_the_mark_of_the_embassy_she_saw_no_copy_goes(mark: str) -> None:
    appeal = an_open_appeal(addressees=1)
    an_embassy(appeal)

    confirmed(appeal, copy_to=mark)

    assert copies() == []
    assert ProtestLetter.objects.count() == 1


def test_nobody_writes_to_the_embassy_of_another_country() -> None:
    appeal = an_open_appeal(addressees=1)
    embassy = an_embassy(appeal, country="DE")

    confirmed(appeal, copy_to=embassy.office.public_id, country="SN")

    assert copies() == []


def test_no_copy_goes_to_one_that_was_ended_or_is_not_vouched_for_any_more() -> None:
    appeal = an_open_appeal(addressees=1)
    embassy = an_embassy(appeal)
    Addressee.objects.filter(pk=embassy.pk).update(stopped_at=NOW)
    confirmed(appeal, copy_to=embassy.office.public_id)
    Addressee.objects.filter(pk=embassy.pk).update(stopped_at=None)
    OfficeApproval.objects.filter(office=embassy.office).delete()
    confirmed(appeal, 1, copy_to=embassy.office.public_id)

    assert copies() == []


def test_where_the_letter_lacks_her_language_it_goes_in_its_first_one() -> None:
    appeal = an_open_appeal(addressees=1)
    embassy = an_embassy(appeal, language="ar")

    confirmed(appeal, copy_to=embassy.office.public_id)

    assert "(en, 1)" in text_of(copies()[0])


def test_taking_the_protest_back_takes_the_copy_back() -> None:
    appeal = an_open_appeal(addressees=1)
    embassy = an_embassy(appeal)
    public_id = confirmed(appeal, copy_to=embassy.office.public_id)

    withdraw_protest(link=make_link(public_id, purpose="leave"), now=LATER)

    assert [copy.state for copy in copies()] == ["withdrawn"]
