"""Questions about digests and those who get them."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from outcry.accounts.models import Organisation
from outcry.newsletters.models import Digest, Issue, Subscription


@dataclass(frozen=True, kw_only=True)
class Readers:
    """How many get the newsletter, in which language, and for how many nothing is sent since mails came back."""

    together: int
    by_language: dict[str, int]
    paused: int


def readers(*, organisation: Organisation) -> Readers:
    """Counted from the rows; whoever reads in two languages counts in both."""
    hers = Subscription.objects.agreed().filter(supporter__organisation=organisation)
    active = hers.filter(paused_at=None)
    counted = active.order_by().values_list("languages__language").annotate(number=Count("pk"))
    return Readers(
        together=active.count(),
        by_language={language: number for language, number in counted if language},
        paused=hers.filter(paused_at__isnull=False).count(),
    )


def on_the_desk(*, organisation: Organisation) -> QuerySet[Digest]:
    """Every digest, the latest first."""
    rows = Digest.objects.filter(organisation=organisation).select_related("organisation", "proposed_by", "started_by")
    return rows.prefetch_related("texts", "issues").order_by("-drafted_at", "-pk")


def sent_digests(*, organisation: Organisation) -> QuerySet[Digest]:
    """Those that were sent, the latest first."""
    return Digest.objects.filter(organisation=organisation, started_at__isnull=False).order_by("-started_at", "-pk")


def in_public(*, organisation: Organisation) -> QuerySet[Issue]:
    """What the archive shows, the latest first."""
    shown = Issue.objects.filter(digest__organisation=organisation, digest__number__isnull=False, digest__hidden_at=None)
    return shown.select_related("digest").order_by("-digest__number", "language")
