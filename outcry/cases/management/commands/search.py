"""`outcry search check` and `rebuild`: the words by which cases are found."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from outcry.cases import word_indexes
from outcry.cases.operations.indexing import drifted, rebuild
from outcry.lib import word_index


class Command(BaseCommand):
    help = "The words by which cases are found on the desk. They are kept with every change of a file."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("check", help="compare the words of every case with its file, and the index with the words; exit code 1 when they differ")
        verbs.add_parser("rebuild", help="write the words of all cases and the index anew")

    def handle(self, *, verb: str, **options: Any) -> None:
        if verb == "rebuild":
            self.stdout.write(json.dumps({"cases": rebuild()}))
            return
        cases, is_whole = drifted(), word_index.is_whole(connection, word_indexes.FILES) and word_index.is_whole(connection, word_indexes.PUBLIC)
        self.stdout.write(json.dumps({"drifted": len(cases), "index_is_whole": is_whole}))
        if cases or not is_whole:
            raise CommandError("The words differ from the files. Write them anew: outcry search rebuild")
