"""What became of an appeal's letters, and at which pace they go."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals.models import Addressee, Appeal, AppealState
from outcry.appeals.queries import addressees, current_letter
from outcry.audit.operations import record
from outcry.cases import publication
from outcry.delivery import outbox
from outcry.delivery import queries as delivery_queries
from outcry.delivery.line_words import protection_in_words
from outcry.delivery.states import MessageState
from outcry.design.day_words import day_in_words, plain_day
from outcry.protests import desk_queries
from outcry.protests.desk_queries import LetterCounts, OfficeLine
from outcry.protests.forms import PaceForm, PauseForm, TestLetterForm, WithdrawForm
from outcry.protests.models import ReplyState
from outcry.protests.operations import count_withdrawable, send_test_letter, withdraw_letters
from outcry.protests.operations.send_test_letter import NoTextYet
from outcry.protests.views.pages import page, the_appeal

Figure = dict[str, str]
_TONES = {
    MessageState.ACCEPTED: "safe",
    MessageState.HANDED_OFF: "safe",
    MessageState.DEFERRED: "wait",
    MessageState.UNCERTAIN: "wait",
    MessageState.REFUSED: "alarm",
    MessageState.BOUNCED: "alarm",
    MessageState.EXPIRED: "alarm",
}


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The page of delivery."""
    return _show(request, the_appeal(request, pk))


def _show(request: StaffRequest, appeal: Appeal, *, wrong: PaceForm | PauseForm | None = None) -> HttpResponse:
    now = timezone.now()
    lines = desk_queries.office_lines(appeal=appeal, language=get_language() or "", now=now)
    total = desk_queries.sum_of(lines)
    uncertain = [message for message in delivery_queries.pending_uncertain(group=appeal.subject) if message.due_at is None]
    aside = list(delivery_queries.set_aside(group=appeal.subject))
    copies = desk_queries.copy_lines(appeal=appeal, language=get_language() or "")
    names = {line.addressee.office.destination: line.name for line in lines} | {line.addressee.office.destination: line.name for line in copies}
    context = {
        "figures": _figures(appeal, lines, total, now=now),
        "pause_form": _pause_form(None, wrong),
        "rows": [{"line": line, "form": _pace_form(line, wrong), "pause_form": _pause_form(line.addressee, wrong)} for line in lines],
        "total": total,
        "copies": copies,
        "said": [
            {
                "row": row,
                "office": names.get(row.destination, "—"),
                "state": MessageState(row.state).label,
                "tone": _TONES.get(MessageState(row.state), "plain"),
                "line": protection_in_words(row.tls),
            }
            for row in desk_queries.latest_answers(appeal=appeal)
        ],
        "hold": next((hold for hold in delivery_queries.holds() if hold.group in (appeal.subject, outbox.EVERYTHING)), None),
        "servers": delivery_queries.stopped_servers(group=appeal.subject),
        "waiting": count_withdrawable(appeal=appeal),
        "uncertain": len(uncertain),
        "set_aside": len(aside),
        "too_slow": [line for line in lines if line.is_too_slow],
        "not_vouched_for": [line for line in lines if not line.is_vouched_for],
        "unread": appeal.replies.filter(state=ReplyState.NEW).count(),
        "is_ended": appeal.state == AppealState.ENDED,
        "is_demo": appeal.is_demo,
    }
    return page(request, appeal, "delivery.html", part="delivery", title=_("Delivery"), **context)


def _pace_form(line: OfficeLine, wrong: PaceForm | PauseForm | None) -> PaceForm:
    prefix = _prefix(line.addressee)
    if isinstance(wrong, PaceForm) and wrong.prefix == prefix:
        return wrong
    return PaceForm(prefix=prefix, initial=PaceForm.told(hourly_pace=line.hourly_pace, daily_cap=line.daily_cap, hours=line.hours))


def _prefix(addressee: Addressee) -> str:
    return f"pace-{addressee.pk}"


def _pause_form(addressee: Addressee | None, wrong: PaceForm | PauseForm | None) -> PauseForm:
    prefix = _pause_prefix(addressee)
    return wrong if isinstance(wrong, PauseForm) and wrong.prefix == prefix else PauseForm(prefix=prefix)


def _pause_prefix(addressee: Addressee | None) -> str:
    return f"pause-{addressee.pk}" if addressee else "pause"


