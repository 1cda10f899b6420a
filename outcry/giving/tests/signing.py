"""Stripe and PayPal, as far as our tests need them: keys of their own, and notices signed as the documentation says."""

import base64
import hmac
import json
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from outcry.giving.webhooks.paypal import SIGNER, Trust

SAMPLES = Path(__file__).with_name("samples")
SECRET = "whsec_madeup_for_a_test"
WEBHOOK_ID = "MADEUPWEBHOOK0001"
NOW = datetime(2026, 3, 10, 11, 0, 5, tzinfo=UTC)
# What stands of a giver in the samples.
OF_THE_GIVER = ("Samira", "samira@mail.example", "Dakar", "Made-up Street", "MADEUPPAYER01", "+221", "evt_madeup", "WH-MADEUP", "pi_madeup")


def sample(name: str, **changes: Any) -> bytes:
    """A recorded notice; with `changes`, another one: `a__b=1` sets b in a."""
    recorded = (SAMPLES / f"{name}.json").read_bytes()
    if not changes:
        return recorded
    event = json.loads(recorded)
    for path, value in changes.items():
        *way, last = path.split("__")
        thing = event
        for step in way:
            thing = thing[step]
        thing[last] = value
    return json.dumps(event).encode()


def headers(name: str) -> dict[str, str]:
    """What was recorded beside it."""
    found: dict[str, str] = json.loads((SAMPLES / f"{name}.headers.json").read_text())
    return found


def by_stripe(body: bytes, *, at: datetime = NOW, secret: str = SECRET) -> str:
    """The header that Stripe sends with it."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},v1={hmac.new(secret.encode(), stamp.encode() + b'.' + body, sha256).hexdigest()}"


def by_paypal(body: bytes, *, webhook_id: str = WEBHOOK_ID, key: RSAPrivateKey | None = None) -> dict[str, str]:
    """The headers that PayPal sends with it."""
    signed = f"a-transmission|2026-03-10T11:00:00Z|{webhook_id}|{zlib.crc32(body)}".encode()
    signature = (key or keys()[1]).sign(signed, PKCS1v15(), SHA256())
    told = {"Transmission-Id": "a-transmission", "Transmission-Time": "2026-03-10T11:00:00Z", "Auth-Algo": "SHA256withRSA"}
    return {f"PayPal-{name}": value for name, value in (told | {"Transmission-Sig": base64.b64encode(signature).decode()}).items()}


@cache
def keys() -> tuple[RSAPrivateKey, RSAPrivateKey]:
    """That of the root, and that which signs."""
    return generate_private_key(65537, 2048), generate_private_key(65537, 2048)


def trust(**changes: Any) -> Trust:
    """What lies on our disk."""
    return Trust(webhook_id=WEBHOOK_ID, certificates=[certificate(**changes)], root=root())


@cache
def root() -> x509.Certificate:
    key = keys()[0]
    found = _draft("Made-up Root", key, until=NOW + timedelta(days=3000)).issuer_name(_name("Made-up Root"))
    found = found.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    found = found.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
    return found.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False).sign(key, SHA256())


def certificate(*, name: str = SIGNER, until: datetime = NOW + timedelta(days=100), issued_by: RSAPrivateKey | None = None) -> x509.Certificate:
    """One that signs events."""
    issuer = issued_by or keys()[0]
    found = _draft(name, keys()[1], until=until).issuer_name(_name("Made-up Root"))
    found = found.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    found = found.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    found = found.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True).add_extension(_usage("digital_signature"), critical=True)
    return found.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False).sign(issuer, SHA256())


def _draft(name: str, key: RSAPrivateKey, *, until: datetime) -> x509.CertificateBuilder:
    found = x509.CertificateBuilder().subject_name(_name(name)).public_key(key.public_key()).serial_number(x509.random_serial_number())
    return found.not_valid_before(NOW - timedelta(days=30)).not_valid_after(until)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*which: str) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    return x509.KeyUsage(**{name: name in which for name in (*names, "encipher_only", "decipher_only")})
