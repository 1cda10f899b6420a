"""The tray of replies: read each as plain text, then show checked words of it, some of them blacked out, or keep it; or record what it does to somebody."""

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
from outcry.cases import publication
from outcry.delivery.incoming.texts import MailText
from outcry.design.parts import Link
from outcry.lib.translations import in_language
from outcry.protests import desk_queries
from outcry.protests.at_the_reader import mail_text, why_not
from outcry.protests.blacking import blacked_out, cover, without_marks, words_of
from outcry.protests.forms import ActForm, ReplyForm, WordsForm
from outcry.protests.models import AuthorityReply, ReplyState
from outcry.protests.operations import decide_reply, record_act, save_words

_ON_A_PAGE = 50
_TONES = {ReplyState.NEW: "wait", ReplyState.SHOWN: "safe", ReplyState.KEPT: "plain"}


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every reply, those nobody has read first."""
    found = desk_queries.replies(organisation_id=request.organisation.pk)
    unread = [_line(reply) for reply in found.filter(state=ReplyState.NEW)[:200]]
    listed = Paginator(found.exclude(state=ReplyState.NEW), _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Replies"),
        "unread": unread,
        "decided": [_line(reply) for reply in listed],
        "listed": listed,
    }
    return TemplateResponse(request, "protests/desk/replies.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def decide(request: StaffRequest, public_id: str) -> HttpResponse:
    """Read one reply and decide about it."""
    reply = _reply(request, public_id)
    text = mail_text(reply.incoming.raw)
    form = ReplyForm(request.POST or None, initial=_initial(reply, text))
    if request.method == "POST" and form.is_valid():
        found, by, now = form.cleaned_data, request.user, timezone.now()
        if "black_out" in request.POST:
            save_words(reply=reply, text=found["public_text"], by=by, now=now)
            return redirect("protests_desk:reply_words", public_id)
        decide_reply(reply=reply, show=form.shows, text=found["public_text"], language=found["language"], by=by, now=now)
        messages.success(request, _("The reply stands on the appeal page.") if form.shows else _("The reply is kept and not shown."))
        return redirect("protests_desk:replies")
    context = {
        "title": _("Reply from %(office)s") % {"office": _line(reply)["office"]},
        "crumbs": _crumbs(),
        "line": _line(reply),
        "reply": reply,
        "text": text,
        "why_not": why_not(text),
        "form": form,
        "acts": _acts(reply, request),
    }
    return TemplateResponse(request, "protests/desk/reply.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def black_out(request: StaffRequest, public_id: str) -> HttpResponse:
    """Choose the words that go under bars, see what readers will get, and show it."""
    reply = _reply(request, public_id)
    kept = getattr(reply, "words", None)
    known = _initial(reply, MailText() if kept else mail_text(reply.incoming.raw))
    words, language = str(known["public_text"]), known["language"]
    form = WordsForm(request.POST or None, initial={"everywhere": True, "language": language})
    if request.method == "POST" and form.is_valid():
        chosen = [int(number) for number in request.POST.getlist("word") if number.isascii() and number.isdigit() and len(number) < 7]
        text = cover(words, chosen, everywhere=form.cleaned_data["everywhere"])
        by, now = request.user, timezone.now()
        if "show" in request.POST:
            decide_reply(reply=reply, show=True, text=text, language=form.cleaned_data["language"], by=by, now=now)
            messages.success(request, _("The reply stands on the appeal page."))
            return redirect("protests_desk:replies")
        save_words(reply=reply, text=text, by=by, now=now)
        return redirect("protests_desk:reply_words", public_id)
    context = {
        "title": _("Black out words"),
        "crumbs": [*_crumbs(), {"label": str(_line(reply)["office"]), "url": reverse("protests_desk:reply", args=[public_id])}],
        "reply": reply,
        "words": words_of(words),
        "shown": blacked_out(words),
        "form": form,
    }
    return TemplateResponse(request, "protests/desk/reply_words.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def record_as_act(request: StaffRequest, public_id: str) -> HttpResponse:
    """What the reply does to somebody, as an act in the case of its appeal."""
    reply, language = _reply(request, public_id), get_language() or ""
    office, appeal = str(_line(reply)["office"]), reply.appeal
    people = publication.people_of(organisation=request.organisation, case_id=appeal.case_id, by=request.user) if appeal.case_id else []
    form = ActForm(request.POST or None, people=people, language=language, office=office, day=reply.received_at.date().isoformat())
    if request.method == "POST" and form.is_valid():
        threat, public_id = form.threat(), form.public_id()
        try:
            found = record_act(reply=reply, threat=threat, office=office, language=language, public_id=public_id, by=request.user, now=timezone.now())
        except publication.Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Recorded in the case. Readers see it once the case is approved with it."))
            return redirect("cases_desk:case", found.case_id)
    crumbs = [*_crumbs(), {"label": office, "url": reverse("protests_desk:reply", args=[public_id])}]
    context = {"title": _("Record a threat"), "crumbs": crumbs, "reply": reply, "form": form, "has_case": appeal.case_id is not None}
    return TemplateResponse(request, "protests/desk/reply_act.html", context)


def _initial(reply: AuthorityReply, text: MailText) -> dict[str, str | None]:
    """The words as they were saved last; else what is new in the mail, in the language of the office."""
    words = getattr(reply, "words", None)
    decided = {ReplyState.SHOWN: ReplyForm.SHOW, ReplyState.KEPT: ReplyForm.KEEP}.get(ReplyState(reply.state))
    return {
        "decision": decided,
        "public_text": words.text if words else reply.public_text or without_marks(text.new),
        "language": reply.language or reply.letter.addressee.office.language,
    }


def _acts(reply: AuthorityReply, request: StaffRequest) -> list[Link]:
    """The cases in which something of it is recorded, as far as whoever reads may know of them."""
    known = {case.case_id: f"{case.number} · {case.name}" for case in publication.choices(organisation=request.organisation)} if reply.acts.exists() else {}
    return [Link(label=known[act.case_id], url=reverse("cases_desk:case", args=[act.case_id])) for act in reply.acts.all() if act.case_id in known]


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
