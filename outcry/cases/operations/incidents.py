"""What happened at a gathering is written into the file: as the first act of a new case, or as an event of its own in one that is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.cases.levels import readable
from outcry.cases.models import Case, Event
from outcry.cases.operations.quick import Heard, NotWritten, add_to_event, write_down
from outcry.cases.operations.writing import add_part
from outcry.cases.refusals import Refused
from outcry.cases.vocabulary import Connection, ParticipantKind
from outcry.vocabularies.models import Term


@dataclass(frozen=True, kw_only=True)
class IncidentMaterial:
    """What was done to whom. `name` is how whoever suffered it is known; `when` is EDTF.

    `publisher`, `title` and `url` are those of the page that tells of it, which is its source.
    """

    name: str
    is_a: ParticipantKind
    kind: Term
    happened: str
    when: str
    where: str
    country: str
    language: str
    publisher: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class RecordedIncident:
    """Where it stands in the file: the keys of the case and of the act."""

    case_id: int
    act_id: int


@transaction.atomic
def record_incident(
    *, organisation: Organisation, case_id: int | None, incident: IncidentMaterial, gathering_id: int, public_id: str, by: User, now: datetime
) -> RecordedIncident:
    """Write it into this case, or into a new one that is called by `public_id`; the log keeps by its number at which gathering it happened.

    Readers see nothing of it before the case is approved anew. Raise Refused where there is no such case for whoever writes.
    """
    heard = Heard(
        name=incident.name,
        is_a=incident.is_a,
        happened=incident.happened,
        kind=incident.kind,
        country=incident.country,
        when=incident.when,
        where=incident.where,
        language=incident.language,
        told_by=incident.publisher,
        # It stands on a page for everybody: nobody has to agree to that once more.
        connection=Connection.THIRD_PARTY,
        source_is_confidential=False,
    )
    of_source = {"title": incident.title, "url": incident.url}
    if case_id is None:
        case = _opened(organisation, heard, of_source, public_id, by, now)
        act = case.acts.get()
    else:
        case = _there(organisation, case_id, by)
        event = add_part(owner=case, kind=Event, facts={"country": incident.country}, by=by, now=now)
        act = add_to_event(event=event, heard=heard, of_source=of_source, by=by, now=now)
    record(verb="record incident", subject=case.subject, actor=by, now=now, gathering=gathering_id)
    return RecordedIncident(case_id=case.pk, act_id=act.pk)


def _there(organisation: Organisation, case_id: int, by: User) -> Case:
    rows = readable(Case.objects.filter(organisation=organisation, pk=case_id), to=by)
    case = rows.select_related("organisation").first()
    if case is None:
        raise Refused(_("There is no such case for you. Choose another."))
    return case


def _opened(organisation: Organisation, heard: Heard, of_source: Mapping[str, str], public_id: str, by: User, now: datetime) -> Case:
    try:
        return write_down(organisation=organisation, heard=heard, public_id=public_id, by=by, now=now, of_source=of_source)
    except NotWritten as error:
        raise Refused(_("Somebody else saved at the same moment. Nothing is lost: press the button again.")) from error
