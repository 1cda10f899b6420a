"""What somebody told us in confidence becomes the source of a case: a new one, or one that is there; later messages follow."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases.models import Case, Source
from outcry.cases.operations.quick import Heard, agree, write_down
from outcry.cases.operations.writing import add_part, change_facts, mark
from outcry.cases.refusals import Refused
from outcry.cases.vocabulary import Connection, ConsentUse
from outcry.evidence.operations.intake import take_in
from outcry.evidence.refusals import EvidenceRefused
from outcry.intake.models import Conversation, Use
from outcry.intake.operations import Handover
from outcry.intake.operations.handing_over import HandedFile
from outcry.lib.sealed_files import CHUNK

# What her choice on the form allows us; the least it can mean.
USES: Mapping[Use, tuple[ConsentUse, ...]] = {
    Use.RECORD: (ConsentUse.RECORD,),
    Use.SHARE: (ConsentUse.RECORD, ConsentUse.SHARE),
    Use.PUBLISH: (ConsentUse.RECORD, ConsentUse.PUBLISH),
    Use.NAME: (ConsentUse.RECORD, ConsentUse.PUBLISH, ConsentUse.NAME),
}


class TakenOver(Refused):
    """Somebody else took these messages over a moment ago."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else took these messages over a moment ago. Read the page again."))


@dataclass(frozen=True, kw_only=True)
class Taking:
    """What is taken over: the words as they are to stand in the notes, the files by their keys, and whether to follow what she allows."""

    handover: Handover
    words: str
    files: Collection[int] = ()
    follows_consent: bool = True


@dataclass(kw_only=True)
class Taken:
    """The source it became, and the files that could not be kept, each with the reason."""

    source: Source
    left: list[tuple[str, str]] = field(default_factory=list)


def make_case(*, conversation: Conversation, handover: Handover, heard: Heard, files: Collection[int], public_id: str, by: User, now: datetime) -> Taken:
    """A new case from a conversation. Its files become evidence once the case stands; one that can't be kept is told, and the others are. Raise NotWritten."""
    organisation = conversation.organisation
    with transaction.atomic():
        case = write_down(organisation=organisation, heard=heard, public_id=public_id, by=by, now=now, conversation=conversation, told_until=handover.until)
        source = case.sources.get(conversation=conversation)
        if case.opened_at != now:
            # The same form came twice at this very moment; the other one did the rest.
            return Taken(source=source)
        _log("make case from conversation", source, by, now)
    return _with_files(source, handover, files, by, now)


def take_over(*, case: Case, conversation: Conversation, taking: Taking, seen: int | None, by: User, now: datetime) -> Taken:
    """Add what she told since to a case that it is a source of, or make it one: her words to the notes, her files to the evidence.

    `seen` is the last message that had been taken over when the page was drawn. Raise TakenOver when another was meanwhile.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
        source = case.sources.filter(conversation=conversation).first()
        if (source.told_until if source else None) != seen:
            raise TakenOver
        source = _told(case, source, conversation, taking.handover, by, now)
        if taking.words.strip():
            notes = "\n\n".join(text for text in (case.confidential_notes, taking.words.strip()) if text)
            change_facts(row=case, facts={"confidential_notes": notes}, seen=mark(case), by=by, now=now)
        if taking.follows_consent:
            agree(source=source, uses=USES[taking.handover.use], words=consent_words(taking.handover.use), by=by, now=now)
        _log("take over messages", source, by, now)
    return _with_files(source, taking.handover, taking.files, by, now)


def consent_words(use: Use) -> str:
    """Her choice in the words of the form."""
    return _("Chosen on the form: %(words)s") % {"words": use.label}


def _told(case: Case, source: Source | None, conversation: Conversation, handover: Handover, by: User, now: datetime) -> Source:
    if source:
        change_facts(row=source, facts={"told_until": handover.until}, seen=mark(source), by=by, now=now)
        return source
    facts = {
        "is_confidential": True,
        "identity": told_by(handover),
        "connection": Connection.RELATED,
        "language": handover.language or case.organisation.source_language,
        "received_on": handover.received_at.date(),
        "conversation": conversation,
        "told_until": handover.until,
    }
    return add_part(owner=case, kind=Source, facts=facts, by=by, now=now)


def told_by(handover: Handover) -> str:
    """Who she is, as far as she said: how she can be reached, else the conversation."""
    number = handover.subject.rpartition(":")[2]
    said = " ".join(handover.contact.split())
    return (f"{_('Conversation %(number)s') % {'number': number}}: {said}" if said else _("Conversation %(number)s") % {"number": number})[:200]


def _with_files(source: Source, handover: Handover, files: Collection[int], by: User, now: datetime) -> Taken:
    """Each file by itself: one that was erased meanwhile keeps no other back."""
    taken = Taken(source=source)
    for file in handover.files:
        if file.pk in files:
            try:
                _keep(source, file, by, now)
            except EvidenceRefused as refusal:
                taken.left.append((file.name, str(refusal)))
            except FileNotFoundError:
                taken.left.append((file.name, _("it is not on the disk any more")))
    return taken


def _keep(source: Source, file: HandedFile, by: User, now: datetime) -> None:
    note = _("Came with conversation %(number)s.") % {"number": source.conversation_id}
    with file.open() as stream:
        take_in(organisation=source.case.organisation, stream=_pieces(stream), name=file.name or "file", subject=source.subject, by=by, now=now, note=note)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(CHUNK):
        yield piece


def _log(verb: str, source: Source, by: User, now: datetime) -> None:
    """In both logs, so that whoever reads one finds the other."""
    conversation = source.conversation
    if conversation is not None:
        record(verb=verb, subject=source.case.subject, actor=by, now=now, conversation=conversation.pk)
        record(verb=verb, subject=conversation.subject, actor=by, now=now, case=source.case_id)
