"""A form that posts has the desk's token, also where it is drawn by a template that another one includes with nothing but what it names."""

import re
from collections.abc import Mapping
from pathlib import Path

from tests.start import ROOT

_INCLUDE = re.compile(r'\{% include "([^"]+)" ([^%]*)only %\}')


def test_what_draws_a_form_is_given_the_token() -> None:
    assert without_a_token(templates()) == []


def test_a_form_that_is_not_given_the_token_is_seen() -> None:
    planted = {"inner.html": "<form>{% csrf_token %}", "middle.html": '{% include "inner.html" with a=a csrf_token=csrf_token only %}'}
    planted["outer.html"] = '{% include "middle.html" with a=a only %}{% include "harmless.html" only %}'

    assert without_a_token(planted | {"harmless.html": "<p>"}) == ["outer.html includes middle.html"]


def templates() -> dict[str, str]:
    """Every template of ours by the name under which others include it."""
    found: dict[str, str] = {}
    for path in (ROOT / "outcry").glob("*/templates/**/*.html"):
        found[str(Path(*path.relative_to(ROOT).parts[3:]))] = path.read_text()
    return found


def without_a_token(sources: Mapping[str, str]) -> list[str]:
    """Each template that includes one that needs the token, and does not give it."""
    needs = {name for name, text in sources.items() if "csrf_token" in text}
    return sorted(
        f"{name} includes {inner}" for name, text in sources.items() for inner, given in _INCLUDE.findall(text) if inner in needs and "csrf_token=" not in given
    )
