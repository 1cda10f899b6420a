"""Processes that die at one chosen line (doomed.py), and what somebody does who notices: tries again."""

import os
import signal
import smtplib
import subprocess
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

from drill.faults import wait_until_nothing_is_on_the_way
from drill.site import Site, TookTooLong
from outcry.config.programs import accepts_connections, answers_http, free_port

_DEATH_SECONDS = 180.0


def worker_dies(site: Site, *, place: str, number: int) -> int:
    """Supporter `number` is walked while a worker of ours dies with one of her letters; returns which message."""
    # A letter struck twice would stay uncertain for good, as it should.
    wait_until_nothing_is_on_the_way(site)
    other = site.children()["deliver"]
    site.freeze(other)
    doomed = site.run("-m", "drill.doomed", place, "deliver")
    walk = site.walk(number)
    _wait_for_death(site, doomed, place)
    message = site.number("SELECT id FROM delivery_outgoingmessage WHERE state = 'submitting'")
    os.kill(other, signal.SIGCONT)
    walk.wait(timeout=300)
    return message


def web_dies(site: Site, *, place: str, number: int) -> None:
    """Supporter `number` sends her form, or presses her button, to a web server that dies before it answers; then another one stands there."""
    port = free_port()
    environment = {"PORT": str(port), "OUTCRY_SITE_URL": site.address}
    doomed = site.run("-m", "drill.doomed", place, "serve", **environment)
    site.wait_until(lambda: answers_http(port), "a web server of the drill answers")
    walk = site.walk(number, **environment)
    _wait_for_death(site, doomed, place)
    sound = site.run("-m", "drill.doomed", "nowhere", "serve", **environment)
    walk.wait(timeout=300)
    sound.kill()


def listener_dies(site: Site) -> int:
    """An office answers a letter; the listener keeps it and dies before it says so; the office hands it in again, elsewhere.

    Returns the letter that was answered.
    """
    port = free_port()
    doomed = site.run("-m", "drill.doomed", "reply", "receive", OUTCRY_RECEIVE_PORT=str(port))
    site.wait_until(lambda: accepts_connections(port), "a listener of the drill listens")
    letter, recipient, office = _an_unanswered_letter(site)
    answer = EmailMessage(policy=SMTP)
    answer["From"], answer["To"], answer["Subject"], answer["Message-ID"] = office, recipient, "Your letter", "<answer-of-the-drill@rights.example>"
    answer.set_content("We have read your letter.\n")
    with suppress(smtplib.SMTPException, OSError):
        _hand_in(answer, sender=office, recipient=recipient, port=port)
        raise TookTooLong("the listener answered instead of dying")
    _wait_for_death(site, doomed, "reply")
    _hand_in(answer, sender=office, recipient=recipient, port=site.receive_port)
    return letter


def chores_die_while_thanking(site: Site) -> None:
    """The outcome is recorded; chores die at two lines while they queue the mails, once more somewhere, and then go on."""
    chores = site.children()["chores"]
    site.freeze(chores)
    recorded = site.run("-m", "drill.record_outcome")
    if recorded.wait(timeout=120):
        raise TookTooLong("the outcome could not be recorded")
    for place in ("thanks-inside", "thanks-after"):
        _wait_for_death(site, site.run("-m", "drill.doomed", place, "chores"), place)
    os.kill(chores, signal.SIGCONT)
    site.kill("chores")
    site.wait_until_restarted("chores", chores)
    site.wait_until(lambda: not site.number("SELECT COUNT(*) FROM protests_outcome WHERE thanked_at IS NULL"), "everybody's mail is queued")


def _wait_for_death(site: Site, process: subprocess.Popen[bytes], place: str) -> None:
    site.wait_until(lambda: process.poll() is not None, f"a process has died at {place!r}", seconds=_DEATH_SECONDS)
    if process.returncode != -signal.SIGKILL:
        raise TookTooLong(f"the process that was to die at {place!r} ended with {process.returncode}")


def _an_unanswered_letter(site: Site) -> tuple[int, str, str]:
    """(message, return address, office) of a letter that arrived and that nobody answered."""
    unanswered = dict(
        site.rows(
            "SELECT message_id, id FROM delivery_outgoingmessage WHERE mailer = 'protest' AND state = 'accepted' "
            "AND id NOT IN (SELECT answers_id FROM delivery_incomingmessage WHERE answers_id IS NOT NULL)"
        )
    )
    for file in sorted((site.folder / "demo" / "mail").rglob("*-authority-*.eml")):
        letter = message_from_bytes(file.read_bytes(), policy=default)
        # The office that answers by itself may be about to.
        if letter["Message-ID"] in unanswered and "rights" in str(letter["To"]):
            return unanswered[letter["Message-ID"]], letter["Reply-To"].addresses[0].addr_spec, letter["To"].addresses[0].addr_spec
    raise TookTooLong("there is no letter to answer")


def _hand_in(answer: EmailMessage, *, sender: str, recipient: str, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="rights.example", timeout=60) as connection:
        connection.sendmail(sender, [recipient], answer.as_bytes())
