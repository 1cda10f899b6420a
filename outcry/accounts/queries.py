"""Questions about organisations and staff."""

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from outcry.accounts.models import Organisation, User


class NoOrganisation(LookupError):
    """Nobody runs this desk yet: `outcry organisation create` makes the first one."""


def the_organisation() -> Organisation:
    """The one organisation of this installation; NoOrganisation before it was created."""
    organisation = Organisation.objects.order_by("pk").first()
    if organisation is None:
        raise NoOrganisation("no organisation yet; create it with: outcry organisation create")
    return organisation


def staff_count(*, organisation: Organisation) -> int:
    """How many people work at this organisation's desk. Partners only read: none of them is anybody's second person."""
    return User.objects.filter(organisation=organisation, is_active=True, is_partner=False).count()


def colleagues(user: User) -> QuerySet[User]:
    """The people of her organisation, partners and herself among them; nobody for whoever works for none."""
    return User.objects.filter(organisation=user.organisation_id) if user.organisation_id else User.objects.none()


def groups_to_give(user: User) -> QuerySet[Group]:
    """The groups into which she may put others: those that hold no right which she lacks."""
    if user.is_superuser:
        return Group.objects.all()
    held = user.get_all_permissions()
    beyond = [
        group.pk
        for group in Group.objects.prefetch_related("permissions__content_type")
        if any(f"{one.content_type.app_label}.{one.codename}" not in held for one in group.permissions.all())
    ]
    return Group.objects.exclude(pk__in=beyond)
