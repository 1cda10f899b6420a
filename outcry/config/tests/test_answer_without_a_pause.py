"""A web process does not stop amid its answers to go through all that it loaded at its start."""

import os
import subprocess
import sys

_ASK = """
import gc
import outcry.config.wsgi
from django.urls import get_resolver
frozen = gc.get_freeze_count()
get_resolver().url_patterns
print(frozen, len(gc.get_objects()))
"""


def test_what_is_loaded_at_the_start_is_kept_from_the_collector() -> None:
    asked = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, check=True, text=True, env={**os.environ, "OUTCRY_MODE": "test"})
    frozen, left = map(int, asked.stdout.split())

    assert frozen > 100_000
    assert left < frozen / 10
