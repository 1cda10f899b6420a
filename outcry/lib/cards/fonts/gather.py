"""Make the fonts beside this file and those for print from Debian's packages fonts-noto-core and fonts-noto-cjk. Run when a script is added:

    uv run --with fonttools python outcry/lib/cards/fonts/gather.py [FOLDER, default /usr/share/fonts]

Bold for cards, regular for print, no hints for small sizes, and of the Chinese, Japanese and Korean letters those that each language's own
standard of common ones has: all of them would be five times as large as everything else in this folder.
"""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
PRESS = HERE.parents[1] / "press" / "fonts"
SCRIPTS = (
    "",
    "Arabic",
    "Armenian",
    "Bengali",
    "Devanagari",
    "Ethiopic",
    "Georgian",
    "Gurmukhi",
    "Hebrew",
    "Khmer",
    "Lao",
    "Myanmar",
    "Sinhala",
    "Tamil",
    "Thai",
)
# Of what a font can do with its letters, what a line from side to side needs.
CHINESE_FEATURES = "ccmp,kern,liga,mark,mkmk,ljmo,vjmo,tjmo"
# Simplified Chinese among the faces of the collection.
CHINESE_FACE = 2
# Punctuation and full-width forms, kana, letters of Korean that are put together.
ALWAYS = (range(0x2010, 0x2030), range(0x3000, 0x3100), range(0x3131, 0x3190), range(0xFF00, 0xFFF0))
# Two bytes of each: where the rows of common letters begin and end, so far as the standard ranks them.
STANDARDS = (("gb2312", 0xB0, 0xF8), ("big5", 0xA4, 0xC7), ("euc_jp", 0xB0, 0xD0), ("euc_kr", 0xB0, 0xC9))


def main(folder: Path) -> None:
    """Write the fonts, and the letters that those for cards hold as ranges."""
    held = _gathered(folder, "Bold", HERE)
    _gathered(folder, "Regular", PRESS)
    (HERE / "letters.txt").write_text("".join(f"{first:X}-{last:X}\n" for first, last in _ranges(held)))


def _gathered(folder: Path, weight: str, target: Path) -> set[int]:
    held: set[int] = set()
    for script in SCRIPTS:
        name = f"NotoSans{script}-{weight}.ttf"
        held |= _shrunk(next(folder.rglob(name)), target / name, "*", "*")
    wanted = ",".join(f"U+{letter:04X}" for letter in sorted(_common()))
    chinese = next(folder.rglob(f"NotoSansCJK-{weight}.ttc"))
    return held | _shrunk(chinese, target / f"NotoSansCJKsc-{weight}.otf", wanted, CHINESE_FEATURES, f"--font-number={CHINESE_FACE}")


def _shrunk(source: Path, target: Path, letters: str, features: str, *more: str) -> set[int]:
    options = [f"--unicodes={letters}", f"--layout-features={features}", f"--output-file={target}", "--no-hinting", "--drop-tables+=DSIG", *more]
    subset.main([str(source), *options])
    return set(TTFont(target).getBestCmap())


def _common() -> set[int]:
    found = {letter for some in ALWAYS for letter in some}
    for standard, first, last in STANDARDS:
        rows = (bytes((row, place)) for row in range(first, last) for place in range(0x40, 0xFF))
        found |= {ord(text) for pair in rows if len(text := pair.decode(standard, errors="ignore")) == 1}
    return found


def _ranges(letters: set[int]) -> Iterator[tuple[int, int]]:
    for _gap, run in groupby(enumerate(sorted(letters)), key=lambda pair: pair[1] - pair[0]):
        some = [letter for _place, letter in run]
        yield some[0], some[-1]


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts"))
