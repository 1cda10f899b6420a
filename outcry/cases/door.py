"""What a case needs before readers may see it, beside its words: verified, weighed, and with the consent of those who told of it."""

from datetime import date

from django.utils.translation import gettext as _

from outcry.cases.models import Case, Consent, RiskDecision, Source, Wish
from outcry.cases.naming import is_withheld
from outcry.cases.projection import sources_for_readers
from outcry.cases.stages import READY_FOR_READERS, Stage
from outcry.cases.titles import title_of
from outcry.cases.vocabulary import Connection, ConsentUse, ParticipantKind


def what_the_way_misses(*, case: Case, on: date) -> list[str]:
    """What stands between this case and its readers on the day `on`, in sentences."""
    return [*_not_there_yet(case), *_weighed(case), *consents_missing(case=case, on=on)]


def is_in_force(consent: Consent, *, on: date) -> bool:
    """Whether a consent holds on the day."""
    return consent.withdrawn_on is None and consent.given_on <= on and (consent.until is None or on <= consent.until)


def consents_missing(*, case: Case, on: date) -> list[str]:
    """Which consent of those who told of it is missing on the day, in sentences. What others published needs none."""
    return [sentence for _source, sentence in unagreed(case=case, on=on)]


def unagreed(*, case: Case, on: date) -> list[tuple[Source, str]]:
    """The same, each sentence with its source."""
    missing = []
    for source in sources_for_readers(case=case):
        if source.connection == Connection.THIRD_PARTY:
            continue
        agreed = {consent.use for consent in source.consents.all() if is_in_force(consent, on=on)}
        if ConsentUse.PUBLISH not in agreed:
            missing.append((source, _("%(source)s has not agreed that it is published, or no longer does.") % {"source": _of(source)}))
        if not source.is_confidential and ConsentUse.NAME not in agreed:
            missing.append((source, _("%(source)s would be named, and has not agreed to that.") % {"source": _of(source)}))
    return missing


def _not_there_yet(case: Case) -> list[str]:
    if case.stage in READY_FOR_READERS:
        return []
    if case.stage == Stage.CLOSED and case.projections.filter(is_current=True).exists():
        return []
    if case.stage == Stage.VERIFIED:
        return [_("Risk and consent have not been checked yet.")]
    if case.stage == Stage.DOCUMENTED:
        return [_("Nobody other than whoever documented it has verified it yet.")]
    return [_("It is not documented yet. Its way leads through verification and a check of risk and consent.")]


def _weighed(case: Case) -> list[str]:
    latest = case.risk_checks.order_by("-pk").first()
    if latest is None:
        return [_("Nobody has weighed risk and consent yet.")] if case.stage in READY_FOR_READERS else []
    if latest.decision != RiskDecision.GO:
        return [_("Whoever weighed risk and consent last decided: %(decision)s.") % {"decision": latest.get_decision_display()}]
    if latest.wish == Wish.WITHOUT_NAME:
        return [
            _("“%(name)s” would be named, and the wish is that she is not.") % {"name": title_of(victim)}
            for victim in case.participants.filter(kind=ParticipantKind.PERSON, suffered__is_public=True).select_related("person", "naming").distinct()
            if not is_withheld(victim)
        ]
    return []


def _of(source: Source) -> str:
    return _("Source %(number)s (%(title)s)") % {"number": source.position, "title": title_of(source)}
