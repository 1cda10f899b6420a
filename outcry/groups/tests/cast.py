"""Organisations for our tests: a miners' union that works in the open, and whoever keeps it at the desk."""

from datetime import UTC, datetime
from typing import Any

from outcry.accounts.models import User
from outcry.gatherings.tests.cast import an_organisation
from outcry.groups import operations
from outcry.groups.material import GroupDetails, GroupWords
from outcry.groups.models import Group

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REASON = "It works in the open."


def a_group(*languages: str, by: User | None = None, **changes: Any) -> Group:
    """One that is kept inside."""
    texts = {language: GroupWords(name=f"Miners’ union ({language})", about=f"Of the pits ({language}).") for language in languages or ("en", "ru")}
    details = GroupDetails(**{"slug": "miners", "kind": "union", "website": "https://miners.example/"} | changes)
    return operations.add_group(organisation=an_organisation(), details=details, texts=texts, by=by, now=NOW)


def a_shown_group(*languages: str, **changes: Any) -> Group:
    """One that readers see."""
    group = a_group(*languages, **changes)
    operations.show(group=group, reason=REASON, by=None, now=NOW)
    return Group.objects.get(pk=group.pk)
