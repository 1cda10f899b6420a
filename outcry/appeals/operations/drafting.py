"""Writing an appeal: its texts, demands and timeline."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.appeals.material import AppealDetails, AppealWords, MomentWords
from outcry.appeals.models import Appeal, AppealState, AppealText, Demand, DemandText, TimelineKind, TimelineMoment, TimelineText
from outcry.appeals.refusals import AppealIsOut, AppealRefused
from outcry.audit.operations import record
from outcry.cases.publication import current_versions
from outcry.lib.seen_forms import as_seen
from outcry.lib.text import has_control, has_line_break, plain_lines
from outcry.lib.translations import TextRow
from outcry.lib.wordings import Edit, save_wording

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


@transaction.atomic
def draft_appeal(
    *,
    organisation: Organisation,
    details: AppealDetails,
    texts: Mapping[str, AppealWords],
    by: User | None,
    now: datetime,
    case_id: int | None = None,
    case_version: int | None = None,
) -> Appeal:
    """Begin an appeal, usually from a case. Nobody outside sees it before it is launched.

    `case_version` is the approved version that the writer had before her; the current one unless it is told.

    Raise AppealRefused when its name in the address is taken, its last day is over, or the title is missing.
    """
    _check_slug(details.slug)
    check_deadline(organisation=organisation, deadline_on=details.deadline_on, now=now)
    version = _version_written_from(case_id, case_version)
    appeal = Appeal.objects.create(
        organisation=organisation,
        case_id=case_id,
        case_version=version,
        drafted_by=by,
        drafted_at=now,
        is_demo=organisation.is_demo,
        **asdict(details),
    )
    source = organisation.source_language
    for language in sorted(texts, key=lambda language: language != source):
        made_from = int(language != source and source in texts)
        AppealText.objects.create(appeal=appeal, language=language, made_from_version=made_from, **_words(texts[language], one_line=("title",)))
    record(verb="draft_appeal", subject=appeal.subject, now=now, actor=by, slug=appeal.slug, case=case_id)
    return appeal


@transaction.atomic
def change_details(*, appeal: Appeal, details: AppealDetails, by: User | None, now: datetime, seen: str | None = None) -> Appeal:
    """Change what needs no language, while it is a draft. The deadline of a launched appeal is moved with `move_deadline`.

    `seen` is the mark in the writer's form; ChangedMeanwhile when something else stands there by now.
    """
    as_seen(appeal, names=asdict(details), seen=seen)
    appeal = reopen_draft(appeal, by=by, now=now)
    if details.slug != appeal.slug:
        _check_slug(details.slug)
    check_deadline(organisation=appeal.organisation, deadline_on=details.deadline_on, now=now)
    for name, value in asdict(details).items():
        setattr(appeal, name, value)
    appeal.save()
    record(verb="change_appeal", subject=appeal.subject, now=now, actor=by)
    return appeal


@transaction.atomic
def change_texts(*, appeal: Appeal, edit: Edit, words: AppealWords, by: User | None, now: datetime) -> AppealText:
    """Save the draft's words in one language. ChangedMeanwhile when somebody else did; AppealIsOut after the launch."""
    appeal = reopen_draft(appeal, by=by, now=now)
    return _save(appeal, appeal.texts, edit, _words(words, one_line=("title",)), verb="change_texts", by=by, now=now)


@transaction.atomic
def correct_text(*, appeal: Appeal, edit: Edit, words: AppealWords, reason: str, by: User | None, now: datetime) -> AppealText:
    """Correct a launched appeal's words in one language; what was wrong is written into the log. The letter has versions of its own."""
    if not reason.strip():
        raise AppealRefused("reason", _("Say in a few words what was wrong: it goes into the log."))
    return _save(appeal, appeal.texts, edit, _words(words, one_line=("title",)), verb="correct_text", by=by, now=now, reason=reason.strip())


@transaction.atomic
def add_demand(*, appeal: Appeal, texts: Mapping[str, str], by: User | None, now: datetime) -> Demand:
    """Ask for one thing more, after the others. AppealIsOut after the launch: people signed for what it asked then."""
    appeal = reopen_draft(appeal, by=by, now=now)
    source = appeal.organisation.source_language
    demand = Demand.objects.create(appeal=appeal, position=_next_position(appeal.demands))
    for language, text in texts.items():
        made_from = int(language != source and source in texts)
        DemandText.objects.create(demand=demand, language=language, text=line_of("text", text), made_from_version=made_from)
    record(verb="add_demand", subject=appeal.subject, now=now, actor=by, demand=demand.pk)
    return demand


@transaction.atomic
def change_demand(*, demand: Demand, edit: Edit, text: str, by: User | None, now: datetime) -> DemandText:
    """Save a demand's words in one language while the appeal is a draft."""
    appeal = reopen_draft(demand.appeal, by=by, now=now)
    return _save(appeal, demand.texts, edit, {"text": line_of("text", text)}, verb="change_demand", by=by, now=now, demand=demand.pk)


@transaction.atomic
def remove_demand(*, demand: Demand, by: User | None, now: datetime) -> None:
    """Take a demand back while the appeal is a draft."""
    appeal = reopen_draft(demand.appeal, by=by, now=now)
    record(verb="remove_demand", subject=appeal.subject, now=now, actor=by, demand=demand.pk)
    demand.delete()


