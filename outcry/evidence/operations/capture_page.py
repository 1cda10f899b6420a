"""A web source is captured: the page and what it needs, as it came over the line, stored as an original."""

import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.evidence import fetching
from outcry.evidence.models import EvidenceItem, Level
from outcry.evidence.network import AddressRefused, Deadline, NotReached
from outcry.evidence.operations.intake import CaptureFacts, take_in
from outcry.evidence.page_parts import parts_of_page, parts_of_style, title_of_page
from outcry.evidence.refusals import EvidenceRefused
from outcry.evidence.wacz import Captured, write_wacz

TOOL = "Outcry 0.1.0, warcio"
# One page, not a site; and a server that trickles must not hold the desk for long.
SECONDS = 60
MOST_REQUESTS = 150
LARGEST_ANSWER = 20_000_000
MOST_BYTES = 40_000_000


def capture(*, organisation: Organisation, url: str, subject: str, by: User, now: datetime, note: str = "", level: Level = Level.INTERNAL) -> EvidenceItem:
    """Fetch a page with its style, images and scripts and take it in as a WACZ. Raise EvidenceRefused.

    Parts that can't be had are named in the archive; a page that can't be had is no capture. No script is run.
    """
    captured = _Visit(now=now).of(url)
    file = io.BytesIO()
    write_wacz(captured=captured, to=file)
    return take_in(
        organisation=organisation,
        stream=[file.getvalue()],
        name=_name_of(captured),
        subject=subject,
        by=by,
        now=now,
        note=note,
        level=level,
        captured=CaptureFacts(url=captured.url, at=now, tool=TOOL, operator=by.get_username()),
    )


@dataclass(kw_only=True)
class _Visit:
    """One walk: the page first, then its parts, then what their style sheets name, until a bound is met."""

    now: datetime
    exchanges: list[fetching.Exchange] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    deadline: Deadline = field(default_factory=lambda: Deadline.after(seconds=SECONDS))

    def of(self, url: str) -> Captured:
        page = self._page(url)
        html = page.body.decode(_codec(page.charset), "replace") if page.media_type in ("text/html", "application/xhtml+xml") else ""
        waiting = deque(parts_of_page(html=html, base=page.url))
        seen = {exchange.url for exchange in self.exchanges}
        while waiting:
            part = waiting.popleft()
            if part in seen:
                continue
            seen.add(part)
            waiting.extend(self._part(part))
        return Captured(url=page.url, title=title_of_page(html=html), at=self.now, tool=TOOL, exchanges=self.exchanges, left_out=self.left_out)

    def _page(self, url: str) -> fetching.Exchange:
        try:
            for exchange in fetching.follow(url=url, deadline=self.deadline, limit=LARGEST_ANSWER, now=self.now):
                self.exchanges.append(exchange)
        except AddressRefused as error:
            raise EvidenceRefused("url", _("Only public web addresses are captured: http or https, and none of the inner network.")) from error
        except NotReached as error:
            raise EvidenceRefused("url", _("The page could not be fetched: the server was not reached, or did not answer in time.")) from error
        except fetching.TooLong as error:
            raise EvidenceRefused("url", _("The page is larger than %(limit)d MB.") % {"limit": LARGEST_ANSWER // 1_000_000}) from error
        last = self.exchanges[-1]
        if last.status >= 400:
            raise EvidenceRefused("url", _("The server answered %(status)d instead of a page.") % {"status": last.status})
        return last

    def _part(self, url: str) -> Iterator[str]:
        """Fetch a part; yield what it needs in turn."""
        if len(self.exchanges) >= MOST_REQUESTS or sum(len(exchange.response) for exchange in self.exchanges) >= MOST_BYTES:
            self.left_out.append((url, "bound"))
            return
        try:
            for exchange in fetching.follow(url=url, deadline=self.deadline, limit=LARGEST_ANSWER, now=self.now):
                self.exchanges.append(exchange)
        except (AddressRefused, NotReached, fetching.TooLong) as error:
            self.left_out.append((url, {AddressRefused: "refused", NotReached: "unreachable"}.get(type(error), "too-long")))
            return
        last = self.exchanges[-1]
        if last.media_type == "text/css":
            yield from parts_of_style(css=last.body.decode(_codec(last.charset), "replace"), base=last.url)


def _codec(charset: str) -> str:
    try:
        "".encode(charset)
    except LookupError:
        return "utf-8"
    return charset


def _name_of(captured: Captured) -> str:
    host = captured.url.split("/")[2].split(":")[0]
    return f"{host} {captured.at:%Y-%m-%d %H%M}.wacz"
