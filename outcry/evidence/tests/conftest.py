from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Each test has an empty store."""
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    settings.EVIDENCE_FOLDER.mkdir()
