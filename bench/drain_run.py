"""One process of `python -m bench drain`: puts letters into the outbox, or drains them. Started by drain.py.

python -m bench.drain_run fill NUMBER            as many confirmed letters to one office, finished, into the outbox
python -m bench.drain_run letter FILE            one of them as a file, for smtp-source
python -m bench.drain_run count 0                what became of them, as JSON
python -m bench.drain_run drain SESSIONS         waits for a line on standard input, then hands over all that lies there
"""

import gc
import json
import os
import sys
import time
from itertools import batched
from pathlib import Path
from threading import Event, Thread

import outcry  # noqa: F401  before Django: it says which SQLite is meant

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  models need Django to be set up
from django.utils import timezone  # noqa: E402

from outcry.delivery import outbox  # noqa: E402
from outcry.delivery.compose import FinishedMail, compose  # noqa: E402
from outcry.delivery.models import Attempt, MessageEvent, OutgoingMessage  # noqa: E402
from outcry.delivery.outgoing.lease_keeper import LeaseKeeper  # noqa: E402
from outcry.delivery.outgoing.marks import Marks  # noqa: E402
from outcry.delivery.outgoing.worker import Worker  # noqa: E402
from outcry.delivery.states import MessageState  # noqa: E402
from outcry.lib.one_core import keep_to_one_core  # noqa: E402

_BATCH = 500
_OFFICE = "office:bench"
_TEXT = "I write to you about Esenbek Ukteshbayev, who is held for what he wrote.\n\n" + "He has harmed nobody, and should be free today. " * 20


def main() -> None:
    what, told = sys.argv[1:]
    match what:
        case "fill":
            fill(int(told))
        case "letter":
            Path(told).write_bytes(a_letter(0).content.replace(b"\r\n", b"\n"))
        case "count":
            accepted = OutgoingMessage.objects.filter(state=MessageState.ACCEPTED, attempts=1, due_at=None, leased_until=None).count()
            print(json.dumps({"accepted": accepted, "tries": Attempt.objects.count(), "events": MessageEvent.objects.count()}))
        case "drain":
            drain(sessions=int(told))


def a_letter(number: int) -> FinishedMail:
    """As a protest writes it, about 1.5 kB."""
    return compose(
        key=f"bench:{number}",
        group="appeal:1",
        mailer="protest",
        destination=_OFFICE,
        kind="letter",
        sender_name="Samira K. via Outcry",
        domain="outcry.example",
        recipient="office@bench.example",
        recipient_name="Prosecutor General's Office",
        subject="Free Esenbek Ukteshbayev",
        text=f"Dear Sir or Madam,\n\n{_TEXT}\n\nLetter {number}\n",
        language="en",
        now=timezone.now(),
    )


def fill(number: int) -> None:
    """Empty the outbox, then put so many down."""
    with connection.cursor() as cursor:
        for table in ("attempt", "messageevent", "outgoingmessage"):
            cursor.execute(f"DELETE FROM delivery_{table}")
    outbox.open_destination(key=_OFFICE, hourly_pace=None, daily_cap=None)
    for some in batched(range(number), _BATCH, strict=False):
        with transaction.atomic():
            outbox.put(mails=[a_letter(one) for one in some], now=timezone.now())
    with connection.cursor() as cursor:
        # As it stands a minute later, after PostgreSQL's autovacuum.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def drain(*, sessions: int) -> None:
    """As `outcry deliver` does it, in so many threads; ends when nothing is left, and says how much of the processor that took."""
    stop, marks = Event(), Marks()
    threads = [Thread(target=_work, args=(stop, marks)) for _ in range(sessions)]
    # Whoever holds a connection that is ready answers at once: what is measured is work, not the start of a program.
    OutgoingMessage.objects.exists()
    gc.freeze()
    print("ready", flush=True)
    sys.stdin.readline()
    began, processor = time.monotonic(), time.process_time()
    for thread in threads:
        thread.start()
    if connection.vendor == "sqlite":
        keep_to_one_core()
    for thread in threads:
        thread.join()
    print(json.dumps({"seconds": time.monotonic() - began, "processor": time.process_time() - processor}), flush=True)


def _work(stop: Event, marks: Marks) -> None:
    keeper = LeaseKeeper(marks)
    keeper.start()
    try:
        worker = Worker(keeper=keeper, stop=stop)
        while worker.drain() or OutgoingMessage.objects.filter(due_at__isnull=False).exists():
            time.sleep(0.01)
    finally:
        keeper.stop()
        connection.close()


if __name__ == "__main__":
    main()
