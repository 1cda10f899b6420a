"""How long conversations are kept: three terms, each a setting in days. The register of terms takes them from here."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outcry.intake.operations.erasing import erase_closed, erase_quiet, erase_unopened
from outcry.lib.retention import Term


def _after_it_came() -> str:
    days = settings.INTAKE_UNOPENED_DAYS
    return ngettext("%(days)d day after it came", "%(days)d days after it came", days) % {"days": days}


def _after_closing() -> str:
    days = settings.INTAKE_CLOSED_DAYS
    return ngettext("%(days)d day after we closed it", "%(days)d days after we closed it", days) % {"days": days}


def _after_last_message() -> str:
    days = settings.INTAKE_QUIET_DAYS
    return ngettext("%(days)d day after the last step in it", "%(days)d days after the last step in it", days) % {"days": days}


TERMS: tuple[Term, ...] = (
    Term(
        key="intake_unopened",
        what=_("What you wrote to us in confidence, with its files, if nobody opened it"),
        kept=lazy(_after_it_came, str)(),
        why=_("To be there when somebody can read it."),
        erase=erase_unopened,
    ),
    Term(
        key="intake_quiet",
        what=_("An open conversation with you, with its files"),
        kept=lazy(_after_last_message, str)(),
        why=_("So that you can come back with your code, and we can answer."),
        erase=erase_quiet,
    ),
    Term(
        key="intake_closed",
        what=_("A conversation that we have closed, with its files"),
        kept=lazy(_after_closing, str)(),
        why=_("So that you can read our last answer."),
        erase=erase_closed,
    ),
)
