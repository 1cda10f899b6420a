"""A text is cut into the words that search compares, also where a script leaves no blank between them."""

import pytest

from outcry.lib.search_words import Piece, folded_words, marked, wanted_words, words_in


def is_found(text: str, asked: str) -> bool:
    """As the index answers."""
    words = folded_words(text).split()
    return all(any(one.fits(word) for word in words) for one in wanted_words(asked))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("世界人权宣言", "人权"),
        ("世界人权宣言", "言"),
        ("すべての人間は、生まれながらにして自由", "ながらにして"),
        ("ปฏิญญาสากลว่าด้วยสิทธิมนุษยชน", "สิทธิมนุษยชน"),
        ("အပြည်ပြည်ဆိုင်ရာ လူ့အခွင့်အရေး", "အခွင့်အရေး"),
        ("សេចក្ដីប្រកាសជាសកលស្ដីពីសិទ្ធិមនុស្ស", "សិទ្ធិ"),
        ("ადამიანის უფლებათა საყოველთაო დეკლარაცია", "უფლებათა"),
        ("Адам құқықтарының жалпыға бірдей декларациясы", "кукыктарынын"),
        ("الإعلان العالمي لحقوق الإنسان", "العالمي"),
    ],
)
def test_a_word_is_found_in_the_midst_of_a_text_and_marked(text: str, asked: str) -> None:
    assert is_found(text, asked)
    assert any(piece.is_match for piece in marked(text, wanted_words(asked)))
    assert "".join(piece.text for piece in marked(text, wanted_words(asked))) == text


def test_of_a_long_sentence_every_second_pair_is_asked_for_and_all_of_it_is_marked() -> None:
    text, asked = "鉴于对人类家庭所有成员的固有尊严及其平等的和不移的权利的承认", "对人类家庭所有成员的固有尊严及其平等"

    assert len(wanted_words(asked)) == 9
    assert is_found(text, asked)
    assert not is_found(text, asked.replace("尊严", "财富"))
    assert [piece.text for piece in marked(text, wanted_words(asked)) if piece.is_match] == [asked]


@pytest.mark.parametrize(("text", "asked"), [("世界人权宣言", "权人"), ("第一。条文", "一条"), ("ปฏิญญาสากล", "มนุษย")])
def test_what_does_not_stand_there_is_not_found(text: str, asked: str) -> None:
    assert not is_found(text, asked)


def test_marks_are_whole_words_of_such_scripts_and_leave_the_rest_alone() -> None:
    assert marked("世界人权宣言 on 人权", wanted_words("人权")) == [
        Piece("世界", is_match=False),
        Piece("人权", is_match=True),
        Piece("宣言 on ", is_match=False),
        Piece("人权", is_match=True),
    ]


def test_words_of_other_scripts_are_cut_as_ever() -> None:
    assert words_in("Ақтау, 2011: iPhone手机") == ["актау", "2011", "iphone", "手机", "机"]
