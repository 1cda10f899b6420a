"""A report in any language and script stands on its page and is found: the Universal Declaration in all languages, where it is at hand."""

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from django.test import Client
from django.utils.translation import check_for_language, to_locale

from outcry.newsroom.operations import Passage
from outcry.newsroom.tests.cast import a_newsroom, a_report
from tests.declaration import Declaration, declarations

pytestmark = pytest.mark.django_db


def test_every_declaration_stands_on_a_page_in_its_language_and_direction_and_is_found(client: Client, settings: Any, tmp_path: Path, real_data: Path) -> None:
    texts = declarations(real_data)
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, catalogues(tmp_path, texts)]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [(text.language, text.language) for text in texts]
    a_newsroom()
    for text in texts:
        a_report(text.language, key=text.language, slug=text.language, headline=text.title, standfirst="", passages=passages(text), sources=[])

    amiss = {text.language: what for text in texts if (what := what_is_amiss(client, text))}

    assert len(texts) > 25
    assert amiss == {}


def catalogues(folder: Path, texts: list[Declaration]) -> Path:
    """A catalogue without a word for each language in which neither Django nor we have one: a language is added with its catalogue."""
    for text in texts:
        if not check_for_language(text.language):
            place = folder / to_locale(text.language) / "LC_MESSAGES"
            place.mkdir(parents=True)
            with (place / "django.mo").open("wb") as file:
                write_mo(file, Catalog())
    return folder


def passages(text: Declaration) -> list[Passage]:
    return [Passage(kind="paragraph", text="\n\n".join(text.paragraphs))]


def what_is_amiss(client: Client, text: Declaration) -> str:
    page = client.get(f"/{text.language}/reports/{text.language}/").content.decode()
    said = unescape(page)
    if f'<html lang="{text.language}" dir="{text.direction}">' not in page:
        return "the page is not in its language and direction"
    if missing := [one for one in text.paragraphs if one not in said]:
        return f"the page lacks {missing[0]}"
    found = client.get("/en/search/", {"text": text.a_word}).content.decode()
    if f'href="/{text.language}/reports/{text.language}/"' not in found:
        return f"{text.a_word} is not found"
    return "" if "<mark>" in found else f"{text.a_word} is not marked"
