"""Mallory has got hold of a desk, or pastes what others have used to break pages: the form that asks for a view as a file."""

import json
from pathlib import Path

from outcry.audit.view_files import ViewFileForm


def test_whatever_is_typed_the_form_refuses_it(real_data: Path) -> None:
    for text in json.loads((real_data / "security/blns/blns.json").read_text()):
        form = ViewFileForm({"file-form": text, "file-with_sealed": text}, has_sealed=True)
        assert not form.is_valid()
