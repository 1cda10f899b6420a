"""Events of Stripe: whether they are Stripe's, and the sums in them.

Signature: https://docs.stripe.com/webhooks#verify-manually. A payment of a link is a `checkout.session`; of something given each
month every payment is an `invoice`. Stripe tells its fees only to those who ask, so they are written down by hand or imported.
"""

import hmac
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from outcry.giving.models import AmountKind
from outcry.giving.webhooks.notices import Notice, NotReadable, NotSigned, SumTold
from outcry.giving.webhooks.reading import day_of_seconds, event_in, id_of, inner, money_of, reference_in
from outcry.lib.money import Money

SERVICE = "Stripe"
# Older ones may be somebody's who overheard them; newer ones have a clock of their own. Stripe signs each try anew.
TOLERANCE = timedelta(minutes=5)
# https://docs.stripe.com/currencies#zero-decimal: in their own unit; the others in hundredths, and these in thousandths.
_WHOLE = frozenset({"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"})
_THOUSANDTHS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def check_signature(*, body: bytes, header: str, secrets: Iterable[str], now: datetime) -> None:
    """Raise NotSigned unless one of the secrets (two while one is being replaced) signed this body within the last five minutes."""
    parts = [part.partition("=")[::2] for part in header.split(",")]
    stamps = [value.strip() for name, value in parts if name.strip() == "t"]
    told = [value.strip() for name, value in parts if name.strip() == "v1"]
    if len(stamps) != 1 or not stamps[0].isascii() or not stamps[0].isdecimal() or len(stamps[0]) > 12:
        raise NotSigned("no moment")
    if abs(now.timestamp() - int(stamps[0])) > TOLERANCE.total_seconds():
        raise NotSigned("too old or too new")
    signed = stamps[0].encode() + b"." + body
    made = [hmac.new(secret.encode(), signed, sha256).hexdigest() for secret in secrets if secret]
    if not any(hmac.compare_digest(ours.encode(), theirs.encode()) for ours in made for theirs in told):
        raise NotSigned("wrong signature")


def read(body: bytes) -> Notice | None:
    """What an event says; None where it says nothing of money that moved, or is a test. Raise NotReadable."""
    event = event_in(body)
    sums_of = _KINDS.get(str(event.get("type")))
    if sums_of is None or event.get("livemode") is not True:
        return None
    thing = inner(event, "data", "object")
    found = sums_of(event, thing)
    if found is None:
        return None
    parent = inner(thing, "parent", "subscription_details", "metadata", "donation_appeal")
    older = inner(thing, "subscription_details", "metadata", "donation_appeal")
    reference = reference_in(inner(thing, "client_reference_id"), inner(thing, "metadata", "donation_appeal"), parent, older)
    return Notice(service=SERVICE, event_id=id_of(event), on=day_of_seconds(event.get("created")), sums=(found,), reference=reference)


def _session(_event: Any, session: Any) -> SumTold | None:
    # What is given each month is told by its invoices, the first one too; what is on its way comes as async_payment_succeeded.
    if inner(session, "mode") != "payment" or inner(session, "payment_status") != "paid":
        return None
    return SumTold(kind=AmountKind.GIFT, money=_money(inner(session, "amount_total"), inner(session, "currency")))


def _invoice(_event: Any, invoice: Any) -> SumTold | None:
    if inner(invoice, "amount_paid") == 0:
        return None
    return SumTold(kind=AmountKind.GIFT, money=_money(inner(invoice, "amount_paid"), inner(invoice, "currency")))


def _refund(event: Any, charge: Any) -> SumTold | None:
    # `amount_refunded` grows with every refund of a charge: what went back now is the difference.
    whole, before = inner(charge, "amount_refunded"), inner(event, "data", "previous_attributes", "amount_refunded")
    if not _is_number(whole) or not (before is None or _is_number(before)):
        raise NotReadable("no refund")
    return SumTold(kind=AmountKind.REFUND, money=_money(whole - (before or 0), inner(charge, "currency")))


def _taken(_event: Any, dispute: Any) -> SumTold | None:
    return SumTold(kind=AmountKind.REFUND, money=_money(inner(dispute, "amount"), inner(dispute, "currency")))


def _given_back(_event: Any, dispute: Any) -> SumTold | None:
    """A dispute that was won: the money is here again, and it is no new payment."""
    return SumTold(kind=AmountKind.GIFT, money=_money(inner(dispute, "amount"), inner(dispute, "currency")), payments=0)


_KINDS: dict[str, Callable[[Any, Any], SumTold | None]] = {
    "checkout.session.completed": _session,
    "checkout.session.async_payment_succeeded": _session,
    "invoice.paid": _invoice,
    "charge.refunded": _refund,
    "charge.dispute.funds_withdrawn": _taken,
    "charge.dispute.funds_reinstated": _given_back,
}


def _money(units: Any, currency: Any) -> Money:
    """Stripe counts in the smallest coins."""
    if not _is_number(units) or not isinstance(currency, str):
        raise NotReadable("no sum of money")
    code = currency.upper()
    places = 0 if code in _WHOLE else 3 if code in _THOUSANDTHS else 2
    return money_of(Decimal(units).scaleb(-places), code)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
