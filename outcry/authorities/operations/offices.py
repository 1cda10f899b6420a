"""What staff do in the directory of authorities."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.accounts.queries import staff_count
from outcry.audit.operations import record
from outcry.authorities.mailboxes import is_anyones
from outcry.authorities.models import Office, OfficeApproval, OfficeText, Post
from outcry.authorities.queries.salutations import HOLDER
from outcry.lib.addresses import BeyondAscii, InvalidAddress, deliverable_address
from outcry.lib.seen_forms import as_seen
from outcry.lib.text import has_control, has_line_break
from outcry.lib.wordings import Edit, save_wording

_COUNTRY = re.compile(r"^[A-Z]{2}$")


class EntryRefused(Exception):
    """The directory does not take this; `field` says which part, `sentence` why, in words for the person at the desk."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class AlreadyListed(EntryRefused):
    """Another entry in use has this address: `office`."""

    def __init__(self, office: Office | None) -> None:
        super().__init__("address", _("This address is in the directory already."))
        self.office = office


@dataclass(frozen=True, kw_only=True)
class OfficeDetails:
    """What the entry says, and where that can be looked up. Countries as ISO 3166 alpha-2; `sits_in` for an embassy alone."""

    country: str
    address: str
    language: str
    source_url: str
    source_note: str = ""
    sits_in: str = ""


@dataclass(frozen=True, kw_only=True)
class OfficeWords:
    """The name of an office and how a letter greets it, in one language."""

    name: str
    salutation: str
    # With {holder} where the name goes; blank where nobody is greeted by name in this language.
    salutation_by_name: str = ""


@transaction.atomic
def add_office(*, organisation: Organisation, details: OfficeDetails, texts: Mapping[str, OfficeWords], by: User | None, now: datetime) -> Office:
    """Enter an office, not yet approved.

    Raise EntryRefused for a mailbox that a private person could have, or without a public source; AlreadyListed when somebody
    entered this address first, be it at the same moment.
    """
    details = _checked(details, organisation=organisation)
    office = Office(organisation=organisation, added_by=by, added_at=now, is_demo=organisation.is_demo, **asdict(details))
    _save_once(office)
    for language, words in texts.items():
        OfficeText.objects.create(office=office, language=language, **_checked_words(words))
    record(verb="add_office", subject=_subject(office), now=now, actor=by, address=office.address, source=office.source_url)
    return office


@transaction.atomic
def change_office(*, office: Office, details: OfficeDetails, by: User | None, now: datetime, seen: str | None = None) -> Office:
    """Write down another address, language, country or source. Earlier approvals no longer count: they vouched for something else.

    `seen` is the mark of the entry in the writer's form; ChangedMeanwhile when another entry stands there by now.
    """
    details = _checked(details, organisation=office.organisation)
    office = as_seen(office, names=asdict(details), seen=seen)
    before, fingerprint = office.address, office.fingerprint
    for name, value in asdict(details).items():
        setattr(office, name, value)
    _save_once(office)
    lapsed = office.fingerprint != fingerprint
    record(verb="change_office", subject=_subject(office), now=now, actor=by, before=before, address=office.address, approvals_lapsed=lapsed)
    return office


@transaction.atomic
def change_office_words(*, office: Office, edit: Edit, words: OfficeWords, by: User | None, now: datetime) -> OfficeText:
    """Save the name and the salutation in one language; ChangedMeanwhile when somebody else did so first."""
    row = save_wording(rows=office.texts, edit=edit, words=_checked_words(words))
    record(verb="change_office_words", subject=_subject(office), now=now, actor=by, language=edit.language, version=row.version)
    return row


@transaction.atomic
def approve_office(*, office: Office, by: User, now: datetime) -> OfficeApproval:
    """Vouch for the entry as it stands: `by` has compared it with its public source. Vouching twice changes nothing."""
    office = Office.objects.select_for_update().get(pk=office.pk)
    if office.retired_at is not None:
        raise EntryRefused("", _("This office is no longer used. Add it again if it should be."))
    was_alone = staff_count(organisation=office.organisation) <= 1
    approval, is_new = OfficeApproval.objects.get_or_create(office=office, by=by, fingerprint=office.fingerprint, defaults={"at": now, "was_alone": was_alone})
    if is_new:
        record(verb="approve_office", subject=_subject(office), now=now, actor=by, address=office.address, alone=was_alone)
    return approval


