"""Appeals and reports within pages of others: the frame, which alone of all our pages may stand there, and oEmbed."""

from collections.abc import Callable
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from outcry.accounts.queries import the_organisation
from outcry.front.filling.embedding import Room, embedded_appeal, embedded_report, oembed
from outcry.front.pages.embedding import Embedded

# Nothing runs in a frame and nothing is sent from it; its one style sheet comes from here.
FRAME_POLICY = settings.PUBLIC_POLICY | {"script-src": [CSP.NONE], "form-action": [CSP.NONE], "frame-ancestors": ["*"]}
_LONGEST_NUMBER = 6


@require_safe
@xframe_options_exempt
def appeal(request: HttpRequest, slug: str) -> HttpResponse:
    """An appeal with its count."""
    return _frame(request, slug, embedded_appeal)


@require_safe
@xframe_options_exempt
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """A report."""
    return _frame(request, slug, embedded_report)


@require_safe
def describe(request: HttpRequest) -> HttpResponse:
    """What oEmbed says of a page: as JSON, or as XML where that is asked for."""
    shape = request.GET.get("format", "json")
    if shape not in ("json", "xml"):
        return HttpResponse(status=501)
    width, height = (_number(request.GET.get(name, "")) for name in ("maxwidth", "maxheight"))
    if 0 in (width, height):
        return HttpResponse(status=400)
    room = Room(width=width, height=height)
    told = oembed(url=request.GET.get("url", ""), room=room, organisation=the_organisation(), now=timezone.now())
    if told is None:
        raise Http404
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False}) if shape == "json" else _as_xml(told)
    # It says what everybody may read, and programs in other pages ask for it, too.
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _frame(request: HttpRequest, slug: str, find: Callable[..., Embedded | None]) -> HttpResponse:
    embedded = find(slug=slug, organisation=the_organisation(), language=get_language() or "en", now=timezone.now())
    if embedded is None:
        raise Http404
    answer = render(request, "front/embedded.html", {"embedded": embedded})
    answer._csp_config = FRAME_POLICY  # type: ignore[attr-defined]
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _as_xml(told: dict[str, object]) -> HttpResponse:
    answer = HttpResponse(content_type="text/xml; charset=utf-8")
    writer = SimplerXMLGenerator(answer, "utf-8")
    writer.startDocument()
    writer.startElement("oembed", AttributesImpl({}))
    for name, value in told.items():
        writer.addQuickElement(name, str(value))
    writer.endElement("oembed")
    writer.endDocument()
    return answer


def _number(text: str) -> int | None:
    """A number of pixels; None where none is asked for, 0 for what is none."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0
