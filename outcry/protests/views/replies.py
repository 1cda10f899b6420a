"""The tray of replies: read each as plain text, then show checked words of it or keep it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals.queries import text_in
from outcry.lib.translations import in_language
from outcry.protests import desk_queries
from outcry.protests.forms import ReplyForm
from outcry.protests.models import AuthorityReply, ReplyState
from outcry.protests.operations import decide_reply
from outcry.protests.reply_text import reply_text, verbatim

_ON_A_PAGE = 50
_TONES = {ReplyState.NEW: "wait", ReplyState.SHOWN: "safe", ReplyState.KEPT: "plain"}


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every reply, those nobody has read first; and mail that answers no letter."""
    found = desk_queries.replies(organisation_id=request.organisation.pk)
    unread = [_line(reply) for reply in found.filter(state=ReplyState.NEW)[:200]]
    listed = Paginator(found.exclude(state=ReplyState.NEW), _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Replies"),
        "unread": unread,
        "decided": [_line(reply) for reply in listed],
        "listed": listed,
        "unmatched": desk_queries.unmatched(organisation=request.organisation)[:_ON_A_PAGE],
    }
    return TemplateResponse(request, "protests/desk/replies.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def decide(request: StaffRequest, public_id: str) -> HttpResponse:
    """Read one reply and decide about it."""
    reply = _reply(request, public_id)
    text = reply_text(reply.incoming.raw)
    office = reply.letter.addressee.office
    initial = {
        "decision": {ReplyState.SHOWN: ReplyForm.SHOW, ReplyState.KEPT: ReplyForm.KEEP}.get(ReplyState(reply.state)),
        "public_text": reply.public_text or text.body,
        "language": reply.language or office.language,
    }
    form = ReplyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        words = {"public_text": form.cleaned_data["public_text"], "language": form.cleaned_data["language"]}
        decide_reply(reply=reply, show=form.shows, by=request.user, now=timezone.now(), **words)
        messages.success(request, _("The reply stands on the appeal page.") if form.shows else _("The reply is kept and not shown."))
        return redirect("protests_desk:replies")
    context = {
        "title": _("Reply from %(office)s") % {"office": _line(reply)["office"]},
        "crumbs": _crumbs(),
        "line": _line(reply),
        "reply": reply,
        "text": text,
        "form": form,
    }
    return TemplateResponse(request, "protests/desk/reply.html", context)


@staff_only
@require_safe
def verbatim_reply(request: StaffRequest, public_id: str) -> HttpResponse:
    """Every byte of a reply, as text."""
    return _as_text(verbatim(_reply(request, public_id).incoming.raw))


@staff_only
@require_safe
def unmatched_mail(request: StaffRequest, public_id: str) -> HttpResponse:
    """A mail that answers no letter."""
    incoming = get_object_or_404(desk_queries.unmatched(organisation=request.organisation), public_id=public_id)
    context = {"title": _("A mail that answers no letter"), "crumbs": _crumbs(), "incoming": incoming, "text": reply_text(incoming.raw)}
    return TemplateResponse(request, "protests/desk/unmatched.html", context)


def _reply(request: StaffRequest, public_id: str) -> AuthorityReply:
    return get_object_or_404(desk_queries.replies(organisation_id=request.organisation.pk), public_id=public_id)


def _line(reply: AuthorityReply) -> dict[str, object]:
    office, title = reply.letter.addressee.office, text_in(appeal=reply.appeal, language=get_language() or "")
    name = in_language(office.texts.all(), get_language() or "", reply.appeal.organisation.source_language)
    return {
        "reply": reply,
        "office": name.name if name else office.address,
        "appeal": title.title if title else reply.appeal.slug,
        "state": ReplyState(reply.state).label,
        "tone": _TONES[ReplyState(reply.state)],
    }


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Replies"), "url": reverse("protests_desk:replies")}]


def _as_text(text: str) -> HttpResponse:
    # Never drawn as anything but text, whatever a stranger wrote.
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"})
