"""How a line was protected is told in plain words."""

import pytest

from outcry.delivery import queries
from outcry.delivery.line_words import protection_in_words
from outcry.delivery.models import Attempt, OutgoingMessage
from outcry.delivery.tests.cast import NOW, a_mail, put


def a_line(message: OutgoingMessage, tls: str) -> None:
    number = message.tries.count() + 1
    Attempt.objects.create(message=message, number=number, fence=number, started_at=NOW, ended_at=NOW, result="deferred", tls=tls)


@pytest.mark.parametrize(
    ("tls", "words"),
    [
        ("TLSv1.3 TLS_AES_256_GCM_SHA384, certificate verified", "encrypted, certificate checked"),
        ("TLSv1.2 ECDHE-RSA-AES128-SHA, certificate not verified", "encrypted, certificate not checked"),
        ("no TLS", "in the clear"),
        ("", ""),
    ],
)
def test_what_the_transports_write_down_has_its_words(tls: str, words: str) -> None:
    assert protection_in_words(tls) == words


@pytest.mark.django_db
def test_of_each_server_the_last_line_counts_and_a_try_without_one_tells_nothing() -> None:
    first, second = put(a_mail(recipient="a@one.example"), a_mail(recipient="b@two.example", destination="office:two"))
    for message, tls in ((first, "x, certificate verified"), (first, "no TLS"), (first, ""), (second, "x, certificate verified")):
        a_line(message, tls)

    found = queries.latest_protection()

    servers = [OutgoingMessage.objects.values_list("lane__server", flat=True).get(pk=message.pk) for message in (first, second)]
    assert [found[server] for server in servers] == ["no TLS", "x, certificate verified"]
