"""`python -m drill.recorded_run`: protests to offices of which one defers, one blocks and one answers; the page walked back to rows and files.

A demonstration is started on a folder of its own. So many made-up supporters sign and confirm on the site, the workers hand their letters to the stand-in
mail server, which keeps each letter that it takes as a file. Then every number of the public page is held against the rows that it comes from and against
the files. Two controls follow: one file is taken away, and one row is changed; each time something must turn red. Ends with 1 when anything is otherwise.

--write puts the record into docs/reference/recorded-run.md.
"""

import argparse
import platform
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from drill.claims import page_agrees
from drill.evidence import Evidence, Message, gather, owed_answers, read_figures
from drill.site import APPEAL, Site

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "recorded-run.md"
ANSWERS, DEFERS, BLOCKS = "prosecutor", "rights", "interior"
_ADDRESSES = {ANSWERS: "letters@prosecutor.example", DEFERS: "letters@rights.example", BLOCKS: "inbox@interior.example"}
_PAGE_SECONDS = 120.0
_REFUSES = "SELECT COUNT(*) FROM delivery_receivingserver WHERE key = 'interior.example' AND refuses_since IS NOT NULL"
# The sample has a fourth office, which takes all in silence.
_NOBODY_ELSE = """DELETE FROM appeals_addressee WHERE for_country = '' AND appeal_id IN (SELECT id FROM appeals_appeal WHERE slug = ?)
AND office_id NOT IN (SELECT id FROM authorities_office WHERE address IN (?, ?, ?))"""
# What still moves: all mail but what waits for the server that blocks us.
_MOVES = """SELECT COUNT(*) FROM delivery_outgoingmessage m JOIN delivery_lane l ON l.id = m.lane_id JOIN delivery_receivingserver s ON s.id = l.server_id
WHERE m.state IN ('queued', 'submitting', 'uncertain', 'deferred') AND s.refuses_since IS NULL"""
_UNREAD = "SELECT (SELECT COUNT(*) FROM delivery_incomingmessage) - (SELECT COUNT(*) FROM protests_authorityreply)"


@dataclass(frozen=True)
class Line:
    """One number: what it is, what the page says (None where it says nothing), its rows, its files (None where none may be)."""

    what: str
    page: int | None
    rows: int
    files: int
    how: str
    # Whether there is a file for each row; else there must be none.
    is_filed: bool = True

    @property
    def holds(self) -> bool:
        return self.page in (None, self.rows) and self.files == (self.rows if self.is_filed else 0)


@dataclass(frozen=True)
class Record:
    """What was found, and what the two controls turned red."""

    protests: int
    seconds: float
    lines: Sequence[Line]
    without_a_file: Sequence[Line]
    with_a_changed_row: Sequence[Line]

    @property
    def is_good(self) -> bool:
        return all(line.holds for line in self.lines) and not _hold(self.without_a_file) and not _hold(self.with_a_changed_row)


def _hold(lines: Sequence[Line]) -> bool:
    return all(line.holds for line in lines)


def run(*, folder: Path, protests: int, say: Callable[[str], None]) -> Record:
    """Run it on an empty folder."""
    began, site = time.monotonic(), Site(folder)
    site.plan_block(_ADDRESSES[BLOCKS])
    try:
        site.start()
        say(f"A demonstration runs at {site.address}/ on {folder}.")
        site.write(_NOBODY_ELSE, APPEAL, *_ADDRESSES.values())
        if site.walk(protests).wait(timeout=3600):
            # Whoever waited too long for her mail on a busy machine is walked to the end now.
            site.walk(protests).wait(timeout=3600)
        say(f"{protests:,} supporters have signed and confirmed.")
        site.wait_until(lambda: site.number(_REFUSES), "the server that blocks us is known to")
        site.wait_until(lambda: not site.number(_MOVES) and not owed_answers(site) and not site.number(_UNREAD), "everything else has left and is answered")
        evidence = _settled(site, protests)
        lines = walk_back(site, evidence)
        say("The page was walked back. Now the controls.")
        return Record(protests, time.monotonic() - began, lines, _without_a_file(site, protests), _with_a_changed_row(site, protests))
    finally:
        site.stop()


