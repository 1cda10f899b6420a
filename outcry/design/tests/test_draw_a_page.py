"""What holds for every template, the stylesheet and the script."""

import re
from pathlib import Path

import pytest

DESIGN = Path(__file__).resolve().parents[1]
ROOM_TEMPLATES = sorted(path for room in ("design", "front") for path in (DESIGN.parent / room / "templates").rglob("*.html"))
STYLES = (DESIGN / "static/design/outcry.css").read_text()
SCRIPT = DESIGN / "static/design/outcry.js"
READABLE = 4.5  # WCAG 2.2, 1.4.3: text against what it stands on
VISIBLE = 3.0  # WCAG 2.2, 1.4.11: edges of controls


@pytest.mark.parametrize("template", ROOM_TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_what_it_takes(template: Path) -> None:
    assert template.read_text().startswith("{# takes: ")


@pytest.mark.parametrize("template", ROOM_TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_nothing_the_policy_forbids(template: Path) -> None:
    text = template.read_text()

    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:|\|safe\b|autoescape off|mark_safe", text)
    # What is of this type is data: no browser runs it, and the policy does not ask about it.
    assert not re.search(r'<script(?! type="application/ld\+json">)(?![^>]*\bsrc=)', text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


def test_the_stylesheet_knows_no_left_and_right() -> None:
    rules = re.sub(r"/\*.*?\*/", "", STYLES, flags=re.DOTALL)

    rules = re.sub(r"@media[^{]*", "", rules)
    assert not re.search(r"(?<![\w-])(?:left|right|(?:margin|padding|border)-(?:left|right)|(?:min-|max-)?(?:width|height))\s*:", rules)


def test_the_stylesheet_asks_for_nothing_else() -> None:
    assert "url(" not in STYLES
    assert "@import" not in STYLES


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "paper", READABLE),
        ("ink", "sheet", READABLE),
        ("ink", "wash", READABLE),
        ("ink-soft", "paper", READABLE),
        ("ink-soft", "sheet", READABLE),
        ("ink-soft", "wash", READABLE),
        ("signal", "paper", READABLE),
        ("signal", "sheet", READABLE),
        ("signal-ink", "signal", READABLE),
        ("safe", "paper", READABLE),
        ("safe", "sheet", READABLE),
        ("paper", "safe", READABLE),
        ("spark-ink", "paper", READABLE),
        ("ink", "spark-wash", READABLE),
        ("ink", "signal-wash", READABLE),
        ("ink", "safe-wash", READABLE),
        ("ink-soft", "paper", VISIBLE),
    ],
)
def test_text_can_be_read_in_both_modes(ink: str, ground: str, least: float, mode: int) -> None:
    colours = _colours(mode)

    assert _contrast(colours[ink], colours[ground]) >= least


def test_the_script_is_small_and_writes_no_markup() -> None:
    text = SCRIPT.read_text()

    assert len(text.encode()) < 6_000
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|XMLHttpRequest|localStorage|cookie", text)


def _colours(mode: int) -> dict[str, str]:
    return {name: pair[mode] for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", STYLES)}


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
