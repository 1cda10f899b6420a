"""What a gathering needs before it can be announced."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from outcry.gatherings.models import Gathering


@dataclass(frozen=True, kw_only=True)
class Point:
    """One line of the check list. `part` names the section of the desk where it is put right."""

    part: str
    sentence: str
    done: bool


def check_list(*, gathering: Gathering, now: datetime) -> list[Point]:
    """Every point, done or not. Of one that is over nobody needs to be told where to stand."""
    source = gathering.organisation.source_language
    text = gathering.texts.filter(language=source).first()
    points = [
        Point(part="texts", sentence=_("Title, and what it is about, in the first language."), done=bool(text and text.title and text.about)),
        Point(part="texts", sentence=_("Who organises it: an organisation, never a person."), done=bool(text and text.organiser)),
        Point(part="texts", sentence=_("The place, as everybody may read it."), done=bool(text and text.place)),
    ]
    if gathering.is_over(at=gathering.organisation.content_now(now=now)):
        return points
    points.append(Point(part="texts", sentence=_("Safety notes: what to bring, what to leave at home, whom to call."), done=bool(text and text.safety)))
    if gathering.withholds_place:
        told = gathering.meeting_places.filter(language=source).exists()
        points.append(Point(part="place", sentence=_("The exact place, for those who register."), done=told))
    return points


def missing(*, gathering: Gathering, now: datetime) -> list[Point]:
    """The points still open."""
    return [point for point in check_list(gathering=gathering, now=now) if not point.done]
