"""What stands around every page: whose site it is, in which languages the page can be read."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from outcry.accounts.models import Organisation
from outcry.design.parts import Addresses, Frame, Language
from outcry.design.whole_addresses import in_order, whole
from outcry.giving.queries import is_any_open


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor. Nothing is asked of the database until a template draws the frame, which the desk's never do."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}


def frame_of(request: HttpRequest) -> Frame:
    """The frame for the page at the request's address.

    A page whose addresses differ by language (a report) says so in `request.page_languages`: {language: address}.
    """
    elsewhere = getattr(request, "page_languages", {})
    current = get_language()
    organisation = the_organisation()
    return Frame(
        organisation=_name(organisation),
        notice=str(settings.DEMO_NOTICE),
        languages=tuple(
            Language(code=code, name=str(name), url=elsewhere.get(code) or translate_url(request.path, code), is_current=code == current)
            for code, name in settings.LANGUAGES
        ),
        addresses=_addresses(request),
        asks_for_money=organisation is not None and is_any_open(organisation=organisation, on=organisation.content_now(now=timezone.now()).date()),
    )


def _addresses(request: HttpRequest) -> Addresses:
    """Of a page that stands under the same address in every language: without what narrows it, with its number where it is one of several."""
    page = request.GET.get("page", "")
    query = f"?page={page}" if page.isascii() and page.isdecimal() and page != "1" else ""
    languages = {code: f"{whole(translate_url(request.path, code))}{query}" for code, _name in settings.LANGUAGES}
    return Addresses(url=f"{whole(request.path)}{query}", languages=in_order(languages))


def organisation_name() -> str:
    """The name of the organisation that runs the site, in the page's language; blank before there is one."""
    return _name(the_organisation())


def _name(organisation: Organisation | None) -> str:
    return organisation.name_in(get_language() or settings.LANGUAGE_CODE) if organisation else ""


def the_organisation() -> Organisation | None:
    """The organisation that runs the site: the first one, until a site serves several."""
    return Organisation.objects.order_by("pk").first()
