"""Reports about a case that readers have: for whoever takes the case away from the public."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language, ngettext

from outcry.cases.beyond_recall import BeyondRecall
from outcry.design.parts import Link
from outcry.newsroom.models import ReportPage


def beyond_recall(*, case_id: int) -> Iterator[BeyondRecall]:
    """For the hook of the case file: reports that stay where they are until somebody unpublishes them."""
    pages = ReportPage.objects.filter(cases=case_id, live=True).select_related("locale").order_by("-pk")
    # One of each report: in the reader's language, where it has one.
    reports = {page.translation_key: page for page in sorted(pages, key=lambda page: page.locale.language_code == get_language())}
    number = len(reports)
    words = ngettext("%(number)s report tells of it and stays online.", "%(number)s reports tell of it and stay online.", number)
    links = tuple(Link(label=page.title, url=reverse("wagtailadmin_pages:edit", args=[page.pk])) for page in reports.values())
    yield BeyondRecall(number=number, sentence=words % {"number": number}, links=links)
