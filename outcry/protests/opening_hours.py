"""The hours of an office that is written to for the first time: those of the country where it stands, until the desk sets others."""

from collections.abc import Iterable

from django.conf import settings

from outcry.appeals.models import Addressee
from outcry.delivery import outbox
from outcry.lib.office_hours import workdays_of, zone_of


def open_offices(addressees: Iterable[Addressee]) -> None:
    """Open the destination of each that has none yet. One look when all have."""
    countries = {one.office.destination: one.for_country or one.office.country for one in addressees}
    for key in sorted(outbox.unknown_destinations(keys=countries)):
        weekdays = workdays_of(countries[key]) if settings.OFFICE_HOURS else outbox.EVERY_DAY
        outbox.open_with_hours(key=key, zone=zone_of(countries[key]), hours=settings.OFFICE_HOURS, weekdays=weekdays)
