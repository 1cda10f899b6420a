"""What the log says of digests, in words. No subscriber is named here."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Detail, Subject, Vocabulary
from outcry.design.parts import Link
from outcry.newsletters.models import Digest
from outcry.newsletters.titles import title_of


def _digests(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Digest.objects.filter(organisation_id=organisation_id, pk__in=keys).select_related("organisation").prefetch_related("texts")
    return {row.pk: Link(label=title_of(row), url=reverse("newsletters_desk:digest", args=[row.pk])) for row in rows}


_VERBS = {
    "digest.draft": _("Digest begun"),
    "digest.choose": _("What stands in the digest chosen"),
    "digest.write": _("Words of the digest saved"),
    "digest.test": _("Digest sent to oneself as a test"),
    "digest.propose": _("Digest proposed"),
    "digest.send": _("Digest sent"),
    "digest.stop": _("Digest stopped"),
    "digest.go_on": _("Digest let go on"),
    "digest.hide": _("Digest taken off the archive"),
    "digest.show": _("Digest put back into the archive"),
    "digest.discard": _("Draft of a digest discarded"),
}
_DETAILS = {"items": Detail(label=_("Reports and appeals in it")), "copies": Detail(label=_("Copies taken back"))}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects={"digest": Subject(one=_("Digest"), find=_digests)})
