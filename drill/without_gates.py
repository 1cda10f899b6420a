"""Workers that keep limits in their own memory instead of in rows: `python -m drill.without_gates --processes 4`. For the control that must turn red.

The product has no switch for this; here the gate of a destination is replaced before the workers start. How many letters may be under way at
once each process counts by itself in any case, once the setting no longer binds: it has one in hand at a time.
"""

import os
import sys
from datetime import date, datetime

import django
from django.core.management import call_command


def main() -> None:
    """Work as `outcry work --only mail` does, each process with a pace of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")
    django.setup()
    # They name models, which can be loaded only after the line above.
    from outcry.delivery.models import Destination  # noqa: PLC0415
    from outcry.delivery.outgoing import gates, pacing  # noqa: PLC0415

    slots: dict[int, datetime] = {}

    def pass_by_memory(destination: Destination, *, now: datetime) -> date:
        if (slot := slots.get(destination.pk)) and slot > now:
            raise gates.Shut
        if (after := pacing.next_slot(hourly_pace=destination.hourly_pace, now=now)) is not None:
            slots[destination.pk] = after
        return gates.hours(destination).day(now)

    vars(gates)["pass_destination"] = pass_by_memory
    call_command("work", "--only", "mail", *sys.argv[1:])


if __name__ == "__main__":
    main()
