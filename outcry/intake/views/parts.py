"""What several views of the intake desk need."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.intake.models import Conversation


def crumbs(conversation: Conversation | None = None) -> list[dict[str, str]]:
    """The way to here."""
    found = [{"label": _("Messages in confidence"), "url": reverse("intake_desk:index")}]
    if conversation is not None:
        found.append({"label": title_of(conversation), "url": reverse("intake_desk:conversation", args=[conversation.pk])})
    return found


def title_of(conversation: Conversation) -> str:
    """A conversation has a number and no name: a name on a list would give it away."""
    return _("Conversation %(number)s") % {"number": conversation.pk}


def age_in_days(since: datetime, *, now: datetime) -> int:
    """Whole days."""
    return max(0, (now - since).days)
