"""What the log says of old sites that move in, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Subject, Vocabulary
from outcry.design.parts import Link
from outcry.newsroom.moving_in.models import MovingRun


def _runs(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = MovingRun.objects.filter(organisation_id=organisation_id, pk__in=keys).values_list("pk", "file_name")
    return {pk: Link(label=name, url=reverse("moving_desk:import", args=[pk])) for pk, name in rows}


_VERBS = {
    "import site": _("Old site imported"),
    "queue site import": _("Import of an old site begun"),
    "give up site import": _("Files of an old site forgotten without an import"),
    "undo site import": _("Import of an old site undone"),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log. What was counted is called as for imports of cases."""
    return Vocabulary(verbs=_VERBS, subjects={"site-import": Subject(one=_("Import of an old site"), find=_runs)})
