"""Read what is sealed: only after it was asked for, and the log keeps who asked, for what and when."""

from datetime import datetime
from typing import Any

from django.db import transaction

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases.field_levels import level_of
from outcry.cases.models import Part
from outcry.evidence.models import Level


@transaction.atomic
def open_sealed(*, row: Any, by: User, now: datetime) -> list[str]:
    """Write down that somebody opens the sealed columns of a row; the names of those that hold something."""
    names = [name for name in row.FACTS if level_of(type(row), name) == Level.SEALED and getattr(row, name)]
    if names:
        file = row.file if isinstance(row, Part) else row
        record(verb="open sealed", subject=file.subject, actor=by, now=now, kind=row._meta.model_name, part=row.pk, changed=names)
    return names
