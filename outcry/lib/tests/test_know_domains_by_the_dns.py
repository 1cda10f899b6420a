"""A domain in Kazakh letters is one that the DNS knows by another name."""

import pytest

from outcry.lib.domains import domain_in_ascii


@pytest.mark.parametrize(
    ("typed", "known"),
    [("example.org", "example.org"), ("Example.ORG", "Example.ORG"), ("пример.қаз", "xn--e1afmkfd.xn--80ao21a"), ("ПРИМЕР.ҚАЗ", "xn--e1afmkfd.xn--80ao21a")],
)
def test_a_domain_is_known_by_its_name_in_the_dns(typed: str, known: str) -> None:
    assert domain_in_ascii(typed) == known


@pytest.mark.parametrize("typed", ["қаз қаз.kz", "-қаз.kz", "қ..kz", "қ" * 70])
def test_a_domain_that_cannot_exist_is_refused(typed: str) -> None:
    with pytest.raises(UnicodeError):
        domain_in_ascii(typed)
