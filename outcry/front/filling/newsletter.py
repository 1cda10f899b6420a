"""Filling the pages of the newsletter."""

from collections.abc import Iterable
from datetime import datetime

from outcry.design.day_words import joined
from outcry.front.pages.newsletter import AskedPage, LeavingPage
from outcry.newsletters.joining import Leaving, Standing, standing
from outcry.newsletters.models import SignUp
from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.drawing.lines import own_name
from outcry.newsroom.subjects.gathered import topics_counted
from outcry.vocabularies import queries as vocabularies
from outcry.vocabularies.models import Term


def topics_to_choose(archive: Archive, *, also: Iterable[Term] = ()) -> list[tuple[int, str]]:
    """Topics of which there is a report, and those she has chosen, in the order of their list, in the words of the page: number and name."""
    terms = Term.objects.filter(pk__in=[*topics_counted(archive), *(term.pk for term in also)]).order_by("path")
    return topic_names(terms, language=archive.language)


def topic_names(terms: Iterable[Term], *, language: str) -> list[tuple[int, str]]:
    """Number and name of each."""
    found = list(terms)
    words = vocabularies.wordings(term_ids=[term.pk for term in found], language=language) if found else {}
    return [(term.pk, words[term.pk].label) for term in found]


def asked_page(asked: SignUp | None, *, language: str, now: datetime) -> AskedPage:
    """What stands behind the link that confirms."""
    if asked is None:
        return AskedPage(state="unknown")
    match standing(asked, now=now):
        case Standing.CONFIRMED:
            return AskedPage(state="done")
        case Standing.RUN_OUT:
            return AskedPage(state="run_out")
    names = tuple(name for _pk, name in topic_names(asked.topics.order_by("path"), language=language))
    return AskedPage(state="ask", languages=joined(own_name(code) for code in asked.languages), topics=names)


def leaving_page(leaving: Leaving) -> LeavingPage:
    """What stands behind a link that leaves. Nothing left behind a link of ours: it is done."""
    if not leaving.is_ours:
        return LeavingPage(state="unknown")
    return LeavingPage(state="leave" if leaving.subscription else "not_me" if leaving.asked else "done")
