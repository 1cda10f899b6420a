"""One mailbox, one canonical form."""

import pytest

from outcry.lib.addresses import BeyondAscii, InvalidAddress, address_hash, canonical_address, deliverable_address
from outcry.lib.keys import Key

KEY = Key(id=1, secret=b"k" * 32)


@pytest.mark.parametrize(
    "spelling",
    ["samira.diallo@gmail.com", "SamiraDiallo@Gmail.com", "samiradiallo+appeal@gmail.com", "s.a.m.iradiallo@googlemail.com"],
)
def test_spellings_of_one_mailbox_are_one(spelling: str) -> None:
    assert canonical_address(spelling) == "samiradiallo@gmail.com"


def test_dots_count_where_the_provider_counts_them() -> None:
    assert canonical_address("s.diallo@mail.example") != canonical_address("sdiallo@mail.example")


def test_a_plus_in_front_is_part_of_the_name() -> None:
    assert canonical_address("+221@mail.example") == "+221@mail.example"


def test_a_hash_means_nothing_under_another_key_or_subject() -> None:
    here = address_hash("a@mail.example", key=KEY, subject="appeal")

    assert here == address_hash("A+x@mail.example", key=KEY, subject="appeal")
    assert here != address_hash("a@mail.example", key=KEY, subject="site")
    assert here != address_hash("a@mail.example", key=Key(id=1, secret=b"o" * 32), subject="appeal")


def test_a_domain_beyond_ascii_is_written_for_mail_servers() -> None:
    assert deliverable_address(" samira@почта.example ") == "samira@xn--80a1acny.example"


@pytest.mark.parametrize("text", ["", "no-at.example", "a@", "@b.example", "a b@c.example", "a@b.example\r\nBcc: x@y.example", "почта@mail.example"])
def test_what_no_server_takes_is_refused(text: str) -> None:
    with pytest.raises(InvalidAddress):
        deliverable_address(text)


def test_letters_that_not_every_server_takes_are_told_apart_from_what_is_no_address() -> None:
    with pytest.raises(BeyondAscii):
        deliverable_address("почта@mail.example")
    with pytest.raises(InvalidAddress) as caught:
        deliverable_address("no-at.example")

    assert not isinstance(caught.value, BeyondAscii)
