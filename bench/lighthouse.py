"""`python -m bench lighthouse`: one page of each type of the demonstration before Lighthouse, as on a slow phone; its four marks, and what it finds fault with.

Needs npm, and Debian's chromium. Lighthouse is installed into build/lighthouse. Marks of speed are those of a simulated phone and line (Lighthouse's own
"mobile": 4 times slower, 1.6 Mbit/s); the others do not depend on the machine.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.servers import command, folder_environment, site

# The newest one that Debian's Node can run.
_VERSION = "12.8.2"
_LINES = Path(__file__).resolve().parents[1]
# On a busy machine it now and then misses the beginning of a page.
_TRIES = 3
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_KINDS = ("performance", "accessibility", "best-practices", "seo")
# No page can be blamed for these: the demonstration tells search engines to stay away, and speaks plain HTTP; and Lighthouse fetches robots.txt from
# within the page, which our content security policy does not allow.
_LEFT_OUT = ("is-crawlable", "is-on-https", "redirects-http", "uses-http2", "robots-txt")
PAGES = {
    "home": "/en/",
    "appeal with its form": "/en/appeals/free-esenbek-ukteshbayev/",
    "appeal, in Arabic": "/ar/appeals/free-esenbek-ukteshbayev/",
    "appeals": "/en/appeals/",
    "report": "/en/reports/at-midnight-they-called-for-his-freedom/",
    "report, in Kazakh": "/kk/reports/at-midnight-they-called-for-his-freedom/",
    "reports": "/en/reports/",
    "archive": "/en/reports/archive/",
    "month of the archive": "/en/reports/2011/01/",
    "topic": "/en/topics/trade-unions/",
    "country": "/en/countries/kz/",
    "search": "/en/search/?q=freedom",
    "gathering": "/en/gatherings/new-years-eve-outside-the-prison/",
    "giving": "/en/give/invented-fund-for-lawyers-and-parcels/",
    "newsletter": "/en/newsletter/",
    "case": "/en/cases/esenbek-ukteshbayev/",
    "who is in custody": "/en/custody/",
    "database": "/en/database/",
    "figures": "/en/database/figures/",
    "map": "/en/database/map/",
    "tell us what happened": "/en/write/",
    "how we count": "/en/about/counting/",
}


def run(folder: Path, *, quick: bool) -> int:
    """Ask it of each page once; 1 when it can't be asked, or a page did not answer. `quick`: the first three pages."""
    chromium = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if chromium is None or not shutil.which("npm"):
        print("NOT MEASURED: bench lighthouse needs npm and chromium: apt-get install npm chromium")
        return 1
    program = _installed()
    place = folder / "lighthouse"
    for words in (("migrate",), ("vocabularies", "load"), ("demo", "load"), ("collectstatic", "--noinput")):
        command(*words, environment=folder_environment(place))
    pages = list(PAGES.items())[: 3 if quick else None]
    print(f"\nLighthouse {_VERSION}, {'; '.join(_KINDS)}; bytes on the line, requests, largest paint")
    with site(name="lighthouse", application="outcry.config.wsgi:application", environment=folder_environment(place), beside=["chores"]) as one:
        answered = [_tell(name, _asked(program, chromium, one.url + path, folder)) for name, path in pages]
    return int(not all(answered))


def _installed() -> Path:
    folder = _LINES / "build" / "lighthouse"
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), f"lighthouse@{_VERSION}"], check=True)
    return program


def _asked(program: Path, chromium: str, address: str, folder: Path) -> Mapping[str, Any]:
    told = folder / "lighthouse.json"
    words = [str(program), address, "--quiet", "--output=json", f"--output-path={told}", "--chrome-flags=--headless=new --no-sandbox"]
    asked = [f"--only-categories={','.join(_KINDS)}", f"--skip-audits={','.join(_LEFT_OUT)}"]
    answer: Mapping[str, Any] = {}
    for _ in range(_TRIES):
        # What goes wrong stands in the answer, too.
        subprocess.run([*words, *asked], check=False, env={**os.environ, "CHROME_PATH": chromium}, stdout=sys.stderr)
        answer = json.loads(told.read_text())
        if "runtimeError" not in answer:
            break
    return answer


def _tell(name: str, found: Mapping[str, Any]) -> bool:
    if "runtimeError" in found:
        print(f"  {name:<24} NOT MEASURED: {found['runtimeError']['message']}", flush=True)
        return False
    marks = " ".join(f"{100 * (found['categories'][kind]['score'] or 0):>4.0f}" for kind in _KINDS)
    audits = found["audits"]
    requests = audits["network-requests"]["details"]["items"]
    size, paint = sum(one.get("transferSize", 0) for one in requests), audits["largest-contentful-paint"]["numericValue"]
    print(f"  {name:<24}{marks}   {size / 1_000:>5.0f} kB {len(requests):>3} {paint / 1_000:>4.1f} s   {'; '.join(_faults(found))}", flush=True)
    return True


def _faults(found: Mapping[str, Any]) -> Sequence[str]:
    """What costs a mark, by Lighthouse's own name."""
    weighed = {audit["id"] for kind in _KINDS for audit in found["categories"][kind]["auditRefs"] if audit["weight"]}
    return sorted(name for name in weighed if (score := found["audits"].get(name, {}).get("score")) is not None and score < 0.9)
