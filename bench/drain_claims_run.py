"""python -m bench.drain_claims_run ROWS     fills the outbox up to so many rows by SQL, then claims; prints the plan and milliseconds as JSON."""

import json
import os
import sys
import time
from statistics import median

import outcry  # noqa: F401  before Django: it says which SQLite is meant

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  models need Django to be set up
from django.utils import timezone  # noqa: E402

from bench.drain_run import a_letter, fill  # noqa: E402
from outcry.delivery import outbox  # noqa: E402
from outcry.delivery.models import OutgoingMessage  # noqa: E402
from outcry.delivery.outgoing import claims, lanes  # noqa: E402
from outcry.lib.database_clock import database_now  # noqa: E402

# One in a hundred waits for its turn; the others have left, some years ago.
_WAITING = 100
_TURNS = 60
_IN_HAND = 50
_NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT %s + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)",
    "postgresql": "WITH numbers AS (SELECT generate_series(%s + 1, %s) AS n)",
}
_COLUMNS = (
    'key, "group", mailer, destination_id, lane_id, priority, return_id, message_id, sender, state, state_changed_at, created_at, due_at, '
    "lifetime, attempts, uncertain_resends, never_twice, troubles, fence, recipient, content"
)
_ROWS = f"""INSERT INTO delivery_outgoingmessage ({_COLUMNS})
{{numbers}} SELECT 'more:' || n, 'appeal:1', mailer, destination_id, lane_id, 5, 'm' || n, '<m' || n || '@bench.example>', sender,
CASE WHEN n %% {_WAITING} = 0 THEN 'queued' ELSE 'accepted' END, created_at, created_at, CASE WHEN n %% {_WAITING} = 0 THEN created_at END,
lifetime, 1, 0, never_twice, 0, 0, recipient, NULL
FROM numbers CROSS JOIN (SELECT * FROM delivery_outgoingmessage ORDER BY id LIMIT 1) one"""


def main() -> None:
    size = int(sys.argv[1])
    there = OutgoingMessage.objects.count()
    if there > size or not OutgoingMessage.objects.filter(key__startswith="more:").exists():
        fill(1)
        there = 1
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(numbers=_NUMBERS[connection.vendor]), (there, size))
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "postgresql":
            # What filling left to be written is not the claims' affair.
            cursor.execute("CHECKPOINT")
    put_one_more()
    seconds = [_one_claim() for _ in range(_TURNS)][10:]
    told = {
        "milliseconds": 1_000 * median(seconds),
        "least": 1_000 * min(seconds),
        "waiting": OutgoingMessage.objects.filter(due_at__isnull=False).count(),
        "plan": _plan(),
    }
    print(json.dumps(told))


def put_one_more() -> None:
    """One finished letter, by the usual way."""
    with transaction.atomic():
        outbox.put(mails=[a_letter(int(time.time() * 1_000_000))], now=timezone.now())


def _one_claim() -> float:
    begun = time.perf_counter()
    taken = claims.claim_some(now=timezone.now(), most=lambda server_id: _IN_HAND)
    seconds = time.perf_counter() - begun
    claims.give_back(taken)
    return seconds


def _plan() -> list[str]:
    """How the database looks for the letters whose turn it is."""
    moment = lanes.Moment(now=timezone.now(), lease_clock=database_now(), held=())
    [lane, *_] = lanes.with_work(moment)
    statement, values = claims.due_question(lane, moment, number=_IN_HAND)
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + statement, values)
        return [str(row[-1]).rstrip() for row in cursor.fetchall()]


if __name__ == "__main__":
    main()
