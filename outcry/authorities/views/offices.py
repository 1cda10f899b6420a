"""The desk of the directory of authorities."""

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.audit.view_files import Table, offered, take_out
from outcry.authorities import operations
from outcry.authorities.forms import OfficeForm, OfficeWordsForm
from outcry.authorities.models import Office, OfficeText
from outcry.authorities.operations import EntryRefused
from outcry.authorities.queries import directory
from outcry.authorities.queries.records import open_alerts
from outcry.authorities.vouching import Standing, StandingState, standing
from outcry.design.day_words import joined, moment_in_words
from outcry.design.parts import Link
from outcry.lib.country_names import country_name
from outcry.lib.desk_answers import done_or_told
from outcry.lib.tables.writing import Cell
from outcry.lib.translations import in_language
from outcry.lib.wording_forms import NotSaved, add_refusal, all_right, save_wordings
from outcry.lib.wordings import ChangedMeanwhile, Edit

Crumbs = list[dict[str, str]]
# Offices that are read at once for a file.
_AT_ONCE = 500
_TONES = {StandingState.APPROVED: "safe", StandingState.WAITING: "wait", StandingState.RETIRED: "plain"}


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The directory: offices in use, then those no longer used."""
    now = timezone.now()
    lines = []
    for office in directory(organisation=request.organisation):
        found = standing(office=office, now=now)
        lines.append({"office": office, "name": _name(office), "standing": found, "tone": _TONES[found.state]})
    context = {"title": _("Authorities"), "lines": lines, "alerts": open_alerts(organisation=request.organisation).count()}
    return TemplateResponse(request, "authorities/desk/index.html", context | {"file": offered(reverse("authorities_desk:index_file"))})


@staff_only
@require_POST
def index_file(request: StaffRequest) -> HttpResponseBase:
    """The same as a file."""
    now = timezone.now()

    def row(office: Office) -> tuple[Cell, ...]:
        found = standing(office=office, now=now)
        return office.pk, _name(office), office.country, office.address, office.source_url, found.state.value, "; ".join(str(one.by) for one in found.vouchers)

    def table(_with_sealed: bool) -> Table:
        rows = map(row, directory(organisation=request.organisation).iterator(chunk_size=_AT_ONCE))
        return ("id", "name", "country", "address", "source", "state", "vouched_for_by"), rows

    return take_out(request, view="offices", table=table, back=reverse("authorities_desk:index"))


@staff_only
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Enter an office."""
    organisation = request.organisation
    # A mail address of a record that somebody makes an office of: filled in, to be compared with its source.
    initial = {field: request.GET[name] for field, name in (("address", "address"), ("source_url", "source")) if name in request.GET}
    form = OfficeForm(request.POST or None, prefix="office", initial=initial)
    words = OfficeWordsForm.for_languages(rows=(), languages=settings.LANGUAGES, source=organisation.source_language, data=request.POST or None)
    first: Link | None = None
    if request.method == "POST" and all_right([form, *words]):
        try:
            office = operations.add_office(
                organisation=organisation,
                details=form.details(),
                texts={one.language: one.office_words() for one in words if not one.is_empty},
                by=request.user,
                now=timezone.now(),
            )
        except EntryRefused as refusal:
            add_refusal(form, refusal)
            first = _entry_there(refusal)
        else:
            messages.success(request, _("The office is in the directory. Two people have to approve it before an appeal can address it."))
            return redirect("authorities_desk:office", office.pk)
    return _edit_page(request, form, words, title=_("Add an office"), crumbs=_crumbs(), back_url=reverse("authorities_desk:index"), first=first)


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One entry: what it says, its source, and who vouched for it."""
    office = _office(request, pk)
    found = standing(office=office, now=timezone.now())
    has_vouched = any(approval.by_id == request.user.pk for approval in found.vouchers)
    context = {
        "title": _name(office),
        "crumbs": _crumbs(),
        "office": office,
        "post_name": str(office.post) if office.post else "",
        "language_name": dict(settings.LANGUAGES).get(office.language, office.language),
        "country": country_name(office.country),
        "sits_in": country_name(office.sits_in) if office.sits_in else "",
        "standing": found,
        "tone": _TONES[found.state],
        "sentences": _what_is_needed(found),
        "may_vouch": office.retired_at is None and not has_vouched,
        "history": in_words(entries=of_subject(subject=f"office:{office.pk}")[:30], organisation_id=request.organisation.pk),
    }
    return TemplateResponse(request, "authorities/desk/office.html", context)


def _what_is_needed(found: Standing) -> list[str]:
    if found.counts_from:
        moment = moment_in_words(found.counts_from).text
        return [_("Nobody else works here, so one word counts after an hour: from %(moment)s.") % {"moment": moment}]
    if found.state == StandingState.WAITING:
        return [
            ngettext("%(number)s more person has to vouch for it.", "%(number)s more people have to vouch for it.", found.still_needed)
            % {"number": found.still_needed}
        ]
    return []


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the entry and its texts, all or nothing."""
    office = _office(request, pk)
    form = OfficeForm(request.POST or None, prefix="office", office=office)
    rows, source = office.texts.all(), request.organisation.source_language
    words = OfficeWordsForm.for_languages(rows=rows, languages=settings.LANGUAGES, source=source, data=request.POST or None)
    if request.method == "POST" and all_right([form, *words]) and _saved(request, office, form, words):
        messages.success(request, _("Saved."))
        return redirect("authorities_desk:office", office.pk)
    back = reverse("authorities_desk:office", args=[office.pk])
    return _edit_page(request, form, words, title=_("Change the entry"), crumbs=_crumbs(office), back_url=back, first=None)


