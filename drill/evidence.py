"""What is on the disk and on the page after a drill, read without the product's queries: rows by SQL, mails as files, a page as HTML."""

import email
import re
from collections import defaultdict
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from html import unescape

from drill.site import APPEAL, SEED_OF_THE_CROWD, Site
from outcry.demo.crowd.people import Person, make_up
from outcry.demo.sample import table

_CONFIRMATION = re.compile(r"protest:(\d+):confirm")
_MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>\s]+>)\r$", re.MULTILINE)
_PLAIN_RECIPIENT = re.compile(rb"^To: ([A-Za-z0-9.+_-]+@[A-Za-z0-9.-]+)\r$", re.MULTILINE)
_LETTER = re.compile(r"protest:(\d+):addressee:(\d+)")


@dataclass(frozen=True)
class Protest:
    """A row of protests."""

    id: int
    state: str
    country: str


@dataclass(frozen=True)
class Message:
    """A row of the outbox."""

    id: int
    key: str
    group: str
    state: str
    message_id: str
    destination: str

    @property
    def protest_id(self) -> int | None:
        """Whose confirmation mail this is."""
        found = _CONFIRMATION.fullmatch(self.key)
        return int(found[1]) if found else None

    @property
    def letter(self) -> tuple[int, int] | None:
        """(protest, addressee) of a letter."""
        found = _LETTER.fullmatch(self.key)
        return (int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True)
class Mail:
    """One `.eml` file of the stand-in."""

    kind: str
    content: bytes

    @cached_property
    def parsed(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=default)

    @cached_property
    def message_id(self) -> str:
        # The whole mail is taken apart only by whoever needs it: a drill has thousands.
        found = _MESSAGE_ID.search(self.content)
        return found[1].decode() if found else str(self.parsed["Message-ID"]).strip()

    @property
    def recipient(self) -> str:
        found = _PLAIN_RECIPIENT.search(self.content)
        return (found[1].decode() if found else str(self.parsed["To"].addresses[0].addr_spec)).lower()

    @cached_property
    def words(self) -> str:
        """Everything a reader or a mail server sees: the decoded headers, the raw ones and the text."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.parsed.items())
        return f"{headers}\n{self.content.decode(errors='replace')}\n{self.parsed.get_content()}"


@dataclass(frozen=True)
class Figures:
    """What the appeal page says, in English."""

    confirmed: int
    accepted: int
    refused: int
    answered: int
    letters: int
    waiting: int
    country_total: int
    countries: dict[str, int]
    other_countries: int
    in_other_countries: int


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything the claims are held against."""

    people: dict[int, Person]
    acknowledged_forms: set[int]
    acknowledged_buttons: set[int]
    protests: dict[int, Protest]
    addressees: set[int]
    # By country: who signs there sends a copy.
    embassies: dict[str, int]
    joined_letters: list[tuple[int, int]]
    messages: list[Message]
    # Per message, in order: from which state to which.
    events: dict[int, list[tuple[str, str]]]
    accepted_tries: int
    mails: list[Mail]
    replies: list[int | None]
    answered_letters: int
    figures: Figures
    log: str
    # Messages that were on the wire when their worker was killed.
    struck: frozenset[int] = frozenset()
    owed_answers: int = 0
    protest_of_mail: dict[str, set[int]] = field(default_factory=dict)


