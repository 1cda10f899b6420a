"""`python -m outcry.evidence.workbench`: one job from the standard input, its result to the standard output.

A line of JSON, then bytes, both ways. In: {"job": "anew" | "clean" | "render" | "size", "kind": MIME type, ...}. Out: facts, or {"refused": kind}.
"""

import json
import resource
import sys
from typing import Any

from outcry.evidence.workbench import images, pdfs
from outcry.evidence.workbench.areas import Area
from outcry.evidence.workbench.office.anew import built_anew
from outcry.evidence.workbench.refused import Refused

_MEMORY = 4 * 1024**3
_SECONDS = 120
_PREVIEW_PIXELS = 1_500_000


def main() -> None:
    """Do the one job."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    # Nothing is written to a disk here.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    order = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        facts, made = {"anew": _anew, "clean": _clean, "render": _render, "size": _size}[order["job"]](order, data)
    except Refused as error:
        facts, made = {"refused": error.kind}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + made)


def _anew(order: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    made, left = built_anew(data, order["kind"])
    return {"left": left}, made


def _clean(order: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    areas = [Area(**area) for area in order["areas"]]
    if order["kind"] == "application/pdf":
        made, pages = pdfs.cleaned(data, areas, keep_notes=order["keep_notes"])
        return {"kind": "application/pdf", "pages": pages}, made
    made, kind = images.cleaned(data, areas)
    return {"kind": kind, "pages": 1}, made


def _render(order: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    if order["kind"] == "application/pdf":
        picture = pdfs.rendered(data, order["page"], most_pixels=_PREVIEW_PIXELS)
    elif order["page"] != 1:
        raise Refused("no_such_page")
    else:
        picture, _format = images.opened(data)
        scale = min(1.0, (_PREVIEW_PIXELS / (picture.width * picture.height)) ** 0.5)
        picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    made, kind = images.encoded(picture, as_jpeg=False)
    return {"kind": kind, "pages": 1}, made


def _size(order: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    made = images.sized(data, order["widths"], [Area(**area) for area in order["areas"]], quality=order["quality"])
    return {"sizes": [(width, height, len(file)) for width, height, file in made]}, b"".join(file for _width, _height, file in made)


if __name__ == "__main__":
    main()
