"""What appeals bring to the desk's first page: launches and letters that wait for a second person, last days that are over."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.queries import staff_count
from outcry.accounts.second_person import may_confirm
from outcry.appeals.case_changes import standing
from outcry.appeals.models import Appeal, AppealState, LetterVersion
from outcry.appeals.queries import on_the_desk, title_of
from outcry.design.day_words import moment_in_words, plain_day
from outcry.design.desk_home import HomePart, Step, Task, Visit, first_of
from outcry.design.parts import Link


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    rows = on_the_desk(organisation=visit.organisation).exclude(state=AppealState.ENDED).select_related("organisation", "proposed_by")
    appeals = list(rows)
    everything = Link(label=_("Appeals"), url=reverse("appeals_desk:index"))
    begin = Link(label=_("Begin an appeal"), url=reverse("appeals_desk:draft"))
    first = Step(
        place=50,
        sentence=_("Begin an appeal from the case: demands, a letter, addressees. Another person launches it."),
        link=begin,
        is_done=bool(appeals) or Appeal.objects.filter(organisation=visit.organisation).exists(),
    )
    kinds = (_over(appeals, visit), _changed(appeals, visit), _launches(appeals, visit), _letters(appeals, visit))
    return HomePart(starts=(begin,), tasks=tuple(task for kind in kinds for task in first_of(kind, all_of_them=everything)), steps=(first,))


def _over(appeals: list[Appeal], visit: Visit) -> Iterator[Task]:
    for appeal in appeals:
        if appeal.state == AppealState.OPEN and not appeal.is_open(on=visit.on):
            day = plain_day(appeal.deadline_on).text
            yield Task(
                what=_("Past its last day. Record what came of it, or move the day:"),
                link=_link(appeal),
                note=_("last day %(day)s") % {"day": day},
                tone="alarm",
            )


def _changed(appeals: list[Appeal], visit: Visit) -> Iterator[Task]:
    """What the case says by now and an appeal does not; and words about it that wait for a second person."""
    for key, found in standing(appeals=appeals, on=visit.on).items():
        appeal = next(one for one in appeals if one.pk == key)
        link = Link(label=title_of(appeal=appeal), url=reverse("appeals_desk:case", args=[key]))
        unread = [one.update for one in found.languages if one.waits and one.update]
        if not found.is_public and not appeal.is_draft:
            yield Task(what=_("The case behind this appeal is not public any more:"), link=link, tone="alarm")
        if any(one.is_open and not one.waits for one in found.languages):
            note = _("By the case she is free: an outcome can be recorded.") if found.is_released else ""
            yield Task(what=_("Facts of the case changed since this appeal was written:"), link=link, note=note, tone="alarm")
        if unread:
            yield Task(
                what=_("Words about a change of the case wait for a second person:"),
                link=link,
                is_mine=any(update.written_by_id != visit.user.pk for update in unread),
            )


def _launches(appeals: list[Appeal], visit: Visit) -> Iterator[Task]:
    people = staff_count(organisation=visit.organisation)
    for appeal in appeals:
        if appeal.state == AppealState.PROPOSED and appeal.proposed_at:
            verdict = may_confirm(first=appeal.proposed_by_id, second=visit.user.pk, staff_count=people, since=appeal.proposed_at, now=visit.now)
            note = _("proposed by %(who)s, %(time)s") % {"who": appeal.proposed_by, "time": moment_in_words(appeal.proposed_at).text}
            yield Task(what=_("Appeal waits for its launch:"), link=_link(appeal), note=note, is_mine=verdict.allowed)


def _letters(appeals: list[Appeal], visit: Visit) -> Iterator[Task]:
    """New versions in appeals that run: a draft's letter is read by whoever launches it."""
    running = {appeal.pk: appeal for appeal in appeals if appeal.state == AppealState.OPEN}
    for letter in LetterVersion.objects.filter(appeal__in=running, approved_at=None).order_by("pk"):
        yield Task(
            what=_("New version of the letter waits for approval:"),
            link=Link(label=title_of(appeal=running[letter.appeal_id]), url=reverse("appeals_desk:letter", args=[letter.appeal_id, letter.number])),
            is_mine=letter.written_by_id != visit.user.pk,
        )


def _link(appeal: Appeal) -> Link:
    return Link(label=title_of(appeal=appeal), url=reverse("appeals_desk:appeal", args=[appeal.pk]))