def _figures(appeal: Appeal, lines: list[OfficeLine], total: LetterCounts, *, now: datetime) -> list[Figure]:
    states = desk_queries.protest_states(appeal=appeal)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today = desk_queries.confirmed_since(appeal=appeal, since=midnight)
    unread = appeal.replies.filter(state=ReplyState.NEW).count()
    share = f"{100 * total.accepted // total.total} %" if total.total else ""
    return [
        *_custody_figures(appeal, now=now),
        _figure(_("Confirmed"), states["confirmed"], _("%(number)s today") % {"number": number_format(today)}),
        _figure(_("Letters"), total.total, ngettext("to %(number)s office", "to %(number)s offices", len(lines)) % {"number": len(lines)}),
        _figure(_("Accepted"), total.accepted, share),
        *([_figure(_("Handed to our relay"), total.handed_off, "")] if total.handed_off else []),
        _figure(_("Refused, bounced"), total.failed, ""),
        _figure(_("Left"), total.left, _("%(number)s uncertain") % {"number": number_format(total.uncertain)} if total.uncertain else ""),
        *([_figure(_("Taken back"), total.withdrawn, "")] if total.withdrawn else []),
        _figure(_("Answers"), total.answered, _("%(number)s unread") % {"number": number_format(unread)} if unread else ""),
    ]


def _custody_figures(appeal: Appeal, *, now: datetime) -> list[Figure]:
    on = appeal.organisation.content_now(now=now).date()
    case = publication.for_case_id(case_id=appeal.case_id, language=appeal.organisation.source_language, on=on) if appeal.case_id else None
    if case is None or case.custody is None:
        return []
    clock, found = case.custody, []
    if clock.state == "released":
        return [{"label": _("Custody"), "value": pgettext("state of a person", "released"), "note": day_in_words(clock.released).text}]
    if clock.day is not None:
        of = _("of %(days)s") % {"days": clock.term_days} if clock.term_days else ""
        found.append({"label": _("Custody"), "value": _("Day %(day)s") % {"day": clock.day}, "note": of})
    if clock.due_on is not None:
        days = (clock.due_on - on).days
        note = ngettext("in %(number)s day", "in %(number)s days", days) % {"number": days} if days >= 0 else _("overdue")
        found.append({"label": _("Release due"), "value": plain_day(clock.due_on).text, "note": note})
    return found


def _figure(label: str, value: int, note: str) -> Figure:
    return {"label": label, "value": number_format(value, force_grouping=True), "note": note}


@staff_only
@require_POST
def set_pace(request: StaffRequest, pk: int, addressee_pk: int) -> HttpResponse:
    """Change how many letters an hour and a day one office gets, in every appeal that addresses it."""
    appeal = the_appeal(request, pk)
    addressee = _addressee(appeal, addressee_pk)
    form = PaceForm(request.POST, prefix=_prefix(addressee))
    if not form.is_valid():
        return _show(request, appeal, wrong=form)
    told, key = form.cleaned_data, addressee.office.destination
    pace = {"hourly_pace": told["hourly_pace"], "daily_cap": told["daily_cap"]}

    def set_it() -> None:
        outbox.set_pace(key=key, **pace)
        outbox.set_hours(key=key, zone=told["zone"], hours=form.hours, weekdays="".join(sorted(told["weekdays"])))

    return _do(request, appeal, set_it, verb="delivery.pace", done=_("The pace is set."), office=addressee.office_id, **pace)


@staff_only
@require_POST
def pause(request: StaffRequest, pk: int, addressee_pk: int) -> HttpResponse:
    """Let nothing leave for one office."""
    appeal = the_appeal(request, pk)
    addressee = _addressee(appeal, addressee_pk)
    form, office = PauseForm(request.POST, prefix=_pause_prefix(addressee)), addressee.office
    if not form.is_valid():
        return _show(request, appeal, wrong=form)
    pause_them = partial(outbox.pause, key=office.destination, now=timezone.now(), reason=form.in_words(by=request.user.get_username()))
    return _do(request, appeal, pause_them, verb="delivery.pause", done=_("Letters to this office wait now."), office=office.pk, **form.details())


@staff_only
@require_POST
def resume(request: StaffRequest, pk: int, addressee_pk: int) -> HttpResponse:
    """Let letters leave for one office again."""
    appeal = the_appeal(request, pk)
    office = _addressee(appeal, addressee_pk).office
    resume_them = partial(outbox.resume, key=office.destination)
    return _do(request, appeal, resume_them, verb="delivery.resume", done=_("Letters to this office leave again."), office=office.pk)


