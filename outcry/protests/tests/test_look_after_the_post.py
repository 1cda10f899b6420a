"""Mail to the house: taken at the door, listed, answered, put aside; and confirmation mails that came back."""

import smtplib

import pytest
from django.test import Client
from django.utils import timezone

from outcry.accounts.models import Organisation
from outcry.delivery import standing_still
from outcry.delivery.incoming import keep as doors
from outcry.delivery.incoming.keep import Place, keep, note_left, welcome
from outcry.delivery.incoming.look import look_at_new
from outcry.delivery.models import IncomingMessage, Mailbox, OutgoingMessage
from outcry.delivery.return_addresses import make_return_address
from outcry.delivery.tests.cast import bring_to
from outcry.delivery.tests.test_receive_mail import listening
from outcry.lib.links import make_link
from outcry.protests.models import PostAnswer, PostDone, Protest
from outcry.protests.operations import confirm_protest
from outcry.protests.post import came_back, count_waiting, meant, waiting
from outcry.protests.tests.test_desk_of_protests import at_the_desk
from tests.cast import NOW, a_form, a_try, an_open_appeal, an_organisation, rosa

MAIL = b"From: Clerk <clerk@provider.example>\r\nSubject: Your mails\r\nMessage-ID: <1@provider.example>\r\n\r\nPlease call us.\r\n"


@pytest.fixture
def house(db: None) -> Organisation:
    return an_organisation()


def kept(to: str, raw: bytes = MAIL, sender: str = "clerk@provider.example") -> IncomingMessage:
    incoming = keep(recipient=to, envelope_sender=sender, raw=raw, now=NOW)
    look_at_new(now=NOW)
    incoming.refresh_from_db()
    return incoming


@pytest.mark.django_db(transaction=True)
def test_postmaster_and_abuse_are_taken_at_the_door_and_others_refused() -> None:
    house = an_organisation()

    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        for number, address in enumerate(("postmaster", f"Postmaster@{house.mail_domain}", f"abuse@{house.mail_domain.upper()}")):
            line.sendmail("clerk@provider.example", address, MAIL + b"%d" % number)
        line.ehlo()
        for address in ("postmaster@elsewhere.example", f"office@{house.mail_domain}"):
            line.mail("clerk@provider.example")
            assert line.rcpt(address)[0] == 550
            line.rset()

    assert [row.mailbox for row in IncomingMessage.objects.order_by("pk")] == ["postmaster", "postmaster", "abuse"]


def test_a_flood_to_the_house_is_asked_to_wait(house: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "MOST_TO_THE_HOUSE", 1)
    kept(f"abuse@{house.mail_domain}")

    assert welcome(address=f"postmaster@{house.mail_domain}", now=NOW) == "busy"


def test_it_waits_is_answered_and_lies_with_what_is_dealt_with(house: Organisation) -> None:
    incoming, desk = kept(f"abuse@{house.mail_domain}"), at_the_desk(rosa())

    before = desk.get("/desk/protests/post/").text
    desk.post(f"/desk/protests/post/{incoming.public_id}/", {"to": "clerk@provider.example", "text": "We will."})

    answer = PostAnswer.objects.get()
    content = bytes(answer.message.content or b"").decode()
    assert "Mail to us (1)" in before
    assert "To abuse@" in before
    assert (answer.message.recipient, answer.written_by) == ("clerk@provider.example", rosa())
    assert "Subject: Re: Your mails" in content
    assert "In-Reply-To: <1@provider.example>" in content
    assert "Auto-Submitted" not in content
    assert not waiting(organisation=house).exists()
    assert "Mail to us (1)" not in desk.get("/desk/protests/post/").text


def test_what_comes_back_to_the_answer_stands_in_its_thread(house: Organisation) -> None:
    incoming, desk = kept(f"abuse@{house.mail_domain}"), at_the_desk(rosa())
    desk.post(f"/desk/protests/post/{incoming.public_id}/", {"to": "clerk@provider.example", "text": "Who are you?"})
    answer = PostAnswer.objects.get().message

    back = kept(make_return_address(kind="letter", return_id=answer.return_id, domain=house.mail_domain), MAIL + b"A clerk.\r\n")

    page = desk.get(f"/desk/protests/post/{back.public_id}/").text
    assert "An answer to what this desk wrote" in desk.get("/desk/protests/post/").text
    assert page.index("They wrote") < page.index("Who are you?")


def test_the_desk_answers_and_writes_to_nobody_first(house: Organisation) -> None:
    incoming, desk = kept(f"abuse@{house.mail_domain}"), at_the_desk(rosa())

    desk.post(f"/desk/protests/post/{incoming.public_id}/", {"to": "victim@other.example", "text": "Boo"})

    assert not OutgoingMessage.objects.filter(group="post").exists()


def test_done_and_not_done_again(house: Organisation) -> None:
    incoming, desk = kept(f"abuse@{house.mail_domain}"), at_the_desk(rosa())

    for step in ("done", "done", "undone"):
        desk.post(f"/desk/protests/post/{incoming.public_id}/{step}/")
        assert waiting(organisation=house).exists() is (step == "undone")

    assert not PostDone.objects.exists()


