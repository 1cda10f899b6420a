"""What the desk asks about an appeal's protests, letters and replies. Counted from the rows at each call."""

from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from itertools import accumulate

from django.db.models import Count, QuerySet
from django.utils.timezone import get_default_timezone

from outcry.appeals.models import Addressee, Appeal
from outcry.appeals.queries import addressees
from outcry.authorities import vouching
from outcry.delivery import queries as delivery
from outcry.delivery.models import Attempt, Destination
from outcry.delivery.outgoing.gates import hours
from outcry.delivery.outgoing.pacing import Hours
from outcry.lib.translations import in_language
from outcry.protests.answered import answered_letters
from outcry.protests.letter_counts import DAILY, FAILED, letter_states, refused_first, single_letters_left, standings, waiting_in
from outcry.protests.models import AuthorityReply, Protest, ProtestState, ReplyState, Rung, RungChange, ShownInPublic
from outcry.protests.plan import Drawing, Limits, Plan, draw, plan
from outcry.protests.rungs import rungs_of
from outcry.supporters.models import Purpose, Supporter


@dataclass(frozen=True, kw_only=True)
class LetterCounts:
    """What became of letters. Failed, left and the others add up to all; an answer is a fact beside the state."""

    accepted: int = 0
    handed_off: int = 0
    failed: int = 0
    deferred: int = 0
    uncertain: int = 0
    left: int = 0
    withdrawn: int = 0
    daily: int = 0
    # In books that were posted or handed over.
    in_books: int = 0
    own_asked: int = 0
    own_seen: int = 0
    answered: int = 0

    @property
    def total(self) -> int:
        """All letters."""
        return self.accepted + self.handed_off + self.daily + self.in_books + self.own_seen + self.own_asked + self.failed + self.left + self.withdrawn

    @property
    def bar(self) -> list[tuple[str, int, int]]:
        """The same as a bar whose widths are the numbers themselves: what, from where, how wide."""
        parts = [
            ("safe", self.accepted + self.handed_off + self.daily + self.in_books + self.own_seen),
            ("alarm", self.failed),
            ("wait", self.deferred + self.uncertain),
        ]
        parts += [("open", self.left - self.deferred - self.uncertain + self.own_asked), ("plain", self.withdrawn)]
        starts = accumulate((number for _kind, number in parts), initial=0)
        return [(kind, start, number) for (kind, number), start in zip(parts, starts, strict=False) if number]


@dataclass(frozen=True, kw_only=True)
class OfficeLine:
    """One addressee on the page of delivery."""

    addressee: Addressee
    name: str
    counts: LetterCounts
    hourly_pace: int | None
    daily_cap: int | None
    hours: Hours
    is_paused: bool
    paused_reason: str
    is_vouched_for: bool
    way: Rung
    plan: Plan
    drawing: Drawing | None

    @property
    def ends_at(self) -> datetime | None:
        """When the last letter will have left."""
        return self.plan.ends_at

    @property
    def is_too_slow(self) -> bool:
        """Whether that is after the end of the last day."""
        return self.plan.is_too_slow and not self.is_paused

    @property
    def mends(self) -> list[str]:
        """The names of what would help."""
        return [mend.name for mend in self.plan.mends]


@dataclass(frozen=True, kw_only=True)
class RungLine:
    """One addressee with its way, what went by which, and what would go along with a decision."""

    addressee: Addressee
    name: str
    rung: Rung
    change: RungChange | None
    counts: LetterCounts
    movable: int
    failed: int
    refused_first: int


@dataclass(frozen=True, kw_only=True)
class CopyLine:
    """An embassy on the page of delivery, apart from the addressees."""

    addressee: Addressee
    name: str
    counts: LetterCounts


@dataclass(frozen=True, kw_only=True)
class ServerWords:
    """One answer of another server."""

    at: datetime
    destination: str
    words: str
    state: str
    tls: str


