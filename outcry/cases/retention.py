"""How long the case file keeps what an import needs for a while only."""

from datetime import datetime, timedelta

from outcry.authorities.models import ImportState
from outcry.cases.models import CaseImport, CaseImportFile, CaseImportReport, CaseImportStep, CaseImportTrouble

# A look at a file that nobody follows up.
UPLOADS_KEPT = timedelta(days=2)
# So long an import can be undone.
STEPS_KEPT = timedelta(days=90)
_BATCH = 50


def forget_looks_at_tables(*, now: datetime) -> int:
    """Delete files that were looked at, or whose import stopped, and that nobody went on with. Returns how many imports that were."""
    idle = CaseImport.objects.filter(seen_at__lt=now - UPLOADS_KEPT).exclude(state__in=(ImportState.WAITING, ImportState.RUNNING))
    runs = [run.pk for run in idle.filter(file__isnull=False).order_by("pk")[:_BATCH]]
    CaseImportFile.objects.filter(run__in=runs).delete()
    CaseImport.objects.filter(pk__in=runs, state=ImportState.LOOKED_AT).delete()
    return len(runs)


def forget_steps(*, now: datetime) -> int:
    """Forget what old imports did and refused row by row; the figures stay. Returns how many imports that were."""
    runs = [run.pk for run in CaseImport.objects.filter(forgotten_at=None, finished_at__lt=now - STEPS_KEPT).order_by("pk")[:_BATCH]]
    CaseImportStep.objects.filter(run__in=runs).delete()
    CaseImportTrouble.objects.filter(run__in=runs).delete()
    CaseImportReport.objects.filter(run__in=runs).delete()
    CaseImport.objects.filter(pk__in=runs).update(forgotten_at=now)
    return len(runs)
