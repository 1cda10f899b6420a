"""A digest on its way: begun by a second person, put into the outbox in small batches, stopped, gone on with, finished.

At most WINDOW copies of a language wait in the outbox. So whoever leaves meanwhile is not written to, stopping takes back a
handful, and no transaction is long, however many subscribe. May be killed at any line: where it stands is in the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.accounts.second_person import Verdict, may_confirm
from outcry.audit.operations import record
from outcry.delivery import outbox
from outcry.delivery.models import LIFETIME
from outcry.delivery.queries import count_states, keys_in
from outcry.delivery.states import WAITING, MessageState
from outcry.lib.desk_answers import mark_of
from outcry.lib.statements import NewRow
from outcry.newsletters.digest_mails import MAILER, Wording, copy_mail
from outcry.newsletters.drafting import DigestRefused, how_many_work_here, open_digest
from outcry.newsletters.editions import Edition, Told, as_sent, editions, fingerprint
from outcry.newsletters.models import Copy, Digest, DigestState, Issue, IssueItem, Subscription
from outcry.protests.mails import DESTINATION
from outcry.vocabularies.models import Term
from outcry.vocabularies.paths import paths_above

WINDOW = 2_000
_BATCH = 200
# In one run of the chore: others are due, too.
_BATCHES = 5
_ON_THE_WAY = (*WAITING, MessageState.SUBMITTING)


def may_send(*, digest: Digest, by: User, now: datetime) -> Verdict:
    """Whether `by` may send what was proposed, and why not."""
    if digest.proposed_at is None:
        return Verdict(allowed=False, reason=_("Nobody has proposed it yet."))
    count = how_many_work_here(digest)
    return may_confirm(first=digest.proposed_by_id, second=by.pk, staff_count=count, since=digest.proposed_at, now=now)


@transaction.atomic
def send_digest(*, digest: Digest, by: User, seen: str | None = None, now: datetime) -> Digest:
    """Begin to send what was proposed, word for word. Raise DigestRefused with the reason when it may not be sent.

    `seen` is the mark of the proposal that she read: another one since, and she has to read again.
    """
    digest = open_digest(digest)
    if seen is not None and seen != mark_of(digest.proposed_at):
        raise DigestRefused(_("It was changed and proposed again while you were reading. Read it once more before you send it."))
    verdict = may_send(digest=digest, by=by, now=now)
    if not verdict:
        raise DigestRefused(str(verdict.reason))
    on = digest.organisation.content_now(now=now).date()
    found = editions(digest=digest, on=on)
    if fingerprint(found) != digest.proposed_digest:
        raise DigestRefused(_("A report or an appeal in it has changed since it was proposed. Look at it once more, and propose it again."))
    last = Digest.objects.filter(organisation=digest.organisation).aggregate(number=Max("number"))["number"] or 0
    digest.state, digest.number, digest.started_by, digest.started_at, digest.sent_on = DigestState.SENDING, last + 1, by, now, on
    digest.save(update_fields=["state", "number", "started_by", "started_at", "sent_on"])
    for edition in found:
        _freeze(digest, edition)
    record(verb="digest.send", subject=digest.subject, actor=by, now=now, alone=verdict.alone)
    return digest


@transaction.atomic
def stop_digest(*, digest: Digest, by: User, now: datetime) -> int:
    """Take back what has not left; returns how many copies. Going on later sends these, and the rest."""
    digest = Digest.objects.select_for_update().get(pk=digest.pk)
    if digest.state != DigestState.SENDING:
        return 0
    taken = sum(_take_back(issue, now=now) for issue in digest.issues.all())
    digest.state, digest.round = DigestState.STOPPED, digest.round + 1
    digest.save(update_fields=["state", "round"])
    record(verb="digest.stop", subject=digest.subject, actor=by, now=now, copies=taken)
    return taken


@transaction.atomic
def go_on_with_digest(*, digest: Digest, by: User, now: datetime) -> None:
    """Send the rest."""
    if Digest.objects.filter(pk=digest.pk, state=DigestState.STOPPED).update(state=DigestState.SENDING):
        record(verb="digest.go_on", subject=digest.subject, actor=by, now=now)


def queue_copies(*, now: datetime) -> int:
    """Fill up what waits in the outbox; returns how many copies were put there. A digest of which nothing waits any more is finished."""
    queued = 0
    for issue in Issue.objects.filter(digest__state=DigestState.SENDING, queued_at=None).select_related("digest__organisation"):
        queued += _fill_up(issue, now=now)
    _finish(now=now)
    return queued


def _freeze(digest: Digest, edition: Edition) -> None:
    issue = Issue.objects.create(digest=digest, language=edition.language, subject=edition.subject, introduction=edition.introduction)
    for position, told in enumerate(edition.told, start=1):
        item = IssueItem.objects.create(
            issue=issue,
            position=position,
            is_appeal=told.is_appeal,
            title=told.title,
            standfirst=told.standfirst,
            path=told.path,
            language=told.language,
        )
        item.topics.set(told.topics)


def _take_back(issue: Issue, *, now: datetime) -> int:
    outbox.withdraw(group=issue.group, now=now, reason="stopped at the desk")
    taken = 0
    for keys in batched(keys_in(group=issue.group, mailer=MAILER, states=[MessageState.WITHDRAWN]), 500):
        gone = Copy.objects.filter(issue=issue, key__in=keys)
        first = gone.order_by("subscription").values_list("subscription", flat=True).first()
        if first is not None:
            Issue.objects.filter(pk=issue.pk, reached__gte=first).update(reached=first - 1)
            Issue.objects.filter(pk=issue.pk).update(queued_at=None)
        taken += gone.delete()[0]
    return taken


def _fill_up(issue: Issue, *, now: datetime) -> int:
    waiting = sum(_counted(issue).get(state, 0) for state in _ON_THE_WAY)
    wording = Wording(edition=as_sent(issue), organisation=issue.digest.organisation)
    paths = _paths(wording.edition.told)
    queued = 0
    for _batch in range(_BATCHES):
        if waiting + queued >= WINDOW:
            break
        some = _next_ones(issue)
        if not some:
            Issue.objects.filter(pk=issue.pk).update(queued_at=now)
            break
        queued += _queue(issue, wording, paths, some, now=now)
    return queued


def _next_ones(issue: Issue) -> list[Subscription]:
    """Those who come next, and have no copy yet.

    In two questions: while a large digest goes out a database knows too little of its copies to join them well, and takes longer with each.
    """
    issue.refresh_from_db(fields=["reached"])
    after = issue.reached
    while some := list(_all_of(issue).filter(pk__gt=after).select_related("supporter").prefetch_related("topics").order_by("pk")[:_BATCH]):
        have = set(Copy.objects.filter(issue=issue, subscription__in=[one.pk for one in some]).values_list("subscription_id", flat=True))
        if left := [one for one in some if one.pk not in have]:
            return left
        after = some[-1].pk
    return []


def _number_left(issue: Issue) -> int:
    """How many have no copy yet; in two questions, too."""
    theirs = Copy.objects.filter(issue=issue, subscription__gt=issue.reached, subscription__in=_all_of(issue))
    return _all_of(issue).filter(pk__gt=issue.reached).count() - theirs.count()


def _all_of(issue: Issue) -> QuerySet[Subscription]:
    digest = issue.digest
    return Subscription.objects.written_to(organisation=digest.organisation, language=issue.language, until=digest.started_at or digest.drafted_at)


@dataclass(frozen=True, kw_only=True)
class _Finished:
    """A copy, finished and sealed before the transaction begins."""

    subscription_id: int
    key: str
    mail: NewRow


def _queue(issue: Issue, wording: Wording, paths: dict[str, list[str]], some: Sequence[Subscription], *, now: datetime) -> int:
    """Put their copies into the outbox, and write down how far that is; returns how many."""
    # Asked once for all of them, not once for each.
    destination = outbox.destination_id(key=DESTINATION)
    lanes: dict[str, int] = {}
    finished = [one for subscription in some if (one := _finished(issue, wording, paths, subscription, destination=destination, lanes=lanes, now=now))]
    with transaction.atomic():
        # Whoever stops it waits for this, or is through before: then nothing is sent.
        still = Digest.objects.select_for_update(no_key=True).filter(pk=issue.digest_id, state=DigestState.SENDING, round=issue.digest.round)
        if not still.exists():
            return 0
        # Whoever leaves this moment is gone here, or finds her copy and takes it back.
        hers = _all_of(issue).filter(pk__in=[one.pk for one in some]).order_by("pk").select_for_update(no_key=True, of=("self",))
        there = set(hers.values_list("pk", flat=True))
        wanted = [one for one in finished if one.subscription_id in there]
        if wanted:
            Copy.objects.bulk_create([Copy(issue=issue, subscription_id=one.subscription_id, key=one.key, queued_at=now) for one in wanted])
            outbox.put_sealed(mails=[one.mail for one in wanted])
        Issue.objects.filter(pk=issue.pk).update(reached=some[-1].pk)
    return len(wanted)


def _finished(
    issue: Issue, wording: Wording, paths: dict[str, list[str]], subscription: Subscription, *, destination: int, lanes: dict[str, int], now: datetime
) -> _Finished | None:
    """Her copy; None where nothing in it is on her topics."""
    told = [one for one in wording.edition.told if _is_wanted(one, paths[one.key], subscription)]
    if not told:
        return None
    mail = copy_mail(issue=issue, wording=wording, told=told, subscription=subscription, now=now)
    row = outbox.seal(mail=mail, destination_id=destination, now=now, lanes=lanes)
    row.change(due_at=now, lifetime=LIFETIME)
    return _Finished(subscription_id=subscription.pk, key=mail.key, mail=row)


def _is_wanted(told: Told, paths: list[str], subscription: Subscription) -> bool:
    """On one of her topics or beneath one, or on none at all, as appeals are; who chose no topic wants all."""
    chosen = {term.path for term in subscription.topics.all()}
    return not chosen or not told.topics or any(path in chosen for path in paths)


def _paths(told: Sequence[Told]) -> dict[str, list[str]]:
    """By key of what is told, the paths of its topics and of all above them."""
    of = dict(Term.objects.filter(pk__in={topic for one in told for topic in one.topics}).values_list("pk", "path"))
    return {one.key: [path for topic in one.topics if topic in of for path in (*paths_above(of[topic]), of[topic])] for one in told}


def _counted(issue: Issue) -> dict[str, int]:
    return count_states(group=issue.group, mailer=MAILER).get(DESTINATION, {})


def _finish(*, now: datetime) -> None:
    for digest in Digest.objects.filter(state=DigestState.SENDING).exclude(issues__queued_at=None).prefetch_related("issues"):
        if not any(_counted(issue).get(state, 0) for issue in digest.issues.all() for state in _ON_THE_WAY):
            Digest.objects.filter(pk=digest.pk, state=DigestState.SENDING).exclude(issues__queued_at=None).update(state=DigestState.SENT, finished_at=now)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far one language is. `left` are copies that are not in the outbox yet."""

    issue: Issue
    taken: int
    waiting: int
    failed: int
    uncertain: int
    left: int


def progress(*, digest: Digest) -> list[Progress]:
    """How far each language is, counted anew from the rows."""
    return [_progress(issue) for issue in digest.issues.all()]


def _progress(issue: Issue) -> Progress:
    states = _counted(issue)

    def number(*of: MessageState) -> int:
        return sum(states.get(state, 0) for state in of)

    return Progress(
        issue=issue,
        taken=number(MessageState.ACCEPTED, MessageState.HANDED_OFF),
        waiting=number(*_ON_THE_WAY),
        failed=number(MessageState.REFUSED, MessageState.BOUNCED, MessageState.EXPIRED),
        uncertain=number(MessageState.UNCERTAIN),
        left=0 if issue.queued_at else _number_left(issue),
    )
