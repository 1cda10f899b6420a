"""Record how it ended: first the words, then what that will do, then it is done."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail import hooks

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals.models import Appeal
from outcry.lib.wording_forms import all_right, all_saved
from outcry.lib.wordings import Edit
from outcry.protests import desk_queries
from outcry.protests.forms import OutcomeForm, OutcomeWordsForm
from outcry.protests.models import Outcome, OutcomeText
from outcry.protests.operations import OutcomeRecord, end_appeal, write_outcome
from outcry.protests.operations.end_appeal import AppealEnded, NotLaunched
from outcry.protests.operations.erase import kept_until
from outcry.protests.queries import outcome_of
from outcry.protests.views.pages import page, the_appeal

# Whoever knows the words of an outcome beforehand (the demonstration does) registers a function of an appeal under
# this name; it returns an OutcomeRecord or None.
DRAFT_HOOK = "draft_outcome"

_NOT_LAUNCHED = gettext_lazy("This appeal has not been launched: there is nothing to end yet.")


@staff_only
@require_http_methods(["GET", "POST"])
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """Fill in, read what will happen, confirm."""
    appeal = the_appeal(request, pk)
    if (outcome := outcome_of(appeal=appeal)) is not None:
        facts = {"outcome": outcome, "thanked": outcome.thanks.count(), "kept_until": None if outcome.texts.all() else kept_until(appeal)}
        return page(request, appeal, "outcome_recorded.html", part="outcome", title=_("Outcome"), **facts)
    if appeal.is_draft:
        messages.error(request, _NOT_LAUNCHED)
        return redirect("appeals_desk:appeal", appeal.pk)
    form, words = _forms(request, appeal)
    if request.method == "POST" and all_right([form, *words]):
        if "confirmed" in request.POST:
            return _end(request, appeal, _record(form, words))
        if "change" not in request.POST:
            return _ask(request, appeal, form, words)
    context = {"form": form, "words": words, "forms": [form, *words], "is_wrong": form.is_bound and "change" not in request.POST}
    return page(request, appeal, "outcome.html", part="outcome", title=_("Record the outcome"), **context)


@staff_only
@require_http_methods(["GET", "POST"])
def words(request: StaffRequest, pk: int) -> HttpResponse:
    """The outcome's words after it was recorded: a language that is missing, or one to be put right."""
    appeal = the_appeal(request, pk)
    outcome, source = outcome_of(appeal=appeal), appeal.organisation.source_language
    if outcome is None:
        return redirect("protests_desk:outcome", appeal.pk)
    forms = OutcomeWordsForm.for_languages(rows=outcome.texts.all(), languages=settings.LANGUAGES, source=source, data=request.POST or None)
    if request.method == "POST" and all_right(forms) and _words_saved(request, outcome, forms):
        messages.success(request, _("Saved."))
        return redirect("protests_desk:outcome", appeal.pk)
    return page(request, appeal, "outcome_words.html", part="outcome", title=_("Words of the outcome"), words=forms)


def _words_saved(request: StaffRequest, outcome: Outcome, forms: Sequence[OutcomeWordsForm]) -> bool:
    now = timezone.now()

    def save(form: OutcomeWordsForm, edit: Edit) -> OutcomeText:
        return write_outcome(outcome=outcome, edit=edit, words=form.wording(), by=request.user, now=now)

    return all_saved(forms=forms, save=save, refusals=())


def _forms(request: StaffRequest, appeal: Appeal) -> tuple[OutcomeForm, list[OutcomeWordsForm]]:
    draft, source = _draft(appeal), appeal.organisation.source_language
    about = {name: getattr(draft, name) for name in ("kind", "ground", "happened", "source")} if draft else {}
    form = OutcomeForm(request.POST or None, prefix="outcome", initial=about)
    words = OutcomeWordsForm.for_languages(rows=(), languages=settings.LANGUAGES, source=source, data=request.POST or None)
    for one in words:
        if draft and one.language in draft.texts:
            one.initial = {**one.initial, "seen_version": 1, **vars(draft.texts[one.language])}
    return form, words


def _draft(appeal: Appeal) -> OutcomeRecord | None:
    drafts = (know(appeal) for know in hooks.get_hooks(DRAFT_HOOK))
    return next((draft for draft in drafts if draft is not None), None)


def _record(form: OutcomeForm, words: Sequence[OutcomeWordsForm]) -> OutcomeRecord:
    return form.record({one.language: one.wording() for one in words if not one.is_empty})


def _ask(request: StaffRequest, appeal: Appeal, form: OutcomeForm, words: Sequence[OutcomeWordsForm]) -> HttpResponse:
    preview = desk_queries.end_preview(appeal=appeal)
    letters, people = preview.letters_withdrawn, preview.people_written_to
    sentences = [
        _("The appeal ends, and its page tells how."),
        ngettext("%(number)s letter that waits is taken back.", "%(number)s letters that wait are taken back.", letters) % {"number": letters},
        ngettext("%(number)s person who asked to hear gets the mail, once.", "%(number)s people who asked to hear get the mail, each once.", people)
        % {"number": people},
        _("This can't be undone."),
    ]
    languages = [one.language_name for one in words if not one.is_empty]
    hidden = [field.as_hidden() for one in (form, *words) for field in one]
    context = {"sentences": sentences, "languages": languages, "hidden": hidden, "form": form, "headline": words[0].words()["headline"]}
    return page(request, appeal, "outcome_confirm.html", part="outcome", title=_("End the appeal"), **context)


def _end(request: StaffRequest, appeal: Appeal, outcome: OutcomeRecord) -> HttpResponse:
    try:
        end_appeal(appeal=appeal, outcome=outcome, by=request.user, now=timezone.now())
    except NotLaunched:
        messages.error(request, _NOT_LAUNCHED)
    except AppealEnded:
        messages.error(request, _("This appeal has ended already."))
    else:
        messages.success(request, _("The outcome is recorded. Those who asked to hear are being written to."))
    return redirect("protests_desk:outcome", appeal.pk)
