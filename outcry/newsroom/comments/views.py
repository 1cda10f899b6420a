"""Comments at the desk: the queue and what was decided, several at once; one comment with its thread and log; everything of one person."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.design.desk import Figure
from outcry.newsroom.comment_rows import Comment, CommentState, Complaint, Objection
from outcry.newsroom.comments import at_desk, moderating
from outcry.newsroom.comments.forms import APPROVE, ERASE, REFUSE, REMOVE, SETTLE, UNDO, AddressForm, DecisionForm, StaffAnswerForm
from outcry.newsroom.comments.moderating import NotPublished
from outcry.newsroom.drawing.comments import name_of

_ON_A_PAGE = 50
_TABS = (CommentState.HELD, CommentState.PUBLISHED, CommentState.REFUSED, CommentState.REMOVED)
# The list of what readers object to; not a state of its own.
_OBJECTED = "objected"
_TONES = {
    CommentState.HELD: "wait",
    CommentState.PUBLISHED: "safe",
    CommentState.REFUSED: "plain",
    CommentState.REMOVED: "plain",
    CommentState.TAKEN_BACK: "plain",
}


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What waits, what is published, refused, removed: one list at a time."""
    asked, ours = request.GET.get("state", ""), request.organisation
    state = CommentState(asked) if asked in _TABS else CommentState.PUBLISHED if asked == _OBJECTED else CommentState.HELD
    counts, objected = at_desk.counted(organisation=ours), at_desk.objected_to(organisation=ours)
    found = objected if asked == _OBJECTED else at_desk.in_state(organisation=ours, state=state)
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("page"))
    complaints = at_desk.complaints_of(page)
    here = asked if asked == _OBJECTED else state.value
    context = {
        "title": _("Comments"),
        "figures": [Figure(label=str(one.label), value=counts.states.get(one, 0)) for one in _TABS],
        "oldest": counts.oldest,
        "tabs": [
            *(_tab(one, str(one.label), number=counts.states.get(one, 0), is_current=one == here) for one in _TABS),
            _tab(_OBJECTED, _("objected to"), number=objected.count(), is_current=here == _OBJECTED),
        ],
        "state": here,
        "lines": [_line(request, comment, complaints.get(comment.pk, ())) for comment in page],
        "page": page,
        "form": DecisionForm(),
        "acts": (*_acts(state), SETTLE) if here == _OBJECTED else _acts(state),
    }
    return TemplateResponse(request, "newsroom/desk/comments.html", context)


@staff_only
@require_POST
def decide(request: StaffRequest) -> HttpResponse:
    """Decide on every ticked comment at once, and lead back to where that was done."""
    chosen = at_desk.chosen(organisation=request.organisation, keys=request.POST.getlist("comment"))
    form = DecisionForm(request.POST)
    if not chosen:
        messages.error(request, _("Tick a comment first."))
    elif form.is_valid():
        _carry_out(request, form, chosen)
    else:
        messages.error(request, _("Choose a reason: whoever wrote it reads it."))
    return redirect(_where_from(request, chosen))


