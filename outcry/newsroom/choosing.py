"""What an editor may tie a report to: cases and appeals by name. Readers are shown them only as far as they are public."""

from outcry.accounts.queries import the_organisation
from outcry.appeals import queries as appeals
from outcry.cases import publication


def cases_to_choose() -> list[tuple[int, str]]:
    """Cases by name and number, the newest first."""
    return [(case.case_id, f"{case.name} ({case.number})") for case in publication.choices(organisation=the_organisation())]


def appeals_to_choose() -> list[tuple[int, str]]:
    """Appeals by title, the newest first."""
    return [(appeal.pk, appeals.title_of(appeal=appeal)) for appeal in appeals.on_the_desk(organisation=the_organisation())]
