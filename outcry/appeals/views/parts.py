"""Demands, the timeline, and to whom the letters go."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals import operations
from outcry.appeals.forms import AddresseeForm, DemandWordsForm, MomentForm, MomentWordsForm, Part, demand_parts, moment_parts
from outcry.appeals.models import Appeal, Demand, DemandText, TimelineKind, TimelineMoment, TimelineText
from outcry.appeals.queries import addressees, proposed, timeline
from outcry.appeals.refusals import AppealRefused
from outcry.appeals.views.pages import page, the_appeal
from outcry.authorities.models import Office
from outcry.authorities.queries import approved
from outcry.authorities.vouching import standing
from outcry.lib.desk_answers import done_or_told
from outcry.lib.translations import in_language
from outcry.lib.wording_forms import NotSaved, add_refusal, all_right, save_wordings
from outcry.lib.wordings import ChangedMeanwhile, Edit


@staff_only
@require_http_methods(["GET", "POST"])
def demands(request: StaffRequest, pk: int) -> HttpResponse:
    """What is asked for, in order and in every language."""
    appeal = the_appeal(request, pk)
    rows = list(appeal.demands.prefetch_related("texts"))
    if not appeal.is_draft:
        return page(request, appeal, "demands_kept.html", part="demands", title=_("Demands"), demands=rows)
    parts = demand_parts(demands=rows, source=appeal.organisation.source_language, data=request.POST or None)
    if request.method == "POST" and all_right(parts) and _demands_saved(request, appeal, parts):
        messages.success(request, _("Saved."))
        return redirect("appeals_desk:demands", appeal.pk)
    return page(request, appeal, "parts.html", part="demands", title=_("Demands"), row=_("Demand"), parts=parts, forms=_forms(parts))


def _demands_saved(request: StaffRequest, appeal: Appeal, parts: Sequence[Part]) -> bool:
    by, now = request.user, timezone.now()

    def add(_part: Part) -> Demand:
        return operations.add_demand(appeal=appeal, texts={}, by=by, now=now)

    def change(demand: Demand, part: Part) -> None:
        def save(form: DemandWordsForm, edit: Edit) -> DemandText:
            return operations.change_demand(demand=demand, edit=edit, text=form.words()["text"], by=by, now=now)

        save_wordings(forms=part.words, save=save, refusals=(AppealRefused,))

    def remove(demand: Demand) -> None:
        operations.remove_demand(demand=demand, by=by, now=now)

    def order(keys: Sequence[int]) -> None:
        operations.order_demands(appeal=appeal, order=keys, by=by, now=now)

    return _saved(parts, add=add, change=change, remove=remove, order=order)


@staff_only
@require_http_methods(["GET", "POST"])
def moments(request: StaffRequest, pk: int) -> HttpResponse:
    """What happened, in order and in every language."""
    appeal = the_appeal(request, pk)
    parts = moment_parts(moments=timeline(appeal=appeal), source=appeal.organisation.source_language, data=request.POST or None)
    if request.method == "POST" and all_right(parts) and _moments_saved(request, appeal, parts):
        messages.success(request, _("Saved."))
        return redirect("appeals_desk:timeline", appeal.pk)
    return page(request, appeal, "parts.html", part="timeline", title=_("Timeline"), row=_("Moment"), parts=parts, forms=_forms(parts))


def _moments_saved(request: StaffRequest, appeal: Appeal, parts: Sequence[Part]) -> bool:
    by, now = request.user, timezone.now()

    def add(part: Part) -> TimelineMoment:
        kind, when = TimelineKind(part.form.cleaned_data["kind"]), part.form.cleaned_data["when"]
        return operations.add_moment(appeal=appeal, kind=kind, when=when, texts={}, by=by, now=now)

    def change(moment: TimelineMoment, part: Part) -> None:
        def save(form: MomentWordsForm, edit: Edit) -> TimelineText:
            return operations.change_moment_words(moment=moment, edit=edit, words=form.moment_words(), by=by, now=now)

        kind, when = TimelineKind(part.form.cleaned_data["kind"]), part.form.cleaned_data["when"]
        if (moment.kind, moment.when) != (kind, when):
            seen = part.form.cleaned_data["seen"] if part.row else None
            try:
                operations.change_moment(moment=moment, kind=kind, when=when, by=by, now=now, seen=seen)
            except ChangedMeanwhile as clash:
                cast(MomentForm, part.form).tell_of(clash.current)
                raise NotSaved from clash
        save_wordings(forms=part.words, save=save, refusals=(AppealRefused,))

    def remove(moment: TimelineMoment) -> None:
        operations.remove_moment(moment=moment, by=by, now=now)

    def order(keys: Sequence[int]) -> None:
        operations.order_timeline(appeal=appeal, order=keys, by=by, now=now)

    return _saved(parts, add=add, change=change, remove=remove, order=order)


@staff_only
@require_http_methods(["GET", "POST"])
def addressing(request: StaffRequest, pk: int) -> HttpResponse:
    """The offices that get the letter: add one of the directory, take one off."""
    appeal, now = the_appeal(request, pk), timezone.now()
    taken = addressees(appeal=appeal)
    free = [office for office in approved(organisation=request.organisation, now=now) if office.pk not in {one.office_id for one in taken}]
    source = appeal.organisation.source_language
    near = proposed(appeal=appeal, offices=free)
    form = AddresseeForm(request.POST or None, offices=free, language=source, initial={"office": near[0].pk} if near else {})
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_addressee(appeal=appeal, office=form.chosen(), by=request.user, now=now)
        except AppealRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The office is addressed."))
            return redirect("appeals_desk:addressees", appeal.pk)
    lines = []
    for one in taken:
        name = name_in(one.office, source)
        language_name = dict(settings.LANGUAGES).get(one.office.language, one.office.language)
        lines.append({"addressee": one, "name": name, "language_name": language_name, "standing": standing(office=one.office, now=now)})
    return page(
        request,
        appeal,
        "addressees.html",
        part="addressees",
        title=_("Addressees"),
        lines=lines,
        form=form,
        free=free,
        near=[name_in(office, source) for office in near],
    )


def name_in(office: Office, source: str) -> str:
    """What the desk calls an office, in the reader's language."""
    text = in_language(office.texts.all(), get_language() or source, source)
    return text.name if text else office.address


