"""Typed readers of the environment: a value that can't be read stops the start, with its name and what was wrong."""

import os
import re
from datetime import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from outcry.lib.domains import domain_in_ascii

_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The value as it stands, trimmed; a blank one counts as not set."""
    return os.environ.get(name, "").strip() or default


def site(name: str, default: str) -> str:
    """Where a web site is found, without a slash at the end; its host as browsers ask for it, also where it was written in other letters than ASCII's."""
    address = text(name, default).rstrip("/")
    scheme, found, rest = address.partition("://")
    host = re.split("[:/]", rest, maxsplit=1)[0]
    return f"{scheme}{found}{_host(name, host)}{rest[len(host) :]}"


def hosts(name: str, default: str) -> list[str]:
    """Names of hosts, parted by commas, as browsers ask for them."""
    return [_host(name, host) for host in words(name, default)]


def _host(name: str, typed: str) -> str:
    try:
        return domain_in_ascii(typed)
    except UnicodeError:
        raise ImproperlyConfigured(f"{name} is {text(name)!r}; no host can be called {typed}.") from None


def one_of(name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; it can be {', '.join(allowed)}.")
    return value


def boolean(name: str, *, default: bool) -> bool:
    """Yes or no: 1, true, yes, on; 0, false, no, off."""
    value = text(name).lower()
    if not value:
        return default
    if value not in _YES | _NO:
        raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no.")
    return value in _YES


def integer(name: str, default: int, *, least: int = 0) -> int:
    """A whole number, not below `least`."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from None
    if number < least:
        raise ImproperlyConfigured(f"{name} is {number}; it can't be below {least}.")
    return number


def integers(name: str) -> tuple[int, ...]:
    """Whole numbers from 1, parted by commas."""
    try:
        numbers = tuple(int(word) for word in words(name))
    except ValueError:
        numbers = (0,)
    if any(number < 1 for number in numbers):
        raise ImproperlyConfigured(f"{name} is {text(name)!r}; write whole numbers from 1, parted by commas.")
    return numbers


def hours(name: str, default: str) -> tuple[time, time] | None:
    """From when to when: "9-18" or "08:30-17". None when it is blank or "always"."""
    value = text(name, default)
    if value in ("", "always"):
        return None
    try:
        opens, closes = (time.fromisoformat(part if ":" in part else f"{int(part):02}:00") for part in value.split("-"))
    except ValueError:
        opens = closes = time.min
    if opens >= closes:
        raise ImproperlyConfigured(f"{name} is {value!r}; write two times of one day, such as 9-18, or always.")
    return opens, closes


def words(name: str, default: str = "") -> list[str]:
    """Words parted by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """An absolute folder; it need not exist."""
    return Path(text(name, str(default))).expanduser().resolve()


def file(name: str) -> Path | None:
    """The absolute path of a file that is there, or None when the setting is blank."""
    if not text(name):
        return None
    path = Path(text(name)).expanduser().resolve()
    if not path.is_file():
        raise ImproperlyConfigured(f"{name} names {path}, which is not there.")
    return path


def secret(name: str) -> str:
    """A secret, or the content of the file that `<name>_FILE` names; empty when neither is set."""
    file = text(f"{name}_FILE")
    if not file:
        return text(name)
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which can't be read: {error.strerror}.") from None
