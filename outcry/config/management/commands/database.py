"""`outcry database grants`: the rights of the public site's own role in PostgreSQL."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from outcry.config.grants import give, grants


class Command(BaseCommand):
    help = "Give the public site's role in PostgreSQL what it needs, and take everything else from it."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        given = actions.add_parser("grants", help="show the statements, or carry them out; once after each update")
        given.add_argument("--role", default="outcry_public", help="name of the role; it must be there")
        given.add_argument("--execute", action="store_true", help="carry them out instead of showing them")

    def handle(self, *, role: str, execute: bool, **options: Any) -> None:
        if not execute:
            self.stdout.write(";\n".join(grants(role=role)) + ";")
            return
        if connection.vendor != "postgresql":
            raise CommandError("SQLite knows no roles; DATABASE_URL has to name a PostgreSQL.")
        self.stdout.write(f"{give(role=role)} statements carried out for {role}.")
