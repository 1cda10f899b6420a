"""What happened is told, once a gathering is over."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.gatherings.material import AccountWords
from outcry.gatherings.models import Account, Gathering, GatheringState
from outcry.gatherings.refusals import GatheringRefused
from outcry.lib.text import has_control, has_line_break, plain_lines
from outcry.lib.wordings import Edit, save_wording


@transaction.atomic
def tell(*, gathering: Gathering, edit: Edit, words: AccountWords, by: User | None, now: datetime) -> Account:
    """Save what is told in one language; everybody reads it at once. Raise GatheringRefused before its end, without a source, and for one called off."""
    gathering = Gathering.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=gathering.pk)
    refuse_what_cannot_be_told(gathering, now=now)
    row = save_wording(rows=gathering.accounts, edit=edit, words=_checked(words))
    gathering.changed_at = now
    gathering.save(update_fields=["changed_at", "starts_at", "ends_at"])
    record(verb="gathering.tell", subject=gathering.subject, now=now, actor=by, language=edit.language, version=row.version)
    return row


def refuse_what_cannot_be_told(gathering: Gathering, *, now: datetime) -> None:
    """Raise GatheringRefused before its end, for a draft, and for one called off."""
    if gathering.state != GatheringState.PUBLISHED or not gathering.is_over(at=gathering.organisation.content_now(now=now)):
        raise GatheringRefused("", _("It can be told once it was announced and is over."))


def _checked(words: AccountWords) -> dict[str, str]:
    found = {name: plain_lines(text).strip() for name, text in asdict(words).items()}
    for name in ("happened", "source_note"):
        if not found[name]:
            raise GatheringRefused(name, _("This can't be empty."))
    for name in ("came", "source_note"):
        if has_line_break(found[name]) or has_control(found[name]):
            raise GatheringRefused(name, _("This has to be one line of plain text."))
    return found
