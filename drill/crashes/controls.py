"""The product broken on purpose, in a forked process and nowhere else: a check that stays green with one of these proves nothing."""

from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module
from threading import Timer
from time import sleep
from types import SimpleNamespace
from typing import Any

from django.db import transaction

from outcry.delivery.incoming import keep as doors
from outcry.delivery.incoming import listener
from outcry.delivery.outgoing import in_hand, recovery, worker
from outcry.delivery.outgoing.transports.base import Answer
from outcry.front.filling.links import protest_behind
from outcry.front.views import appeals, links
from outcry.protests.addresses_of_pages import CONFIRM
from outcry.protests.operations.confirm_protest import Confirmation, ConfirmationKind, confirm_protest
from outcry.protests.operations.sign_appeal import sign_appeal

_SOON_SECONDS = 0.05


def _thanks_before_it_writes() -> None:
    """The pages say thank you first, and write afterwards."""
    sign = sign_appeal
    vars(appeals)["sign_appeal"] = lambda **told: Timer(_SOON_SECONDS, sign, kwargs=told).start()
    confirm = confirm_protest

    def thank(*, link: str, **told: Any) -> Confirmation:
        Timer(_SOON_SECONDS, confirm, kwargs={"link": link} | told).start()
        protest = protest_behind(link, purpose=CONFIRM)
        assert protest is not None
        return Confirmation(kind=ConfirmationKind.COUNTED, protest=protest)

    vars(links)["confirm_protest"] = thank


def _says_250_before_it_keeps() -> None:
    keep = doors.keep

    def soon(**told: Any) -> Any:
        Timer(_SOON_SECONDS, keep, kwargs=told).start()
        return SimpleNamespace(public_id="soon")

    vars(listener)["keep"] = soon


def _writes_in_pieces() -> None:
    """Her confirmation, her letters and her consent are several commits."""
    # By its name: the folder gives the operation the same one.
    confirming = import_module("outcry.protests.operations.confirm_protest")
    vars(confirming)["transaction"] = SimpleNamespace(atomic=nullcontext)
    put = confirming.outbox.put

    def put_apart(**told: Any) -> Any:
        with transaction.atomic():
            return put(**told)

    vars(confirming)["outbox"] = SimpleNamespace(put=put_apart)


def _sends_before_it_marks() -> None:
    """No mark before the text leaves: after a crash a letter that went looks like one that did not."""
    taken = in_hand.InHand.taken
    submit = in_hand.InHand.submit

    def late(self: in_hand.InHand, answer: Any, *, now: Any, may_wait: bool = False) -> None:
        submit(self, now=now)
        taken(self, answer, now=now, may_wait=may_wait)

    in_hand.InHand.taken = late  # type: ignore[method-assign]
    hand_over = worker.Worker._hand_over

    def unmarked(self: worker.Worker, hand: in_hand.InHand) -> bool:
        vars(hand)["submit"] = lambda *, now: None
        return hand_over(self, hand)

    worker.Worker._hand_over = unmarked  # type: ignore[method-assign]


def _records_before_it_sends() -> None:
    """Called accepted as soon as the server says "go ahead"; the text leaves a moment later."""
    submit, taken = in_hand.InHand.submit, in_hand.InHand.taken

    def early(self: in_hand.InHand, *, now: Any) -> None:
        submit(self, now=now)
        taken(self, Answer(code=250, words="250 surely", tls="", by_addressee=True), now=now)
        sleep(_SOON_SECONDS)

    in_hand.InHand.submit = early  # type: ignore[method-assign]
    in_hand.InHand.taken = lambda self, answer, *, now, may_wait=False: None  # type: ignore[method-assign]


def _forgets_the_doubt() -> None:
    """What a dead worker had on the wire is simply put off, as if nothing of it could have arrived."""

    def recover(*, now: Any) -> int:
        return recovery._abandoned().update(state="deferred", due_at=now, leased_until=None)

    vars(worker)["recover_abandoned"] = recover


_CONTROLS: dict[str, Callable[[], None]] = {
    "": lambda: None,
    "thanks before it writes": _thanks_before_it_writes,
    "says 250 before it keeps": _says_250_before_it_keeps,
    "writes in pieces": _writes_in_pieces,
    "sends before it marks": _sends_before_it_marks,
    "records before it sends": _records_before_it_sends,
    "forgets the doubt": _forgets_the_doubt,
}


def break_down(name: str) -> None:
    """Break the product in this process, in the way of this name; not at all without one."""
    _CONTROLS[name]()
