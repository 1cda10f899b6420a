"""What the log says of the organisation's staff, in words."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import User
from outcry.audit.vocabulary import Detail, Subject, Vocabulary
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
}
_DETAILS = {"tries": Detail(label=_("Tries")), "minutes": Detail(label=_("Within how many minutes"))}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    subjects = {"staff": Subject(one=_("Member of staff"), find=_staff), "organisation": Subject(one=_("Organisation"), find=_organisations)}
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects=subjects)
