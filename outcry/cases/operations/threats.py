"""What is done to somebody in an answer to our letters is written into the file: the mail is its source, and is kept as evidence."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.cases.levels import readable
from outcry.cases.models import Act, Case, Event, Participant
from outcry.cases.operations.incidents import RecordedIncident
from outcry.cases.operations.quick import Heard, add_to_event
from outcry.cases.operations.writing import add_part
from outcry.cases.refusals import Refused
from outcry.cases.titles import title_of
from outcry.cases.vocabulary import Connection
from outcry.evidence.operations import take_in
from outcry.vocabularies.models import Term


@dataclass(frozen=True, kw_only=True)
class ThreatMaterial:
    """What an answer does to whom. `victim_id` is somebody in the case; without it `name` says who it is, and need not name anybody.

    `told_by` is whose mail it is, `mail` its bytes as they came; `when` is EDTF.
    """

    victim_id: int | None
    name: str
    kind: Term
    happened: str
    when: str
    language: str
    told_by: str
    title: str
    mail: bytes | None


def people_of(*, organisation: Organisation, case_id: int, by: User) -> list[tuple[int, str]]:
    """Who has a part in a case, as far as this colleague may know of it: key and name."""
    rows = readable(Participant.objects.filter(case__organisation=organisation, case_id=case_id), to=by)
    return [(one.pk, title_of(one)) for one in rows.select_related("case").prefetch_related("texts")]


@transaction.atomic
def record_threat(*, organisation: Organisation, case_id: int, threat: ThreatMaterial, reply_id: int, by: User, now: datetime) -> RecordedIncident:
    """Write it into this case as an event of its own, with the mail as a confidential source and among the evidence.

    Readers see nothing of it before the case is approved anew. Raise Refused where there is no such case, or nobody of this key in it, for her.
    """
    case = readable(Case.objects.filter(organisation=organisation, pk=case_id), to=by).select_related("organisation").first()
    if case is None:
        raise Refused(_("There is no such case for you. Choose another."))
    act = _written(case, threat, by, now)
    source = act.sources.get()
    if threat.mail:
        note = _("An answer to our letters, as it came.")
        take_in(organisation=organisation, stream=[threat.mail], name="answer.eml", subject=source.subject, by=by, now=now, note=note)
    record(verb="record threat", subject=case.subject, actor=by, now=now, reply=reply_id)
    return RecordedIncident(case_id=case.pk, act_id=act.pk)


def _written(case: Case, threat: ThreatMaterial, by: User, now: datetime) -> Act:
    heard = Heard(
        name=threat.name,
        happened=threat.happened,
        kind=threat.kind,
        country=case.country,
        when=threat.when,
        language=threat.language,
        told_by=threat.told_by,
        connection=Connection.IN_EVENT,
        source_is_confidential=True,
    )
    event = add_part(owner=case, kind=Event, facts={"country": case.country}, by=by, now=now)
    return add_to_event(event=event, heard=heard, of_source={"title": threat.title}, victim=_victim(case, threat, by), by=by, now=now)


def _victim(case: Case, threat: ThreatMaterial, by: User) -> Participant | None:
    if threat.victim_id is None:
        return None
    found = readable(case.participants.filter(pk=threat.victim_id), to=by).first()
    if found is None:
        raise Refused(_("There is nobody like that in the case. Choose again."))
    return found
