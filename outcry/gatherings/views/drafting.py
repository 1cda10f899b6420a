"""Write a gathering: the list, the draft, its details, texts, place, and what it belongs to."""

from collections.abc import Mapping
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals import queries as appeals
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.cases import publication
from outcry.gatherings import operations
from outcry.gatherings.check_list import check_list
from outcry.gatherings.forms import AccountForm, DetailsForm, GatheringWordsForm, PlaceForm, TiesForm
from outcry.gatherings.hours import when_in_words
from outcry.gatherings.models import Account, Gathering, GatheringText, MeetingPlace
from outcry.gatherings.queries import on_the_desk, title_of, who_comes
from outcry.gatherings.refusals import GatheringRefused
from outcry.gatherings.views.pages import content_now, page, state_of, the_gathering, tone_of
from outcry.lib.desk_answers import words_saved
from outcry.lib.wording_forms import add_refusal, all_right, saved_or_told
from outcry.lib.wordings import Edit
from outcry.vocabularies import queries as vocabularies
from outcry.vocabularies.models import Term

_TOPICS = "topics"


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every gathering with its state."""
    at = content_now(request)
    lines = [
        {"gathering": one, "title": title_of(gathering=one), "when": when_in_words(one).day, "state": state_of(one, at=at), "tone": tone_of(one, at=at)}
        for one in on_the_desk(organisation=request.organisation)
    ]
    return TemplateResponse(request, "gatherings/desk/index.html", {"title": _("Gatherings"), "lines": lines})


@staff_only
@require_http_methods(["GET", "POST"])
def draft(request: StaffRequest) -> HttpResponse:
    """Begin a gathering."""
    source = request.organisation.source_language
    form = DetailsForm(request.POST or None, prefix="details")
    words = GatheringWordsForm.for_languages(rows=(), languages=settings.LANGUAGES, source=source, data=request.POST or None)
    if request.method == "POST" and all_right([form, *words]):
        texts = {one.language: one.gathering_words() for one in words if not one.is_empty}
        try:
            gathering = operations.draft_gathering(organisation=request.organisation, details=form.details(), texts=texts, by=request.user, now=timezone.now())
        except GatheringRefused as refusal:
            add_refusal(form if refusal.field in form.fields else words[0], refusal)
        else:
            messages.success(request, _("The draft is saved. Nobody outside sees it before it is announced."))
            return redirect("gatherings_desk:gathering", gathering.pk)
    crumbs = [{"label": _("Gatherings"), "url": reverse("gatherings_desk:index")}]
    context = {"title": _("Begin a gathering"), "crumbs": crumbs, "form": form, "words": words, "forms": [form, *words]}
    return TemplateResponse(request, "gatherings/desk/draft.html", context)


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """Where it stands, and what is missing before it can be announced."""
    now, gathering, at = timezone.now(), the_gathering(request, pk), content_now(request)
    context = {
        "state": state_of(gathering, at=at),
        "tone": tone_of(gathering, at=at),
        "when": when_in_words(gathering),
        "is_over": gathering.is_over(at=at),
        "points": check_list(gathering=gathering, now=now) if gathering.is_draft else (),
        "coming": who_comes(gathering=gathering),
        "may_take_back": operations.may_take_back(gathering=gathering),
        "history": in_words(entries=of_subject(subject=gathering.subject)[:30], organisation_id=request.organisation.pk),
    }
    return page(request, gathering, "gathering.html", part="", title=title_of(gathering=gathering), **context)


@staff_only
@require_http_methods(["GET", "POST"])
def details(request: StaffRequest, pk: int) -> HttpResponse:
    """What needs no language."""
    gathering = the_gathering(request, pk)
    form = DetailsForm(request.POST or None, prefix="details", gathering=gathering)
    if request.method == "POST" and form.is_valid():
        facts = {"details": form.details(), "seen": form.cleaned_data["seen"]}
        save = partial(operations.change_details, gathering=gathering, by=request.user, now=timezone.now(), **facts)
        if saved_or_told(form, save, refusals=(GatheringRefused,)):
            messages.success(request, _("Saved."))
            return redirect("gatherings_desk:gathering", gathering.pk)
    return page(request, gathering, "form.html", part="details", title=_("Details"), form=form, forms=[form], words=(), note=_note(gathering))


@staff_only
@require_http_methods(["GET", "POST"])
def texts(request: StaffRequest, pk: int) -> HttpResponse:
    """The words in every language side by side."""
    gathering, now = the_gathering(request, pk), timezone.now()
    source = gathering.organisation.source_language
    words = GatheringWordsForm.for_languages(rows=gathering.texts.all(), languages=settings.LANGUAGES, source=source, data=request.POST or None)

    def save(form: GatheringWordsForm, edit: Edit) -> GatheringText:
        return operations.change_texts(gathering=gathering, edit=edit, words=form.gathering_words(), by=request.user, now=now)

    if words_saved(request, words, save, refusals=(GatheringRefused,)):
        return redirect("gatherings_desk:texts", gathering.pk)
    return page(request, gathering, "form.html", part="texts", title=_("Texts"), form=None, forms=words, words=words, note=_note(gathering))


@staff_only
@require_http_methods(["GET", "POST"])
def place(request: StaffRequest, pk: int) -> HttpResponse:
    """Where exactly, for those who register."""
    gathering, now = the_gathering(request, pk), timezone.now()
    source = gathering.organisation.source_language
    words = PlaceForm.for_languages(rows=gathering.meeting_places.all(), languages=settings.LANGUAGES, source=source, data=request.POST or None)

    def save(form: PlaceForm, edit: Edit) -> MeetingPlace:
        return operations.change_place(gathering=gathering, edit=edit, place=form.words()["place"], by=request.user, now=now)

    if words_saved(request, words, save, refusals=(GatheringRefused,)):
        return redirect("gatherings_desk:place", gathering.pk)
    note = _("This stands on no page, in no feed and in no log. It is mailed to those who say that they come and confirm their address.")
    return page(request, gathering, "form.html", part="place", title=_("Exact place"), form=None, forms=words, words=words, note=note)


@staff_only
@require_http_methods(["GET", "POST"])
def ties(request: StaffRequest, pk: int) -> HttpResponse:
    """The case, the appeal and the topics that it belongs to."""
    gathering = the_gathering(request, pk)
    known = {"case": gathering.case_id, "appeal": gathering.appeal_id, "topics": list(gathering.topics.values_list("pk", flat=True))}
    form = TiesForm(request.POST or None, initial=known, **_to_choose(request))
    if request.method == "POST" and form.is_valid():
        tie = partial(operations.tie, case_id=form.case_id(), appeal_id=form.appeal_id(), topics=form.topic_ids())
        tie(gathering=gathering, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("gatherings_desk:gathering", gathering.pk)
    return page(request, gathering, "form.html", part="ties", title=_("Belongs to"), form=form, forms=[form], words=(), note="")


@staff_only
@require_http_methods(["GET", "POST"])
def told(request: StaffRequest, pk: int) -> HttpResponse:
    """What happened, once it is over."""
    gathering, now = the_gathering(request, pk), timezone.now()
    source = gathering.organisation.source_language
    words = AccountForm.for_languages(rows=gathering.accounts.all(), languages=settings.LANGUAGES, source=source, data=request.POST or None)

    def save(form: AccountForm, edit: Edit) -> Account:
        return operations.tell(gathering=gathering, edit=edit, words=form.account_words(), by=request.user, now=now)

    if words_saved(request, words, save, refusals=(GatheringRefused,)):
        return redirect("gatherings_desk:told", gathering.pk)
    note = _("It can be told once it was announced and is over. Everybody reads it as soon as it is saved.")
    is_untold = Gathering.objects.untold(at=content_now(request)).filter(pk=pk).exists()
    return page(request, gathering, "told.html", part="told", title=_("What happened"), form=None, forms=words, words=words, note=note, is_untold=is_untold)


def _to_choose(request: StaffRequest) -> Mapping[str, list[tuple[int, str]]]:
    organisation, language = request.organisation, get_language() or ""
    terms = [one.pk for one in Term.objects.in_list(_TOPICS).order_by("path") if one.is_usable]
    words = vocabularies.wordings(term_ids=terms, language=language)
    return {
        "cases": [(case.case_id, f"{case.number} · {case.name}") for case in publication.choices(organisation=organisation)],
        "appeals": [(appeal.pk, appeals.title_of(appeal=appeal)) for appeal in appeals.on_the_desk(organisation=organisation).select_related("organisation")],
        "topics": [(pk, words[pk].label) for pk in terms],
    }


def _note(gathering: Gathering) -> str:
    if gathering.is_draft:
        return ""
    return _("It is announced. Those who come and gave an address are told by mail of another day, hour, zone or place.")
