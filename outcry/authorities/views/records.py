"""The desk's pages of bodies, posts, people and holdings."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.audit.view_files import Table, offered, take_out
from outcry.authorities import operations
from outcry.authorities.forms import BodyForm, HoldingForm, LinkForm, NameForm, PersonForm, PostForm, RecordForm, list_formset
from outcry.authorities.models import Membership, Office, Record
from outcry.authorities.operations import EntryRefused
from outcry.authorities.operations.records import SUBJECTS, add_record, change_record, change_record_words, remove_holding
from outcry.authorities.queries import Certainty, holders_on, timeline
from outcry.authorities.queries.records import above, bodies, found, mailboxes, members, memberships_of, people, posts, tree
from outcry.lib.wording_forms import NotSaved, add_refusal, all_right, save_wordings

PER_PAGE = 50
# Records that are read at once for a file.
_AT_ONCE = 500
# Longer numbers are no row's.
_TOO_LONG = 19
_TONES = {Certainty.CERTAIN: "safe", Certainty.POSSIBLE: "wait", Certainty.UNDATED: "wait"}
Crumbs = list[dict[str, str]]
_FORMS: dict[str, type[RecordForm]] = {"organizations": BodyForm, "posts": PostForm, "persons": PersonForm}
_LISTS = {
    "organizations": ("contact_details", "other_names", "sources", "links"),
    "posts": ("contact_details", "sources"),
    "persons": ("other_names", "contact_details", "sources", "links"),
    "memberships": ("sources",),
}
_PAGES = {"organizations": "body", "posts": "post", "persons": "person"}


@staff_only
@require_safe
def bodies_index(request: StaffRequest) -> HttpResponse:
    """The highest bodies, or those that a search finds."""
    return _list(request, title=_("Bodies"), which="bodies")


@staff_only
@require_safe
def people_index(request: StaffRequest) -> HttpResponse:
    """Everybody, or those whom a search finds by any spelling of the name."""
    return _list(request, title=_("People in office"), which="people")


@staff_only
@require_safe
def posts_index(request: StaffRequest) -> HttpResponse:
    """Every post with whoever holds it today, as far as the dates tell."""
    return _list(request, title=_("Posts"), which="posts")


@staff_only
@require_POST
def list_file(request: StaffRequest, which: str) -> HttpResponseBase:
    """One of these lists as a file, every page of it."""
    rows, back = _rows(request, which), reverse(f"authorities_desk:{which}")

    def table(_with_sealed: bool) -> Table:
        return ("id", "name"), ((row.pk, str(row)) for row in rows.iterator(chunk_size=_AT_ONCE))

    return take_out(request, view=f"{which} of the directory", table=table, back=back, is_narrowed=bool(_asked(request).strip()))


def _rows(request: StaffRequest, which: str) -> QuerySet[Any]:
    """What a list shows, on all of its pages."""
    words, organisation = _asked(request), request.organisation
    if which == "bodies" and not words.strip():
        return tree(organisation=organisation)
    return found({"bodies": bodies, "people": people, "posts": posts}[which](organisation=organisation), words=words)


def _asked(request: StaffRequest) -> str:
    """What is looked for; no database takes a NUL in a question."""
    return request.GET.get("q", "").replace("\0", "")[:200]


def _list(request: StaffRequest, *, title: str, which: str) -> HttpResponse:
    words = _asked(request)
    page = Paginator(_rows(request, which), PER_PAGE).get_page(request.GET.get("page"))
    query = urlencode({"q": words}) if words else ""
    context: dict[str, Any] = {"title": title, "crumbs": _crumbs(), "page": page, "words": words, "lines": [{"row": row, "name": str(row)} for row in page]}
    context |= {"query": f"{query}&" if query else "", "file": offered(reverse(f"authorities_desk:{which}_file"), query=query)}
    return TemplateResponse(request, f"authorities/desk/{which}.html", context)


@staff_only
@require_safe
def body(request: StaffRequest, pk: int) -> HttpResponse:
    """One body: what is above and below it, its posts and members."""
    row = get_object_or_404(bodies(organisation=request.organisation), pk=pk)
    page = Paginator(members(body=row), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "above": [{"pk": one.pk, "name": str(one)} for one in above(row)],
        "below": [{"row": one, "name": str(one)} for one in tree(organisation=request.organisation, below=row)],
        "posts": [{"row": one, "name": str(one)} for one in posts(organisation=request.organisation).filter(body=row)],
        "page": page,
        "members": [_line(one) for one in page],
    }
    return _show(request, "organizations", row, context)


@staff_only
@require_safe
def post(request: StaffRequest, pk: int) -> HttpResponse:
    """One post: who holds it today and who held it when; its offices."""
    row = get_object_or_404(posts(organisation=request.organisation), pk=pk)
    today = request.organisation.content_now(now=timezone.now()).date()
    holdings = [
        {"name": str(one.membership.person), "pk": one.membership.person_id, "certainty": one.certainty, "tone": _TONES[one.certainty]}
        for one in holders_on(post=row, on=today)
    ]
    context = {
        "today": today,
        "holdings": holdings,
        "timeline": [_line(one) for one in timeline(post=row)],
        "offices": row.offices.filter(retired_at=None),
        "link_form": LinkForm(post=row),
        "body_name": str(row.body) if row.body else "",
    }
    return _show(request, "posts", row, context)


@staff_only
@require_safe
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """One person: names, posts over time, where the source says she can be reached."""
    row = get_object_or_404(people(organisation=request.organisation), pk=pk)
    return _show(request, "persons", row, {"timeline": [_line(one) for one in memberships_of(person=row)]})


def _show(request: StaffRequest, kind: str, row: Any, context: dict[str, Any]) -> HttpResponse:
    there = {office.address: office.pk for office in Office.objects.filter(organisation=request.organisation, retired_at=None)}
    shared = {
        "title": str(row),
        "crumbs": _crumbs(kind),
        "row": row,
        "names": sorted({**row.by_language.get(row.NAME, {}), **{text.language: getattr(text, row.NAME) for text in row.texts.all()}}.items()),
        "mailboxes": [
            {"address": one.address, "note": one.note, "office": there.get(one.address), "query": urlencode({"address": one.address, "source": _source(row)})}
            for one in mailboxes(row)
        ],
        "history": in_words(entries=of_subject(subject=f"{SUBJECTS[kind]}:{row.pk}")[:50], organisation_id=request.organisation.pk),
    }
    return TemplateResponse(request, f"authorities/desk/{_PAGES[kind]}.html", shared | context)


def _source(row: Any) -> str:
    return next((str(one["url"]) for one in row.sources if one.get("url")), "")


def _line(one: Membership) -> dict[str, Any]:
    return {
        "row": one,
        "person": str(one.person) if one.person else "",
        "where": str(one.post or one.body or ""),
        "on_behalf_of": str(one.on_behalf_of) if one.on_behalf_of else "",
    }


@staff_only
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, kind: str) -> HttpResponse:
    """Write down a new body, post or person."""
    initial = {name: request.GET[name] for name in ("parent_id", "organization_id", "name") if request.GET.get(name, "")}
    form = _FORMS[kind](request.POST or None, organisation=request.organisation, initial=initial)
    lists = [list_formset(name, row=None, data=request.POST or None) for name in _LISTS[kind]]
    if request.method == "POST" and all_right([form, *lists]):
        try:
            row = add_record(
                kind=kind, organisation=request.organisation, said=_said(form, lists), references=form.references(), by=request.user, now=timezone.now()
            )
        except EntryRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"authorities_desk:{_PAGES[kind]}", row.pk)
    titles = {"organizations": _("Add a body"), "posts": _("Add a post"), "persons": _("Add a person in office")}
    return _edit_page(request, form, lists, (), title=titles[kind], crumbs=_crumbs(kind), back_url=reverse(f"authorities_desk:{_list_of(kind)}"))


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Change a body, post or person with its names in our languages, all or nothing."""
    rows: Any = {"organizations": bodies, "posts": posts, "persons": people}[kind](organisation=request.organisation)
    row = get_object_or_404(rows, pk=pk)
    form = _FORMS[kind](request.POST or None, organisation=request.organisation, row=row)
    lists = [list_formset(name, row=row, data=request.POST or None) for name in _LISTS[kind]]
    words = _name_forms(request, row)
    if request.method == "POST" and all_right([form, *lists, *words]) and _saved(request, kind, row, form, lists, words):
        messages.success(request, _("Saved."))
        return redirect(f"authorities_desk:{_PAGES[kind]}", row.pk)
    back = reverse(f"authorities_desk:{_PAGES[kind]}", args=[row.pk])
    return _edit_page(request, form, lists, words, title=_("Change the entry"), crumbs=_crumbs(kind, row), back_url=back)