@dataclass(frozen=True, kw_only=True)
class EndPreview:
    """What recording an outcome will do."""

    letters_withdrawn: int
    people_written_to: int


def office_lines(*, appeal: Appeal, language: str, now: datetime) -> list[OfficeLine]:
    """Every addressee with its letters, its pace and when it will be done."""
    states = letter_states(appeal=appeal)
    answers = answered_letters(appeal=appeal)
    found = addressees(appeal=appeal)
    kept = {row.key: row for row in Destination.objects.filter(key__in=[one.office.destination for one in found])}
    ways = delivery.ways(destinations=list(kept), now=now)
    until = now + (_end_of_last_day(appeal) - appeal.organisation.content_now(now=now))
    rungs = rungs_of(appeal=appeal)
    lines = []
    for one in found:
        key = one.office.destination
        row = kept.get(key) or Destination(key=key)
        of_office = states.get(key, {})
        counts = _counts(of_office, answered=answers.get(key, 0))
        # Whatever has gone into a daily letter, a book or her own hands keeps no pace.
        planned = plan(left=single_letters_left(of_office), limits=_limits(row, ways.get(key), now=now), now=now, until=until)
        way = rungs.get(one.pk, Rung.SINGLE)
        lines.append(_line(one, counts, row, plan=planned, drawing=draw(planned, now=now, until=until), way=way, language=language, now=now))
    return lines


def _limits(row: Destination, ways: delivery.Ways | None, *, now: datetime) -> Limits:
    when = hours(row)
    return Limits(
        hourly_pace=row.hourly_pace,
        daily_cap=row.daily_cap,
        hours=when,
        sent_today=row.day_count if row.day == when.day(now) else 0,
        server_an_hour=ways.server_an_hour if ways else None,
        warm_up=ways.warm_up if ways else (),
    )


def _line(
    addressee: Addressee, counts: LetterCounts, row: Destination, *, plan: Plan, drawing: Drawing | None, way: Rung, language: str, now: datetime
) -> OfficeLine:
    office = addressee.office
    text = in_language(office.texts.all(), language)
    return OfficeLine(
        addressee=addressee,
        name=text.name if text else office.address,
        counts=counts,
        hourly_pace=row.hourly_pace,
        daily_cap=row.daily_cap,
        hours=hours(row),
        is_paused=row.paused_at is not None,
        paused_reason=row.paused_reason,
        is_vouched_for=vouching.standing(office=office, now=now).is_approved,
        way=way,
        plan=plan,
        drawing=drawing,
    )


def rung_lines(*, appeal: Appeal, language: str, only: Addressee | None = None) -> list[RungLine]:
    """Every addressee, or one, with its way."""
    states, answers, before = letter_states(appeal=appeal), answered_letters(appeal=appeal), refused_first(appeal=appeal)
    changes = {change.addressee_id: change for change in RungChange.objects.filter(addressee__appeal=appeal).select_related("decided_by").order_by("pk")}
    return [
        RungLine(
            addressee=one,
            name=text.name if (text := in_language(one.office.texts.all(), language)) else one.office.address,
            rung=Rung(changes[one.pk].rung) if one.pk in changes else Rung.SINGLE,
            change=changes.get(one.pk),
            counts=_counts(mine, answered=answers.get(one.office.destination, 0)),
            movable=waiting_in(mine),
            failed=sum(mine.get(name, 0) for state in FAILED for name in (state, DAILY + state)),
            refused_first=before.get(one.office.destination, 0),
        )
        for one in addressees(appeal=appeal)
        if only in (None, one)
        for mine in (states.get(one.office.destination, {}),)
    ]


def copy_lines(*, appeal: Appeal, language: str) -> list[CopyLine]:
    """Every embassy that copies went to or may go to, with what became of them."""
    states, answers = letter_states(appeal=appeal), answered_letters(appeal=appeal)
    rows = appeal.addressees.exclude(for_country="").select_related("office").prefetch_related("office__texts").order_by("for_country", "pk")
    return [
        CopyLine(
            addressee=row,
            name=text.name if (text := in_language(row.office.texts.all(), language)) else row.office.address,
            counts=_counts(states.get(row.office.destination, {}), answered=answers.get(row.office.destination, 0)),
        )
        for row in rows
    ]