@staff_only
@require_POST
def hold(request: StaffRequest, pk: int) -> HttpResponse:
    """Let no letter of this appeal leave."""
    appeal = the_appeal(request, pk)
    form = PauseForm(request.POST, prefix=_pause_prefix(None))
    if not form.is_valid():
        return _show(request, appeal, wrong=form)
    hold_them = partial(outbox.hold, group=appeal.subject, now=timezone.now(), reason=form.in_words(by=request.user.get_username()))
    return _do(request, appeal, hold_them, verb="delivery.hold", done=_("All letters of this appeal wait now."), **form.details())


@staff_only
@require_POST
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the letters of this appeal leave again."""
    appeal = the_appeal(request, pk)
    return _do(request, appeal, partial(outbox.release, group=appeal.subject), verb="delivery.release", done=_("Letters of this appeal leave again."))


@staff_only
@require_POST
def release_server(request: StaffRequest, pk: int, server_pk: int) -> HttpResponse:
    """Let letters leave again for a server that refused us or was paused, and try those of this appeal's at once."""
    appeal = the_appeal(request, pk)
    server = next((one for one in delivery_queries.stopped_servers(group=appeal.subject) if one.pk == server_pk), None)
    if server is None:
        raise Http404
    release_it = partial(outbox.release_server, key=server.key, now=timezone.now())
    return _do(request, appeal, release_it, verb="delivery.release_server", done=_("Letters leave for this server again."), server=server.pk)


@staff_only
@require_http_methods(["GET", "POST"])
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back every letter of this appeal that has not left, with a reason; asked twice, for it can't be undone."""
    appeal = the_appeal(request, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = withdraw_letters(appeal=appeal, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        messages.success(request, ngettext("%(number)s letter is taken back.", "%(number)s letters are taken back.", number) % {"number": number})
        return _back(appeal)
    waiting = count_withdrawable(appeal=appeal)
    return page(request, appeal, "withdraw.html", part="delivery", title=_("Take letters back"), form=form, waiting=waiting)


@staff_only
@require_POST
def retry(request: StaffRequest, pk: int) -> HttpResponse:
    """Send once more what stayed uncertain or was set aside: a person said so."""
    appeal = the_appeal(request, pk)
    rows = {
        "uncertain": delivery_queries.pending_uncertain(group=appeal.subject).filter(due_at=None),
        "set_aside": delivery_queries.set_aside(group=appeal.subject),
    }.get(request.POST.get("which", ""))
    keys = [message.key for message in rows] if rows is not None else []
    with transaction.atomic():
        number = outbox.retry(keys=keys, now=timezone.now())
        record(verb="delivery.retry", subject=appeal.subject, actor=request.user, now=timezone.now(), letters=number)
    messages.success(request, ngettext("%(number)s letter goes once more.", "%(number)s letters go once more.", number) % {"number": number})
    return _back(appeal)


@staff_only
@require_http_methods(["GET", "POST"])
def test_letter(request: StaffRequest, pk: int) -> HttpResponse:
    """Send oneself the letter as an office would get it."""
    appeal = the_appeal(request, pk)
    letter = current_letter(appeal=appeal) or appeal.letter_versions.prefetch_related("texts").order_by("-number").first()
    form = TestLetterForm(request.POST or None, addressees=addressees(appeal=appeal), language=get_language() or "")
    if request.method == "POST" and letter is not None and request.user.email and form.is_valid():
        addressee = form.chosen()
        addressee.appeal = appeal
        try:
            send_test_letter(addressee=addressee, letter=letter, to=request.user, now=timezone.now())
        except NoTextYet:
            form.add_error(None, _("The letter has no text yet."))
        else:
            messages.success(request, _("The letter is on its way to %(address)s.") % {"address": request.user.email})
            return redirect("appeals_desk:appeal", appeal.pk)
    context: dict[str, Any] = {"form": form, "letter": letter, "has_addressees": bool(form.addressees), "address": request.user.email}
    return page(request, appeal, "test_letter.html", part="", title=_("Test letter"), **context)


def _addressee(appeal: Appeal, pk: int) -> Addressee:
    return get_object_or_404(appeal.addressees.select_related("office"), pk=pk)


def _back(appeal: Appeal) -> HttpResponse:
    return redirect("protests_desk:delivery", appeal.pk)


def _do(request: StaffRequest, appeal: Appeal, act: Callable[[], object], *, verb: str, done: str, **details: Any) -> HttpResponse:
    """Change what may leave, write it into the log, say so, and go back to the list."""
    with transaction.atomic():
        act()
        record(verb=verb, subject=appeal.subject, actor=request.user, now=timezone.now(), **details)
    messages.success(request, done)
    return _back(appeal)
