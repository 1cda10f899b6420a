"""Digests at the desk: drafted, looked at, sent by a second person, watched, stopped."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
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
from outcry.lib.desk_answers import done_or_told, mark_of
from outcry.lib.wording_forms import all_right, all_saved
from outcry.lib.wordings import Edit
from outcry.newsletters import drafting, queries, sending
from outcry.newsletters.archiving import show_in_archive, take_off_archive
from outcry.newsletters.digest_mails import Wording
from outcry.newsletters.drafting import DigestRefused
from outcry.newsletters.editions import candidates, editions
from outcry.newsletters.forms import DigestWordsForm, PlacesForm
from outcry.newsletters.models import Digest, DigestState, DigestText
from outcry.newsletters.titles import title_of
from outcry.newsroom.drawing.lines import own_name

_ON_A_PAGE = 30
_TONES = {
    DigestState.DRAFT: "plain",
    DigestState.PROPOSED: "wait",
    DigestState.SENDING: "wait",
    DigestState.STOPPED: "alarm",
    DigestState.SENT: "safe",
}


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every digest, and how many get them. Nobody's address is shown to anybody."""
    found = queries.readers(organisation=request.organisation)
    page = Paginator(queries.on_the_desk(organisation=request.organisation), _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Newsletter"),
        "figures": [
            Figure(label=_("Subscribers"), value=found.together),
            *(Figure(label=own_name(language), value=number) for language, number in sorted(found.by_language.items())),
            Figure(label=_("Paused, since mails came back"), value=found.paused),
        ],
        "lines": [_line(digest) for digest in page],
        "page": page,
    }
    return TemplateResponse(request, "newsletters/desk/index.html", context)


@staff_only
@require_POST
def draft(request: StaffRequest) -> HttpResponse:
    """Begin one."""
    digest = drafting.draft_digest(organisation=request.organisation, by=request.user, now=timezone.now())
    return redirect("newsletters_desk:digest", digest.pk)


@staff_only
@require_http_methods(["GET", "POST"])
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """What stands in it and under which words; once it is sent, how far it is."""
    digest = _the_digest(request, pk)
    if not digest.is_open:
        return _show_progress(request, digest)
    data = request.POST if request.method == "POST" else None
    places = PlacesForm(data, candidates=candidates(digest=digest, on=_day(request)), initial={"seen": mark_of(digest.chosen_at)})
    words = DigestWordsForm.for_languages(rows=digest.texts.all(), languages=settings.LANGUAGES, source=request.organisation.source_language, data=data)
    if data is not None and all_right([places, *words]) and _saved(request, digest, places, words):
        messages.success(request, _("Saved."))
        return redirect("newsletters_desk:digest", pk)
    problems = [places, *words] if data is not None else []
    return _page(request, digest, "digest.html", places=places, rows=places.rows(), words=words, problems=problems, history=_history(request, digest))


@staff_only
@require_safe
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """Every language as its readers get it."""
    digest = _the_digest(request, pk)
    found = editions(digest=digest, on=_day(request))
    leave = request.build_absolute_uri(reverse("front:newsletter"))
    mails = [
        {"edition": one, "name": own_name(one.language), "text": Wording(edition=one, organisation=request.organisation).text(one.told, leave=leave)}
        for one in found
    ]
    return _page(request, digest, "preview.html", mails=mails, has_address=bool(request.user.email), address=request.user.email)


@staff_only
@require_POST
def test(request: StaffRequest, pk: int) -> HttpResponse:
    """Send it to whoever asks, and to nobody else."""
    digest = _the_digest(request, pk)
    send_it = partial(drafting.send_trial, digest=digest, to=request.user, now=timezone.now())
    done_or_told(request, send_it, done=_("On its way to you, in every language that has a subject."), refusals=DigestRefused)
    return redirect("newsletters_desk:preview", pk)


