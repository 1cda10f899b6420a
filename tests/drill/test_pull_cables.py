"""The drill of the network: hosts and the broker are cut off, and ten workers on three hosts keep the limits of one."""

from pathlib import Path

import pytest

from drill.network import a_world, limits, share
from drill.story import table
from tests.own_postgres import a_folder


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_letters_leave_by_other_hosts_and_limits_hold_over_all_of_them(migrated_cluster: Path) -> None:
    with a_folder() as folder, a_world(folder=folder, template=migrated_cluster) as world:
        claims = share(world, say=print)
        result = limits(world, say=print)

    failed = [claim for claim in [*claims, *result.claims] if not claim.holds]
    assert not failed, table([*claims, *result.claims])
    # The control: with limits in the memory of each worker both must break.
    assert len(result.red_without_fence) == 2, table(result.control)
