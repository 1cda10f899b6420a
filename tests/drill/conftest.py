"""What several drills need and takes long to make."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts import hindrance
from tests.own_postgres import migrated, programs
from tests.rabbit import SERVER
from tests.worker_house import ENVIRONMENT


@pytest.fixture(scope="session")
def several_hosts() -> None:
    """Network namespaces, and the programs that run on them."""
    if why := hindrance():
        pytest.skip(f"no network of hosts here: {why}")
    if programs() is None or not SERVER.exists():
        pytest.skip("PostgreSQL or RabbitMQ is not installed (Debian: postgresql, rabbitmq-server)")


@pytest.fixture(scope="session")
def migrated_cluster(several_hosts: None) -> Iterator[Path]:
    """The folder of a PostgreSQL that stands still, with all tables, to be copied."""
    with migrated(environment=ENVIRONMENT) as template:
        yield template
