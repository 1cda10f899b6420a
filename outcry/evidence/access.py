"""Who may see a piece of evidence. The one place where a rule by record or level is put in."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from wagtail import hooks

from outcry.accounts.models import User
from outcry.accounts.reading import reader
from outcry.evidence.models import CopyKind, EvidenceItem, Level, WorkingCopy

# By which rooms above tell what they keep: a function of a person, who gives back Matters.
HOOK = "matters_of_evidence"


@dataclass(frozen=True, kw_only=True)
class Matters:
    """Of what another room keeps, such as `case:7`: what she may not know of, and what she is named for."""

    hidden: Collection[str]
    named: Collection[str]


def visible(*, items: QuerySet[EvidenceItem], to: User) -> QuerySet[EvidenceItem]:
    """Of these items, those that somebody may see.

    Nothing of a matter that is kept from her. Of what is itself restricted or sealed, what she took in, or what lies in a matter
    she is named for.
    """
    told = [say(to) for say in hooks.get_hooks(HOOK)]
    hidden = {subject for matters in told for subject in matters.hidden}
    named = {subject for matters in told for subject in matters.named}
    is_open = Q(level__in=(Level.PUBLIC, Level.PARTNERS) if to.is_partner else (Level.PUBLIC, Level.PARTNERS, Level.INTERNAL))
    is_hers = Q(taken_in_by=to) | Q(subject__in=named)
    return items.filter(is_open | is_hers, organisation=to.organisation).exclude(subject__in=hidden)


def copies_for(*, item: EvidenceItem, to: User) -> QuerySet[WorkingCopy]:
    """The copies of an item that somebody may look at. Where one was redacted, partners know of no other."""
    copies = item.copies.order_by("made_at", "pk")
    redacted = copies.filter(kind=CopyKind.REDACTED)
    return redacted if to.is_partner and redacted.exists() else copies


def readable(items: QuerySet[EvidenceItem]) -> QuerySet[EvidenceItem]:
    """The same for whoever reads at the moment; the machine reads all."""
    user = reader()
    return items if user is None else visible(items=items, to=user)