def _name_forms(request: StaffRequest, row: Any) -> list[NameForm]:
    texts = list(row.texts.all())
    for text in texts:
        text.name = getattr(text, row.NAME)
    return NameForm.for_languages(
        rows=texts, languages=settings.LANGUAGES, source=request.organisation.source_language, data=request.POST or None, prefix="name-"
    )


def _saved(request: StaffRequest, kind: str, row: Any, form: RecordForm, lists: Sequence[Any], words: Sequence[NameForm]) -> bool:
    now = timezone.now()

    def save(one: NameForm, edit: Any) -> Any:
        return change_record_words(kind=kind, row=row, edit=edit, words=one.words()["name"], by=request.user, now=now)

    try:
        with transaction.atomic():
            if form.has_changed() or any(one.has_changed() for one in lists):
                seen = form.cleaned_data["seen_version"]
                change_record(kind=kind, row=row, said=_said(form, lists), references=form.references(), seen_version=seen, by=request.user, now=now)
                row.refresh_from_db()
            save_wordings(forms=words, save=save, refusals=(EntryRefused,))
    except EntryRefused as refusal:
        add_refusal(form, refusal)
    except NotSaved:
        pass
    else:
        return True
    return False


def _said(form: RecordForm, lists: Sequence[Any]) -> dict[str, Any]:
    found_lists = {one.list_name: [entry for row in one if (entry := row.entry(one.there)) is not None] for one in lists}
    return form.said() | found_lists


