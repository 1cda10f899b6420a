"""Comments of an old site below the report they belong to: approved ones as published, waiting ones as held, in threads one level deep."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.delivery.suppression import is_suppressed
from outcry.lib.addresses import CANONICAL_RULE, InvalidAddress, deliverable_address
from outcry.lib.text import plain_lines
from outcry.newsroom.comment_rows import Comment, CommentState, Objection
from outcry.newsroom.models import ReportPage
from outcry.newsroom.moving_in.choices import Choices
from outcry.newsroom.moving_in.entries import Entry, Remark, Verdict
from outcry.newsroom.moving_in.knowing import Known, fingerprint
from outcry.newsroom.moving_in.markup import plain
from outcry.newsroom.moving_in.models import MovedThing, MovingRun, MovingStep, OldKind
from outcry.protests.mailboxes import hash_over_site

_STATES = {"approved": CommentState.PUBLISHED, "pending": CommentState.HELD, "spam": CommentState.REFUSED}
_LONGEST_NAME, _LONGEST_TEXT = 100, 10_000
Told = tuple[Remark, Verdict, str]


class Remarks:
    """Takes comments in. Without a run it is a look."""

    def __init__(self, *, organisation: Organisation, known: Known, choices: Choices, run: MovingRun | None, now: datetime) -> None:
        self._organisation, self._known, self._choices, self._run, self._now = organisation, known, choices, run, now

    def take(self, entry: Entry, report: ReportPage | None) -> Iterator[Told]:
        """Those of one entry, each with what becomes of it. `report` is None in a look."""
        taken = [remark for remark in entry.remarks if not self._left(remark)]
        things = self._known.things(OldKind.COMMENT, [remark.key for remark in taken])
        parents = {remark.key: remark.parent for remark in taken}
        rows: dict[str, Comment] = {key: thing.comment for key, thing in things.items() if thing.comment is not None}
        for remark in entry.remarks:
            if reason := self._left(remark):
                yield remark, Verdict.REFUSED, reason
        # What is answered stands before its answers.
        for remark in sorted(taken, key=lambda one: bool(_top(one.key, parents) != one.key)):
            top = _top(remark.key, parents)
            verdict, reason = self._one(remark, entry, report, things.get(remark.key), rows, top if top != remark.key else "")
            yield remark, verdict, reason

    def _left(self, remark: Remark) -> str:
        if remark.kind in ("pingback", "trackback"):
            return _("Another site said that it links here (%(kind)s); nobody wrote this.") % {"kind": remark.kind}
        if remark.kind:
            return _("Comments of the kind “%(kind)s” are not taken.") % {"kind": remark.kind}
        if remark.standing == "trash":
            return _("It was in the bin of the old site.")
        if remark.standing == "spam" and "spam" not in self._choices.extras:
            return _("The old site held it for advertising.")
        if not remark.key or remark.at is None:
            return _("It has no number, or no day.")
        return "" if _words(remark) else _("It has no words.")

    def _one(
        self, remark: Remark, entry: Entry, report: ReportPage | None, thing: MovedThing | None, rows: dict[str, Comment], top: str
    ) -> tuple[Verdict, str]:
        state = _STATES[remark.standing]
        prints = fingerprint(_words(remark), remark.name, state, remark.at, self._website(remark))
        if thing is not None:
            return self._known_one(remark, thing, prints, state)
        if self._run is not None and report is not None:
            row = self._made(remark, report, state, rows.get(top))
            rows[remark.key] = row
            new = self._known.new(OldKind.COMMENT, remark.key, fingerprint=prints[0], comment=row, mark=state)
            new.save()
            MovingStep.objects.create(run=self._run, thing=new, number=entry.number, made=True)
        return Verdict.CREATED, ""

    def _known_one(self, remark: Remark, thing: MovedThing, prints: list[bytes], state: CommentState) -> tuple[Verdict, str]:
        row = thing.comment
        if row is None or row.erased_at is not None:
            return Verdict.UNCHANGED, _("It was erased here since, and does not come back.")
        if bytes(thing.fingerprint) in prints:
            return Verdict.UNCHANGED, ""
        if row.state != thing.mark:
            return Verdict.UNCHANGED, _("It changed there, but was decided on here since; it stays as it is.")
        if self._run is not None:
            before = {"fingerprint": bytes(thing.fingerprint).hex(), "mark": thing.mark, "state": row.state}
            row.name, row.text, row.website, row.state = _name(remark), _words(remark), self._website(remark), state
            row.save(update_fields=["name", "text", "website", "state"])
            thing.fingerprint, thing.mark = prints[0], state
            thing.save(update_fields=["fingerprint", "mark"])
            MovingStep.objects.create(run=self._run, thing=thing, number=0, made=False, before=before)
        return Verdict.CHANGED, ""

    def _made(self, remark: Remark, report: ReportPage, state: CommentState, top: Comment | None) -> Comment:
        address, address_hash = self._address(remark)
        at = remark.at or self._now
        return Comment.objects.create(
            organisation=self._organisation,
            report=report,
            answers=top,
            state=state,
            objection=Objection.SPAM if state == CommentState.REFUSED else "",
            name=_name(remark),
            text=_words(remark),
            website=self._website(remark),
            address=address,
            address_hash=address_hash,
            address_rule=CANONICAL_RULE if address else 0,
            # She was never asked here, and an import sends nobody mail.
            asked_at=self._now if address else None,
            submitted_at=at,
            # The terms of what waits and of what is kept off the page begin when it came here.
            state_changed_at=at if state == CommentState.PUBLISHED else self._now,
        )

    def _website(self, remark: Remark) -> str:
        is_wanted = "websites" in self._choices.extras and settings.COMMENTS_WEBSITE
        return remark.website[:200] if is_wanted and remark.website.startswith(("http://", "https://")) else ""

    def _address(self, remark: Remark) -> tuple[str | None, bytes | None]:
        if "addresses" not in self._choices.extras or not remark.address:
            return None, None
        try:
            address = deliverable_address(remark.address)
        except InvalidAddress:
            return None, None
        found = hash_over_site(address=address)
        return (None, None) if is_suppressed(address_hash=found) else (address, found)


def _top(key: str, parents: dict[str, str]) -> str:
    """The comment at the head of its thread; one whose parent was not taken stands at the head of its own."""
    seen = {key}
    while (parent := parents.get(key, "")) in parents and parent not in seen:
        seen.add(parent)
        key = parent
    return key


def _name(remark: Remark) -> str:
    return plain(remark.name)[:_LONGEST_NAME]


def _words(remark: Remark) -> str:
    """Comments are plain text here; line breaks stay, marks go."""
    lines = remark.text.replace("\r\n", "\n").replace("<br", "\n<br").replace("</p>", "\n\n</p>").split("\n")
    return plain_lines("\n".join(plain(line) for line in lines))[:_LONGEST_TEXT].strip()
