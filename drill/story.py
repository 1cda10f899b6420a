"""The drill as a story: a crowd protests, things break, everything must agree; then the fence is taken away, and it must not."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from drill.claims import Claim, check, page_agrees
from drill.deaths import chores_die_while_thanking, listener_dies, web_dies, worker_dies
from drill.evidence import gather, owed_answers, read_figures
from drill.faults import confirmed, strike_during, wake_too_late
from drill.site import APPEAL, Site
from drill.thanks import check_thanks

# A public page may be ten seconds behind the rows; a busy machine gets more.
_PAGE_SECONDS = 60.0
_SECONDS_FOR_A_SPOILT_QUEUE = 20.0
_LEFT = "SELECT COUNT(*) FROM delivery_outgoingmessage WHERE state IN ('queued', 'submitting', 'deferred') OR (state = 'uncertain' AND due_at IS NOT NULL)"
_UNREAD = "SELECT (SELECT COUNT(*) FROM delivery_incomingmessage) - (SELECT COUNT(*) FROM protests_authorityreply)"


@dataclass
class Result:
    """What was found: the claims after the faults, and those after the control, of which some must fail."""

    claims: list[Claim] = field(default_factory=list)
    control: list[Claim] = field(default_factory=list)

    @property
    def failed(self) -> list[Claim]:
        return [claim for claim in self.claims if not claim.holds]

    @property
    def red_without_fence(self) -> list[Claim]:
        return [claim for claim in self.control if not claim.holds]

    @property
    def is_good(self) -> bool:
        return not self.failed and bool(self.red_without_fence)


Say = Callable[[str], None]


def drill(*, folder: Path, supporters: int, kills: int, seed: int, say: Say, is_whole: bool = True) -> Result:
    """Run the story on an empty folder. Random choices come from the seed; the moments depend on the machine.

    Unless it `is_whole`, the deaths at chosen lines and the outcome are left out.
    """
    site, result = Site(folder), Result()
    try:
        site.start()
        say(f"A demonstration runs at {site.address}/ on {folder}.")
        struck = _walk_through_kills(site, supporters=supporters, kills=kills, seed=seed, say=say)
        number = supporters
        if is_whole:
            struck |= _die_at_chosen_lines(site, first=number + 1, say=say)
            number += 4
        number += 1
        message = wake_too_late(site, number=number, with_fence=True)
        say(f"A worker was frozen beyond its lease with message {message}, and woken after another one had tried: it dropped what it had.")
        result.claims += settle_and_check(site, number=number, struck=struck)
        number += 1
        message = wake_too_late(site, number=number, with_fence=False)
        say(f"The same with message {message}, and the fence taken away.")
        result.control += settle_and_check(site, number=number, struck=struck, seconds=_SECONDS_FOR_A_SPOILT_QUEUE)
        if is_whole:
            result.claims += _thank(site, number=number, say=say)
    finally:
        site.stop()
    return result


def _die_at_chosen_lines(site: Site, *, first: int, say: Say) -> frozenset[int]:
    struck = set()
    for number, place in enumerate(("before-the-dot", "after-the-dot"), start=first):
        struck.add(worker_dies(site, place=place, number=number))
        say(f"A mail worker died {place.replace('-', ' ')} of a letter.")
    for number, place in enumerate(("form", "button"), start=first + 2):
        web_dies(site, place=place, number=number)
        say(f"A web server died after it had written down a {place}, before it answered.")
    letter = listener_dies(site)
    say(f"A listener died with an answer to message {letter} kept and not acknowledged; it was handed in again.")
    return frozenset(struck)


def _thank(site: Site, *, number: int, say: Say) -> list[Claim]:
    chores_die_while_thanking(site)
    say("The outcome was recorded; chores died three times while they queued the thanks.")
    # The control may have left a letter behind for good, so wait for these mails alone.
    left = "SELECT COUNT(*) FROM delivery_outgoingmessage WHERE key LIKE 'outcome:%' AND state != 'accepted'"
    site.wait_until(lambda: not site.number(left), "the thanks have left")
    return check_thanks(site, gather(site, number=number, struck=frozenset()))


def _walk_through_kills(site: Site, *, supporters: int, kills: int, seed: int, say: Say) -> frozenset[int]:
    began = time.monotonic()
    walk = site.walk(supporters)
    struck: set[int] = set()
    for strike in strike_during(walk, site, number=supporters, kills=kills, random=Random(seed)):
        struck |= strike.announced
        say(f"{strike}.")
    walk.wait(timeout=1200)
    if confirmed(site) < supporters:
        # Whoever waited too long for her mail on a busy machine is walked to the end now.
        site.walk(supporters).wait(timeout=600)
    say(f"{supporters:,} supporters walked in {time.monotonic() - began:.0f} s.")
    return frozenset(struck)


def settle_and_check(site: Site, *, number: int, struck: frozenset[int], seconds: float = 600.0) -> list[Claim]:
    """Wait until nothing is on the way any more, or so long, then hold every claim; the page gets time to catch up."""
    deadline = time.monotonic() + seconds
    while (site.number(_LEFT) or owed_answers(site) or site.number(_UNREAD)) and time.monotonic() < deadline:
        time.sleep(0.5)
    evidence = gather(site, number=number, struck=struck)
    deadline = time.monotonic() + min(seconds, _PAGE_SECONDS)
    while time.monotonic() < deadline and not page_agrees(evidence):
        time.sleep(1)
        evidence = replace(evidence, figures=read_figures(site.page(f"/en/appeals/{APPEAL}/")))
    return check(evidence)


def table(claims: Sequence[Claim]) -> str:
    """The claims as lines: whether it holds, the sentence, the numbers."""
    width = max(len(claim.sentence) for claim in claims)
    return "\n".join(f"{'ok ' if claim.holds else 'RED'}  {claim.sentence:<{width}}  {claim.numbers}" for claim in claims)
