"""What the records of the directory have in common: where they came from, and what their source said."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from outcry.accounts.models import Organisation
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.names import fold, name_keys
from outcry.lib.translations import in_language

SOURCE_ID_LENGTH = 300


class SourceSet(models.Model):
    """Records that came from one source. Ids are unique within a set only: half the parliaments of the world call theirs `legislature`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="source_sets")
    name = models.CharField(max_length=100)
    source_url = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    # What stood in a file beside its records, such as `meta`; given back by the export.
    beside = models.JSONField(default=dict, editable=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="source_set_name_once")]

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """A body, post, person or other record, written at the desk or imported into a set.

    Lists such as `contact_details` are kept as Popolo words them, in their order. `extras` holds what we have no column for.
    """

    # The column with the record's own name, for the desk and for search.
    NAME = "name"

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source_set = models.ForeignKey(SourceSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source_id = models.CharField(max_length=SOURCE_ID_LENGTH, blank=True, editable=False)
    # Some sources give one id to two memberships; the second is copy 1.
    copy = models.PositiveIntegerField(default=0, editable=False)
    # field -> language -> words, where the source gave a name as an object.
    by_language = models.JSONField(default=dict, editable=False)
    identifiers = models.JSONField(default=list, blank=True)
    links = models.JSONField(default=list, blank=True)
    sources = models.JSONField(default=list, blank=True)
    extras = models.JSONField(default=dict, editable=False)
    # field -> id of a record that the set does not hold (yet).
    open_references = models.JSONField(default=dict, editable=False)
    # What the source said last, field by field: tells a change in the source from a change at the desk.
    as_imported = models.JSONField(null=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source_set", "source_id", "copy"], condition=models.Q(source_set__isnull=False), name="%(app_label)s_%(class)s_once_per_set"
            )
        ]

    def __str__(self) -> str:
        return self.label_in(get_language() or "")

    @property
    def export_id(self) -> str:
        """The id by which an export names it: the source's own, else ours."""
        return self.source_id or self.public_id

    def label_in(self, language: str) -> str:
        """Its name in a language: our own wording, else the source's, else the name it has."""
        text = in_language(self.texts.all(), language) if hasattr(self, "texts") else None
        if text is not None and text.language == language:
            return str(getattr(text, self.NAME))
        found = self.by_language.get(self.NAME, {})
        return str(found.get(language) or getattr(self, self.NAME))

    def words_for_search(self) -> list[str]:
        """Every wording by which somebody may look for it."""
        found = [str(getattr(self, self.NAME)), *self.by_language.get(self.NAME, {}).values()]
        found += [name for other in getattr(self, "other_names", []) if isinstance(name := other.get("name"), str)]
        if self.pk and hasattr(self, "texts"):
            found += self.texts.values_list(self.NAME, flat=True)
        return found

    def fold_for_search(self) -> None:
        """Write what search compares with. `save` does so; a bulk write calls it first."""
        words = [found for found in self.words_for_search() if found]
        keys = sorted({key for found in words for key in name_keys(found)})
        self.search_text = "\n".join([*dict.fromkeys(fold(found) for found in words), f" {' '.join(keys)} "])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold_for_search()
        super().save(*args, **kwargs)
