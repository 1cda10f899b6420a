"""A key folder that was lost or mixed up stops the start, before anything is sealed with other keys."""

from pathlib import Path
from typing import Any

import pytest

from outcry.config.preparation import WrongKeys, try_the_keys
from outcry.lib.keys import Keyring, keyring
from tests.cast import an_open_appeal

pytestmark = pytest.mark.django_db


def test_the_keys_of_this_database_open_it(settings: Any) -> None:
    an_open_appeal(addressees=0)

    try_the_keys(settings.KEYS_FOLDER)


@pytest.mark.parametrize("has_other_keys", [False, True])
def test_another_key_folder_stops_the_start_and_is_left_as_it_is(settings: Any, tmp_path: Path, has_other_keys: bool) -> None:
    an_open_appeal(addressees=0)
    if has_other_keys:
        Keyring(tmp_path).current("seal")
    before = sorted(tmp_path.iterdir())
    settings.KEYS_FOLDER = tmp_path
    keyring.cache_clear()

    with pytest.raises(WrongKeys, match="bring back the key folder"):
        try_the_keys(tmp_path)

    assert sorted(tmp_path.iterdir()) == before


def test_an_empty_database_takes_any_keys(tmp_path: Path) -> None:
    try_the_keys(tmp_path)