@staff_only
@require_POST
def propose(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that it is ready."""
    digest = _the_digest(request, pk)
    propose_it = partial(drafting.propose_digest, digest=digest, by=request.user, now=timezone.now())
    done_or_told(request, propose_it, done=_("Proposed. A second person can send it now; who works alone can after an hour."), refusals=DigestRefused)
    return redirect("newsletters_desk:digest", pk)


@staff_only
@require_http_methods(["GET", "POST"])
def send(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then begin."""
    digest, now = _the_digest(request, pk), timezone.now()
    if request.method == "POST":
        send_it = partial(sending.send_digest, digest=digest, seen=request.POST.get("seen"), by=request.user, now=now)
        done_or_told(request, send_it, done=_("It is being sent. You can stop it here."), refusals=DigestRefused)
        return redirect("newsletters_desk:digest", pk)
    verdict = sending.may_send(digest=digest, by=request.user, now=now)
    if not verdict:
        messages.error(request, str(verdict.reason))
        return redirect("newsletters_desk:digest", pk)
    found = queries.readers(organisation=request.organisation)
    sentences = [_reach(one.language, found.by_language.get(one.language, 0)) for one in editions(digest=digest, on=_day(request))]
    context = {
        "title": _("Send the digest"),
        "crumbs": [*_crumbs(), {"label": title_of(digest), "url": reverse("newsletters_desk:digest", args=[pk])}],
        "sentences": [
            *sentences,
            _("It leaves after protests and confirmations, and stands in the public archive at once. What has arrived can’t be called back."),
            *([_("You work alone here. The log says so.")] if verdict.alone else []),
        ],
        "button": _("Send it"),
        "back_url": reverse("newsletters_desk:digest", args=[pk]),
        # What she read before she came here, as its page said.
        "seen": request.GET.get("seen", mark_of(digest.proposed_at)),
    }
    return TemplateResponse(request, "design/desk/confirm.html", context)


@staff_only
@require_POST
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back what has not left."""
    taken = sending.stop_digest(digest=_the_digest(request, pk), by=request.user, now=timezone.now())
    said = ngettext("Stopped. %(number)s copy that waited was taken back.", "Stopped. %(number)s copies that waited were taken back.", taken)
    messages.success(request, said % {"number": taken})
    return redirect("newsletters_desk:digest", pk)


@staff_only
@require_POST
def go_on(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the rest."""
    return _done(request, pk, sending.go_on_with_digest, said=_("It goes on with those who have no copy yet."))


@staff_only
@require_POST
def archive(request: StaffRequest, pk: int) -> HttpResponse:
    """Take it off the public archive, or put it back there."""
    if "show" in request.POST:
        return _done(request, pk, show_in_archive, said=_("It stands in the archive again."))
    return _done(request, pk, take_off_archive, said=_("It is off the archive."))


@staff_only
@require_POST
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    digest = _the_digest(request, pk)
    discard_it = partial(drafting.discard_digest, digest=digest, by=request.user, now=timezone.now())
    if done_or_told(request, discard_it, done=_("Discarded."), refusals=DigestRefused):
        return redirect("newsletters_desk:index")
    return redirect("newsletters_desk:digest", pk)


def _done(request: StaffRequest, pk: int, step: Callable[..., object], *, said: str) -> HttpResponse:
    step(digest=_the_digest(request, pk), by=request.user, now=timezone.now())
    messages.success(request, said)
    return redirect("newsletters_desk:digest", pk)


def _saved(request: StaffRequest, digest: Digest, places: PlacesForm, words: Sequence[DigestWordsForm]) -> bool:
    now = timezone.now()

    def save(form: DigestWordsForm, edit: Edit) -> DigestText:
        return drafting.write_words(digest=digest, edit=edit, words=form.words(), by=request.user, now=now)

    if not all_saved(forms=words, save=save, refusals=(DigestRefused,)):
        return False
    if not places.has_changed():
        return True
    try:
        drafting.choose_items(digest=digest, places=places.places(), seen=places.cleaned_data["seen"], by=request.user, now=now)
    except DigestRefused as refusal:
        places.add_error(None, refusal.sentence)
        return False
    return True


def _show_progress(request: StaffRequest, digest: Digest) -> HttpResponse:
    lines = [{"name": own_name(one.issue.language), "of": one} for one in sending.progress(digest=digest)]
    return _page(request, digest, "progress.html", lines=lines, history=_history(request, digest))


def _page(request: StaffRequest, digest: Digest, template: str, **context: Any) -> HttpResponse:
    facts = {"digest": digest, "title": title_of(digest), "crumbs": _crumbs(), "tone": _TONES[DigestState(digest.state)], "state": digest.get_state_display()}
    seen = mark_of(digest.proposed_at)
    return TemplateResponse(request, f"newsletters/desk/{template}", facts | {"seen": seen} | context)


def _line(digest: Digest) -> dict[str, object]:
    return {
        "digest": digest,
        "title": title_of(digest),
        "state": digest.get_state_display(),
        "tone": _TONES[DigestState(digest.state)],
        "languages": [own_name(text.language) for text in digest.texts.all() if text.subject],
    }


def _reach(language: str, number: int) -> str:
    words = ngettext(
        "%(language)s: it goes to %(number)s subscriber, if something in it is on one of her topics.",
        "%(language)s: it goes to %(number)s subscribers, each of whom gets what is on her topics.",
        number,
    )
    return words % {"language": own_name(language), "number": number}


def _history(request: StaffRequest, digest: Digest) -> object:
    return in_words(entries=of_subject(subject=digest.subject)[:50], organisation_id=request.organisation.pk)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Newsletter"), "url": reverse("newsletters_desk:index")}]


def _the_digest(request: StaffRequest, pk: int) -> Digest:
    return get_object_or_404(queries.on_the_desk(organisation=request.organisation), pk=pk)


def _day(request: StaffRequest) -> date:
    return request.organisation.content_now(now=timezone.now()).date()
