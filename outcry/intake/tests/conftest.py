from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Path:
    """Keys and sealed files of this test alone."""
    settings.KEYS_FOLDER, settings.INTAKE_FOLDER = tmp_path / "keys", tmp_path / "intake"
    return tmp_path
