"""What the organisation itself brings to the desk's first page: its name, and the first steps that concern it."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from outcry.accounts.queries import staff_count
from outcry.design.desk_home import HomePart, Step, Visit
from outcry.design.parts import Link
from outcry.lib.translations import in_language


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    organisation = visit.organisation
    rows = list(organisation.texts.all())
    text = in_language(rows, get_language() or "", organisation.source_language)
    source = in_language(rows, organisation.source_language)
    about = Step(
        place=10,
        sentence=_("Say who you are and whom to ask to stop. Every page and every letter names it."),
        link=Link(label=_("Organisation"), url=reverse("organisation_desk")),
        is_done=bool(source and source.imprint),
    )
    second = Step(
        place=20,
        sentence=_("Let a second person in: what one proposes, another one confirms."),
        link=_way_to_add_staff(visit),
        is_done=staff_count(organisation=organisation) > 1,
    )
    return HomePart(heading=text.name if text else organisation.slug, steps=(about, second))


def _way_to_add_staff(visit: Visit) -> Link:
    if visit.user.has_perm("accounts.add_user"):
        return Link(label=_("Staff"), url=reverse("wagtailusers_users:index"))
    return Link(label="outcry staff add", url="")
