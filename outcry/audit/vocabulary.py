"""What the log says in words. Each room brings the words of its own entries; the log knows no room.

A room registers a function that returns its Vocabulary under the Wagtail hook HOOK (see outcry/cases/log_words.py). A verb
without words is still shown, as it was recorded; a test finds it first.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from outcry.design.day_words import day_in_words, joined
from outcry.design.parts import Link

HOOK = "log_vocabulary"
Words = str | Promise


def plain(value: Any) -> str:
    """A number or a short text as it stands, several of them in a row, yes for True."""
    if isinstance(value, list | tuple):
        return joined(value)
    return _("yes") if value is True else str(value)


def a_day(value: Any) -> str:
    """A date in EDTF."""
    return day_in_words(str(value)).text


def languages(value: Any) -> str:
    """A language code, or several, by the languages' own names."""
    names = dict(settings.LANGUAGES)
    return joined(str(names.get(code, code)) for code in (value if isinstance(value, list | tuple) else [value]))


def one_of(words: Mapping[str, Words]) -> Callable[[Any], str]:
    """A value, or several, that stand in a table of words."""

    def read(value: Any) -> str:
        return joined(words.get(one, one) for one in (value if isinstance(value, list | tuple) else [value]))

    return read


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A detail's label, and how its value is read. `subject` names the kind whose row number the value is; what is hidden is for programs."""

    label: Words
    read: Callable[[Any], str] = plain
    subject: str = ""
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of thing that entries are about. `find` names the rows of an organisation by their keys, in a fixed number of queries."""

    one: Words
    find: Callable[[int, Iterable[int]], Mapping[int, Link]]
    # Keys of rows that whoever reads may not know of: the log is silent about them, too.
    kept: Callable[[], Collection[int]] = tuple


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Verbs, details and kinds of subjects, by the names under which they are recorded; and the verbs of whoever only looked."""

    verbs: Mapping[str, Words] = field(default_factory=dict)
    details: Mapping[str, Detail] = field(default_factory=dict)
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    looking: Collection[str] = ()


# What entries of every room may say; it comes last.
_COMMON: dict[str, Detail] = {
    "alone": Detail(label=gettext_lazy("On the word of one person, who works alone")),
    "language": Detail(label=gettext_lazy("Language"), read=languages),
    "languages": Detail(label=gettext_lazy("Languages"), read=languages),
    "reason": Detail(label=gettext_lazy("Reason")),
    "version": Detail(label=gettext_lazy("Version")),
}


def vocabulary() -> Vocabulary:
    """The words of every room together."""
    rooms: list[Vocabulary] = [room() for room in hooks.get_hooks(HOOK)]
    details: dict[str, Detail] = {}
    for name, detail in ((name, detail) for room in rooms for name, detail in room.details.items()):
        # A number in one room is a list of names in another: whoever knows how to read it is not hidden by who does not.
        if detail.read is not plain or name not in details:
            details[name] = detail
    return Vocabulary(
        verbs={verb: words for room in rooms for verb, words in room.verbs.items()},
        details=details | _COMMON,
        subjects={kind: subject for room in rooms for kind, subject in room.subjects.items()},
        looking=frozenset(verb for room in rooms for verb in room.looking),
    )
