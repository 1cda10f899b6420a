"""Time stamps are asked for by the chores, as often as it takes; intake never waits for them."""

import http.client
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from outcry.accounts.models import User
from outcry.evidence import network, stamping
from outcry.evidence.models import EvidenceItem, StampState, TimeStamp, Verb
from outcry.evidence.operations.log import append
from outcry.evidence.stamping import Failure, StampFailed

# The first tries follow soon, later ones twice a day: a server may be down for a weekend.
_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12))
_AT_ONCE = 10
_SECONDS = 20
_LARGEST_ANSWER = 100_000


def stamp(*, item: EvidenceItem, now: datetime) -> TimeStamp:
    """Ask for a time stamp of the original at the next look of the chores; one that waits already is moved to the front."""
    waiting = item.stamps.filter(state=StampState.WAITING).first()
    if waiting is None:
        return TimeStamp.objects.create(item=item, asked_at=now, next_try_at=now)
    waiting.next_try_at = now
    waiting.save(update_fields=["next_try_at"])
    return waiting


def stamp_waiting(*, now: datetime) -> int:
    """Ask the server for some of the stamps that are due; return how many came. Nothing is asked when no server is set."""
    if not settings.TIMESTAMP_URL:
        return 0
    due = TimeStamp.objects.filter(state=StampState.WAITING, next_try_at__lte=now).select_related("item").order_by("next_try_at")
    return sum(_try(one, now=now) for one in due[:_AT_ONCE])


def _try(waiting: TimeStamp, *, now: datetime) -> bool:
    sha512 = bytes.fromhex(waiting.item.sha512 or "")
    request = stamping.request_for(sha512=sha512)
    try:
        answer = _ask(settings.TIMESTAMP_URL, request.data)
        stamp = stamping.read_answer(answer=answer, sha512=sha512, nonce=request.nonce, root=settings.TIMESTAMP_ROOT)
    except (network.NotReached, network.AddressRefused, OSError, http.client.HTTPException):
        return _not_yet(waiting, Failure.UNREACHABLE, now=now)
    except StampFailed as error:
        return _not_yet(waiting, error.failure, now=now)
    return _keep(waiting, answer, stamp, now=now)


def _not_yet(waiting: TimeStamp, failure: Failure, *, now: datetime) -> bool:
    TimeStamp.objects.filter(pk=waiting.pk, state=StampState.WAITING).update(
        tries=waiting.tries + 1, failure=failure, server=settings.TIMESTAMP_URL, next_try_at=now + _WAITS[min(waiting.tries, len(_WAITS) - 1)]
    )
    return False


@transaction.atomic
def _keep(waiting: TimeStamp, answer: bytes, stamp: stamping.Stamp, *, now: datetime, by: User | None = None) -> bool:
    row = TimeStamp.objects.select_for_update().get(pk=waiting.pk)
    if row.state == StampState.STAMPED:
        return False
    row.state, row.failure, row.tries = StampState.STAMPED, "", row.tries + 1
    row.server, row.stamped_at, row.response = settings.TIMESTAMP_URL, stamp.at, answer
    row.save()
    details = {"at": stamp.at.isoformat(), "serial": str(stamp.serial), "server": row.server, "trusted": settings.TIMESTAMP_ROOT is not None}
    append(item=row.item, verb=Verb.STAMPED, by=by, now=now, details=details)
    return True


def _ask(url: str, request: bytes) -> bytes:
    """The authority's answer (RFC 3161, 3.4). The operator named the server, so it may stand on the loopback; TLS is up to its address."""
    place = network.place_of(url)
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = kind(place.host, place.port, timeout=_SECONDS)
    if settings.CAPTURE_PROXY:
        connection.sock = network.connect(place=place, deadline=network.Deadline.after(seconds=_SECONDS))
    try:
        connection.request("POST", place.path, body=request, headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"})
        response = connection.getresponse()
        answer = response.read(_LARGEST_ANSWER)
    finally:
        connection.close()
    if response.status != http.HTTPStatus.OK:
        raise StampFailed(Failure.REFUSED)
    return answer
