"""What the public site's own role in PostgreSQL may do, and nothing else: the second wall around the case file.

The process that answers visitors signs in as a role that can read of the case room what is public and no other column. So a
mistake in our code, or somebody who gets into that process, finds the database shut. SQLite knows no roles: there the first wall
is the only one (docs/decisions/0017-who-may-read-what.md).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from outcry.cases.field_levels import levels_of
from outcry.evidence.models import Level

_READ = ("SELECT",)
_WRITE = ("SELECT", "INSERT", "UPDATE")
_ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
# Rooms whose rows are there for everybody, and tables of others that a page is put together from.
_ROOMS = {
    "appeals": _READ,
    "gatherings": _READ,
    "giving": _READ,
    "vocabularies": _READ,
    "newsroom": _READ,
    "statistics": _READ,
    "protests": _ALL,
    "supporters": _ALL,
}
_TABLES: dict[str, tuple[str, ...]] = {
    "accounts_organisation": _READ,
    "accounts_organisationtext": _READ,
    # Offices are named on pages and written to; a letter may greet whoever holds the post.
    **{f"authorities_{name}": _READ for name in ("area", "body", "bodytext", "membership", "office", "officeapproval", "officetext", "person", "persontext")},
    **{f"authorities_{name}": _READ for name in ("period", "post", "posttext")},
    # Signing puts mail into the outbox, and leaving takes it out.
    "delivery_outgoingmessage": _WRITE,
    "delivery_destination": _WRITE,
    "delivery_messageevent": _WRITE,
    "delivery_attempt": _WRITE,
    "delivery_suppression": _WRITE,
    "delivery_hold": _READ,
    # A protest's mail opens its lane if it is the first that goes that way.
    "delivery_lane": _WRITE,
    "delivery_receivingserver": _WRITE,
    "delivery_sendingdomain": _WRITE,
    # Whoever writes in confidence comes back, adds to it, and deletes it. All of it is sealed with a key that only her code opens.
    "intake_conversation": _ALL,
    "intake_message": _ALL,
    "intake_file": _ALL,
    "intake_tally": _ALL,
    # Readers comment, and take back what they wrote. What is published is there for everybody; all of it is sealed.
    "newsroom_comment": _WRITE,
    "newsroom_commenttally": _WRITE,
    "newsroom_complaint": ("INSERT",),
    # Visitors ask for the newsletter, confirm, change and leave; their addresses are sealed, or stand with the supporter.
    **{f"newsletters_{name}": _ALL for name in ("signup", "signup_topics", "subscription", "subscriptionlanguage", "subscription_topics", "pagerequest")},
    # What was sent is there for everybody; leaving takes back the copies that wait.
    **{f"newsletters_{name}": _READ for name in ("digest", "issue", "issueitem", "issueitem_topics")},
    "newsletters_copy": _ALL,
    # Visitors say that they come, and take it back.
    "gatherings_coming": _WRITE,
    "gatherings_comingtally": _WRITE,
    # What was decided to be public of organisations that reports tell of; of the others it knows a number alone.
    **{f"groups_publicgroup{name}": _READ for name in ("", "_cases", "_appeals", "_gatherings", "text")},
    # Payment services tell of gifts; what is written down is changed by staff alone.
    "giving_amount": ("SELECT", "INSERT"),
    # Addresses of old sites lead on.
    "moving_in_oldaddress": _READ,
    # What leaving writes into the log. It can't be read back.
    "audit_logentry": ("INSERT",),
    "django_content_type": _READ,
    **{f"wagtailcore_{name}": _READ for name in ("locale", "page", "pageviewrestriction", "pageviewrestriction_groups", "site")},
}
# Whether somebody reads what is written in confidence is asked of the rights of staff, never of their names or passwords.
_TABLES |= dict.fromkeys(("accounts_user_groups", "accounts_user_user_permissions", "auth_group", "auth_group_permissions", "auth_permission"), _READ)
# Of rooms that are there for everybody, what is not: readers object to a comment, and staff alone read that; a place that only those
# who register are told is mailed by the chores; a photo whose faces are being covered; what colleagues say of a text before readers get it.
_APART = frozenset({"newsroom_complaint", "newsroom_review", "gatherings_meetingplace", "gatherings_photodraft"})
# And of replies what is under the bars, what they became in cases, and the post of the house.
_APART |= {f"protests_{name}" for name in ("replywords", "replyact", "postdone", "postanswer", "letterlessmail")}
# Of these tables some columns alone.
_COLUMNS = {"audit_logentry": ("id",), "groups_group": ("id",), "accounts_user": ("id", "organisation_id", "is_active", "is_superuser")}


def grants(*, role: str) -> list[str]:
    """The statements that give a role of PostgreSQL what the public site needs and take everything else from it."""
    name = sql.Identifier(role)
    return [statement.as_string(None) for statement in _statements(name)]


@transaction.atomic
def give(*, role: str) -> int:
    """Carry them out, all or none; the role must be there. Returns their number."""
    statements = grants(role=role)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return len(statements)


def restricted_columns() -> list[tuple[str, str]]:
    """Table and column of whatever in the case room is not public."""
    return [(model._meta.db_table, column) for model in apps.get_app_config("cases").get_models() for column in _columns(model, is_public=False)]


def _statements(role: sql.Identifier) -> Iterator[sql.Composed]:
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role)
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
    for model in apps.get_app_config("cases").get_models():
        if columns := _columns(model, is_public=True):
            yield _grant("SELECT", model._meta.db_table, role, columns)
    for room, verbs in _ROOMS.items():
        for table in sorted(_tables_of(room) - _APART):
            yield _grant(", ".join(verbs), table, role)
    for table, verbs in _TABLES.items():
        yield _grant(", ".join(verbs), table, role)
    for table, some in _COLUMNS.items():
        # An INSERT gives its key back.
        yield _grant("SELECT", table, role, some)


def _grant(verbs: str, table: str, role: sql.Identifier, columns: Sequence[str] = ()) -> sql.Composed:
    listed = sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, columns))) if columns else sql.SQL("")
    return sql.SQL("GRANT {}{} ON {} TO {}").format(sql.SQL(verbs), listed, sql.Identifier(table), role)


def _columns(model: type[Any], *, is_public: bool) -> list[str]:
    levels = levels_of(model)
    return [field.column for field in model._meta.concrete_fields if (levels.get(field.name) == Level.PUBLIC) is is_public]


def _tables_of(room: str) -> set[str]:
    return {model._meta.db_table for model in apps.get_app_config(room).get_models(include_auto_created=True)}
