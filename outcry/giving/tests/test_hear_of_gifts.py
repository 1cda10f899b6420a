"""Stripe and PayPal tell of gifts, in any order, twice, at once; each counts once, and nothing of who gave is kept or logged."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.apps import apps
from django.core.checks import CheckMessage
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from outcry.giving.checks import check_services
from outcry.giving.models import Amount, DonationAppeal
from outcry.giving.queries import totals_for, unassigned
from outcry.giving.tests.cast import a_donation_appeal, euro
from outcry.giving.tests.signing import NOW, OF_THE_GIVER, SAMPLES, SECRET, WEBHOOK_ID, by_paypal, by_stripe, certificate, root, sample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def services(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both may tell; the clock of the view stands still."""
    for name, found in (("certificates", certificate()), ("root", root())):
        (tmp_path / f"{name}.pem").write_bytes(found.public_bytes(Encoding.PEM))
    settings.STRIPE_SIGNING_SECRETS = [SECRET]
    settings.PAYPAL_WEBHOOK_ID = WEBHOOK_ID
    settings.PAYPAL_CERTIFICATES, settings.PAYPAL_ROOT = tmp_path / "certificates.pem", tmp_path / "root.pem"
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def asked() -> DonationAppeal:
    found = a_donation_appeal()
    DonationAppeal.objects.filter(pk=found.pk).update(public_id="REFERENCE0000000")
    found.refresh_from_db()
    return found


def told(client: Client, body: bytes, **signed: Any) -> Any:
    """It comes in as from the service, with the signature of a test's own key unless another is given."""
    is_paypal = b'"event_type"' in body
    headers = signed.get("headers") or (by_paypal(body) if is_paypal else {"Stripe-Signature": by_stripe(body)})
    return client.post(f"/hooks/{'paypal' if is_paypal else 'stripe'}/", body, content_type="application/json", headers=headers)


def test_a_gift_counts_for_what_it_was_given(client: Client, asked: DonationAppeal) -> None:
    assert told(client, sample("stripe-checkout")).status_code == 200
    assert told(client, sample("paypal-capture")).status_code == 200

    totals = totals_for(donation_appeal=asked)
    assert (totals.received, totals.fees, totals.payments) == (euro("55.00"), (euro("1.37"),), 2)
    assert {(one.source, one.origin) for one in totals.by_source} == {("Stripe", "notified"), ("PayPal", "notified")}


@pytest.mark.parametrize("name", ["stripe-checkout", "paypal-capture"])
def test_what_is_told_twice_counts_once(client: Client, asked: DonationAppeal, name: str) -> None:
    assert [told(client, sample(name)).status_code for _time in range(3)] == [200, 200, 200]

    assert totals_for(donation_appeal=asked).payments == 1


def test_what_was_taken_back_by_hand_does_not_come_again(client: Client, asked: DonationAppeal) -> None:
    told(client, sample("stripe-checkout"))
    Amount.objects.update(taken_back_at=NOW)

    told(client, sample("stripe-checkout"))

    assert totals_for(donation_appeal=asked).payments == 0


@pytest.mark.parametrize("names", [("stripe-checkout", "stripe-refund"), ("stripe-refund", "stripe-checkout")])
def test_a_refund_is_subtracted_whichever_comes_first(client: Client, asked: DonationAppeal, names: tuple[str, str]) -> None:
    for name in names:
        told(client, sample(name))

    assert totals_for(donation_appeal=asked).received == euro("15.00")


def test_another_currency_is_kept_apart_and_one_that_does_not_exist_is_not_readable(client: Client, asked: DonationAppeal) -> None:
    assert told(client, sample("paypal-sale")).status_code == 200
    assert told(client, sample("stripe-checkout", data__object__currency="zzz")).status_code == 422

    totals = totals_for(donation_appeal=asked)
    assert totals.received == euro("0")
    assert [money.currency for money in totals.apart] == ["USD"]
    assert Amount.objects.filter(source="Stripe").count() == 0


