"""A gathering is announced, called off, or taken back before anybody registered."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.gatherings.check_list import missing
from outcry.gatherings.models import ComingState, Gathering, GatheringState
from outcry.gatherings.refusals import GatheringRefused, NotReady
from outcry.lib.text import plain_lines


@transaction.atomic
def publish(*, gathering: Gathering, by: User | None, now: datetime) -> Gathering:
    """Announce it to everybody; twice changes nothing. Raise NotReady with what is still missing."""
    gathering = _locked(gathering)
    if gathering.state == GatheringState.PUBLISHED:
        return gathering
    if gathering.state == GatheringState.CALLED_OFF:
        raise GatheringRefused("", _("It was called off. Announce a new one."))
    open_points = missing(gathering=gathering, now=now)
    if open_points:
        raise NotReady([point.sentence for point in open_points])
    gathering.state, gathering.published_by, gathering.published_at, gathering.changed_at = GatheringState.PUBLISHED, by, now, now
    gathering.revision += 1
    gathering.save()
    record(verb="gathering.publish", subject=gathering.subject, now=now, actor=by)
    return gathering


@transaction.atomic
def call_off(*, gathering: Gathering, reasons: Mapping[str, str], by: User | None, now: datetime) -> Gathering:
    """Call it off, with the reason that readers and those who come are told, by language; twice changes nothing.

    Raise GatheringRefused without a reason in the first language, for a draft, and for one that is over.
    """
    gathering = _locked(gathering)
    if gathering.state == GatheringState.CALLED_OFF:
        return gathering
    if gathering.is_draft:
        raise GatheringRefused("", _("It was not announced yet: nobody has to be told."))
    if gathering.is_over(at=gathering.organisation.content_now(now=now)):
        raise GatheringRefused("", _("It is over. Tell what happened."))
    if not reasons.get(gathering.organisation.source_language, "").strip():
        raise GatheringRefused("because", _("Say why: readers and those who wanted to come are told."))
    for text in gathering.texts.all():
        text.called_off_because = plain_lines(reasons.get(text.language, "")).strip()
        text.save(update_fields=["called_off_because"])
    gathering.state, gathering.called_off_at, gathering.changed_at = GatheringState.CALLED_OFF, now, now
    gathering.revision += 1
    gathering.save()
    record(verb="gathering.call_off", subject=gathering.subject, now=now, actor=by)
    return gathering


def may_take_back(*, gathering: Gathering) -> bool:
    """Whether it can become a draft again."""
    return gathering.state == GatheringState.PUBLISHED and not gathering.coming.exclude(state=ComingState.GONE).exists()


@transaction.atomic
def take_back(*, gathering: Gathering, by: User | None, now: datetime) -> Gathering:
    """Make it a draft again, as if it had not been announced. Raise GatheringRefused once somebody has said that she comes."""
    gathering = _locked(gathering)
    if not may_take_back(gathering=gathering):
        raise GatheringRefused("", _("People have said that they come. Call it off: then they are told."))
    gathering.state, gathering.published_by, gathering.published_at, gathering.changed_at = GatheringState.DRAFT, None, None, now
    gathering.save()
    record(verb="gathering.take_back", subject=gathering.subject, now=now, actor=by)
    return gathering


def _locked(gathering: Gathering) -> Gathering:
    return Gathering.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=gathering.pk)
