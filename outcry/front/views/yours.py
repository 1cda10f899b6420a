"""The page of a supporter: asked for with an address, opened by a mailed link. No cookie, no account, no script; opening it changes nothing."""

from datetime import datetime

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.queries import the_organisation
from outcry.front import form_token
from outcry.front.filling.newsletter import topics_to_choose
from outcry.front.filling.yours import yours_page
from outcry.front.newsletter_forms import ChoiceForm, MailboxForm
from outcry.front.views.errors import unavailable
from outcry.front.views.newsletter import archive_now, demo_mailbox, refusal_of, shown_again
from outcry.newsletters import agreements, joining
from outcry.newsletters.agreements import Held, held
from outcry.newsletters.her_page import ask_for_page, erase_her, page_behind
from outcry.newsletters.models import PageRequest

_PURPOSE = "her page"
# Buttons beside one of her comments, protests, gatherings.
_OF_ONE = {"silence": agreements.silence, "withdraw": agreements.withdraw, "stay away": agreements.stay_away}


# The form's own signed token stands in for a cookie, and nobody but the owner of the mailbox is answered.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; a POST asks for a link."""
    now = timezone.now()
    if request.method != "POST":
        return render(request, "front/yours.html", {"form": MailboxForm(initial={"token": form_token.issue_for(_PURPOSE, now=now)})})
    form = MailboxForm(request.POST)
    refusal = refusal_of(form, purpose=_PURPOSE, now=now)
    if refusal is not None:
        return render(request, "front/yours.html", {"form": shown_again(request, form, refusal, purpose=_PURPOSE, now=now)})
    try:
        ask_for_page(organisation=the_organisation(), address=form.cleaned_data["email"], language=get_language() or "en", now=now)
    except DatabaseError:
        return unavailable(request)
    # 303: the browser fetches the next page with GET, and reloading it sends nothing again.
    return HttpResponse(status=303, headers={"Location": reverse("front:yours_check")})


@require_safe
def check_your_mail(request: HttpRequest) -> HttpResponse:
    """The same page, whether we know the address or not."""
    return render(request, "front/yours_check.html", {"demo_mailbox": demo_mailbox()})


# The link itself is the proof: whoever holds it holds the mailbox.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """All that she agreed to; a POST changes what its button says."""
    now = timezone.now()
    asked = page_behind(token, now=now)
    if asked is None:
        return render(request, "front/yours_gone.html", {"is_erased": False}, status=404)
    if request.method != "POST":
        return _draw(request, asked, token)
    try:
        return _change(request, asked, token, now=now)
    except DatabaseError:
        return unavailable(request)


@never_cache
@require_safe
def export(request: HttpRequest, token: str) -> HttpResponse:
    """All of it as JSON."""
    asked = page_behind(token, now=timezone.now())
    if asked is None:
        raise Http404
    told = agreements.as_data(of=_held(asked), address=asked.address or "")
    headers = {"Content-Disposition": 'attachment; filename="agreed-to.json"'}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers=headers)


def _change(request: HttpRequest, asked: PageRequest, token: str, *, now: datetime) -> HttpResponse:
    hers, mailbox, key = _held(asked), bytes(asked.address_hash), request.POST.get("key", "")
    match request.POST.get("act"):
        case "erase":
            erase_her(request=asked, never_write_again="never" in request.POST, now=now)
            return render(request, "front/yours_gone.html", {"is_erased": True})
        case "choose" if hers.newsletter is not None:
            form = ChoiceForm(request.POST, topics=topics_to_choose(archive_now()))
            if not form.is_valid():
                form.show_errors = True
                return _draw(request, asked, token, form=form)
            joining.choose(subscription=hers.newsletter, choice=form.choice())
        case "end" if hers.newsletter is not None:
            joining.leave(subscription=hers.newsletter, now=now)
        case "decline":
            agreements.decline(of=hers, mailbox=mailbox, public_id=key, now=now)
        case act if act in _OF_ONE:
            _OF_ONE[act](of=hers, public_id=key, now=now)
    return _draw(request, asked, token, is_changed=True)


def _draw(request: HttpRequest, asked: PageRequest, token: str, *, form: ChoiceForm | None = None, is_changed: bool = False) -> HttpResponse:
    hers = _held(asked)
    page = yours_page(asked, hers, link=token, language=get_language() or "en")
    if form is None and hers.newsletter is not None:
        chosen = {"languages": hers.newsletter.chosen_languages(), "topics": [term.pk for term in hers.newsletter.topics.all()]}
        form = ChoiceForm(initial=chosen, topics=topics_to_choose(archive_now(), also=hers.newsletter.topics.all()))
    return render(request, "front/yours_page.html", {"yours": page, "form": form, "is_changed": is_changed})


def _held(asked: PageRequest) -> Held:
    return held(organisation=asked.organisation, mailbox=bytes(asked.address_hash), address=asked.address or "")
