"""The mailbox of the demonstration: what the stand-in server accepted, so that a visitor finds her own confirmation mail."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outcry.accounts.models import Organisation
from outcry.demo.mail_pages import list_mail, read_mail
from outcry.demo.standin.mailbox import Entry, Kind, Mailbox
from outcry.design.parts import Frame, Language
from outcry.lib.translations import in_language

View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One way to narrow the list."""

    label: str
    query: str
    is_current: bool


def _in_chosen_language(view: View) -> View:
    """Draw the page in the language that `?language=` names; else as the browser asks."""

    @wraps(view)
    def draw(request: HttpRequest, **arguments: str) -> HttpResponse:
        chosen = request.GET.get("language", "")
        if chosen not in dict(settings.LANGUAGES):
            return view(request, **arguments)
        with translation.override(chosen):
            response = view(request, **arguments)
        response["Content-Language"] = chosen
        return response

    return draw


@require_safe
@never_cache
@_in_chosen_language
def mailbox(request: HttpRequest) -> HttpResponse:
    """The list, newest first; `kind` and `to` choose, `page` turns."""
    kind, recipient = _kind(request), request.GET.get("to", "").strip()[:254]
    page = request.GET.get("page", "")
    mails = list_mail(mailbox=Mailbox.of(settings.DATA), kind=kind, recipient=recipient, page=int(page) if page.isdecimal() and len(page) < 9 else 1)
    chosen: dict[str, object] = {"language": _language(request), "kind": kind or "", "to": recipient}
    return render(
        request,
        "demo/mailbox.html",
        {
            "frame": _frame(request),
            "mails": mails,
            "to": recipient,
            "language": chosen["language"],
            "choices": _choices(chosen),
            "newer": _query(chosen | {"page": mails.number - 1}) if mails.number > 1 else "",
            "older": _query(chosen | {"page": mails.number + 1}) if mails.number < mails.pages else "",
            "here": _query({"language": chosen["language"]}),
        },
    )


@require_safe
@never_cache
@_in_chosen_language
def message(request: HttpRequest, *, day: str, name: str) -> HttpResponse:
    """One mail."""
    mail = read_mail(mailbox=Mailbox.of(settings.DATA), entry=Entry(day=day, name=name), site_url=settings.SITE_URL)
    if mail is None:
        raise Http404
    back = reverse("demo:mailbox") + _query({"language": _language(request)})
    return render(request, "demo/message.html", {"frame": _frame(request), "mail": mail, "back": back})


def _kind(request: HttpRequest) -> Kind | None:
    asked = request.GET.get("kind", "")
    return Kind(asked) if asked in tuple(Kind) else None


def _choices(chosen: dict[str, object]) -> tuple[Choice, ...]:
    labels = {"": _("All"), Kind.SUPPORTER: _("To supporters"), Kind.AUTHORITY: _("To authorities")}
    return tuple(Choice(label=label, query=_query(chosen | {"kind": kind}), is_current=kind == chosen["kind"]) for kind, label in labels.items())


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else ""


def _query(chosen: dict[str, object]) -> str:
    kept = {name: str(value) for name, value in chosen.items() if value}
    return f"?{urlencode(kept)}"


def _frame(request: HttpRequest) -> Frame:
    language = translation.get_language() or settings.LANGUAGE_CODE
    organisation = Organisation.objects.prefetch_related("texts").order_by("pk").first()
    text = in_language(organisation.texts.all(), language, organisation.source_language) if organisation else None
    return Frame(
        organisation=text.name if text else "Outcry",
        languages=tuple(
            Language(code=code, name=str(name), url=_query({**request.GET.dict(), "language": code}), is_current=code == language)
            for code, name in settings.LANGUAGES
        ),
        notice=str(settings.DEMO_NOTICE),
    )