def _entry_there(refusal: EntryRefused) -> Link | None:
    """The entry that has the address already, perhaps since a moment ago: whoever comes second reads hers."""
    if not isinstance(refusal, operations.AlreadyListed) or refusal.office is None:
        return None
    office = refusal.office
    who = _("entered by %(who)s, %(moment)s") % {"who": office.added_by or _("the system"), "moment": moment_in_words(office.added_at).text}
    return Link(label=joined([_name(office), who]), url=reverse("authorities_desk:office", args=[office.pk]))


def _edit_page(request: StaffRequest, form: OfficeForm, words: Sequence[OfficeWordsForm], **context: object) -> HttpResponse:
    return TemplateResponse(request, "authorities/desk/edit.html", {"form": form, "words": words, "forms": [form, *words], **context})


def _saved(request: StaffRequest, office: Office, form: OfficeForm, words: Sequence[OfficeWordsForm]) -> bool:
    now = timezone.now()

    def save(one: OfficeWordsForm, edit: Edit) -> OfficeText:
        return operations.change_office_words(office=office, edit=edit, words=one.office_words(), by=request.user, now=now)

    try:
        with transaction.atomic():
            if form.changes_facts:
                operations.change_office(office=office, details=form.details(), by=request.user, now=now, seen=form.cleaned_data["seen"])
            save_wordings(forms=words, save=save, refusals=(EntryRefused,))
    except EntryRefused as refusal:
        add_refusal(form, refusal)
    except ChangedMeanwhile as clash:
        form.tell_of(clash.current)
    except NotSaved:
        pass
    else:
        return True
    return False


@staff_only
@require_POST
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """Vouch for the entry."""
    office = _office(request, pk)
    if request.POST.get("fingerprint") != office.fingerprint:
        messages.error(request, _("The entry was changed while you were reading it. Compare it with its source again."))
        return redirect("authorities_desk:office", office.pk)
    approve_it = partial(operations.approve_office, office=office, by=request.user, now=timezone.now())
    done_or_told(request, approve_it, done=_("You have vouched for this office."), refusals=EntryRefused)
    return redirect("authorities_desk:office", office.pk)


@staff_only
@require_http_methods(["GET", "POST"])
def retire(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then take the office out of use."""
    office = _office(request, pk)
    if request.method == "POST":
        operations.retire_office(office=office, by=request.user, now=timezone.now())
        messages.success(request, _("The office is no longer used."))
        return redirect("authorities_desk:index")
    context = {
        "title": _("Take out of use"),
        "crumbs": _crumbs(office),
        "sentences": [
            _("No new letter is written to %(office)s, in any appeal. Letters that already wait are not taken back.") % {"office": _name(office)},
            _("The entry stays in the directory, so that every letter can be walked back to its addressee."),
        ],
        "button": _("Take it out of use"),
        "back_url": reverse("authorities_desk:office", args=[office.pk]),
        "tone": "alarm",
    }
    return TemplateResponse(request, "design/desk/confirm.html", context)


def _office(request: StaffRequest, pk: int) -> Office:
    return get_object_or_404(directory(organisation=request.organisation), pk=pk)


def _name(office: Office) -> str:
    """What the desk calls it, in the language of whoever reads."""
    text = in_language(office.texts.all(), get_language() or "", office.organisation.source_language)
    return text.name if text else office.address


def _crumbs(office: Office | None = None) -> Crumbs:
    crumbs = [{"label": _("Authorities"), "url": reverse("authorities_desk:index")}]
    if office is not None:
        crumbs.append({"label": _name(office), "url": reverse("authorities_desk:office", args=[office.pk])})
    return crumbs
