"""What colleagues said of a text before readers got it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WORDS_LENGTH = 2000


class ReviewState(models.TextChoices):
    """Where a review stands."""

    WAITING = "waiting", _("waits for a colleague")
    PUBLISHED = "published", _("read and published")
    SENT_BACK = "sent_back", _("sent back")
    OVERTAKEN = "overtaken", _("overtaken by a later text")


class Review(models.Model):
    """Somebody asks that a colleague reads one text of a report, in one language, and publishes it or sends it back.

    The text is a revision as it was saved at one moment: Wagtail saves over a revision while its writer goes on.
    """

    report = models.ForeignKey("newsroom.ReportPage", on_delete=models.CASCADE, related_name="reviews")
    revision_id = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.WAITING)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, max_length=WORDS_LENGTH)

    objects: ClassVar[models.Manager["Review"]] = models.Manager()

    class Meta:
        app_label = "newsroom"
        constraints = [models.UniqueConstraint(fields=["report"], condition=Q(state=ReviewState.WAITING), name="review_waits_once")]

    def __str__(self) -> str:
        return f"review of {self.report_id}: {self.state}"
