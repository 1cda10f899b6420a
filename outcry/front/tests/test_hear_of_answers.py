"""A reader who left her address hears of answers once she has said so, stops it, has everything erased; another one objects."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from outcry.accounts.models import User
from outcry.audit.models import LogEntry
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.suppression import suppress
from outcry.front import form_token
from outcry.newsroom.comment_rows import Comment, CommentState, Complaint, Objection
from outcry.newsroom.comments import moderating
from outcry.newsroom.comments.commenting import Writing, write_comment
from outcry.newsroom.comments.mails import hear_url, leave_url
from outcry.newsroom.models import ReportPage
from outcry.newsroom.retention import forget_settled
from outcry.newsroom.tests.cast import NOW, a_newsroom, a_report, emeka
from outcry.protests.mailboxes import hash_over_site
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]
HERS, OTHER = "samira@mail.example", "sofia@mail.example"


def a_page() -> ReportPage:
    a_newsroom()
    emeka()
    return a_report("en", "ru")[0]


report = once_for_the_file(a_page)


def by() -> User:
    return User.objects.get(username="emeka")


def again(comment: Comment) -> Comment:
    return Comment.objects.select_related("report__locale", "organisation").get(pk=comment.pk)


def written(address: str = HERS, text: str = "A stranger's words.", *, answers: str = "", now: datetime = NOW) -> Comment:
    page = ReportPage.objects.get(locale__language_code="en")
    form = f"form {Comment.objects.count()}"
    return write_comment(report=page, writing=Writing(name="Samira", text=text, address=address, answers=answers, form=form), network="", now=now)


def published(address: str = HERS, **changes: Any) -> Comment:
    comment = written(address, **changes)
    moderating.approve(comments=[comment], by=by(), now=NOW)
    return again(comment)


def path_of(url: str) -> str:
    return "/" + url.partition("//")[2].partition("/")[2]


def who_hears(client: Client) -> Comment:
    comment = published()
    client.post(path_of(hear_url(comment)))
    return again(comment)


def to(address: str) -> list[OutgoingMessage]:
    return [message for message in OutgoingMessage.objects.order_by("pk") if message.recipient == address]


def words_of(message: OutgoingMessage) -> str:
    return str(message_from_bytes(bytes(message.content or b""), policy=policy.default).get_content())


def test_nobody_is_written_to_before_the_comment_is_on_the_page() -> None:
    comment = written()
    assert to(HERS) == []
    moderating.refuse(comments=[comment], objection=Objection.SPAM, by=by(), now=NOW)
    assert to(HERS) == []

    moderating.undo(comments=[comment], by=by(), now=NOW)
    moderating.approve(comments=[comment], by=by(), now=NOW)

    [mail] = to(HERS)
    assert hear_url(again(comment)) in words_of(mail)
    assert "stranger" not in words_of(mail)
    assert "Samira" not in words_of(mail)


def test_without_the_button_behind_the_link_no_answer_is_told(client: Client) -> None:
    comment = published()
    assert "Do you want to hear of answers?" in client.get(path_of(hear_url(comment))).text
    moderating.answer(comment=comment, text="Thank you.", by=by(), now=NOW)

    assert len(to(HERS)) == 1, "the mail that asks"


def test_an_answer_is_told_once_and_holds_nobodys_words(client: Client) -> None:
    comment = who_hears(client)

    answer = published(OTHER, text="An answer of another stranger.", answers=comment.public_id)
    moderating.remove(comments=[answer], objection=Objection.OTHER, by=by(), now=NOW)
    moderating.undo(comments=[answer], by=by(), now=NOW)

    told = to(HERS)[1:]
    assert len(told) == 1
    assert f"#comment-{answer.public_id}" in words_of(told[0])
    assert "stranger" not in words_of(told[0])
    assert leave_url(comment) in words_of(told[0])


def test_what_one_wrote_herself_is_not_told_to_her_and_what_waits_to_nobody(client: Client) -> None:
    comment = who_hears(client)

    published(HERS, text="One more word.", answers=comment.public_id)
    written(OTHER, text="Waits.", answers=comment.public_id)

    assert [message.key.rpartition(":")[2] for message in to(HERS)] == ["hear", "hear"]


def test_an_answer_that_is_removed_is_told_to_nobody_any_more(client: Client) -> None:
    comment = who_hears(client)
    answer = published(OTHER, text="No.", answers=comment.public_id)

    moderating.remove(comments=[answer], objection=Objection.ABUSE, by=by(), now=NOW)

    assert to(HERS)[-1].state == "withdrawn"


def test_one_mailbox_is_asked_three_times_a_day_at_most() -> None:
    for number in range(5):
        published(text=f"Number {number}.")

    assert len(to(HERS)) == 3


def test_whoever_wants_no_mail_of_ours_is_not_asked_and_her_address_not_kept() -> None:
    suppress(address_hash=hash_over_site(address=HERS), address_rule=1, reason="asked", now=NOW)

    assert published().address is None
    assert to(HERS) == []


def test_the_link_stops_the_mails_and_the_comment_stays(client: Client) -> None:
    comment = who_hears(client)
    path = path_of(leave_url(comment))
    client.get(path)
    assert again(comment).address == HERS

    assert "No more mails come" in client.post(path, {"act": "stop"}).text
    moderating.answer(comment=again(comment), text="Thank you.", by=by(), now=NOW)

    assert (again(comment).address, again(comment).text) == (None, "A stranger's words.")
    assert to(HERS) == [], "our copies are erased, and none is added"


def test_the_link_erases_everything_left_with_the_address(client: Client) -> None:
    first, second, other = published(), published(text="Elsewhere."), published(OTHER, text="Not hers.")

    client.post(path_of(leave_url(first)), {"act": "erase"})

    assert [again(one).text for one in (first, second, other)] == [None, None, "Not hers."]
    assert to(HERS) == []
    assert "It is erased" in client.get(path_of(leave_url(first))).text
    assert client.post("/en/comments/leave/broken/").status_code == 404
    assert client.post("/en/comments/hear/broken/").status_code == 404


# --- objections ---


def objected(client: Client, comment: Comment, **changes: Any) -> Any:
    token = form_token.issue_for("object to a comment", now=timezone.now() - timedelta(minutes=1))
    return client.post(f"/en/comments/object/{comment.public_id}/", {"objection": "abuse", "words": "See the second line.", "token": token} | changes)


def test_a_reader_objects_and_staff_look_at_it(client: Client) -> None:
    comment = published()
    assert f"/en/comments/object/{comment.public_id}/" in client.get("/en/reports/at-midnight/").text

    assert "Your objection is with us" in objected(client, comment).text

    desk = Client()
    desk.force_login(by())
    assert "Readers object to 1 comment:" in desk.get("/desk/").text
    assert "See the second line." in desk.get("/desk/comments/?state=objected").text
    assert "A stranger&#x27;s words." in client.get("/en/reports/at-midnight/").text, "it stays until somebody has looked"
    desk.post("/desk/comments/decide/", {"comment": comment.pk, "act": "settle", "state": "objected"})
    assert "See the second line." not in desk.get("/desk/comments/?state=objected").text
    assert LogEntry.objects.filter(verb="comment.settle", subject=comment.subject).count() == 1


def test_pressed_twice_it_is_one_objection(client: Client) -> None:
    comment = published()
    token = form_token.issue_for("object to a comment", now=timezone.now() - timedelta(minutes=1))

    objected(client, comment, token=token)
    objected(client, comment, token=token)

    assert Complaint.objects.count() == 1


def test_an_objection_needs_a_reason_and_comes_back_with_its_words(client: Client) -> None:
    comment = published()

    for html in (objected(client, comment, objection="").text, objected(client, comment, token="").text, objected(client, comment, homepage="x").text):
        assert "See the second line." in html
    assert Complaint.objects.count() == 0


def test_what_waits_cannot_be_objected_to(client: Client) -> None:
    assert client.get(f"/en/comments/object/{written().public_id}/").status_code == 404


def test_removing_settles_the_objections_and_their_term_is_kept(client: Client) -> None:
    comment = published()
    objected(client, comment)

    moderating.remove(comments=[comment], objection=Objection.ABUSE, by=by(), now=NOW)

    assert again(comment).state == CommentState.REMOVED
    assert Complaint.objects.filter(settled_at=None).count() == 0
    assert [forget_settled(now=NOW + timedelta(days=days)) for days in (29, 30)] == [0, 1]


def test_no_link_of_a_mail_opens_another_door() -> None:
    comment = published()
    links = [re.findall(r"/([0-9a-z]{42})/", url)[0] for url in (hear_url(comment), leave_url(comment))]

    assert len(set(links)) == 2
    assert Client().post(f"/en/comments/mine/{links[0]}/").status_code == 404
    assert Client().post(f"/en/comments/leave/{links[0]}/").status_code == 404
    assert again(comment).text
