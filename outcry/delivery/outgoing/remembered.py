"""A database that was brought back sends nothing until a person has looked: what it believes unsent may have left since.

`outcry restore` holds all mail. Whoever copies a file back says nothing, so each machine that sends remembers, in its data folder, how far the
outbox had come, and the database remembers which machines have sent from it. When the two do not fit together, all mail is held.
"""

import json
import logging
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from django.db import transaction
from django.db.models import Max

from outcry.delivery import outbox
from outcry.delivery.models import MailHost, MessageEvent
from outcry.lib.whole_files import whole_file

logger = logging.getLogger(__name__)

FILE = "outbox-position.json"
OLDER = "the database is older than what this machine has sent: was it brought back from a copy?"
STRANGER = "this machine has never sent from this database: was it copied here?"


@dataclass(frozen=True, kw_only=True)
class _Mark:
    """What the file says: this machine's name for itself, and the last event it saw."""

    host: str
    position: int


def compare_and_remember(*, folder: Path, now: datetime) -> bool:
    """Hold all mail if the database is not the one that this machine sent from last; then remember where it stands. Whether it fitted."""
    # The file first: what stands in it was in the database before.
    mark = _read(folder)
    position = MessageEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    wrong = _what_is_wrong(mark, position)
    host = mark.host if mark and mark.host else token_hex(8)
    if wrong or not mark or position != mark.position:
        with transaction.atomic():
            MailHost.objects.get_or_create(key=host, defaults={"met_at": now})
            if wrong:
                logger.warning("all mail is held: %s", wrong)
                outbox.hold(group=outbox.EVERYTHING, now=now, reason=wrong)
        _write(folder, _Mark(host=host, position=position))
    return not wrong


def adopt(*, folder: Path, now: datetime) -> None:
    """Let this machine send from this database from now on, because a person said so: for another worker beside those that are there."""
    mark = _Mark(host=token_hex(8), position=MessageEvent.objects.aggregate(last=Max("pk"))["last"] or 0)
    MailHost.objects.create(key=mark.host, met_at=now)
    _write(folder, mark)


def _what_is_wrong(mark: _Mark | None, position: int) -> str:
    if mark is None:
        # Nothing has ever been put down here, or no release before this one kept such a file: then there is nothing to compare.
        return STRANGER if position and MailHost.objects.exists() else ""
    if position < mark.position:
        return OLDER
    return "" if MailHost.objects.filter(key=mark.host).exists() else OLDER


def _read(folder: Path) -> _Mark | None:
    try:
        told = json.loads((folder / FILE).read_bytes())
        return _Mark(host=str(told["host"]), position=int(told["position"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        # Damaged: as if it had seen more than there can be.
        return _Mark(host="", position=2**62)


def _write(folder: Path, mark: _Mark) -> None:
    with whole_file(folder / FILE) as file:
        file.write(json.dumps({"host": mark.host, "position": mark.position}).encode())
        file.flush()
        os.fsync(file.fileno())
