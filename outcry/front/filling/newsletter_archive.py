"""Filling the archive of newsletters: each as it was sent, by language, and as a feed."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.design.day_words import plain_day
from outcry.design.parts import Teaser, direction
from outcry.front.filling.appeal import paragraphs
from outcry.front.pages.newsletter import IssuePage, ToldLine
from outcry.lib.feeds import Feed, FeedEntry, noon_of
from outcry.newsletters.editions import Told, as_sent
from outcry.newsletters.models import Issue
from outcry.newsroom.drawing.lines import own_name

ENTRIES = 30


def issue_teaser(issue: Issue) -> Teaser:
    """One line of the list."""
    page = issue_page(issue)
    return Teaser(headline=page.subject, url=_issue_address(issue), standfirst=next(iter(page.introduction), ""), day=page.day)


def issue_page(issue: Issue) -> IssuePage:
    """What its readers got, without what was only theirs."""
    return IssuePage(
        subject=issue.subject,
        day=plain_day(_day(issue).date()),
        introduction=paragraphs(issue.introduction),
        told=tuple(_line(one, issue.language) for one in as_sent(issue).told),
    )


def issue_addresses(issues: list[Issue]) -> dict[str, str]:
    """By language, where one digest stands; where it did not go out in a language, the page of the newsletter."""
    there = {issue.language: issue for issue in issues}
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = _issue_address(there[language]) if language in there else reverse("front:newsletter")
    return found


def feed(issues: list[Issue], *, organisation: Organisation, language: str, now: datetime) -> Feed:
    """The latest, for programs."""
    name = organisation.name_in(language)
    return Feed(
        identifier=_urn("newsletter", organisation.public_id, language),
        title=f"{name}: {_('Newsletter')}",
        subtitle=_("Every newsletter as it was sent."),
        url=settings.SITE_URL + reverse("front:newsletter_archive"),
        own=settings.SITE_URL + reverse("front:newsletter_feed"),
        language=language,
        author=name,
        updated=noon_of(organisation.content_now(now=now).date()),
        entries=tuple(_entry(issue) for issue in issues),
    )


def _entry(issue: Issue) -> FeedEntry:
    page = issue_page(issue)
    return FeedEntry(
        identifier=_urn("newsletter", issue.digest.organisation_id, issue.digest.number, issue.language),
        url=settings.SITE_URL + _issue_address(issue),
        title=page.subject,
        summary=next(iter(page.introduction), ""),
        language=issue.language,
        published=_day(issue),
        updated=_day(issue),
        html=render_to_string("front/newsletter_text.html", {"issue": page, "site": settings.SITE_URL}).strip(),
    )


def _line(told: Told, language: str) -> ToldLine:
    is_foreign = told.language != language
    return ToldLine(
        is_appeal=told.is_appeal,
        title=told.title,
        standfirst=told.standfirst,
        url=told.path,
        language=told.language if is_foreign else "",
        language_name=own_name(told.language) if is_foreign else "",
        direction=direction(told.language),
    )


def _issue_address(issue: Issue) -> str:
    return reverse("front:newsletter_issue", args=[issue.digest.number])


def _day(issue: Issue) -> datetime:
    """By the content clock, as everything in public."""
    digest = issue.digest
    return noon_of(digest.sent_on) if digest.sent_on else digest.drafted_at


def _urn(*parts: object) -> str:
    """A name that stays (RFC 4122, version 5)."""
    return uuid5(NAMESPACE_URL, " ".join(map(str, parts))).urn
