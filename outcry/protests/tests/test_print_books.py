"""Letters are printed in books, which people post or hand over."""

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from fontTools.ttLib import TTFont

from outcry.appeals.models import Addressee, Appeal
from outcry.lib.links import make_link
from outcry.lib.press import printing
from outcry.lib.press.printing import NotPrinted, Printed
from outcry.protests.letter_counts import letter_states, standings
from outcry.protests.models import BookPart, BookState, LetterBook, Protest, ProtestLetter, Rung, ShownToAddressee
from outcry.protests.operations import RungRefused, ask_for_book, books, discard_book, mark_book, move_to_rung, print_books, unmark_book, withdraw_protest
from outcry.protests.tests.dying import die_everywhere
from outcry.protests.tests.test_desk_of_protests import at_the_desk
from outcry.protests.tests.test_go_another_way import confirmed, counted, total
from tests.cast import NOW, an_open_appeal, rosa

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def a_press(*, breaks: bool = False) -> Any:
    """A press that prints one page for each letter, and quickly."""

    def printed(*, html: str, first_page: int = 1) -> Printed:
        if breaks:
            raise NotPrinted("broken", "it broke")
        pdf, letters = pypdfium2.PdfDocument.new(), html.count('<article class="letter"')
        for _page in range(max(1, letters)):
            pdf.new_page(100, 100)
        file = io.BytesIO()
        pdf.save(file)
        names = [part.partition('"')[0] for part in html.split('id="letter-')[1:]]
        return Printed(content=file.getvalue(), pages=max(1, letters), anchors={f"letter-{name}": first_page + place for place, name in enumerate(names)})

    return printed


def letters_for_a_book(number: int = 3, **form: Any) -> tuple[Appeal, Addressee, list[Protest]]:
    appeal = an_open_appeal(addressees=1)
    office = appeal.addressees.get()
    move_to_rung(addressee=office, rung=Rung.BOOK, reason="They block us", with_failed=False, by=rosa(), now=NOW)
    return appeal, office, [confirmed(appeal, place, **form) for place in range(number)]


def finish(book: LetterBook) -> LetterBook:
    while print_books(now=LATER):
        pass
    book.refresh_from_db()
    return book


def words_of(book: LetterBook) -> list[str]:
    document = pypdfium2.PdfDocument(books.whole_book(book))
    return [page.get_textpage().get_text_bounded() for page in document]


def test_a_book_is_printed_with_cover_contents_and_every_letter_whatever_a_name_holds() -> None:
    appeal, office, _protests = letters_for_a_book(0)
    names = ["Aoife Byrne", "Әсел Қуанышқызы", "გიორგი", "张伟", "محمد الأمين"]
    hostile = ["=cmd|' /C calc'!A0", "<img src='file:///etc/passwd'>", "\u202egnp.exe\u202d", "</article><h1>x", "A" * 80, "𝕬\u0301\u0301\u0301"]
    for place, name in enumerate([*names, *hostile]):
        confirmed(appeal, place, name=name, shown_to_addressee=ShownToAddressee.FULL_NAME, own_text="Мои слова." if place == 1 else None)
    confirmed(appeal, 99)

    book = finish(ask_for_book(addressee=office, by=rosa(), now=NOW))

    cover, contents, *letters = words_of(book)
    assert (book.state, book.size, book.printed, len(letters)) == (BookState.READY, 12, 12, 12)
    assert "12" in cover
    assert all(name in contents for name in (*names[:4], *hostile[:2], "A" * 40))
    assert "Мои слова." in letters[1]
    assert all("(ru, 1)" in letter and letter.rstrip().endswith(str(number)) for number, letter in enumerate(letters, start=1))
    assert not any("mail.example" in page for page in (cover, contents, *letters))


def test_the_press_asks_nobody_for_anything() -> None:
    html = '<img src="http://127.0.0.1:1/x"><img src="file:///etc/hostname"><link rel=stylesheet href="https://x.example/y.css"><p id="a">x</p>'

    made = printing.printed(html=html, first_page=7)

    assert (made.pages, made.anchors) == (1, {"a": 7})


