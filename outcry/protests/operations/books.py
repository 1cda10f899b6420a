"""Books of letters: asked for on the desk, printed by the chores some letters at a time, then posted or handed over by people.

A letter stands in one book at most, in one place. What is printed is kept part by part, so that a crash costs one part; taking a letter out makes
every part worthless, and the book is printed anew.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime

import pikepdf
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.appeals.models import Addressee
from outcry.audit.operations import record
from outcry.authorities.queries import salutation
from outcry.design.day_words import plain_day
from outcry.design.parts import direction
from outcry.lib.press.printing import NotPrinted, Printed, printed
from outcry.lib.translations import in_language
from outcry.protests.closing import hold_open
from outcry.protests.letters import approved_text, signed
from outcry.protests.mails import organisation_name
from outcry.protests.models import BookPart, BookState, LetterBook, Protest, ProtestLetter, ProtestState, Rung
from outcry.protests.operations.move_letters import RungRefused
from outcry.protests.rungs import rung_of

# A thicker one does not go through a letter box; more letters make the next book.
MOST_LETTERS = 500
LETTERS_IN_A_PART = 50
# As often a part may break before a person has to look.
TRIES = 3
WHOLE = 0
_OPEN = (BookState.WAITING, BookState.PRINTING, BookState.STOPPED, BookState.READY)
_GONE = (BookState.POSTED, BookState.HANDED_OVER)


@transaction.atomic
def ask_for_book(*, addressee: Addressee, by: User | None, now: datetime) -> LetterBook:
    """Put letters that wait for a book into the next one, the eldest first. Raise RungRefused where none waits."""
    addressee = Addressee.objects.select_for_update(of=("self",)).select_related("appeal").get(pk=addressee.pk)
    if not hold_open(addressee.appeal):
        raise RungRefused("", _("The appeal has ended: no more letters go out."))
    waiting = addressee.letters.filter(way=Rung.BOOK, book=None, taken_back_at=None, protest__state=ProtestState.CONFIRMED)
    found = list(waiting.order_by("protest__confirmed_at", "pk")[:MOST_LETTERS])
    hers = Protest.objects.filter(pk__in=[letter.protest_id for letter in found], state=ProtestState.CONFIRMED)
    confirmed = set(hers.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    letters = [letter for letter in found if letter.protest_id in confirmed]
    if not letters:
        raise RungRefused("", _("No letter waits for a book."))
    number = (addressee.books.aggregate(last=Max("number"))["last"] or 0) + 1
    book = LetterBook.objects.create(addressee=addressee, number=number, asked_by=by, asked_at=now, size=len(letters))
    for place, letter in enumerate(letters, start=1):
        letter.book, letter.place = book, place
    ProtestLetter.objects.bulk_update(letters, ["book", "place"])
    _record("book.ask", book, by=by, now=now, letters=len(letters))
    return book


def print_books(*, now: datetime) -> int:
    """Print the next part of the next book; returns how many parts were printed, one at most. Killed at any line, the part is printed again."""
    book = LetterBook.objects.filter(state__in=[BookState.WAITING, BookState.PRINTING]).order_by("pk").select_related("addressee__office").first()
    if book is None:
        return 0
    parts = list(book.parts.exclude(number=WHOLE).defer("content").order_by("number"))
    begin = len(parts) * LETTERS_IN_A_PART
    letters = list(_letters(book)[begin : begin + LETTERS_IN_A_PART])
    first_page = 1 + sum(part.pages for part in parts)
    try:
        if letters:
            _keep_part(book, printed(html=_part_html(book, letters, begin), first_page=first_page), number=len(parts) + 1, letters=letters, begin=begin)
        else:
            _keep_whole(book, parts, now=now)
    except NotPrinted as error:
        _stop(book, error)
        return 0
    return 1


@transaction.atomic
def mark_book(*, book: LetterBook, how: BookState, on: date, note: str = "", photo: bytes | None = None, by: User | None, now: datetime) -> LetterBook:
    """Write down that a book was posted or handed over. Raise RungRefused for one that is not ready, or a day that can't be."""
    book = LetterBook.objects.select_for_update(of=("self",)).select_related("addressee__appeal").get(pk=book.pk)
    if book.state != BookState.READY or how not in _GONE:
        raise RungRefused("", _("Only a book that is ready can be on its way."))
    if not book.asked_at.date() <= on <= now.date():
        raise RungRefused("on", _("The day lies before the book, or has not come yet."))
    book.state, book.marked_on, book.note, book.photo, book.marked_by, book.marked_at = how, on, note.strip(), photo, by, now
    book.save()
    _record("book.mark", book, by=by, now=now, how=how.value, when=on.isoformat(), letters=book.size)
    return book


