"""Two strangers who look at our pages: axe, for those who do not see or do not point, and vnu, for the letter of HTML."""

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.start import ROOT

_GRAVE = ("serious", "critical")


def axe(page: Page) -> list[str]:
    """What hinders people on the page that is open, one line per rule and element."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{rule['id']} ({rule['impact']}): {node['html'][:200]}" for rule in found if rule["impact"] in _GRAVE for node in rule["nodes"]]


def vnu(pages: dict[str, bytes], folder: Path) -> dict[str, Counter[str]]:
    """Errors by page, each as the checker says it with the piece of the page it means; pages without errors are left out."""
    names = {}
    folder.mkdir(parents=True)
    for number, (name, html) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_bytes(html)
        names[file.name] = name
    command = ["java", "-Xss4m", "-jar", str(_jar()), "--format", "json", "--errors-only", "--stdout", "--exit-zero-always", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True)
    found: dict[str, Counter[str]] = {}
    for message in json.loads(done.stdout)["messages"]:
        if message["type"] in ("error", "non-document-error"):
            extract = re.sub(r"\s+", " ", message.get("extract", ""))
            found.setdefault(names[Path(message["url"]).name], Counter())[f"{message['message']} | {extract}"] += 1
    return found


def _jar() -> Path:
    if shutil.which("java") is None:
        pytest.skip("java is not installed")
    # `make journeys` names it; whoever runs pytest by hand has it from an earlier run of make.
    named = [Path(os.environ["OUTCRY_VNU"])] if "OUTCRY_VNU" in os.environ else sorted((ROOT / "build").glob("vnu-*.jar"))
    if not named or not named[-1].exists():
        pytest.skip("vnu.jar is not there: `make journeys` fetches it")
    return named[-1]
