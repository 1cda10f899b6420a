"""Donation appeals on the desk, and what the money pays for."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.giving import operations
from outcry.giving.forms import DonationForm, DonationWordsForm, ExpenseForm, ExpenseWordsForm, way_label
from outcry.giving.models import DonationAppeal, DonationState, DonationText, Expense, ExpenseText
from outcry.giving.queries import on_the_desk, title_of, totals_of, unassigned, ways_of
from outcry.giving.refusals import GivingRefused
from outcry.giving.totals_drawing import gauge_of
from outcry.giving.views.pages import TONES, WAY_TONES, crumbs, edit_page, the_appeal
from outcry.giving.vouching import way_standing
from outcry.lib.desk_answers import done_or_told
from outcry.lib.money import Money, money_in_words
from outcry.lib.translations import in_language
from outcry.lib.wording_forms import add_refusal, all_right, save_wordings, saved_or_told
from outcry.lib.wordings import Edit

_BUTTONS = {
    DonationState.OPEN: gettext_lazy("Open it to readers"),
    DonationState.ENDED: gettext_lazy("End it"),
    DonationState.TOLD: gettext_lazy("It is told what was done with it"),
}


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Donation appeals, and the ways to give."""
    now = timezone.now()
    appeals = list(on_the_desk(organisation=request.organisation))
    totals = totals_of(donation_appeals=appeals)
    lines = [
        {"appeal": one, "title": title_of(donation_appeal=one), "tone": TONES[DonationState(one.state)], "gauge": gauge_of(one, totals[one.pk])}
        for one in appeals
    ]
    ways = []
    for way in ways_of(organisation=request.organisation):
        found = way_standing(way=way, now=now)
        ways.append({"way": way, "label": way_label(way), "standing": found, "tone": WAY_TONES[found.state]})
    return TemplateResponse(
        request,
        "giving/desk/index.html",
        {"title": _("Giving"), "lines": lines, "ways": ways, "unassigned": unassigned(organisation=request.organisation).count()},
    )


@staff_only
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Write a donation appeal."""
    organisation = request.organisation
    form = DonationForm(request.POST or None, prefix="appeal", ways=ways_of(organisation=organisation))
    words = DonationWordsForm.for_languages(rows=(), languages=settings.LANGUAGES, source=organisation.source_language, data=request.POST or None)
    if request.method == "POST" and all_right([form, *words]):
        texts = {one.language: one.donation_words() for one in words if not one.is_empty}
        try:
            found = operations.add_donation_appeal(
                organisation=organisation, details=form.details(), texts=texts, ways=form.cleaned_data["ways"], by=request.user, now=timezone.now()
            )
        except GivingRefused as refusal:
            add_refusal(words[0] if refusal.field in words[0].fields else form, refusal)
        else:
            messages.success(request, _("Saved as a draft. Say what the money pays for, then open it."))
            return redirect("giving_desk:appeal", found.pk)
    return edit_page(request, form, words, title=_("Add a donation appeal"), crumbs=crumbs(), back_url=reverse("giving_desk:index"))


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One donation appeal: where it stands, what it pays for, what came in."""
    found, now = the_appeal(request, pk), timezone.now()
    ways = [(way, way_standing(way=way, now=now)) for way in ways_of(organisation=request.organisation).filter(donation_appeals=found)]
    context = {
        "title": title_of(donation_appeal=found),
        "crumbs": crumbs(),
        "appeal": found,
        "tone": TONES[DonationState(found.state)],
        "gauge": gauge_of(found, totals_of(donation_appeals=[found])[found.pk]),
        "expenses": [_expense_line(expense, found) for expense in found.expenses.prefetch_related("texts")],
        "ways": [{"way": way, "label": way_label(way), "standing": standing, "tone": WAY_TONES[standing.state]} for way, standing in ways],
        "buttons": [(state, _BUTTONS[DonationState(state)]) for state in operations.next_states(found)],
        "public_url": "" if found.state == DonationState.DRAFT else reverse("front:donation_appeal", args=[found.slug]),
        "history": in_words(entries=of_subject(subject=f"donation_appeal:{found.pk}")[:30], organisation_id=request.organisation.pk),
    }
    return TemplateResponse(request, "giving/desk/appeal.html", context)


