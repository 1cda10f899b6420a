"""Words proposed for facts that changed: an entry of the timeline and the letter, for a person to accept, mend or leave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from outcry.appeals.facts import RELEASED, Change, is_release
from outcry.appeals.models import LetterText, TimelineKind

# What is said first of several things. Keys of facts begin so.
_HEADLINES = (RELEASED, "custody.place", "custody.term", "custody.due", "act.", "outcome.")
# Shorter words stand in a letter by chance.
_LONG_ENOUGH = 4


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The proposal in one language. `in_letter` are the facts whose old words stood in the letter and were replaced."""

    headline: str
    body: str
    kind: str
    when: str
    subject: str = ""
    letter: str = ""
    in_letter: tuple[str, ...] = ()


def prepare(*, found: Sequence[Change], language: str, letter: LetterText | None, on: date) -> Prepared:
    """Words in `language`, drawn from the facts alone; the letter with old facts replaced by new ones, else with a paragraph added."""
    with translation.override(language):
        headline, sentences = _headline(found), [change.sentence for change in found]
    subject, body, replaced = _letter(found, sentences, letter)
    return Prepared(
        headline=headline,
        body="\n".join(sentences),
        kind=TimelineKind.RELEASE if is_release(list(found)) else TimelineKind.OTHER,
        when=on.isoformat(),
        subject=subject,
        letter=body,
        in_letter=replaced,
    )


def _headline(found: Sequence[Change]) -> str:
    words = {
        RELEASED: _("Set free"),
        "custody.place": _("Moved to another place"),
        "custody.term": _("The term was changed"),
        "custody.due": _("The day of release was changed"),
        "act.": _("There is more to the case"),
        "outcome.": _("Something came of it"),
    }
    first = next((start for start in _HEADLINES if any(change.key.startswith(start) and change.after for change in found)), "")
    return words.get(first) or _("What we know was corrected")


def _put(words: str, pattern: re.Pattern[str], text: str) -> str:
    # By a function: in a plain replacement a backslash would mean something.
    return pattern.sub(lambda _found: words, text)


def _without_year_mark(words: str) -> str:
    """A Russian date without its abbreviated "year", which letters write out."""
    return words.removesuffix("г.").strip() if words.endswith("г.") else words


def _letter(found: Sequence[Change], sentences: Sequence[str], letter: LetterText | None) -> tuple[str, str, tuple[str, ...]]:
    if letter is None:
        return "", "", ()
    subject, body = letter.subject, letter.body
    replaced = []
    for change in found:
        before, after = _without_year_mark(change.before), _without_year_mark(change.after)
        if not after or len(before) < _LONG_ENOUGH:
            continue
        # A blank in a date may be any of several, and a line may break there.
        pattern = re.compile(r"\s+".join(re.escape(word) for word in before.split()))
        if pattern.search(f"{subject}\n{body}"):
            subject, body = _put(after, pattern, subject), _put(after, pattern, body)
            replaced.append(change.label)
    if not replaced:
        body = f"{body.rstrip()}\n\n" + "\n".join(sentences)
    return subject, body, tuple(replaced)
