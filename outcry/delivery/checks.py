"""What must hold before mail is sent; each finding has a number and says what to do."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Advice

MAILERS = ("protest", "letter_to_supporter", "newsletter")
_WAYS = frozenset({"smtp", "direct", "filebased", "locmem"})
_SMTP_OPTIONS = frozenset({"host", "port", "timeout", "letter_seconds", "username", "password", "use_tls", "use_ssl", "asks_for_success"})


def check_mailers(**options: Any) -> list[CheckMessage]:
    """Every mailer of the post office has a way that the worker knows, and no password or letter goes in the clear to another machine."""
    return [finding for name in MAILERS for finding in _check(name, settings.MAILERS.get(name))]


def _check(name: str, facts: Mapping[str, Any] | None) -> Iterator[CheckMessage]:
    if facts is None:
        yield Error(f"MAILERS has no {name!r}.", hint="The mail worker hands its messages over by this mailer.", id="delivery.E001")
        return
    way, options = facts["BACKEND"].split(".")[-2], facts.get("OPTIONS", {})
    if way not in _WAYS:
        yield Error(
            f"MAILERS[{name!r}] names a way that the mail worker does not know.", hint="It knows smtp, direct, filebased and locmem.", id="delivery.E002"
        )
    if way == "smtp" and (unknown := options.keys() - _SMTP_OPTIONS):
        hint = f"It knows {', '.join(sorted(_SMTP_OPTIONS))}."
        yield Error(f"MAILERS[{name!r}] has options that the mail worker does not know: {', '.join(sorted(unknown))}.", hint=hint, id="delivery.E004")
    if way == "smtp" and not _is_here(options["host"]) and not (options.get("use_tls") or options.get("use_ssl")):
        hint = "Use a relay on this machine, or one that takes TLS and a user (OUTCRY_SMTP_USER)."
        yield Advice(f"MAILERS[{name!r}] sends letters to another machine without TLS.", hint=hint, id="delivery.W003")


def check_mailbox(**options: Any) -> list[CheckMessage]:
    """The mailbox that is looked into has a name to sign in with, and no password goes in the clear to another machine."""
    if not settings.IMAP_HOST:
        return []
    found: list[CheckMessage] = []
    if not settings.IMAP_USER or not settings.IMAP_PASSWORD:
        hint = "Set OUTCRY_IMAP_USER and OUTCRY_IMAP_PASSWORD_FILE."
        found.append(Error("OUTCRY_IMAP_HOST names a mailbox without user or password.", hint=hint, id="delivery.E005"))
    if settings.IMAP_TLS == "none" and not _is_here(settings.IMAP_HOST):
        hint = "Use tls or starttls."
        found.append(Error("OUTCRY_IMAP_TLS=none sends a password in the clear to another machine.", hint=hint, id="delivery.E006"))
    return found


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
