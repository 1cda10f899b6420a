"""Keep the rules on how long somebody may be held. Each change writes another version; what was counted by an earlier one stays readable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.cases.models import LimitRule
from outcry.lib.seen_forms import facts_of, mark_of_facts
from outcry.lib.wordings import ChangedMeanwhile

RULE_FACTS = ("country", "place", "type", "length", "unit", "at_end", "law", "source", "from_on", "until_on")


@transaction.atomic
def write_limit_rule(*, organisation: Organisation, facts: Mapping[str, Any], by: User | None, now: datetime) -> LimitRule:
    """A new rule. It holds from now on for everybody who is held, and for no record that is closed."""
    rule = LimitRule.objects.create(organisation=organisation, at=now, by=by, **facts)
    record(verb="write limit rule", subject=rule.subject, actor=by, now=now)
    return rule


@transaction.atomic
def change_limit_rule(*, rule: LimitRule, facts: Mapping[str, Any], reason: str, seen: str | None, by: User | None, now: datetime) -> LimitRule:
    """Another version of it. ChangedMeanwhile, with the version as it stands, when it is not what the writer saw."""
    return _replaced(rule, facts=facts, reason=reason, seen=seen, by=by, now=now, verb="change limit rule")


@transaction.atomic
def end_limit_rule(*, rule: LimitRule, reason: str, seen: str | None, by: User | None, now: datetime) -> LimitRule:
    """It holds no more. ChangedMeanwhile as above, also when somebody else ended it."""
    return _replaced(rule, facts={}, reason=reason, seen=seen, by=by, now=now, verb="end limit rule", is_ended=True)


def newest(rule: LimitRule) -> LimitRule:
    """The version that holds now, or that ended it."""
    while (after := LimitRule.objects.select_related("place", "type", "organisation").filter(replaces=rule).first()) is not None:
        rule = after
    return rule


def _replaced(
    rule: LimitRule, *, facts: Mapping[str, Any], reason: str, seen: str | None, by: User | None, now: datetime, verb: str, is_ended: bool = False
) -> LimitRule:
    last = newest(rule)
    if last.is_ended or (seen is not None and mark_of_facts(facts_of(last, RULE_FACTS)) != seen):
        raise ChangedMeanwhile(last)
    try:
        with transaction.atomic():
            made = LimitRule.objects.create(
                organisation=last.organisation, at=now, by=by, replaces=last, reason=reason, is_ended=is_ended, **{**facts_of(last, RULE_FACTS), **facts}
            )
    except IntegrityError as error:
        # Another version was written at the same moment.
        raise ChangedMeanwhile(newest(rule)) from error
    record(verb=verb, subject=made.subject, actor=by, now=now)
    return made
