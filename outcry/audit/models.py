"""The log of what staff and the system did."""

from typing import Any

from django.db import models


class LogEntry(models.Model):
    """One thing done. Never changed, never deleted by the product."""

    at = models.DateTimeField(db_index=True)
    actor_id = models.PositiveBigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, default="")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, db_index=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the log is append only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the log is append only")
