"""Questions about organisations and staff."""

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
