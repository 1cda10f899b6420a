"""Write to us safely: a first message, and coming back with a code. No cookie, no session, no script.

Everything happens in the answer to a POST, and every POST of a conversation carries its code again. What is typed and sent
never stands in an address, and no answer may be kept by anybody on the way.
"""

from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from outcry.accounts.queries import the_organisation
from outcry.front import form_token
from outcry.front.filling.write import conversation_page, write_page
from outcry.front.form_token import TokenRefused, TooFast
from outcry.front.pages.write import Done
from outcry.front.views.errors import unavailable
from outcry.front.write_forms import CodeForm, EraseForm, ReplyForm, UseForm, WriteForm
from outcry.intake import operations
from outcry.intake.contents import Details, details_of
from outcry.intake.models import Use
from outcry.intake.operations import AlreadyTaken, Found, UnknownCode, Writing
from outcry.intake.recognition import TooMany
from outcry.intake.uploads import SealingUploadHandler, sealed_uploads
from outcry.lib.spoken_codes import in_groups

_FIRST, _FURTHER = "write", "write more"


# The form's own signed token stands in for a cookie: whoever could forge a POST could as well fill in the form.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """What this is for and how to be safer, then the form; a POST is a message, and its answer shows the code once."""
    now = timezone.now()
    if request.method != "POST":
        return _draw_first(request, WriteForm(initial={"token": form_token.issue_for(_FIRST, now=now), "use": Use.RECORD}))
    try:
        with sealed_uploads(request) as uploads:
            return _receive(request, uploads, now=now)
    except TooMany:
        return _come_again(request)


# The code, in the body of every POST, is the proof: whoever has it needs no cookie, whoever has not can't guess it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a POST opens the conversation, or does there what its button says."""
    if request.method != "POST":
        return render(request, "front/write_back.html", {"form": CodeForm()})
    try:
        with sealed_uploads(request) as uploads:
            return _open(request, uploads, now=timezone.now())
    except TooMany:
        return _come_again(request)


def _open(request: HttpRequest, uploads: SealingUploadHandler, *, now: datetime) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        form.show_errors = True
        return render(request, "front/write_back.html", {"form": form})
    try:
        found = operations.find(code=form.cleaned_data["code"], now=now)
        return _step(request, found, uploads, code=form.cleaned_data["code"], now=now)
    except UnknownCode:
        form.show_errors = True
        form.add_error("code", _("Nothing is here under this code. Either it was never given out, or everything behind it is deleted."))
        return render(request, "front/write_back.html", {"form": form})
    except TooMany:
        form.show_errors, form.general = True, (_many_words(),)
        return render(request, "front/write_back.html", {"form": form}, status=503)
    except DatabaseError:
        return unavailable(request)


def _come_again(request: HttpRequest) -> HttpResponse:
    """So many send files at this moment that we have not read the form at all."""
    return render(request, "front/write_busy.html", status=503)


def _receive(request: HttpRequest, uploads: SealingUploadHandler, *, now: datetime) -> HttpResponse:
    form = WriteForm(request.POST, request.FILES, refused=uploads.refused)
    if uploads.disk_failed:
        return unavailable(request)
    refusal = _refusal(request, form, purpose=_FIRST, now=now)
    if refusal is not None:
        return _draw_first(request, _again(request, form, refusal, purpose=_FIRST, now=now))
    typed = form.cleaned_data
    writing = Writing(
        text=typed["text"],
        details=Details(place=typed["place"], contact=typed["contact"], use=typed["use"]),
        language=get_language() or "en",
        form=request.POST["token"],
        files=typed["attached"],
    )
    try:
        code = operations.receive(organisation=the_organisation(), writing=writing, now=now)
    except AlreadyTaken:
        return render(request, "front/write_sent.html", {"spoken": "", "files": 0})
    except TooMany:
        return _draw_first(request, _again(request, form, (_many_words(),), purpose=_FIRST, now=now), status=503)
    except DatabaseError:
        return unavailable(request)
    return render(request, "front/write_sent.html", {"spoken": in_groups(code), "files": len(writing.files)})


