"""A digest that waits at the desk, and two invented readers who get the newsletter."""

from collections.abc import Mapping
from datetime import datetime

from outcry.accounts.models import Organisation, User
from outcry.appeals.models import Appeal
from outcry.delivery.models import OutgoingMessage
from outcry.demo.loading.words import words
from outcry.demo.sample import table
from outcry.lib.wordings import Edit
from outcry.newsletters.drafting import choose_items, draft_digest, write_words
from outcry.newsletters.joining import Choice, subscribe
from outcry.newsletters.mails import GROUP
from outcry.newsletters.models import SUBJECT, Digest, SignUp, Subscription
from outcry.newsroom.queries import report_called
from outcry.supporters.models import Consent


def load_newsletter(*, organisation: Organisation, appeals: Mapping[str, Appeal], campaigner: User, now: datetime) -> None:
    """Draft it, and let the readers have it."""
    material, on = table("newsletter"), organisation.content_now(now=now).date()
    reports = [report_called(slug, language=organisation.source_language, on=on) for slug in material["reports"]]
    keys = [*(f"appeal-{appeals[slug].pk}" for slug in material["appeals"]), *(f"report-{report.translation_key}" for report in reports if report)]
    digest = draft_digest(organisation=organisation, by=campaigner, now=now)
    places = {key: place for place, key in enumerate(keys, start=1)}
    choose_items(digest=digest, places=places, seen="", by=campaigner, now=now)
    for language, text in words(material, ("subject", "introduction")).items():
        write_words(digest=digest, edit=Edit(language=language), words=text, by=campaigner, now=now)
    for reader in material["reader"]:
        chosen = Choice(languages=tuple(reader["languages"]))
        subscribe(organisation=organisation, address=reader["address"], choice=chosen, language=reader["languages"][0], now=now)


def remove_newsletter(*, organisation: Organisation) -> None:
    """Take out digests, whoever gets them, and their mails."""
    digests = Digest.objects.filter(organisation=organisation)
    groups = [GROUP, *(issue.group for digest in digests for issue in digest.issues.all()), *(f"digest-test:{digest.pk}" for digest in digests)]
    SignUp.objects.filter(organisation=organisation).delete()
    Subscription.objects.filter(supporter__organisation=organisation).delete()
    digests.delete()
    OutgoingMessage.objects.filter(group__in=groups).delete()
    Consent.objects.filter(supporter__organisation=organisation, subject=SUBJECT).delete()