@staff_only
@require_http_methods(["GET", "POST"])
def add_holding(request: StaffRequest, pk: int) -> HttpResponse:
    """Say who holds a post: find the person first, then the dates."""
    row = get_object_or_404(posts(organisation=request.organisation), pk=pk)
    asked = request.GET.get("person", "")
    chosen = people(organisation=request.organisation).filter(pk=asked).first() if asked.isdecimal() and len(asked) < _TOO_LONG else None
    words = _asked(request)
    if chosen is None:
        matches = (
            [{"pk": one.pk, "name": str(one), "row": one} for one in found(people(organisation=request.organisation), words=words)[:20]]
            if words.strip()
            else []
        )
        context = {"title": _("Who holds it?"), "crumbs": _crumbs("posts", row), "post": row, "words": words, "matches": matches}
        return TemplateResponse(request, "authorities/desk/choose_person.html", context)
    form = HoldingForm(request.POST or None, organisation=request.organisation)
    lists = [list_formset(name, row=None, data=request.POST or None) for name in _LISTS["memberships"]]
    if request.method == "POST" and all_right([form, *lists]):
        references = form.references() | {"person_id": chosen, "post_id": row, "organization_id": row.body}
        try:
            add_record(
                kind="memberships", organisation=request.organisation, said=_said(form, lists), references=references, by=request.user, now=timezone.now()
            )
        except EntryRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("authorities_desk:post", row.pk)
    title = _("%(person)s as %(post)s") % {"person": chosen, "post": row}
    return _edit_page(request, form, lists, (), title=title, crumbs=_crumbs("posts", row), back_url=reverse("authorities_desk:post", args=[row.pk]))


