"""How long is kept what an import needs for a while only."""

from datetime import datetime, timedelta

from outcry.authorities.models import ImportState
from outcry.newsroom.moving_in.models import MovingFile, MovingReport, MovingRun, MovingStep, MovingTrouble, OldAddress

# A look at files that nobody follows up.
UPLOADS_KEPT = timedelta(days=2)
# So long an import can be undone.
STEPS_KEPT = timedelta(days=90)
_BATCH = 50


def forget_files(*, now: datetime) -> int:
    """Delete files that were looked at, or whose import stopped, and that nobody went on with. Returns how many imports that were."""
    idle = MovingRun.objects.filter(seen_at__lt=now - UPLOADS_KEPT).exclude(state__in=(ImportState.WAITING, ImportState.RUNNING))
    runs = list(idle.filter(pk__in=MovingFile.objects.values("run")).order_by("pk").values_list("pk", flat=True)[:_BATCH])
    MovingFile.objects.filter(run__in=runs).delete()
    MovingRun.objects.filter(pk__in=runs, state=ImportState.LOOKED_AT).delete()
    return len(runs)


def forget_steps(*, now: datetime) -> int:
    """Forget what old imports did and refused thing by thing; the figures stay. Returns how many imports that were."""
    runs = list(MovingRun.objects.filter(forgotten_at=None, finished_at__lt=now - STEPS_KEPT).order_by("pk").values_list("pk", flat=True)[:_BATCH])
    for rows in (MovingStep, MovingTrouble, MovingReport):
        rows.objects.filter(run__in=runs).delete()
    OldAddress.objects.filter(run__in=runs).update(run=None)
    MovingRun.objects.filter(pk__in=runs).update(forgotten_at=now)
    return len(runs)
