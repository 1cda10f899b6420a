"""An old site moves in, entry by entry: what is new is made, what changed there is changed here unless people worked on it, the rest stays.

An entry is written whole or not at all: report, comments and old addresses in one transaction. Killed between two of them, the same files
go on from there, because what stands already is unchanged. A look does everything but write.
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.signal_handlers import disable_reference_index_auto_update

from outcry.accounts.models import Organisation, User
from outcry.newsroom.comment_rows import Commenting
from outcry.newsroom.models import ReportPage, ReportsPage
from outcry.newsroom.moving_in import composing, reading
from outcry.newsroom.moving_in.choices import LEAVE, PUBLISH, Choices
from outcry.newsroom.moving_in.entries import Counts, Entry, Note, Site, Standing, Verdict, no_counts
from outcry.newsroom.moving_in.knowing import Known, fingerprint
from outcry.newsroom.moving_in.markup import Seen, plain
from outcry.newsroom.moving_in.models import MovedThing, MovingRun, MovingStep, OldKind
from outcry.newsroom.moving_in.moments import zone_called
from outcry.newsroom.moving_in.operations import old_addresses
from outcry.newsroom.moving_in.operations.remarks import Remarks
from outcry.newsroom.moving_in.picture_files import Pictures
from outcry.newsroom.moving_in.shelf import Shelf
from outcry.newsroom.operations import ensure_tree
from outcry.vocabularies.models import Term

# Turns an organisation, an old site and a group of translations into the translation key of a report.
_KEYS = UUID("7d0c2a52-6f3e-4d5c-8a1b-9e0f5c3b7a11")
_PAGE = "page"


class Aim(StrEnum):
    """What an entry is to be here."""

    PUBLIC = "public"
    SCHEDULED = "scheduled"
    DRAFT = "draft"


class _Left(Exception):
    """The entry is not taken; the text says why. `kind` says under what it is counted."""

    def __init__(self, reason: str, *, kind: str = "reports") -> None:
        super().__init__(reason)
        self.kind = kind


_LEFT = {
    Standing.DRAFT: gettext_lazy("It was a draft on the old site."),
    Standing.PRIVATE: gettext_lazy("It was private on the old site."),
    Standing.PASSWORD: gettext_lazy("It had a password on the old site."),
    Standing.GONE: gettext_lazy("It was in the bin of the old site, or in a state that is not known here."),
}


@dataclass(frozen=True, kw_only=True)
class _Page:
    """What a report is to be, apart from its blocks."""

    aim: Aim
    language: str
    title: str
    standfirst: str
    day: date
    byline: str
    topics: tuple[Term, ...]
    lead: Any = None


class Move:
    """One old site on its way in. Without a run it is a look."""

    def __init__(
        self,
        *,
        organisation: Organisation,
        files: Sequence[reading.File],
        site: Site,
        choices: Choices,
        pictures: Pictures,
        run: MovingRun | None,
        by: User | None,
        now: datetime,
        tell: Callable[[Note], None],
    ) -> None:
        self._organisation, self._files, self._site, self._choices = organisation, files, site, choices
        self._run, self._by, self._now, self._tell = run, by, now, tell
        self._zone = zone_called(choices.zone)
        self._known = Known(organisation=organisation, set_name=choices.set)
        self._shelf = Shelf(organisation=organisation, known=self._known, site=site, pictures=pictures, credit=choices.credit, run=run, by=by, now=now)
        self._remarks = Remarks(organisation=organisation, known=self._known, choices=choices, run=run, now=now)
        codes = {code for code in choices.topics.values() if code}
        self._terms = {term.code: term for term in Term.objects.filter(code__in=codes)}
        self._days: set[date] = set()
        self._others: Counter[str] = Counter()
        self._seen: dict[str, int] = {}
        self._notes: list[Note] = []
        self.counts: Counts = no_counts()

    def entries(self) -> Iterator[int]:
        """Take in one after the other; the number of each as it stands whole."""
        if self._run is not None:
            ensure_tree(organisation=self._organisation, now=self._now)
        for entry in reading.entries(self._files, site=self._site, zone=self._zone):
            if entry.kind != "attachment":
                self._take(entry)
            yield entry.number
        self._end()

    # --- one entry ---

    def _take(self, entry: Entry) -> None:
        name = plain(entry.title)[:200] or entry.key
        try:
            page, composed = self._planned(entry)
        except _Left as left:
            self._count(left.kind, Verdict.REFUSED)
            self._others[entry.kind] += left.kind == "others"
            self._say(entry, left.kind, name, Verdict.REFUSED, str(left))
            self._flush()
            return
        shelved = {}
        lead = [Seen(key=entry.lead, address="" if entry.lead in self._site.attached else entry.lead)] if entry.lead else []
        for seen in [*lead, *(seen for piece in composed.text.pieces for seen in piece.pictures)]:
            # Painted anew before the transaction: it takes long, and others write meanwhile.
            shelved[seen], is_new = self._shelf.shelved(seen, number=entry.number)
            if is_new:
                self._count("pictures", shelved[seen].verdict)
                self._say(entry, "pictures", shelved[seen].name, shelved[seen].verdict, shelved[seen].reason)
        without = sum(one.is_there and not (seen.alt or one.alt) for seen, one in shelved.items())
        if without:
            composed.notes.append(
                ngettext("%(number)s picture lacks a word on what it shows.", "%(number)s pictures lack a word on what they show.", without)
                % {"number": without}
            )
        with transaction.atomic(), disable_reference_index_auto_update():
            self._write(entry, page, composed, lead[0] if lead else None, shelved, name)
        self._flush()

    def _write(self, entry: Entry, page: _Page, composed: composing.Composed, lead: Any, shelved: dict[Any, Any], name: str) -> None:
        prints = fingerprint(
            page.title, page.standfirst, entry.html, page.aim, page.day, entry.at, page.byline, [term.pk for term in page.topics], page.language,
            entry.takes_comments, [one.token for one in shelved.values()],
        )  # fmt: skip
        thing = self._known.thing(OldKind.REPORT, entry.key, entry.guid)
        verdict, reason = _verdict(thing, prints)
        report = thing.report if thing else None
        if verdict in (Verdict.CREATED, Verdict.CHANGED) and self._run is not None:
            blocks = composing.body(composed.text, site=self._site, picture=lambda seen: shelved[seen])
            shown = shelved[lead] if lead else None
            report = self._made(entry, page, blocks, shown, composed) if report is None else self._changed(entry, page, blocks, shown, report)
            self._write_down(entry, report, thing, prints[0])
        self._count("reports", verdict)
        self._say(entry, "reports", name, verdict, " ".join(filter(None, [reason, *(composed.notes if verdict is not Verdict.UNCHANGED else ())])))
        if thing is None or report is not None:
            self._comments(entry, report)
            self._addresses(entry, page, report)

    def _planned(self, entry: Entry) -> tuple[_Page, composing.Composed]:
        """What it is to be. Raise _Left where it is nothing here."""
        if entry.kind not in (*self._choices.kinds, _PAGE):
            raise _Left(_("Entries of the kind “%(kind)s” are not taken.") % {"kind": entry.kind}, kind="others")
        if entry.is_too_long:
            raise _Left(_("It is longer than an entry may be."))
        if not entry.key:
            raise _Left(_("Nothing names it: neither a number nor an address."))
        if (first := self._seen.setdefault(f"{entry.key} {entry.guid}", entry.number)) != entry.number:
            raise _Left(_("It stands in these files already, as entry %(number)s.") % {"number": first})
        composed = composing.composed(entry, site=self._site)
        aim = self._aim(entry, composed.notes)
        language = self._choices.language_of(entry.language)
        if not language:
            raise _Left(_("This site has no language “%(code)s”.") % {"code": entry.language})
        topics = {code: self._terms[code] for label in entry.labels if (code := self._choices.topics.get(label.key, "")) in self._terms}
        page = _Page(
            aim=aim,
            language=language,
            title=composed.title,
            standfirst=composed.standfirst,
            day=entry.day or self._now.astimezone(self._zone).date(),
            byline=self._choices.byline(entry.author, self._site)[:200] if entry.author else "",
            topics=tuple(topics.values()),
        )
        return page, composed

    def _aim(self, entry: Entry, notes: list[str]) -> Aim:
        if entry.kind == _PAGE and _PAGE not in self._choices.kinds and self._choices.pages == LEAVE:
            raise _Left(_("It was a page of the old site, and pages are left behind."))
        if entry.standing in _LEFT:
            if entry.standing is Standing.GONE or "drafts" not in self._choices.extras:
                raise _Left(str(_LEFT[entry.standing]))
            notes.append(_("%(reason)s Here it is a draft.") % {"reason": _LEFT[entry.standing]})
            return Aim.DRAFT
        if entry.kind == _PAGE and _PAGE not in self._choices.kinds and self._choices.pages != PUBLISH:
            notes.append(_("It was a page of the old site, not news. Here it is a draft: look at it, then publish it."))
            return Aim.DRAFT
        if entry.at is not None and entry.at > self._now:
            return Aim.SCHEDULED
        if entry.standing is Standing.SCHEDULED or entry.day is None:
            notes.append(_("It was to appear at a time that is over, or at no known time. Here it is a draft: look at it, then publish it."))
            return Aim.DRAFT
        return Aim.PUBLIC

    # --- writing ---

    def _made(self, entry: Entry, page: _Page, blocks: list[composing.Block], lead: Any, composed: composing.Composed) -> ReportPage:
        parent = ReportsPage.objects.select_related("locale").get(organisation=self._organisation, locale__language_code=page.language)
        key = self._translation_key(entry, page, composed.notes)
        report = ReportPage(locale=parent.locale, live=False, slug=_free(parent, composing.address_part(entry, page.title)), translation_key=key)
        self._fill(report, entry, page, blocks, lead)
        parent.add_child(instance=report)
        return self._let_out(report, entry, page)

    def _changed(self, entry: Entry, page: _Page, blocks: list[composing.Block], lead: Any, report: ReportPage) -> ReportPage:
        report = report.get_latest_revision_as_object() if report.latest_revision_id else report
        self._fill(report, entry, page, blocks, lead)
        return self._let_out(report, entry, page)

    def _fill(self, report: ReportPage, entry: Entry, page: _Page, blocks: list[composing.Block], lead: Any) -> None:
        report.title, report.standfirst, report.body = page.title, page.standfirst, blocks
        report.published_on, report.byline = page.day, page.byline
        report.commenting = "" if entry.takes_comments else Commenting.CLOSED
        report.go_live_at = entry.at if page.aim is Aim.SCHEDULED else None
        if lead is not None and lead.picture:
            report.lead_picture_id, report.lead_alt, report.lead_caption = lead.picture, lead.alt[:400], plain(lead.caption)[:400]
        if report.first_published_at is None and page.aim is Aim.PUBLIC:
            report.first_published_at = entry.at

    def _let_out(self, report: ReportPage, entry: Entry, page: _Page) -> ReportPage:
        report.topics.set(page.topics)
        was_live = bool(report.live)
        revision = report.save_revision(user=self._by)
        if page.aim is not Aim.DRAFT or was_live:
            # What readers had before needs no second reader (decision 36).
            revision.publish(user=self._by, skip_permission_checks=True)
        if page.aim is Aim.PUBLIC:
            ReportPage.objects.filter(pk=report.pk).update(last_published_at=entry.changed_at or entry.at)
        self._settle_translations(report, page)
        return ReportPage.objects.get(pk=report.pk)

    def _translation_key(self, entry: Entry, page: _Page, notes: list[str]) -> UUID:
        own = uuid5(_KEYS, f"{self._organisation.public_id} {self._choices.set} entry {entry.key}")
        if not entry.group:
            return own
        shared = uuid5(_KEYS, f"{self._organisation.public_id} {self._choices.set} group {entry.group}")
        if not ReportPage.objects.filter(translation_key=shared, locale__language_code=page.language).exists():
            return shared
        notes.append(_("Another entry of its group of translations has its language; it stands alone."))
        return own

    def _settle_translations(self, report: ReportPage, page: _Page) -> None:
        """Whichever of them came first: a translation was made from the text that came with it."""
        kin = ReportPage.objects.filter(translation_key=report.translation_key)
        source = kin.filter(locale__language_code=self._organisation.source_language).first()
        if source is not None:
            kin.exclude(pk=source.pk).filter(made_from_version=0).update(made_from_version=source.version)

    def _write_down(self, entry: Entry, report: ReportPage, thing: MovedThing | None, print_: bytes) -> None:
        row = thing or self._known.new(OldKind.REPORT, entry.key, entry.guid)
        before = {"fingerprint": bytes(row.fingerprint).hex(), "mark": row.mark} if thing else {}
        row.fingerprint, row.report, row.mark = print_, report, str(report.latest_revision_id or "")
        row.save()
        if self._run is not None:
            MovingStep.objects.create(run=self._run, thing=row, number=entry.number, made=thing is None, before=before)

    def _comments(self, entry: Entry, report: ReportPage | None) -> None:
        for remark, verdict, reason in self._remarks.take(entry, report):
            self._count("comments", verdict)
            self._say(entry, "comments", remark.key, verdict, reason)

    def _addresses(self, entry: Entry, page: _Page, report: ReportPage | None) -> None:
        if entry.standing is not Standing.PUBLIC:
            return
        if entry.day is not None and page.aim is Aim.PUBLIC:
            self._days.add(entry.day.replace(day=1))
        leads = old_addresses.of_entry(entry, report, site=self._site)
        self._lead_on(entry.number, leads, page.language)

    def _lead_on(self, number: int, leads: list[old_addresses.Lead], language: str) -> None:
        told = old_addresses.write_down(leads, organisation=self._organisation, set_name=self._choices.set, language=language, run=self._run)
        for path, verdict in told:
            self._count("redirects", verdict)
            reason = _("This address leads to something of another old site already.") if verdict is Verdict.REFUSED else ""
            self._notes.append(Note(number=number, kind="redirects", name=path, verdict=verdict, reason=reason))

    # --- the whole ---

    def _end(self) -> None:
        for key, label in self._site.labels.items():
            is_known = self._choices.topics.get(key, "") in self._terms
            verdict = Verdict.UNCHANGED if is_known else Verdict.REFUSED
            self._count("topics", verdict)
            reason = "" if is_known else _("No topic was chosen for it.")
            self._notes.append(Note(number=0, kind="topics", name=label.name or key, verdict=verdict, reason=reason))
        topics = {key: self._terms[code] for key, code in self._choices.topics.items() if code in self._terms}
        with transaction.atomic():
            self._lead_on(0, old_addresses.of_site(self._site, days=self._days, topics=topics), self._choices.language)
        self._flush()

    def _count(self, kind: str, verdict: Verdict) -> None:
        self.counts[kind]["read"] += 1
        self.counts[kind][verdict] += 1

    def _say(self, entry: Entry, kind: str, name: str, verdict: Verdict, reason: str) -> None:
        self._notes.append(Note(number=entry.number, kind=kind, name=name, verdict=verdict, reason=reason))

    def _flush(self) -> None:
        """What is said of an entry is said once it stands: nothing of one that was rolled back."""
        for note in self._notes:
            self._tell(note)
        self._notes.clear()


def _verdict(thing: MovedThing | None, prints: list[bytes]) -> tuple[Verdict, str]:
    if thing is None:
        return Verdict.CREATED, ""
    if thing.report is None:
        return Verdict.UNCHANGED, _("It was deleted here since, and does not come back.")
    if bytes(thing.fingerprint) in prints:
        return Verdict.UNCHANGED, ""
    if str(thing.report.latest_revision_id or "") != thing.mark:
        return Verdict.UNCHANGED, _("It changed there, but was edited here since; it stays as it is.")
    return Verdict.CHANGED, ""


def _free(parent: ReportsPage, name: str) -> str:
    """The name, with a number behind it where another report of the list has it."""
    taken = set(ReportPage.objects.child_of(parent).filter(slug__startswith=name).values_list("slug", flat=True))
    return next(one for one in (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3))) if one not in taken)
