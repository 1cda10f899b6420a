"""A process that dies at one chosen line: `python -m drill.doomed <place> <command>`.

The place is one of PLACES; the command is one of Outcry's, or `serve` for a small web server on PORT. The line is found by
wrapping one function before the command begins; the product has no switch for this.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce, wraps
from importlib import import_module
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.management import call_command


@dataclass(frozen=True, kw_only=True)
class Place:
    """A function of the product, and whether the process dies before or after it; at which call that `counts`."""

    module: str
    function: str
    after: bool
    call: int = 1
    counts: Callable[..., bool] = lambda *arguments, **named: True


PLACES = {
    "nowhere": None,
    # A letter of the worker: written down as being handed over, and no byte of it has left.
    "before-the-dot": Place(
        module="outcry.delivery.outgoing.transports.smtp",
        function="SmtpTransport._send_content",
        after=False,
        counts=lambda transport, session, letter: not letter.recipient.endswith("@supporters.example"),
    ),
    # The other server has said 250, and it is not written down.
    "after-the-dot": Place(
        module="outcry.delivery.outgoing.in_hand", function="InHand.taken", after=False, counts=lambda hand, answer, **named: hand.mailer == "protest"
    ),
    # A reply is kept, and its sender has not heard so.
    "reply": Place(module="outcry.delivery.incoming.listener", function="keep", after=True),
    # A protest is stored, or confirmed, and its page has not been answered.
    "form": Place(module="outcry.front.views.appeals", function="sign_appeal", after=True),
    "button": Place(module="outcry.front.views.links", function="confirm_protest", after=True),
    # The third outcome mail lies in the outbox, and nothing is committed; then: the second one is committed.
    "thanks-inside": Place(module="outcry.protests.operations.queue_thanks", function="outbox.put", after=True, call=3),
    "thanks-after": Place(module="outcry.protests.operations.queue_thanks", function="_thank", after=True, call=2),
}


def main() -> None:
    """Run the command until it comes to the place."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")
    django.setup()
    name, *command = sys.argv[1:]
    if place := PLACES[name]:
        _doom(place)
    if command == ["serve"]:
        _serve(port=int(os.environ["PORT"]))
    else:
        call_command(*command)


def _doom(place: Place) -> None:
    *path, name = place.function.split(".")
    owner = reduce(getattr, path, import_module(place.module))
    original = getattr(owner, name)
    calls = 0

    @wraps(original)
    def doomed(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += place.counts(*arguments, **named)
        is_time = calls >= place.call
        if is_time and not place.after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = original(*arguments, **named)
        if is_time:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(owner, name, doomed)


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None: ...  # noqa: A002  the library's name


def _serve(*, port: int) -> None:
    application = import_module("outcry.config.wsgi").application
    with make_server("127.0.0.1", port, application, handler_class=_Silent) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
