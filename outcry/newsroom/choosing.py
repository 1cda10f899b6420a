"""What an editor may tie a report to or put into it, by name: cases, appeals, organisations, donation appeals, pictures, documents.

Readers see what of it is public.
"""

from collections.abc import Callable
from operator import itemgetter

from outcry.accounts.queries import the_organisation
from outcry.appeals import queries as appeals
from outcry.cases import publication
from outcry.giving import queries as giving
from outcry.groups import queries as groups
from outcry.newsroom.document_rows import Document
from outcry.newsroom.picture_rows import Picture


def cases_to_choose() -> list[tuple[int, str]]:
    """Cases by name and number, the newest first."""
    return [(case.case_id, f"{case.name} ({case.number})") for case in publication.choices(organisation=the_organisation())]


def appeals_to_choose() -> list[tuple[int, str]]:
    """Appeals by title, the newest first."""
    return [(appeal.pk, appeals.title_of(appeal=appeal)) for appeal in appeals.on_the_desk(organisation=the_organisation())]


def groups_to_choose() -> list[tuple[int, str]]:
    """Organisations by name."""
    return sorted(((one.pk, groups.name_of(group=one)) for one in groups.on_the_desk(organisation=the_organisation())), key=itemgetter(1))


def donations_to_choose() -> list[tuple[int, str]]:
    """Donation appeals by title, the newest first."""
    return [(one.pk, giving.title_of(donation_appeal=one)) for one in giving.on_the_desk(organisation=the_organisation())]


def pictures_to_choose() -> list[tuple[int, str]]:
    """Pictures by name and credit, the newest first."""
    rows = Picture.objects.filter(organisation=the_organisation()).values_list("pk", "name", "credit")
    return [(pk, f"{name} ({credit})") for pk, name, credit in rows]


def documents_to_choose() -> list[tuple[int, str]]:
    """Documents by name, the newest first."""
    return list(Document.objects.filter(organisation=the_organisation()).values_list("pk", "name"))


# What a report is tied to by name on the desk, by the field of the report.
BY_NAME: dict[str, Callable[[], list[tuple[int, str]]]] = {"cases": cases_to_choose, "appeals": appeals_to_choose, "groups": groups_to_choose}
