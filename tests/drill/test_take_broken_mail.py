"""The drill of broken mail in small: some hundreds of mutants through the real listener, and the control that must lose some."""

from pathlib import Path

import pytest

from drill.mutants.sending import run


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_no_broken_mail_is_lost_and_no_process_dies_of_one(tmp_path: Path, real_data: Path) -> None:
    found = run(folder=tmp_path / "var", number=900, seed=1)

    assert found.is_good, found.claims()
    assert len(found.sent) > 800


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_an_office_that_reads_before_it_keeps_turns_the_drill_red(tmp_path: Path, real_data: Path) -> None:
    assert not run(folder=tmp_path / "var", number=700, seed=1, without_guard=True).is_good