def sum_of(lines: list[OfficeLine]) -> LetterCounts:
    """The letters of all addressees together."""
    return LetterCounts(**{field.name: sum(getattr(line.counts, field.name) for line in lines) for field in fields(LetterCounts)})


def latest_answers(*, appeal: Appeal, limit: int = 20) -> list[ServerWords]:
    """What other servers said last about this appeal's letters, in their own words."""
    tries = Attempt.objects.filter(message__group=appeal.subject, message__mailer="protest").select_related("message__destination")
    return [
        ServerWords(
            at=row.ended_at, destination=row.message.destination.key, words=f"{row.code or ''} {row.words or ''}".strip(), state=row.result, tls=row.tls
        )
        for row in tries.defer("message__content", "message__recipient").order_by("-pk")[:limit]
    ]


def protest_states(*, appeal: Appeal) -> dict[str, int]:
    """How many protests stand in which state; every state is there."""
    rows = Protest.objects.filter(appeal=appeal).order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(ProtestState.values, 0) | dict(rows)


def confirmed_since(*, appeal: Appeal, since: datetime) -> int:
    """How many protests were confirmed since then."""
    return Protest.objects.filter(appeal=appeal, state=ProtestState.CONFIRMED, confirmed_at__gte=since).count()


def voices(*, appeal: Appeal) -> QuerySet[Protest]:
    """Confirmed protests whose own words are, or were, shown in public; newest first. Nothing else of them is loaded, not even the country."""
    shown = Protest.objects.filter(appeal=appeal, state=ProtestState.CONFIRMED, shown_in_public__in=[ShownInPublic.FIRST_NAME, ShownInPublic.FULL_NAME])
    return shown.only("pk", "appeal_id", "public_words", "confirmed_at", "voice_hidden_at").order_by("-confirmed_at", "-pk")


def replies(*, organisation_id: int) -> QuerySet[AuthorityReply]:
    """Replies to an organisation's appeals, newest first."""
    rows = AuthorityReply.objects.filter(appeal__organisation_id=organisation_id)
    return rows.select_related("appeal__organisation", "letter__addressee__office", "incoming", "decided_by", "words").prefetch_related(
        "appeal__texts", "letter__addressee__office__texts"
    )


def unread_replies(*, organisation_id: int) -> int:
    """How many replies nobody has decided about."""
    return AuthorityReply.objects.filter(appeal__organisation_id=organisation_id, state=ReplyState.NEW).count()


def end_preview(*, appeal: Appeal) -> EndPreview:
    """How many letters would be taken back, and how many people would be written to."""
    waiting = sum(waiting_in(states) for states in letter_states(appeal=appeal).values())
    agreed = Supporter.objects.filter(
        erased_at=None, consents__subject=appeal.subject, consents__purpose=Purpose.OUTCOME, consents__withdrawn_at=None
    ).distinct()
    return EndPreview(letters_withdrawn=waiting, people_written_to=agreed.count())


def _counts(states: dict[str, int], *, answered: int) -> LetterCounts:
    found = standings(states)
    return LetterCounts(
        accepted=found.accepted,
        handed_off=found.handed_off,
        failed=found.refused,
        deferred=found.deferred,
        uncertain=found.uncertain,
        left=found.waiting,
        withdrawn=found.withdrawn,
        daily=found.daily,
        in_books=found.posted + found.handed_over,
        own_asked=found.own_asked,
        own_seen=found.own_seen,
        answered=answered,
    )


def _end_of_last_day(appeal: Appeal) -> datetime:
    return datetime.combine(appeal.deadline_on + timedelta(days=1), time.min, tzinfo=get_default_timezone())
