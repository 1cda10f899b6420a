"""Post to the house: what people wrote to postmaster@ and abuse@ or in answer to a mail of ours, and confirmation mails that came back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals.models import Appeal
from outcry.appeals.queries import title_of
from outcry.delivery.incoming.texts import MailText
from outcry.delivery.models import IncomingKind, IncomingMessage, Mailbox, OutgoingMessage
from outcry.design.parts import Link
from outcry.protests import post as queries
from outcry.protests.at_the_reader import mail_text, why_not
from outcry.protests.forms import PostAnswerForm
from outcry.protests.models import PostAnswer, PostDone
from outcry.protests.operations import answer_post, done_with, not_done_with

_ON_A_PAGE = 50


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What waits for somebody; confirmations that came back; what is dealt with."""
    waiting = queries.waiting(organisation=request.organisation)[:200]
    done = queries.post(organisation=request.organisation).exclude(done=None)
    listed = Paginator(done, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Mail to us"),
        "waiting": [_line(mail) for mail in waiting],
        "came_back": [{"line": line, "appeal": title_of(appeal=line.appeal)} for line in queries.came_back(organisation=request.organisation)],
        "done": [_line(mail) for mail in listed],
        "listed": listed,
    }
    return TemplateResponse(request, "protests/desk/post.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def read(request: StaffRequest, public_id: str) -> HttpResponse:
    """One mail with what was written before and after it, and an answer."""
    mail = _mail(request, public_id)
    text = mail_text(mail.raw)
    form = PostAnswerForm(request.POST or None, addresses=text.addresses)
    if request.method == "POST" and form.is_valid():
        facts = {"may_go_to": text.addresses, "subject": text.subject, "message_id": text.message_id, "to": form.cleaned_data["to"]}
        answer_post(incoming=mail, organisation=request.organisation, text=form.cleaned_data["text"], by=request.user, now=timezone.now(), **facts)
        done_with(incoming=mail, by=request.user, now=timezone.now())
        messages.success(request, _("The answer leaves now. The mail lies with what is dealt with."))
        return redirect("protests_desk:post")
    context = {
        "title": _line(mail)["kind"],
        "crumbs": [{"label": _("Mail to us"), "url": reverse("protests_desk:post")}],
        "mail": mail,
        "text": text,
        "why_not": why_not(text),
        "hints": _hints(text, request),
        "thread": [_of_thread(one) for one in queries.thread(incoming=mail) if one != mail],
        "form": form if text.addresses else None,
        "done": PostDone.objects.filter(incoming=mail).select_related("done_by").first(),
    }
    return TemplateResponse(request, "protests/desk/post_mail.html", context)


@staff_only
@require_POST
def done(request: StaffRequest, public_id: str) -> HttpResponse:
    """It is dealt with."""
    done_with(incoming=_mail(request, public_id), by=request.user, now=timezone.now())
    messages.success(request, _("It lies with what is dealt with."))
    return redirect("protests_desk:post")


@staff_only
@require_POST
def undone(request: StaffRequest, public_id: str) -> HttpResponse:
    """It waits again."""
    not_done_with(incoming=_mail(request, public_id), by=request.user, now=timezone.now())
    messages.success(request, _("It waits again."))
    return redirect("protests_desk:post_mail", public_id)


@staff_only
@require_POST
def confirmation_done(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody has seen that a confirmation mail came back."""
    found = {line.message.pk: line.message for line in queries.came_back(organisation=request.organisation)}
    message = found.get(pk)
    if message is not None:
        done_with(confirmation=message, by=request.user, now=timezone.now())
        messages.success(request, _("It is off the list."))
    return redirect("protests_desk:post")


def _mail(request: StaffRequest, public_id: str) -> IncomingMessage:
    return get_object_or_404(queries.post(organisation=request.organisation), public_id=public_id)


def _line(mail: IncomingMessage) -> dict[str, Any]:
    return {"mail": mail, "kind": _kind(mail), "is_unread": mail.kind == IncomingKind.UNREADABLE, "done": getattr(mail, "done", None)}


def _kind(mail: IncomingMessage) -> str:
    if mail.kind == IncomingKind.COMPLAINT:
        return _("A complaint that somebody called a mail of ours spam")
    if mail.mailbox:
        told = {Mailbox.POSTMASTER: _("To postmaster@"), Mailbox.ABUSE: _("To abuse@"), Mailbox.TOO_LARGE: _("Too large, still in the mailbox")}
        return told.get(Mailbox(mail.mailbox), _("To an address that is none of ours"))
    if PostAnswer.objects.filter(message=mail.answers_id).exists():
        return _("An answer to what this desk wrote")
    return _("An answer to a mail of ours")


def _hints(text: MailText, request: StaffRequest) -> list[Link]:
    """What it says that it answers: a hint and no proof, since anybody can write that."""
    groups = OutgoingMessage.objects.filter(message_id__in=text.answers).values_list("group", flat=True)
    subjects = {group.removesuffix(":mail") for group in groups}
    appeals = [one for one in Appeal.objects.filter(organisation=request.organisation).prefetch_related("texts") if one.subject in subjects]
    return [Link(label=title_of(appeal=one), url=reverse("protests_desk:delivery", args=[one.pk])) for one in appeals]


def _of_thread(one: IncomingMessage | PostAnswer) -> dict[str, Any]:
    if isinstance(one, PostAnswer):
        text = mail_text(one.message.content)
        return {"is_ours": True, "who": one.written_by, "at": one.written_at, "text": text.new, "state": one.message.get_state_display()}
    return {"is_ours": False, "who": "", "at": one.received_at, "text": mail_text(one.raw).new, "url": reverse("protests_desk:post_mail", args=[one.public_id])}
