"""Made-up supporters look into their mail: finds the link of each confirmation mail as it arrives."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from outcry.demo.standin.heads import text_of
from outcry.demo.standin.journal import Reader, journal_of
from outcry.demo.standin.mailbox import Entry, Kind, Mailbox
from outcry.demo.standin.manners import Result

_LINK = re.compile(r"https?://\S+/confirm/[0-9a-z]+/?")


class Letterbox:
    """Reads the stand-in's journal from its beginning, then what is added."""

    def __init__(self, data: Path) -> None:
        self._mailbox = Mailbox.of(data)
        self._reader = Reader(journal_of(data))

    def new_links(self) -> Iterator[tuple[str, str]]:
        """(address, path of the page behind the link) of every confirmation mail that came since the last call."""
        for line in self._reader.new_lines():
            if line.get("result") != Result.ACCEPTED or f"-{Kind.SUPPORTER}-" not in str(line.get("name")):
                continue
            content = self._mailbox.read(Entry(day=str(line.get("day")), name=str(line.get("name"))))
            link = _LINK.search(text_of(content)) if content else None
            if link:
                yield str(line["recipient"]).lower(), urlsplit(link[0]).path
