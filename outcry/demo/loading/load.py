"""`outcry demo load`: everything the sample holds, in one transaction."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from outcry.accounts.models import Organisation
from outcry.accounts.operations import OrganisationWords, create_organisation
from outcry.demo.loading.appeals import load_appeals, load_offices
from outcry.demo.loading.cases import load_cases
from outcry.demo.loading.comments import load_comments
from outcry.demo.loading.conversation import load_conversation
from outcry.demo.loading.directory import load_directory
from outcry.demo.loading.gatherings import load_gatherings
from outcry.demo.loading.giving import load_donation_appeal
from outcry.demo.loading.newsletter import load_newsletter
from outcry.demo.loading.organisations import load_organisations
from outcry.demo.loading.reports import load_reports
from outcry.demo.loading.staff import load_staff
from outcry.demo.loading.words import words
from outcry.demo.sample import table
from outcry.statistics.counting import recount


class SomebodyElseIsHere(Exception):
    """Another organisation runs this installation; the sample would be mixed with its work."""


@transaction.atomic
def load_sample(*, data: Path, now: datetime) -> bool:
    """Bring in whatever of the sample is missing; return whether the organisation was new. Raise SomebodyElseIsHere.

    What is there already is left as it is: texts somebody changed, an appeal that ended, a clock that moved on.
    """
    material = table("organisation")
    if Organisation.objects.exclude(slug=material["slug"]).exists():
        raise SomebodyElseIsHere
    organisation = Organisation.objects.filter(slug=material["slug"]).first()
    is_new = organisation is None
    if organisation is None:
        organisation = _create()
    campaigner, editor = load_staff(organisation=organisation, data=data, now=now)
    offices = load_offices(organisation=organisation, campaigner=campaigner, editor=editor, now=now)
    posts = load_directory(organisation=organisation, by=campaigner, now=now)
    cases = load_cases(organisation=organisation, posts=posts, campaigner=campaigner, editor=editor, now=now)
    appeals = load_appeals(organisation=organisation, cases=cases, offices=offices, campaigner=campaigner, editor=editor, now=now)
    load_conversation(organisation=organisation, now=now)
    load_gatherings(organisation=organisation, cases=cases, appeals=appeals, campaigner=campaigner, editor=editor, now=now)
    donation_appeal = load_donation_appeal(organisation=organisation, campaigner=campaigner, editor=editor, now=now)
    groups = load_organisations(organisation=organisation, cases=cases, appeals=appeals, campaigner=campaigner, editor=editor, now=now)
    load_reports(organisation=organisation, cases=cases, appeals=appeals, groups=groups, donation_appeal=donation_appeal, now=now)
    if is_new:
        load_comments(organisation=organisation, editor=editor, now=now)
        load_newsletter(organisation=organisation, appeals=appeals, campaigner=campaigner, now=now)
    if is_new:
        for appeal in appeals.values():
            recount(appeal=appeal, now=now)
    return is_new


def _create() -> Organisation:
    material = table("organisation")
    return create_organisation(
        slug=material["slug"],
        source_language=material["source_language"],
        mail_domain=material["mail_domain"],
        contact_address=material["contact_address"],
        texts={language: OrganisationWords(**text) for language, text in words(material, ("name", "about", "imprint")).items()},
        content_clock_at=datetime.fromisoformat(material["content_clock"]["start"]),
        is_demo=True,
    )