def _step(request: HttpRequest, found: Found, uploads: SealingUploadHandler, *, code: str, now: datetime) -> HttpResponse:
    match request.POST.get("act"):
        case "write":
            return _write_more(request, found, uploads, code=code, now=now)
        case "use":
            return _change_use(request, found, code=code, now=now)
        case "erase":
            return _erase(request, found, code=code, now=now)
    return _draw(request, found, code=code, now=now)


def _write_more(request: HttpRequest, found: Found, uploads: SealingUploadHandler, *, code: str, now: datetime) -> HttpResponse:
    form = ReplyForm(request.POST, request.FILES, refused=uploads.refused)
    if uploads.disk_failed:
        return unavailable(request)
    refusal = _refusal(request, form, purpose=_FURTHER, now=now)
    if refusal is not None:
        return _draw(request, found, code=code, reply=_again(request, form, refusal, purpose=_FURTHER, now=now), now=now)
    typed = form.cleaned_data
    try:
        operations.add_message(found=found, text=typed["text"], files=typed["attached"], form=request.POST["token"], now=now)
    except AlreadyTaken:
        # A reload of the page after sending: it stands there once.
        pass
    except TooMany:
        return _draw(request, found, code=code, reply=_again(request, form, (_many_words(),), purpose=_FURTHER, now=now), now=now, status=503)
    return _draw(request, found, code=code, done="written", now=now)


def _change_use(request: HttpRequest, found: Found, *, code: str, now: datetime) -> HttpResponse:
    form = UseForm(request.POST)
    if not form.is_valid():
        form.show_errors = True
        return _draw(request, found, code=code, use=form, now=now)
    operations.change_use(found=found, use=form.cleaned_data["use"])
    found.conversation.refresh_from_db()
    return _draw(request, found, code=code, done="use", now=now)


def _erase(request: HttpRequest, found: Found, *, code: str, now: datetime) -> HttpResponse:
    form = EraseForm(request.POST)
    if not form.is_valid():
        form.show_errors = True
        return _draw(request, found, code=code, erase=form, now=now)
    operations.erase_by_sender(found=found, now=now)
    return render(request, "front/write_erased.html")


def _refusal(request: HttpRequest, form: WriteForm | ReplyForm, *, purpose: str, now: datetime) -> tuple[str, ...] | None:
    """Why the form comes back, beside what stands at its fields; None when it is taken."""
    if not form.is_valid():
        return ()
    try:
        form_token.check_for(purpose, request.POST.get("token", ""), now=now)
        if form.is_from_a_program:
            raise TooFast
    except TooFast:
        return (_("That was as fast as a program. Everything you typed is kept: wait a moment and press the button once more."),)
    except TokenRefused:
        return (_("The form was open for too long. Everything you typed is kept: please press the button once more."),)
    return None


def _again(request: HttpRequest, form: WriteForm | ReplyForm, general: tuple[str, ...], *, purpose: str, now: datetime) -> WriteForm | ReplyForm:
    """The form as it was filled in, with a fresh token, and why it comes back."""
    form.data, form.show_errors = {**request.POST.dict(), "token": form_token.issue_for(purpose, now=now), "homepage": ""}, True
    lost = (_("Your files were not kept, and a browser can’t choose them again by itself: please choose them once more."),) if form.had_files else ()
    form.general = (*general, *lost)
    return form


def _draw_first(request: HttpRequest, form: WriteForm | ReplyForm, *, status: int = 200) -> HttpResponse:
    return render(request, "front/write.html", {"write": write_page(organisation=the_organisation()), "form": form}, status=status)


def _draw(
    request: HttpRequest,
    found: Found,
    *,
    code: str,
    now: datetime,
    reply: WriteForm | ReplyForm | None = None,
    use: UseForm | None = None,
    erase: EraseForm | None = None,
    done: Done = "",
    status: int = 200,
) -> HttpResponse:
    """The conversation with its three forms; those not handed in are fresh."""
    context = {
        "conversation": conversation_page(found=found, code=code, done=done),
        "reply": reply or ReplyForm(initial={"token": form_token.issue_for(_FURTHER, now=now)}),
        "use": use or UseForm(initial={"use": details_of(found.conversation, found.keys).use}),
        "erase": erase or EraseForm(),
    }
    return render(request, "front/write_conversation.html", context, status=status)


def _many_words() -> str:
    return _("More people write to us just now than we can take. What you typed is kept on this page: press the button once more in a few minutes.")
