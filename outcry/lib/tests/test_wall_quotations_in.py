"""Quotations that run the other way than their sentence are drawn with their marks where they belong."""

import pytest

from outcry.lib.bidi import isolate_quotations

ARABIC = "نقلًا عن الصحيفة، «Fireworks outside»، يناير"


def test_a_latin_title_in_an_arabic_sentence_stands_within_walls() -> None:
    assert isolate_quotations(f"<p>{ARABIC}.</p>") == "<p>نقلًا عن الصحيفة، «<bdi>Fireworks outside</bdi>»، يناير.</p>"


def test_an_arabic_title_in_an_english_sentence_does_too() -> None:
    assert isolate_quotations("Told in “في منتصف الليل”, 2011.") == "Told in “<bdi>في منتصف الليل</bdi>”, 2011."


@pytest.mark.parametrize("text", ["По сообщению «Fireworks outside», январь", "قال «الحرية» ومضى", "plain <b>words</b>", "", "“"])
def test_what_runs_one_way_is_left_as_it_is(text: str) -> None:
    assert isolate_quotations(text) == text


def test_marks_within_an_attribute_are_no_quotation() -> None:
    html = f'<a href="https://paper.example/«one»">{ARABIC}</a>'

    assert 'href="https://paper.example/«one»"' in isolate_quotations(html)
    assert isolate_quotations(html).count("<bdi>") == 1


def test_a_quotation_with_emphasis_in_it_is_left_whole() -> None:
    html = "نقلًا عن «Fire<b>works</b>»"

    assert isolate_quotations(html) == html
