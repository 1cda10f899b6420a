"""Mails to those who come: to confirm an address; the place; a change; that it is called off. Each can be left by a link. And one to whoever announced it.

The mail that asks holds no word that anybody typed: whoever's mailbox it is must not be sent a stranger's words. The place stands
in mails to confirmed addresses alone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from outcry.delivery.compose import FinishedMail, compose
from outcry.gatherings.addresses_of_pages import confirm_url, gathering_url, leave_url
from outcry.gatherings.hours import when_in_words
from outcry.gatherings.models import Coming, Gathering
from outcry.gatherings.queries import text_in
from outcry.lib.translations import in_language

# The post office knows mail to people who asked for it by these.
MAILER, DESTINATION = "letter_to_supporter", "supporters"
News = Literal["place", "changed", "called_off"]


def mail_group(gathering: Gathering) -> str:
    """The opaque group of mails about a gathering."""
    return f"{gathering.subject}:mail"


def confirm_key(coming: Coming) -> str:
    """The outbox key of the mail that asks."""
    return f"{coming.subject}:confirm"


def news_key(coming: Coming, revision: int) -> str:
    """The outbox key of the mail that tells a revision."""
    return f"{coming.subject}:news:{revision}"


def keys_of(coming: Coming, *, revision: int) -> list[str]:
    """The outbox keys of every mail that may have been written to her."""
    return [confirm_key(coming), *(news_key(coming, number) for number in range(1, revision + 1))]


def confirm_mail(coming: Coming, *, now: datetime) -> FinishedMail:
    """Asks the owner of the address whether it is she who comes."""
    with translation.override(coming.language):
        subject = _("Please confirm that you come")
    return _mail(coming, template="confirm", subject=subject, key=confirm_key(coming), facts={"confirm_url": confirm_url(coming)}, now=now)


def news_mail(coming: Coming, *, news: News, now: datetime) -> FinishedMail:
    """Tells a confirmed address the place, what holds now, or that it is called off."""
    gathering = coming.gathering
    with translation.override(coming.language):
        subject = {"place": _("Where we meet"), "changed": _("The gathering has changed"), "called_off": _("The gathering is called off")}[news]
    facts = {"exact": _exact_place(coming) if news != "called_off" else ""}
    return _mail(coming, template=news, subject=subject, key=news_key(coming, gathering.revision), facts=facts, now=now)


def reminder_mail(gathering: Gathering, *, to: str, now: datetime) -> FinishedMail:
    """Asks whoever announced it to tell how it went. It says nothing that does not stand on the public page."""
    organisation, language = gathering.organisation, gathering.organisation.source_language
    text = text_in(gathering=gathering, language=language)
    with translation.override(language):
        known = {
            "title": text.title if text else gathering.slug,
            "when": when_in_words(gathering),
            "desk_url": f"{settings.SITE_URL}{reverse('gatherings_desk:told', args=[gathering.pk])}",
            "organisation": organisation.name_in(language),
        }
        subject, body = _("How did it go?"), render_to_string("gatherings/mail/remind.txt", known)
    return compose(
        key=f"{gathering.subject}:remind",
        group=mail_group(gathering),
        mailer=MAILER,
        destination=DESTINATION,
        priority=3,
        kind="mail",
        sender_name=organisation.name_in(language),
        domain=organisation.mail_domain,
        recipient=to,
        subject=subject,
        text=body.strip("\n") + "\n",
        language=language,
        now=now,
    )


def _exact_place(coming: Coming) -> str:
    """Blank where the place stands on the page."""
    if not coming.gathering.withholds_place:
        return ""
    found = in_language(coming.gathering.meeting_places.all(), coming.language, coming.gathering.organisation.source_language)
    return (found.place or "") if found else ""


def _mail(coming: Coming, *, template: News | Literal["confirm"], subject: str, key: str, facts: Mapping[str, str], now: datetime) -> FinishedMail:
    if coming.address is None:
        raise LookupError(f"{coming.subject} has no address any more")
    gathering, language = coming.gathering, coming.language
    organisation, leave = gathering.organisation, leave_url(coming)
    text = text_in(gathering=gathering, language=language)
    name = organisation.name_in(language)
    with translation.override(language):
        known = {
            "title": text.title if text else gathering.slug,
            "place": text.place if text else "",
            "because": text.called_off_because if text else "",
            "when": when_in_words(gathering),
            "gathering_url": gathering_url(slug=gathering.slug, language=language),
            "organisation": name,
            "contact": organisation.contact_address,
            "leave_url": leave,
            "days": settings.GATHERINGS_ADDRESS_DAYS,
        }
        body = render_to_string(f"gatherings/mail/{template}.txt", {**known, **facts})
    return compose(
        key=key,
        group=mail_group(gathering),
        mailer=MAILER,
        destination=DESTINATION,
        priority=1 if template == "confirm" else 2,
        kind="mail",
        sender_name=name,
        domain=organisation.mail_domain,
        recipient=coming.address,
        subject=subject,
        text=body.strip("\n") + "\n",
        language=language,
        now=now,
        headers={"List-Unsubscribe": f"<{leave}>"},
    )
