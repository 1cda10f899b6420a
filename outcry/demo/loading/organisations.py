"""The sample's organisations: those that its source names, with what belongs to each."""

from collections.abc import Mapping
from datetime import datetime

from outcry.accounts.models import Organisation, User
from outcry.appeals.models import Appeal
from outcry.demo.loading.words import words
from outcry.demo.sample import table
from outcry.gatherings.models import Gathering
from outcry.groups import operations
from outcry.groups.material import GroupDetails, GroupWords
from outcry.groups.models import Group


def load_organisations(
    *, organisation: Organisation, cases: Mapping[str, int], appeals: Mapping[str, Appeal], campaigner: User, editor: User, now: datetime
) -> dict[str, list[Group]]:
    """Each is kept by one of the made-up staff and shown by the other; one that is there already is left as it is. By report, those it belongs to."""
    by_report: dict[str, list[Group]] = {}
    for slug, material in table("organisations").items():
        group = Group.objects.filter(slug=slug).first()
        if group is None:
            texts = {language: GroupWords(**text) for language, text in words(material, ("name", "about")).items()}
            details = GroupDetails(slug=slug, kind=material["kind"])
            group = operations.add_group(organisation=organisation, details=details, texts=texts, by=campaigner, now=now)
            operations.tie(
                group=group,
                cases=[cases[case] for case in material["cases"]],
                appeals=[appeals[appeal].pk for appeal in material["appeals"]],
                gatherings=Gathering.objects.filter(slug__in=material["gatherings"]).values_list("pk", flat=True),
                by=campaigner,
                now=now,
            )
            operations.show(group=group, reason=material["reason"], by=editor, now=now)
        for report in material["reports"]:
            by_report.setdefault(report, []).append(group)
    return by_report


def remove_organisations(*, organisation: Organisation) -> None:
    """Take them out."""
    Group.objects.filter(organisation=organisation, is_demo=True, slug__in=table("organisations")).delete()
