"""One row for one form."""

from django.db import models


class Signature(models.Model):
    """What a plain site would keep."""

    name = models.CharField(max_length=100)
    email = models.CharField(max_length=254)
    country = models.CharField(max_length=2)
    letter = models.TextField()
    shown_in_public = models.CharField(max_length=12)
    shown_to_addressee = models.CharField(max_length=12)
    wants_outcome = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "plain"

    def __str__(self) -> str:
        return self.email
