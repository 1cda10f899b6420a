"""Addresses that only we can make."""

import pytest

from outcry.delivery.models import random_return_id
from outcry.delivery.return_addresses import ReturnKind, UnknownReturnAddress, make_return_address, read_return_address


@pytest.mark.parametrize("kind", ["letter", "mail", "b"])
def test_an_address_of_ours_is_read_back_in_any_case(kind: ReturnKind) -> None:
    return_id = random_return_id()
    address = make_return_address(kind=kind, return_id=return_id, domain="outcry.example")

    found = read_return_address(address=address.upper())

    assert (found.kind, found.return_id) == (kind, return_id)
    assert len(address.partition("@")[0]) <= 64


def test_every_changed_letter_is_noticed() -> None:
    address = make_return_address(kind="letter", return_id=random_return_id(), domain="outcry.example")
    token = address.partition("@")[0]

    for place in range(len("letter-"), len(token)):
        forged = token[:place] + ("0" if token[place] != "0" else "1") + token[place + 1 :]
        with pytest.raises(UnknownReturnAddress):
            read_return_address(address=f"{forged}@outcry.example")


def test_one_kind_of_address_does_not_open_another() -> None:
    address = make_return_address(kind="letter", return_id=random_return_id(), domain="outcry.example")

    with pytest.raises(UnknownReturnAddress):
        read_return_address(address=address.replace("letter-", "b-"))


@pytest.mark.parametrize(
    "address", ["", "@", "letter-@x.example", "office@x.example", "letter-" + "0" * 29 + "@x.example", "letter-é@x.example", "b-\ud800@x", "no-at-sign"]
)
def test_what_we_did_not_make_is_unknown(address: str) -> None:
    with pytest.raises(UnknownReturnAddress):
        read_return_address(address=address)
