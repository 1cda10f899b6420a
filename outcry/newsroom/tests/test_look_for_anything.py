"""A reader looks for words and finds what she may read, in whatever language, with the place where they stand."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from outcry.appeals.models import AppealState, AppealText
from outcry.cases.tests.cast import a_case, published_case, rosa
from outcry.lib.word_index import WordIndex, is_whole
from outcry.newsroom.models import ReportPage
from outcry.newsroom.operations import Passage
from outcry.newsroom.report_rows import ReportWords
from outcry.newsroom.search import drawing
from outcry.newsroom.tests.cast import a_newsroom, a_report, an_appeal, emeka

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_newsroom() -> None:
    a_newsroom()


def found(text: str, language: str = "en", **more: str) -> str:
    answer = Client().get(f"/{language}/search/", {"text": text, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_report_is_found_by_a_word_of_its_text_which_is_marked() -> None:
    a_report(passages=[Passage(kind="paragraph", text="Guards stood at the <gate>.")])

    page = found("gate")

    assert "<b>1</b> found" in page
    assert "Guards stood at the &lt;<mark>gate</mark>&gt;." in page


def test_letters_of_another_keyboard_are_understood_and_the_last_word_may_be_a_beginning() -> None:
    a_report("ru", headline="Ақтау: ереуіл жалғасуда", slug="aqtau")

    assert "<mark>Ақтау</mark>: <mark>ереуіл</mark>" in found("актау ереу")
    assert "Nothing has all these words" in found("акта ереуіл")


def test_a_report_in_several_languages_is_found_once_in_the_nearest_that_has_the_word() -> None:
    a_report("en", "ru")

    both, one = found("midnight"), found("midnight ru")

    assert (both.count("<article"), one.count("<article")) == (1, 1)
    assert 'href="/en/reports/at-midnight/">' in both
    assert 'href="/ru/reports/at-midnight/" lang="ru"' in one


def changed(report: ReportPage, **words: Any) -> ReportPage:
    for name, value in words.items():
        setattr(report, name, value)
    report.save_revision()
    return report


def test_a_draft_of_a_published_report_is_not_found_until_it_is_published() -> None:
    (report,) = a_report()
    changed(report, title="A secret headline")
    assert "Nothing has all these words" in found("secret")

    report.get_latest_revision().publish()

    assert "<mark>secret</mark>" in found("secret")


def test_what_was_taken_back_is_not_found_and_leaves_no_words() -> None:
    (report,) = a_report()

    report.unpublish()

    assert "Nothing has all these words" in found("midnight")
    assert not ReportWords.objects.exists()


def test_a_report_of_a_later_day_is_not_found() -> None:
    a_report(published_on=date(2011, 1, 2))

    assert "Nothing has all these words" in found("midnight")


def test_the_words_of_a_card_are_those_of_what_it_shows_and_not_of_the_report() -> None:
    (report,) = a_report()
    report.body = [("appeal", {"appeal": an_appeal(state=AppealState.DRAFT).pk})]

    report.save_revision().publish()

    assert "anna" not in ReportWords.objects.get().folded.split()


def test_a_launched_appeal_is_found_in_the_language_that_has_the_words() -> None:
    appeal = an_appeal()
    AppealText.objects.create(appeal=appeal, language="ru", title="Свободу Анне", standfirst="Анна вымышлена.", what_happened="Её увезли.")

    page = found("увезли")

    assert 'href="/en/appeals/free-anna/" lang="ru"' in page
    assert "<mark>увезли</mark>" in page
    assert 'lang="ru" hreflang="ru"' not in found("taken").partition("<main")[2]


@pytest.mark.parametrize("state", [AppealState.DRAFT, AppealState.PROPOSED])
def test_an_appeal_that_was_not_launched_is_not_found(state: str) -> None:
    an_appeal(state=state)

    assert "Nothing has all these words" in found("anna")


def test_changed_words_of_an_appeal_are_found_and_the_old_ones_are_not() -> None:
    text = an_appeal().texts.get()
    text.what_happened = "She was abducted."

    text.save()

    assert "<mark>abducted</mark>" in found("abducted")
    assert "Nothing has all these words" in found("taken")


def test_all_appeals_are_shown_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_BESIDE", 0)
    an_appeal()

    few, whole = found("invented"), found("invented", appeals="all")

    assert (few.count("<article"), whole.count("<article")) == (0, 1)
    assert "/en/search/?text=invented&amp;appeals=all" in few


def test_many_reports_are_found_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_ON_A_PAGE", 1)
    a_report()
    a_report(key="later", slug="later")

    first, second = found("midnight"), found("midnight", page="2")

    assert (first.count("<article"), second.count("<article")) == (1, 1)
    assert 'href="?text=midnight&amp;page=2"' in first


def test_the_question_stays_when_the_language_changes() -> None:
    assert 'href="/ru/search/?text=a+%26+b"' in found("a & b")


def test_nothing_to_look_for_is_no_error() -> None:
    for text in ("", "   ", "— … !", "\x00", "☂"):
        assert "Every word has to stand there" in found(text)


def test_a_page_of_words_is_not_looked_for_and_said_to_be_too_long() -> None:
    assert "These are too many words." in found(" ".join("abcdefghijklm"))
    assert "These are too many words." not in found(" ".join("abcdefghijkl"))


def test_hostile_words_are_looked_for_as_words() -> None:
    for text in ('"', "a OR b", "NEAR(a b)", "folded:x", "x*", "'; DROP TABLE", "<script>alert(1)</script>", "a" * 5000, "ﷺ", "%s", "a\x00b"):
        assert "<script>alert" not in found(text)


def test_a_page_that_is_none_is_not_found() -> None:
    for number in ("0", "-1", "2", "x", "9" * 30, "²"):
        assert Client().get("/en/search/", {"text": "midnight", "page": number}).status_code == 404


def test_the_indexes_agree_with_the_words() -> None:
    a_report()
    an_appeal()

    assert is_whole(connection, WordIndex("newsroom_reportwords", "report_id"))
    assert is_whole(connection, WordIndex("appeals_appealwords", "text_id"))


def test_a_public_case_is_found_and_one_that_is_not_published_is_not() -> None:
    organisation = a_newsroom()
    shown, kept = a_case(organisation, slug="shown"), a_case(organisation, slug="kept")
    published_case(organisation, shown, by=(emeka(), rosa(organisation)))

    page = found("standfirst")

    assert 'href="/en/cases/shown/"' in page
    assert f"/{kept.slug}/" not in page
