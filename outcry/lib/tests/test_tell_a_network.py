"""From which network a request comes, and whose word is taken for it."""

import pytest

from outcry.lib.networks import client_network


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/56"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
        ("unix:", ""),
        ("203.0.113.77, 1.1.1.1", ""),
    ],
)
def test_an_address_stands_for_its_network(address: str, network: str) -> None:
    assert client_network({"REMOTE_ADDR": address}, trusted_proxies=0) == network


@pytest.mark.parametrize(("proxies", "network"), [(0, ""), (1, "203.0.113.0/24"), (2, "198.51.100.0/24"), (3, "")])
def test_only_what_a_trusted_proxy_wrote_is_believed(proxies: int, network: str) -> None:
    meta = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.9, 203.0.113.77"}

    assert client_network(meta, trusted_proxies=proxies) == network
