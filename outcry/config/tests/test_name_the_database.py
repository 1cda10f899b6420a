"""What DATABASE_URL may say: one PostgreSQL, or a primary and its standbys; and what every connection is told about hosts that go away."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from outcry.config.database_url import parse


def test_one_host_is_read_as_ever() -> None:
    found = parse("postgres://outcry:se%2Ccret@db.example:5433/outcry")

    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == ("outcry", "se,cret", "db.example", 5433, "outcry")
    assert "target_session_attrs" not in found["OPTIONS"]
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (600, True)


@pytest.mark.parametrize(
    ("address", "hosts", "ports"),
    [
        ("postgres://u:p@one:5433,two:5434/outcry", "one,two", "5433,5434"),
        ("postgresql://u:p@one,two:5434/outcry", "one,two", "5432,5434"),
        ("postgres://u:p,q@[fd00::1]:5433,10.0.0.2/outcry", "fd00::1,10.0.0.2", "5433,5432"),
    ],
)
def test_of_several_hosts_the_one_that_can_be_written_is_asked_for(address: str, hosts: str, ports: str) -> None:
    found = parse(address)

    assert (found["HOST"], found["PORT"], found["USER"], found["NAME"]) == (hosts, ports, "u", "outcry")
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"


def test_several_hosts_may_stand_behind_the_question_mark() -> None:
    found = parse("postgres:///outcry?host=one,two&port=5433,5434&target_session_attrs=any")

    assert (found["OPTIONS"]["host"], found["OPTIONS"]["port"], found["OPTIONS"]["target_session_attrs"]) == ("one,two", "5433,5434", "any")


def test_both_sides_give_up_a_host_that_has_gone() -> None:
    options = parse("postgres://db.example/outcry?keepalives_idle=3")["OPTIONS"]

    assert (options["keepalives_idle"], options["keepalives_count"], options["tcp_user_timeout"]) == (3, 2, 20_000)
    assert "-c tcp_keepalives_idle=10" in options["options"]
    assert "-c random_page_cost=1.1" in options["options"]


@pytest.mark.parametrize(
    "address", ["nonsense://", "sqlite:///var/x.sqlite3", "postgres://u:secret@one:54x32/outcry", "postgres://u:secret@one:1,two:x/outcry"]
)
def test_an_address_that_is_none_is_refused_without_being_told(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refused:
        parse(address)

    assert "secret" not in str(refused.value)
