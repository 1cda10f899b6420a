"""Every word on a screen is in every catalogue, translated, with its placeholders, and not simply left in English.

Words are gathered as Django's makemessages does, by Babel instead of gettext: the machine need not have it.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from tests.start import ROOT

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
# What is meant to be the same in some languages: the comma, which has another shape in Arabic.
SAME = {"between two things of a list\x04, "}
_WORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "_now"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_PLACE = re.compile(r"%\((\w+)\)\w|\{(\w+)\}")
_LETTER = re.compile(r"[^\W\d_]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_in_the_code_is_in_the_catalogue(language: str) -> None:
    assert {name: path for name, path in words_in_the_code().items() if name not in messages(language)} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_left_empty(language: str) -> None:
    assert [name for name, message in messages(language).items() if not all(translations(message, catalogue(language)))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_only_a_guess(language: str) -> None:
    # Babel passes over a whole catalogue whose head is marked so.
    assert not catalogue(language).fuzzy
    assert [name for name, message in messages(language).items() if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_the_english_text(language: str) -> None:
    copied = [name for name, message in messages(language).items() if has_words(name) and set(translations(message, catalogue(language))) & set(ids(message))]

    assert sorted(set(copied) - SAME) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_twice_in_a_catalogue(language: str) -> None:
    assert twice((ROOT / "outcry" / "locale" / language / "LC_MESSAGES" / "django.po").read_text()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_text(language: str) -> None:
    assert [name for name, message in messages(language).items() if misses_a_place(message, catalogue(language))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_turns_a_catalogue_into_words_for_the_program_finds_no_fault(language: str) -> None:
    # Set-up stops at one.
    assert [(message.id, [str(error) for error in errors]) for message, errors in catalogue(language).check()] == []


def test_a_place_that_the_text_in_the_singular_does_not_have_is_a_fault() -> None:
    wrong = Catalog(locale="ru")
    wrong.add(("One letter, %(day)s", "%(number)s letters, %(day)s"), ("%(number)s письмо, %(day)s",) * 4, flags=["python-format"])

    assert list(wrong.check())


def test_a_word_that_stands_twice_is_seen() -> None:
    again = 'msgid "Home"\nmsgstr "Дом"\n\nmsgctxt "a place"\nmsgid "Home"\nmsgstr "Дом"\n\n#, python-format\nmsgid "Home"\nmsgstr "Домой"\n'

    assert twice(again) == ['msgid "Home"']


def test_these_checks_see_what_is_wrong() -> None:
    wrong = Catalog(locale="ru")
    for text, translation in (("Home", ""), ("About", "About"), ("%(days)s left", "осталось"), ("Cases", "Дела")):
        wrong.add(text, translation)

    found = named(wrong)

    assert [name for name, message in found.items() if not all(translations(message, wrong))] == ["Home"]
    assert [name for name, message in found.items() if set(translations(message, wrong)) & set(ids(message))] == ["About"]
    assert [name for name, message in found.items() if misses_a_place(message, wrong)] == ["%(days)s left"]


def test_a_form_that_serves_other_numbers_than_one_has_to_tell_which() -> None:
    wrong = Catalog(locale="ru")
    wrong.add(("One day left", "%(days)s days left"), ("остался один день", "осталось %(days)s дня", "осталось %(days)s дней"))

    (message,) = named(wrong).values()

    assert misses_a_place(message, wrong)


@cache
def catalogue(language: str) -> Catalog:
    with (ROOT / "outcry" / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def named(catalogue: Catalog) -> dict[str, Message]:
    """Messages by their first form; the head of the catalogue is none."""
    return {name_of(message.context, ids(message)[0]): message for message in catalogue if message.id}


def messages(language: str) -> dict[str, Message]:
    return named(catalogue(language))


def name_of(context: str | None, text: str) -> str:
    return f"{context}\x04{text}" if context else text


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations(message: Message, catalogue: Catalog) -> tuple[str, ...]:
    """Each form; an absent one counts as empty."""
    if isinstance(message.id, str):
        return (str(message.string or ""),)
    forms = tuple(message.string or ())
    return forms + ("",) * (catalogue.num_plurals - len(forms))


def twice(catalogue: str) -> list[str]:
    """The heads of messages that a merge has doubled; a reader of catalogues keeps the last of them and says nothing."""
    heads = Counter(re.findall(r'(?m)^((?:msgctxt .*\n)?msgid (?:".*"\n)+?)(?=msgstr|msgid_plural)', catalogue))
    return [head.strip() for head, number in heads.items() if number > 1]


def has_words(text: str) -> bool:
    return bool(_LETTER.search(_PLACE.sub("", text)))


def places(text: str) -> set[str]:
    return {found[1] or found[2] for found in _PLACE.finditer(text)}


def misses_a_place(message: Message, catalogue: Catalog) -> bool:
    """Whether a translated form has a place unknown to the text, or lacks one."""
    known, needed = set().union(*(places(text) for text in ids(message))), places(ids(message)[-1])
    found = [places(form) for form in translations(message, catalogue)]
    # "One day" may stand for "%(days)s day" in a language that has a form for one alone: in Russian 21 has it, too.
    many = [isinstance(message.id, str) or number in forms_for_many(catalogue.plural_expr) for number in range(len(found))]
    return any(one - known or (is_for_many and needed - one) for one, is_for_many in zip(found, many, strict=True) if one or is_for_many)


@cache
def forms_for_many(rule: str) -> set[int]:
    """The plural forms that serve more than one number."""
    form = c2py(rule)
    return {one for one, times in Counter(form(number) for number in range(200)).items() if times > 1}


@cache
def words_in_the_code() -> dict[str, str]:
    """Each word by its name, with a file that has it."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "outcry").rglob("*")):
        if path.suffix in (".py", ".html", ".txt") and "tests" not in path.parts and path.is_file():
            found |= dict.fromkeys(words_in(path), str(path.relative_to(ROOT)))
    return found


def words_in(path: Path) -> Iterator[str]:
    code = path.read_text()
    if path.suffix != ".py":
        # What is no word is blanked out; blanks at the beginning of a line would be read as Python's.
        code = re.sub(r"(?m)^[ \t]+", "", templatize(code, origin=str(path)))
    for _line, texts, _comments, context in extract("python", io.BytesIO(code.encode()), _WORDS):
        text = texts if isinstance(texts, str) else next(text for text in texts if text)
        if text:
            yield name_of(context, text)
