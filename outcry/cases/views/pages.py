"""What the pages of a file have in common: a case's, or a person's over all cases."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from outcry.accounts.permissions import StaffRequest
from outcry.accounts.reading import reader
from outcry.cases import people
from outcry.cases.forms.facts import FactsForm
from outcry.cases.guide import next_lack, path_of
from outcry.cases.levels import may_read, readable
from outcry.cases.models import Act, Case, Part, Person
from outcry.cases.operations.history import read_lists
from outcry.cases.operations.writing import change_words
from outcry.cases.queries import with_parts
from outcry.cases.titles import title_of
from outcry.cases.views.kinds import OF_A_CASE, OF_A_PERSON, Kind, every_kind
from outcry.design.parts import Link
from outcry.lib.translations import TextRow
from outcry.lib.wording_forms import NotSaved, WordingForm, save_wordings
from outcry.lib.wordings import ChangedMeanwhile, Edit

_KINDS = {"case": every_kind(OF_A_CASE), "person": every_kind(OF_A_PERSON)}


def the_case(request: StaffRequest, pk: int) -> Case:
    """The case of this desk's organisation, or 404."""
    return get_object_or_404(with_parts(organisation=request.organisation), pk=pk)


def the_person(request: StaffRequest, pk: int) -> Person:
    """The person in the files of this desk's organisation, or 404."""
    return get_object_or_404(people.on_the_desk(organisation=request.organisation), pk=pk)


def the_file(request: StaffRequest, of: str, pk: int) -> Any:
    """A case or a person, or 404. Of a case only its title comes with it: a part of it is read by itself."""
    if of != "case":
        return the_person(request, pk)
    cases = readable(Case.objects.filter(organisation=request.organisation)).select_related("organisation")
    # Whoever presses a button is sent on, and sees no title.
    return get_object_or_404(cases if request.method == "POST" else cases.prefetch_related("texts"), pk=pk)


def the_kind(of: str, name: str) -> Kind:
    """The kind of part with this name, or 404."""
    if name not in _KINDS[of]:
        raise Http404
    return _KINDS[of][name]


def the_part(file: Any, kind: Kind, pk: int) -> Any:
    """A part that lies in this file, or 404."""
    rows = kind.model._default_manager.all()
    row = get_object_or_404(rows.select_related("event", "kind", "victim") if kind.model is Act else rows, pk=pk)
    # What was read already is not asked for again.
    for one in (row, *([row.event, row.victim] if kind.model is Act else [])):
        if getattr(one, "case_id", None) == getattr(file, "pk", 0) and isinstance(file, Case):
            one.case = file
    if row.file != file or not may_read(user=reader(), row=row):
        raise Http404
    read_lists(row)
    return row


def address_of(file: Any) -> str:
    """The page of a file."""
    return reverse("cases_desk:case" if isinstance(file, Case) else "cases_desk:person", args=[file.pk])


def address_of_part(row: Any) -> str:
    """The page of a part, which has the parts that lie in it."""
    of = "case" if isinstance(row.file, Case) else "person"
    name = next(kind.name for kind in _KINDS[of].values() if kind.model is type(row))
    return reverse(f"cases_desk:{of}_part", args=[row.file.pk, name, row.pk])


def address_above(row: Any) -> str:
    """Where one goes back to from a part: the part it lies in, else the file."""
    owner = getattr(row, row.OWNER)
    if isinstance(owner, Part):
        return address_of_part(owner)
    of = "case" if isinstance(owner, Case) else "person"
    name = next(kind.name for kind in _KINDS[of].values() if kind.model is type(row))
    return f"{address_of(owner)}#{name}"


def after_saving(request: StaffRequest, file: Any, usual: str) -> str:
    """Where one goes once something is saved: the usual page, or on along the path to what is missing next."""
    if "next" not in request.POST or not isinstance(file, Case):
        return usual
    lack = next_lack(path_of(the_case(request, file.pk), on=timezone.now().date()))
    return lack.url if lack else address_of(file)


def crumbs(row: Any = None) -> list[Link]:
    """The way to a page that lies below `row`: the list, the file, the parts in between."""
    if row is None:
        return [Link(label=_("Cases"), url=reverse("cases_desk:index"))]
    if isinstance(row, Person):
        return [Link(label=_("People"), url=reverse("cases_desk:people")), Link(label=title_of(row), url=address_of(row))]
    if isinstance(row, Case):
        return [*crumbs(), Link(label=title_of(row), url=address_of(row))]
    return [*crumbs(getattr(row, row.OWNER)), Link(label=title_of(row), url=address_of_part(row))]


def crumbs_of_partners() -> list[Link]:
    """The way to a page that lies below what was shared with partners."""
    return [Link(label=_("Shared with you"), url=reverse("cases_desk:shared"))]


def words_of[Form: WordingForm](form: type[Form], request: StaffRequest, rows: Iterable[TextRow]) -> list[Form]:
    """A form for each language, filled from the request when it was sent."""
    return form.for_languages(rows=rows, languages=settings.LANGUAGES, source=request.organisation.source_language, data=request.POST or None)


def typed_into(request: StaffRequest, *, only_opened: bool) -> Any:
    """What was sent of a form of facts, or None. Pressing "open" sends nothing of it."""
    if request.method != "POST" or (only_opened and not any(name.startswith("facts-") for name in request.POST)):
        return None
    return request.POST


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
