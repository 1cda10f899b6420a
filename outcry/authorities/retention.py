"""How long the directory keeps what it needs for a while only."""

from datetime import datetime, timedelta

from outcry.authorities.models import ImportChange, ImportFile, ImportRun, ImportState, ImportTrouble

# A look at a file that nobody follows up.
UPLOADS_KEPT = timedelta(days=2)
# So long an import can be undone.
CHANGES_KEPT = timedelta(days=90)
_BATCH = 50


def forget_uploads(*, now: datetime) -> int:
    """Delete files that were looked at, or whose import stopped, and that nobody went on with. Returns how many imports that were."""
    left = ImportRun.objects.filter(files__isnull=False, seen_at__lt=now - UPLOADS_KEPT).exclude(state__in=(ImportState.WAITING, ImportState.RUNNING))
    runs = list(left.distinct().order_by("pk")[:_BATCH])
    ImportFile.objects.filter(run__in=runs).delete()
    ImportRun.objects.filter(pk__in=[run.pk for run in runs], state=ImportState.LOOKED_AT).delete()
    return len(runs)


def forget_changes(*, now: datetime) -> int:
    """Forget what old imports changed and refused; the figures stay. Returns how many imports that were."""
    old = ImportRun.objects.filter(forgotten_at=None, finished_at__lt=now - CHANGES_KEPT).order_by("pk")[:_BATCH]
    runs = list(old)
    ImportChange.objects.filter(run__in=runs).delete()
    ImportTrouble.objects.filter(run__in=runs).delete()
    ImportRun.objects.filter(pk__in=[run.pk for run in runs]).update(forgotten_at=now)
    return len(runs)
