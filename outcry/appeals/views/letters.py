"""The letter: its versions, each in every language."""

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals import operations
from outcry.appeals.beginnings import first_letter
from outcry.appeals.forms import LetterWordsForm
from outcry.appeals.material import LetterWords
from outcry.appeals.models import Appeal, LetterText, LetterVersion
from outcry.appeals.queries import current_letter
from outcry.appeals.refusals import AppealRefused
from outcry.appeals.views.pages import page, the_appeal
from outcry.lib.desk_answers import done_or_told
from outcry.lib.wording_forms import all_right, all_saved
from outcry.lib.wordings import Edit


@staff_only
@require_safe
def versions(request: StaffRequest, pk: int) -> HttpResponse:
    """Every version, the newest first."""
    appeal, now = the_appeal(request, pk), timezone.now()
    rows = appeal.letter_versions.select_related("written_by", "approved_by", "appeal__organisation").prefetch_related("texts").order_by("-number")
    current = current_letter(appeal=appeal)
    names = dict(settings.LANGUAGES)
    lines = [
        {
            "letter": letter,
            "languages": [names.get(text.language, text.language) for text in letter.texts.all()],
            "is_current": letter == current,
            "verdict": operations.may_approve(letter=letter, by=request.user, now=now),
        }
        for letter in rows
    ]
    being_written = any(letter.approved_at is None for letter in rows)
    return page(request, appeal, "letters.html", part="letter", title=_("Letter"), lines=lines, can_begin=not being_written)


@staff_only
@require_POST
def begin(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin a new version, as a copy of the newest; the first one of an appeal from a case with what that says and asks."""
    appeal = the_appeal(request, pk)
    newest = appeal.letter_versions.prefetch_related("texts").order_by("-number").first()
    texts = (
        {text.language: LetterWords(subject=text.subject, body=text.body) for text in newest.texts.all()}
        if newest
        else first_letter(appeal)
        if appeal.case_id
        else {}
    )
    letter = operations.write_letter_version(appeal=appeal, texts=texts, by=request.user, now=timezone.now())
    return redirect("appeals_desk:letter", appeal.pk, letter.number)


@staff_only
@require_http_methods(["GET", "POST"])
def write(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """One version in every language side by side; an approved one can only be read."""
    appeal = the_appeal(request, pk)
    letter = _letter(appeal, number)
    source = appeal.organisation.source_language
    words = LetterWordsForm.for_languages(rows=letter.texts.all(), languages=settings.LANGUAGES, source=source, data=request.POST or None)
    if request.method == "POST" and all_right(words) and _saved(request, letter, words):
        messages.success(request, _("Saved."))
        return redirect("appeals_desk:letter", appeal.pk, letter.number)
    verdict = operations.may_approve(letter=letter, by=request.user, now=timezone.now())
    title = _("Letter, version %(number)s") % {"number": letter.number}
    context = {"letter": letter, "words": words, "forms": words, "verdict": verdict, "seen": seen_mark(letter)}
    return page(request, appeal, "letter.html", part="letter", title=title, **context)


def _saved(request: StaffRequest, letter: LetterVersion, words: Sequence[LetterWordsForm]) -> bool:
    now = timezone.now()

    def save(form: LetterWordsForm, edit: Edit) -> LetterText:
        return operations.change_letter_text(letter=letter, edit=edit, words=form.letter_words(), by=request.user, now=now)

    return all_saved(forms=words, save=save, refusals=(AppealRefused,))


@staff_only
@require_POST
def approve(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Approve a version as it was read."""
    appeal = the_appeal(request, pk)
    letter = _letter(appeal, number)
    if request.POST.get("seen") != seen_mark(letter):
        messages.error(request, _("The letter was changed while you were reading it. Read it again before you approve it."))
        return redirect("appeals_desk:letter", appeal.pk, letter.number)
    approve_it = partial(operations.approve_letter_version, letter=letter, by=request.user, now=timezone.now())
    done_or_told(request, approve_it, done=_("Version %(number)s is approved. It stands on the form now.") % {"number": letter.number}, refusals=AppealRefused)
    return redirect("appeals_desk:letters", appeal.pk)


def seen_mark(letter: LetterVersion) -> str:
    """Which words were read before they were approved."""
    return " ".join(f"{text.language}:{text.version}" for text in sorted(letter.texts.all(), key=lambda text: text.language))


def _letter(appeal: Appeal, number: int) -> LetterVersion:
    rows = appeal.letter_versions.select_related("appeal__organisation", "written_by", "approved_by").prefetch_related("texts")
    return get_object_or_404(rows, number=number)
