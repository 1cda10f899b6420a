from zoneinfo import ZoneInfo

from babel.core import get_global

from outcry.lib.office_hours import workdays_of, zone_of


def test_a_country_has_the_clock_of_its_capital() -> None:
    assert [zone_of(code) for code in ("KZ", "RU", "US", "FR", "ZA")] == [
        "Asia/Almaty",
        "Europe/Moscow",
        "America/New_York",
        "Europe/Paris",
        "Africa/Johannesburg",
    ]
    assert zone_of("ZZZ") == ""


def test_every_country_with_one_clock_or_a_capital_has_a_zone_that_is_there() -> None:
    for code, zones in get_global("territory_zones").items():
        if len(code) == 2 and code not in ("ZZ", "AQ"):
            assert ZoneInfo(zone_of(code))
            assert zone_of(code) in zones


def test_the_week_is_the_countrys_own() -> None:
    assert [workdays_of(code) for code in ("KZ", "EG", "IR")] == ["12345", "12347", "12367"]
