"""Connections to the outside, and to the outside alone: no machine of the inner network is ever asked.

An address is looked up once, each answer is judged, and the connection goes to the very address that was judged: a name
that answers differently the second time gains nothing. Through a SOCKS proxy (RFC 1928) the proxy looks names up.
"""

import ipaddress
import re
import socket
import ssl
import struct
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PROXY = re.compile(r"^socks5h?://(?P<host>[^:/@]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})/?$")
_INNER_NAMES = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".intranet")
_SOCKS_GRANTED = 0


class AddressRefused(Exception):
    """Nothing is asked of this address: it is not http or https, or leads to the inner network."""


class NotReached(Exception):
    """The other side could not be reached, or did not answer in time or in its protocol."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a request goes."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as a request names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _default_port(self.scheme) else f"{host}:{self.port}"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A moment of this machine's clock by which everything has to be over."""

    at: float

    @classmethod
    def after(cls, *, seconds: float) -> "Deadline":
        return cls(at=monotonic() + seconds)

    @property
    def seconds_left(self) -> float:
        """What is left; NotReached when nothing is."""
        left = self.at - monotonic()
        if left <= 0:
            raise NotReached("out of time")
        return left


def place_of(url: str) -> Place:
    """The parts of an address. Raise AddressRefused for anything but http and https, or with a user's name in it."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise AddressRefused(url) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or re.search(r"[\s\x00-\x1f\x7f]", url.strip()):
        raise AddressRefused(url)
    try:
        host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode()
    except UnicodeError as error:
        raise AddressRefused(url) from error
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme=parts.scheme, host=host, port=_default_port(parts.scheme) if port is None else port, path=path)


def connect(*, place: Place, deadline: Deadline) -> socket.socket:
    """A connection to the place, with TLS where it asks for that. Raise AddressRefused, NotReached."""
    try:
        found = _through_proxy(place, deadline) if settings.CAPTURE_PROXY else _directly(place, deadline)
        if place.scheme == "https":
            found = ssl.create_default_context().wrap_socket(found, server_hostname=place.host)
    except OSError as error:
        raise NotReached(str(error)) from error
    return found


def is_outside(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also seen through the wrappings of IPv6."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip in _NAT64 or ip.sixtofour or ip.teredo:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _directly(place: Place, deadline: Deadline) -> socket.socket:
    found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    # One bad answer among good ones is a trick: all have to be outside.
    if not all(is_outside(address) or _is_allowed_loopback(address) for address in addresses):
        raise AddressRefused(place.host)
    return socket.create_connection((addresses[0], place.port), timeout=min(15, deadline.seconds_left))


def _is_allowed_loopback(address: str) -> bool:
    return bool(settings.CAPTURE_ALLOWS_LOOPBACK) and ipaddress.ip_address(address).is_loopback


def _through_proxy(place: Place, deadline: Deadline) -> socket.socket:
    _refuse_inner_name(place.host)
    found = _PROXY.match(settings.CAPTURE_PROXY)
    if found is None:
        raise NotReached("OUTCRY_CAPTURE_PROXY")
    link = socket.create_connection((found["host"].strip("[]"), int(found["port"])), timeout=min(60, deadline.seconds_left))
    try:
        link.sendall(b"\x05\x01\x00")
        if _exactly(link, 2) != b"\x05\x00":
            raise NotReached("the proxy asks for a password")
        host = place.host.encode()
        link.sendall(b"\x05\x01\x00\x03" + bytes([len(host)]) + host + struct.pack("!H", place.port))
        _, verdict, _, kind = _exactly(link, 4)
        if verdict != _SOCKS_GRANTED:
            raise NotReached(f"the proxy answers {verdict}")
        _exactly(link, {1: 4, 4: 16}.get(kind) or _exactly(link, 1)[0])
        _exactly(link, 2)
    except BaseException:
        link.close()
        raise
    return link


def _refuse_inner_name(host: str) -> None:
    """The proxy looks names up, so we judge what can be judged without: plain addresses, and names that are never public."""
    try:
        outside = is_outside(host)
    except ValueError:
        outside = "." in host and not host.endswith(_INNER_NAMES)
    if not outside:
        raise AddressRefused(host)


def _exactly(link: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = link.recv(size - len(data))
        if not piece:
            raise NotReached("the proxy hung up")
        data += piece
    return data


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80
