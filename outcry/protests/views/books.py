"""Books of letters: ask for one, download it, say how it went, discard it."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals.models import Appeal
from outcry.evidence.for_readers import FileRefused, Uploaded, painted_anew
from outcry.lib.caged_files import as_picture, caged
from outcry.lib.desk_answers import done_or_told
from outcry.protests.forms import MarkForm
from outcry.protests.models import BookState, LetterBook
from outcry.protests.operations import RungRefused, ask_for_book, discard_book, mark_book, unmark_book
from outcry.protests.operations.books import print_again, whole_book
from outcry.protests.views.ladder import the_addressee
from outcry.protests.views.pages import crumbs_to, page, the_appeal

_PHOTO_WIDTHS = (1600,)


@staff_only
@require_POST
def ask(request: StaffRequest, pk: int, addressee_pk: int) -> HttpResponse:
    """Put the letters that wait into the next book."""
    appeal = the_appeal(request, pk)
    ask_it = partial(ask_for_book, addressee=the_addressee(appeal, addressee_pk), by=request.user, now=timezone.now())
    done_or_told(request, ask_it, done=_("The book is being printed. Look again in some minutes."), refusals=RungRefused)
    return redirect("protests_desk:ladder_office", appeal.pk, addressee_pk)


@staff_only
@require_safe
def book_file(request: StaffRequest, pk: int, book_id: str) -> HttpResponse:
    """The PDF."""
    book = _book(the_appeal(request, pk), book_id)
    content = whole_book(book)
    if content is None:
        raise Http404
    return caged(content, kind="application/pdf", disposition=f'attachment; filename="letters-{book.number}.pdf"')


@staff_only
@require_safe
def photo(request: StaffRequest, pk: int, book_id: str) -> HttpResponse:
    """The photo of how it was posted or handed over."""
    book = _book(the_appeal(request, pk), book_id)
    if book.photo is None:
        raise Http404
    return as_picture(book.photo, name=f"book-{book.number}")


@staff_only
@require_http_methods(["GET", "POST"])
def mark(request: StaffRequest, pk: int, book_id: str) -> HttpResponse:
    """Write down that it was posted or handed over, on which day, with a note and a photo."""
    appeal = the_appeal(request, pk)
    book = _book(appeal, book_id)
    form = MarkForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _marked(request, book, form):
        messages.success(request, _("Written down."))
        return redirect("protests_desk:ladder_office", appeal.pk, book.addressee_id)
    way = (_("Ways to the offices"), reverse("protests_desk:ladder", args=[appeal.pk]))
    office = (_("The office"), reverse("protests_desk:ladder_office", args=[appeal.pk, book.addressee_id]))
    title = _("Book %(number)s: posted or handed over") % {"number": book.number}
    context = {"form": form, "book": book, "is_ready": book.state == BookState.READY, "crumbs": crumbs_to(appeal, way, office)}
    return page(request, appeal, "mark_book.html", part="ladder", title=title, **context)


def _marked(request: StaffRequest, book: LetterBook, form: MarkForm) -> bool:
    told, upload = form.cleaned_data, form.cleaned_data["photo"]
    try:
        photo = painted_anew(Uploaded(data=upload.read(), name=upload.name), widths=_PHOTO_WIDTHS)[-1].data if upload else None
        mark_book(book=book, how=BookState(told["how"]), on=told["on"], note=told["note"], photo=photo, by=request.user, now=timezone.now())
    except FileRefused as refusal:
        form.add_error("photo", refusal.sentence)
    except RungRefused as refusal:
        form.add_error(refusal.field or None, refusal.sentence)
    else:
        return True
    return False


@staff_only
@require_POST
def change(request: StaffRequest, pk: int, book_id: str) -> HttpResponse:
    """Discard it, say that it did not go after all, or print it again: what its button says."""
    appeal, now = the_appeal(request, pk), timezone.now()
    book = _book(appeal, book_id)
    match request.POST.get("act"):
        case "discard":
            discard_it = partial(discard_book, book=book, by=request.user, now=now)
            words = ngettext("Discarded. %(number)s letter is free again.", "Discarded. %(number)s letters are free again.", book.size)
            done_or_told(request, discard_it, done=words % {"number": book.size}, refusals=RungRefused)
        case "unmark":
            unmark_book(book=book, by=request.user, now=now)
            messages.success(request, _("Its letters wait again."))
        case "again":
            print_again(book=book, by=request.user, now=now)
            messages.success(request, _("It is printed once more."))
    return redirect("protests_desk:ladder_office", appeal.pk, book.addressee_id)


def _book(appeal: Appeal, book_id: str) -> LetterBook:
    return get_object_or_404(LetterBook.objects.filter(addressee__appeal=appeal).select_related("addressee__appeal"), public_id=book_id)
