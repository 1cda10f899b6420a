"""Filters that an organisation keeps under a name."""

from datetime import datetime

from django.db import transaction

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.cases.filters import CaseFilter
from outcry.cases.models import SavedView


@transaction.atomic
def save_view(*, organisation: Organisation, name: str, wanted: CaseFilter, by: User | None, now: datetime) -> SavedView:
    """Keep a filter. IntegrityError when the organisation has a view of this name."""
    view = SavedView.objects.create(organisation=organisation, name=name, query=wanted.query, made_by=by, made_at=now)
    record(verb="save view", subject=view.subject, actor=by, now=now)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: User | None, now: datetime) -> None:
    """Forget a filter. The cases stay as they are."""
    record(verb="remove view", subject=view.subject, actor=by, now=now)
    view.delete()
