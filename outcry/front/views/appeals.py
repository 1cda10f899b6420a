"""Appeals, and the form that signs one."""

from datetime import datetime

from django.conf import settings
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
from outcry.appeals.models import Appeal
from outcry.front import form_token
from outcry.front.filling.appeal import appeal_page, appeals_page
from outcry.front.form_token import FormToken, TokenRefused, TooFast
from outcry.front.forms import SignForm
from outcry.front.views.errors import unavailable
from outcry.protests.at_hand import appeal_at_hand
from outcry.protests.operations.sign_appeal import AppealClosed, SignedForm, is_open, sign_appeal


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
    language, now = get_language() or "en", timezone.now()
    if request.method == "POST" and (signed := appeal_at_hand(slug=slug, now=now)) and is_open(signed, now=now):
        return _sign(request, signed, language=language, now=now)
    return _draw(request, _appeal(slug), language=language, now=now)


@require_safe
def check_your_mail(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page for a first, a second and a hundredth try."""
    appeal = _appeal(slug)
    text = queries.text_in(appeal=appeal, language=get_language() or "en")
    title = text.title if text else appeal.slug
    # Only in a demonstration there is a mailbox that everybody may look into.
    demo_mailbox = f"{reverse('demo:mailbox')}?language={get_language()}" if settings.MODE == "demo" else ""
    return render(
        request, "front/check_your_mail.html", {"appeal_title": title, "appeal_url": reverse("front:appeal", args=[slug]), "demo_mailbox": demo_mailbox}
    )


def _appeal(slug: str) -> Appeal:
    appeal = queries.by_slug(slug=slug)
    if appeal is None:
        raise Http404
    return appeal


def _sign(request: HttpRequest, appeal: Appeal, *, language: str, now: datetime) -> HttpResponse:
    form = SignForm(request.POST, language=language)
    if "restore" in request.POST:
        return _draw(request, appeal, typed=form, brings_letter_back=True, language=language, now=now)
    refusal, token = _read_token(request, appeal, form, now=now) if form.is_valid() else ("", None)
    if token is None:
        form.show_errors, form.general = True, (refusal,) if refusal else ()
        return _draw(request, appeal, typed=form, language=language, now=now)
    try:
        sign_appeal(appeal=appeal, form=_signed(form, token, language=language), now=now)
    except AppealClosed:
        return _draw(request, _appeal(appeal.slug), language=language, now=now)
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


def _signed(form: SignForm, token: FormToken, *, language: str) -> SignedForm:
    typed = form.cleaned_data
    return SignedForm(
        name=typed["name"],
        address=typed["email"],
        country=typed["country"],
        language=language,
        letter_version=token.letter_version,
        own_text=None if token.has_letter(typed["letter"]) else typed["letter"],
        shown_in_public=typed["shown_in_public"],
        shown_to_addressee=typed["shown_to_addressee"],
        wants_outcome=typed["wants_outcome"],
        wants_ask=typed["wants_ask"],
    )


def _draw(
    request: HttpRequest, appeal: Appeal, *, typed: SignForm | None = None, brings_letter_back: bool = False, language: str, now: datetime
) -> HttpResponse:
    """The page, with an empty form or with one as it was filled in."""
    page = appeal_page(appeal=appeal, language=language, now=now)
    token = form_token.issue(appeal=appeal.public_id, letter_version=page.letter_version, letter=page.letter.body, now=now)
    fresh = {"token": token, "homepage": ""}
    if typed is None:
        form = SignForm(language=language, initial=fresh | {"letter": page.letter.body})
    elif brings_letter_back:
        form = SignForm(language=language, initial=request.POST.dict() | fresh | {"letter": page.letter.body})
    else:
        form, data = typed, request.POST.copy()
        for name, value in fresh.items():
            data[name] = value
        form.data = data
    return render(request, "front/appeal.html", {"appeal": page, "form": form, "section": "appeals"})
