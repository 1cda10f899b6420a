"""Keeping organisations, and deciding which of them readers may know."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.groups.material import GroupDetails, GroupWords
from outcry.groups.models import Group, GroupText, Kind, PublicGroup, PublicGroupText
from outcry.groups.refusals import GroupRefused
from outcry.lib.kept_pages import forget_kept_pages
from outcry.lib.seen_forms import as_seen
from outcry.lib.text import has_control, has_line_break, plain_lines
from outcry.lib.wordings import Edit, save_wording

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


@transaction.atomic
def add_group(*, organisation: Organisation, details: GroupDetails, texts: Mapping[str, GroupWords], by: User | None, now: datetime) -> Group:
    """Keep one. Nobody outside sees it before it is shown. Raise GroupRefused."""
    _check(details)
    _check_slug(details.slug)
    group = Group.objects.create(organisation=organisation, added_by=by, added_at=now, is_demo=organisation.is_demo, **asdict(details))
    source = organisation.source_language
    for language in sorted(texts, key=lambda language: language != source):
        made_from = int(language != source and source in texts)
        GroupText.objects.create(group=group, language=language, made_from_version=made_from, **_words(texts[language]))
    record(verb="group.add", subject=group.subject, now=now, actor=by)
    return group


@transaction.atomic
def change_details(*, group: Group, details: GroupDetails, by: User | None, now: datetime, seen: str | None = None) -> Group:
    """Change what needs no language; the address stays as long as it is shown.

    `seen` is the mark in the writer's form; ChangedMeanwhile when something else stands there by now.
    """
    group = as_seen(group, names=Group.FACTS, seen=seen)
    _check(details)
    if details.slug != group.slug:
        if group.is_shown:
            raise GroupRefused("slug", _("Readers know it under this address, which has to stay."))
        _check_slug(details.slug)
    for name, value in asdict(details).items():
        setattr(group, name, value)
    group.save()
    _copy_again(group)
    record(verb="group.change", subject=group.subject, now=now, actor=by)
    return group


@transaction.atomic
def change_texts(*, group: Group, edit: Edit, words: GroupWords, by: User | None, now: datetime) -> GroupText:
    """Save the words in one language. ChangedMeanwhile when somebody else saved them."""
    group = _locked(group)
    row = save_wording(rows=group.texts, edit=edit, words=_words(words))
    _copy_again(group)
    record(verb="group.texts", subject=group.subject, now=now, actor=by, language=edit.language, version=row.version)
    return row


@transaction.atomic
def tie(*, group: Group, cases: Iterable[int], appeals: Iterable[int], gatherings: Iterable[int], by: User | None, now: datetime) -> None:
    """Say what belongs to it, each by its primary key. Readers see what of it is public anyway."""
    group = _locked(group)
    group.cases.set(list(cases))
    group.appeals.set(list(appeals))
    group.gatherings.set(list(gatherings))
    _copy_again(group)
    record(verb="group.tie", subject=group.subject, now=now, actor=by)


@transaction.atomic
def show(*, group: Group, reason: str, by: User | None, now: datetime) -> PublicGroup:
    """Give it a page that everybody reads; twice changes nothing. Raise GroupRefused without a reason, or without a name in the first language."""
    group = _locked(group)
    if group.is_shown:
        return group.public
    reason = plain_lines(reason).strip()
    if not reason:
        raise GroupRefused("reason", _("Say why it may be named: who could be put in danger by it, and why nobody is."))
    if not group.texts.filter(language=group.organisation.source_language).exists():
        raise GroupRefused("", _("Write its name in the first language first."))
    group.reason = reason
    group.save(update_fields=["reason"])
    public = _copy(group, shown_at=now)
    record(verb="group.show", subject=group.subject, now=now, actor=by)
    return public


@transaction.atomic
def hide(*, group: Group, by: User | None, now: datetime) -> None:
    """Take its page away, with its name wherever it stood; twice changes nothing."""
    group = _locked(group)
    if group.is_shown:
        group.public.delete()
        forget_kept_pages()
        record(verb="group.hide", subject=group.subject, now=now, actor=by)


@transaction.atomic
def discard(*, group: Group, by: User | None, now: datetime) -> None:
    """Delete one for good. What is shown is hidden first."""
    group = _locked(group)
    if group.is_shown:
        raise GroupRefused("", _("Readers see it: hide it first."))
    record(verb="group.discard", subject=group.subject, now=now, actor=by)
    group.delete()


def _locked(group: Group) -> Group:
    return Group.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=group.pk)


def _copy_again(group: Group) -> None:
    if group.is_shown:
        _copy(group, shown_at=group.public.shown_at)


def _copy(group: Group, *, shown_at: datetime) -> PublicGroup:
    """Copy out what readers get, in place of what they had."""
    kept = {name: getattr(group, name) for name in Group.FACTS}
    public, _new = PublicGroup.objects.update_or_create(group=group, defaults={"organisation": group.organisation, "shown_at": shown_at, **kept})
    for name in ("cases", "appeals", "gatherings"):
        getattr(public, name).set(getattr(group, name).values_list("pk", flat=True))
    public.texts.all().delete()
    for text in group.texts.all():
        PublicGroupText.objects.create(public=public, language=text.language, name=text.name, about=text.about)
    return public


def _check(details: GroupDetails) -> None:
    if details.kind not in Kind.values:
        raise GroupRefused("kind", _("Choose one of these."))
    if details.website and not details.website.startswith(("https://", "http://")):
        raise GroupRefused("website", _("Give a whole address, such as https://union.example."))


def _check_slug(slug: str) -> None:
    if not _SLUG.match(slug):
        raise GroupRefused("slug", _("Use small Latin letters, numbers and single hyphens, for example free-anna."))
    if Group.objects.filter(slug=slug).exists():
        raise GroupRefused("slug", _("Another organisation has this address already."))


def _words(words: GroupWords) -> dict[str, str]:
    name = words.name.strip()
    if not name:
        raise GroupRefused("name", _("This can't be empty."))
    if has_line_break(name) or has_control(name):
        raise GroupRefused("name", _("This has to be one line of plain text."))
    return {"name": name, "about": plain_lines(words.about).strip()}
