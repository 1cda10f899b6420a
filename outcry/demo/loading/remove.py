"""`outcry demo remove`: takes away what `load` brought, and the protests that came to it. What others made stays, with what it stands on."""

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import ProtectedError

from outcry.accounts.models import Organisation, User
from outcry.appeals.models import Appeal
from outcry.authorities.models import Office
from outcry.cases import publication
from outcry.delivery.models import Destination, Hold, IncomingMessage, Lane, OutgoingMessage, ReceivingServer, SendingDomain
from outcry.demo.loading.comments import forget_limits
from outcry.demo.loading.conversation import remove_conversation
from outcry.demo.loading.directory import remove_directory
from outcry.demo.loading.gatherings import remove_gatherings
from outcry.demo.loading.giving import remove_donation_appeal
from outcry.demo.loading.newsletter import remove_newsletter
from outcry.demo.loading.organisations import remove_organisations
from outcry.demo.loading.staff import CAMPAIGNER, EDITOR, passwords_of
from outcry.demo.sample import table, tables
from outcry.demo.standin.journal import journal_of
from outcry.demo.standin.mailbox import Mailbox
from outcry.newsroom.models import ReportPage
from outcry.newsroom.operations import remove_report, remove_reports
from outcry.protests.mails import mail_group
from outcry.protests.models import (
    AuthorityReply,
    DailyLetter,
    DonationAsk,
    LetterBook,
    LetterlessMail,
    Outcome,
    PostAnswer,
    Protest,
    ProtestLetter,
    RungChange,
    Thanks,
)
from outcry.supporters.models import Consent, Supporter


def remove_sample(*, now: datetime) -> bool:
    """Remove the sample's rows in one transaction; return whether nothing of it is left.

    The organisation and its two made-up people stay while anything stands on them that the sample did not bring. The
    log stays in any case: it is append only.
    """
    organisation = Organisation.objects.filter(slug=table("organisation")["slug"], is_demo=True).first()
    if organisation is None:
        return True
    with transaction.atomic():
        remove_newsletter(organisation=organisation)
        for slug in tables("reports"):
            remove_report(organisation=organisation, key=slug)
        remove_organisations(organisation=organisation)
        remove_gatherings(organisation=organisation, slugs=list(tables("gatherings")))
        for appeal in Appeal.objects.filter(organisation=organisation, slug__in=tables("appeals")):
            _remove_appeal(appeal)
        publication.remove_sample_cases(organisation=organisation, slugs=list(tables("cases")), now=now)
        remove_conversation(organisation=organisation, now=now)
        forget_limits()
        remove_donation_appeal(organisation=organisation)
        remove_directory(organisation=organisation)
        _remove_mail_of_the_house(organisation)
        _remove_offices(organisation)
        Supporter.objects.filter(organisation=organisation, consents=None).delete()
        return _remove_organisation(organisation)


def remove_files(*, data: Path, passwords_too: bool) -> None:
    """Remove the mail the stand-in kept, its journal and the notes of made-up supporters; and the passwords once nobody has them."""
    shutil.rmtree(Mailbox.of(data).folder, ignore_errors=True)
    for path in (journal_of(data), data / "demo" / "supporters.jsonl", data / "demo" / "faults.json"):
        path.unlink(missing_ok=True)
    if passwords_too:
        passwords_of(data).unlink(missing_ok=True)


def _remove_appeal(appeal: Appeal) -> None:
    groups = (appeal.subject, mail_group(appeal), f"test:{appeal.pk}")
    messages = OutgoingMessage.objects.filter(group__in=groups)
    DonationAsk.objects.filter(thanks__outcome__appeal=appeal).delete()
    Thanks.objects.filter(outcome__appeal=appeal).delete()
    Outcome.objects.filter(appeal=appeal).delete()
    AuthorityReply.objects.filter(appeal=appeal).delete()
    ProtestLetter.objects.filter(protest__appeal=appeal).delete()
    for model in (LetterBook, DailyLetter, RungChange):
        model._default_manager.filter(addressee__appeal=appeal).delete()
    Protest.objects.filter(appeal=appeal).delete()
    IncomingMessage.objects.filter(answers__in=messages).delete()
    messages.delete()
    Hold.objects.filter(group__in=groups).delete()
    Consent.objects.filter(subject=appeal.subject).delete()
    appeal.delete()


def _remove_offices(organisation: Organisation) -> None:
    addresses = [office["address"] for office in table("offices")["office"]]
    for office in Office.objects.filter(organisation=organisation, address__in=addresses):
        # Another appeal may write to it.
        with suppress(ProtectedError), transaction.atomic():
            destination = office.destination
            office.delete()
            Lane.objects.filter(destination__key=destination, messages=None).delete()
            Destination.objects.filter(key=destination, messages=None).delete()


def _remove_mail_of_the_house(organisation: Organisation) -> None:
    """What came to the house itself, with its answers; and the ways by which the sample's mail left, where nothing else goes by them."""
    incoming = IncomingMessage.objects.filter(organisation=organisation)
    answers = list(PostAnswer.objects.filter(incoming__in=incoming).values_list("message", flat=True))
    LetterlessMail.objects.filter(incoming__in=incoming).delete()
    incoming.delete()
    OutgoingMessage.objects.filter(pk__in=answers).delete()
    lanes = Lane.objects.filter(messages=None, sending__key__endswith=f"@{organisation.mail_domain}")
    servers = list(lanes.values_list("server", flat=True))
    lanes.delete()
    ReceivingServer.objects.filter(pk__in=servers, lanes=None).delete()
    SendingDomain.objects.filter(key__endswith=f"@{organisation.mail_domain}", lanes=None).delete()


def _remove_organisation(organisation: Organisation) -> bool:
    if ReportPage.objects.exists():
        return False
    try:
        with transaction.atomic():
            remove_reports(organisation=organisation)
            User.objects.filter(organisation=organisation, username__in=(CAMPAIGNER, EDITOR)).delete()
            organisation.delete()
    except ProtectedError:
        return False
    return True
