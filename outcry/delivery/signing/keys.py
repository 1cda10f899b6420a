"""The keys that mail is signed with: a pair of files in the key folder for each number, and one file that says which number signs.

A new pair signs nothing until somebody says so: a receiver that does not find the public half in the DNS calls a signature
bad, so it has to stand there first.
"""

import base64
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key

from outcry.lib.keys import write_secret

RSA_BITS = 2048
_PUBLIC_EXPONENT = 65537
_IN_USE = "dkim-in-use"
_FILE = re.compile(r"dkim-([0-9]{4})\.rsa\.pem")
# A string of a TXT record holds so many bytes at most (RFC 1035, 3.3.14); a reader joins them (RFC 6376, 3.6.2.2).
_TXT_BYTES = 255

Private = RSAPrivateKey | Ed25519PrivateKey


class SigningKeyUnfit(Exception):
    """A key that mail is to be signed with is missing or can't be read. Says which file."""


@dataclass(frozen=True)
class SigningKey:
    """One private key, and the selector by which receivers find its public half."""

    selector: str
    private: Private

    @property
    def kind(self) -> str:
        """As the DNS calls it: `rsa` or `ed25519`."""
        return "rsa" if isinstance(self.private, RSAPrivateKey) else "ed25519"

    @property
    def public(self) -> str:
        """The public half as the DNS has it, in base64: the whole SubjectPublicKeyInfo of RSA (RFC 6376), the 32 bytes of Ed25519 (RFC 8463)."""
        if isinstance(self.private, RSAPrivateKey):
            public = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(public).decode()

    def name_in(self, domain: str) -> str:
        """The name of its TXT record."""
        return f"{self.selector}._domainkey.{domain}"

    @property
    def record(self) -> str:
        """The text of that record, in one."""
        return f"v=DKIM1; k={self.kind}; p={self.public}"


def in_strings(record: str) -> str:
    """A text as a zone file writes it: in quotation marks, in strings of 255 bytes."""
    return " ".join(f'"{record[place : place + _TXT_BYTES]}"' for place in range(0, len(record), _TXT_BYTES))


def make_pair(folder: Path) -> int:
    """Make the next pair of keys, which does not sign yet; returns its number."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = max(numbers(folder), default=0) + 1
    # The RSA key last: a pair is there once it is.
    for kind, private in (("ed25519", Ed25519PrivateKey.generate()), ("rsa", generate_private_key(_PUBLIC_EXPONENT, RSA_BITS))):
        write_secret(folder / f"dkim-{number:04}.{kind}.pem", private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode().strip())
    return number


def numbers(folder: Path) -> list[int]:
    """The numbers of the pairs that are there, eldest first."""
    return sorted(int(match[1]) for path in folder.glob("dkim-????.rsa.pem") if (match := _FILE.fullmatch(path.name)))


def pair(folder: Path, number: int) -> tuple[SigningKey, SigningKey]:
    """RSA, which every receiver can check, and Ed25519 beside it. Raise SigningKeyUnfit."""
    return _key(folder / f"dkim-{number:04}.rsa.pem", f"outcry{number}r"), _key(folder / f"dkim-{number:04}.ed25519.pem", f"outcry{number}e")


def _key(path: Path, selector: str) -> SigningKey:
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningKeyUnfit(f"{path.name} in the key folder can't be read") from error
    if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
        raise SigningKeyUnfit(f"{path.name} in the key folder is no key for signing mail")
    return SigningKey(selector, private)


def number_in_use(folder: Path) -> int | None:
    """The number of the pair that signs; None where nothing is signed. Raise SigningKeyUnfit."""
    try:
        text = (folder / _IN_USE).read_text().strip()
    except FileNotFoundError:
        return None
    if not text.isdecimal():
        raise SigningKeyUnfit(f"{_IN_USE} in the key folder holds no number")
    return int(text)


def use(folder: Path, number: int | None) -> None:
    """Sign with this pair from the next mail on; None: sign no more. Workers notice by themselves. Raise SigningKeyUnfit."""
    if number is None:
        (folder / _IN_USE).unlink(missing_ok=True)
        return
    pair(folder, number)
    draft = folder / f".{_IN_USE}.{os.getpid()}.{secrets.token_hex(4)}"
    write_secret(draft, str(number))
    draft.replace(folder / _IN_USE)


def change_mark(folder: Path) -> tuple[int, int] | None:
    """Something that is another one once `use` was called: so a worker sees for the price of one look that keys have changed."""
    try:
        found = (folder / _IN_USE).stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino
