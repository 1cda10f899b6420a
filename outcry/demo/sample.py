"""Reads the sample material: TOML files, one per subject, every text in all its languages."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("material")
Table = dict[str, Any]


@cache
def table(name: str) -> Table:
    """One file of the material, by its name without ending: "offices", "cases/vzglyad"."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def tables(folder: str) -> dict[str, Table]:
    """Every file of a folder of the material, by name, in the order of the names."""
    return {path.stem: table(f"{folder}/{path.stem}") for path in sorted((FOLDER / folder).glob("*.toml"))}
