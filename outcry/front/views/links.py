"""What the links in our mails open. Opening changes nothing; the button does."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from outcry.front.filling.links import confirm_page, leave_page, protest_behind, unknown_confirm_page
from outcry.front.forms import ConfirmForm
from outcry.front.views.errors import unavailable
from outcry.lib.links import UnknownLink
from outcry.protests.addresses_of_pages import CONFIRM, LEAVE
from outcry.protests.models import Protest
from outcry.protests.operations.confirm_protest import ConfirmationKind, confirm_protest, standing
from outcry.protests.operations.withdraw_protest import withdraw_protest


# The link itself is the proof: whoever holds it holds the mailbox. No cookie is needed.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be sent; a POST sends it."""
    protest = protest_behind(token, purpose=CONFIRM)
    if protest is None:
        return render(request, "front/confirm.html", {"confirm": unknown_confirm_page()}, status=404)
    if request.method == "POST" and standing(protest, now=timezone.now()) is ConfirmationKind.COUNTED:
        return _press(request, protest, token)
    return _draw(request, protest, form=_proposed(protest))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to withdraw and erase; a POST does it."""
    protest = protest_behind(token, purpose=LEAVE)
    if request.method == "POST" and protest is not None:
        try:
            protest = withdraw_protest(link=token, never_write_again="never" in request.POST, now=timezone.now())
        except DatabaseError:
            return unavailable(request)
        except (UnknownLink, Protest.DoesNotExist):
            protest = None
    page = leave_page(protest, language=get_language() or "en")
    return render(request, "front/leave.html", {"leave": page}, status=404 if protest is None else 200)


def _press(request: HttpRequest, protest: Protest, token: str) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _draw(request, protest, form=form)
    try:
        answer = confirm_protest(link=token, now=timezone.now(), **form.cleaned_data)
    except DatabaseError:
        return unavailable(request)
    return _draw(request, answer.protest, form=form, kind=ConfirmationKind.ALREADY_COUNTED if answer.kind is ConfirmationKind.COUNTED else answer.kind)


def _draw(request: HttpRequest, protest: Protest, *, form: ConfirmForm, kind: ConfirmationKind | None = None) -> HttpResponse:
    page = confirm_page(protest, url=request.path, language=get_language() or "en", kind=kind, now=timezone.now())
    return render(request, "front/confirm.html", {"confirm": page, "form": form})


def _proposed(protest: Protest) -> ConfirmForm:
    return ConfirmForm(initial={"public_words": protest.public_words or "", "letter_words": protest.letter_words or ""})
