"""Everything that becomes due by itself, how often it is looked at, and the loop that does so."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import close_old_connections

from outcry.authorities.operations.holder_alerts import tell_of_ends
from outcry.authorities.operations.imports import run_waiting
from outcry.authorities.retention import forget_uploads
from outcry.cases.chores import find_public_cases, forget_tables, import_tables, look_for_likely_pairs
from outcry.delivery import alarms, standing_still
from outcry.delivery.relay_log.reading import reconcile
from outcry.evidence import operations as evidence
from outcry.gatherings import operations as gatherings
from outcry.intake.operations import sweep as sweep_intake
from outcry.newsletters.coming_back import pause_bouncing
from outcry.newsletters.her_page import send_page_links
from outcry.newsletters.joining import forget_left
from outcry.newsletters.retention import REGISTER
from outcry.newsletters.sending import queue_copies
from outcry.newsroom.library.keeping import forget_unused
from outcry.newsroom.moving_in.operations.imports import run_waiting as let_old_sites_move_in
from outcry.newsroom.moving_in.retention import forget_files
from outcry.newsroom.scheduled import publish_due
from outcry.protests import operations as protests
from outcry.statistics import counting
from outcry.statistics.database import recount_databases

logger = logging.getLogger(__name__)


class Job(Protocol):
    """Does what is due and returns how much that was; may be killed at any line and run again."""

    def __call__(self, *, now: datetime) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Chore:
    """One job and the pause between two looks at it."""

    name: str
    job: Job
    every: timedelta


CHORES: tuple[Chore, ...] = (
    Chore(name="give a sign of life", job=standing_still.beat, every=timedelta(seconds=15)),
    Chore(name="tell that the mail stands still", job=alarms.tell, every=timedelta(minutes=1)),
    Chore(name="recount", job=counting.recount_all, every=timedelta(seconds=3)),
    Chore(name="recount the public database", job=recount_databases, every=timedelta(seconds=3)),
    Chore(name="collect replies", job=protests.collect_replies, every=timedelta(seconds=3)),
    Chore(name="read the relay's log", job=reconcile, every=timedelta(seconds=10)),
    Chore(name="queue thanks", job=protests.queue_thanks, every=timedelta(seconds=2)),
    Chore(name="ask once who agreed to be asked", job=protests.queue_asks, every=timedelta(minutes=1)),
    Chore(name="take back letters of ended appeals", job=protests.withdraw_letters_of_ended_appeals, every=timedelta(seconds=30)),
    Chore(name="write daily letters", job=protests.compose_daily_letters, every=timedelta(seconds=20)),
    Chore(name="print books of letters", job=protests.print_books, every=timedelta(seconds=2)),
    Chore(name="open copy addresses", job=protests.open_copy_addresses, every=timedelta(seconds=2)),
    Chore(name="note copies of what supporters sent themselves", job=protests.note_seen_copies, every=timedelta(seconds=3)),
    Chore(name="let single letters follow the others", job=protests.move_stragglers, every=timedelta(seconds=20)),
    Chore(name="write letters that go singly again", job=protests.write_single_letters, every=timedelta(seconds=2)),
    Chore(name="carry out imports into the directory", job=run_waiting, every=timedelta(seconds=2)),
    Chore(name="forget uploads that nobody imported", job=forget_uploads, every=timedelta(minutes=5)),
    Chore(name="carry out imports of cases", job=import_tables, every=timedelta(seconds=2)),
    Chore(name="look for likely pairs", job=look_for_likely_pairs, every=timedelta(seconds=2)),
    Chore(name="forget tables that nobody imported", job=forget_tables, every=timedelta(minutes=5)),
    Chore(name="let readers find what was approved before", job=find_public_cases, every=timedelta(minutes=1)),
    Chore(name="tell of holders whose time is over", job=tell_of_ends, every=timedelta(minutes=5)),
    Chore(name="send reminders", job=protests.send_reminders, every=timedelta(minutes=1)),
    Chore(name="tell those who come to gatherings", job=gatherings.tell_those_who_come, every=timedelta(seconds=2)),
    Chore(name="remind whoever announced a gathering to tell of it", job=gatherings.remind_to_tell, every=timedelta(minutes=5)),
    Chore(name="publish reports whose time has come", job=publish_due, every=timedelta(seconds=20)),
    Chore(name="queue copies of the newsletter", job=queue_copies, every=timedelta(seconds=2)),
    Chore(name="send links to pages of supporters", job=send_page_links, every=timedelta(seconds=2)),
    Chore(name="end newsletters that nobody agrees to any more", job=forget_left, every=timedelta(seconds=5)),
    Chore(name="pause newsletters that come back", job=pause_bouncing, every=timedelta(minutes=5)),
    Chore(name="forget pictures and documents that no report has", job=forget_unused, every=timedelta(hours=1)),
    Chore(name="let old sites move in", job=let_old_sites_move_in, every=timedelta(seconds=2)),
    Chore(name="forget files of old sites that nobody imported", job=forget_files, every=timedelta(minutes=5)),
    Chore(name="fetch time stamps", job=evidence.stamp_waiting, every=timedelta(seconds=20)),
    Chore(name="sweep what intake left behind", job=sweep_intake, every=timedelta(hours=1)),
    *(Chore(name=f"keep the term of {term.key}", job=term.erase, every=timedelta(minutes=5)) for term in REGISTER),
)


def due(chores: Sequence[Chore], last_run: dict[str, datetime], *, now: datetime) -> Iterator[Chore]:
    """Those whose pause is over, each entered into `last_run` as it is given out."""
    for chore in chores:
        if now - last_run.get(chore.name, datetime.min.replace(tzinfo=now.tzinfo)) >= chore.every:
            last_run[chore.name] = now
            yield chore


def run_due(chores: Sequence[Chore], last_run: dict[str, datetime], *, now: datetime) -> None:
    """Run what is due. One chore that fails is logged and does not keep the others from running."""
    for chore in due(chores, last_run, now=now):
        try:
            done = chore.job(now=now)
        except Exception:
            logger.exception("chore %r failed", chore.name)
            continue
        if done and chore.name != "recount":
            logger.info("%s: %d", chore.name, done)


def run_until(stop: threading.Event, *, clock: Callable[[], datetime], pause_seconds: float = 0.5) -> None:
    """Look for due chores until `stop` is set; ends after the chore in hand."""
    last_run: dict[str, datetime] = {}
    while not stop.is_set():
        close_old_connections()
        run_due(CHORES, last_run, now=clock())
        stop.wait(pause_seconds)