def _settled(site: Site, protests: int) -> Evidence:
    """Everything at once, as soon as the page has caught up with the rows, or a while later."""
    evidence, deadline = gather(site, number=protests, struck=frozenset()), time.monotonic() + _PAGE_SECONDS
    while time.monotonic() < deadline and not (page_agrees(evidence) or _agrees(site, evidence)):
        time.sleep(1)
        evidence = replace(evidence, figures=read_figures(site.page(f"/en/appeals/{APPEAL}/")))
    return evidence


def _agrees(site: Site, evidence: Evidence) -> bool:
    return all(line.page in (None, line.rows) for line in walk_back(site, evidence))


def walk_back(site: Site, evidence: Evidence) -> list[Line]:
    """Each number of the page, and those that it is made of, with its rows and its files."""
    files = Counter(mail.message_id for mail in evidence.mails)
    letters = [message for message in evidence.messages if message.letter and message.letter[1] in evidence.addressees]
    # To an embassy in the country where she signs, as she chose: no letter of the appeal, and told apart.
    copies = [message for message in evidence.messages if message.letter and message.letter[1] not in evidence.addressees]
    names = {office: f"office:{_name(site, office)}" for office in _ADDRESSES}
    of = {office: [message for message in letters if message.destination == name] for office, name in names.items()}
    confirmed = {protest.id for protest in evidence.protests.values() if protest.state == "confirmed"}
    asked = [message for message in evidence.messages if message.protest_id in confirmed]
    accepted = [message for message in letters if message.state == "accepted"]
    waiting = [message for message in letters if message.state in ("queued", "deferred")]
    refused = [message for message in letters if message.state in ("refused", "bounced", "expired")]
    answered = _answered(site, letters)
    twice = [message for message in letters if evidence.events[message.id][1:] == _TWICE]
    shown = evidence.figures

    def found(messages: Sequence[Message]) -> int:
        """How many of them lie there, once each."""
        return sum(files[message.message_id] == 1 for message in messages)

    in_countries = sum(shown.countries.values()) + shown.in_other_countries
    return [
        Line("confirmed protests", shown.confirmed, len(confirmed), found(asked), "rows of protests; files: the mail by which each was asked to confirm"),
        Line("people in all countries", in_countries, len(confirmed), found(asked), "the page's countries added up; rows and files as above"),
        Line(
            "countries", shown.country_total, len({evidence.protests[one].country for one in confirmed}), 0, "countries in these rows; no file says one", False
        ),
        Line(
            "letters in all",
            shown.letters,
            len(letters),
            found(accepted) + _absent(files, waiting),
            "rows of the outbox; files, and rows that rightly have none",
        ),
        Line("letters accepted", shown.accepted, len(accepted), found(accepted), "rows that are accepted; files with their Message-ID, once each"),
        Line("of these, to the office that answers", None, len(of[ANSWERS]), found(of[ANSWERS]), "all of them, at the first try"),
        Line("of these, to the office that defers", None, len(of[DEFERS]), found(of[DEFERS]), "all of them"),
        Line("of these, deferred once and then taken", None, len(twice), found(of[DEFERS]), "rows whose events say so, in this order"),
        Line("letters refused", shown.refused, len(refused), found(refused), "rows that are refused, sent back or given up", False),
        Line("letters on the way", shown.waiting, len(waiting), found(waiting), "rows that wait for a server that blocks us; none may lie there", False),
        Line("of these, to the office that blocks", None, len(of[BLOCKS]), found(of[BLOCKS]), "all of them, and no other", False),
        Line("letters answered", shown.answered, len(answered), found(answered), "letters with a reply; files: the letter that each reply answers"),
        Line("replies kept", None, len(evidence.replies), _sent_answers(site), "rows of what came in; answers that the office's server says it has sent"),
        Line("copies to an embassy where she signs", None, len(copies), found(copies), "rows beside the letters, which the page does not count among them"),
        Line(
            "files of letters and copies",
            None,
            len(accepted) + len(copies),
            _of_authorities(evidence),
            "rows; files in the offices' mailboxes, whatever they hold",
        ),
        Line("Message-IDs", None, len({message.message_id for message in evidence.messages}), len(evidence.messages), "different ones; rows that have one"),
    ]


_TWICE = [("queued", "submitting"), ("submitting", "deferred"), ("deferred", "submitting"), ("submitting", "accepted")]


def _absent(files: Counter[str], messages: Sequence[Message]) -> int:
    return sum(files[message.message_id] == 0 for message in messages)


