"""One conversation on the desk: read it, answer, note, assign, close; and its files, after a warning."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import IO, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from outcry.accounts.permissions import StaffRequest, staff_who_may
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.intake import contents, operations, queries, unlocking
from outcry.intake.beside import beside
from outcry.intake.contents import Keys
from outcry.intake.desk_keys import DeskKeys
from outcry.intake.forms import AnswerForm, AssignForm, NoteForm
from outcry.intake.models import Author, Conversation, ConversationState, File, Message, Use
from outcry.intake.operations.desk import Gone
from outcry.intake.views.parts import crumbs, title_of
from outcry.lib.keys import KeyMissing
from outcry.lib.sealed_files import CHUNK
from outcry.lib.sealing import SealBroken

TONES = {
    ConversationState.NEW: "alarm",
    ConversationState.OPEN: "wait",
    ConversationState.CLOSED: "safe",
    ConversationState.SPAM: "plain",
    ConversationState.ERASED: "plain",
}
# Even opened by mistake, a file of a stranger's runs nothing and asks for nothing.
_FILE_POLICY: dict[str, Any] = {"default-src": [CSP.NONE], "sandbox": True, "frame-ancestors": [CSP.NONE]}
_MOVES = {"open": operations.open_conversation, "close": operations.close, "spam": operations.mark_as_spam, "reopen": operations.reopen}


def _with_keys(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hand the view the conversation and the desk's keys; ask for the passphrase first where there is one."""

    @wraps(view)
    def opened(request: StaffRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        conversation = get_object_or_404(queries.conversations(organisation=request.organisation), pk=pk)
        keys = unlocking.keys_in_hand(request, now=timezone.now())
        if keys is None:
            return redirect(f"{reverse('intake_desk:unlock')}?conversation={pk}")
        try:
            return view(request, conversation, keys, *args, **kwargs)
        except FileNotFoundError:
            messages.error(request, _("The file is not on the disk: it was erased meanwhile, or the folder of files was not brought back from a backup."))
            return redirect("intake_desk:conversation", pk)
        except Gone:
            messages.warning(request, _("This conversation was erased meanwhile, by its sender or because its term was over."))
            return redirect("intake_desk:index")

    return staff_who_may(queries.HANDLE)(opened)


@_with_keys
@require_http_methods(["GET", "POST"])
def show(request: StaffRequest, conversation: Conversation, keys: DeskKeys) -> HttpResponse:
    """Read it once it was opened; a POST writes an answer or a note."""
    if conversation.state in (ConversationState.NEW, ConversationState.ERASED):
        return _cover(request, conversation)
    act = request.POST.get("act", "")
    answer = AnswerForm(request.POST if act == "answer" else None)
    note = NoteForm(request.POST if act == "note" else None)
    now = timezone.now()
    if answer.is_bound and answer.is_valid():
        operations.answer(conversation=conversation, text=answer.cleaned_data["answer"], keys=keys, by=request.user, now=now)
        messages.success(request, _("The answer waits for the sender. They read it when they come back with their code."))
        return redirect("intake_desk:conversation", conversation.pk)
    if note.is_bound and note.is_valid():
        operations.keep_note(conversation=conversation, text=note.cleaned_data["note"], keys=keys, by=request.user, now=now)
        messages.success(request, _("The note is kept among staff."))
        return redirect("intake_desk:conversation", conversation.pk)
    return _page(request, conversation, keys, answer=answer, note=note)


@_with_keys
@require_POST
def move(request: StaffRequest, conversation: Conversation, keys: DeskKeys) -> HttpResponse:
    """Open, close, put aside as spam, take up again."""
    step = _MOVES.get(request.POST.get("to", ""))
    if step is None:
        raise Http404
    step(conversation=conversation, by=request.user, now=timezone.now())
    return redirect("intake_desk:conversation", conversation.pk)


@_with_keys
@require_POST
def assign(request: StaffRequest, conversation: Conversation, keys: DeskKeys) -> HttpResponse:
    """Say who looks after it."""
    form = AssignForm(request.POST, staff=queries.readers(organisation=request.organisation))
    if form.is_valid():
        operations.assign(conversation=conversation, to=form.chosen(), by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose somebody from the list."))
    return redirect("intake_desk:conversation", conversation.pk)


@_with_keys
@require_http_methods(["GET", "POST"])
def file(request: StaffRequest, conversation: Conversation, keys: DeskKeys, file_pk: int) -> HttpResponseBase:
    """Warn first; a POST gives the file out, to be saved and never to be shown by the browser."""
    if conversation.state == ConversationState.NEW:
        raise Http404
    found = get_object_or_404(File.objects.select_related("message__conversation"), pk=file_pk, message__conversation=conversation)
    if request.method == "POST":
        facts, stream = operations.read_file(file=found, keys=keys, by=request.user, now=timezone.now())
        return _as_attachment(facts.name, found.size, stream)
    facts = contents.facts_of(found, contents.keys_of_desk(conversation, keys))
    context = {
        "title": _("A file from a stranger"),
        "crumbs": crumbs(conversation),
        "name": facts.name,
        "kind": facts.kind,
        "size": found.size,
        "back_url": reverse("intake_desk:conversation", args=[conversation.pk]),
    }
    return TemplateResponse(request, "intake/desk/file.html", context)


def _as_attachment(name: str, size: int, stream: IO[bytes]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_pieces(stream), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name or "file") or "attachment"
    answer.headers["Content-Length"] = str(size)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    answer._csp_config = _FILE_POLICY  # type: ignore[attr-defined]
    return answer


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(CHUNK):
            yield piece


def _cover(request: StaffRequest, conversation: Conversation) -> HttpResponse:
    """What can be said of a conversation that nobody has opened, or that is erased."""
    sizes = File.objects.filter(message__conversation=conversation).values_list("size", flat=True)
    context = {
        "title": title_of(conversation),
        "crumbs": crumbs(),
        "conversation": conversation,
        "tone": TONES[ConversationState(conversation.state)],
        "language_name": dict(settings.LANGUAGES).get(conversation.language, ""),
        "file_count": len(sizes),
        "size": sum(sizes),
        "erased_on": operations.erased_on(conversation),
        "history": in_words(entries=of_subject(subject=conversation.subject)[:50], organisation_id=request.organisation.pk),
    }
    return TemplateResponse(request, "intake/desk/cover.html", context)


def _page(request: StaffRequest, conversation: Conversation, keys: DeskKeys, *, answer: AnswerForm, note: NoteForm) -> HttpResponse:
    try:
        opened = contents.keys_of_desk(conversation, keys)
    except (KeyMissing, SealBroken):
        return TemplateResponse(request, "intake/desk/unreadable.html", {"title": title_of(conversation), "crumbs": crumbs()})
    details = contents.details_of(conversation, opened)
    staff = queries.readers(organisation=request.organisation)
    context = {
        "title": title_of(conversation),
        "crumbs": crumbs(),
        "conversation": conversation,
        "tone": TONES[ConversationState(conversation.state)],
        "language_name": dict(settings.LANGUAGES).get(conversation.language, conversation.language),
        "details": details,
        "use": Use(details.use).label,
        "lines": [_line(message, opened) for message in conversation.messages.select_related("written_by").prefetch_related("files")],
        "answer": answer,
        "note": note,
        "assign": AssignForm(initial={"to": str(conversation.assigned_to_id or "")}, staff=staff),
        "history": in_words(entries=of_subject(subject=conversation.subject)[:50], organisation_id=request.organisation.pk),
        "erased_on": operations.erased_on(conversation),
        "besides": beside(conversation),
        "problems": [form for form in (answer, note) if form.errors],
    }
    return TemplateResponse(request, "intake/desk/conversation.html", context)


def _line(message: Message, keys: Keys) -> dict[str, object]:
    files = [{"pk": one.pk, "size": one.size, "name": contents.facts_of(one, keys).name} for one in message.files.all()]
    return {"message": message, "text": contents.text_of(message, keys), "files": files, "is_note": message.author == Author.NOTE}
