"""A command that writes tables holds no web site in memory: an export has to fit into a small machine beside everything else."""

import os
import subprocess
import sys
from pathlib import Path

# Checks are made before the file is opened, and there is none.
_RUN = """
import sys
from outcry.config.cli import main
try:
    main()
except SystemExit:
    print(sorted({"outcry.config.urls", "numpy", "typst"} & set(sys.modules)))
"""


def test_tables_of_cases_load_no_web_site_and_nothing_that_draws(tmp_path: Path) -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL"))}
    command = [sys.executable, "-c", _RUN, "cases", "draft", str(tmp_path / "nowhere.csv")]

    done = subprocess.run(command, env=inherited | {"DATA": str(tmp_path), "OUTCRY_MODE": "demo"}, capture_output=True, text=True, timeout=60, check=False)

    assert "nowhere.csv" in done.stderr
    assert done.stdout == "[]\n"