def weights_of(html: str) -> dict[str, int]:
    """By the name of each font of the page, the weight of the letters that lie in the file: 400 is regular, 700 bold."""
    with pikepdf.open(io.BytesIO(printing.printed(html=html).content)) as pdf:
        fonts = [font.DescendantFonts[0].FontDescriptor for page in pdf.pages for font in page.Resources.Font.values()]
        files = {str(font.FontFamily): font["/FontFile2" if "/FontFile2" in font else "/FontFile3"].read_bytes() for font in fonts}
    return {name.removeprefix("press NotoSans"): TTFont(io.BytesIO(file))["OS/2"].usWeightClass for name, file in files.items()}


WORDS = {
    "": "Әсел Έλλη Aoife", "Arabic": "محمد", "Armenian": "Արամ", "Bengali": "রহিম", "CJKsc": "张伟 さくら 민준", "Devanagari": "राम",
    "Ethiopic": "አበበ", "Georgian": "გიორგი", "Gurmukhi": "ਗੁਰ", "Hebrew": "משה", "Khmer": "សុខ", "Lao": "ສົມ", "Myanmar": "အောင်",
    "Sinhala": "නිමල්", "Tamil": "முருகன்", "Thai": "สมชาย",
}  # fmt: skip


def test_every_script_is_printed_with_our_own_letters_in_regular_weight_and_bold_where_it_is_to_stand_out() -> None:
    regular, bold = (weights_of(f"<p style='font-weight: {weight}'>{' '.join(WORDS.values())}</p>") for weight in (400, 700))

    assert (regular, bold) == (dict.fromkeys(WORDS, 400), dict.fromkeys(WORDS, 700))


def test_each_letter_is_in_one_book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "MOST_LETTERS", 2)
    _appeal, office, _protests = letters_for_a_book(3)

    first, second = (ask_for_book(addressee=office, by=rosa(), now=NOW) for _time in range(2))
    with pytest.raises(RungRefused):
        ask_for_book(addressee=office, by=rosa(), now=NOW)

    assert [(book.number, book.size, book.letters.count()) for book in (first, second)] == [(1, 2, 2), (2, 1, 1)]
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtestLetter.objects.filter(book=second).update(book=first, place=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtestLetter.objects.filter(book=first).update(way=Rung.SINGLE)


def test_it_counts_once_it_was_posted_or_handed_over_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "printed", a_press())
    appeal, office, _protests = letters_for_a_book(3)
    book = finish(ask_for_book(addressee=office, by=rosa(), now=NOW))
    assert (counted(appeal).queued, counted(appeal).handed_over) == (3, 0)

    mark_book(book=book, how=BookState.HANDED_OVER, on=LATER.date(), note="At the embassy", by=rosa(), now=LATER)
    assert (counted(appeal).queued, counted(appeal).handed_over, total(appeal)) == (0, 3, 3)
    unmark_book(book=book, by=rosa(), now=LATER)

    assert (counted(appeal).queued, counted(appeal).handed_over, total(appeal)) == (3, 0, 3)


def test_a_day_that_can_not_be_and_a_book_that_is_not_ready_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "printed", a_press())
    _appeal, office, _protests = letters_for_a_book(1)
    book = ask_for_book(addressee=office, by=rosa(), now=NOW)
    with pytest.raises(RungRefused):
        mark_book(book=book, how=BookState.POSTED, on=NOW.date(), by=rosa(), now=LATER)
    finish(book)
    for on in (NOW.date() - timedelta(days=1), LATER.date() + timedelta(days=1)):
        with pytest.raises(RungRefused):
            mark_book(book=book, how=BookState.POSTED, on=on, by=rosa(), now=LATER)


def test_a_discarded_book_frees_its_letters_for_the_way_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "printed", a_press())
    appeal, office, _protests = letters_for_a_book(2)
    book = finish(ask_for_book(addressee=office, by=rosa(), now=NOW))
    moved = move_to_rung(addressee=office, rung=Rung.DAILY, reason="The post is dear", with_failed=False, by=rosa(), now=NOW).moved

    assert (moved, discard_book(book=book, by=rosa(), now=LATER)) == (0, 2)

    assert ProtestLetter.objects.filter(way=Rung.DAILY, book=None).count() == 2
    assert (BookPart.objects.count(), total(appeal)) == (0, 2)
    with pytest.raises(RungRefused):
        discard_book(book=book, by=rosa(), now=LATER)


