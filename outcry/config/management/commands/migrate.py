"""Django's `migrate`, with the tables of the frame made before ours: a first start takes half as long.

Each migration of Wagtail makes Django draw anew whatever points at users and pages. Before our rooms are there, that is little.
"""

from typing import Any

from django.core.management.commands import migrate

_FRAME = ("wagtailcore", "wagtailusers", "wagtaildocs", "wagtailimages", "wagtailsearch", "wagtailadmin")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["app_label"] or options["plan"] or options["check_unapplied"] or options["prune"]):
            for label in _FRAME:
                super().handle(*args, **{**options, "app_label": label, "migration_name": None, "run_syncdb": False, "verbosity": 0})
        super().handle(*args, **options)
