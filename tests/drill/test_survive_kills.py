"""The drill in small: sixty supporters, one kill of web and worker, a worker that wakes too late, and the control without the fence."""

from pathlib import Path

import pytest

from drill.story import drill, table


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_everything_agrees_after_kills_and_not_without_the_fence(tmp_path: Path) -> None:
    result = drill(folder=tmp_path / "var", supporters=60, kills=1, seed=1, say=print, is_whole=False)

    assert not result.failed, table(result.claims)
    assert result.red_without_fence, table(result.control)
