"""Part of `python -m bench drain`: how many letters one core signs in a second, checked by dkimpy afterwards, whose own RSA is measured beside it."""

import tempfile
import time
from pathlib import Path
from statistics import median

import dkim
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from outcry.delivery.signing.dkim import signed
from outcry.delivery.signing.keys import SigningKey, make_pair, pair

_DOMAIN = "outcry.example"
_AIM = 1_000
_HEAD = (
    "From: Samira K. via Outcry <letter@outcry.example>\r\nReply-To: letter@outcry.example\r\nTo: Prosecutor General's Office <office@bench.example>\r\n"
    "Subject: Free Esenbek Ukteshbayev\r\nDate: Thu, 26 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\nContent-Language: en\r\n"
)
_BODY = "Dear Sir or Madam,\r\n\r\n" + "He has harmed nobody, and should be free today.\r\n" * 20


def run(*, quick: bool) -> int:
    """Sign, and check a part of it; 1 when a signature is bad. The time is the processor's, of this process alone."""
    letters = [f"{_HEAD}Message-ID: <{number}@{_DOMAIN}>\r\n\r\n{_BODY}Letter {number}\r\n".encode() for number in range(200 if quick else 1_000)]
    with tempfile.TemporaryDirectory() as folder:
        keys = pair(Path(folder), make_pair(Path(folder)))
    ways = {"RSA-2048 and Ed25519": keys, "RSA-2048 alone": keys[:1]}
    found: dict[str, list[float]] = {name: [] for name in (*ways, "dkimpy, RSA-2048 alone")}
    for _ in range(1 if quick else 5):
        for name, used in ways.items():
            begun = time.process_time()
            made = [signed(letter, domain=_DOMAIN, keys=used) for letter in letters]
            found[name].append(len(letters) / (time.process_time() - begun))
            if name == "RSA-2048 and Ed25519":
                kept = made
        begun = time.process_time()
        for letter in letters[:50]:
            dkim.sign(letter, b"outcry1r", _DOMAIN.encode(), _pem(keys[0]), canonicalize=(b"relaxed", b"relaxed"))
        found["dkimpy, RSA-2048 alone"].append(50 / (time.process_time() - begun))
    print("\nLetters signed, a second and core")
    for name, rates in found.items():
        print(f"  {name:<44}{median(rates):>8,.0f}   ({min(rates):,.0f} to {max(rates):,.0f})")
    both = median(found["RSA-2048 and Ed25519"])
    print(f"  both signatures: aim {_AIM:,}: {'kept' if both >= _AIM else 'MISSED'}")
    bad = [number for number, letter in enumerate(kept[:200]) if not _is_good(letter, keys)]
    changed = [number for number, letter in enumerate(kept[:20]) if _is_good(letter.replace(b"free today", b"held today", 1), keys)]
    print(f"  checked by dkimpy: {len(kept[:200]) - len(bad)} of {len(kept[:200])} good; with one word changed, {len(changed)} of 20", flush=True)
    return int(bool(bad or changed))


def _is_good(letter: bytes, keys: tuple[SigningKey, ...]) -> bool:
    """Both signatures, by what the DNS would say."""
    records = {f"{key.name_in(_DOMAIN)}.".encode(): key.record.encode() for key in keys}
    check = dkim.DKIM(letter)
    try:
        return all(check.verify(place, dnsfunc=lambda name, timeout=5: records[name]) for place in range(len(keys)))
    except dkim.DKIMException:
        return False


def _pem(key: SigningKey) -> bytes:
    return key.private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
