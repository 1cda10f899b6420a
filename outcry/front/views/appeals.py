"""Appeals, and the form that signs one."""

from datetime import datetime

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.queries import the_organisation
from outcry.appeals import queries
from outcry.appeals.models import Appeal, LetterVersion
from outcry.front import form_token
from outcry.front.filling.appeal import appeal_page, appeals_page
from outcry.front.form_token import FormToken, TokenRefused, TooFast
from outcry.front.forms import SignForm
from outcry.front.pages.appeal import AppealPage
from outcry.front.views.errors import unavailable
from outcry.lib.text import plain_lines
from outcry.protests.operations.sign_appeal import AppealClosed, SignedForm, sign_appeal


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """All appeals, open ones first."""
    organisation, now = the_organisation(), timezone.now()
    on = organisation.content_now(now=now).date()
    page = appeals_page(
        open_ones=queries.open_appeals(organisation=organisation, on=on),
        closed=queries.closed_appeals(organisation=organisation, on=on),
        language=get_language() or "en",
        now=now,
    )
    return render(request, "front/appeals.html", {"appeals": page, "section": "appeals"})


# The form's own signed token stands in for a cookie: whoever could forge a POST could as well fill in the form,
# and nothing is sent before the owner of the mailbox presses the button.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The appeal with its form; a POST is a protest."""
    appeal, language, now = _appeal(slug), get_language() or "en", timezone.now()
    page = appeal_page(appeal=appeal, language=language, now=now)
    if request.method == "POST" and page.is_open:
        return _sign(request, appeal, page, language=language, now=now)
    form = SignForm(language=language, initial={"letter": page.letter.body, "token": _fresh_token(appeal, now=now)})
    return _draw(request, page, form)


@require_safe
def check_your_mail(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page for a first, a second and a hundredth try."""
    appeal = _appeal(slug)
    text = queries.text_in(appeal=appeal, language=get_language() or "en")
    title = text.title if text else appeal.slug
    return render(request, "front/check_your_mail.html", {"appeal_title": title, "appeal_url": reverse("front:appeal", args=[slug])})


def _appeal(slug: str) -> Appeal:
    appeal = queries.by_slug(slug=slug)
    if appeal is None:
        raise Http404
    return appeal


def _sign(request: HttpRequest, appeal: Appeal, page: AppealPage, *, language: str, now: datetime) -> HttpResponse:
    form = SignForm(request.POST, language=language)
    if "restore" in request.POST:
        return _again(request, appeal, page, form, now=now, letter=page.letter.body)
    if not form.is_valid():
        return _again(request, appeal, page, form, now=now, shows_errors=True)
    refusal, token = _read_token(request, appeal, form, now=now)
    if token is None:
        return _again(request, appeal, page, form, now=now, shows_errors=True, general=(refusal,))
    try:
        sign_appeal(appeal=appeal, form=_signed(form, appeal, token, language=language), now=now)
    except AppealClosed:
        return _draw(request, appeal_page(appeal=_appeal(appeal.slug), language=language, now=now), form)
    except DatabaseError:
        return unavailable(request)
    # 303: the browser fetches the next page with GET, and reloading it sends nothing again.
    return HttpResponse(status=303, headers={"Location": reverse("front:check_your_mail", args=[appeal.slug])})


def _read_token(request: HttpRequest, appeal: Appeal, form: SignForm, *, now: datetime) -> tuple[str, FormToken | None]:
    """The token, or why the form has to be sent once more. What people do not see and programs fill in counts as too fast."""
    try:
        token = form_token.read(request.POST.get("token", ""), appeal=appeal.public_id, now=now)
        if form.is_from_a_program:
            raise TooFast
    except TooFast:
        return _("That was as fast as a program. Everything you typed is kept: wait a moment and press the button once more."), None
    except TokenRefused:
        return _("The form was open for too long. Everything you typed is kept: please press the button once more."), None
    return "", token


def _signed(form: SignForm, appeal: Appeal, token: FormToken, *, language: str) -> SignedForm:
    typed = form.cleaned_data
    shown = LetterVersion.objects.prefetch_related("texts").get(appeal=appeal, number=token.letter_version)
    approved = queries.letter_in(letter=shown, language=language, source_language=appeal.organisation.source_language)
    is_unchanged = approved is not None and plain_lines(approved.body).strip() == typed["letter"]
    return SignedForm(
        name=typed["name"],
        address=typed["email"],
        country=typed["country"],
        language=language,
        letter_version=token.letter_version,
        own_text=None if is_unchanged else typed["letter"],
        shown_in_public=typed["shown_in_public"],
        shown_to_addressee=typed["shown_to_addressee"],
        wants_outcome=typed["wants_outcome"],
    )


def _again(
    request: HttpRequest,
    appeal: Appeal,
    page: AppealPage,
    form: SignForm,
    *,
    now: datetime,
    shows_errors: bool = False,
    general: tuple[str, ...] = (),
    letter: str | None = None,
) -> HttpResponse:
    """The form as it was filled in, with a fresh token and the hidden field emptied."""
    data = request.POST.copy()
    data["token"], data["homepage"] = _fresh_token(appeal, now=now), ""
    if letter is not None:
        data["letter"] = letter
    form.data = data
    form.show_errors, form.general = shows_errors, general
    if not shows_errors:
        form = SignForm(initial=data.dict(), language=get_language() or "en")
    return _draw(request, page, form)


def _fresh_token(appeal: Appeal, *, now: datetime) -> str:
    letter = queries.current_letter(appeal=appeal)
    return form_token.issue(appeal=appeal.public_id, letter_version=letter.number if letter else 0, now=now)


def _draw(request: HttpRequest, page: AppealPage, form: SignForm) -> HttpResponse:
    return render(request, "front/appeal.html", {"appeal": page, "form": form, "section": "appeals"})
