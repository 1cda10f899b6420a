"""A reply at the desk: new text first, what it repeats one click away, source and files at hand, bars over names, threats into the case."""

import pytest
from django.test import Client

from outcry.audit.models import LogEntry
from outcry.delivery.models import IncomingKind, IncomingMessage, OutgoingMessage
from outcry.lib.links import make_link
from outcry.protests.at_the_reader import mail_text, verbatim
from outcry.protests.blacking import BAR, UnevenMarks, blacked_out, cover, without_marks, words_of
from outcry.protests.models import AuthorityReply, ReplyState
from outcry.protests.operations import collect_replies, confirm_protest
from outcry.protests.tests.test_desk_of_protests import at_the_desk
from tests.cast import NOW, a_form, a_try, an_open_appeal, emeka, rosa

ANSWER = (
    b"From: reception@ministry.example\r\nSubject: Re: Free him\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Samira Diallo will regret it. We know where Samira lives.\r\n\r\nOn 23 November 2026 12:00, Samira <s@x.example> wrote:\r\n> Free him\r\n"
    b'--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="page.html"\r\n\r\n<script>alert(1)</script>\r\n--b--\r\n'
)


def a_reply(raw: bytes = ANSWER, kind: str = IncomingKind.PERSON) -> AuthorityReply:
    appeal = an_open_appeal()
    protest = a_try(appeal, form=a_form(address="samira@mail.example"))
    confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW)
    message = OutgoingMessage.objects.filter(group=appeal.subject, mailer="protest")[0]
    IncomingMessage.objects.create(digest=b"0" * 32, received_at=NOW, raw=raw, size=len(raw), answers=message, kind=kind)
    collect_replies(now=NOW)
    return AuthorityReply.objects.get()


def address_of(reply: AuthorityReply) -> str:
    return f"/desk/protests/replies/{reply.public_id}/"


@pytest.mark.django_db
def test_the_new_text_is_shown_and_what_it_repeats_one_click_away() -> None:
    reply, desk = a_reply(), at_the_desk(rosa())

    page = desk.get(address_of(reply)).text

    repeated = page[page.index('<details class="desk-fold"') : page.index("</details>", page.index('<details class="desk-fold"'))]
    assert "&gt; Free him" in repeated
    assert "will regret it" not in repeated
    assert "&gt; Free him" not in page[page.index("<textarea") : page.index("</textarea>")]


@pytest.mark.django_db
def test_source_and_files_come_from_where_nothing_runs() -> None:
    reply, desk = a_reply(), at_the_desk(rosa())
    mail = f"/desk/protests/mails/{reply.incoming.public_id}/"

    source, kept, file = (desk.get(f"{mail}{part}") for part in ("source/", "source/kept/", "files/2/"))

    assert (source.headers["Content-Type"], kept.content, file.content) == ("text/plain; charset=utf-8", ANSWER, b"<script>alert(1)</script>")
    assert "will regret it" in source.text
    for answer in (source, kept, file):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert (file.headers["Content-Type"], file.headers["Content-Disposition"]) == ("application/octet-stream", "attachment; filename*=UTF-8''page.html.file")
    assert desk.get(f"{mail}files/1/").status_code == 404
    assert desk.get(f"{mail}files/99/").status_code == 404


@pytest.mark.django_db
def test_a_mail_that_can_not_be_read_says_why_and_shows_its_bytes() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n<i>x</i>\r\n" * 600
    reply, desk = a_reply(raw, IncomingKind.UNREADABLE), at_the_desk(rosa())

    page = desk.get(address_of(reply)).text

    assert "This mail could not be read" in page
    assert "more parts than any mail" in page
    assert "&lt;i&gt;x&lt;/i&gt;" in page


@pytest.mark.django_db
def test_words_are_blacked_out_in_two_steps_and_readers_get_bars_alone(client: Client) -> None:
    reply, desk = a_reply(), at_the_desk(emeka())
    words = f"{address_of(reply)}words/"

    page = desk.get(words)
    number = next(word.number for word in page.context["words"] if word.text == "Samira")
    desk.post(words, {"word": [number, number + 1], "everywhere": "on", "language": "en", "show": "yes"})

    reply.refresh_from_db()
    shown = client.get(f"/en/appeals/{reply.appeal.slug}/").text
    assert (reply.state, reply.public_text) == (ReplyState.SHOWN, f"{BAR} will regret it. We know where {BAR} lives.")
    assert "[[Samira Diallo]] will" in (reply.words.text or "")
    assert "Diallo" not in shown
    assert shown.count('aria-label="blacked out"') == 2
    entry = LogEntry.objects.get(verb="reply.shown")
    assert (entry.actor_name, entry.details["bars"]) == ("emeka", 2)
    assert bytes(reply.incoming.raw or b"") == ANSWER


@pytest.mark.django_db
def test_a_bar_is_taken_off_again_and_nothing_is_shown_meanwhile() -> None:
    reply, desk = a_reply(), at_the_desk(emeka())
    words = f"{address_of(reply)}words/"

    desk.post(words, {"word": [0, 1], "everywhere": "on", "language": "en", "look": "yes"})
    covered = [word.text for word in desk.get(words).context["words"] if word.is_covered]
    desk.post(words, {"language": "en", "look": "yes"})

    reply.refresh_from_db()
    assert covered == ["Samira", "Diallo", "Samira"]
    assert not any(word.is_covered for word in desk.get(words).context["words"])
    assert (reply.state, reply.public_text) == (ReplyState.NEW, "")


@pytest.mark.django_db
def test_marks_typed_by_hand_are_bars_and_an_uneven_one_shows_nothing() -> None:
    reply, desk = a_reply(), at_the_desk(emeka())

    uneven = desk.post(address_of(reply), {"decision": "show", "public_text": "Dear [[Samira", "language": "en"})
    desk.post(address_of(reply), {"decision": "show", "public_text": "Dear [[Samira Diallo]], no.", "language": "en"})

    reply.refresh_from_db()
    assert "public_text" in uneven.context["form"].errors
    assert reply.public_text == f"Dear {BAR}, no."


def test_every_bar_is_as_long_as_any_other() -> None:
    assert blacked_out("[[A]] and [[a much longer name]]") == f"{BAR} and {BAR}"


@pytest.mark.parametrize("text", ["[[", "]]", "[[a", "a]]", "[[a [[b]]", "]] [["])
def test_an_uneven_mark_is_refused(text: str) -> None:
    with pytest.raises(UnevenMarks):
        blacked_out(text)


def test_what_a_stranger_wrote_is_no_mark_of_ours() -> None:
    assert blacked_out(without_marks("[[a]]")) == "[ [a] ]"


def test_words_under_bars_are_chosen_one_by_one_in_runs_and_lines() -> None:
    text = "Dear Ms Diallo,\nto Diallo."

    covered = cover(text, [1, 2], everywhere=True)

    assert covered == "Dear [[Ms Diallo,]]\nto [[Diallo.]]"
    assert [word.number for word in words_of(covered) if word.is_covered] == [1, 2, 4]
    assert cover(covered, [], everywhere=True) == text
    assert cover(text, [2, 3], everywhere=False) == "Dear Ms [[Diallo,]]\n[[to]] Diallo."


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff\xfe", b"Content-Type: text/plain; charset=no-such\r\n\r\nText", b"Content-Type: multipart/mixed\r\n\r\nbroken", None]
)
def test_no_mail_stops_the_desk(raw: bytes | None) -> None:
    assert isinstance(mail_text(raw).new, str)
    assert "\x00" not in verbatim(raw)
