"""What intake brings to the desk's first page, for those who may read it: what nobody has opened, and who waits for an answer."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.design.day_words import moment_in_words
from outcry.design.desk_home import HomePart, Task, Visit
from outcry.design.parts import Link
from outcry.intake import queries


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    return HomePart(tasks=tuple(_tasks(visit)) if visit.user.has_perm(queries.HANDLE) else ())


def _tasks(visit: Visit) -> Iterator[Task]:
    figures = queries.figures(organisation=visit.organisation)
    link = Link(label=_("Messages in confidence"), url=reverse("intake_desk:index"))
    note = _("the longest wait: since %(moment)s") % {"moment": moment_in_words(figures.oldest).text} if figures.oldest else ""
    if figures.new:
        what = ngettext("%(number)s message in confidence has not been opened:", "%(number)s messages in confidence have not been opened:", figures.new)
        yield Task(what=what % {"number": figures.new}, link=link, note=note, tone="alarm")
    if figures.waiting:
        what = ngettext("%(number)s sender waits for our answer:", "%(number)s senders wait for our answer:", figures.waiting)
        yield Task(what=what % {"number": figures.waiting}, link=link, note=note)
