"""The way of a case: where it can stand, which step leads where, what each step asks and who may take it. One table, pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Stage(models.TextChoices):
    """Where a case stands between the first word of it and its end."""

    RECEIVED = "received", pgettext_lazy("stage of a case", "received, unconfirmed")
    TRIAGE = "triage", pgettext_lazy("stage of a case", "in triage")
    DOCUMENTED = "documented", pgettext_lazy("stage of a case", "documented")
    VERIFIED = "verified", pgettext_lazy("stage of a case", "verified")
    CHECKED = "checked", pgettext_lazy("stage of a case", "risk and consent checked")
    APPROVED = "approved", pgettext_lazy("stage of a case", "approved, waits for its day")
    PUBLISHED = "published", pgettext_lazy("stage of a case", "published")
    UPDATED = "updated", pgettext_lazy("stage of a case", "updated")
    CLOSED = "closed", pgettext_lazy("stage of a case", "closed")


class Cause(models.TextChoices):
    """What moved a case: a person who gave a reason, or something else that happened to it."""

    BY_HAND = "by_hand", _("decided at the desk")
    FILED = "filed", _("the file was opened")
    RISK_CHECK = "risk_check", _("risk and consent were weighed")
    CHANGE = "change", _("the file was changed, so that what was verified no longer stands there")
    APPROVAL = "approval", _("a second person approved it")
    WITHDRAWAL = "withdrawal", _("it was withdrawn from the public")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step that may be taken.

    `asks` is what has to be done before it. `button` is blank where something else than a button takes the step: an approval,
    a risk check. `other_person`: not by whoever documented the case. `is_back`: it undoes or ends, and so says why.
    """

    to: Stage
    asks: "_StrPromise"
    button: "_StrPromise | str" = ""
    other_person: bool = False
    is_back: bool = False


_CLOSE = Step(to=Stage.CLOSED, asks=_("Say why nothing more is to be done."), button=_("Close the case"), is_back=True)
_DOUBT = Step(to=Stage.DOCUMENTED, asks=_("Say what has to be looked at again."), button=_("Back to the file"), is_back=True)

# From each stage the steps that lead on, the usual one first.
STEPS: dict[Stage, tuple[Step, ...]] = {
    Stage.RECEIVED: (
        Step(to=Stage.TRIAGE, asks=_("Somebody reads it and asks: is it for us, is it urgent, do we have it already?"), button=_("Take it up")),
        _CLOSE,
    ),
    Stage.TRIAGE: (
        Step(
            to=Stage.DOCUMENTED,
            asks=_("Write down who did what to whom, where and when, act by act, each with its source."),
            button=_("It is documented"),
        ),
        _CLOSE,
    ),
    Stage.DOCUMENTED: (
        Step(
            to=Stage.VERIFIED,
            asks=_("Somebody other than whoever documented it compares every act with its sources."),
            button=_("I have verified it"),
            other_person=True,
        ),
        Step(to=Stage.TRIAGE, asks=_("Say what is missing."), button=_("Back to triage"), is_back=True),
        _CLOSE,
    ),
    Stage.VERIFIED: (
        Step(to=Stage.CHECKED, asks=_("Weigh what publishing does to those concerned: what they wish, what they agreed to, what may happen to them.")),
        _DOUBT,
        _CLOSE,
    ),
    Stage.CHECKED: (
        Step(to=Stage.PUBLISHED, asks=_("One person proposes it for readers, another approves it.")),
        Step(to=Stage.APPROVED, asks=_("The same, where it is not to be shown before a day.")),
        _DOUBT,
        _CLOSE,
    ),
    Stage.APPROVED: (
        Step(to=Stage.PUBLISHED, asks=_("Its day has come: look at its page as readers see it."), button=_("Readers see it")),
        Step(to=Stage.DOCUMENTED, asks=_("Withdraw it from the public.")),
    ),
    Stage.PUBLISHED: (
        Step(to=Stage.UPDATED, asks=_("When something new happens, write it down; one person proposes the new version, another approves it.")),
        _CLOSE,
        Step(to=Stage.DOCUMENTED, asks=_("Withdraw it from the public.")),
    ),
    Stage.UPDATED: (
        Step(to=Stage.UPDATED, asks=_("When something new happens, write it down; one person proposes the new version, another approves it.")),
        _CLOSE,
        Step(to=Stage.DOCUMENTED, asks=_("Withdraw it from the public.")),
    ),
    Stage.CLOSED: (
        Step(to=Stage.TRIAGE, asks=_("Say what is new."), button=_("Open it again"), is_back=True),
        Step(to=Stage.UPDATED, asks=_("One person proposes a new version, another approves it.")),
        Step(to=Stage.DOCUMENTED, asks=_("Withdraw it from the public.")),
    ),
}
# Somebody told of it, and nobody has compared it with anything yet: every page that names such a case says so.
UNCONFIRMED = (Stage.RECEIVED, Stage.TRIAGE)
# What was verified, or weighed after it, is that no longer once the file says something else.
RESTS_ON_THE_FILE = (Stage.VERIFIED, Stage.CHECKED)
# Readers have had a version of it, or may have one once two people agree.
READY_FOR_READERS = (Stage.CHECKED, Stage.APPROVED, Stage.PUBLISHED, Stage.UPDATED)


def step(*, stage: str, to: str) -> Step | None:
    """The step from one stage to another; None where the table has none."""
    return next((found for found in STEPS[Stage(stage)] if found.to == to), None)


def usual_step(*, stage: str) -> Step:
    """What comes next, when nothing stands in the way."""
    return STEPS[Stage(stage)][0]


def side_steps(*, stage: str) -> list[Step]:
    """The other steps that a person may take with a button."""
    return [found for found in STEPS[Stage(stage)][1:] if found.button]


def stage_once_approved(*, stage: str, is_for_later: bool) -> Stage:
    """Where an approval leads: the first version to the public, or to wait for its day; every later one to `updated`."""
    if stage in (Stage.PUBLISHED, Stage.UPDATED, Stage.CLOSED):
        return Stage.UPDATED
    return Stage.APPROVED if is_for_later else Stage.PUBLISHED
