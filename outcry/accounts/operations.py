"""Organisations and staff come into being, and change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from outcry.accounts.models import Organisation, OrganisationText, User
from outcry.audit.operations import record
from outcry.lib.seen_forms import as_seen
from outcry.lib.wordings import Edit, save_wording

STAFF = "Staff"
# Those who may add members of staff in Wagtail's own screens, beside what all staff may.
STAFF_MANAGERS = "Staff managers"
# People of organisations we work with: they sign in, and read what is open to partners.
PARTNERS = "Partners"
_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
_USERS = ("add_user", "change_user", "delete_user")


class AlreadyThere(Exception):
    """An organisation or a member of staff of this name exists; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class OrganisationWords:
    """An organisation in one language."""

    name: str
    about: str = ""
    imprint: str = ""


@transaction.atomic
def create_organisation(
    *,
    slug: str,
    source_language: str,
    mail_domain: str,
    contact_address: str,
    texts: Mapping[str, OrganisationWords],
    content_clock_at: datetime | None = None,
    is_demo: bool = False,
) -> Organisation:
    """The organisation that runs this desk, with its texts by language; AlreadyThere when the slug is taken."""
    if Organisation.objects.filter(slug=slug).exists():
        raise AlreadyThere(slug)
    organisation = Organisation.objects.create(
        slug=slug,
        source_language=source_language,
        mail_domain=mail_domain.lower(),
        contact_address=contact_address,
        content_clock_at=content_clock_at,
        is_demo=is_demo,
    )
    source_first = sorted(texts.items(), key=lambda text: text[0] != source_language)
    for language, words in source_first:
        OrganisationText.objects.create(
            organisation=organisation,
            language=language,
            made_from_version=int(language != source_language),
            name=words.name,
            about=words.about,
            imprint=words.imprint,
        )
    return organisation


@transaction.atomic
def change_details(
    *, organisation: Organisation, contact_address: str, mail_domain: str, reviews_reports: bool, by: User, now: datetime, seen: str | None = None
) -> None:
    """What needs no translation. Letters already finished keep the addresses they were made with; a rule that changes is written into the log.

    `seen` is the mark in the writer's form; ChangedMeanwhile when something else stands there by now.
    """
    organisation = as_seen(organisation, names=("contact_address", "mail_domain", "reviews_reports"), seen=seen)
    if reviews_reports != organisation.reviews_reports:
        record(verb="organisation.reviews", subject=f"organisation:{organisation.pk}", actor=by, now=now, wanted=reviews_reports)
    organisation.contact_address, organisation.mail_domain, organisation.reviews_reports = contact_address, mail_domain.lower(), reviews_reports
    organisation.save(update_fields=["contact_address", "mail_domain", "reviews_reports"])


@transaction.atomic
def change_text(*, organisation: Organisation, edit: Edit, words: OrganisationWords) -> OrganisationText:
    """Write one language's texts; ChangedMeanwhile when somebody else did since they were opened."""
    found = {"name": words.name, "about": words.about, "imprint": words.imprint}
    return save_wording(rows=organisation.texts, edit=edit, words=found)


@transaction.atomic
def add_staff(*, organisation: Organisation, name: str, email: str, password: str, manages_staff: bool = False) -> User:
    """A member who may use the desk. AlreadyThere when the name is taken, ValidationError when the password is weak."""
    user = _new_user(organisation=organisation, name=name, email=email, password=password)
    user.groups.add(staff_group())
    if manages_staff:
        user.groups.add(_group(STAFF_MANAGERS, _USERS))
    return user


def _new_user(*, organisation: Organisation, name: str, email: str, password: str, is_partner: bool = False) -> User:
    if User.objects.filter(username=name).exists():
        raise AlreadyThere(name)
    user = User(username=name, email=email, organisation=organisation, is_partner=is_partner)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def add_partner(*, organisation: Organisation, name: str, email: str, password: str) -> User:
    """Somebody of another organisation who reads what this one shares. Raises what `add_staff` does."""
    user = _new_user(organisation=organisation, name=name, email=email, password=password, is_partner=True)
    user.groups.add(partners_group())
    return user


def partners_group() -> Group:
    """The group of all partners: they may sign in to the desk, and nothing else. Made where it is missing."""
    return _group(PARTNERS, ("access_admin",))


def staff_group() -> Group:
    """The group of all staff: Wagtail's admin, its pages, their translations and its files. Made where it is missing; never takes a right away."""
    group = _group(STAFF, ("access_admin", "submit_translation"))
    root = Page.get_first_root_node()
    if root:
        for_pages = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=_PAGES)
        GroupPagePermission.objects.bulk_create([GroupPagePermission(group=group, page=root, permission=one) for one in for_pages], ignore_conflicts=True)
    collection = Collection.get_first_root_node()
    if collection:
        rights = [GroupCollectionPermission(group=group, collection=collection, permission=one) for one in Permission.objects.filter(codename__in=_FILES)]
        GroupCollectionPermission.objects.bulk_create(rights, ignore_conflicts=True)
    return group


@transaction.atomic
def give_task(*, user: User, group: str, permissions: tuple[str, ...]) -> None:
    """Let a member of staff do what a group may, such as reading what comes in; the group is made where it is missing."""
    user.groups.add(_group(group, permissions))


def take_task(*, user: User, group: str) -> None:
    """Take a member of staff out of a group."""
    user.groups.remove(*Group.objects.filter(name=group))


def _group(name: str, codenames: tuple[str, ...]) -> Group:
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(*Permission.objects.filter(codename__in=codenames))
    return group