def gather(site: Site, *, number: int, struck: frozenset[int]) -> Evidence:
    """Read everything once. `number` is how many supporters were walked, `struck` the messages whose worker was killed."""
    [(appeal,)] = site.rows("SELECT id FROM appeals_appeal WHERE slug = ?", APPEAL)
    steps = [line for line in site.lines("supporters.jsonl") if (line["appeal"], line["seed"]) == (APPEAL, SEED_OF_THE_CROWD)]
    messages = [
        Message(*row)
        for row in site.rows(
            'SELECT m.id, m.key, m."group", m.state, m.message_id, d.key FROM delivery_outgoingmessage m '
            "JOIN delivery_destination d ON d.id = m.destination_id ORDER BY m.id"
        )
    ]
    mails = _mails(site)
    return Evidence(
        people={person.number: person for person in make_up(number=number, seed=SEED_OF_THE_CROWD, lists=table("supporters"))},
        acknowledged_forms={line["number"] for line in steps if line["step"] == "submitted"},
        acknowledged_buttons={line["number"] for line in steps if line["step"] == "confirmed"},
        protests={row[0]: Protest(*row) for row in site.rows("SELECT id, state, country FROM protests_protest WHERE appeal_id = ?", appeal)},
        addressees={row[0] for row in site.rows("SELECT id FROM appeals_addressee WHERE appeal_id = ? AND for_country = ''", appeal)},
        embassies=dict(site.rows("SELECT for_country, id FROM appeals_addressee WHERE appeal_id = ? AND for_country <> ''", appeal)),
        joined_letters=[(row[0], row[1]) for row in site.rows("SELECT protest_id, addressee_id FROM protests_protestletter")],
        messages=messages,
        events=_events(site),
        accepted_tries=site.number("SELECT COUNT(*) FROM delivery_attempt WHERE result = 'accepted'"),
        mails=mails,
        replies=[row[0] for row in site.rows("SELECT answers_id FROM delivery_incomingmessage")],
        answered_letters=site.number("SELECT COUNT(DISTINCT letter_id) FROM protests_authorityreply WHERE appeal_id = ?", appeal),
        figures=read_figures(site.page(f"/en/appeals/{APPEAL}/")),
        log=site.words(),
        struck=struck,
        owed_answers=owed_answers(site),
        protest_of_mail=_protest_of_mail(messages, mails),
    )


def _protest_of_mail(messages: list[Message], mails: list[Mail]) -> dict[str, set[int]]:
    """Which protests an address was asked to confirm, by the mails that arrived: addresses are sealed in the rows."""
    asked = {message.message_id: message.protest_id for message in messages if message.protest_id is not None}
    found: defaultdict[str, set[int]] = defaultdict(set)
    for mail in mails:
        if (protest := asked.get(mail.message_id)) is not None:
            found[mail.recipient].add(protest)
    return dict(found)


def owed_answers(site: Site) -> int:
    """Answers of offices that were promised and not handed in yet."""
    owed: set[str] = set()
    for line in site.lines("journal.jsonl"):
        if line.get("is_answered"):
            owed.add(line["message_id"])
        elif line.get("result") == "answer sent":
            owed.discard(line["message_id"])
    return len(owed)


def _events(site: Site) -> dict[int, list[tuple[str, str]]]:
    events: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for message, before, after in site.rows("SELECT message_id, before, after FROM delivery_messageevent ORDER BY id"):
        events[message].append((before, after))
    return dict(events)


def _mails(site: Site) -> list[Mail]:
    files = sorted((site.folder / "demo" / "mail").rglob("*.eml"))
    return [Mail("authority" if "-authority-" in file.name else "supporter", file.read_bytes()) for file in files]


def read_figures(page: str) -> Figures:
    """The figures of an English appeal page; one that is not there counts as none."""
    cells = {name: _whole(number) for name, number in re.findall(r'<dt>([^<]*)</dt>\s*<dd class="number">([\d,]+)</dd>', page)}
    in_all = re.search(r"([\d,]+) letters? in all: [\d,]+ accepted, [\d,]+ refused, ([\d,]+) on the way", page)
    listed = re.search(r'<ul class="countries">(.*?)</ul>', page, re.DOTALL)
    rows = re.findall(r"<li><span>([^<]*)</span>\s*<b>([\d,]+)</b>", listed[1] if listed else "")
    rest = {name: number for name, number in rows if re.match(r"[\d,]+ other countr", name)}
    total = re.search(r"from <strong>([\d,]+)</strong> countr", page)
    return Figures(
        confirmed=cells.get("Confirmed protests", 0),
        accepted=cells.get("Letters accepted", 0),
        refused=cells.get("Letters refused", 0),
        answered=cells.get("Letters answered", 0),
        letters=_whole(in_all[1]) if in_all else 0,
        waiting=_whole(in_all[2]) if in_all else 0,
        country_total=_whole(total[1]) if total else 0,
        countries={unescape(name): _whole(number) for name, number in rows if name not in rest},
        other_countries=sum(_whole(name.split()[0]) for name in rest),
        in_other_countries=sum(_whole(number) for number in rest.values()),
    )


def _whole(text: str) -> int:
    return int(text.replace(",", ""))
