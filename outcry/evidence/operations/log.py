"""The one way into the custody log of an item."""

import json
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.evidence import custody
from outcry.evidence.models import CustodyEntry, EvidenceItem, Verb

SYSTEM = "system"


@transaction.atomic
def append(*, item: EvidenceItem, verb: Verb, by: User | None, now: datetime, details: dict[str, Any]) -> CustodyEntry:
    """Write down that `by` (None: the system) did this with the item, chained to the entry before.

    Details are sealed in the log: reasons and names may stand in them. The audit log learns the verb alone.
    """
    row = EvidenceItem.objects.select_for_update().get(pk=item.pk)
    last = CustodyEntry.objects.filter(item=row).order_by("-number").first()
    # Salted: the hash stands open in the database, and nobody should find out by trying which file or name it covers.
    kept = {**details, "salt": secrets.token_hex(16)}
    entry = CustodyEntry(
        item=row,
        number=last.number + 1 if last else 1,
        at=now,
        actor_id=by.pk if by else None,
        actor_name=by.get_username() if by else SYSTEM,
        verb=verb,
        details=json.dumps(kept, sort_keys=True, ensure_ascii=False),
        previous=last.hash if last else custody.BEGINNING,
    )
    entry.hash = entry.facts.computed_hash()
    entry.save()
    row.custody_head = item.custody_head = custody.head(entry.number, entry.hash)
    row.save(update_fields=["custody_head"])
    record(verb=f"evidence_{verb}", subject=f"evidence:{row.pk}", now=now, actor=by)
    return entry
