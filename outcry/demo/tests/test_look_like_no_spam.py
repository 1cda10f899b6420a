"""What the shipped example writes, signed as it leaves, is taken by a spam filter for what it is: mail from people, by a house that can be found.

SpamAssassin asks the DNS only of a name server on the loopback, which knows the house and no list of spammers.
"""

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from outcry.accounts.models import Organisation, User
from outcry.appeals.models import Appeal
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.signing.dkim import signed
from outcry.delivery.signing.keys import SigningKey, in_strings, make_pair, pair
from outcry.delivery.tests.name_server import a_name_server
from outcry.demo.loading.outcome import sample_outcome
from outcry.demo.loading.staff import CAMPAIGNER
from outcry.demo.tests.cast import LEAD, NOW, a_confirmed_protest
from outcry.protests.operations import end_appeal, queue_thanks

SPAMASSASSIN = shutil.which("spamassassin")
MOST_POINTS = 2.0
ADDRESS = "198.51.100.7"
_SCORE = re.compile(r"X-Spam-Status: \w+, score=(-?[0-9.]+)\s+tests=([A-Z0-9_,\s]+?)\s+end=", re.DOTALL)

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(SPAMASSASSIN is None, reason="SpamAssassin is not installed (Debian: spamassassin)")]


def everything_that_was_written(organisation: Organisation) -> list[OutgoingMessage]:
    """A confirmation, letters in two languages, and the news of how it ended."""
    a_confirmed_protest(address="samira@mail.example")
    a_confirmed_protest(address="emeka@mail.example", language="ru")
    appeal = Appeal.objects.get(slug=LEAD)
    outcome = sample_outcome(appeal)
    assert outcome is not None
    end_appeal(appeal=appeal, outcome=outcome, by=User.objects.get(username=CAMPAIGNER), now=NOW + timedelta(hours=1))
    queue_thanks(now=NOW + timedelta(hours=1))
    return list(OutgoingMessage.objects.order_by("pk"))


def verdicts(mails: list[bytes], *, folder: Path, name_server: int) -> list[tuple[float, set[str]]]:
    """Of each mail its points, and the names of the rules that gave or took them."""
    lines = (
        "dns_available yes",
        f"dns_server 127.0.0.1:{name_server}",
        "use_bayes 0",
        "add_header all Status _YESNO_, score=_SCORE_ tests=_TESTS_ end=_YESNO_",
    )
    options = [argument for line in lines for argument in ("--cf", line)]
    files = [folder / f"{number:03}.eml" for number in range(len(mails))]
    for file, content in zip(files, mails, strict=True):
        file.write_bytes(content)
    assert SPAMASSASSIN is not None
    done = subprocess.run([SPAMASSASSIN, *options, *files], capture_output=True, check=True, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
    return [(float(points), set(re.split(r"[,\s]+", rules.strip()))) for points, rules in _SCORE.findall(done.stdout.decode(errors="replace"))]


def as_it_arrives(message: OutgoingMessage, *, domain: str, keys: tuple[SigningKey, ...]) -> bytes:
    """With what the receiving server puts in front. An address of documentation alone costs more than a point: nobody really sends from it."""
    assert message.content is not None
    head = (
        f"Return-Path: <{message.sender}>\r\n"
        f"Received: from mail.{domain} (mail.{domain} [{ADDRESS}])\r\n by mx.prosecutor.example (Postfix) with ESMTPS id 4711\r\n"
        f" for <{message.recipient}>; Mon, 23 Nov 2026 12:00:00 +0000\r\n"
    )
    return head.encode() + signed(message.content, domain=domain, keys=keys)


def test_what_the_example_writes_is_no_spam(sample: Organisation, tmp_path: Path) -> None:
    domain = sample.mail_domain
    keys = pair(tmp_path, make_pair(tmp_path))
    zone = {
        domain: {"TXT": [f'"v=spf1 ip4:{ADDRESS} -all"'], "MX": [f"10 mail.{domain}."]},
        f"mail.{domain}": {"A": [ADDRESS]},
        "7.100.51.198.in-addr.arpa": {"PTR": [f"mail.{domain}."]},
        f"_dmarc.{domain}": {"TXT": ['"v=DMARC1; p=reject"']},
        **{key.name_in(domain): {"TXT": [in_strings(key.record)]} for key in keys},
    }
    messages = everything_that_was_written(sample)
    advert = b"Subject: VIAGRA CHEAP!!! ACT NOW\r\nFrom: x <x@else.example>\r\n\r\nBuy VIAGRA and CIALIS online. Click here! 100% FREE money.\r\n"
    mails = [*(as_it_arrives(message, domain=domain, keys=keys) for message in messages), advert]

    with a_name_server(zone) as name_server:
        *ours, (points_of_the_advert, _rules) = verdicts(mails, folder=tmp_path, name_server=name_server)

    assert len(ours) == len(messages) >= 6
    assert {message.key: points for message, (points, _rules) in zip(messages, ours, strict=True) if points >= MOST_POINTS} == {}
    assert all({"DKIM_VALID", "DKIM_VALID_AU"} <= rules for _points, rules in ours)
    assert points_of_the_advert >= MOST_POINTS
