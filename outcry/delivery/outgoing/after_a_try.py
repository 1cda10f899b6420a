"""What a try tells of the server and of our relay, beside what it tells of the letter. Called within the transaction of its result.

Rows are written in the order in which a claim locks them: server, destination, sending domain.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from outcry.delivery.models import Destination, ReceivingServer, SendingDomain
from outcry.delivery.outgoing.claims import Claim
from outcry.delivery.outgoing.pacing import SlowStart
from outcry.delivery.outgoing.retry import server_rest

# A letter that took longer than this takes its server's next turns for as long: time is shared among servers, and not only turns.
SLOW = timedelta(seconds=2)


def note(claim: Claim, *, now: datetime, was_reached: bool, was_taken: bool) -> None:
    """Write down whether the other side could be reached, and give back what a letter that was not taken had counted for.

    Whoever could not be reached, or closed the door, is left alone: the addressee's server, or our relay and all that goes through it.
    """
    relay_failed = not was_reached and settings.NEXT_HOP == "relay"
    if not was_reached and not relay_failed:
        _let_server_rest(claim, now=now)
    elif was_reached and claim.had_rested:
        ReceivingServer.objects.filter(pk=claim.server_id).update(rests=0)
    if not was_taken and claim.destination_day is not None:
        counted = Destination.objects.filter(pk=claim.destination_id, day=claim.destination_day, day_count__gt=0)
        counted.update(day_count=F("day_count") - 1, closed_until=None)
    if not was_taken and claim.sending_day is not None:
        warming = SendingDomain.objects.filter(pk=claim.sending_id, day=claim.sending_day, day_count__gt=0)
        warming.update(day_count=F("day_count") - 1, closed_until=None)
    if relay_failed:
        _let_relay_rest(claim, now=now)
    elif was_reached and claim.had_rested:
        SendingDomain.objects.filter(pk=claim.sending_id).update(rests=0)


def _let_server_rest(claim: Claim, *, now: datetime) -> None:
    server = ReceivingServer.objects.select_for_update(no_key=True).get(pk=claim.server_id)
    pace = SlowStart(connections=server.connections, an_hour=server.an_hour)
    # Once an hour: what many letters meet at the same moment is one trouble.
    if settings.SERVER_AN_HOUR_AT_FIRST and not server.hour_was_bad:
        pace = pace.after_trouble(hour_count=server.hour_count)
    ReceivingServer.objects.filter(pk=server.pk).update(
        rests=server.rests + 1,
        rests_until=now + server_rest(rests=server.rests, haste=settings.MAIL_HASTE),
        hour_was_bad=True,
        connections=pace.connections,
        an_hour=pace.an_hour,
    )


def _let_relay_rest(claim: Claim, *, now: datetime) -> None:
    sending = SendingDomain.objects.select_for_update(no_key=True).get(pk=claim.sending_id)
    rests_until = now + server_rest(rests=sending.rests, haste=settings.MAIL_HASTE)
    SendingDomain.objects.filter(pk=sending.pk).update(rests=sending.rests + 1, rests_until=rests_until)


def share_time(claim: Claim, *, took: timedelta, now: datetime) -> None:
    """After a slow letter its server stands back for as long as that took, while others have work. Nothing is lost if this is."""
    if took > SLOW:
        ReceivingServer.objects.filter(pk=claim.server_id, last_claimed_at__lte=now).update(last_claimed_at=now + took)
