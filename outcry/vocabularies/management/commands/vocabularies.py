"""`outcry vocabularies`: the lists of terms by which records are coded."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from outcry.vocabularies.entries import Tally
from outcry.vocabularies.operations import load_shipped


class Command(BaseCommand):
    help = "The lists of terms by which records are coded."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("load", help="bring the lists to what this release ships; words that were changed here stay")

    def handle(self, *, verb: str, **options: Any) -> None:
        self._tell(load_shipped(now=timezone.now(), even_if_loaded=True))

    def _tell(self, tally: Tally) -> None:
        """What was left or refused, line by line; then one line for machines."""
        for code, language in tally.kept:
            self.stdout.write(f"kept as it is here: {code} in {language}")
        for refusal in tally.refusals:
            where = f" in {refusal.language}" if refusal.language else ""
            self.stdout.write(f"row {refusal.row}: {refusal.kind} {refusal.code}{where} not taken: {refusal.reason}")
        self.stdout.write(json.dumps(tally.as_json()))
