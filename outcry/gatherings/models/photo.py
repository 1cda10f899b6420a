"""Photos of a gathering: those that readers see, and those whose faces are still being covered.

Why so: docs/decisions/0037-faces-are-covered-before-a-photo-is-shown.md.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from outcry.evidence.for_readers import NAME_LENGTH
from outcry.gatherings.models.gathering import Gathering
from outcry.lib.sealing import SealedBytesField
from outcry.lib.translations import TextRow

CREDIT_LENGTH = 200


class PhotoDraft(models.Model):
    """A photo that came in, painted anew: for the eyes of whoever added it alone, and gone when it is shown or a day later.

    The public site's role in PostgreSQL can't read this table.
    """

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="photo_drafts")
    # With faces until areas were covered; then what was under them is nowhere.
    content = SealedBytesField()
    # Where faces may be, as a program found them; empty once somebody covered areas.
    proposed = models.JSONField(default=list)
    covered_areas = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["PhotoDraft"]] = models.Manager()

    def __str__(self) -> str:
        return f"draft of a photo {self.pk}"


class Photo(models.Model):
    """A photo that readers see. Whoever showed it said that every face that should be covered is covered."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="photos")
    # Whose photo it is, as readers should see it.
    credit = models.CharField(max_length=CREDIT_LENGTH)
    covered_areas = models.PositiveIntegerField()
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    shown_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Photo"]] = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"photo {self.pk}"


class PhotoText(TextRow):
    """What a photo shows, for those who do not see it, and a line below it; in one language."""

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="texts")
    alt = models.CharField(max_length=300)
    caption = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["photo", "language"], name="photo_text_once_per_language")]

    def __str__(self) -> str:
        return self.alt


class PhotoSize(models.Model):
    """A photo in one width: the file that readers get. Its name is made from its bytes."""

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="sizes")
    name = models.CharField(max_length=NAME_LENGTH, db_index=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["photo", "width"]
        constraints = [models.UniqueConstraint(fields=["photo", "width"], name="one_photo_size_per_width")]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.width}"