def test_who_takes_her_protest_back_is_taken_out_and_the_book_printed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "printed", a_press())
    appeal, office, protests = letters_for_a_book(3)
    book = finish(ask_for_book(addressee=office, by=rosa(), now=NOW))

    withdraw_protest(link=make_link(protests[1].public_id, purpose="leave"), now=LATER)
    assert books.whole_book(book) is None
    finish(book)

    assert (book.state, book.size, counted(appeal).withdrawn, total(appeal)) == (BookState.READY, 2, 1, 3)
    assert len(words_of(book)) == 3


def test_a_letter_taken_out_while_it_is_being_printed_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    _appeal, office, protests = letters_for_a_book(2)
    book = ask_for_book(addressee=office, by=rosa(), now=NOW)
    press = a_press()

    def taken_out_meanwhile(**order: Any) -> Printed:
        if not Protest.objects.filter(state="withdrawn").exists():
            withdraw_protest(link=make_link(protests[0].public_id, purpose="leave"), now=LATER)
        made: Printed = press(**order)
        return made

    monkeypatch.setattr(books, "printed", taken_out_meanwhile)

    print_books(now=LATER)
    assert BookPart.objects.count() == 0
    finish(book)

    assert (book.state, book.size, len(words_of(book))) == (BookState.READY, 1, 2)


def test_what_breaks_the_press_is_told_after_some_tries_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "printed", a_press(breaks=True))
    _appeal, office, _protests = letters_for_a_book(1)
    book = ask_for_book(addressee=office, by=rosa(), now=NOW)
    for _time in range(books.TRIES + 1):
        print_books(now=LATER)
    book.refresh_from_db()
    assert (book.state, book.tries, "it broke" in book.trouble) == (BookState.STOPPED, books.TRIES, True)

    monkeypatch.setattr(books, "printed", a_press())
    books.print_again(book=book, by=rosa(), now=LATER)

    assert finish(book).state == BookState.READY


def test_killed_at_any_write_a_book_loses_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "printed", a_press())
    monkeypatch.setattr(books, "LETTERS_IN_A_PART", 2)
    appeal, office, _protests = letters_for_a_book(3)

    def whole() -> None:
        assert total(appeal) == 3
        assert ProtestLetter.objects.exclude(book=None).count() == sum(LetterBook.objects.values_list("size", flat=True))

    assert die_everywhere(lambda: ask_for_book(addressee=office, by=rosa(), now=NOW), check=whole) >= 3
    while die_everywhere(lambda: print_books(now=LATER), check=whole):
        pass

    [book] = LetterBook.objects.all()
    assert (book.state, len(words_of(book))) == (BookState.READY, 4)
    assert die_everywhere(lambda: discard_book(book=book, by=rosa(), now=LATER), check=lambda: None) >= 3
    assert standings(letter_states(appeal=appeal)[office.office.destination]).queued == 3


def test_the_desk_asks_downloads_and_writes_down_how_it_went(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setattr(books, "printed", a_press())
    appeal, office, _protests = letters_for_a_book(1)
    at_work, page = at_the_desk(rosa()), f"/desk/protests/appeals/{appeal.pk}/ladder/{office.pk}/"
    assert "1 letter waits for a book." in at_work.get(page).content.decode()
    asked = at_work.post(f"{page}book/", follow=True).content.decode()
    book = LetterBook.objects.get()
    LetterBook.objects.update(asked_at=NOW)
    finish(book)
    way = f"/desk/protests/appeals/{appeal.pk}/books/{book.public_id}/"

    file = at_work.get(f"{way}letters.pdf")
    marked = at_work.post(f"{way}mark/", {"how": "posted", "on": NOW.date().isoformat(), "note": "<b>RR 1</b>"}, follow=True).content.decode()
    undone = at_work.post(f"{way}change/", {"act": "unmark"}, follow=True).content.decode()

    assert "0 of 1 letters printed" in asked
    assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    assert "attachment" in file["Content-Disposition"]
    assert "&lt;b&gt;RR 1&lt;/b&gt;" in marked
    assert "Its letters wait again." in undone
    assert [client.get(f"{way}{name}").status_code for name in ("letters.pdf", "photo/", "mark/")] == [302] * 3
    assert at_work.get(f"{way}photo/").status_code == 404
