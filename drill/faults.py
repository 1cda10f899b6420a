"""The faults: processes killed with a letter in flight, and a worker frozen beyond its lease and woken too late."""

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from drill.site import APPEAL, LEASE_SECONDS, Site, TookTooLong

# How long the stand-in keeps a worker waiting, so that there is time to strike.
_STALL_SECONDS = 8.0
# Not one that goes for the second time: struck twice, a letter stays uncertain for good, as it should.
_IN_FLIGHT = "SELECT id FROM delivery_outgoingmessage WHERE state = 'submitting' AND mailer = 'protest' AND uncertain_resends = 0"
# What a dead worker's threads had announced, one each.
_IN_DEAD_HANDS = "SELECT id FROM delivery_outgoingmessage WHERE state = 'submitting'"

_ON_THE_WAY = "SELECT COUNT(*) FROM delivery_outgoingmessage WHERE state IN ('queued', 'submitting', 'uncertain', 'deferred')"
_BUSY = "SELECT COUNT(*) FROM delivery_outgoingmessage WHERE state IN ('queued', 'submitting', 'uncertain')"
_WAITING = "SELECT id FROM delivery_outgoingmessage WHERE state = 'deferred' AND mailer = 'protest'"


@dataclass(frozen=True)
class Strike:
    """One kill: which message was on the wire, and how far it had come; and all that the killed worker had announced."""

    message: int
    announced: frozenset[int]
    phase: str
    confirmed: int

    def __str__(self) -> str:
        where = {"data": "its text had come, nothing was kept", "answer": "it was kept, nothing was said"}[self.phase]
        return f"web and mail worker killed with message {self.message} on the wire ({where}), {self.confirmed} protests confirmed"


def strike_during(walk: subprocess.Popen[bytes], site: Site, *, number: int, kills: int, random: Random) -> Iterator[Strike]:
    """Let so many walk while web and worker are killed `kills` times, each time with a letter in flight."""
    moments = [number * (place + random.uniform(0.2, 0.8)) / (kills + 0.5) for place in range(kills)]
    for moment in moments:
        yield _strike(walk, site, after=int(moment), phase=random.choice(("data", "answer")))


def _strike(walk: subprocess.Popen[bytes], site: Site, *, after: int, phase: str) -> Strike:
    site.wait_until(lambda: confirmed(site) >= after or walk.poll() is not None, f"{after} have confirmed")
    for _ in range(40):
        site.plan_fault(at=phase, do="wait", seconds=_STALL_SECONDS)
        site.wait_until(site.fault_is_used, "a mail meets the fault")
        # The mail that met it may be a supporter's: then the next one.
        if in_flight := site.rows(_IN_FLIGHT):
            at = confirmed(site)
            before = site.children()
            site.kill("web", "deliver")
            announced = frozenset(row[0] for row in site.rows(_IN_DEAD_HANDS))
            for name in ("web", "deliver"):
                site.wait_until_restarted(name, before[name])
            return Strike(message=in_flight[0][0], announced=announced | {in_flight[0][0]}, phase=phase, confirmed=at)
    raise TookTooLong("no letter was ever in flight")


def confirmed(site: Site) -> int:
    return site.number("SELECT COUNT(*) FROM protests_protest p JOIN appeals_appeal a ON a.id = p.appeal_id WHERE a.slug = ? AND p.state = 'confirmed'", APPEAL)


def wait_until_nothing_is_on_the_way(site: Site) -> None:
    site.wait_until(lambda: not site.number(_ON_THE_WAY), "nothing is on the way")


def wake_too_late(site: Site, *, number: int, with_fence: bool) -> int:
    """Freeze a worker that has announced a letter, let another one try the letter in vain after the lease, wake the first.

    With its fence it finds that it is late, and the letter goes out once, later; without, it sends what is not its own any
    more. The letter is one of supporter `number`, who is walked for this. Returns the message.
    """
    wait_until_nothing_is_on_the_way(site)
    walk = site.walk(number)
    site.wait_until(lambda: confirmed(site) >= number and site.rows(_WAITING) and not site.number(_BUSY), "one letter waits for its second try, and no other")
    other = site.children()["deliver"]
    site.freeze(other)
    message = site.number(_WAITING)
    late = _begin_to_hand_over(site, message, with_fence=with_fence)
    site.freeze(late.pid)
    fence = _fence(site, message)
    site.plan_fault(at="rcpt", do="drop")
    os.kill(other, signal.SIGCONT)
    site.wait_until(lambda: _is_deferred_again(site, message, fence), "the other worker has tried in vain", seconds=LEASE_SECONDS + 120)
    os.kill(late.pid, signal.SIGCONT)
    if with_fence:
        site.wait_until(lambda: f"message {message}: no longer ours" in site.words(), "the late worker finds itself late", seconds=120)
    else:
        site.wait_until(lambda: _has_arrived(site, message), "the late worker sends", seconds=120)
    late.send_signal(signal.SIGTERM)
    late.wait(timeout=120)
    walk.wait(timeout=120)
    return message


def _begin_to_hand_over(site: Site, message: int, *, with_fence: bool) -> subprocess.Popen[bytes]:
    """A worker of our own that has claimed the message and waits for the other server's answer to its recipient."""
    fence = _fence(site, message)
    site.plan_fault(at="rcpt", do="wait", seconds=_STALL_SECONDS)
    late = site.run("-m", *(("outcry.config.child", "deliver") if with_fence else ("drill.without_fence",)))
    site.wait_until(lambda: site.fault_is_used() and _fence(site, message) > fence, "the worker waits for the answer to the recipient")
    return late


def _fence(site: Site, message: int) -> int:
    return site.number("SELECT fence FROM delivery_outgoingmessage WHERE id = ?", message)


def _is_deferred_again(site: Site, message: int, fence: int) -> bool:
    again = "SELECT COUNT(*) FROM delivery_outgoingmessage WHERE id = ? AND fence > ? AND state = 'deferred' AND leased_until IS NULL"
    return bool(site.number(again, message, fence))


def _has_arrived(site: Site, message: int) -> bool:
    [(message_id,)] = site.rows("SELECT message_id FROM delivery_outgoingmessage WHERE id = ?", message)
    return any(line.get("message_id") == message_id and line.get("result") == "accepted" for line in site.lines("journal.jsonl"))