def test_what_names_no_donation_appeal_of_ours_waits_for_a_person(client: Client, asked: DonationAppeal) -> None:
    told(client, sample("stripe-dispute"))
    told(client, sample("stripe-checkout", data__object__client_reference_id="OTHERREFERENCE00"))

    assert unassigned(organisation=asked.organisation).count() == 2
    assert totals_for(donation_appeal=asked).payments == 0


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("stripe-checkout", {"Stripe-Signature": by_stripe(sample("stripe-checkout"), secret="whsec_wrong")}),
        ("stripe-checkout", {"Stripe-Signature": by_stripe(sample("stripe-refund"))}),
        ("stripe-checkout", {"X-Nothing": "1"}),
        ("paypal-capture", by_paypal(sample("paypal-sale"))),
        ("paypal-capture", by_paypal(sample("paypal-capture"), webhook_id="ANOTHER")),
        ("paypal-capture", {"X-Nothing": "1"}),
    ],
)
def test_what_is_not_signed_counts_nothing(client: Client, asked: DonationAppeal, name: str, headers: dict[str, str]) -> None:
    assert told(client, sample(name), headers=headers).status_code == 400

    assert not Amount.objects.exists()


def test_nothing_of_a_giver_is_kept_and_nothing_logged(client: Client, asked: DonationAppeal, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="outcry")
    for path in sorted(SAMPLES.glob("*[a-z].json")):
        if not path.name.endswith(".headers.json"):
            assert told(client, path.read_bytes()).status_code == 200
    told(client, sample("stripe-checkout", data__object__currency="Samira"))
    told(client, sample("stripe-checkout"), headers={"Stripe-Signature": "Samira"})

    everything = [repr(list(model._default_manager.values())) for model in apps.get_models()]
    for word in OF_THE_GIVER:
        assert [rows for rows in everything if word in rows] == []
        assert word not in caplog.text
    assert "can't be read" in caplog.text
    assert Amount.objects.count() == 9
    assert set(Amount.objects.values_list("entered_at", flat=True)) == {None}


def test_this_search_would_find_a_name_that_was_kept(asked: DonationAppeal) -> None:
    Amount.objects.create(organisation=asked.organisation, kind="gift", amount=1, currency="EUR", on=NOW.date(), source="Samira", origin="notified")

    assert any("Samira" in repr(list(model._default_manager.values())) for model in apps.get_models())


def test_a_body_without_end_is_not_read(client: Client, asked: DonationAppeal) -> None:
    assert told(client, b'{"type": "' + b"x" * 300_000 + b'"}').status_code == 413


def test_a_service_that_nobody_uses_has_no_address(client: Client, settings: Settings) -> None:
    settings.STRIPE_SIGNING_SECRETS, settings.PAYPAL_ROOT = [], None

    assert told(client, sample("stripe-checkout")).status_code == 404
    assert told(client, sample("paypal-capture")).status_code == 404


def test_looking_changes_nothing(client: Client) -> None:
    for path in ("/hooks/stripe/", "/hooks/paypal/"):
        assert client.get(path).status_code == 405


def test_certificates_that_are_gone_ask_the_service_to_tell_it_again(client: Client, asked: DonationAppeal, tmp_path: Path) -> None:
    (tmp_path / "certificates.pem").unlink()

    assert told(client, sample("paypal-capture")).status_code == 503
    assert not Amount.objects.exists()


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (lambda settings, _folder: setattr(settings, "STRIPE_SIGNING_SECRETS", ["sk_live_0"]), "giving.E001"),
        (lambda settings, _folder: setattr(settings, "PAYPAL_WEBHOOK_ID", ""), "giving.E002"),
        (lambda settings, _folder: settings.PAYPAL_ROOT.write_text("nothing"), "giving.E003"),
        (lambda settings, _folder: settings.PAYPAL_ROOT.write_bytes(settings.PAYPAL_ROOT.read_bytes() * 2), "giving.E004"),
    ],
)
def test_nonsense_is_refused_before_anything_starts(settings: Settings, tmp_path: Path, change: Callable[[Settings, Path], object], number: str) -> None:
    def found() -> list[CheckMessage]:
        return check_services()

    assert found() == []

    change(settings, tmp_path)

    assert [finding.id for finding in found()] == [number]


def test_the_samples_are_what_they_say() -> None:
    assert {json.loads(path.read_text())["livemode"] for path in SAMPLES.glob("stripe-*[a-z].json") if "headers" not in path.name} == {True}
