"""What readers find by words: reports, appeals, gatherings, organisations and cases, in whatever language they are written.

Every word has to stand in one text, the last may be the beginning of a word; letters are folded, so that актау finds Ақтау.
There is no ranking: what takes protests comes first, then the newest.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from outcry.appeals import queries as appeals
from outcry.appeals.models import Appeal
from outcry.cases.publication import PublicFilter, PublicSearch
from outcry.gatherings import queries as gatherings
from outcry.gatherings.models import GatheringQuerySet
from outcry.groups import queries as groups
from outcry.groups.models import PublicGroup
from outcry.lib.keys_at_once import Among
from outcry.lib.search_words import Wanted, wanted_words
from outcry.lib.word_index import keys_with
from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.report_rows import WORDS, PublishedReport, nearness

# A longer question is cut: nobody types one.
LONGEST = 200
_FEW = 1_000


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a reader of the archive's language looks for on its day."""

    archive: Archive
    text: str

    @property
    def words(self) -> list[Wanted]:
        """What is looked for; none where nothing was typed that has a letter or a figure."""
        return wanted_words(self.text[:LONGEST])

    def reports(self) -> list[int]:
        """The primary keys: each report once: of its languages that have the words, the one nearest to the reader. The newest first."""
        keys = self._with_words()
        near = nearness(language=self.archive.language, source_language=self.archive.organisation.source_language)
        visible = PublishedReport.objects.visible(on=self.archive.on).annotate(nearness=near).order_by("-published_on", "-report")
        # Of many, all rows are read: that is quicker than to name each.
        asked = visible.filter(Among("report", keys)) if len(keys) <= _FEW else visible
        rows = [row for row in asked.values_list("report", "translation_key", "nearness") if row[0] in keys]
        nearest: dict[Any, tuple[int, int]] = {}
        for report, key, distance in rows:
            nearest[key] = min(nearest.get(key, (distance, report)), (distance, report))
        return [report for report, key, _distance in rows if nearest[key][1] == report]

    def _with_words(self) -> set[int]:
        """The reports that have every word, by the index alone."""
        found = [keys_with(connection, word.text, is_beginning=word.is_beginning, index=WORDS) for word in self.words]
        return set.intersection(*found)

    def appeals(self) -> QuerySet[Appeal]:
        """Those that were launched, the open ones first."""
        return appeals.with_words(organisation=self.archive.organisation, wanted=self.words)

    def gatherings(self) -> GatheringQuerySet:
        """Those that readers may know of, the latest first. Of a place that is told to those who register alone no word is found."""
        return gatherings.with_words(organisation=self.archive.organisation, wanted=self.words)

    def organisations(self) -> QuerySet[PublicGroup]:
        """Those that readers may know of."""
        return groups.with_words(organisation=self.archive.organisation, wanted=self.words)

    def cases(self) -> PublicSearch:
        """The public cases, as their database finds them by the same words; names by their sounds, too. Raise BadFilter for too many words."""
        return PublicSearch(wanted=PublicFilter.read({"text": self.text}), organisation=self.archive.organisation, on=self.archive.on)
