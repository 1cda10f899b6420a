"""What the newsroom brings to the desk's first page: a way to write a report, and reports that readers do not see yet."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.design.day_words import moment_in_words
from outcry.design.desk_home import HomePart, Task, Visit, first_of
from outcry.design.parts import Link
from outcry.newsroom.models import ReportPage
from outcry.newsroom.queries import list_page


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    page = list_page(organisation=visit.organisation)
    if page is None:
        return HomePart()
    write = Link(label=_("Write a report"), url=reverse("wagtailadmin_pages:add", args=["newsroom", "reportpage", page.pk]))
    changed = ReportPage.objects.filter(Q(live=False, first_published_at=None) | Q(live=True, has_unpublished_changes=True))
    tasks = [_unpublished(one) for one in changed.order_by("-latest_revision_created_at", "-pk")]
    return HomePart(starts=(write,), tasks=first_of(tasks, all_of_them=Link(label=_("Newsroom"), url=reverse("newsroom_desk"))))


def _unpublished(page: ReportPage) -> Task:
    saved = page.latest_revision_created_at
    return Task(
        what=_("Report has changes that are not published:") if page.live else _("Report is not published yet:"),
        link=Link(label=page.draft_title or page.title, url=reverse("wagtailadmin_pages:edit", args=[page.pk])),
        note=_("saved %(moment)s") % {"moment": moment_in_words(saved).text} if saved else "",
        tone="plain",
    )
