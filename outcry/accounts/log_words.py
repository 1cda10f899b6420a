"""What the log says of the organisation's staff, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import User
from outcry.accounts.reading import reader
from outcry.audit.vocabulary import Detail, Subject, Vocabulary, one_of
from outcry.design.parts import Link


def _staff(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = User.objects.filter(organisation_id=organisation_id, pk__in=keys)
    return {row.pk: Link(label=row.get_username(), url="") for row in rows}


def _organisations(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    return {key: Link(label=_now("Organisation"), url=reverse("organisation_desk")) for key in keys if key == organisation_id}


_VERBS = {
    "sign_in.account_paused": _("Too many wrong tries to sign in under one name: it has to wait"),
    "sign_in.network_paused": _("Too many wrong tries to sign in from one network: it has to wait"),
    "sign_in.unlock": _("Wrong tries to sign in forgotten"),
    "partner.read": _("Read by a partner"),
    "organisation.reviews": _("Said whether a colleague reads every report before readers do"),
    "staff.add": _("Member of staff or partner added"),
    "staff.change": _("Member of staff or partner changed"),
    "staff.remove": _("Member of staff or partner removed"),
}
_PAGES = {
    "shared": _("Shared with you"),
    "shared_timeline": _("Cases over time"),
    "shared_map": _("Cases on the map"),
    "shared_case": _("Case"),
    "export": _("Export cases"),
    "copy": _("Evidence"),
    "copy_page": _("Evidence"),
}
_DETAILS = {
    "tries": Detail(label=_("Tries")),
    "minutes": Detail(label=_("Within how many minutes")),
    "name": Detail(label=_("Name to sign in with")),
    "rights": Detail(label=_("Rights")),
    "is_administrator": Detail(label=_("Administrator")),
    "page": Detail(label=_("Page"), read=one_of(_PAGES)),
    "wanted": Detail(label=_("Wanted")),
    "may_sign_in": Detail(label=_("May sign in")),
}


def _of_others() -> list[int]:
    """Keys of people of other organisations: nobody here may know of them."""
    user = reader()
    return list(User.objects.exclude(organisation=user.organisation_id).values_list("pk", flat=True)) if user else []


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    subjects = {"staff": Subject(one=_("Member of staff"), find=_staff, kept=_of_others), "organisation": Subject(one=_("Organisation"), find=_organisations)}
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects=subjects, looking=("partner.read",))
