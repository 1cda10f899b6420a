"""Why two records may be one, in words."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_WORDS: dict[str, Callable[[Any], str]] = {
    "names": lambda number: _("names alike %(score)s") % {"score": in_figures(number)},
    "born_same_day": lambda number: _("born on the same day"),
    "born_fits": lambda number: _("dates of birth that fit"),
    "born_otherwise": lambda number: ngettext("born %(years)s year apart", "born %(years)s years apart", number) % {"years": number},
    "one_case": lambda number: _("both stand in one case"),
    "one_country": lambda number: _("the same country"),
    "other_country": lambda number: _("other countries"),
    "one_occupation": lambda number: _("the same occupation"),
    "one_day": lambda number: _("the same day"),
    "days_fit": lambda number: _("days that fit"),
    "days_apart": lambda number: ngettext("%(days)s day apart", "%(days)s days apart", number) % {"days": number},
    "one_source": lambda number: _("the same address of a source"),
    "titles": lambda number: _("titles alike %(score)s") % {"score": in_figures(number)},
    "one_victim": lambda number: _("done to the same person"),
    "victims_alike": lambda number: _("names of those it was done to alike %(score)s") % {"score": in_figures(number)},
    "other_victims": lambda number: _("done to people of other names"),
    "near": lambda number: _("%(metres)s m apart") % {"metres": number_format(number, 0)},
    "far": lambda number: _("%(kilometres)s km apart") % {"kilometres": number_format(number / 1_000, 0)},
    "other_places": lambda number: _("other places"),
    "titles_in_other_letters": lambda number: _("nobody is named, and the titles stand in other letters"),
    "one_place": lambda number: _("the same place"),
    "one_kind_of_act": lambda number: _("the same kind of act"),
}


def in_figures(score: float) -> str:
    """A score with two places, as the reader writes numbers."""
    return number_format(score, 2)


def reasons_in_words(reasons: Iterable[Any]) -> list[str]:
    """Each reason as it is kept: its code, and a number or nothing."""
    return [_WORDS[code](number) for code, number in reasons if code in _WORDS]
