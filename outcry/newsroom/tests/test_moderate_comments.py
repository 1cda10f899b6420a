"""A reader comments on a report; Emeka reads it, publishes, refuses, removes, undoes, answers; its terms are kept."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from wagtail.users.models import UserProfile

from outcry.accounts.models import User
from outcry.audit.models import LogEntry
from outcry.newsroom.comment_rows import Comment, CommentState, CommentTally, CommentWord, Objection
from outcry.newsroom.comment_rules import commenting
from outcry.newsroom.comments import moderating
from outcry.newsroom.comments.commenting import CommentsClosed, Writing, take_back, write_comment
from outcry.newsroom.comments.learning import forget_words
from outcry.newsroom.comments.limits import TooManyComments, forget_tallies
from outcry.newsroom.comments.moderating import NotPublished
from outcry.newsroom.comments.signs import LINK, MARKUP, REPEATED, SCRIPT, WORDS, signs_of
from outcry.newsroom.models import ReportPage
from outcry.newsroom.retention import erase_kept_off, erase_undecided, forget_addresses
from outcry.newsroom.tests.cast import NOW, ON, a_newsroom, a_report, emeka
from tests.once import once_for_the_file

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADDRESS = "samira@mail.example"


def a_page() -> ReportPage:
    a_newsroom()
    emeka()
    return a_report("en", "ru")[0]


report_made = once_for_the_file(a_page)


@pytest.fixture
def report(report_made: ReportPage) -> ReportPage:
    return ReportPage.objects.get(pk=report_made.pk)


def written(report: ReportPage, text: str = "They came to our street, too.", *, network: str = "", now: datetime = NOW, **changes: Any) -> Comment:
    facts = {"name": "Samira", "form": f"form {Comment.objects.count()}"} | changes
    return write_comment(report=report, writing=Writing(text=text, **facts), network=network, now=now)


def published(report: ReportPage, text: str = "They came to our street, too.", **changes: Any) -> Comment:
    comment = written(report, text, **changes)
    moderating.approve(comments=[comment], by=by(), now=NOW)
    return again(comment)


def by() -> User:
    return User.objects.get(username="emeka")


def again(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def page(client: Client, path: str = "/en/reports/at-midnight/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def desk() -> Client:
    client = Client()
    client.force_login(by())
    return client


def test_a_comment_waits_until_somebody_has_read_it(report: ReportPage, client: Client) -> None:
    comment = written(report)

    assert comment.state == CommentState.HELD
    assert "Be the first to comment." in page(client)
    moderating.approve(comments=[comment], by=by(), now=NOW)
    html = page(client)
    assert "They came to our street, too." in html
    assert "Samira" in html
    assert "1 comment" in html
    assert "They came to our street" not in page(client, "/ru/reports/at-midnight/"), "another language is another page"


def test_the_same_press_of_a_button_is_one_comment(report: ReportPage) -> None:
    first = written(report, form="one form")

    assert written(report, form="one form").pk == first.pk
    assert written(report, "Other words.", form="one form").pk != first.pk


def test_an_open_report_holds_only_what_calls_for_a_look(report: ReportPage, settings: Settings) -> None:
    settings.COMMENTS = "open"

    assert written(report).state == CommentState.PUBLISHED
    assert written(report, "Buy it at https://shop.example/x").state == CommentState.HELD


@pytest.mark.parametrize(
    ("text", "language", "sign"),
    [
        ("See www.shop.example now", "en", LINK),
        ("<a href=x>cheap</a> things for all", "en", MARKUP),
        ("Купите дёшево у нас сегодня", "en", SCRIPT),
        ("buy pills " * 9, "en", REPEATED),
    ],
)
def test_signs_are_seen(text: str, language: str, sign: str) -> None:
    assert sign in {name for name, _seen in signs_of(text=text, name="", language=language)}


def test_plain_words_in_the_scripts_of_a_language_are_no_sign() -> None:
    words = {
        "en": "They came to our street, too.",
        "ru": "Они пришли и на нашу улицу.",
        "kk": "Олар біздің көшеге де келді. Olar keldi",
        "ar": "جاؤوا إلى شارعنا أيضا",
    }

    assert [language for language, text in words.items() if signs_of(text=text, name="", language=language)] == []


def test_a_report_is_open_by_its_own_rule_else_by_the_sites_and_not_for_ever(settings: Settings) -> None:
    def rule(chosen: str, on: date = ON) -> str:
        return commenting(chosen=chosen, published_on=ON, on=on)

    settings.COMMENTS, settings.COMMENTS_DAYS = "closed", 10

    assert [rule(""), rule("open"), rule("open", ON + 10 * DAY), rule("open", ON + 11 * DAY)] == ["closed", "open", "open", "closed"]


def test_a_closed_report_takes_nothing_and_says_nothing_of_comments(report: ReportPage, client: Client, settings: Settings) -> None:
    settings.COMMENTS = "closed"

    with pytest.raises(CommentsClosed):
        written(report)
    assert "comment" not in page(client).lower()


def test_a_closed_report_still_shows_what_was_published(report: ReportPage, client: Client) -> None:
    published(report)
    ReportPage.objects.filter(pk=report.pk).update(commenting="closed")

    html = page(client)
    assert "They came to our street, too." in html
    assert "Write a comment" not in html


def test_threads_are_one_level_deep(report: ReportPage, client: Client) -> None:
    first = published(report)
    answer = published(report, "To ours as well.", answers=first.public_id)
    below = published(report, "And to the next.", answers=answer.public_id)

    assert (answer.answers_id, below.answers_id) == (first.pk, first.pk)
    assert page(client).count('class="comments"') == 2
    with pytest.raises(CommentsClosed):
        written(report, answers="nobody")


def test_what_is_removed_leaves_a_trace_only_where_it_was_answered(report: ReportPage, client: Client) -> None:
    alone, answered = published(report, "Alone."), published(report, "Answered.")
    published(report, "The answer.", answers=answered.public_id)

    moderating.remove(comments=[alone, answered], objection=Objection.ABUSE, by=by(), now=NOW)

    html = page(client)
    assert html.count("This comment was removed.") == 1
    assert "Alone." not in html
    assert "Answered." not in html
    assert "The answer." in html


def test_a_decision_can_be_undone(report: ReportPage) -> None:
    comment = published(report)
    moderating.remove(comments=[comment], objection=Objection.ABUSE, by=by(), now=NOW)
    moderating.undo(comments=[comment], by=by(), now=NOW)
    assert (again(comment).state, again(comment).objection) == (CommentState.PUBLISHED, "")

    assert moderating.undo(comments=[comment], by=by(), now=NOW) == 0, "one step, not a way through all of them"
    refused = written(report, "Other words.")
    moderating.refuse(comments=[refused], objection=Objection.SPAM, by=by(), now=NOW)
    moderating.undo(comments=[refused], by=by(), now=NOW)
    assert again(refused).state == CommentState.HELD


def test_the_log_says_who_decided_what_and_holds_no_word_of_it(report: ReportPage) -> None:
    comment = published(report)
    moderating.remove(comments=[comment], objection=Objection.DANGER, by=by(), now=NOW)

    entries = LogEntry.objects.filter(subject=comment.subject).order_by("pk")
    assert [(entry.verb, entry.actor_name) for entry in entries] == [("comment.approve", "emeka"), ("comment.remove", "emeka")]
    assert "street" not in str([entry.details for entry in entries])


def test_staff_answer_as_the_organisation(report: ReportPage, client: Client) -> None:
    comment = published(report)

    moderating.answer(comment=comment, text="Thank you.", by=by(), now=NOW)

    html = page(client)
    assert "Answer of the organisation" in html
    assert "The Desk" in html
    assert "emeka" not in html
    with pytest.raises(NotPublished):
        moderating.answer(comment=written(report, "Waits."), text="No.", by=by(), now=NOW)


def test_taken_back_nothing_of_it_is_left(report: ReportPage) -> None:
    comment = published(report, address=ADDRESS)

    take_back(comment=comment, now=NOW)
    take_back(comment=comment, now=NOW)

    bare = again(comment)
    assert (bare.state, bare.name, bare.text, bare.address, bare.address_hash) == (CommentState.TAKEN_BACK, None, None, None, None)
    assert moderating.approve(comments=[bare], by=by(), now=NOW) == 0


def test_a_network_is_held_and_then_asked_to_wait_and_is_known_by_no_row(report: ReportPage, settings: Settings) -> None:
    settings.COMMENTS, settings.COMMENTS_OF_A_NETWORK = "open", 5

    states = [written(report, f"Number {number}.", network="203.0.113.0/24").state for number in range(5)]

    assert states == ["published"] * 3 + ["held"] * 2
    with pytest.raises(TooManyComments):
        written(report, "One more.", network="203.0.113.0/24")
    assert written(report, "From elsewhere.", network="198.51.100.0/24").state == "published"
    assert not any(b"203.0.113" in bytes(tally.network) for tally in CommentTally.objects.all())
    assert forget_tallies(now=NOW + 2 * DAY) == CommentTally.objects.count() + 3


def test_the_terms_are_kept(report: ReportPage, settings: Settings) -> None:
    settings.COMMENTS_ADDRESS_DAYS, settings.COMMENTS_REFUSED_DAYS, settings.COMMENTS_HELD_DAYS = 10, 10, 10
    shown, refused, held = published(report, address=ADDRESS), written(report, "Refused."), written(report, "Held.")
    moderating.refuse(comments=[refused], objection=Objection.SPAM, by=by(), now=NOW)

    assert [forget(now=NOW + 9 * DAY) for forget in (forget_addresses, erase_kept_off, erase_undecided)] == [0, 0, 0]
    assert [forget(now=NOW + 10 * DAY) for forget in (forget_addresses, erase_kept_off, erase_undecided)] == [1, 1, 1]
    assert (again(shown).address, again(shown).text) == (None, "They came to our street, too.")
    assert (again(refused).text, again(held).text) == (None, None)
    assert moderating.undo(comments=[again(refused)], by=by(), now=NOW) == 0


def test_a_report_asks_as_much_for_many_comments_as_for_one(report: ReportPage, client: Client, django_assert_max_num_queries: Callable[..., Any]) -> None:
    first = published(report)
    with django_assert_max_num_queries(100) as few:
        page(client)
    for number in range(4):
        published(report, f"Answer {number}.", answers=first.public_id)
        published(report, f"Thread {number}.")
    with django_assert_max_num_queries(len(few)):
        page(client)


# --- what decisions teach ---


def taught(report: ReportPage) -> list[Comment]:
    """Twelve comments that were published, and twelve that were refused as spam."""
    wanted = [written(report, f"My son was held at the gate, hour {number}.") for number in range(12)]
    unwanted = [written(report, f"Earn {number} euro a day, best casino bonus.") for number in range(12)]
    moderating.approve(comments=wanted, by=by(), now=NOW)
    moderating.refuse(comments=unwanted, objection=Objection.SPAM, by=by(), now=NOW)
    return unwanted


def signs(comment: Comment) -> dict[str, str]:
    return dict(comment.signs_seen())


def test_what_is_like_refused_comments_is_held_behind_the_others_and_says_why(report: ReportPage, settings: Settings) -> None:
    taught(report)
    settings.COMMENTS = "open"

    spam = written(report, "A casino bonus of 20 euro today.")
    other = written(report, "They held my son, too.")

    assert (spam.state, other.state) == (CommentState.HELD, CommentState.PUBLISHED)
    assert "casino" in signs(spam)[WORDS]
    settings.COMMENTS = "moderated"
    later = written(report, "My aunt was held.")
    html = page(desk(), "/desk/comments/")
    assert html.index(later.text or "-") < html.index(spam.text or "-"), "though it came later"
    assert "Has words of comments that were refused" in html


def test_undone_decisions_are_forgotten(report: ReportPage) -> None:
    unwanted = taught(report)
    rows = list(CommentWord.objects.order_by("pk").values_list("wanted", "unwanted"))

    moderating.undo(comments=unwanted[:1], by=by(), now=NOW)
    moderating.refuse(comments=unwanted[:1], objection=Objection.SPAM, by=by(), now=NOW)
    assert list(CommentWord.objects.order_by("pk").values_list("wanted", "unwanted")) == rows

    moderating.undo(comments=unwanted, by=by(), now=NOW)
    assert sum(CommentWord.objects.values_list("unwanted", flat=True)) == 0
    assert WORDS not in signs(written(report, "A casino bonus of 20 euro today."))


def test_of_dangerous_words_nothing_is_learned(report: ReportPage) -> None:
    moderating.refuse(comments=[written(report)], objection=Objection.DANGER, by=by(), now=NOW)

    assert not CommentWord.objects.exists()


def test_no_word_can_be_read_out_of_what_was_learned_and_its_term_is_kept(report: ReportPage) -> None:
    taught(report)

    assert not any(b"casino" in bytes(row.key) for row in CommentWord.objects.all())
    assert [bool(forget_words(now=NOW + days * DAY)) for days in (364, 365)] == [False, True]
    assert not CommentWord.objects.exists()


# --- at the desk ---


def test_several_are_decided_at_once(report: ReportPage) -> None:
    rows = [written(report, f"Number {number}.") for number in range(3)]

    answer = desk().post("/desk/comments/decide/", {"comment": [row.pk for row in rows[:2]], "act": "approve"}, follow=True)

    assert "2 comments are published." in answer.text
    assert [again(row).state for row in rows] == ["published", "published", "held"]


def test_a_refusal_needs_a_reason(report: ReportPage) -> None:
    row, client = written(report), desk()

    assert "Choose a reason" in client.post("/desk/comments/decide/", {"comment": row.pk, "act": "refuse"}, follow=True).text
    assert again(row).state == CommentState.HELD
    client.post("/desk/comments/decide/", {"comment": row.pk, "act": "refuse", "objection": "spam"})
    assert again(row).state == CommentState.REFUSED


def test_the_queue_says_why_something_was_held_and_shows_no_address(report: ReportPage) -> None:
    row = written(report, "See www.shop.example now", address=ADDRESS)

    for path in ("/desk/comments/", f"/desk/comments/{row.pk}/"):
        html = page(desk(), path)
        assert "Holds a link" in html
        assert "www.shop.example" in html
        assert ADDRESS not in html
        assert "wants to hear of answers" in html


def test_the_first_page_of_the_desk_says_what_waits(report: ReportPage) -> None:
    written(report)

    assert "1 comment waits to be read:" in page(desk(), "/desk/")


def test_everything_of_one_person_goes_at_once(report: ReportPage) -> None:
    hers = [published(report, f"Number {number}.", address=address) for number, address in enumerate((ADDRESS, "Samira+news@mail.example"))]
    other = published(report, "Not hers.", address="sofia@mail.example")
    client = desk()

    assert "Erase these 2 comments" in client.post("/desk/comments/person/", {"address": "SAMIRA@mail.example"}).text
    client.post("/desk/comments/person/", {"address": "SAMIRA@mail.example", "act": "erase"})

    assert [again(row).text for row in hers] == [None, None]
    assert again(other).text == "Not hers."


def test_an_answer_from_the_desk_is_on_the_page(report: ReportPage) -> None:
    row = published(report)

    desk().post(f"/desk/comments/{row.pk}/", {"text": "Thank you for telling us."})

    assert "Thank you for telling us." in page(Client())


@pytest.mark.parametrize(("language", "state", "day"), [("ar", "منشور", "تاريخ النشر"), ("kk", "жарияланды", "жарияланған күні")])
def test_that_a_comment_is_published_is_told_in_other_words_than_the_day_of_publication(report: ReportPage, language: str, state: str, day: str) -> None:
    UserProfile.objects.create(user=by(), preferred_language=language)

    shown = desk().get(f"/desk/comments/{published(report).pk}/").text

    assert state in shown.lower()
    assert day not in shown.lower()
