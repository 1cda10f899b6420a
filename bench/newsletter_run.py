"""One size's part of `python -m bench newsletter`: fill up, send, stop, go on, check. Started by newsletter.py in a process of its own.

python -m bench.newsletter_run SUBSCRIBERS FILE     prints what was measured, writes copies a second to FILE; exit code 1 when a copy is missing
"""

import hashlib
import json
import os
import resource
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path

import outcry  # noqa: F401  before Django: it says which SQLite is meant

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  models need Django to be set up
from django.utils import timezone  # noqa: E402

from bench.casework_questions import counted  # noqa: E402
from outcry.accounts.models import User  # noqa: E402
from outcry.accounts.queries import the_organisation  # noqa: E402
from outcry.appeals.models import Appeal, AppealState  # noqa: E402
from outcry.delivery import outbox  # noqa: E402
from outcry.delivery.compose import FinishedMail  # noqa: E402
from outcry.delivery.models import LIFETIME, MessageEvent, OutgoingMessage  # noqa: E402
from outcry.delivery.states import WAITING, MessageState  # noqa: E402
from outcry.lib.statements import NewRow  # noqa: E402
from outcry.lib.wordings import Edit  # noqa: E402
from outcry.newsletters.digest_mails import MAILER, Wording, copy_mail  # noqa: E402
from outcry.newsletters.drafting import choose_items, draft_digest, propose_digest, write_words  # noqa: E402
from outcry.newsletters.editions import as_sent  # noqa: E402
from outcry.newsletters.models import SUBJECT, Copy, Digest, DigestState, Issue, Subscription, SubscriptionLanguage  # noqa: E402
from outcry.newsletters.sending import WINDOW, go_on_with_digest, progress, queue_copies, send_digest, stop_digest  # noqa: E402
from outcry.protests.mails import DESTINATION  # noqa: E402
from outcry.supporters.models import Consent, Purpose, Supporter  # noqa: E402

_BATCH = 200
_SECONDS_TO_STOP = 5.0
_MEGABYTE = 1024


@dataclass
class Run:
    """What one call of the chore after the other put into the outbox: copies, seconds, statements."""

    steps: list[tuple[int, float, int]] = field(default_factory=list)

    def rate(self, part: slice = slice(None)) -> float:
        """Copies a second."""
        steps = self.steps[part]
        return sum(one[0] for one in steps) / (sum(one[1] for one in steps) or 1)

    def statements(self, part: slice = slice(None)) -> float:
        """For a thousand copies."""
        steps = self.steps[part]
        return 1_000 * sum(one[2] for one in steps) / (sum(one[0] for one in steps) or 1)


