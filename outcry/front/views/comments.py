"""Comments of readers: all of a report, the form of a new one, and her own behind a private link. No cookie, no account, no script.

The report itself holds no form: it is the same page for everybody, and may be kept by whoever stands on the way.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from outcry.accounts.queries import the_organisation
from outcry.front import form_token
from outcry.front.comment_forms import CommentForm, ObjectForm
from outcry.front.filling.comments import all_comments, answered_comment, hear_page, leave_page, object_page, own_page, write_page
from outcry.front.form_token import TokenRefused, TooFast
from outcry.front.views.errors import unavailable
from outcry.lib.links import UnknownLink
from outcry.lib.networks import client_network
from outcry.newsroom.comment_rows import Comment, Objection
from outcry.newsroom.comments.commenting import (
    CommentsClosed,
    Writing,
    behind,
    erase_everything,
    hear_of_answers,
    link_to,
    own_comment,
    stop_mails,
    take_back,
    write_comment,
)
from outcry.newsroom.comments.limits import TooManyComments
from outcry.newsroom.comments.mails import HEAR, LEAVE
from outcry.newsroom.comments.objecting import object_to
from outcry.newsroom.models import ReportPage
from outcry.newsroom.queries import addresses_of, report_called

_PURPOSE, _OBJECTING = "comment", "object to a comment"


@require_safe
@conditional_page
def show_all(request: HttpRequest, slug: str) -> HttpResponse:
    """The comments on a report by leaves: the first stands below the report, too."""
    report = _report(request, slug, "front:comments")
    page = all_comments(report, on=_today(), leaf=request.GET.get("page", "1"))
    if page is None or not page.comments.is_shown:
        raise Http404
    return render(request, "front/comments.html", {"all": page, "section": "reports"})


# The form's own signed token stands in for a cookie: whoever could forge a POST could as well fill in the form.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; a POST is a comment, and leads to its private page."""
    report, now = _report(request, slug, "front:comment_write"), timezone.now()
    if request.method == "POST":
        return _take(request, report, now=now)
    return _draw(request, report, CommentForm(initial={"to": request.GET.get("to", ""), "token": form_token.issue_for(_PURPOSE, now=now)}))


