"""Whether a report may be published by whoever wrote it, and what Wagtail's screens may do about it."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from django.utils.functional import cached_property
from wagtail.models import PagePermissionTester

from outcry.accounts.models import Organisation
from outcry.accounts.queries import staff_count, the_organisation

# What the button of the editor that sends a text to be read is called in its form.
ASK = "action-ask-review"


def is_wanted(organisation: Organisation) -> bool:
    """Whether a colleague reads a text before readers get it: where the organisation has it so, and there is a colleague."""
    return organisation.reviews_reports and staff_count(organisation=organisation) > 1


class ReportPermissions(PagePermissionTester):  # type: ignore[misc]
    """Wagtail's answers about a report or a list of reports. Where a second reader is wanted, no screen of Wagtail's publishes."""

    @cached_property
    def _reader_is_wanted(self) -> bool:
        return is_wanted(the_organisation())

    def may_publish(self) -> bool:
        """Whether this user may give texts to readers that a colleague wrote."""
        return super().can_publish()

    def can_publish(self) -> bool:
        return self.may_publish() and not self._reader_is_wanted

    def can_publish_subpage(self) -> bool:
        return super().can_publish_subpage() and not self._reader_is_wanted

    def can_unschedule(self) -> bool:
        # Taking back is no publishing.
        return self.may_publish()