def main() -> int:
    size, told = int(sys.argv[1]), Path(sys.argv[2])
    fill(size)
    digest = a_digest()
    bare = Bare(digest)
    before = _memory()
    run, stopped, taken = sent(digest, size, bare)
    told.write_text(json.dumps(run.rate()))
    tenth = max(1, len(run.steps) // 10)
    first, last = slice(0, tenth), slice(-tenth, None)
    print(f"\n{connection.vendor}, {size:,} subscribers")
    print(f"  copies a second into the outbox            {run.rate():>10,.0f}")
    print(f"  the same mails into the bare outbox        {bare.run.rate():>10,.0f}   ratio {run.rate() / bare.run.rate():.2f}")
    for name, one in (("ours: first tenth, last tenth", run), ("bare: first tenth, last tenth", bare.run)):
        print(f"  {name:<43}{one.rate(first):>10,.0f} {one.rate(last):>10,.0f}   ratio {one.rate(last) / one.rate(first):.2f}")
    print(f"  statements for 1,000 copies, first and last{run.statements(first):>10,.0f} {run.statements(last):>10,.0f}")
    print(f"  memory more than before, MB                {_memory() - before:>10,.0f}")
    print(f"  stopped after, s (taken back: {taken:,})      {stopped:>10.2f}")
    print(f"  how far it is, asked at the desk, s        {_progress_seconds(digest):>10.2f}", flush=True)
    wrong = wrong_in(digest, size) + ([f"stopping took {stopped:.1f} s"] if stopped > _SECONDS_TO_STOP else [])
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    return int(bool(wrong))


def fill(size: int) -> None:
    """Let as many subscribe, by rows and not by signing up: their addresses are made up."""
    organisation, now = the_organisation(), timezone.now()
    there = Subscription.objects.filter(supporter__address_rule=0).count()
    for some in batched(range(there, size), 1_000, strict=False):
        with transaction.atomic():
            people = Supporter.objects.bulk_create(
                Supporter(
                    organisation=organisation,
                    address=f"reader-{number}@mail.example",
                    address_hash=hashlib.sha256(f"bench {number}".encode()).digest(),
                    address_rule=0,
                    language="en",
                    since=now,
                )
                for number in some
            )
            agreed = {"purpose": Purpose.NEWSLETTER, "subject": SUBJECT, "wording": "Made up for the bench.", "given_at": now}
            Consent.objects.bulk_create(Consent(supporter=one, **agreed) for one in people)
            rows = Subscription.objects.bulk_create(Subscription(supporter=one, since=now) for one in people)
            SubscriptionLanguage.objects.bulk_create(SubscriptionLanguage(subscription=one, language="en") for one in rows)
    with connection.cursor() as cursor:
        # As it stands a minute later, after PostgreSQL's autovacuum.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def a_digest() -> Digest:
    """One with an appeal in it, in English, begun by the second of two people; whoever subscribed in the demonstration gets none."""
    Subscription.objects.exclude(supporter__address_rule=0).delete()
    first, second = (User.objects.get(username=f"demo-{name}") for name in ("campaigner", "editor"))
    digest = draft_digest(organisation=the_organisation(), by=first, now=timezone.now())
    appeal = Appeal.objects.filter(state=AppealState.OPEN).order_by("pk")[0]
    choose_items(digest=digest, places={f"appeal-{appeal.pk}": 1}, seen="", by=first, now=timezone.now())
    write_words(digest=digest, edit=Edit(language="en"), words={"subject": "A digest", "introduction": "Made up."}, by=first, now=timezone.now())
    propose_digest(digest=digest, by=first, now=timezone.now())
    return send_digest(digest=digest, by=second, now=timezone.now())


class Bare:
    """The same mails into the outbox when nobody keeps account of who gets one; in turns with ours, so that both meet the same machine."""

    def __init__(self, digest: Digest) -> None:
        self._issue = Issue.objects.select_related("digest__organisation").get(digest=digest, language="en")
        self._wording = Wording(edition=as_sent(self._issue), organisation=digest.organisation)
        self.run = Run()

    def go(self) -> None:
        """One batch, taken out again."""
        now, begun = timezone.now(), time.perf_counter()
        destination = outbox.destination_id(key=DESTINATION)
        some = list(Subscription.objects.select_related("supporter").order_by("-pk")[:_BATCH])
        told = self._wording.edition.told
        copies = [copy_mail(issue=self._issue, wording=self._wording, told=told, subscription=one, now=now) for one in some]
        mails = [_sealed(one, destination, now) for one in copies]
        for mail, copy in zip(mails, copies, strict=True):
            mail.change(group="bench:bare", key=f"bench:bare:{copy.key}")
        with transaction.atomic():
            outbox.put_sealed(mails=mails)
        self.run.steps.append((len(some), time.perf_counter() - begun, 0))
        MessageEvent.objects.filter(message__group="bench:bare").delete()
        OutgoingMessage.objects.filter(group="bench:bare").delete()


def _sealed(mail: FinishedMail, destination: int, now: datetime) -> NewRow:
    row = outbox.seal(mail=mail, destination_id=destination, now=now)
    row.change(due_at=now, lifetime=LIFETIME)
    return row


def sent(digest: Digest, size: int, bare: Bare) -> tuple[Run, float, int]:
    """Let the chore come by until nothing is left; half way it is stopped with a full window, and gone on with."""
    run, stopped, taken = Run(), 0.0, 0
    by = User.objects.get(username="demo-editor")
    while Digest.objects.get(pk=digest.pk).state != DigestState.SENT:
        with counted() as statements:
            begun = time.perf_counter()
            queued = queue_copies(now=timezone.now())
            seconds = time.perf_counter() - begun
        if queued:
            run.steps.append((queued, seconds, statements[0]))
            bare.go()
        is_full = OutgoingMessage.objects.filter(mailer=MAILER, state__in=WAITING).count() >= min(WINDOW, size)
        if is_full and not stopped and Copy.objects.filter(issue__digest=digest).count() * 2 >= size:
            begun = time.perf_counter()
            taken = stop_digest(digest=digest, by=by, now=timezone.now())
            stopped = time.perf_counter() - begun
            go_on_with_digest(digest=digest, by=by, now=timezone.now())
        elif is_full or not queued:
            OutgoingMessage.objects.filter(mailer=MAILER, state__in=WAITING).update(state=MessageState.SUBMITTING)
            OutgoingMessage.objects.filter(mailer=MAILER, state=MessageState.SUBMITTING).update(state=MessageState.ACCEPTED, due_at=None)
    return run, stopped, taken


def wrong_in(digest: Digest, size: int) -> list[str]:
    """Whoever subscribes has been written to once."""
    issue = Issue.objects.get(digest=digest, language="en")
    copies, mails = Copy.objects.filter(issue=issue), OutgoingMessage.objects.filter(group=issue.group, state=MessageState.ACCEPTED)
    found = []
    if copies.count() != size or copies.values("subscription").distinct().count() != size:
        found.append(f"{copies.count():,} copies for {size:,} subscribers")
    if mails.count() != size or set(mails.values_list("key", flat=True)) != set(copies.values_list("key", flat=True)):
        found.append(f"{mails.count():,} mails for {size:,} subscribers")
    return found


def _progress_seconds(digest: Digest) -> float:
    begun = time.perf_counter()
    progress(digest=digest)
    return time.perf_counter() - begun


def _memory() -> float:
    """The most this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE


if __name__ == "__main__":
    sys.exit(main())