@staff_only
@require_http_methods(["GET", "POST"])
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One comment, why it was held, what was decided and by whom; a POST answers it in public."""
    comment = get_object_or_404(at_desk.one(organisation=request.organisation), pk=pk)
    form = StaffAnswerForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            moderating.answer(comment=comment, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
        except NotPublished:
            form.add_error("text", _("The comment is not on the page, so an answer would stand alone. Publish it first."))
        else:
            messages.success(request, _("Your answer is on the page."))
            return redirect("comments_desk:comment", pk)
    state, complaints = CommentState(comment.state), at_desk.complaints_of([comment]).get(comment.pk, [])
    context = {
        "title": _("Comment %(number)s") % {"number": comment.pk},
        "crumbs": _crumbs(),
        "line": _line(request, comment, complaints),
        "tone": _TONES[state],
        "state": state,
        "acts": () if comment.erased_at else (*_acts(state), SETTLE) if complaints else _acts(state),
        "decision": DecisionForm(initial={"objection": comment.objection}),
        "answer": form if state == CommentState.PUBLISHED else None,
        "problems": [form] if form.errors else [],
        "history": in_words(entries=of_subject(subject=comment.subject)[:50], organisation_id=request.organisation.pk),
    }
    return TemplateResponse(request, "newsroom/desk/comment.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def of_person(request: StaffRequest) -> HttpResponse:
    """Every comment left with an address, to erase all of them. The address comes by POST, so that it stands in no address of ours."""
    form = AddressForm(request.POST or None)
    found: list[Comment] = []
    if form.is_bound and form.is_valid():
        found = list(at_desk.of_mailbox(organisation=request.organisation, address=form.cleaned_data["address"]))
        if request.POST.get("act") == ERASE:
            done = moderating.erase(comments=found, by=request.user, now=timezone.now())
            messages.success(request, ngettext("%(number)s comment is erased.", "%(number)s comments are erased.", done) % {"number": done})
            return redirect("comments_desk:index")
    context = {
        "title": _("Comments of one person"),
        "crumbs": _crumbs(),
        "form": form,
        "is_answered": form.is_bound and form.is_valid(),
        "lines": [_line(request, comment) for comment in found],
        "problems": [form] if form.errors else [],
    }
    return TemplateResponse(request, "newsroom/desk/comments_of_person.html", context)


def _carry_out(request: StaffRequest, form: DecisionForm, chosen: list[Comment]) -> None:
    facts: dict[str, Any] = {"comments": chosen, "by": request.user, "now": timezone.now()}
    match form.cleaned_data["act"]:
        case act if act in (REFUSE, REMOVE):
            step = moderating.refuse if act == REFUSE else moderating.remove
            done = step(**facts, objection=Objection(form.cleaned_data["objection"]))
        case act:
            steps: dict[str, Callable[..., int]] = {APPROVE: moderating.approve, UNDO: moderating.undo, ERASE: moderating.erase, SETTLE: moderating.settle}
            done = steps[act](**facts)
    messages.success(request, _DONE[act](done) % {"number": done})


_DONE: dict[str, Callable[[int], str]] = {
    APPROVE: lambda done: ngettext("%(number)s comment is published.", "%(number)s comments are published.", done),
    REFUSE: lambda done: ngettext("%(number)s comment is refused.", "%(number)s comments are refused.", done),
    REMOVE: lambda done: ngettext("%(number)s comment is off the page.", "%(number)s comments are off the page.", done),
    UNDO: lambda done: ngettext("%(number)s comment is back where it was.", "%(number)s comments are back where they were.", done),
    SETTLE: lambda done: ngettext("%(number)s comment stays on the page.", "%(number)s comments stay on the page.", done),
    ERASE: lambda done: ngettext("%(number)s comment is erased.", "%(number)s comments are erased.", done),
}


def _acts(state: CommentState) -> tuple[str, ...]:
    """What can be decided on comments that stand there."""
    return {
        CommentState.HELD: (APPROVE, REFUSE),
        CommentState.PUBLISHED: (REMOVE, UNDO),
        CommentState.REFUSED: (APPROVE, UNDO),
        CommentState.REMOVED: (UNDO,),
        CommentState.TAKEN_BACK: (),
    }[state]


def _tab(state: str, word: str, *, number: int, is_current: bool) -> dict[str, object]:
    return {"word": word, "number": number, "url": f"{reverse('comments_desk:index')}?state={state}", "is_current": is_current}


def _line(request: StaffRequest, comment: Comment, complaints: Iterable[Complaint] = ()) -> dict[str, object]:
    report = comment.report
    organisation = request.organisation.name_in(report.locale.language_code) if comment.is_ours else ""
    return {
        "comment": comment,
        "name": name_of(comment, organisation),
        "signs": at_desk.signs_in_words(comment),
        "objection": str(Objection(comment.objection).label) if comment.objection else "",
        "complaints": [(str(Objection(one.objection).label), one.words, one.at) for one in complaints],
        "report_url": report.address(),
        "wants_answers": comment.address_hash is not None,
    }


def _where_from(request: StaffRequest, chosen: list[Comment]) -> str:
    """The page of the one comment, or the list: words of ours, never an address out of the request."""
    if request.POST.get("from") == "comment" and len(chosen) == 1:
        return reverse("comments_desk:comment", args=[chosen[0].pk])
    asked = request.POST.get("state", "")
    return f"{reverse('comments_desk:index')}?state={asked if asked in (*_TABS, _OBJECTED) else CommentState.HELD}"


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Comments"), "url": reverse("comments_desk:index")}]
