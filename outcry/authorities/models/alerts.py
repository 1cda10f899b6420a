"""Somebody new holds a post, or nobody any more: what staff have to look at again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.authorities.models.people import Membership, Post
from outcry.authorities.models.runs import ImportRun


class HolderChange(models.TextChoices):
    """What changed about a post."""

    BEGAN = "began", _("there is a new holder")
    ENDED = "ended", _("somebody no longer holds it")
    CORRECTED = "corrected", _("what we knew was corrected")


class HolderAlert(models.Model):
    """The holder of a post changed. Stands on the desk until somebody has looked at salutation, appeals and cases, and says so."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="alerts")
    # Null once an import that brought it was taken back.
    membership = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="alerts")
    change = models.CharField(max_length=10, choices=HolderChange)
    raised_at = models.DateTimeField()
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="alerts")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            # Until somebody has settled it, one is enough.
            models.UniqueConstraint(fields=["membership", "post", "change"], condition=models.Q(settled_at=None), name="one_open_alert_per_change")
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.change}"
