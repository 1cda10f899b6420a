"""What changed in the case since an appeal was written, and what each language says about it."""

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals import operations
from outcry.appeals.case_changes import LanguageState, Standing, standing
from outcry.appeals.facts import facts_of
from outcry.appeals.forms import UpdateForm
from outcry.appeals.models import Appeal, AppealState, LetterText, UpdateState
from outcry.appeals.prepared_updates import Prepared, prepare
from outcry.appeals.refusals import AppealRefused
from outcry.appeals.views.pages import page, the_appeal
from outcry.cases import publication
from outcry.lib.desk_answers import done_or_told
from outcry.lib.translations import in_language
from outcry.lib.wording_forms import add_refusal
from outcry.lib.wordings import ChangedMeanwhile

_TONES = {UpdateState.WAITING: "wait", UpdateState.PUBLISHED: "safe", UpdateState.DISMISSED: "plain"}


@staff_only
@require_safe
def overview(request: StaffRequest, pk: int) -> HttpResponse:
    """Every language against the case: up to date, or what changed; and the facts as the case has them now."""
    appeal, on = the_appeal(request, pk), _today(request)
    found = _standing(appeal, on)
    names = dict(settings.LANGUAGES)
    case = publication.for_case_id(case_id=appeal.case_id, language=appeal.organisation.source_language, on=on) if appeal.case_id else None
    context = {
        "standing": found,
        "is_ended": appeal.state == AppealState.ENDED,
        "lines": [{"state": one, "name": names.get(one.language, one.language), "word": _word(one), "tone": _tone(one)} for one in found.languages],
        "case": case,
        "facts": facts_of(case) if case else [],
        "updates": appeal.case_updates.exclude(state=UpdateState.WAITING).select_related("written_by", "published_by").order_by("-to_version", "language"),
    }
    return page(request, appeal, "case.html", part="case", title=_("Facts of the case"), **context)


@staff_only
@require_http_methods(["GET", "POST"])
def answer(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """One language: old and new facts, and prepared words to accept, mend or leave."""
    appeal, on = the_appeal(request, pk), _today(request)
    found = _standing(appeal, on).of(language)
    if found is None:
        raise Http404
    if request.method == "GET" and not found.is_open:
        return redirect("appeals_desk:case", appeal.pk)
    letter = _newest_letter(appeal, language)
    prepared = prepare(found=found.found, language=language, letter=letter, on=on)
    form = UpdateForm(request.POST or None, language=language, has_letter=letter is not None, initial=_initial(found, prepared))
    if request.method == "POST" and form.is_valid() and _saved(request, appeal, language, form):
        done = _("Saved. A second person puts it on the timeline.") if form.tells else _("Left as it was. The log says why.")
        messages.success(request, done)
        return redirect("appeals_desk:case", appeal.pk)
    update = found.update
    context = {
        "state": found,
        "name": dict(settings.LANGUAGES).get(language, language),
        "prepared": prepared,
        "form": form,
        "forms": [form],
        "update": update,
        "seen": operations.mark_of_update(update),
        "verdict": operations.may_publish(update=update, appeal=appeal, by=request.user, now=timezone.now()) if found.waits and update else None,
    }
    return page(request, appeal, "case_update.html", part="case", title=_("What changed: %(language)s") % {"language": context["name"]}, **context)


@staff_only
@require_POST
def publish(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """Put one language's words on the timeline, as they were read."""
    appeal = the_appeal(request, pk)
    found = _standing(appeal, _today(request)).of(language)
    if found is None or found.update is None:
        raise Http404
    publish_it = partial(operations.publish_update, update=found.update, by=request.user, now=timezone.now(), seen=request.POST.get("seen", ""))
    done_or_told(request, publish_it, done=_("It stands on the timeline."), refusals=AppealRefused)
    return redirect("appeals_desk:case", appeal.pk)


def _saved(request: StaffRequest, appeal: Appeal, language: str, form: UpdateForm) -> bool:
    found: dict[str, Any] = {"appeal": appeal, "language": language, "by": request.user, "now": timezone.now()}
    found |= {"to_version": form.cleaned_data["to_version"], "seen": form.cleaned_data["seen"]}
    try:
        if form.tells:
            operations.accept_update(words=form.update_words(), letter=form.letter_words(), **found)
        else:
            operations.dismiss_update(reason=form.cleaned_data["reason"], **found)
    except ChangedMeanwhile:
        form.add_error(None, _("Somebody else answered this change while you were writing. Look at what she wrote, then decide again."))
    except AppealRefused as refusal:
        add_refusal(form, refusal)
    else:
        return True
    return False


def _initial(found: LanguageState, prepared: Prepared) -> dict[str, Any]:
    told: dict[str, Any] = {"seen": operations.mark_of_update(found.update), "to_version": found.to_version, "decision": UpdateForm.TELL}
    told |= {"subject": prepared.subject, "letter": prepared.letter, "changes_letter": True}
    words: Any = found.update or prepared
    return told | {name: getattr(words, name) for name in ("headline", "body", "kind", "when")}


def _newest_letter(appeal: Appeal, language: str) -> LetterText | None:
    """The words that stand in the newest version, approved or being written."""
    newest = appeal.letter_versions.prefetch_related("texts").order_by("-number").first()
    return in_language([text for text in newest.texts.all() if text.language == language], language) if newest else None


def _standing(appeal: Appeal, on: date) -> Standing:
    return standing(appeals=[appeal], on=on)[appeal.pk] if appeal.case_id else Standing()


def _today(request: StaffRequest) -> date:
    return request.organisation.content_now(now=timezone.now()).date()


def _word(one: LanguageState) -> str:
    if not one.found:
        return _("up to date")
    return str(UpdateState(one.update.state).label) if one.update else _("not updated yet")


def _tone(one: LanguageState) -> str:
    if not one.found:
        return "safe"
    return _TONES[UpdateState(one.update.state)] if one.update else "alarm"
