"""Entries of the side menu that partners see, and nobody else."""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class ForPartners(MenuItem):  # type: ignore[misc]
    """A way that is open to partners. Members of staff have the rooms themselves."""

    def is_shown(self, request: HttpRequest) -> bool:
        """To partners alone."""
        return bool(getattr(request.user, "is_partner", False))
