"""The post office as a whole: what waits, which servers are stopped, how our own domains warm up, and the switch for everything."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.operations import record
from outcry.delivery import outbox, queries
from outcry.delivery.alarms import in_words
from outcry.delivery.line_words import protection_in_words
from outcry.delivery.models import ReceivingServer
from outcry.delivery.outgoing import gates
from outcry.delivery.servers import shown_name
from outcry.delivery.standing_still import Kind, look
from outcry.protests.forms import HoldForm, PauseForm, ServerLimitsForm, WarmUpForm


@staff_only
@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """The page."""
    return _show(request)


def _show(
    request: StaffRequest,
    *,
    hold_form: HoldForm | None = None,
    wrong: WarmUpForm | None = None,
    wrong_limits: ServerLimitsForm | None = None,
    wrong_pause: PauseForm | None = None,
) -> HttpResponse:
    lines, protection = queries.server_lines(now=timezone.now()), queries.latest_protection()
    context: dict[str, Any] = {
        "title": _("Mail"),
        "crumbs": [],
        "hold": next((hold for hold in queries.holds() if hold.group == outbox.EVERYTHING), None),
        "standing_still": [in_words(one) for one in look(now=timezone.now()) if one.kind != Kind.SERVER_REFUSES],
        "hold_form": hold_form or HoldForm(),
        "servers": [
            {
                "line": line,
                "row": line.server,
                "name": shown_name(line.server),
                "an_hour": gates.an_hour(line.server),
                "protection": protection_in_words(protection.get(line.server.pk, "")),
                "form": wrong_limits if wrong_limits and wrong_limits.prefix == f"limits-{line.server.pk}" else ServerLimitsForm.of(line.server),
                "pause_form": wrong_pause if wrong_pause and wrong_pause.prefix == f"pause-{line.server.pk}" else _pause_form(line.server.pk),
            }
            for line in lines
        ],
        "domains": [{"row": row, "form": wrong if wrong and wrong.prefix == f"warm-{row.pk}" else WarmUpForm.of(row)} for row in queries.sending_domains()],
    }
    return TemplateResponse(request, "protests/desk/post_office.html", context)


@staff_only
@require_POST
def hold(request: StaffRequest) -> HttpResponse:
    """Let no mail leave at all."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _show(request, hold_form=form)
    reason = form.cleaned_data["reason"]
    hold_all = partial(outbox.hold, group=outbox.EVERYTHING, now=timezone.now(), reason=reason)
    return _do(request, hold_all, verb="mail.hold_all", done=_("All mail waits now."), reason=reason)


@staff_only
@require_POST
def release(request: StaffRequest) -> HttpResponse:
    """Let mail leave again."""
    return _do(request, partial(outbox.release, group=outbox.EVERYTHING), verb="mail.release_all", done=_("Mail leaves again."))


@staff_only
@require_POST
def pause_server(request: StaffRequest, server_pk: int) -> HttpResponse:
    """Let nothing leave for one server."""
    server, form = _server(server_pk), _pause_form(server_pk, request.POST)
    if not form.is_valid():
        return _show(request, wrong_pause=form)
    pause = partial(outbox.pause_server, key=server.key, now=timezone.now(), reason=form.in_words(by=request.user.get_username()))
    return _do(request, pause, verb="delivery.pause_server", done=_("Mail for this server waits now."), server=server_pk, **form.details())


@staff_only
@require_POST
def release_server(request: StaffRequest, server_pk: int) -> HttpResponse:
    """Let mail leave for it again, and try at once what it deferred."""
    release_it = partial(outbox.release_server, key=_server(server_pk).key, now=timezone.now())
    return _do(request, release_it, verb="delivery.release_server", done=_("Letters leave for this server again."), server=server_pk)


@staff_only
@require_POST
def limit_server(request: StaffRequest, server_pk: int) -> HttpResponse:
    """Let one server have no more than so many letters, or leave that to what it has proved to take."""
    server = _server(server_pk)
    form = ServerLimitsForm(request.POST, prefix=f"limits-{server_pk}")
    if not form.is_valid():
        return _show(request, wrong_limits=form)
    limits = {name: form.cleaned_data[name] for name in ("most_connections", "most_an_hour")}
    limit = partial(outbox.set_server_limits, key=server.key, **limits)
    return _do(request, limit, verb="delivery.limit_server", done=_("The limits are set."), server=server_pk, **limits)


@staff_only
@require_POST
def warm_up(request: StaffRequest, domain_pk: int) -> HttpResponse:
    """Let one of our domains begin with few letters a day, or end that."""
    row = next((one for one in queries.sending_domains() if one.pk == domain_pk), None)
    if row is None:
        raise Http404
    form = WarmUpForm(request.POST, prefix=f"warm-{domain_pk}")
    if not form.is_valid():
        return _show(request, wrong=form)
    warm = partial(outbox.warm_up, key=row.key, starts_on=form.cleaned_data["starts_on"], plan=form.cleaned_data["plan"])
    return _do(request, warm, verb="mail.warm_up", done=_("The plan is kept."), domain=row.key, plan=" ".join(map(str, form.cleaned_data["plan"])))


def _pause_form(server_pk: int, data: QueryDict | None = None) -> PauseForm:
    return PauseForm(data, prefix=f"pause-{server_pk}")


def _server(pk: int) -> ReceivingServer:
    server = queries.server(pk=pk)
    if server is None:
        raise Http404
    return server


def _do(request: StaffRequest, act: Callable[[], object], *, verb: str, done: str, **details: Any) -> HttpResponse:
    with transaction.atomic():
        act()
        record(verb=verb, subject="mail", actor=request.user, now=timezone.now(), **details)
    messages.success(request, done)
    return redirect("protests_desk:post_office")
