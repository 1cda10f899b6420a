"""What says that it comes from Stripe or PayPal is believed by its signature alone, and read for sums of money alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from outcry.giving.tests.signing import NOW, SAMPLES, SECRET, WEBHOOK_ID, by_paypal, by_stripe, certificate, headers, root, sample, trust
from outcry.giving.webhooks import paypal, stripe
from outcry.giving.webhooks.notices import Notice, NotReadable, NotSigned, SumTold
from outcry.lib.money import Money

REFERENCE = "REFERENCE0000000"


def stripe_check(header: str, *, body: bytes | None = None, secrets: tuple[str, ...] = (SECRET,), now: datetime = NOW) -> None:
    stripe.check_signature(body=sample("stripe-checkout") if body is None else body, header=header, secrets=secrets, now=now)


def paypal_check(told: dict[str, str], *, body: bytes | None = None, believed: paypal.Trust | None = None, now: datetime = NOW) -> None:
    paypal.check_signature(body=sample("paypal-capture") if body is None else body, headers=told, trust=believed or trust(), now=now)


# --- Stripe ---


def test_a_recorded_notice_of_stripe_is_believed() -> None:
    stripe_check(headers("stripe-checkout")["Stripe-Signature"], now=datetime.fromtimestamp(1773140012, tz=UTC))


def test_while_a_secret_is_replaced_both_are_believed() -> None:
    body = sample("stripe-checkout")

    stripe_check(by_stripe(body, secret="whsec_new"), secrets=(SECRET, "whsec_new"))
    stripe_check(f"{by_stripe(body, secret='whsec_other')},{by_stripe(body).partition(',')[2]}")


@pytest.mark.parametrize("late", [timedelta(minutes=-5, seconds=-1), timedelta(minutes=5, seconds=1), timedelta(days=30)])
def test_a_notice_that_somebody_sends_again_later_is_not_believed(late: timedelta) -> None:
    header = by_stripe(sample("stripe-checkout"))

    with pytest.raises(NotSigned):
        stripe_check(header, now=NOW + late)


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header.replace("v1=", "v1=0"),
        lambda header: header.replace("v1=", "v0="),
        lambda header: header.partition(",")[2],
        lambda header: f"t=1,{header}",
        lambda header: header.replace("t=", "t=-"),
        lambda header: header.replace("t=1", "t=²"),
        lambda header: f"t={'9' * 400},{header.partition(',')[2]}",
        lambda header: "",
        lambda header: "t=,v1=",
        lambda header: f"{header[:-2]}éé",
    ],
)
def test_a_header_that_was_changed_is_not_believed(change: Callable[[str], str]) -> None:
    with pytest.raises(NotSigned):
        stripe_check(change(by_stripe(sample("stripe-checkout"))))


def test_a_body_that_was_changed_or_another_secret_is_not_believed() -> None:
    header = by_stripe(sample("stripe-checkout"))

    for how in ({"body": sample("stripe-checkout").replace(b"2500", b"9900")}, {"secrets": ("whsec_other",)}, {"secrets": ("",)}, {"secrets": ()}):
        with pytest.raises(NotSigned):
            stripe_check(header, **how)


@pytest.mark.parametrize(
    ("name", "kind", "amount", "currency", "payments", "on", "reference"),
    [
        ("stripe-checkout", "gift", "25.00", "EUR", 1, date(2026, 3, 10), REFERENCE),
        ("stripe-invoice", "gift", "10.00", "USD", 1, date(2026, 3, 10), REFERENCE),
        ("stripe-refund", "refund", "10.00", "EUR", 1, date(2026, 3, 10), REFERENCE),
        ("stripe-dispute", "refund", "25.00", "EUR", 1, date(2026, 3, 10), ""),
    ],
)
def test_what_stripe_tells_is_a_sum_of_a_day(name: str, kind: str, amount: str, currency: str, payments: int, on: date, reference: str) -> None:
    notice = stripe.read(sample(name))

    assert notice is not None
    assert (notice.sums, notice.on, notice.reference) == ((SumTold(kind=kind, money=Money(Decimal(amount), currency), payments=payments),), on, reference)


@pytest.mark.parametrize(("currency", "units", "amount"), [("jpy", 2500, "2500"), ("kwd", 2500, "2.500"), ("eur", 1, "0.01"), ("KZT", 6000000, "60000")])
def test_every_currency_has_its_own_smallest_coin(currency: str, units: int, amount: str) -> None:
    notice = stripe.read(sample("stripe-checkout", data__object__currency=currency, data__object__amount_total=units))

    assert notice is not None
    assert notice.sums[0].money == Money(Decimal(amount), currency.upper())


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("stripe-checkout", {"livemode": False}),
        ("stripe-checkout", {"type": "payment_intent.created"}),
        ("stripe-checkout", {"data__object__mode": "subscription"}),
        ("stripe-checkout", {"data__object__payment_status": "unpaid"}),
        ("stripe-invoice", {"data__object__amount_paid": 0}),
    ],
)
def test_what_is_no_money_that_moved_counts_nothing(name: str, changes: dict[str, Any]) -> None:
    assert stripe.read(sample(name, **changes)) is None


def test_a_dispute_that_was_won_brings_the_money_back_and_is_no_new_payment() -> None:
    notice = stripe.read(sample("stripe-dispute", type="charge.dispute.funds_reinstated"))

    assert notice is not None
    assert notice.sums == (SumTold(kind="gift", money=Money(Decimal("25.00"), "EUR"), payments=0),)


# --- PayPal ---


def recorded_trust(**changes: Any) -> paypal.Trust:
    [found_root] = x509.load_pem_x509_certificates((SAMPLES / "paypal-root.pem").read_bytes())
    signing_ones = x509.load_pem_x509_certificates((SAMPLES / "paypal-signing.pem").read_bytes())
    return paypal.Trust(**{"webhook_id": WEBHOOK_ID, "certificates": signing_ones, "root": found_root, **changes})


def test_a_recorded_notice_of_paypal_is_believed() -> None:
    paypal_check(headers("paypal-capture"), believed=recorded_trust())


@pytest.mark.parametrize("now", [datetime(2025, 12, 31, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC)])
def test_a_certificate_is_believed_in_its_time_alone(now: datetime) -> None:
    with pytest.raises(NotSigned):
        paypal_check(headers("paypal-capture"), believed=recorded_trust(), now=now)


def test_the_next_certificate_may_lie_there_before_it_is_used() -> None:
    old = certificate(until=NOW - timedelta(days=1))

    paypal_check(by_paypal(sample("paypal-capture")), believed=paypal.Trust(webhook_id=WEBHOOK_ID, certificates=[old, certificate()], root=root()))


@pytest.mark.parametrize(
    "changes",
    [
        {"certificates": [certificate(name="elsewhere.example")]},
        {"certificates": [certificate(issued_by=generate_private_key(65537, 2048))]},
        {"certificates": []},
        {"certificates": [root()]},
        {"webhook_id": "ANOTHER"},
    ],
)
def test_what_another_certificate_or_webhook_signed_is_not_believed(changes: dict[str, Any]) -> None:
    believed = paypal.Trust(**{"webhook_id": WEBHOOK_ID, "certificates": [certificate()], "root": root(), **changes})

    with pytest.raises(NotSigned):
        paypal_check(by_paypal(sample("paypal-capture")), believed=believed)


@pytest.mark.parametrize(
    "changes",
    [
        {"PayPal-Transmission-Sig": "AAAA"},
        {"PayPal-Transmission-Sig": "no base 64"},
        {"PayPal-Transmission-Sig": "é"},
        {"PayPal-Transmission-Id": "another"},
        {"PayPal-Transmission-Time": "2026-03-10T11:00:01Z"},
        {"PayPal-Auth-Algo": "SHA1withRSA"},
        {"PayPal-Auth-Algo": ""},
    ],
)
def test_changed_headers_are_not_believed(changes: dict[str, str]) -> None:
    with pytest.raises(NotSigned):
        paypal_check(by_paypal(sample("paypal-capture")) | changes)


def test_a_body_that_was_changed_is_not_believed_and_neither_is_another_key() -> None:
    body = sample("paypal-capture")
    with pytest.raises(NotSigned):
        paypal_check(by_paypal(body), body=body.replace(b"30.00", b"90.00"))
    with pytest.raises(NotSigned):
        paypal_check(by_paypal(body, key=generate_private_key(65537, 2048)))


def gift(amount: str, currency: str = "EUR") -> SumTold:
    return SumTold(kind="gift", money=Money(Decimal(amount), currency))


def fee(amount: str, currency: str = "EUR") -> SumTold:
    return SumTold(kind="fee", money=Money(Decimal(amount), currency), payments=0)


@pytest.mark.parametrize(
    ("name", "sums"),
    [
        ("paypal-capture", (gift("30.00"), fee("1.37"))),
        ("paypal-sale", (gift("20.00", "USD"), fee("0.88", "USD"))),
        ("paypal-refund", (SumTold(kind="refund", money=Money(Decimal("10.00"), "EUR")),)),
    ],
)
def test_what_paypal_tells_is_sums_of_a_day(name: str, sums: tuple[SumTold, ...]) -> None:
    notice = paypal.read(sample(name))

    assert notice is not None
    assert (notice.sums, notice.on, notice.reference) == (sums, date(2026, 3, 10), REFERENCE)


def test_the_day_is_that_of_greenwich_and_a_reversal_with_a_minus_is_a_refund() -> None:
    changes: dict[str, Any] = {"create_time": "2026-03-10T23:30:00-05:00", "event_type": "PAYMENT.CAPTURE.REVERSED", "resource__amount__value": "-10.00"}

    notice = paypal.read(sample("paypal-refund", **changes))

    assert notice is not None
    assert (notice.on, notice.sums[0].money.amount) == (date(2026, 3, 11), Decimal("10.00"))


def test_what_paypal_tells_of_something_else_counts_nothing() -> None:
    assert paypal.read(sample("paypal-capture", event_type="BILLING.SUBSCRIPTION.CREATED")) is None
    # Its first version had decimals as text, too; a fee of nothing is none.
    no_fee = paypal.read(sample("paypal-capture", resource__seller_receivable_breakdown__paypal_fee={"value": "0.00", "currency_code": "EUR"}))
    assert no_fee is not None
    assert no_fee.sums == (gift("30.00"),)


# --- both ---


@pytest.mark.parametrize(
    ("read", "name", "changes"),
    [
        (stripe.read, "stripe-checkout", {"data__object__currency": "zzz"}),
        (stripe.read, "stripe-checkout", {"data__object__currency": None}),
        (stripe.read, "stripe-checkout", {"data__object__amount_total": -2500}),
        (stripe.read, "stripe-checkout", {"data__object__amount_total": 0}),
        (stripe.read, "stripe-checkout", {"data__object__amount_total": "2500"}),
        (stripe.read, "stripe-checkout", {"data__object__amount_total": True}),
        (stripe.read, "stripe-checkout", {"data__object__amount_total": 25.5}),
        (stripe.read, "stripe-checkout", {"data__object__amount_total": 10**30}),
        (stripe.read, "stripe-checkout", {"created": "now"}),
        (stripe.read, "stripe-checkout", {"created": 10**30}),
        (stripe.read, "stripe-checkout", {"id": ""}),
        (stripe.read, "stripe-checkout", {"id": 7}),
        (stripe.read, "stripe-refund", {"data__object__amount_refunded": 500}),
        (stripe.read, "stripe-refund", {"data__previous_attributes": {"amount_refunded": "0"}}),
        (paypal.read, "paypal-capture", {"resource__amount": {"currency_code": "ZZZ", "value": "30.00"}}),
        (paypal.read, "paypal-capture", {"resource__amount": {"currency_code": "EUR", "value": 30}}),
        (paypal.read, "paypal-capture", {"resource__amount": {"currency_code": "EUR", "value": "NaN"}}),
        (paypal.read, "paypal-capture", {"resource__amount": {"currency_code": "EUR", "value": "1e5000"}}),
        (paypal.read, "paypal-capture", {"resource__amount": None}),
        (paypal.read, "paypal-capture", {"resource": []}),
        (paypal.read, "paypal-capture", {"create_time": "10 March"}),
        (paypal.read, "paypal-capture", {"create_time": "2026-03-10T11:00:00"}),
        (paypal.read, "paypal-capture", {"create_time": 5}),
    ],
)
def test_what_cannot_be_read_is_said_and_not_guessed(read: Callable[[bytes], Notice | None], name: str, changes: dict[str, Any]) -> None:
    with pytest.raises(NotReadable):
        read(sample(name, **changes))


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000, b"1" * 10_000])
@pytest.mark.parametrize("read", [stripe.read, paypal.read])
def test_what_is_no_event_is_not_readable(read: Callable[[bytes], Notice | None], body: bytes) -> None:
    with pytest.raises(NotReadable):
        read(body)


@pytest.mark.parametrize("written", ["too short", "A" * 15, "' OR 1=1 --00000", "Samira Diallo 16", "é" * 16, None, 5, {"a": 1}])
def test_a_reference_that_is_none_of_ours_by_its_form_is_no_reference(written: Any) -> None:
    notice = stripe.read(sample("stripe-checkout", data__object__client_reference_id=written))

    assert notice is not None
    assert notice.reference == ""
