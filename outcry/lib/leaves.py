"""One leaf of a long list, by the number in an address."""

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404


def leaf_or_404(paginator: "Paginator[Any]", number: str) -> "Page[Any]":
    """The leaf of this number; Http404 for one that is not there, or for what is no number."""
    try:
        return paginator.page(number)
    except InvalidPage:
        raise Http404 from None
