"""`python -m outcry.evidence.face_finder`: a picture from the standard input, areas of likely faces to the standard output.

A line of JSON, then bytes. In: {"most": how many areas at most}. Out: {"areas": [...]}, or {"refused": kind}.
"""

import json
import resource
import sys
from dataclasses import asdict
from typing import Any

from outcry.evidence.face_finder.finding import likely_faces
from outcry.evidence.workbench import images
from outcry.evidence.workbench.refused import Refused

_MEMORY = 2 * 1024**3
_SECONDS = 20


def main() -> None:
    """Do the one job."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    # Nothing is written to a disk here.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    order = json.loads(sys.stdin.buffer.readline())
    try:
        image, _format = images.opened(sys.stdin.buffer.read(), formats=images.SHOWN_FORMATS, most_pixels=images.MOST_SHOWN_PIXELS)
        facts: dict[str, Any] = {"areas": [asdict(area) for area in likely_faces(image, most=order["most"])]}
    except Refused as error:
        facts = {"refused": error.kind}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n")


if __name__ == "__main__":
    main()
