"""Newsletters that told of a case: for whoever takes the case away from the public."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from outcry.cases.beyond_recall import BeyondRecall
from outcry.design.parts import Link
from outcry.newsletters.models import Digest, DigestItem
from outcry.newsletters.titles import title_of
from outcry.newsroom.models import ReportPage


def beyond_recall(*, case_id: int) -> Iterator[BeyondRecall]:
    """For the hook of the case file: what was sent, and stays in the archive until somebody takes it off."""
    reports = ReportPage.objects.filter(cases=case_id).values("translation_key")
    items = DigestItem.objects.filter(Q(appeal__case=case_id) | Q(report__in=reports))
    told = Digest.objects.filter(pk__in=items.values("digest"), started_at__isnull=False).select_related("organisation").prefetch_related("texts")
    found = list(told.order_by("-number"))
    words = ngettext("%(number)s newsletter told of it. What was sent has left.", "%(number)s newsletters told of it. What was sent has left.", len(found))
    links = tuple(Link(label=title_of(digest), url=reverse("newsletters_desk:digest", args=[digest.pk])) for digest in found)
    yield BeyondRecall(number=len(found), sentence=words % {"number": len(found)}, links=links)
