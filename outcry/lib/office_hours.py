"""When offices of a country are usually at work: the clock of its capital, and the days of its week. What a desk begins with, and may change."""

from babel.core import get_global

# Countries with several clocks: the zone of the capital. All others have one, which Babel's data name.
_CAPITALS = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
_SUNDAY_TO_THURSDAY = frozenset(["BD", "BH", "DJ", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "MV", "OM", "PS", "QA", "SA", "SD", "SY", "YE"])
_WEEKS = {"AF": "12367", "IR": "12367", "BN": "12346", "NP": "12345", **dict.fromkeys(_SUNDAY_TO_THURSDAY, "12347")}
MONDAY_TO_FRIDAY = "12345"


def zone_of(country: str) -> str:
    """The zone of a country's capital; empty where none is known, which means UTC."""
    zones = get_global("territory_zones").get(country, ())
    return _CAPITALS.get(country) or (zones[0] if zones else "")


def workdays_of(country: str) -> str:
    """The days on which its offices work, as ISO numbers them: "12345" is Monday to Friday."""
    return _WEEKS.get(country, MONDAY_TO_FRIDAY)
