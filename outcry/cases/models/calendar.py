"""The secret address under which a member of staff reads her reminders in a calendar of her own."""

from django.conf import settings
from django.db import models


class CalendarAddress(models.Model):
    """One address for one person. The address itself is shown once; what is kept is a keyed hash, from which nobody gets it back."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address")
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.user}"