def _of_authorities(evidence: Evidence) -> int:
    return sum(mail.kind == "authority" for mail in evidence.mails)


def _name(site: Site, office: str) -> str:
    """The office's name in its rows."""
    return str(site.rows("SELECT public_id FROM authorities_office WHERE address = ?", _ADDRESSES[office])[0][0])


def _answered(site: Site, letters: Sequence[Message]) -> list[Message]:
    replied = {row[0] for row in site.rows("SELECT DISTINCT answers_id FROM delivery_incomingmessage WHERE answers_id IS NOT NULL")}
    return [message for message in letters if message.id in replied]


def _sent_answers(site: Site) -> int:
    return sum(line.get("result") == "answer sent" for line in site.lines("journal.jsonl"))


def _without_a_file(site: Site, protests: int) -> list[Line]:
    """The control: the first letter of an office is taken away, and put back."""
    path = min((site.folder / "demo" / "mail").rglob("*-authority-*.eml"))
    away = path.with_suffix(".away")
    path.rename(away)
    try:
        return walk_back(site, gather(site, number=protests, struck=frozenset()))
    finally:
        away.rename(path)


def _with_a_changed_row(site: Site, protests: int) -> list[Line]:
    """The control: one row is given another Message-ID, and its own again."""
    [(row, name)] = site.rows("SELECT id, message_id FROM delivery_outgoingmessage WHERE mailer = 'protest' AND state = 'accepted' ORDER BY id LIMIT 1")
    change = "UPDATE delivery_outgoingmessage SET message_id = ? WHERE id = ?"
    site.write(change, "<another@outcry.example>", row)
    try:
        return walk_back(site, gather(site, number=protests, struck=frozenset()))
    finally:
        site.write(change, name, row)


def table(lines: Sequence[Line]) -> str:
    """The numbers as a table in Markdown."""
    rows = ["| number | the page says | rows | files | holds | how it was walked |", "| --- | --- | --- | --- | --- | --- |"]
    for line in lines:
        page = "" if line.page is None else f"{line.page:,}"
        rows.append(f"| {line.what} | {page} | {line.rows:,} | {line.files:,} | {'yes' if line.holds else '**NO**'} | {line.how} |")
    return "\n".join(rows)


def page_of(record: Record) -> str:
    """The whole page of the record."""
    missing, changed = ([line.what for line in lines if not line.holds] for lines in (record.without_a_file, record.with_a_changed_row))
    return f"""# A recorded run

Written by `python -m drill.recorded_run --write`, {datetime.now(UTC):%d %B %Y}: {record.protests:,} made-up supporters signed and confirmed on a site
of its own (`outcry run` on SQLite, Python {platform.python_version()}, Django {version("django")}), with three addressees to each protest. One
office's server defers every letter once and takes it then; one blocks us (`550 5.7.1`), so that after a few letters nothing more leaves for it;
one takes all and answers some. Each letter that was taken lies in a file, as the stand-in mail server got it. It took {record.seconds:,.0f} s.

Every number of the public page is held against the rows that it comes from, read by SQL and not by the product's own questions, and each of
these rows against the files, by its Message-ID. The product keeps no receipts of its count beside the rows, so none could be checked.

{table(record.lines)}

Two controls, to see that this can fail. One file of a letter was taken away; then these did not hold any more:
{", ".join(missing) or "none, so the run failed"}.
One row was given another Message-ID; then these did not: {", ".join(changed) or "none, so the run failed"}.
"""


def main() -> int:
    """Run it in a temporary folder, which is thrown away unless something failed."""
    parser = argparse.ArgumentParser(prog="python -m drill.recorded_run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--protests", type=int, default=1000, help="how many sign and confirm (default 1000)")
    parser.add_argument("--write", action="store_true", help=f"write the record into {PAGE.name}")
    options = parser.parse_args()
    began, folder = time.monotonic(), Path(tempfile.mkdtemp(prefix="outcry-recorded-run-"))
    record = run(folder=folder / "var", protests=options.protests, say=lambda line: print(f"{time.monotonic() - began:4.0f} s  {line}", flush=True))
    print(page_of(record))
    if not record.is_good:
        print(f"The run failed. What is left of it lies in {folder}.")
        return 1
    if options.write:
        PAGE.write_text(page_of(record))
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
