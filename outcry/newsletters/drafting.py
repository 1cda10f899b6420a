"""An editor drafts a digest: what stands in it, in which order, under which words."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.accounts.queries import staff_count
from outcry.audit.operations import record
from outcry.delivery import outbox
from outcry.lib.desk_answers import mark_of
from outcry.lib.wordings import Edit, save_wording
from outcry.newsletters.digest_mails import trial_mail
from outcry.newsletters.editions import Edition, editions, fingerprint
from outcry.newsletters.models import Digest, DigestItem, DigestState, DigestText


class DigestRefused(Exception):
    """It can't be done; the text is a sentence for the person at the desk."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, ""


@transaction.atomic
def draft_digest(*, organisation: Organisation, by: User, now: datetime) -> Digest:
    """Begin one."""
    digest = Digest.objects.create(organisation=organisation, drafted_by=by, drafted_at=now)
    record(verb="digest.draft", subject=digest.subject, actor=by, now=now)
    return digest


@transaction.atomic
def choose_items(*, digest: Digest, places: Mapping[str, int], seen: str, by: User, now: datetime) -> Digest:
    """Put in what has a place, in the order of the places; what has none is taken out. `places` goes by the key of a candidate.

    `seen` is the mark of the choice that the writer saw. Raise DigestRefused when another one stands there by now.
    """
    digest = open_digest(digest)
    if seen != mark_of(digest.chosen_at):
        raise DigestRefused(_("Somebody else has chosen meanwhile. Look at her choice, and choose again."))
    digest.items.all().delete()
    ordered = sorted(places, key=lambda key: places[key])
    DigestItem.objects.bulk_create([_item(digest, key, position) for position, key in enumerate(ordered, start=1)])
    digest.chosen_at = now
    _back_to_draft(digest)
    record(verb="digest.choose", subject=digest.subject, actor=by, now=now, items=len(ordered))
    return digest


@transaction.atomic
def write_words(*, digest: Digest, edit: Edit, words: Mapping[str, str], by: User, now: datetime) -> DigestText:
    """Save the words of one language. Raise ChangedMeanwhile when somebody else saved them first, DigestRefused once it was sent."""
    digest = open_digest(digest)
    row = save_wording(rows=digest.texts, edit=edit, words=words)
    _back_to_draft(digest)
    record(verb="digest.write", subject=digest.subject, actor=by, now=now, language=edit.language, version=row.version)
    return row


@transaction.atomic
def discard_digest(*, digest: Digest, by: User, now: datetime) -> None:
    """Delete a draft."""
    digest = open_digest(digest)
    record(verb="digest.discard", subject=digest.subject, actor=by, now=now)
    digest.delete()


@transaction.atomic
def send_trial(*, digest: Digest, to: User, now: datetime) -> int:
    """Queue every language to the member of staff herself; returns how many mails. Raise DigestRefused when there is nothing to send."""
    found = _ready(digest, now=now)
    if not to.email:
        raise DigestRefused(_("You have no mail address here. Ask for one to be added to your account."))
    outbox.put(mails=[trial_mail(digest=digest, edition=edition, to=to, now=now) for edition in found], now=now)
    record(verb="digest.test", subject=digest.subject, actor=to, now=now)
    return len(found)


@transaction.atomic
def propose_digest(*, digest: Digest, by: User, now: datetime) -> Digest:
    """Say that it is ready: every word of it is what a second person sends, or nothing. Raise DigestRefused when something is missing."""
    digest = open_digest(digest)
    found = _ready(digest, now=now)
    digest.state, digest.proposed_by, digest.proposed_at, digest.proposed_digest = DigestState.PROPOSED, by, now, fingerprint(found)
    digest.save(update_fields=["state", "proposed_by", "proposed_at", "proposed_digest"])
    record(verb="digest.propose", subject=digest.subject, actor=by, now=now)
    return digest


def open_digest(digest: Digest) -> Digest:
    """The row, locked for a change. Raise DigestRefused once it was sent."""
    found = Digest.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=digest.pk).first()
    if found is None or not found.is_open:
        raise DigestRefused(_("This digest was sent already, or discarded."))
    return found


def _ready(digest: Digest, *, now: datetime) -> list[Edition]:
    found = editions(digest=digest, on=digest.organisation.content_now(now=now).date())
    if not found:
        raise DigestRefused(_("Write a subject in one language at least."))
    if not found[0].told:
        raise DigestRefused(_("Choose what stands in it first."))
    return found


def _item(digest: Digest, key: str, position: int) -> DigestItem:
    kind, _dash, name = key.partition("-")
    return DigestItem(digest=digest, position=position, report=UUID(name) if kind == "report" else None, appeal_id=int(name) if kind == "appeal" else None)


def _back_to_draft(digest: Digest) -> None:
    """What was changed has to be proposed anew."""
    digest.state, digest.proposed_by, digest.proposed_at, digest.proposed_digest = DigestState.DRAFT, None, None, ""
    digest.save(update_fields=["state", "proposed_by", "proposed_at", "proposed_digest", "chosen_at"])


def how_many_work_here(digest: Digest) -> int:
    """Of whom one may be the second person."""
    return staff_count(organisation=digest.organisation)
