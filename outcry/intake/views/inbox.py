"""The inbox of what people wrote to us in confidence, and the passphrase in front of it."""

from typing import TypedDict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_who_may
from outcry.design.desk import Figure
from outcry.intake import desk_keys, queries, unlocking
from outcry.intake.desk_keys import DeskIsLocked, WrongPassphrase
from outcry.intake.forms import PassphraseForm
from outcry.intake.models import Conversation, ConversationState
from outcry.intake.views.parts import age_in_days, crumbs

_ON_A_PAGE = 50
TABS = (ConversationState.NEW, ConversationState.OPEN, ConversationState.CLOSED, ConversationState.SPAM)


class Tab(TypedDict):
    """One list of the inbox."""

    word: str
    number: int
    url: str
    is_current: bool


@staff_who_may(queries.HANDLE)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What came in: not opened, open, closed, spam; what waits longest first."""
    now, ours = timezone.now(), request.organisation
    figures = queries.figures(organisation=ours)
    asked = request.GET.get("state", "")
    state = ConversationState(asked) if asked in TABS else _first_to_look_at(figures)
    page = Paginator(queries.inbox(organisation=ours, state=state), _ON_A_PAGE).get_page(request.GET.get("page"))
    waits = age_in_days(figures.oldest, now=now) if figures.oldest else None
    context = {
        "title": _("Messages in confidence"),
        "figures": [
            Figure(label=_("Not opened yet"), value=figures.new),
            Figure(label=_("Waiting for our answer"), value=figures.waiting),
            Figure(label=_("Longest wait"), value="—" if waits is None else ngettext("%(days)d day", "%(days)d days", waits) % {"days": waits}),
            Figure(label=_("Erased so far"), value=figures.erased),
        ],
        "tabs": [_tab(one, number=getattr(figures, one.value), current=state) for one in TABS],
        "state": state,
        "lines": [_line(conversation, now=now) for conversation in page],
        "page": page,
        "is_locked": desk_keys.is_locked(),
        "is_unlocked": unlocking.keys_in_hand(request, now=now) is not None,
    }
    return TemplateResponse(request, "intake/desk/index.html", context)


@staff_who_may(queries.HANDLE)
@require_http_methods(["GET", "POST"])
def unlock(request: StaffRequest) -> HttpResponse:
    """Ask for the passphrase, and keep the desk open for an hour."""
    now = timezone.now()
    form = PassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keys = desk_keys.unlock(form.cleaned_data["passphrase"])
        except WrongPassphrase:
            form.add_error("passphrase", _("This is not the passphrase of the desk."))
        except DeskIsLocked:
            return redirect("intake_desk:index")
        else:
            answer = redirect(_where_from(request))
            unlocking.remember(request, answer, keys, now=now)
            return answer
    context = {"title": _("Unlock the desk"), "crumbs": crumbs(), "form": form}
    return TemplateResponse(request, "intake/desk/unlock.html", context)


@staff_who_may(queries.HANDLE)
@require_POST
def lock(request: StaffRequest) -> HttpResponse:
    """Forget the keys in this browser."""
    answer = redirect("intake_desk:index")
    unlocking.forget(request, answer)
    messages.success(request, _("Locked. The passphrase is needed to read on."))
    return answer


def _first_to_look_at(figures: queries.Figures) -> ConversationState:
    return ConversationState.NEW if figures.new or not figures.open else ConversationState.OPEN


def _tab(state: ConversationState, *, number: int, current: ConversationState) -> Tab:
    return {"word": str(state.label), "number": number, "url": f"{reverse('intake_desk:index')}?state={state.value}", "is_current": state == current}


def _line(conversation: Conversation, *, now: object) -> dict[str, object]:
    return {"conversation": conversation, "waits_since": conversation.last_at if conversation.awaits_us else None}


def _where_from(request: StaffRequest) -> str:
    """Back to the conversation that asked for the passphrase: a number of ours, never an address out of the request."""
    wanted = request.GET.get("conversation", "")
    if wanted.isdecimal() and len(wanted) < 15:
        return reverse("intake_desk:conversation", args=[int(wanted)])
    return reverse("intake_desk:index")
