"""What an editor said of a translation that is wanted."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from outcry.lib.translations import LANGUAGE_LENGTH


class UrgentTranslation(models.Model):
    """This report is wanted in this language before others. Gone once the translation is up to date."""

    translation_key = models.UUIDField()
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()

    objects: ClassVar[models.Manager["UrgentTranslation"]] = models.Manager()

    class Meta:
        app_label = "newsroom"
        constraints = [models.UniqueConstraint(fields=["translation_key", "language"], name="urgent_translation_once")]

    def __str__(self) -> str:
        return f"{self.translation_key} {self.language}"