@transaction.atomic
def link_office(*, office: Office, post: Post | None, names_holder: bool, by: User | None, now: datetime) -> None:
    """Say which post the office belongs to, and whether letters greet its holder by name. The address and its approvals stay as they are."""
    body = post.body if post else None
    Office.objects.filter(pk=office.pk).update(post=post, body=body, names_holder=bool(post) and names_holder)
    record(verb="link_office", subject=_subject(office), now=now, actor=by, post=post.pk if post else None, by_name=bool(post) and names_holder)


@transaction.atomic
def retire_office(*, office: Office, by: User | None, now: datetime) -> None:
    """Take the office out of use: no new letter is written to it. Retiring twice changes nothing."""
    if Office.objects.filter(pk=office.pk, retired_at=None).update(retired_at=now):
        record(verb="retire_office", subject=_subject(office), now=now, actor=by, address=office.address)


def _subject(office: Office) -> str:
    return f"office:{office.pk}"


def _checked(details: OfficeDetails, *, organisation: Organisation) -> OfficeDetails:
    try:
        address = deliverable_address(details.address)
    except BeyondAscii as error:
        raise EntryRefused(
            "address", _("Before the @ stand letters that not every mail server takes. Look for an address of this office in Latin letters.")
        ) from error
    except InvalidAddress as error:
        raise EntryRefused("address", _("This is not a complete mail address. Write it as office@ministry.example.")) from error
    _refuse_mailbox(address, organisation)
    if not _COUNTRY.match(details.country):
        raise EntryRefused("country", _("Choose the country of the office."))
    if details.sits_in and not _COUNTRY.match(details.sits_in):
        raise EntryRefused("sits_in", _("Choose the country in which the embassy is, or leave it."))
    if details.sits_in == details.country:
        raise EntryRefused("sits_in", _("An embassy is in another country than its own. Leave this empty for an office at home."))
    source = details.source_url.strip()
    # A made-up office has no page to point to; its source says that it is made up.
    if not source or not (organisation.is_demo or source.startswith(("https://", "http://"))):
        raise EntryRefused("source_url", _("Give the public page on which the office itself, or a register, publishes this address. It begins with https://."))
    return replace(details, address=address, source_url=source, source_note=details.source_note.strip())


def _refuse_mailbox(address: str, organisation: Organisation) -> None:
    domain = address.rpartition("@")[2].lower()
    if is_anyones(address):
        raise EntryRefused(
            "address",
            _("%(domain)s gives a mailbox to anyone, so this could be a private person. Only an office with a domain of its own can be addressed.")
            % {"domain": domain},
        )
    if domain == organisation.mail_domain.lower():
        raise EntryRefused("address", _("This address is on our own domain: letters would come back to ourselves."))


def _save_once(office: Office) -> None:
    if first := _same_address(office):
        raise AlreadyListed(first)
    try:
        with transaction.atomic():
            office.save()
    except IntegrityError as error:
        # Two people at once: nobody saw the other's row, and the database took the first one's.
        raise AlreadyListed(_same_address(office)) from error


def _same_address(office: Office) -> Office | None:
    others = Office.objects.filter(organisation=office.organisation, address__iexact=office.address, retired_at=None)
    return others.exclude(pk=office.pk).select_related("added_by").prefetch_related("texts").first()


def _checked_words(words: OfficeWords) -> dict[str, str]:
    kept = {"name": words.name.strip(), "salutation": words.salutation.strip(), "salutation_by_name": words.salutation_by_name.strip()}
    if kept["salutation_by_name"] and kept["salutation_by_name"].count(HOLDER) != 1:
        raise EntryRefused("salutation_by_name", _("Write %(mark)s once, where the name goes.") % {"mark": HOLDER})
    for field, text in kept.items():
        if not text and field != "salutation_by_name":
            raise EntryRefused(field, _("Write the name of the office and how a letter greets it."))
        if has_line_break(text) or has_control(text):
            raise EntryRefused(field, _("This has to be one line of plain text."))
    return kept