@staff_only
@require_POST
def stop_addressing(request: StaffRequest, pk: int, addressee_pk: int) -> HttpResponse:
    """Take one office off the list."""
    appeal = the_appeal(request, pk)
    addressee = get_object_or_404(appeal.addressees.select_related("appeal"), pk=addressee_pk)
    remove_it = partial(operations.remove_addressee, addressee=addressee, by=request.user, now=timezone.now())
    done_or_told(request, remove_it, done=_("The office is no longer addressed."), refusals=AppealRefused)
    return redirect("appeals_desk:addressees", appeal.pk)


def _forms(parts: Sequence[Part]) -> list[forms.Form]:
    return [form for part in parts for form in (part.form, *part.words)]


def _saved(
    parts: Sequence[Part],
    *,
    add: Callable[[Part], Any],
    change: Callable[[Any, Part], None],
    remove: Callable[[Any], None],
    order: Callable[[Sequence[int]], None],
) -> bool:
    """Save every part of the page or none; on a refusal the form that is meant says why."""
    places: list[tuple[int, bool, int]] = []
    try:
        with transaction.atomic():
            for part in parts:
                row = _row(part, add=add, remove=remove)
                if row is not None:
                    change(row, part)
                    # Of two that want one place, the one that was moved there stands first.
                    places.append((part.form.cleaned_data["position"], "position" not in part.form.changed_data, row.pk))
            order([key for _position, _stayed, key in sorted(places)])
    except AppealRefused as refusal:
        add_refusal(parts[0].form, refusal)
    except NotSaved:
        pass
    else:
        return True
    return False


def _row(part: Part, *, add: Callable[[Part], Any], remove: Callable[[Any], None]) -> Any:
    """The row to be saved; None for what was taken away or never written."""
    if part.row is None:
        return add(part) if part.is_new else None
    if part.form.cleaned_data["remove"]:
        remove(part.row)
        return None
    return part.row
