"""By which way letters go to an addressee now, and what is waiting on each way."""

from collections.abc import Iterable

from outcry.appeals.models import Addressee, Appeal
from outcry.protests.models import Rung, RungChange


def rungs_of(*, appeal: Appeal) -> dict[int, Rung]:
    """The way of each addressee about which a decision was taken, by its key; all others get single letters."""
    changes = RungChange.objects.filter(addressee__appeal=appeal).order_by("pk").values_list("addressee", "rung")
    return {addressee: Rung(rung) for addressee, rung in changes}


def rung_of(addressee: Addressee) -> Rung:
    """The way of one addressee."""
    latest = RungChange.objects.filter(addressee=addressee).order_by("-pk").values_list("rung", flat=True).first()
    return Rung(latest or Rung.SINGLE)


def as_planned(*, appeal: Appeal, planned: Iterable[tuple[int, str]]) -> bool:
    """Whether each addressee still gets letters by the way that was planned for it. Ask while nobody can decide otherwise (closing.py)."""
    now = rungs_of(appeal=appeal)
    return all(now.get(addressee, Rung.SINGLE) == way for addressee, way in planned)
