"""A Postfix of a test's own: its queue, its log and its settings lie in a folder, and it listens on the loopback alone. Needs root."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outcry.config.programs import LOOPBACK, accepts_connections, free_port

_PATIENCE_SECONDS = 60.0
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = relay.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_relay_restrictions = permit_mynetworks, reject
# Whatever is not ours goes to the test's server; nothing asks a name server.
relayhost = [127.0.0.1]:{next_port}
transport_maps = inline:{{ {{ {domain} = {ours} }} }}
relay_domains = {domain}
smtp_dns_support_level = disabled
lmtp_dns_support_level = disabled
smtp_host_lookup = native
lmtp_host_lookup = native
smtp_tls_security_level = none
alias_maps =
alias_database =
local_recipient_maps =
biff = no
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
outcry unix - n n - 4 pipe
  flags=q user=nobody argv={folder}/pipe ${{sender}} ${{recipient}}
"""
# The account that Postfix gives it may not read our virtual environment: so it lays a mail down and waits for what the test says of it.
_PIPE = """#!/bin/sh
mail=$(mktemp -d {folder}/piped/XXXXXXXX)
cat >"$mail/content"
printf '%s\\n%s\\n' "$1" "$2" >"$mail/draft"
mv "$mail/draft" "$mail/envelope"
while [ ! -e "$mail/status" ]; do sleep 0.1; done
exit "$(cat "$mail/status")"
"""


class Postfix:
    """One instance."""

    def __init__(self, folder: Path, *, next_port: int, ours: str, domain: str) -> None:
        self.folder, self.port, self.log = folder, free_port(), folder / "log"
        self.piped = folder / "piped"
        told = {"folder": folder, "port": self.port, "next_port": next_port, "ours": ours, "domain": domain}
        for name in ("conf", "queue", "data", "piped"):
            (folder / name).mkdir()
        (folder / "conf" / "main.cf").write_text(_MAIN.format(**told))
        (folder / "conf" / "master.cf").write_text(_MASTER.format(**told))
        (folder / "pipe").write_text(_PIPE.format(**told))
        (folder / "pipe").chmod(0o755)
        self.piped.chmod(stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)
        os.chown(folder / "data", pwd.getpwnam("postfix").pw_uid, -1)

    def start(self) -> None:
        self._postfix("start")
        ends_at = time.monotonic() + _PATIENCE_SECONDS
        while not accepts_connections(self.port):
            assert time.monotonic() < ends_at, self.words()
            time.sleep(0.1)

    def stop(self) -> None:
        subprocess.run(["postfix", "-c", str(self.folder / "conf"), "abort"], check=False, capture_output=True)

    def flush(self) -> None:
        """Try what waits now."""
        self._postfix("flush")

    def words(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def _postfix(self, word: str) -> None:
        done = subprocess.run(["postfix", "-c", str(self.folder / "conf"), word], check=False, capture_output=True, text=True)
        assert done.returncode == 0, f"{done.stdout}{done.stderr}{self.words()}"


def hindrance() -> str:
    """Why no Postfix can be started here; empty when one can."""
    if os.geteuid() != 0:
        return "only root can start a Postfix"
    if not shutil.which("postfix"):
        return "Postfix is not installed (Debian: postfix)"
    return ""


@contextmanager
def a_postfix(*, next_port: int, ours: str, domain: str = "outcry.example") -> Iterator[Postfix]:
    """One that runs while the block does. `ours` is where mail to our domain goes, as Postfix writes it: `lmtp:inet:127.0.0.1:24` or `outcry:`."""
    with tempfile.TemporaryDirectory(prefix="outcry-postfix-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        postfix = Postfix(folder, next_port=next_port, ours=ours, domain=domain)
        try:
            postfix.start()
            yield postfix
        finally:
            postfix.stop()


def lmtp(port: int) -> str:
    return f"lmtp:inet:{LOOPBACK}:{port}"
