"""The desk enters where money goes: a wrong digit, another host and what only looks like a link are refused."""

import pytest
import segno
from segno import helpers

from outcry.giving.account_addresses import WrongAddress, checked_address, checked_bic, in_groups
from outcry.giving.models import Way
from outcry.giving.tests.cast import IBAN
from outcry.giving.transfer_code import code_of, drawn_code, has_code


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        ("bank", "de50 0000 0000 0123 4567 89", IBAN),
        ("paypal", " https://www.paypal.com/donate/?hosted_button_id=MADEUP ", "https://www.paypal.com/donate/?hosted_button_id=MADEUP"),
        ("paypal", "https://paypal.me/madeup", "https://paypal.me/madeup"),
        ("patreon", "https://www.patreon.com/madeup", "https://www.patreon.com/madeup"),
        ("stripe", "https://donate.stripe.com/madeup", "https://donate.stripe.com/madeup"),
        ("liberapay", "https://liberapay.com/madeup/", "https://liberapay.com/madeup/"),
        # From BIP 173, and the address of the first block.
        ("bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    ],
)
def test_what_is_right_is_kept(kind: str, text: str, kept: str) -> None:
    assert checked_address(kind=kind, text=text) == kept


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("bank", "DE51000000000123456789"),
        ("bank", "DE5000000000012345678"),
        ("bank", "ZZ50000000000123456789"),
        ("bank", ""),
        ("paypal", "http://www.paypal.com/donate"),
        ("paypal", "https://www.paypal.com"),
        ("paypal", "https://www.paypal.com.elsewhere.example/donate"),
        ("paypal", "https://paypal.com@elsewhere.example/donate"),
        ("paypal", "https://www.paypal.com:8443/donate"),
        ("paypal", "https://elsewhere.example\\@www.paypal.com/donate"),
        ("paypal", "https://www.раypal.com/donate"),
        ("paypal", "https://www.paypal.com/do\tnate"),
        ("paypal", "javascript://www.paypal.com/%0aalert(1)"),
        ("paypal", "https://patreon.com/madeup"),
        ("paypal", "https://[::1/donate"),
        ("stripe", "https://stripe.com/donate"),
        ("liberapay", "https://liberapay.example/madeup"),
        ("bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"),
        ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"),
    ],
)
def test_what_is_wrong_is_refused(kind: str, text: str) -> None:
    with pytest.raises(WrongAddress):
        checked_address(kind=kind, text=text)


def test_made_up_links_are_for_demonstrations() -> None:
    assert checked_address(kind="paypal", text="https://paypal.example/fund", may_be_made_up=True) == "https://paypal.example/fund"


@pytest.mark.parametrize("text", ["DEUTDEF", "DEUTDEFF50", "1EUTDEFF"])
def test_a_bic_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(WrongAddress):
        checked_bic(text)


def test_an_account_is_read_four_by_four() -> None:
    assert in_groups(IBAN) == "DE50 0000 0000 0123 4567 89"


def an_account(**changes: str) -> Way:
    return Way(**{"pk": 1, "kind": "bank", "address": IBAN, "holder": "Фонд солидарности", "currency": "EUR", **changes})


def test_the_code_is_the_one_that_another_program_makes_of_the_same_transfer() -> None:
    # The other one can't do without an amount and a text; so its own words are taken, and these two struck out.
    theirs = helpers._make_epc_qr_data("Фонд солидарности", IBAN, "1", text="Gift", encoding="utf-8").replace(b"EUR1", b"").replace(b"Gift", b"")  # type: ignore[attr-defined]

    ours = code_of(an_account())

    assert ours.matrix == segno.make_qr(theirs, error="m", boost_error=False).matrix
    assert ours.error == "M"


def test_the_longest_code_fits() -> None:
    code = code_of(an_account(holder="Ж" * 70, bic="DEUTDEFF500", address="MT" + "0" * 29))

    assert int(code.version) <= 13
    assert drawn_code(an_account()).startswith("<svg")


@pytest.mark.parametrize("changes", [{"currency": "KZT"}, {"address": "KZ86125KZT5004100100"}, {"kind": "paypal"}])
def test_there_is_no_code_where_no_bank_reads_it(changes: dict[str, str]) -> None:
    assert has_code(an_account())

    assert not has_code(an_account(**changes))
