"""From which network a request comes, as coarsely as a limit needs it."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

# One household or office: what a provider gives to one customer.
_SHARED_BITS = {4: 24, 6: 56}


def client_network(meta: Mapping[str, Any], *, trusted_proxies: int) -> str:
    """The network of a request's client, such as "203.0.113.0/24"; blank where nothing reliable is known.

    Each trusted proxy adds the address it was asked from to the end of X-Forwarded-For: what stands before those may be
    anybody's invention. The loopback is no network: behind it may be a proxy that nobody told us of, or a hidden service.
    """
    if trusted_proxies:
        said = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
        told = said[-trusted_proxies] if len(said) >= trusted_proxies else ""
    else:
        told = str(meta.get("REMOTE_ADDR", ""))
    return _network(told)


def _network(told: str) -> str:
    try:
        found: IPv4Address | IPv6Address = ip_address(told)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return "" if found.is_loopback else str(ip_network(f"{found}/{_SHARED_BITS[found.version]}", strict=False))
