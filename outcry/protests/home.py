"""What delivery and replies bring to the desk's first page: holds in force, letters that stopped, answers nobody has read."""

from collections.abc import Iterator, Mapping

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from outcry.appeals.queries import on_the_desk
from outcry.delivery import outbox
from outcry.delivery import queries as delivery
from outcry.delivery.alarms import in_words
from outcry.delivery.servers import shown_name
from outcry.delivery.standing_still import Kind, look
from outcry.design.day_words import moment_in_words
from outcry.design.desk_home import HomePart, Task, Visit
from outcry.design.parts import Link
from outcry.lib.translations import in_language
from outcry.protests import desk_queries
from outcry.protests.post import count_waiting


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    places = _delivery_pages(visit)
    return HomePart(tasks=(*_standing_still(visit), *_holds(places), *_servers(), *_stopped(places), *_mail(visit)))


def _delivery_pages(visit: Visit) -> Mapping[str, Link]:
    """The page of delivery of each appeal, by the group of its letters."""
    found = {}
    for appeal in on_the_desk(organisation=visit.organisation):
        text = in_language(appeal.texts.all(), get_language() or "", visit.organisation.source_language)
        url = reverse("protests_desk:delivery", args=[appeal.pk])
        found[appeal.subject] = Link(label=text.title if text else appeal.slug, url=url)
    return found


def _standing_still(visit: Visit) -> Iterator[Task]:
    link = Link(label=_("Mail"), url=reverse("protests_desk:post_office"))
    for one in look(now=visit.now):
        # A server that blocks us has a line of its own.
        if one.kind != Kind.SERVER_REFUSES:
            yield Task(what=in_words(one), link=link, tone="alarm")


def _holds(places: Mapping[str, Link]) -> Iterator[Task]:
    for hold in delivery.holds():
        note = _("since %(moment)s: %(reason)s") % {"moment": moment_in_words(hold.since).text, "reason": hold.reason}
        if hold.group == outbox.EVERYTHING:
            yield Task(what=_("All mail waits:"), link=Link(label=_("Mail"), url=reverse("protests_desk:post_office")), note=note, tone="alarm")
        elif hold.group in places:
            yield Task(what=_("All letters of this appeal wait:"), link=places[hold.group], note=note)


def _servers() -> Iterator[Task]:
    for server in delivery.stopped_servers(refusing_alone=True):
        what = _("A mail server refuses our letters; they wait:")
        yield Task(what=what, link=Link(label=shown_name(server), url=reverse("protests_desk:post_office")), tone="alarm")


def _stopped(places: Mapping[str, Link]) -> Iterator[Task]:
    stopped = delivery.count_stopped()
    for group, number in stopped.set_aside.items():
        what = ngettext("%(number)s letter was set aside by an error of ours:", "%(number)s letters were set aside by an error of ours:", number)
        if group in places:
            yield Task(what=what % {"number": number}, link=places[group], tone="alarm")
    for group, number in stopped.uncertain.items():
        what = ngettext(
            "%(number)s letter is uncertain. Send it again, or leave it:", "%(number)s letters are uncertain. Send them again, or leave them:", number
        )
        if group in places:
            yield Task(what=what % {"number": number}, link=places[group])


def _mail(visit: Visit) -> Iterator[Task]:
    link = Link(label=_("Replies"), url=reverse("protests_desk:replies"))
    unread = desk_queries.unread_replies(organisation_id=visit.organisation.pk)
    if unread:
        what = ngettext("%(number)s reply has not been read:", "%(number)s replies have not been read:", unread) % {"number": unread}
        yield Task(what=what, link=link)
    waiting = count_waiting(organisation=visit.organisation)
    if waiting:
        what = ngettext("%(number)s mail to the house waits:", "%(number)s mails to the house wait:", waiting) % {"number": waiting}
        yield Task(what=what, link=Link(label=_("Mail to us"), url=reverse("protests_desk:post")))
