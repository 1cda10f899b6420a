"""Bodies, posts and people for the desk: lists, the tree of bodies, search by any spelling of a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from outcry.accounts.models import Organisation
from outcry.authorities.models import Body, HolderAlert, ImportRun, Membership, Office, Person, Post
from outcry.lib.names import fold, keys_to_look_for

_MOST_WORDS = 8


def found(rows: QuerySet[Any], *, words: str) -> QuerySet[Any]:
    """The rows whose names hold every word, in whatever script and spelling it was typed."""
    for word in words.split()[:_MOST_WORDS]:
        asked = Q(search_text__contains=fold(word))
        for key in keys_to_look_for(word, wide=False):
            asked |= Q(search_text__contains=f" {key} ")
        rows = rows.filter(asked)
    return rows


def people(*, organisation: Organisation) -> QuerySet[Person]:
    """Everybody of the directory."""
    return Person.objects.filter(organisation=organisation).select_related("source_set").prefetch_related("texts").order_by("sort_name", "name", "pk")


def bodies(*, organisation: Organisation) -> QuerySet[Body]:
    """Every body of the directory."""
    rows = Body.objects.filter(organisation=organisation).select_related("source_set", "parent", "area").prefetch_related("texts")
    return rows.order_by("name", "pk")


def posts(*, organisation: Organisation) -> QuerySet[Post]:
    """Every post of the directory."""
    rows = Post.objects.filter(organisation=organisation).select_related("source_set", "body", "area").prefetch_related("texts", "body__texts")
    return rows.order_by("label", "pk")


def tree(*, organisation: Organisation, below: Body | None = None) -> QuerySet[Body]:
    """The bodies directly below one, or those below none, with how many bodies and posts each has."""
    counted = bodies(organisation=organisation).annotate(children_count=Count("children", distinct=True), posts_count=Count("posts", distinct=True))
    return counted.filter(parent=below)


def above(body: Body) -> list[Body]:
    """The bodies above one, the highest first. A circle in the data ends where it closes."""
    line: list[Body] = []
    here = body.parent
    while here is not None and here not in line and len(line) < 50:
        line.insert(0, here)
        here = here.parent
    return line


def members(*, body: Body) -> QuerySet[Membership]:
    """Who is or was in a body without a post of it, the latest first."""
    rows = body.memberships.filter(post=None).select_related("person", "on_behalf_of").prefetch_related("person__texts")
    return rows.order_by("-start_date_earliest", "pk")


def memberships_of(*, person: Person) -> QuerySet[Membership]:
    """Where a person is or was, the latest first."""
    rows = person.memberships.select_related("post", "body", "on_behalf_of", "period", "post__body").prefetch_related("post__texts", "body__texts")
    return rows.order_by("-start_date_earliest", "pk")


def open_alerts(*, organisation: Organisation) -> QuerySet[HolderAlert]:
    """What nobody has looked at yet, the oldest first."""
    rows = HolderAlert.objects.filter(organisation=organisation, settled_at=None)
    return (
        rows.select_related("post", "post__body", "membership__person")
        .prefetch_related("post__texts", "post__offices__texts", "post__offices__organisation", "membership__person__texts")
        .order_by("raised_at", "pk")
    )


def settled_alerts(*, organisation: Organisation) -> QuerySet[HolderAlert]:
    """What was looked at, the latest first."""
    return (
        HolderAlert.objects.filter(organisation=organisation, settled_at__isnull=False)
        .select_related("post", "membership__person", "settled_by")
        .order_by("-settled_at")
    )


def runs(*, organisation: Organisation) -> QuerySet[ImportRun]:
    """Every import, the latest first."""
    return ImportRun.objects.filter(organisation=organisation).select_related("by", "source_set", "undone_by").order_by("-pk")


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """A mail address that stands in a record as a way to reach somebody."""

    address: str
    note: str


def mailboxes(record: Any) -> Iterator[Mailbox]:
    """The mail addresses of a record, from which a person at the desk may make an office."""
    if getattr(record, "email", ""):
        yield Mailbox(address=record.email, note="")
    for detail in record.contact_details:
        if str(detail.get("type", "")).lower() in ("email", "e-mail") and isinstance(detail.get("value"), str):
            yield Mailbox(address=detail["value"], note=str(detail.get("note") or detail.get("label") or ""))


def offices_with_this_address(*, organisation: Organisation, addresses: list[str]) -> dict[str, Office]:
    """Offices that are in the directory under one of these addresses."""
    return {office.address: office for office in Office.objects.filter(organisation=organisation, address__in=addresses, retired_at=None)}
