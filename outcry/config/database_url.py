"""Reads DATABASE_URL: one PostgreSQL, or a primary and its standbys, and how soon a connection to a host that has gone is given up.

By the kernel's own guess a connection to a host whose plug was pulled stays for two hours, and so does what it held: a row, a lock.
Each side is told to look sooner, ours by the driver's words, the server's by settings of the session.
"""

from typing import Any
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

_PORT = "5432"
# Seconds, but for the last, milliseconds: a host that does not answer is passed over; a silent connection is asked after ten seconds and
# given up ten seconds later; so is one whose words nobody confirms.
_PATIENCE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 20_000}
_PATIENCE_OF_THE_SERVER: dict[str, float] = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 2, "tcp_user_timeout": 20_000}
# What is asked for often lies in memory, and disks no longer turn: by PostgreSQL's own guess reading a row by its index costs four times as
# much as the next one, and it reads whole tables for a page of fifty.
_COSTS: dict[str, float] = {"random_page_cost": 1.1}


def parse(url: str, *, name: str = "DATABASE_URL") -> dict[str, Any]:
    """The database as Django wants it described. Raise ImproperlyConfigured, without the address: it may hold a password.

    Of several hosts, `postgres://user@one:5432,two:5432/outcry`, the one that can be written is used. Options in the address have
    the last word; whoever names `options` there sets nothing for the session but those.
    """
    try:
        split = urlsplit(url)
        hosts, ports = _hosts_and_ports(split)
        found: dict[str, Any] = dict(dj_database_url.parse(_with_one_host(split) if len(hosts) > 1 else url, conn_max_age=600, conn_health_checks=True))
    except ValueError:
        raise ImproperlyConfigured(f"{name} can't be read; write it as postgres://user:password@host:5432/name, or host:5432,standby:5432.") from None
    if found["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} has to name a PostgreSQL; without it everything lies in SQLite.")
    if len(hosts) > 1:
        found |= {"HOST": ",".join(hosts), "PORT": ",".join(ports)}
    options = found.setdefault("OPTIONS", {})
    has_several = "," in f"{found['HOST']}{options.get('host', '')}"
    found["OPTIONS"] = (
        _PATIENCE | {"options": _session(_COSTS | _PATIENCE_OF_THE_SERVER)} | ({"target_session_attrs": "read-write"} if has_several else {}) | options
    )
    return found


def _hosts_and_ports(split: SplitResult) -> tuple[list[str], list[str]]:
    pairs = [_pair(word) for word in split.netloc.rpartition("@")[2].split(",")]
    return [host for host, _ in pairs], [port for _, port in pairs]


def _pair(word: str) -> tuple[str, str]:
    """`host:port`, `host`, or an address of IPv6 in brackets."""
    address, bracket, rest = word.rpartition("]") if word.startswith("[") else ("", "", word)
    host, _, port = rest.rpartition(":") if ":" in rest else (rest, "", "")
    if port and not port.isdigit():
        raise ValueError
    return (address.removeprefix("[") if bracket else host), port or _PORT


def _with_one_host(split: SplitResult) -> str:
    user, at, _ = split.netloc.rpartition("@")
    return split._replace(netloc=f"{user}{at}several").geturl()


def _session(settings: dict[str, float]) -> str:
    return " ".join(f"-c {setting}={value}" for setting, value in settings.items())
