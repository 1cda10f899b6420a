"""The newsletter: asking for it, saying yes, leaving. No cookie, no account, no script; opening a link changes nothing."""

from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.queries import the_organisation
from outcry.front import form_token
from outcry.front.filling.newsletter import asked_page, leaving_page, topics_to_choose
from outcry.front.filling.newsletter_archive import issue_teaser
from outcry.front.form_token import TokenRefused, TooFast
from outcry.front.forms import TrappedForm
from outcry.front.newsletter_forms import JoinForm
from outcry.front.views.errors import unavailable
from outcry.newsletters import joining
from outcry.newsletters.joining import Leaving
from outcry.newsletters.queries import in_public
from outcry.newsroom.archive.queries import Archive

_PURPOSE = "newsletter"
_LATEST = 3


# The form's own signed token stands in for a cookie: whoever could forge a POST could as well fill in the form, and
# nothing is sent before the owner of the mailbox presses the button.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The form; a POST asks for the newsletter."""
    archive, now = archive_now(), timezone.now()
    topics = topics_to_choose(archive)
    if request.method != "POST":
        first = {"languages": [archive.language], "token": form_token.issue_for(_PURPOSE, now=now)}
        return _draw(request, JoinForm(topics=topics, initial=first))
    form = JoinForm(request.POST, topics=topics)
    refusal = refusal_of(form, purpose=_PURPOSE, now=now)
    if refusal is not None:
        return _draw(request, shown_again(request, form, refusal, purpose=_PURPOSE, now=now))
    try:
        joining.sign_up(organisation=archive.organisation, address=form.cleaned_data["email"], choice=form.choice(), language=archive.language, now=now)
    except DatabaseError:
        return unavailable(request)
    # 303: the browser fetches the next page with GET, and reloading it sends nothing again.
    return HttpResponse(status=303, headers={"Location": reverse("front:newsletter_check")})


@require_safe
def check_your_mail(request: HttpRequest) -> HttpResponse:
    """The same page for a first, a second and a hundredth try."""
    return render(request, "front/newsletter_check.html", {"demo_mailbox": demo_mailbox()})


# The link itself is the proof: whoever holds it holds the mailbox.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was chosen; a POST says yes to it."""
    asked, now = joining.sign_up_behind(token), timezone.now()
    if asked is not None and request.method == "POST":
        try:
            joining.confirm(asked=asked, now=now)
        except DatabaseError:
            return unavailable(request)
        asked = joining.sign_up_behind(token)
    page = asked_page(asked, language=get_language() or "en", now=now)
    return render(request, "front/newsletter_confirm.html", {"asked": page}, status=404 if asked is None else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to end it; any POST ends it, also that of a mail program with its one click (RFC 8058)."""
    leaving = joining.behind_leaving(token)
    if request.method == "POST":
        try:
            _end(leaving, never_write_again="never" in request.POST, now=timezone.now())
        except DatabaseError:
            return unavailable(request)
        leaving = joining.behind_leaving(token)
    page = leaving_page(leaving)
    return render(request, "front/newsletter_leave.html", {"leaving": page}, status=404 if page.state == "unknown" else 200)


def _end(leaving: Leaving, *, never_write_again: bool, now: datetime) -> None:
    if leaving.subscription is not None:
        joining.leave(subscription=leaving.subscription, now=now)
    if leaving.asked is not None:
        joining.undo_sign_up(asked=leaving.asked, never_write_again=never_write_again, now=now)


def _draw(request: HttpRequest, form: JoinForm) -> HttpResponse:
    latest = in_public(organisation=the_organisation()).filter(language=get_language() or "en")[:_LATEST]
    return render(request, "front/newsletter.html", {"form": form, "issues": [issue_teaser(issue) for issue in latest]})


def archive_now() -> Archive:
    """The reports that a reader of the page's language finds now."""
    organisation = the_organisation()
    return Archive(organisation=organisation, language=get_language() or "en", on=organisation.content_now(now=timezone.now()).date())


def demo_mailbox() -> str:
    """Only in a demonstration there is a mailbox that everybody may look into."""
    return f"{reverse('demo:mailbox')}?language={get_language()}" if settings.MODE == "demo" else ""


def refusal_of(form: TrappedForm, *, purpose: str, now: datetime) -> tuple[str, ...] | None:
    """Why the form comes back, beside what stands at its fields; None when it is taken."""
    if not form.is_valid():
        return ()
    try:
        form_token.check_for(purpose, form.cleaned_data["token"], now=now)
        if form.is_from_a_program:
            raise TooFast
    except TooFast:
        return (_("That was as fast as a program. Everything you typed is kept: wait a moment and press the button once more."),)
    except TokenRefused:
        return (_("The form was open for too long. Everything you typed is kept: please press the button once more."),)
    return None


def shown_again[Form: TrappedForm](request: HttpRequest, form: Form, refusal: tuple[str, ...], *, purpose: str, now: datetime) -> Form:
    """The form as it was filled in, with a fresh token, and why it comes back."""
    data = request.POST.copy()
    data["token"], data["homepage"] = form_token.issue_for(purpose, now=now), ""
    form.data, form.show_errors, form.general = data, True, refusal
    return form