@staff_only
@require_http_methods(["GET", "POST"])
def edit_holding(request: StaffRequest, pk: int) -> HttpResponse:
    """Change from when to when somebody holds a post."""
    row = get_object_or_404(Membership.objects.filter(organisation=request.organisation).select_related("person", "post", "body"), pk=pk)
    back = _page_of_holding(row)
    form = HoldingForm(request.POST or None, organisation=request.organisation, row=row)
    lists = [list_formset(name, row=row, data=request.POST or None) for name in _LISTS["memberships"]]
    if request.method == "POST" and all_right([form, *lists]) and _saved(request, "memberships", row, form, lists, ()):
        messages.success(request, _("Saved."))
        return redirect(back)
    title = _("%(person)s as %(post)s") % {"person": row.person or "?", "post": row.post or row.body or "?"}
    return _edit_page(
        request, form, lists, (), title=title, crumbs=_crumbs("posts"), back_url=back, remove_url=reverse("authorities_desk:remove_holding", args=[row.pk])
    )


@staff_only
@require_http_methods(["GET", "POST"])
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then take away a holding that was a mistake."""
    row = get_object_or_404(Membership.objects.filter(organisation=request.organisation).select_related("person", "post", "body"), pk=pk)
    back = _page_of_holding(row)
    if request.method == "POST":
        remove_holding(membership=row, by=request.user, now=timezone.now())
        messages.success(request, _("It is gone."))
        return redirect(back)
    context = {
        "title": _("Take it away"),
        "crumbs": _crumbs("posts"),
        "sentences": [
            _("%(person)s is no longer shown as somebody who holds or held this.") % {"person": row.person or "?"},
            _("Do this for a mistake only. Who has left a post gets an end instead."),
        ],
        "button": _("Take it away"),
        "back_url": back,
        "tone": "alarm",
    }
    return TemplateResponse(request, "design/desk/confirm.html", context)


@staff_only
@require_POST
def link_office(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that an office belongs to this post."""
    row = get_object_or_404(posts(organisation=request.organisation), pk=pk)
    form = LinkForm(request.POST, post=row)
    if form.is_valid():
        operations.link_office(
            office=form.cleaned_data["office"], post=row, names_holder=form.cleaned_data["names_holder"], by=request.user, now=timezone.now()
        )
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose an office of this directory."))
    return redirect("authorities_desk:post", row.pk)


@staff_only
@require_POST
def unlink_office(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that an office belongs to no post any more."""
    office = get_object_or_404(Office.objects.filter(organisation=request.organisation), pk=pk)
    post_pk = office.post_id
    operations.link_office(office=office, post=None, names_holder=False, by=request.user, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("authorities_desk:post", post_pk) if post_pk else redirect("authorities_desk:office", office.pk)


def _edit_page(request: StaffRequest, form: RecordForm, lists: Sequence[Any], words: Sequence[NameForm], **context: Any) -> HttpResponse:
    shared = {"form": form, "lists": lists, "words": words, "forms": [form, *(one for formset in lists for one in formset), *words], "remove_url": ""}
    return TemplateResponse(request, "authorities/desk/edit_record.html", shared | context)


def _page_of_holding(row: Membership) -> str:
    if row.post_id:
        return reverse("authorities_desk:post", args=[row.post_id])
    return reverse("authorities_desk:person", args=[row.person_id]) if row.person_id else reverse("authorities_desk:people")


def _list_of(kind: str) -> str:
    return {"organizations": "bodies", "posts": "posts", "persons": "people"}[kind]


def _crumbs(kind: str = "", row: Record | None = None) -> Crumbs:
    crumbs = [{"label": _("Authorities"), "url": reverse("authorities_desk:index")}]
    if kind:
        labels = {"organizations": _("Bodies"), "posts": _("Posts"), "persons": _("People in office")}
        crumbs.append({"label": labels[kind], "url": reverse(f"authorities_desk:{_list_of(kind)}")})
    if row is not None:
        crumbs.append({"label": str(row), "url": reverse(f"authorities_desk:{_PAGES[kind]}", args=[row.pk])})
    return crumbs