# The link is the proof: only who wrote it has it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """What became of her comment; a POST takes it back."""
    try:
        comment = own_comment(token)
        if comment is not None and request.method == "POST":
            take_back(comment=comment, now=timezone.now())
            comment = own_comment(token)
    except UnknownLink:
        comment = None
    except DatabaseError:
        return unavailable(request)
    return render(request, "front/comment_mine.html", {"own": own_page(comment)}, status=404 if comment is None else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hear(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the owner of an address whether she wants to hear of answers; a POST says yes."""
    comment = behind(token, purpose=HEAR)
    if comment is not None and request.method == "POST":
        try:
            hear_of_answers(comment=comment, now=timezone.now())
        except DatabaseError:
            return unavailable(request)
        comment = behind(token, purpose=HEAR)
    return render(request, "front/comment_hear.html", {"mail": hear_page(comment)}, status=404 if comment is None else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to stop the mails, or to erase everything left with the address; a POST does it."""
    comment = behind(token, purpose=LEAVE)
    if comment is not None and request.method == "POST":
        try:
            step = erase_everything if request.POST.get("act") == "erase" else stop_mails
            step(comment=comment, now=timezone.now())
        except DatabaseError:
            return unavailable(request)
        comment = behind(token, purpose=LEAVE)
    return render(request, "front/comment_leave.html", {"mail": leave_page(comment)}, status=404 if comment is None else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to_one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what is wrong with a comment on the page; a POST keeps it, and its answer says so."""
    comment = Comment.objects.published().select_related("report__locale", "organisation").filter(public_id=public_id).first()
    if comment is None:
        raise Http404
    now = timezone.now()
    if request.method != "POST":
        return _draw_objection(request, comment, ObjectForm(initial={"token": form_token.issue_for(_OBJECTING, now=now)}))
    form = ObjectForm(request.POST)
    refusal = _refusal(request, form, purpose=_OBJECTING, now=now)
    if refusal is not None:
        return _draw_objection(request, comment, _with_a_fresh_token(request, form, refusal, purpose=_OBJECTING, now=now))
    typed = form.cleaned_data
    facts = {"objection": Objection(typed["objection"]), "words": typed["words"], "form": request.POST["token"]}
    try:
        object_to(comment=comment, network=_network(request), now=now, **facts)
    except TooManyComments:
        return _draw_objection(request, comment, _with_a_fresh_token(request, form, (_many_words(),), purpose=_OBJECTING, now=now), status=503)
    except DatabaseError:
        return unavailable(request)
    return render(request, "front/comment_objected.html", {"object": object_page(comment)})


def _draw_objection(request: HttpRequest, comment: Comment, form: ObjectForm, *, status: int = 200) -> HttpResponse:
    return render(request, "front/comment_object.html", {"object": object_page(comment), "form": form, "section": "reports"}, status=status)


def _take(request: HttpRequest, report: ReportPage, *, now: datetime) -> HttpResponse:
    form = CommentForm(request.POST)
    refusal = _refusal(request, form, purpose=_PURPOSE, now=now)
    if refusal is not None:
        return _again(request, report, form, refusal, now=now)
    try:
        comment = write_comment(report=report, writing=_writing(request, form), network=_network(request), now=now)
    except CommentsClosed:
        return _draw(request, report, form)
    except TooManyComments:
        return _again(request, report, form, (_many_words(),), now=now, status=503)
    except DatabaseError:
        return unavailable(request)
    # 303: the browser fetches the next page with GET, and reloading it sends nothing again.
    return HttpResponse(status=303, headers={"Location": reverse("front:comment_mine", args=[link_to(comment)])})


def _writing(request: HttpRequest, form: CommentForm) -> Writing:
    typed = form.cleaned_data
    return Writing(
        name=typed["name"],
        text=typed["text"],
        address=typed["email"],
        website=typed.get("website", ""),
        answers=typed["to"],
        form=request.POST["token"],
    )


def _refusal(request: HttpRequest, form: CommentForm | ObjectForm, *, purpose: str, now: datetime) -> tuple[str, ...] | None:
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


def _again(request: HttpRequest, report: ReportPage, form: CommentForm, general: tuple[str, ...], *, now: datetime, status: int = 200) -> HttpResponse:
    return _draw(request, report, _with_a_fresh_token(request, form, general, purpose=_PURPOSE, now=now), status=status)


def _with_a_fresh_token[Form: (CommentForm, ObjectForm)](request: HttpRequest, form: Form, general: tuple[str, ...], *, purpose: str, now: datetime) -> Form:
    """The form as it was filled in, and why it comes back."""
    form.data, form.show_errors = {**request.POST.dict(), "token": form_token.issue_for(purpose, now=now), "homepage": ""}, True
    form.general = general
    return form


def _many_words() -> str:
    return _("More comments come from where you are than we can take just now. What you typed is kept: press the button once more in an hour.")


def _draw(request: HttpRequest, report: ReportPage, form: CommentForm, *, status: int = 200) -> HttpResponse:
    to = str(form["to"].value() or "")
    answered = answered_comment(report, to) if to else None
    page = write_page(report, answered=answered, on=_today())
    if page is None or (to and answered is None):
        closed = {"title": report.title, "report_url": report.address(), "text": request.POST.get("text", ""), "is_closed": page is None}
        return render(request, "front/comment_closed.html", closed, status=410)
    return render(request, "front/comment_write.html", {"write": page, "form": form, "section": "reports"}, status=status)


def _report(request: HttpRequest, slug: str, view: str) -> ReportPage:
    """The report at this address in the reader's language; its page in other languages is told to the frame."""
    report = report_called(slug, language=get_language() or "en", on=_today())
    if report is None:
        raise Http404
    request.page_languages = addresses_of(report, on=_today(), view=view)  # type: ignore[attr-defined]
    return report


def _today() -> date:
    return the_organisation().content_now(now=timezone.now()).date()


def _network(request: HttpRequest) -> str:
    return client_network(request.META, trusted_proxies=settings.TRUSTED_PROXIES)
