"""Reports about a case that readers have: for whoever takes the case away from the public."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from outcry.cases.beyond_recall import BeyondRecall
from outcry.newsroom.models import ReportPage


def beyond_recall(*, case_id: int) -> Iterator[BeyondRecall]:
    """For the hook of the case file: reports that stay where they are until somebody unpublishes them."""
    number = ReportPage.objects.filter(cases=case_id, live=True).values("translation_key").distinct().count()
    words = ngettext("%(number)s report tells of it and stays online.", "%(number)s reports tell of it and stay online.", number)
    yield BeyondRecall(number=number, sentence=words % {"number": number})
