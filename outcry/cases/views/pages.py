"""What the pages of one case have in common."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.permissions import StaffRequest
from outcry.cases.forms import FactsForm
from outcry.cases.models import Case
from outcry.cases.operations.writing import change_words
from outcry.cases.queries import title_of, with_parts
from outcry.design.parts import Link
from outcry.lib.translations import TextRow
from outcry.lib.wording_forms import NotSaved, WordingForm, save_wordings
from outcry.lib.wordings import ChangedMeanwhile, Edit


def the_case(request: StaffRequest, pk: int) -> Case:
    """The case of this desk's organisation, or 404."""
    return get_object_or_404(with_parts(organisation=request.organisation), pk=pk)


def crumbs(case: Case | None = None) -> list[Link]:
    """The way to a page: the list, then the case."""
    way = [Link(label=_("Cases"), url=reverse("cases_desk:index"))]
    return [*way, Link(label=title_of(case=case), url=reverse("cases_desk:case", args=[case.pk]))] if case else way


def words_of[Form: WordingForm](form: type[Form], request: StaffRequest, rows: Iterable[TextRow]) -> list[Form]:
    """A form for each language, filled from the request when it was sent."""
    return form.for_languages(rows=rows, languages=settings.LANGUAGES, source=request.organisation.source_language, data=request.POST or None)


def all_valid(forms: Sequence[Any]) -> bool:
    """Whether every form is in order. All are asked, so that all say what is wrong."""
    answers = [form.is_valid() for form in forms]
    return all(answers)


def saved(request: StaffRequest, *, form: FactsForm, save_facts: Callable[[], Any], words: Sequence[WordingForm], now: Any) -> bool:
    """Save facts, then the words of each language, all or nothing. Whoever was too late is told on the form."""

    def save(one: WordingForm, edit: Edit) -> TextRow:
        return change_words(part=part, edit=edit, words=one.words(), by=request.user, now=now)

    try:
        with transaction.atomic():
            part = save_facts()
            save_wordings(forms=words, save=save, refusals=())
    except ChangedMeanwhile as clash:
        form.tell_of(clash.current)
        return False
    except IntegrityError:
        # Two people entered the same number, address or detention at the same moment.
        form.add_error(None, _("Somebody else saved the same a moment ago. Open the case again to see it."))
        return False
    except NotSaved:
        return False
    messages.success(request, _("Saved in the file. The public reads it once a second person has approved it."))
    return True
