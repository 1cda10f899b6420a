"""A feed over HTTP: its shape at the end of its address, its page in the query, and when it was last changed."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import register_converter
from django.utils.http import http_date

from outcry.lib.feeds import CONTENT_TYPES, Feed, Shape, without_moments_ahead, written

_LONGEST_NUMBER = 10


class _ShapeInAddress:
    """What a feed is written as."""

    regex = "|".join(Shape)

    def to_python(self, value: str) -> Shape:
        return Shape(value)

    def to_url(self, value: str) -> str:
        return value


register_converter(_ShapeInAddress, "shape")


def page_asked(request: HttpRequest) -> int:
    """The number of the page that is asked for; 0, which is no page, for whatever is no number."""
    number = request.GET.get("page", "1")
    is_number = number.isascii() and number.isdecimal() and len(number) < _LONGEST_NUMBER
    return int(number) if is_number else 0


def answer(feed: Feed, shape: Shape, *, now: datetime) -> HttpResponse:
    """The feed in this shape.

    Programs that send back an ETag learn of everything, also of what is gone. Those that send a day alone learn of what came and what changed.
    """
    told = without_moments_ahead(feed, now=now)
    return HttpResponse(written(told, shape), content_type=CONTENT_TYPES[shape], headers={"Last-Modified": http_date(told.changed_at.timestamp())})
