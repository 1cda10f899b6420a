"""Gatherings: the list, each page, calendars and feeds; saying that one comes, without account, cookie or script."""

from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from outcry.accounts.queries import the_organisation
from outcry.front import form_token
from outcry.front.coming_forms import ComingForm
from outcry.front.filling.gatherings import come_page, coming_page, gathering_page, gathering_url, gatherings_page
from outcry.front.form_token import TokenRefused, TooFast
from outcry.front.views.errors import unavailable
from outcry.gatherings import operations, queries
from outcry.gatherings.addresses_of_pages import CONFIRM, LEAVE
from outcry.gatherings.calendars import Entry, calendar_of
from outcry.gatherings.coming_limits import TooManyComing
from outcry.gatherings.feeds import GatheringsFeed, calendar_name, feed_of
from outcry.gatherings.models import Coming, Gathering, GatheringQuerySet, GatheringText
from outcry.gatherings.operations.coming import behind
from outcry.lib.caged_files import as_picture, for_readers
from outcry.lib.feeds import CONTENT_TYPES, Shape, written
from outcry.lib.leaves import leaf_or_404
from outcry.lib.links import UnknownLink, read_link
from outcry.lib.networks import client_network
from outcry.newsroom.subject_links import is_country, topic_called
from outcry.vocabularies import queries as vocabularies

_PURPOSE = "come"
_ON_A_PAGE = 30


@require_safe
@conditional_page
def show_all(request: HttpRequest) -> HttpResponse:
    """What is ahead, the next one first, and what is over by leaves."""
    organisation, at = the_organisation(), _at()
    known = queries.public(organisation=organisation)
    leaf = leaf_or_404(Paginator(known.over(at=at), _ON_A_PAGE), request.GET.get("page", "1"))
    ahead = known.ahead(at=at) if leaf.number == 1 else ()
    page = gatherings_page(ahead=ahead, over=leaf.object_list, language=_language(), at=at)
    return render(request, "front/gatherings.html", {"gatherings": page, "leaf": leaf, "section": "gatherings"})


@require_safe
@conditional_page
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One gathering. It holds no form, so it is the same page for everybody."""
    gathering, text = _found(slug)
    page = gathering_page(gathering, text, language=_language(), at=_at())
    return render(request, "front/gathering.html", {"gathering": page, "section": "gatherings"})


@require_safe
@conditional_page
def photo(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One size of a photo; 404 once its gathering is a draft again."""
    content = queries.photo_file(organisation=the_organisation(), slug=slug, name=name)
    if content is None:
        raise Http404
    return for_readers(as_picture(content, name=name))


@require_safe
@conditional_page
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One gathering for a calendar."""
    gathering, text = _found(slug)
    url = f"{settings.SITE_URL}{gathering_url(gathering)}"
    content = calendar_of(entries=[Entry(gathering=gathering, text=text, url=url)], name=text.title, url=url)
    return HttpResponse(content, content_type=CONTENT_TYPES[Shape.ICAL], headers={"Content-Disposition": f'inline; filename="{gathering.slug}.ics"'})


@require_safe
@conditional_page
def feed(request: HttpRequest, shape: str) -> HttpResponse:
    """All gatherings for programs."""
    return _feed(request, queries.public(organisation=the_organisation()), shape)


@require_safe
@conditional_page
def feed_of_country(request: HttpRequest, code: str, shape: str) -> HttpResponse:
    """Those in one country."""
    if code != code.lower() or not is_country(code.upper()):
        raise Http404
    return _feed(request, queries.public(organisation=the_organisation()).filter(country=code.upper()), shape)


@require_safe
@conditional_page
def feed_of_topic(request: HttpRequest, name: str, shape: str) -> HttpResponse:
    """Those on a topic or on one beneath it."""
    topic = topic_called(name)
    if topic is None:
        raise Http404
    return _feed(request, queries.public(organisation=the_organisation()).filter(vocabularies.below("topics", topic)).distinct(), shape)


# The form's own signed token stands in for a cookie: whoever could forge a POST could as well fill in the form.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def come(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; a POST says that somebody comes, and leads to the same page for a first, a second and a hundredth try."""
    (gathering, text), now = _found(slug), timezone.now()
    if request.method == "POST" and gathering.is_open(at=_at()):
        return _take(request, gathering, text, now=now)
    return _draw(request, gathering, text, ComingForm(initial={"token": form_token.issue_for(_PURPOSE, now=now)}))


@require_safe
def said(request: HttpRequest, slug: str) -> HttpResponse:
    """What follows: the same whether an address was given, was known, or was not."""
    gathering, text = _found(slug)
    demo_mailbox = f"{reverse('demo:mailbox')}?language={get_language()}" if settings.MODE == "demo" else ""
    context = {"come": come_page(gathering, text, language=_language()), "demo_mailbox": demo_mailbox, "section": "gatherings"}
    return render(request, "front/come_said.html", context)