@transaction.atomic
def unmark_book(*, book: LetterBook, by: User | None, now: datetime) -> None:
    """It was not on its way after all; its letters count as waiting again. Undoing it twice changes nothing."""
    gone = LetterBook.objects.filter(pk=book.pk, state__in=_GONE)
    if gone.update(state=BookState.READY, marked_on=None, marked_by=None, marked_at=None, note="", photo=None):
        _record("book.unmark", book, by=by, now=now)


@transaction.atomic
def discard_book(*, book: LetterBook, by: User | None, now: datetime) -> int:
    """Free the letters of a book that has not gone: they go the way that is decided for the office now. Returns how many. Raise RungRefused."""
    addressee = Addressee.objects.select_for_update(of=("self",)).select_related("appeal").get(pk=book.addressee_id)
    is_open = hold_open(addressee.appeal)
    if not LetterBook.objects.filter(pk=book.pk, state__in=_OPEN).update(state=BookState.DISCARDED, edition=F("edition") + 1):
        raise RungRefused("", _("This book has gone, or was discarded."))
    BookPart.objects.filter(book=book).delete()
    freed = ProtestLetter.objects.filter(book=book)
    number = freed.update(way=rung_of(addressee), book=None, place=None, **({} if is_open else {"taken_back_at": now}))
    _record("book.discard", book, by=by, now=now, letters=number)
    return number


@transaction.atomic
def print_again(*, book: LetterBook, by: User | None, now: datetime) -> None:
    """Try once more what could not be printed."""
    if LetterBook.objects.filter(pk=book.pk, state=BookState.STOPPED).update(state=BookState.WAITING, tries=0, trouble=""):
        _record("book.again", book, by=by, now=now)


def take_out_of_books(protest: Protest) -> None:
    """Her letters leave every book that has not gone; each is printed anew without her."""
    for letter in protest.letters.filter(book__state__in=_OPEN).order_by("book"):
        # Whoever marks it as posted, or is taken out of it, too, is through or waits for us.
        book = LetterBook.objects.select_for_update().filter(pk=letter.book_id or 0, state__in=_OPEN).first()
        if book is None:
            continue
        ProtestLetter.objects.filter(pk=letter.pk).update(book=None, place=None)
        BookPart.objects.filter(book=book).delete()
        left = ProtestLetter.objects.filter(book=book).count()
        state = BookState.WAITING if left else BookState.DISCARDED
        LetterBook.objects.filter(pk=book.pk).update(state=state, size=left, printed=0, edition=F("edition") + 1, finished_at=None)


def has_photo(book: LetterBook) -> bool:
    """Whether somebody kept a photo of how it was posted or handed over."""
    return LetterBook.objects.filter(pk=book.pk, photo__isnull=False).exists()


def whole_book(book: LetterBook) -> bytes | None:
    """The PDF; None where it is not printed yet, or its term is over."""
    return BookPart.objects.filter(book=book, number=WHOLE).values_list("content", flat=True).first()


def _letters(book: LetterBook) -> QuerySet[ProtestLetter]:
    rows = ProtestLetter.objects.filter(book=book).select_related("protest__letter", "protest__appeal__organisation", "addressee__office__post")
    return rows.prefetch_related("protest__letter__texts", "addressee__office__texts").order_by("place")


def _keep_part(book: LetterBook, made: Printed, *, number: int, letters: Sequence[ProtestLetter], begin: int) -> None:
    begins_on = [made.anchors[f"letter-{begin + place}"] for place in range(1, len(letters) + 1)]
    with transaction.atomic():
        # A letter was taken out while it was being printed: this part is worth nothing.
        still = LetterBook.objects.filter(pk=book.pk, edition=book.edition, state__in=[BookState.WAITING, BookState.PRINTING])
        if still.update(state=BookState.PRINTING, printed=begin + len(letters), tries=0, trouble=""):
            BookPart.objects.create(book=book, number=number, content=made.content, pages=made.pages, begins_on=begins_on)


