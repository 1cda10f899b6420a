"""From a conversation in confidence to a case: made from it, or added to one that is there; and what she told since."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outcry.accounts.permissions import StaffRequest, staff_who_may
from outcry.cases.forms.conversations import FilesForm, TakeOverForm, ToCaseForm
from outcry.cases.models import Case, Source
from outcry.cases.operations.conversations import Taken, Taking, consent_words, make_case, take_over, told_by
from outcry.cases.operations.quick import Heard
from outcry.cases.refusals import Refused
from outcry.cases.titles import title_of
from outcry.cases.views.pages import crumbs, the_case
from outcry.cases.views.quick import quick_page
from outcry.design.parts import Link
from outcry.intake import queries, unlocking
from outcry.intake.models import Conversation, ConversationState
from outcry.intake.operations import Handover, for_casework

_READ = (ConversationState.OPEN, ConversationState.CLOSED)


def _told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Hand the view a conversation that was opened, and how to read it. Whoever may not, or has no key at hand, is led where she can get it."""

    @wraps(view)
    def opened(request: StaffRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        conversation = get_object_or_404(queries.conversations(organisation=request.organisation), pk=pk)
        keys = unlocking.keys_in_hand(request, now=timezone.now())
        if keys is None:
            return redirect(f"{reverse('intake_desk:unlock')}?conversation={pk}")
        if conversation.state not in _READ:
            return redirect("intake_desk:conversation", pk)

        def read(after: int = 0) -> Handover:
            return for_casework(conversation, keys=keys, after=after)

        return view(request, conversation, read, *args, **kwargs)

    return staff_who_may(queries.HANDLE)(opened)


@_told
@require_http_methods(["GET", "POST"])
def make(request: StaffRequest, conversation: Conversation, read: Callable[..., Handover]) -> HttpResponse:
    """Make a case of it: the page of what is heard in a minute, filled in from what she wrote."""
    handover = read()
    files = FilesForm(request.POST or None, handed=handover.files)

    def keep(heard: Heard, public_id: str) -> Case:
        taken = make_case(
            conversation=conversation, handover=handover, heard=heard, files=files.chosen(), public_id=public_id, by=request.user, now=timezone.now()
        )
        _tell_of(request, taken)
        return taken.source.case

    initial = {
        "told_by": told_by(handover),
        "connection": "related",
        "consent": handover.use.value,
        "consent_words": consent_words(handover.use),
        "notes": "\n\n".join(text for text in (handover.connection, handover.text) if text),
    }
    title = _("Make a case from conversation %(number)s") % {"number": conversation.pk}
    more = {"title": title, "crumbs": _crumbs(conversation), "told": handover.text, "connection": handover.connection, "files": files}
    return quick_page(request, keep=keep, initial=initial, more=more)


@_told
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, conversation: Conversation, read: Callable[..., Handover]) -> HttpResponse:
    """Choose the case to which it is added."""
    form = ToCaseForm(request.POST or None, organisation=request.organisation)
    if form.is_bound and form.is_valid() and form.case:
        return redirect("cases_desk:take_over", conversation.pk, form.case.pk)
    page = {"title": _("Add it to a case"), "crumbs": _crumbs(conversation), "form": form, "forms": [form], "button": _("Go on")}
    return TemplateResponse(request, "cases/desk/add_conversation.html", page)


@_told
@require_http_methods(["GET", "POST"])
def take(request: StaffRequest, conversation: Conversation, read: Callable[..., Handover], case: int) -> HttpResponse:
    """What she told that the case does not have yet."""
    found = the_case(request, case)
    source = found.sources.filter(conversation=conversation).first()
    seen = source.told_until if source else None
    handover = read(seen or 0)
    form = TakeOverForm(request.POST or None, handed=handover.files, initial={"words": handover.text, "seen": seen, "until": handover.until})
    if form.is_bound and form.is_valid() and _is_taken(request, found, conversation, form, handover):
        return redirect("cases_desk:case", case)
    page = {
        "title": _("What was told since") if source else _("Add it to this case"),
        "crumbs": crumbs(found),
        "form": form,
        "forms": [form],
        "told": handover.text,
        "connection": "" if source else handover.connection,
        "use": handover.use.label,
        "in_force": [title_of(consent) for consent in source.consents.filter(withdrawn_on=None)] if source else [],
        "conversation": conversation,
        "case": found,
    }
    return TemplateResponse(request, "cases/desk/take_over.html", page)


def _is_taken(request: StaffRequest, case: Case, conversation: Conversation, form: TakeOverForm, handover: Handover) -> bool:
    if form.cleaned_data["until"] != handover.until:
        form.add_error(None, _("She has written again meanwhile. Read what is new above, then save."))
        data: Any = form.data
        form.data = data = data.copy()
        data["until"] = str(handover.until)
        return False
    taking = Taking(handover=handover, words=form.cleaned_data["words"], files=form.chosen(), follows_consent=form.cleaned_data["follows_consent"])
    try:
        taken = take_over(case=case, conversation=conversation, taking=taking, seen=form.cleaned_data["seen"], by=request.user, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return False
    _tell_of(request, taken)
    messages.success(request, _("It is in the file. The conversation and the case name each other."))
    return True


def conversation_of(request: StaffRequest, case: Case) -> list[dict[str, Any]]:
    """The conversations that are sources of a case, for those who may read them: with how many messages the case does not have yet."""
    if not request.user.has_perm(queries.HANDLE):
        return []
    rows: list[Source] = [source for source in case.sources.all() if source.conversation_id]
    return [_drawn(source) for source in rows]


def _drawn(source: Source) -> dict[str, Any]:
    conversation = source.conversation
    later = queries.later_messages(conversation_id=source.conversation_id or 0, after=source.told_until or 0)
    return {"conversation": conversation, "later": later, "is_erased": bool(conversation and conversation.state == ConversationState.ERASED)}


def _tell_of(request: StaffRequest, taken: Taken) -> None:
    for name, reason in taken.left:
        messages.warning(request, _("“%(name)s” did not become evidence: %(reason)s") % {"name": name, "reason": reason})


def _crumbs(conversation: Conversation) -> list[Link]:
    return [
        Link(label=_("Messages in confidence"), url=reverse("intake_desk:index")),
        Link(label=_("Conversation %(number)s") % {"number": conversation.pk}, url=reverse("intake_desk:conversation", args=[conversation.pk])),
    ]