def test_what_it_says_that_it_answers_is_a_hint_and_attributes_nothing(house: Organisation) -> None:
    appeal = an_open_appeal()
    protest = a_try(appeal, form=a_form())
    confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW)
    letter = OutgoingMessage.objects.filter(mailer="protest")[0]

    incoming = kept(f"abuse@{house.mail_domain}", f"In-Reply-To: {letter.message_id}\r\n".encode() + MAIL)

    page = at_the_desk(rosa()).get(f"/desk/protests/post/{incoming.public_id}/").text
    assert incoming.answers is None
    assert "which anybody could write" in page


def test_mail_of_machines_and_mail_of_other_houses_is_not_listed(house: Organisation) -> None:
    other = Organisation.objects.create(slug="elsewhere", mail_domain="elsewhere.example")
    kept(f"postmaster@{house.mail_domain}", b"Auto-Submitted: auto-generated\r\n" + MAIL)
    theirs = kept("abuse@elsewhere.example")

    assert not waiting(organisation=house).exists()
    assert list(waiting(organisation=other)) == [theirs]
    assert at_the_desk(rosa()).get(f"/desk/protests/post/{theirs.public_id}/").status_code == 404


def a_confirmation_that_came_back(address: str = "samira@gmial.com") -> OutgoingMessage:
    a_try(an_open_appeal(), form=a_form(address=address))
    confirmation = OutgoingMessage.objects.get(mailer="letter_to_supporter")
    bring_to("refused", last_words="550 5.1.1 no such user")
    return confirmation


@pytest.fixture
def confirmation(db: None) -> OutgoingMessage:
    return a_confirmation_that_came_back()


def test_a_confirmation_that_came_back_shows_with_what_it_may_have_been_meant_for(confirmation: OutgoingMessage) -> None:
    desk = at_the_desk(rosa())

    page = desk.get("/desk/protests/post/").text

    assert "550 5.1.1 no such user" in page
    assert "gmial.com" in page
    assert "Perhaps she meant @<bdi>gmail.com</bdi>" in page
    assert "samira@" not in page
    assert "Mail to us (1)" in page


def test_it_goes_off_the_list_by_hand_and_once_she_has_confirmed(confirmation: OutgoingMessage, client: Client) -> None:
    house = an_organisation()
    at_the_desk(rosa()).post(f"/desk/protests/post/confirmations/{confirmation.pk}/done/")
    by_hand = came_back(organisation=house)
    PostDone.objects.all().delete()
    waits = count_waiting(organisation=house)
    protest = Protest.objects.get()
    confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW)

    assert (by_hand, waits) == ([], 1)
    assert came_back(organisation=house) == []


@pytest.mark.parametrize(
    ("typed", "probably"),
    [("gmial.com", "gmail.com"), ("gmail.con", "gmail.com"), ("yandx.ru", "yandex.ru"), ("gmail.com", ""), ("mail.example", ""), ("x.ru", ""), ("", "")],
)
def test_a_slip_of_the_finger_is_guessed(typed: str, probably: str) -> None:
    assert meant(typed) == probably


def test_the_two_addresses_are_those_of_the_standards() -> None:
    assert {Mailbox.POSTMASTER.value, Mailbox.ABUSE.value} == {"postmaster", "abuse"}


def test_what_stands_still_is_said_on_the_first_page_and_on_that_of_all_mail(house: Organisation) -> None:
    desk = at_the_desk(rosa())
    standing_still.beat(now=timezone.now())
    moving = [desk.get(page).text for page in ("/desk/", "/desk/protests/mail/")]
    standing_still.beat(now=timezone.now() - standing_still.CHORES_AFTER)
    still = [desk.get(page).text for page in ("/desk/", "/desk/protests/mail/")]

    assert ["Look whether the chores run" in page for page in (*moving, *still)] == [False, False, True, True]


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_stayed_in_the_mailbox_stands_with_what_waits() -> None:
    place = Place(organisation_id=an_organisation().pk)
    note_left(place=place, headers=b"From: Minister <m@x.example>\r\nSubject: Scans\r\n\r\n", size=12_345_678, words="Read it there.", now=NOW)
    client = at_the_desk(rosa())

    listed = client.get("/desk/protests/post/").text
    page = client.get(f"/desk/protests/post/{IncomingMessage.objects.get().public_id}/").text

    assert "Too large, still in the mailbox" in listed
    assert "11.8\xa0MB" in listed
    assert "Read it there." in page
    assert "Scans" in page


@pytest.mark.django_db(transaction=True)
def test_who_writes_from_a_domain_in_another_script_can_be_answered(house: Organisation) -> None:
    mail = kept("postmaster@" + house.mail_domain, MAIL.replace(b"clerk@provider.example", "clerk@почта.example".encode()))
    client = at_the_desk(rosa())

    client.post(f"/desk/protests/post/{mail.public_id}/", {"to": "clerk@xn--80a1acny.example", "text": "We have read it."})

    assert PostAnswer.objects.get().message.recipient == "clerk@xn--80a1acny.example"
