"""Filling the page of a supporter."""

from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.appeals.models import Appeal
from outcry.appeals.queries import text_in
from outcry.design.day_words import moment_in_words, plain_day
from outcry.front.filling.appeal import appeal_url
from outcry.front.pages.yours import Agreed, YoursPage
from outcry.gatherings.models import Coming, ComingState
from outcry.gatherings.queries import text_in as text_of_gathering
from outcry.newsletters.agreements import Held
from outcry.newsletters.models import PageRequest


def yours_page(request: PageRequest, of: Held, *, link: str, language: str) -> YoursPage:
    """Everything, as it stands."""
    return YoursPage(
        link=link,
        address=request.address or "",
        until=moment_in_words(request.expires_at).text,
        has_newsletter=of.newsletter is not None,
        is_paused=bool(of.newsletter and of.newsletter.paused_at),
        outcomes=tuple(
            Agreed(key=appeal.public_id, title=_title(appeal, language), url=appeal_url(appeal), day=plain_day(consent.given_at.date()))
            for consent, appeal in of.outcomes
        ),
        comments=tuple(
            Agreed(
                key=comment.public_id,
                title=comment.report.title,
                url=comment.report.address(),
                day=plain_day(comment.submitted_at.date()),
                state=str(comment.get_state_display()),
            )
            for comment in of.comments
        ),
        protests=tuple(
            Agreed(
                key=protest.public_id,
                title=_title(protest.appeal, language),
                url=appeal_url(protest.appeal),
                day=plain_day(protest.submitted_at.date()),
                state=str(protest.get_state_display()),
            )
            for protest in of.protests
        ),
        gatherings=tuple(_coming(coming, language) for coming in of.gatherings),
    )


def _coming(coming: Coming, language: str) -> Agreed:
    """The day and the page, and never the place that is told to those who register: her mails have it."""
    gathering = coming.gathering
    text = text_of_gathering(gathering=gathering, language=language)
    return Agreed(
        key=coming.public_id,
        title=text.title if text else gathering.slug,
        url=reverse("front:gathering", args=[gathering.slug]),
        day=plain_day(gathering.day),
        state="" if coming.state == ComingState.CONFIRMED else _("not confirmed yet"),
    )


def _title(appeal: Appeal, language: str) -> str:
    text = text_in(appeal=appeal, language=language)
    return text.title if text else appeal.slug
