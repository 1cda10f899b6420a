"""A demonstration that runs: `outcry run` on a folder of its own and a free port, and the mail that its stand-in server took."""

import email
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from email.utils import make_msgid
from pathlib import Path
from socket import socket

from outcry.config.programs import free_port

# A first start takes twenty seconds on two idle cores, and the machine that runs this may be busy.
PATIENCE_SECONDS = 600.0


class LiveSite:
    """One data folder and one port, started and stopped as `make run` does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"http://localhost:{free_port()}"
        self._receive_port = free_port()
        self._log = folder.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything and wait until it names its address."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen([sys.executable, "-m", "outcry.config.cli", "run"], env=self._environment(), stdout=log, stderr=log)
        wait_until(lambda: f"Outcry is running at {self.address}/" in self.words(), "the demonstration is running", words=self.words, check=self._is_alive)

    def do(self, code: str) -> None:
        """Run lines of Python inside of the installation: for stories in which something has already happened."""
        subprocess.run([sys.executable, "-m", "outcry.config.cli", "shell", "-v0", "-c", code], env=self._environment(), check=True, timeout=PATIENCE_SECONDS)

    def _environment(self) -> dict[str, str]:
        # A database named for the suite is not the demonstration's.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL"))}
        ports = {"PORT": self.address.rpartition(":")[2], "OUTCRY_RECEIVE_PORT": str(self._receive_port)}
        return inherited | ports | {"DATA": str(self.folder), "OUTCRY_MODE": "demo"}

    def stop(self) -> None:
        """Press Ctrl-C."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def words(self) -> str:
        """Everything the processes have said."""
        return self._log.read_text()

    def password(self, name: str) -> str:
        """Of one of the two made-up members of staff."""
        lines = (self.folder / "demo" / "passwords.txt").read_text().splitlines()
        return dict(line.split() for line in lines)[name]

    def mail_to(self, recipient: str) -> list[EmailMessage]:
        """What the stand-in took for an address, oldest first; a letter that was sent again stands here twice."""
        files = sorted((self.folder / "demo" / "mail").rglob("*.eml"))
        mails = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [mail for mail in mails if recipient in str(mail["To"])]

    def write(self, *, sender: str, recipient: str, subject: str, text: str, html: str = "") -> None:
        """Hand a mail to the listener for replies, as a mail server would."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, recipient, subject, make_msgid(domain="mail.example")
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        # The site says that it runs once its pages are there; on a busy machine the listener needs some seconds more.
        wait_until(self._takes_mail, "the listener takes mail", words=self.words)
        with smtplib.SMTP("127.0.0.1", self._receive_port, timeout=60) as server:
            server.send_message(mail)

    def _takes_mail(self) -> bool:
        with socket() as door:
            return door.connect_ex(("127.0.0.1", self._receive_port)) == 0

    def _is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None


def prepare(folder: Path) -> None:
    """Make a data folder with the sample material, as a first start does, and leave it at rest."""
    site = LiveSite(folder)
    try:
        site.start()
    finally:
        site.stop()


def copy_of(prepared: Path, folder: Path) -> LiveSite:
    """A site of its own on a copy of a prepared folder; not started yet."""
    shutil.copytree(prepared, folder)
    return LiveSite(folder)


def wait_until(
    is_true: Callable[[], object],
    what: str,
    *,
    seconds: float = PATIENCE_SECONDS,
    words: Callable[[], str] = lambda: "",
    check: Callable[[], bool] = lambda: True,
) -> float:
    """Look until something is so, and say how many seconds that took. `words` explains a failure, `check` ends the wait early."""
    began = time.monotonic()
    while not is_true():
        assert check(), f"ended before {what}:\n{words()}"
        assert time.monotonic() - began < seconds, f"after {seconds:g} s it is not so that {what}\n{words()}"
        time.sleep(0.2)
    return time.monotonic() - began
