"""The words of an appeal, as translators work on them: its texts, what it asks for, what happened, the letter that is being written."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.appeals.material import AppealWords, LetterWords, MomentWords
from outcry.appeals.models import Appeal, AppealState
from outcry.appeals.operations import change_demand, change_letter_text, change_moment_words, change_texts, correct_text
from outcry.appeals.queries import on_the_desk
from outcry.appeals.refusals import AppealRefused
from outcry.lib.text_parts import TextPart, parts_said
from outcry.lib.translations import TextRow
from outcry.lib.wordings import Edit

_TEXTS = ("title", "standfirst", "what_happened", "source_note")


def running(*, organisation: Organisation) -> list[Appeal]:
    """The appeals that have not ended, the urgent ones first, then the soonest to close; all their words at hand."""
    found = on_the_desk(organisation=organisation).exclude(state=AppealState.ENDED).select_related("organisation")
    return list(found.prefetch_related("demands__texts", "timeline__texts", "letter_versions__texts").order_by("-is_urgent", "deadline_on", "pk"))


def parts_of(*, appeal: Appeal) -> list[TextPart]:
    """Its parts in the order in which they are read. What was signed never changes: the demands only before the launch, a letter before its approval."""
    source = appeal.organisation.source_language
    found = [TextPart(key="text", about="", rows=list(appeal.texts.all()), names=_TEXTS, source_language=source)]
    if appeal.is_draft:
        found += [
            TextPart(key=f"demand/{demand.pk}", about="", rows=list(demand.texts.all()), names=("text",), source_language=source)
            for demand in appeal.demands.all()
        ]
    found += [
        TextPart(key=f"moment/{moment.pk}", about=str(_("What happened")), rows=list(moment.texts.all()), names=("headline", "body"), source_language=source)
        for moment in appeal.timeline.all()
    ]
    newest = max(appeal.letter_versions.all(), key=lambda letter: letter.number, default=None)
    if newest and newest.approved_at is None:
        about = str(_("Letter"))
        found.append(
            TextPart(key=f"letter/{newest.pk}", about=about, rows=list(newest.texts.all()), names=("subject", "body"), source_language=source),
        )
    return parts_said(found)


def save_part(*, appeal: Appeal, key: str, edit: Edit, words: Mapping[str, str], by: User | None, now: datetime) -> TextRow:
    """Save one part's words in a language, as the operation for it does. AppealRefused, AppealIsOut or ChangedMeanwhile where that refuses."""
    kind, _slash, pk = key.partition("/")
    match kind:
        case "demand":
            return change_demand(demand=appeal.demands.get(pk=pk), edit=edit, text=words["text"], by=by, now=now)
        case "moment":
            return change_moment_words(moment=appeal.timeline.get(pk=pk), edit=edit, words=MomentWords(**words), by=by, now=now)
        case "letter":
            return change_letter_text(letter=appeal.letter_versions.get(pk=pk), edit=edit, words=LetterWords(**words), by=by, now=now)
        case "text" if appeal.is_draft:
            return change_texts(appeal=appeal, edit=edit, words=AppealWords(**words), by=by, now=now)
        case "text":
            return correct_text(appeal=appeal, edit=edit, words=AppealWords(**words), reason=str(_("Translated.")), by=by, now=now)
    raise AppealRefused("", _("The appeal has no such text any more."))
