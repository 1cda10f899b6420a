"""What the log says of the case file, in words. Names of cases are shown to members of staff alone, as the file itself is."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.audit.vocabulary import Detail, Subject, Vocabulary, a_day, one_of
from outcry.cases.models import Case
from outcry.cases.queries import title_of
from outcry.cases.vocabulary import ReleaseGround
from outcry.design.parts import Link


def _cases(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Case.objects.filter(organisation_id=organisation_id, pk__in=keys).select_related("organisation").prefetch_related("texts")
    return {row.pk: Link(label=title_of(case=row), url=reverse("cases_desk:case", args=[row.pk])) for row in rows}


_VERBS = {
    "open case": _("Case opened"),
    "change case": _("Facts of the case changed"),
    "change words of case": _("Words of the case changed"),
    "file case": _("Case filed as a whole"),
    "remove sample case": _("Sample case removed"),
    "propose case": _("Case proposed for readers"),
    "approve case": _("Case approved for readers"),
    "withdraw case from the public": _("Case withdrawn from the public"),
    "record release": _("Release recorded"),
    "add act": _("Act added"),
    "change act": _("Facts of an act changed"),
    "change words of act": _("Words of an act changed"),
    "move act": _("Act moved in the list"),
    "remove act": _("Act taken out of the file"),
    "add source": _("Source added"),
    "change source": _("Source changed"),
    "move source": _("Source moved in the list"),
    "remove source": _("Source taken out of the file"),
    "add participant": _("Person or organisation added"),
    "change participant": _("Facts about a person or organisation changed"),
    "change words of participant": _("Words about a person or organisation changed"),
    "move participant": _("Person or organisation moved in the list"),
    "remove participant": _("Person or organisation taken out of the file"),
    "add intervention": _("Intervention added"),
    "change intervention": _("Facts of an intervention changed"),
    "change words of intervention": _("Words of an intervention changed"),
    "move intervention": _("Intervention moved in the list"),
    "remove intervention": _("Intervention taken out of the file"),
    "add detention": _("Custody entered"),
    "change detention": _("Custody changed"),
}
_FACTS = {
    "number": _("Case number"),
    "slug": _("Address on the web"),
    "country": _("Country"),
    "visible_from": _("Not shown before"),
    "about_invented_person": _("About an invented person"),
    "confidential_notes": _("Confidential notes"),
    "kind": _("Kind"),
    "when": _("When"),
    "is_public": _("May be published"),
    "sources": _("Sources"),
    "is_confidential": _("Confidential"),
    "publisher": _("Publisher"),
    "title": _("Title"),
    "language": _("Language"),
    "url": _("Address on the web"),
    "published": _("Published"),
    "connection": _("Connection to what happened"),
    "reliability": _("Reliability"),
    "identity": _("Who the source is"),
    "is_named_publicly": _("May be named in public"),
    "began": _("Began"),
    "began_is_reckoned": _("The beginning is reckoned, not reported"),
    "term_days": _("Term in days"),
    "due_on": _("Due for release"),
    "released": pgettext_lazy("day of the release", "Released"),
    "release_ground": _("Ground for release"),
}
_DETAILS = {
    "number": Detail(label=_("Case number")),
    "part": Detail(label=_("Row number in the file")),
    "changed": Detail(label=_("Changed"), read=one_of(_FACTS)),
    "released": Detail(label=pgettext_lazy("day of the release", "Released"), read=a_day),
    "ground": Detail(label=_("Ground for release"), read=one_of(dict(ReleaseGround.choices))),
    "shown": Detail(label=_("Readers see it")),
    "case": Detail(label=_("Case"), subject="case"),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects={"case": Subject(one=_("Case"), find=_cases)})
