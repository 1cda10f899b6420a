"""Events of PayPal: whether they are PayPal's, and the sums in them. Nothing is asked of PayPal to find out.

Signature: https://developer.paypal.com/api/rest/webhooks/rest/ (verify by yourself): RSA with SHA-256 over transmission id, its time, the id of
our webhook and the CRC32 of the body. The certificate is not fetched from where a header says: it lies on our disk, and has to lead to a root
that lies there, too.
"""

import base64
import binascii
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from outcry.giving.models import AmountKind
from outcry.giving.webhooks.notices import Notice, NotReadable, NotSigned, SumTold
from outcry.giving.webhooks.reading import day_of_words, event_in, id_of, inner, money_of, reference_in
from outcry.lib.money import Money

SERVICE = "PayPal"
# The name in the certificate that signs events.
SIGNER = "messageverificationcerts.paypal.com"
_ALGORITHM = "SHA256withRSA"
_LONGEST_HEADER = 1000


@dataclass(frozen=True, kw_only=True)
class Trust:
    """What lies on our disk: certificates that sign and those between, the root they lead to, and the id of our webhook at PayPal."""

    webhook_id: str
    certificates: Sequence[x509.Certificate]
    root: x509.Certificate


def check_signature(*, body: bytes, headers: Mapping[str, str], trust: Trust, now: datetime) -> None:
    """Raise NotSigned unless a certificate that leads to the root today signed this body for this webhook."""
    told = {name: headers.get(f"PayPal-{name}", "")[:_LONGEST_HEADER] for name in ("Transmission-Id", "Transmission-Time", "Transmission-Sig", "Auth-Algo")}
    if told["Auth-Algo"] != _ALGORITHM:
        raise NotSigned("another algorithm")
    signed = f"{told['Transmission-Id']}|{told['Transmission-Time']}|{trust.webhook_id}|{zlib.crc32(body)}".encode()
    try:
        signature = base64.b64decode(told["Transmission-Sig"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotSigned("no signature") from error
    if not any(_signed_by(key, signature, signed) for key in _keys(trust, now)):
        raise NotSigned("wrong signature, or no certificate that holds today")


def _keys(trust: Trust, now: datetime) -> list[RSAPublicKey]:
    verifier = PolicyBuilder().store(Store([trust.root])).time(now).build_server_verifier(x509.DNSName(SIGNER))
    found = []
    for certificate in trust.certificates:
        try:
            verifier.verify(certificate, [other for other in trust.certificates if other != certificate])
        except VerificationError:
            continue
        key = certificate.public_key()
        if isinstance(key, RSAPublicKey):
            found.append(key)
    return found


def _signed_by(key: RSAPublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def read(body: bytes) -> Notice | None:
    """What an event says; None where it says nothing of money that moved. Raise NotReadable."""
    event = event_in(body)
    sums_of = _KINDS.get(str(event.get("event_type")))
    if sums_of is None:
        return None
    resource = inner(event, "resource")
    reference = reference_in(inner(resource, "custom_id"), inner(resource, "custom"))
    return Notice(service=SERVICE, event_id=id_of(event), on=day_of_words(event.get("create_time")), sums=sums_of(resource), reference=reference)


def _capture(resource: Any) -> tuple[SumTold, ...]:
    return _with_fee(_value(inner(resource, "amount")), inner(resource, "seller_receivable_breakdown", "paypal_fee"))


def _sale(resource: Any) -> tuple[SumTold, ...]:
    """The older form, which donate buttons and subscriptions still send."""
    fee = inner(resource, "transaction_fee")
    return _with_fee(_value(inner(resource, "amount"), "total"), fee)


def _back(resource: Any) -> tuple[SumTold, ...]:
    amount = inner(resource, "amount")
    return (SumTold(kind=AmountKind.REFUND, money=_value(amount, "total" if inner(amount, "value") is None else "value")),)


_KINDS: dict[str, Callable[[Any], tuple[SumTold, ...]]] = {
    "PAYMENT.CAPTURE.COMPLETED": _capture,
    "PAYMENT.CAPTURE.REFUNDED": _back,
    "PAYMENT.CAPTURE.REVERSED": _back,
    "PAYMENT.SALE.COMPLETED": _sale,
    "PAYMENT.SALE.REFUNDED": _back,
    "PAYMENT.SALE.REVERSED": _back,
}


def _with_fee(gift: Money, fee: Any) -> tuple[SumTold, ...]:
    told = SumTold(kind=AmountKind.GIFT, money=gift)
    if not isinstance(fee, dict) or fee.get("value") in (None, "0", "0.00"):
        return (told,)
    return told, SumTold(kind=AmountKind.FEE, money=_value(fee), payments=0)


def _value(amount: Any, name: str = "value") -> Money:
    """PayPal writes decimals as text, and what is taken back with a minus."""
    value, currency = inner(amount, name), inner(amount, "currency_code") or inner(amount, "currency")
    if not isinstance(value, str):
        raise NotReadable("no sum of money")
    return money_of(value.removeprefix("-"), currency)
