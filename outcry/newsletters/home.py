"""What the newsletter brings to the desk's first page: a digest that waits for a second person, and one that was stopped."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.queries import staff_count
from outcry.accounts.second_person import may_confirm
from outcry.design.day_words import moment_in_words
from outcry.design.desk_home import HomePart, Task, Visit, first_of
from outcry.design.parts import Link
from outcry.newsletters.models import DigestState
from outcry.newsletters.queries import on_the_desk
from outcry.newsletters.titles import title_of


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    everything = Link(label=_("Newsletter"), url=reverse("newsletters_desk:index"))
    return HomePart(tasks=first_of(_waiting(visit), all_of_them=everything))


def _waiting(visit: Visit) -> Iterator[Task]:
    people = staff_count(organisation=visit.organisation)
    for digest in on_the_desk(organisation=visit.organisation).filter(state__in=(DigestState.PROPOSED, DigestState.STOPPED)):
        link = Link(label=title_of(digest), url=reverse("newsletters_desk:digest", args=[digest.pk]))
        if digest.state == DigestState.STOPPED:
            yield Task(what=_("Digest was stopped. Let it go on, or leave it:"), link=link)
        elif digest.proposed_at:
            verdict = may_confirm(first=digest.proposed_by_id, second=visit.user.pk, staff_count=people, since=digest.proposed_at, now=visit.now)
            note = _("proposed by %(who)s, %(time)s") % {"who": digest.proposed_by, "time": moment_in_words(digest.proposed_at).text}
            yield Task(what=_("Digest waits to be sent:"), link=link, note=note, is_mine=verdict.allowed)
