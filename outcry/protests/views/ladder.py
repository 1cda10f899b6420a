"""By which way letters reach each office: the ladder, and the decision to go to another rung of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals.models import Addressee, Appeal, AppealState
from outcry.delivery.states import MessageState
from outcry.protests import desk_queries
from outcry.protests.forms import RungForm
from outcry.protests.models import BookState, LetterBook, Rung
from outcry.protests.operations import RungRefused, move_to_rung
from outcry.protests.operations.books import has_photo
from outcry.protests.rungs import rung_of
from outcry.protests.views.pages import crumbs_to, page, the_appeal

_TONES = {BookState.READY: "wait", BookState.STOPPED: "alarm", BookState.POSTED: "safe", BookState.HANDED_OVER: "safe"}


@staff_only
@require_safe
def index(request: StaffRequest, pk: int) -> HttpResponse:
    """Every office of the appeal with its way."""
    appeal = the_appeal(request, pk)
    lines = desk_queries.rung_lines(appeal=appeal, language=get_language() or "")
    return page(request, appeal, "ladder.html", part="ladder", title=_("Ways to the offices"), lines=lines)


@staff_only
@require_http_methods(["GET", "POST"])
def office(request: StaffRequest, pk: int, addressee_pk: int) -> HttpResponse:
    """One office: its way, what went by which, and the form that lets letters go another way."""
    appeal = the_appeal(request, pk)
    addressee = the_addressee(appeal, addressee_pk)
    form = RungForm(request.POST or None, now=rung_of(addressee))
    if request.method == "POST" and form.is_valid():
        try:
            change = move_to_rung(addressee=addressee, by=request.user, now=timezone.now(), **form.decision())
        except RungRefused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            words = ngettext("Decided. %(number)s letter goes along.", "Decided. %(number)s letters go along.", change.moved)
            messages.success(request, words % {"number": change.moved})
            return redirect("protests_desk:ladder_office", appeal.pk, addressee.pk)
    return _office(request, appeal, addressee, form)


def _office(request: StaffRequest, appeal: Appeal, addressee: Addressee, form: RungForm) -> HttpResponse:
    [line] = desk_queries.rung_lines(appeal=appeal, language=get_language() or "", only=addressee)
    context: dict[str, Any] = {
        "line": line,
        "form": form,
        "is_open": appeal.state == AppealState.OPEN,
        "changes": addressee.rung_changes.select_related("decided_by").order_by("-pk"),
        "dailies": [
            {"daily": one, "state": MessageState(one.message.state).label, "is_released": one.released_at is not None}
            for one in addressee.daily_letters.select_related("message").defer("message__content", "message__recipient")[:60]
        ],
        "for_a_book": addressee.letters.filter(way=Rung.BOOK, book=None, taken_back_at=None).count(),
        "books": [_book(one) for one in addressee.books.select_related("asked_by", "marked_by").defer("photo")[:60]],
        "crumbs": crumbs_to(appeal, (_("Ways to the offices"), reverse("protests_desk:ladder", args=[appeal.pk]))),
    }
    return page(request, appeal, "ladder_office.html", part="ladder", title=line.name, **context)


def _book(book: LetterBook) -> dict[str, Any]:
    percent = 100 * book.printed // book.size if book.size else 0
    return {"book": book, "percent": percent, "tone": _TONES.get(BookState(book.state), "plain"), "has_photo": book.marked_at is not None and has_photo(book)}


def the_addressee(appeal: Appeal, pk: int) -> Addressee:
    """The addressee of this appeal, not one of its embassies, or 404."""
    return get_object_or_404(appeal.addressees.filter(for_country="").select_related("office", "appeal"), pk=pk)
