"""What has to be looked after by a day: releases, limits, hearings, consents, contacts. Pure: days in, reminders out.

Reminders are not stored. They follow from the file, so that a changed day changes them, and nothing has to be kept in step.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy


class ReminderKind(models.TextChoices):
    """What is due on the day."""

    RELEASE = "release", pgettext_lazy("reminder", "release due: is she out?")
    LIMIT = "limit", pgettext_lazy("reminder", "limit of detention without a ruling")
    HEARING = "hearing", pgettext_lazy("reminder", "hearing or other step before a court")
    CONSENT = "consent", pgettext_lazy("reminder", "a consent runs out")
    CONTACT = "contact", pgettext_lazy("reminder", "be in touch with those concerned")


# So long before the day the desk begins to remind.
NOTICE = {
    ReminderKind.RELEASE: timedelta(days=3),
    ReminderKind.LIMIT: timedelta(days=3),
    ReminderKind.HEARING: timedelta(days=7),
    ReminderKind.CONSENT: timedelta(days=14),
    ReminderKind.CONTACT: timedelta(0),
}
LONGEST_NOTICE = max(NOTICE.values())
_POSSIBLY = _("May be held longer by now than is allowed without a ruling:")
# Of a limit that no ruling lifts: about to be reached, possibly over, over.
_LONGEST = (_("May soon not be held any longer:"), _("May be held longer by now than the law allows:"), _("Held longer than the law allows:"))
_SENTENCES = {
    (ReminderKind.RELEASE, False): _("Due for release. Find out, with a source:"),
    (ReminderKind.RELEASE, True): _("Overdue for release. Find out, with a source:"),
    (ReminderKind.LIMIT, False): _("May soon not be held any longer without a ruling:"),
    (ReminderKind.LIMIT, True): _("Held longer than is allowed without a ruling:"),
    (ReminderKind.HEARING, False): _("A hearing is to come:"),
    (ReminderKind.CONSENT, False): _("A consent runs out:"),
    (ReminderKind.CONSENT, True): _("A consent has run out:"),
    (ReminderKind.CONTACT, False): _("Be in touch with those concerned:"),
    (ReminderKind.CONTACT, True): _("Nobody has been in touch with those concerned for long:"),
}


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One day in the file. `row` is the key of what it stands in; `ask_again_on`: somebody asked, and will ask again then.

    `is_unconfirmed`: nobody has compared the case with anything yet. Of a limit that falls between two moments `from_day` is the first
    day it may fall on; `is_longest`: no ruling lifts it; `basis` says in words what it stands on, and `moment` when exactly.
    """

    kind: ReminderKind
    day: date
    case_id: int
    case_number: str
    row: int
    ask_again_on: date | None = None
    is_unconfirmed: bool = False
    from_day: date | None = None
    is_longest: bool = False
    basis: str = ""
    moment: str = ""

    @property
    def shown_on(self) -> date:
        """The day on which to look after it: the one it is about, or the one on which to ask again."""
        return max(self.day, self.ask_again_on) if self.ask_again_on else self.day

    def is_over(self, *, on: date) -> bool:
        """Whether its day has passed."""
        return on > self.day

    def is_possibly_over(self, *, on: date) -> bool:
        """Whether its day may have passed, and may not."""
        return self.from_day is not None and self.from_day < on <= self.day

    def sentence(self, *, on: date) -> str:
        """What is to be done about it on this day."""
        is_over, is_possibly_over = self.is_over(on=on), self.is_possibly_over(on=on)
        if self.is_longest:
            return str(_LONGEST[2 if is_over else 1 if is_possibly_over else 0])
        return str(_POSSIBLY if is_possibly_over else _SENTENCES[self.kind, is_over])

    @property
    def label(self) -> str:
        """What is due on the day."""
        return str(pgettext("reminder", "the longest a detention may last") if self.is_longest else self.kind.label)

    def is_asked(self, *, on: date) -> bool:
        """Whether the desk asks about it on this day."""
        if self.ask_again_on and on < self.ask_again_on:
            return False
        return on >= (self.from_day or self.day) - NOTICE[self.kind]
