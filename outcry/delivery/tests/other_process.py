"""A worker in a process of its own, that can be killed: `python -m outcry.delivery.tests.other_process <what> <port> <how many>`.

put        make the tables where there are none, and put letters into the outbox
deliver    empty the outbox, waiting for what is uncertain or held by the dead; then print, as JSON, the message id, state and steps of each
die-before, die-after   be killed after the text was announced and before it leaves; after the 250 and before it is written down

Of Outcry it loads the post office and what that stands on, so that it starts quickly.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module

import django
from django.conf import settings

ALONE = ["django.contrib.contenttypes", "django.contrib.auth", "outcry.audit", "outcry.accounts", "outcry.delivery"]

ours = import_module(os.environ["DJANGO_SETTINGS_MODULE"])
settings.configure(**{name: getattr(ours, name) for name in dir(ours) if name.isupper()} | {"INSTALLED_APPS": ALONE, "NEXT_HOP": "addressee"})
django.setup()

from django.apps import apps  # noqa: E402  after the set-up, as Django wants it
from django.db import connection, transaction  # noqa: E402

from outcry.delivery import outbox  # noqa: E402
from outcry.delivery.models import OutgoingMessage  # noqa: E402
from outcry.delivery.outgoing.transports.base import Answer, Letter  # noqa: E402
from outcry.delivery.outgoing.transports.smtp import SmtpTransport  # noqa: E402
from outcry.delivery.outgoing.worker import Worker, real_now  # noqa: E402
from outcry.delivery.states import MessageState  # noqa: E402
from outcry.delivery.tests.cast import APPEAL, OFFICE, a_mail  # noqa: E402

PATIENCE_SECONDS = 60


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Doomed(SmtpTransport):
    """Dies with its first letter, at the moment it was told."""

    def __init__(self, moment: str, port: int) -> None:
        super().__init__(host="127.0.0.1", port=port, timeout=20)
        self.moment = moment

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        def announce() -> None:
            before_content()
            if self.moment == "die-before":
                die()

        answer = super().hand_over(letter=letter, before_content=announce)
        if self.moment == "die-after":
            die()
        return answer


def put(number: int) -> None:
    if OutgoingMessage._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            for model in apps.get_app_config("delivery").get_models():
                editor.create_model(model)
    outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)
    now = real_now()
    with transaction.atomic():
        outbox.put(mails=[a_mail(now=now) for _ in range(number)], now=now)


def deliver(moment: str, port: int) -> None:
    worker = Worker(transport_for=lambda *, mailer: Doomed(moment, port))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        worker.drain()
        if not OutgoingMessage.objects.filter(group=APPEAL).exclude(state=MessageState.ACCEPTED).exists():
            return
        time.sleep(0.1)


def report() -> None:
    letters = OutgoingMessage.objects.filter(group=APPEAL).prefetch_related("events")
    json.dump([[letter.message_id, letter.state, [event.after for event in letter.events.all()]] for letter in letters], sys.stdout)


def main() -> None:
    what, port, number = sys.argv[1:]
    if what == "put":
        put(int(number))
        return
    deliver(what, int(port))
    report()


if __name__ == "__main__":
    main()
