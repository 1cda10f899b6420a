"""The recorded run in small: thirty protests to an office that defers, one that blocks and one that answers, the page walked back to rows and files."""

from pathlib import Path

import pytest

from drill.recorded_run import run, table


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_every_number_of_the_page_leads_to_rows_and_files_and_a_missing_file_or_a_changed_row_is_seen(tmp_path: Path) -> None:
    record = run(folder=tmp_path / "var", protests=30, say=print)

    assert all(line.holds for line in record.lines), table(record.lines)
    assert [line.what for line in record.without_a_file if not line.holds]
    assert [line.what for line in record.with_a_changed_row if not line.holds]
