"""What was done to people at a gathering is recorded where acts belong: in a case, by the case room's own operation."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases import publication
from outcry.cases.publication import IncidentMaterial, ParticipantKind, Refused
from outcry.gatherings.addresses_of_pages import gathering_url
from outcry.gatherings.models import Gathering, Incident
from outcry.gatherings.operations.telling import refuse_what_cannot_be_told
from outcry.gatherings.queries import text_in
from outcry.gatherings.refusals import GatheringRefused
from outcry.lib.identifiers import random_public_id
from outcry.vocabularies.models import Term


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was done to whom, as somebody at the desk wrote it down. `when` is EDTF."""

    name: str
    is_a: ParticipantKind
    kind: Term
    happened: str
    when: str
    where: str = ""


def record_incident(*, gathering: Gathering, case_id: int | None, seen: Seen, public_id: str, by: User, now: datetime) -> Incident:
    """Record it as an act in this case, or in a new one, with the gathering's page as its source. The same `public_id` again is the same incident.

    Raise GatheringRefused for a draft, one called off, one that is not over, and for a case that is not there for whoever writes.
    """
    refuse_what_cannot_be_told(gathering, now=now)
    with transaction.atomic():
        # One after another: a second press of the button waits for the first.
        Gathering.objects.select_for_update(of=("self",)).get(pk=gathering.pk)
        there = Incident.objects.filter(public_id=public_id, gathering=gathering).first()
        if there is not None:
            return there
        try:
            found = publication.record_incident(
                organisation=gathering.organisation,
                case_id=case_id,
                incident=_material(gathering, seen),
                gathering_id=gathering.pk,
                public_id=public_id,
                by=by,
                now=now,
            )
        except Refused as refusal:
            raise GatheringRefused("case", refusal.reason) from refusal
        record(verb="gathering.incident", subject=gathering.subject, now=now, actor=by, case=found.case_id)
        return Incident.objects.create(gathering=gathering, public_id=public_id, case_id=found.case_id, act_key=found.act_id, recorded_at=now)


def acts_to_join(*, gathering: Gathering, language: str, now: datetime) -> dict[int, str]:
    """Acts that readers find in the case for which people gathered and that are not told of at this gathering yet: headline by key."""
    case_id = gathering.case_id or (gathering.appeal.case_id if gathering.appeal else None)
    on = gathering.organisation.content_now(now=now).date()
    case = publication.for_case_id(case_id=case_id, language=language, on=on) if case_id else None
    joined = set(gathering.incidents.values_list("act_key", flat=True))
    return {act.key: act.headline for act in case.acts if act.key is not None and act.key not in joined} if case else {}


def join_act(*, gathering: Gathering, act_key: int, by: User, now: datetime) -> Incident:
    """Say that an act happened at this gathering which the case has already, so that it is not recorded twice. Joined again it is the same.

    Raise GatheringRefused for a draft, one called off, one that is not over, and for an act that readers do not find in its case.
    """
    refuse_what_cannot_be_told(gathering, now=now)
    with transaction.atomic():
        locked = Gathering.objects.select_for_update(of=("self",)).select_related("appeal", "organisation").get(pk=gathering.pk)
        there = Incident.objects.filter(gathering=locked, act_key=act_key).first()
        if there is not None:
            return there
        case_id = locked.case_id or (locked.appeal.case_id if locked.appeal else None)
        if case_id is None or act_key not in acts_to_join(gathering=locked, language=locked.organisation.source_language, now=now):
            raise GatheringRefused("act", _("Readers do not find this act in the case. Choose another."))
        record(verb="gathering.incident", subject=locked.subject, now=now, actor=by, case=case_id)
        return Incident.objects.create(gathering=locked, public_id=random_public_id(), case_id=case_id, act_key=act_key, recorded_at=now)


def _material(gathering: Gathering, seen: Seen) -> IncidentMaterial:
    source = gathering.organisation.source_language
    text = text_in(gathering=gathering, language=source)
    language = text.language if text else source
    with translation.override(language):
        title = _("Told of the gathering: %(title)s") % {"title": text.title if text else gathering.slug}
    return IncidentMaterial(
        name=seen.name,
        is_a=seen.is_a,
        kind=seen.kind,
        happened=seen.happened,
        when=seen.when,
        where=seen.where,
        country=gathering.country,
        language=language,
        publisher=gathering.organisation.name_in(language),
        title=title[:300],
        url=gathering_url(slug=gathering.slug, language=language),
    )