def _expense_line(expense: Expense, donation_appeal: DonationAppeal) -> dict[str, Any]:
    text = in_language(expense.texts.all(), get_language() or "", donation_appeal.organisation.source_language)
    return {"expense": expense, "text": text.text if text else "", "amount": money_in_words(Money(expense.amount, donation_appeal.goal_currency))}


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change goal, term, ways and words, all or nothing."""
    found, organisation = the_appeal(request, pk), request.organisation
    form = DonationForm(request.POST or None, prefix="appeal", ways=ways_of(organisation=organisation), donation_appeal=found)
    rows = found.texts.all()
    words = DonationWordsForm.for_languages(rows=rows, languages=settings.LANGUAGES, source=organisation.source_language, data=request.POST or None)
    if request.method == "POST" and all_right([form, *words]) and _saved(request, found, form, words):
        messages.success(request, _("Saved."))
        return redirect("giving_desk:appeal", found.pk)
    back = reverse("giving_desk:appeal", args=[found.pk])
    return edit_page(request, form, words, title=_("Change it"), crumbs=crumbs(donation_appeal=found), back_url=back)


def _saved(request: StaffRequest, found: DonationAppeal, form: DonationForm, words: Sequence[DonationWordsForm]) -> bool:
    by, now = request.user, timezone.now()

    def save(one: DonationWordsForm, edit: Edit) -> DonationText:
        return operations.change_donation_words(donation_appeal=found, edit=edit, words=one.donation_words(), by=by, now=now)

    def save_facts() -> None:
        if form.needs_saving:
            ways, seen = form.cleaned_data["ways"], form.cleaned_data["seen"]
            operations.change_donation_appeal(donation_appeal=found, details=form.details(), ways=ways, by=by, now=now, seen=seen)

    return saved_together(form=form, save_facts=save_facts, save_words=partial(save_wordings, forms=words, save=save, refusals=(GivingRefused,)))


def saved_together(*, form: Any, save_facts: Any, save_words: Any) -> bool:
    """Facts and words in one transaction; False, with the reason beside its field, where nothing was saved."""

    def save() -> None:
        save_facts()
        save_words()

    return saved_or_told(form, save, refusals=(GivingRefused,))


@staff_only
@require_POST
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """Open it, end it, or say that it is told."""
    found = the_appeal(request, pk)
    to = request.POST.get("to", "")
    act = partial(operations.move_donation_appeal, donation_appeal=found, to=to, by=request.user, now=timezone.now())
    done_or_told(request, act, done=_("Done."), refusals=GivingRefused)
    return redirect("giving_desk:appeal", found.pk)


@staff_only
@require_http_methods(["GET", "POST"])
def add_expense(request: StaffRequest, pk: int) -> HttpResponse:
    """Say one thing that the money pays for."""
    found, source = the_appeal(request, pk), request.organisation.source_language
    form = ExpenseForm(request.POST or None, prefix="expense", initial={"position": found.expenses.count() + 1})
    words = ExpenseWordsForm.for_languages(rows=(), languages=settings.LANGUAGES, source=source, data=request.POST or None)
    back = reverse("giving_desk:appeal", args=[found.pk])
    if request.method == "POST" and all_right([form, *words]):
        texts = {one.language: one.words()["text"] for one in words}
        try:
            operations.add_expense(donation_appeal=found, texts=texts, by=request.user, now=timezone.now(), **form.facts())
        except GivingRefused as refusal:
            add_refusal(words[0], refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    return edit_page(request, form, words, title=_("Add what it pays for"), crumbs=crumbs(donation_appeal=found), back_url=back)


@staff_only
@require_http_methods(["GET", "POST"])
def edit_expense(request: StaffRequest, pk: int, expense_pk: int) -> HttpResponse:
    """Change what one thing costs, or its words."""
    found, source = the_appeal(request, pk), request.organisation.source_language
    expense = get_object_or_404(found.expenses.select_related("donation_appeal").prefetch_related("texts"), pk=expense_pk)
    form = ExpenseForm(request.POST or None, prefix="expense", expense=expense)
    words = ExpenseWordsForm.for_languages(rows=expense.texts.all(), languages=settings.LANGUAGES, source=source, data=request.POST or None)
    back = reverse("giving_desk:appeal", args=[found.pk])
    if request.method == "POST" and all_right([form, *words]) and _expense_saved(request, expense, form, words):
        messages.success(request, _("Saved."))
        return redirect(back)
    return edit_page(request, form, words, title=_("Change what it pays for"), crumbs=crumbs(donation_appeal=found), back_url=back)


def _expense_saved(request: StaffRequest, expense: Expense, form: ExpenseForm, words: Sequence[ExpenseWordsForm]) -> bool:
    by, now = request.user, timezone.now()

    def save(one: ExpenseWordsForm, edit: Edit) -> ExpenseText:
        return operations.change_expense_words(expense=expense, edit=edit, text=one.words()["text"], by=by, now=now)

    def save_facts() -> None:
        if form.changes_facts:
            operations.change_expense(expense=expense, by=by, now=now, seen=form.cleaned_data["seen"], **form.facts())

    return saved_together(form=form, save_facts=save_facts, save_words=partial(save_wordings, forms=words, save=save, refusals=(GivingRefused,)))


@staff_only
@require_POST
def remove_expense(request: StaffRequest, pk: int, expense_pk: int) -> HttpResponse:
    """Take one thing off the list."""
    found = the_appeal(request, pk)
    expense = get_object_or_404(found.expenses.select_related("donation_appeal"), pk=expense_pk)
    operations.remove_expense(expense=expense, by=request.user, now=timezone.now())
    messages.success(request, _("Taken off the list."))
    return redirect("giving_desk:appeal", found.pk)
