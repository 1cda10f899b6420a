"""A wrong mailer is told before the first letter is lost in it."""

from typing import Any

import pytest

from outcry.delivery.checks import check_mailers

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def mailers(**options: Any) -> dict[str, Any]:
    return {name: {"BACKEND": SMTP, "OPTIONS": {"host": "127.0.0.1", "port": 25} | options} for name in ("protest", "letter_to_supporter", "newsletter")}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (mailers(), []),
        (mailers(host="localhost"), []),
        (mailers(host="relay.example", use_tls=True), []),
        (mailers(host="relay.example"), ["delivery.W003"] * 3),
        (mailers(fail_silently=True), ["delivery.E004"] * 3),
        ({name: {"BACKEND": "outcry.delivery.direct.EmailBackend"} for name in mailers()}, []),
        ({}, ["delivery.E001"] * 3),
        ({name: {"BACKEND": "some.pigeon.Backend"} for name in mailers()}, ["delivery.E002"] * 3),
    ],
)
def test_mailers_are_checked(told: dict[str, Any], found: list[str], settings: Any) -> None:
    settings.MAILERS = told

    assert [finding.id for finding in check_mailers()] == found