@transaction.atomic
def order_demands(*, appeal: Appeal, order: Sequence[int], by: User | None, now: datetime) -> None:
    """Put the demands in the order of these ids while the appeal is a draft; ids that are not its own are passed over."""
    if not _is_another(appeal.demands, order):
        return
    appeal = reopen_draft(appeal, by=by, now=now)
    _put_in_order(appeal.demands, order)
    record(verb="order_demands", subject=appeal.subject, now=now, actor=by, order=list(order))


@transaction.atomic
def add_moment(*, appeal: Appeal, kind: TimelineKind, when: str, texts: Mapping[str, MomentWords], by: User | None, now: datetime) -> TimelineMoment:
    """Add to what happened, after the rest; also after the launch, since things go on happening. `when` is EDTF."""
    source = appeal.organisation.source_language
    moment = TimelineMoment.objects.create(appeal=appeal, kind=kind, when=when, position=_next_position(appeal.timeline))
    for language, words in texts.items():
        made_from = int(language != source and source in texts)
        TimelineText.objects.create(moment=moment, language=language, made_from_version=made_from, **_words(words, one_line=("headline",)))
    record(verb="add_moment", subject=appeal.subject, now=now, actor=by, moment=moment.pk)
    return moment


@transaction.atomic
def change_moment(*, moment: TimelineMoment, kind: TimelineKind, when: str, by: User | None, now: datetime, seen: str | None = None) -> None:
    """Change the kind or the date of an entry of the timeline; ChangedMeanwhile when it is no longer what the writer saw."""
    moment = as_seen(moment, names=("kind", "when"), seen=seen)
    moment.kind, moment.when = kind, when
    moment.save()
    record(verb="change_moment", subject=moment.appeal.subject, now=now, actor=by, moment=moment.pk, when=when)


@transaction.atomic
def change_moment_words(*, moment: TimelineMoment, edit: Edit, words: MomentWords, by: User | None, now: datetime) -> TimelineText:
    """Save an entry's words in one language."""
    return _save(moment.appeal, moment.texts, edit, _words(words, one_line=("headline",)), verb="change_moment_words", by=by, now=now, moment=moment.pk)


@transaction.atomic
def remove_moment(*, moment: TimelineMoment, by: User | None, now: datetime) -> None:
    """Take an entry out of the timeline."""
    record(verb="remove_moment", subject=moment.appeal.subject, now=now, actor=by, moment=moment.pk, when=moment.when)
    moment.delete()


@transaction.atomic
def order_timeline(*, appeal: Appeal, order: Sequence[int], by: User | None, now: datetime) -> None:
    """Put the timeline in the order of these ids; ids that are not its own are passed over."""
    if not _is_another(appeal.timeline, order):
        return
    _put_in_order(appeal.timeline, order)
    record(verb="order_timeline", subject=appeal.subject, now=now, actor=by, order=list(order))


def reopen_draft(appeal: Appeal, *, by: User | None, now: datetime) -> Appeal:
    """The row, locked, for a change. A proposal lapses: the second person must launch what the first one saw. AppealIsOut once launched."""
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if not appeal.is_draft:
        raise AppealIsOut
    if appeal.state == AppealState.PROPOSED:
        appeal.state, appeal.proposed_by, appeal.proposed_at = AppealState.DRAFT, None, None
        appeal.save(update_fields=["state", "proposed_by", "proposed_at"])
        record(verb="proposal_lapsed", subject=appeal.subject, now=now, actor=by)
    return appeal


def check_deadline(*, organisation: Organisation, deadline_on: Any, now: datetime) -> None:
    """Refuse a last day that is over by the content clock."""
    if deadline_on < organisation.content_now(now=now).date():
        raise AppealRefused("deadline_on", _("This day is over. Choose the last day on which people can still protest."))


def _version_written_from(case_id: int | None, told: int | None) -> int | None:
    """The version she had before her, unless a form made it up."""
    current = current_versions(case_ids=[case_id]).get(case_id) if case_id else None
    return min(told, current) if told and current else current


def _check_slug(slug: str) -> None:
    if not _SLUG.match(slug):
        raise AppealRefused("slug", _("Use small Latin letters, numbers and single hyphens, for example free-anna."))
    if Appeal.objects.filter(slug=slug).exists():
        raise AppealRefused("slug", _("Another appeal has this address already."))


def _save[Row: TextRow](
    appeal: Appeal, rows: models.Manager[Row], edit: Edit, words: Mapping[str, str], *, verb: str, by: User | None, now: datetime, **details: Any
) -> Row:
    row = save_wording(rows=rows, edit=edit, words=words)
    record(verb=verb, subject=appeal.subject, now=now, actor=by, language=edit.language, version=row.version, **details)
    return row


def _words(words: AppealWords | MomentWords, *, one_line: Sequence[str]) -> dict[str, str]:
    return {name: line_of(name, text) if name in one_line else plain_lines(text).strip() for name, text in asdict(words).items()}


def line_of(field: str, text: str) -> str:
    """One line of plain text that says something; AppealRefused otherwise."""
    text = text.strip()
    if not text:
        raise AppealRefused(field, _("This can't be empty."))
    if has_line_break(text) or has_control(text):
        raise AppealRefused(field, _("This has to be one line of plain text."))
    return text


def _next_position(rows: Any) -> int:
    return int(rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _is_another(rows: Any, order: Sequence[int]) -> bool:
    return list(rows.order_by("position", "pk").values_list("pk", flat=True)) != list(order)


def _put_in_order(rows: Any, order: Sequence[int]) -> None:
    ordered = sorted(rows.all(), key=lambda row: (order.index(row.pk) if row.pk in order else len(order), row.position))
    for position, row in enumerate(ordered, start=1):
        rows.filter(pk=row.pk).update(position=position)
