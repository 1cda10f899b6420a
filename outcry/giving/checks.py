"""What must hold before a payment service may tell of gifts; each finding has a number and says what to do."""

from collections.abc import Iterator
from typing import Any

from cryptography import x509
from django.conf import settings
from django.core.checks import CheckMessage, Error

_PAYPAL = ("PAYPAL_WEBHOOK_ID", "PAYPAL_CERTIFICATES", "PAYPAL_ROOT")


def check_services(**options: Any) -> list[CheckMessage]:
    """Secrets have the form that the service gives them, and what belongs together is there together."""
    return [*_stripe(), *_paypal()]


def _stripe() -> Iterator[CheckMessage]:
    if any(not secret.startswith("whsec_") for secret in settings.STRIPE_SIGNING_SECRETS):
        yield Error(
            "OUTCRY_STRIPE_SIGNING_SECRET is not a signing secret.", hint="It begins with whsec_; the key of Stripe's API is another one.", id="giving.E001"
        )


def _paypal() -> Iterator[CheckMessage]:
    missing = [name for name in _PAYPAL if not getattr(settings, name)]
    if missing and len(missing) < len(_PAYPAL):
        yield Error(f"PayPal can't tell of gifts without {', '.join(f'OUTCRY_{name}' for name in missing)}.", hint="Set all three, or none.", id="giving.E002")
    for name in ("PAYPAL_CERTIFICATES", "PAYPAL_ROOT"):
        path = getattr(settings, name)
        try:
            found = x509.load_pem_x509_certificates(path.read_bytes()) if path else []
        except (OSError, ValueError):
            yield Error(f"OUTCRY_{name} names {path}, which holds no certificates.", hint="It has to be a PEM file.", id="giving.E003")
            continue
        if name == "PAYPAL_ROOT" and len(found) > 1:
            yield Error("OUTCRY_PAYPAL_ROOT holds more than one certificate.", hint="Those between belong to OUTCRY_PAYPAL_CERTIFICATES.", id="giving.E004")
