"""What came in, on the desk: entered, imported, converted, taken back, and told what it was for."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.view_files import Table, offered, take_out
from outcry.giving import operations
from outcry.giving.forms import AmountForm, AssignForm, ImportForm, RateForm, TakeBackForm
from outcry.giving.models import Amount, DonationAppeal
from outcry.giving.queries import amounts_of, on_the_desk, totals_of, unassigned
from outcry.giving.refusals import GivingRefused
from outcry.giving.totals_drawing import told
from outcry.giving.views.pages import crumbs, edit_page, the_appeal
from outcry.lib.leaves import leaf_or_404
from outcry.lib.money import money_in_figures
from outcry.lib.tables.writing import Cell
from outcry.lib.wording_forms import add_refusal

_ON_A_PAGE = 100
_AT_ONCE = 500


@staff_only
@require_safe
def index(request: StaffRequest, pk: int) -> HttpResponse:
    """Every amount, and what they come to."""
    found = the_appeal(request, pk)
    leaf = leaf_or_404(Paginator(amounts_of(donation_appeal=found), _ON_A_PAGE), request.GET.get("page", "1"))
    context = {
        "title": _("What came in"),
        "crumbs": crumbs(donation_appeal=found),
        "appeal": found,
        "page": leaf,
        "lines": [{"amount": one, "money": money_in_figures(one.money), "worth": _worth(one)} for one in leaf.object_list],
        "totals": told(found, totals_of(donation_appeals=[found])[found.pk]),
        "file": offered(reverse("giving_desk:amounts_file", args=[found.pk])),
    }
    return TemplateResponse(request, "giving/desk/amounts.html", context)


def _worth(amount: Amount) -> str:
    return f"{amount.worth_amount.normalize():f} {amount.worth_currency} ({amount.worth_source}, {amount.worth_on})" if amount.worth_amount is not None else ""


@staff_only
@require_POST
def as_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The same as a file, for those who check the books."""
    found = the_appeal(request, pk)

    def row(one: Amount) -> tuple[Cell, ...]:
        worth = (_figures(one.worth_amount), one.worth_currency, _figures(one.worth_rate), _day(one.worth_on), one.worth_source)
        gone = (one.taken_back_at.isoformat() if one.taken_back_at else "", one.taken_back_reason)
        return one.pk, _day(one.on), one.kind, _figures(one.amount), one.currency, one.payments, one.source, one.origin, *worth, *gone

    def table(_with_sealed: bool) -> Table:
        head = ("id", "day", "kind", "amount", "currency", "payments", "source", "origin", "worth", "worth_currency", "rate", "rate_day", "rate_source")
        return (*head, "taken_back_at", "taken_back_reason"), map(row, amounts_of(donation_appeal=found).iterator(chunk_size=_AT_ONCE))

    return take_out(request, view="amounts", table=table, back=_list_of(found))


def _figures(number: Decimal | None) -> str:
    """All its figures, and no noughts behind them that nobody wrote."""
    return "" if number is None else f"{number.normalize():f}"


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


@staff_only
@require_http_methods(["GET", "POST"])
def enter(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down one sum."""
    found = the_appeal(request, pk)
    form = AmountForm(request.POST or None, currency=found.goal_currency)
    if request.method == "POST" and form.is_valid():
        act = partial(operations.enter_amount, donation_appeal=found, entry=form.entry(), by=request.user, now=timezone.now())
        if _done(request, form, act, _("Written down.")):
            return redirect(_list_of(found))
    return _form_page(request, found, form, _("Write down what came in"))


@staff_only
@require_http_methods(["GET", "POST"])
def bring_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Import a file of totals."""
    found = the_appeal(request, pk)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content, source = form.cleaned_data["file"].read(), form.cleaned_data["source"]
        act = partial(operations.import_amounts, donation_appeal=found, content=content, source=source, by=request.user, now=timezone.now())
        if _done(request, form, act, _("Imported.")):
            return redirect(_list_of(found))
    return _form_page(request, found, form, _("Import totals"))


@staff_only
@require_http_methods(["GET", "POST"])
def convert(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what another currency was worth."""
    found = the_appeal(request, pk)
    waiting = totals_of(donation_appeals=[found])[found.pk].apart
    form = RateForm(request.POST or None, currencies=[money.currency for money in waiting])
    if request.method == "POST" and form.is_valid():
        act = partial(operations.convert_amounts, donation_appeal=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        if _done(request, form, act, _("Converted.")):
            return redirect(_list_of(found))
    sentence = _("What is converted stays as it is: old figures do not move with the rates.") if waiting else _("Nothing waits for a rate.")
    return _form_page(request, found, form, _("Convert a currency"), sentence=sentence)


@staff_only
@require_http_methods(["GET", "POST"])
def take_back(request: StaffRequest, pk: int, amount_pk: int) -> HttpResponse:
    """Ask why, then count it no more."""
    found = the_appeal(request, pk)
    amount = get_object_or_404(amounts_of(donation_appeal=found), pk=amount_pk)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(operations.take_back_amount, amount=amount, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        if _done(request, form, act, _("Taken back.")):
            return redirect(_list_of(found))
    said = _("%(sum)s of %(source)s counts no more. It stays in the list, with your name and your reason.")
    sentence = said % {"sum": money_in_figures(amount.money), "source": amount.source}
    return _form_page(request, found, form, _("Take it back"), sentence=sentence)


@staff_only
@require_http_methods(["GET", "POST"])
def assign(request: StaffRequest) -> HttpResponse:
    """Say what payments were for of which the service did not say it."""
    waiting = unassigned(organisation=request.organisation)[:_ON_A_PAGE]
    form = AssignForm(request.POST or None, amounts=waiting, appeals=on_the_desk(organisation=request.organisation))
    if request.method == "POST" and form.is_valid():
        chosen, found = form.cleaned_data["amounts"], form.chosen()
        number = operations.assign_amounts(amounts=chosen, donation_appeal=found, by=request.user, now=timezone.now())
        messages.success(request, ngettext("%(number)s payment assigned.", "%(number)s payments assigned.", number) % {"number": number})
        return redirect("giving_desk:assign")
    sentence = _("The payment service told of these without saying for what. They count nowhere yet.") if waiting else _("Nothing waits.")
    context: dict[str, Any] = {"title": _("Payments for nothing yet"), "crumbs": crumbs(), "back_url": reverse("giving_desk:index"), "sentence": sentence}
    return edit_page(request, form, [], **context)


def _done(request: StaffRequest, form: Any, act: Any, said: str) -> bool:
    try:
        act()
    except GivingRefused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, said)
    return True


def _form_page(request: StaffRequest, found: DonationAppeal, form: Any, title: str, *, sentence: str = "") -> HttpResponse:
    return edit_page(request, form, [], title=title, crumbs=crumbs(donation_appeal=found), back_url=_list_of(found), sentence=sentence)


def _list_of(found: DonationAppeal) -> str:
    return reverse("giving_desk:amounts", args=[found.pk])
