"""The drill of the standby in small: the primary's plug is pulled and the standby promoted while a crowd protests, and the control that must lose."""

from pathlib import Path

import pytest

from drill.standby import run
from drill.story import table
from tests.own_postgres import a_folder


@pytest.mark.drill
@pytest.mark.timeout(1500)
def test_nothing_that_was_acknowledged_is_lost_with_a_synchronous_standby_and_something_is_without(migrated_cluster: Path) -> None:
    with a_folder() as folder:
        result = run(folder=folder, template=migrated_cluster, supporters=60, say=print)

    assert not result.failed, table(result.claims)
    assert result.red_without_fence, table(result.control)
