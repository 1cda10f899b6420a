"""What the log says of evidence, in words. Reasons and names stand in the custody log alone."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Subject, Vocabulary
from outcry.design.parts import Link
from outcry.evidence.access import readable
from outcry.evidence.models import EvidenceItem


def _items(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = readable(EvidenceItem.objects.filter(organisation_id=organisation_id, pk__in=keys))
    return {row.pk: Link(label=row.name or "", url=reverse("evidence_desk:item", args=[row.public_id])) for row in rows}


_VERBS = {
    "evidence_taken_in": _("Evidence taken in"),
    "evidence_viewed": _("Evidence viewed"),
    "evidence_downloaded": _("Evidence downloaded"),
    "evidence_verified": _("Evidence verified"),
    "evidence_stamped": _("Evidence time-stamped"),
    "evidence_copied": _("Working copy of evidence made"),
    "evidence_redacted": _("Redacted copy of evidence made"),
    "evidence_bundled": _("Evidence put into a bundle"),
    "evidence_handed_over": _("Evidence handed over"),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, subjects={"evidence": Subject(one=_("Evidence"), find=_items)})
