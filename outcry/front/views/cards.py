"""The cards of appeals, cases and reports, drawn from what their pages show today."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from outcry.accounts.queries import the_organisation
from outcry.appeals import queries as appeals
from outcry.cases import publication
from outcry.design.day_words import plain_day
from outcry.front.filling.appeal import appeal_line
from outcry.front.filling.cards import appeal_card, case_card
from outcry.lib.cards.answers import card_answer
from outcry.newsroom import queries as newsroom
from outcry.newsroom.drawing.cards import report_card


@require_safe
def appeal(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The card of an appeal that was launched."""
    found, language = appeals.by_slug(slug=slug), get_language() or "en"
    if found is None:
        raise Http404
    line = appeal_line(found, language=language, now=timezone.now())
    house = found.organisation.name_in(language)
    day = line.ended or _("Last day: %(title)s") % {"title": plain_day(found.deadline_on).text}
    card = appeal_card(flag=line.flag, title=line.title, confirmed=line.counts.confirmed, day=day, language=language, organisation=house)
    return card_answer(request, card)


@require_safe
def case(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The card of a case, as it was approved for the public."""
    organisation, language = the_organisation(), get_language() or "en"
    on = organisation.content_now(now=timezone.now()).date()
    found = publication.current(organisation=organisation, slug=slug, language=language, on=on)
    if found is None:
        raise Http404
    return card_answer(request, case_card(case=found, language=language, organisation=organisation.name_in(language), on=on))


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The card of a report that readers find."""
    organisation, language = the_organisation(), get_language() or "en"
    found = newsroom.report_called(slug, language=language, on=organisation.content_now(now=timezone.now()).date())
    if found is None:
        raise Http404
    house = organisation.name_in(language)
    return card_answer(request, report_card(kind=_("Report"), title=found.title, published_on=found.published_on, language=language, organisation=house))
