from datetime import timedelta

import pytest

from outcry.appeals.material import LetterWords
from outcry.appeals.operations import approve_letter_version, change_letter_text, write_letter_version
from outcry.appeals.queries import current_letter, letter_in
from outcry.appeals.refusals import AppealRefused
from outcry.appeals.tests.cast import a_desk, a_draft, an_open_appeal, letter_words
from outcry.authorities.tests.cast import NOW
from outcry.lib.wordings import Edit

pytestmark = pytest.mark.django_db


def test_a_version_being_written_is_not_on_the_form() -> None:
    desk = a_desk()
    appeal = a_draft(desk)

    letter = write_letter_version(appeal=appeal, texts={"en": letter_words()}, by=desk.rosa, now=NOW)
    before = current_letter(appeal=appeal)
    approve_letter_version(letter=letter, by=desk.rosa, now=NOW)

    assert before is None
    assert current_letter(appeal=appeal) == letter


def test_an_approved_version_never_changes() -> None:
    desk = a_desk()
    letter = current_letter(appeal=an_open_appeal(desk))
    assert letter is not None

    with pytest.raises(AppealRefused, match="never changes"):
        change_letter_text(letter=letter, edit=Edit(language="en", seen_version=1), words=letter_words("x"), by=desk.rosa, now=NOW)

    assert letter.texts.get(language="en").subject == "Release Anna (en)"


def test_new_text_after_the_launch_is_a_new_version_and_the_old_one_stays() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)
    first = current_letter(appeal=appeal)

    second = write_letter_version(appeal=appeal, texts={"en": letter_words("new"), "ru": letter_words("ru")}, by=desk.rosa, now=NOW)
    while_written = current_letter(appeal=appeal)
    approve_letter_version(letter=second, by=desk.emeka, now=NOW)

    assert while_written == first
    assert current_letter(appeal=appeal) == second
    assert first is not None
    assert first.texts.get(language="en").subject == "Release Anna (en)"


def test_after_the_launch_whoever_wrote_a_version_can_not_approve_it() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)
    letter = write_letter_version(appeal=appeal, texts={"en": letter_words()}, by=desk.emeka, now=NOW)
    change_letter_text(letter=letter, edit=Edit(language="en", seen_version=1), words=letter_words("x"), by=desk.rosa, now=NOW)

    with pytest.raises(AppealRefused):
        approve_letter_version(letter=letter, by=desk.rosa, now=NOW + timedelta(days=1))

    assert approve_letter_version(letter=letter, by=desk.emeka, now=NOW).approved_by == desk.emeka


@pytest.mark.parametrize(("subject", "body"), [("", "Text"), ("Subject", " \n "), ("Subject\r\nBcc: all@minister.example", "Text")])
def test_a_letter_without_text_or_with_a_broken_subject_is_refused(subject: str, body: str) -> None:
    desk = a_desk()

    with pytest.raises(AppealRefused):
        write_letter_version(appeal=a_draft(desk), texts={"en": LetterWords(subject=subject, body=body)}, by=desk.rosa, now=NOW)


def test_a_letter_missing_in_a_language_is_read_in_the_source_language() -> None:
    desk = a_desk()
    letter = current_letter(appeal=an_open_appeal(desk))
    assert letter is not None

    text = letter_in(letter=letter, language="kk", source_language="en")

    assert text is not None
    assert text.language == "en"
