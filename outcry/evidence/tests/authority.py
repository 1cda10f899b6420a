"""A time-stamping authority of our own: `openssl ts` behind a small HTTP server on the loopback."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

_CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Test authority
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[stamper]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/stamper.pem
signer_key = {folder}/stamper.key
{chain}
default_policy = 1.2.3.4.1
digests = sha256, sha512
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """Where it is, whom its signatures lead to, and what it was asked. `answer_instead` makes it misbehave."""

    folder: Path
    url: str = ""
    requests: list[bytes] = field(default_factory=list)
    answer_instead: bytes | None = None
    status: int = 200

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    def answer(self, request: bytes) -> bytes:
        """A signed stamp for a request."""
        self.requests.append(request)
        if self.answer_instead is not None:
            return self.answer_instead
        query, reply = self.folder / "query.tsq", self.folder / "reply.tsr"
        query.write_bytes(request)
        openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", query.name, "-out", reply.name)
        return reply.read_bytes()


def openssl(folder: Path, *arguments: str) -> str:
    """What openssl says; CalledProcessError when it fails."""
    return subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def make_keys(folder: Path, *, sends_chain: bool = False) -> None:
    """A root and a stamper below it; `sends_chain`: the root comes along with each stamp, in the order of the chain."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tsa.cnf").write_text(_CONFIGURATION.format(folder=folder, chain=f"certs = {folder}/root.pem" if sends_chain else ""))
    (folder / "serial").write_text("01\n")
    new = ("-config", "tsa.cnf", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    openssl(folder, "req", "-x509", *new, "-extensions", "root", "-days", "3650", "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Test root")
    openssl(folder, "req", *new, "-keyout", "stamper.key", "-out", "stamper.csr", "-subj", "/CN=Test stamper")
    signing = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-extfile", "tsa.cnf", "-extensions", "stamper", "-days", "3650")
    openssl(folder, "x509", "-req", "-in", "stamper.csr", *signing, "-out", "stamper.pem")


@contextmanager
def an_authority(folder: Path) -> Iterator[Authority]:
    """It listens while the block runs."""
    make_keys(folder)
    authority = Authority(folder=folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(authority.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        authority.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield authority
        finally:
            server.shutdown()
            thread.join()
