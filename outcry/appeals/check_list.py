"""What an appeal needs before it can be launched."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from outcry.appeals.models import Appeal, LetterVersion
from outcry.appeals.queries import addressees, current_letter, page_languages, writable_addressees


@dataclass(frozen=True, kw_only=True)
class Point:
    """One line of the check list. `part` names the section of the desk where it is put right."""

    part: str
    sentence: str
    done: bool


def check_list(*, appeal: Appeal, now: datetime) -> list[Point]:
    """Every point, done or not, in the order in which an appeal is written."""
    letter = current_letter(appeal=appeal)
    languages = page_languages(organisation=appeal.organisation)
    return [
        *_text_points(appeal, languages),
        Point(part="demands", sentence=_("At least one demand."), done=appeal.demands.exists()),
        *_letter_points(appeal, letter, languages),
        Point(part="addressees", sentence=_("At least one addressee."), done=appeal.addressees.exists()),
        *_addressee_points(appeal, letter, now),
        Point(part="details", sentence=_("A last day that is not over."), done=appeal.deadline_on >= appeal.organisation.content_now(now=now).date()),
    ]


def missing(*, appeal: Appeal, now: datetime) -> list[Point]:
    """The points still open."""
    return [point for point in check_list(appeal=appeal, now=now) if not point.done]


def _text_points(appeal: Appeal, languages: list[str]) -> list[Point]:
    written = set(appeal.texts.exclude(title="").values_list("language", flat=True))
    return [
        Point(part="texts", sentence=_("Title and text in %(language)s.") % {"language": _named(language)}, done=language in written) for language in languages
    ]


def _letter_points(appeal: Appeal, letter: LetterVersion | None, languages: list[str]) -> list[Point]:
    written = {text.language for text in letter.texts.all()} if letter else set()
    return [
        Point(part="letter", sentence=_("An approved version of the letter."), done=letter is not None),
        *(
            Point(part="letter", sentence=_("The letter in %(language)s, for our pages.") % {"language": _named(language)}, done=language in written)
            for language in languages
        ),
    ]


def _addressee_points(appeal: Appeal, letter: LetterVersion | None, now: datetime) -> list[Point]:
    written = {text.language for text in letter.texts.all()} if letter else set()
    vouched = {addressee.pk for addressee in writable_addressees(appeal=appeal, now=now)}
    points = []
    for addressee in addressees(appeal=appeal):
        office = addressee.office
        named = {text.language for text in office.texts.all()}
        words = {"office": office.address, "language": _named(office.language)}
        points += [
            Point(part="addressees", sentence=_("%(office)s is approved in the directory.") % words, done=addressee.pk in vouched),
            Point(part="addressees", sentence=_("%(office)s has a name and a salutation in %(language)s.") % words, done=office.language in named),
            Point(part="letter", sentence=_("The letter in %(language)s, for %(office)s.") % words, done=office.language in written),
        ]
    return points


def _named(code: str) -> str:
    return dict(settings.LANGUAGES).get(code, code)
