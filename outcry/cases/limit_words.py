"""A limit of detention and its rule in the reader's words."""

from datetime import date, datetime

from babel.dates import format_time
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from outcry.cases.limit_rules import HowLong
from outcry.cases.limits import Limit
from outcry.cases.models import LimitRule
from outcry.cases.titles import term_words
from outcry.cases.vocabulary import LimitUnit
from outcry.design.day_words import joined, plain_day
from outcry.lib.country_names import country_name
from outcry.lib.locales import reader_locale


def limit_in_words(limit: Limit) -> str:
    """Until when: one moment or day, or the two between which it falls."""
    if limit.earliest is None:
        found = _("at the latest on %(moment)s") % {"moment": _moment(limit.latest, limit.rule)}
    elif limit.is_exact:
        found = _moment(limit.latest, limit.rule)
    else:
        ends = {"earliest": _moment(limit.earliest, limit.rule), "latest": _moment(limit.latest, limit.rule)}
        found = _("between %(earliest)s and %(latest)s") % ends
    return _("about: %(limit)s") % {"limit": found} if limit.is_about else found


def until_when(told: HowLong) -> str:
    """The same for a day written by hand; blank where there is no limit."""
    if told.typed is not None:
        return plain_day(told.typed).text
    return limit_in_words(told.by_rule) if told.by_rule else ""


def on_what(told: HowLong) -> str:
    """What a limit stands on: the rule with its law, or somebody's hand."""
    if told.typed is not None:
        return _("written by hand; no rule is asked")
    return _("by the rule: %(rule)s") % {"rule": rule_in_words(told.by_rule.rule)} if told.by_rule else ""


def rule_in_words(rule: LimitRule) -> str:
    """How long, what then, and by which law."""
    return _("%(length)s, then: %(end)s (%(law)s)") % {"length": length_in_words(rule), "end": rule.get_at_end_display(), "law": rule.law}


def length_in_words(rule: LimitRule) -> str:
    """How long, and how it is counted."""
    if rule.unit == LimitUnit.HOURS:
        said = ngettext("%(number)d hour", "%(number)d hours", rule.length)
    elif rule.unit == LimitUnit.DAYS:
        said = ngettext("%(number)d day, the first one counted", "%(number)d days, the first one counted", rule.length)
    else:
        said = ngettext("%(number)d day, counted from the day after", "%(number)d days, counted from the day after", rule.length)
    return said % {"number": rule.length}


def scope_in_words(rule: LimitRule) -> str:
    """Where it holds, of which detentions, and from when to when."""
    country = country_name(rule.country, get_language() or "en") if rule.country else ""
    where = joined(one for one in (country, term_words(rule.place)) if one) or _("anywhere")
    parts = [where, term_words(rule.type) or _("whatever the ground")]
    if rule.from_on:
        parts.append(_("from %(date)s on") % {"date": plain_day(rule.from_on).text})
    if rule.until_on:
        parts.append(_("until %(date)s") % {"date": plain_day(rule.until_on).text})
    return str(capfirst(joined(parts)))


def _moment(moment: datetime, rule: LimitRule) -> str:
    """Of hours the moment, of days the last day."""
    if rule.unit != LimitUnit.HOURS:
        return plain_day(_day_before(moment)).text
    hour = format_time(moment.time(), "short", locale=reader_locale())
    return _("%(day)s, %(time)s") % {"day": plain_day(moment.date()).text, "time": hour}


def _day_before(midnight: datetime) -> date:
    return date.fromordinal(midnight.toordinal() - 1)
