"""`outcry migrate`: Django's own, which first looks whether the database is one of ours to change."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from outcry.config.preparation import MadeByAnotherVersion, refuse_another_version


class Command(migrate.Command):
    help = "Make the tables, or bring them up to date. A database that another version of Outcry made is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_another_version(MigrationLoader(connections[options["database"]]))
        except MadeByAnotherVersion as error:
            raise CommandError(str(error)) from error
        super().handle(*args, **options)