# The link itself is the proof: whoever holds it holds the mailbox. No cookie is needed.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the owner of an address whether she comes; a POST says yes."""
    coming, now, is_done = _behind(token, CONFIRM), timezone.now(), False
    if coming is not None and request.method == "POST":
        try:
            is_done = coming_page(coming, language=_language(), now=now).state == "open"
            operations.confirm(coming=coming, now=now)
        except DatabaseError:
            return unavailable(request)
        coming = _behind(token, CONFIRM)
    page = coming_page(coming, language=_language(), now=now)
    return render(request, "front/come_confirm.html", {"coming": page, "is_done": is_done}, status=404 if coming is None else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to take it back and to erase the address; a POST does it."""
    coming, now = _behind(token, LEAVE), timezone.now()
    if coming is not None and request.method == "POST":
        try:
            operations.stay_away(coming=coming, never_write_again="never" in request.POST, now=now)
        except DatabaseError:
            return unavailable(request)
        coming = _behind(token, LEAVE)
    page = coming_page(coming, language=_language(), now=now)
    return render(request, "front/come_leave.html", {"coming": page}, status=404 if coming is None else 200)


def _take(request: HttpRequest, gathering: Gathering, text: GatheringText, *, now: datetime) -> HttpResponse:
    form = ComingForm(request.POST)
    refusal = _refusal(request, form, now=now)
    if refusal is not None:
        return _again(request, gathering, text, form, refusal, now=now)
    word = operations.Word(language=_language(), form=request.POST["token"], address=form.cleaned_data["email"])
    try:
        operations.say_so(gathering=gathering, word=word, network=client_network(request.META, trusted_proxies=settings.TRUSTED_PROXIES), now=now)
    except operations.TakesNobody:
        return _draw(request, gathering, text, form)
    except TooManyComing:
        many = _("More people say so from where you are than we can take just now. Press the button once more in an hour.")
        return _again(request, gathering, text, form, (many,), now=now, status=503)
    except DatabaseError:
        return unavailable(request)
    # 303: the browser fetches the next page with GET, and reloading it sends nothing again.
    return HttpResponse(status=303, headers={"Location": reverse("front:come_said", args=[gathering.slug])})


def _refusal(request: HttpRequest, form: ComingForm, *, now: datetime) -> tuple[str, ...] | None:
    """Why the form comes back, beside what stands at its field; None when it is taken."""
    if not form.is_valid():
        return ()
    try:
        form_token.check_for(_PURPOSE, request.POST.get("token", ""), now=now)
        if form.is_from_a_program:
            raise TooFast
    except TooFast:
        return (_("That was as fast as a program. Everything you typed is kept: wait a moment and press the button once more."),)
    except TokenRefused:
        return (_("The form was open for too long. Everything you typed is kept: please press the button once more."),)
    return None


def _again(
    request: HttpRequest, gathering: Gathering, text: GatheringText, form: ComingForm, general: tuple[str, ...], *, now: datetime, status: int = 200
) -> HttpResponse:
    form.data, form.show_errors = {**request.POST.dict(), "token": form_token.issue_for(_PURPOSE, now=now), "homepage": ""}, True
    form.general = general
    return _draw(request, gathering, text, form, status=status)


def _draw(request: HttpRequest, gathering: Gathering, text: GatheringText, form: ComingForm, *, status: int = 200) -> HttpResponse:
    context = {"come": come_page(gathering, text, language=_language()), "form": form, "section": "gatherings"}
    if not gathering.is_open(at=_at()):
        return render(request, "front/come_closed.html", context, status=410)
    return render(request, "front/come.html", context, status=status)


def _feed(request: HttpRequest, gatherings: GatheringQuerySet, shape: str) -> HttpResponse:
    if shape not in set(Shape):
        raise Http404
    told = GatheringsFeed(organisation=the_organisation(), language=_language(), own=request.path, at=_at())
    if shape == Shape.ICAL:
        entries, url = told.entries(gatherings), f"{settings.SITE_URL}{reverse('front:gatherings')}"
        return HttpResponse(calendar_of(entries=entries, name=calendar_name(told), url=url), content_type=CONTENT_TYPES[Shape.ICAL])
    return HttpResponse(written(feed_of(told, gatherings), Shape(shape)), content_type=CONTENT_TYPES[Shape(shape)])


def _found(slug: str) -> tuple[Gathering, GatheringText]:
    gathering = queries.by_slug(slug=slug)
    text = queries.text_in(gathering=gathering, language=_language()) if gathering else None
    if gathering is None or text is None:
        raise Http404
    return gathering, text


def _behind(token: str, purpose: str) -> Coming | None:
    try:
        return behind(read_link(token, purpose=purpose))
    except UnknownLink:
        return None


def _language() -> str:
    return get_language() or "en"


def _at() -> datetime:
    return the_organisation().content_now(now=timezone.now())
