"""The custody log as a person reads it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from outcry.evidence.models import CustodyEntry, Verb


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One entry."""

    at: datetime
    what: str
    who: str
    note: str
    hash: str


def log_lines(entries: Iterable[CustodyEntry]) -> list[LogLine]:
    """The entries from the beginning, with reason and receiver in plain words."""
    return [
        LogLine(at=entry.at, what=str(Verb(entry.verb).label), who=entry.actor_name, note=_note(json.loads(entry.details or "{}")), hash=entry.hash[:12])
        for entry in entries
    ]


def _note(details: dict[str, Any]) -> str:
    parts = [str(details[name]) for name in ("reason", "bundle") if details.get(name)]
    if details.get("to"):
        parts.insert(0, _("to %(name)s") % {"name": details["to"]})
    if details.get("found"):
        parts.append(_("found: %(findings)s") % {"findings": ", ".join(details["found"])})
    elif "found" in details:
        parts.append(_("nothing wrong found"))
    if details.get("areas"):
        parts.append(_("areas: %(number)s") % {"number": len(details["areas"])})
    return " · ".join(parts)