def _keep_whole(book: LetterBook, parts: Sequence[BookPart], *, now: datetime) -> None:
    begins_on = [page for part in parts for page in part.begins_on]
    front = printed(html=_front_html(book, begins_on, now=now))
    file = io.BytesIO()
    with pikepdf.new() as whole:
        for content in (front.content, *(BookPart.objects.values_list("content", flat=True).get(pk=part.pk) for part in parts)):
            with pikepdf.open(io.BytesIO(content or b"")) as some:
                whole.pages.extend(some.pages)
        whole.save(file)
    with transaction.atomic():
        still = LetterBook.objects.filter(pk=book.pk, edition=book.edition, state__in=[BookState.WAITING, BookState.PRINTING])
        if still.update(state=BookState.READY, finished_at=now, tries=0, trouble=""):
            BookPart.objects.filter(book=book).delete()
            pages = front.pages + sum(part.pages for part in parts)
            BookPart.objects.create(book=book, number=WHOLE, content=file.getvalue(), pages=pages)


def _stop(book: LetterBook, error: NotPrinted) -> None:
    """Write down why; a machine without a press stops at once, another trouble is tried again some times."""
    tries = book.tries + 1
    is_over = error.kind == "no_press" or tries >= TRIES
    words = f"{error.kind}: {error.words}"[:300]
    LetterBook.objects.filter(pk=book.pk, edition=book.edition).update(tries=tries, trouble=words, state=BookState.STOPPED if is_over else book.state)


def _part_html(book: LetterBook, letters: Sequence[ProtestLetter], begin: int) -> str:
    return render_to_string(
        "protests/print/letters.html", {"book": book, "letters": [_letter(letter, begin + place) for place, letter in enumerate(letters, start=1)]}
    )


def _letter(letter: ProtestLetter, number: int) -> dict[str, object]:
    protest, office, organisation = letter.protest, letter.addressee.office, letter.protest.appeal.organisation
    approved = approved_text(protest=protest, addressee=letter.addressee)
    greeting = in_language(office.texts.all(), approved.language, organisation.source_language)
    with translation.override(approved.language):
        day = plain_day(protest.confirmed_at.date()).text if protest.confirmed_at else ""
    return {
        "number": number,
        "language": approved.language,
        "direction": direction(approved.language),
        "salutation": salutation(office=office, text=greeting, on=organisation.content_now(now=protest.submitted_at).date()),
        "own_text": protest.own_text or "",
        "own_language": protest.language,
        "subject": approved.subject,
        "body": approved.body,
        "signature": signed(signature=protest.letter_words or "", country=protest.country, language=approved.language),
        "day": day,
    }


def _front_html(book: LetterBook, begins_on: Sequence[int], *, now: datetime) -> str:
    letters = list(_letters(book))
    organisation = book.addressee.appeal.organisation
    language = approved_text(protest=letters[0].protest, addressee=letters[0].addressee).language
    name = in_language(book.addressee.office.texts.all(), language, organisation.source_language)
    title = in_language(book.addressee.appeal.texts.all(), language, organisation.source_language)
    facts = {
        "language": language,
        "direction": direction(language),
        "office": name.name if name else book.addressee.office.address,
        "title": title.title if title else "",
        "organisation": organisation_name(organisation, language),
        "contact": organisation.contact_address,
        "book": book,
        "number": len(letters),
        "lines": [
            {
                "number": number,
                "signature": signed(signature=letter.protest.letter_words or "", country=letter.protest.country, language=language),
                "page": page,
            }
            for number, (letter, page) in enumerate(zip(letters, begins_on, strict=True), start=1)
        ],
    }
    with translation.override(language):
        return render_to_string("protests/print/front.html", facts | {"day": plain_day(now.date()).text})


def _record(verb: str, book: LetterBook, *, by: User | None, now: datetime, **details: object) -> None:
    record(verb=verb, subject=book.addressee.appeal.subject, actor=by, now=now, office=book.addressee.office_id, book=book.number, **details)
