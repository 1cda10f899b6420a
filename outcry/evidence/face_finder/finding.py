"""Faces seen from the front and from both sides, by the cascades that OpenCV ships (Viola and Jones, 2001). They miss many and see some where none are."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import cv2.data
import numpy
from PIL import Image

from outcry.evidence.workbench.areas import Area

type Box = tuple[int, int, int, int]
type Pixels = numpy.ndarray[Any, numpy.dtype[Any]]

# Wide enough that a face at the back of a crowd has pixels to be told by; each cascade takes a second or two.
_WIDEST = 1280
# Of a face, in pixels: below that nobody is told by it, and the cascades see faces in every bush.
_SMALLEST = 24
# A cascade marks eyes to mouth: hair, ears and chin tell a person, too.
_MARGIN = 0.3
_FRONT, _SIDE = "haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml"
# From one size that is looked for to the next. The cascade of sides is the slower one, and is run twice.
_FINE, _COARSE = 1.1, 1.2


def likely_faces(image: Image.Image, *, most: int) -> list[Area]:
    """The largest first, with a margin; areas that lie in one another are one."""
    # What a process may start beside itself counts into its bounds.
    cv2.setNumThreads(1)
    grey = image.convert("L")
    grey.thumbnail((_WIDEST, 2 * _WIDEST))
    pixels = cv2.equalizeHist(numpy.asarray(grey))
    boxes = sorted(_found(pixels), key=lambda box: box[2] * box[3], reverse=True)
    kept: list[Box] = []
    for box in boxes:
        if not any(_middle_is_in(box, other) for other in kept):
            kept.append(box)
    return [_area(box, grey.size) for box in kept[:most]]


def _found(pixels: Pixels) -> Iterator[Box]:
    front, side = (cv2.CascadeClassifier(str(Path(cv2.data.haarcascades) / name)) for name in (_FRONT, _SIDE))
    yield from _seen_by(front, pixels, step=_FINE)
    yield from _seen_by(side, pixels, step=_COARSE)
    # The cascade knows faces that look to one side: those that look to the other are found in the mirror.
    width = pixels.shape[1]
    yield from ((width - left - across, top, across, down) for left, top, across, down in _seen_by(side, cv2.flip(pixels, 1), step=_COARSE))


def _seen_by(cascade: cv2.CascadeClassifier, pixels: Pixels, *, step: float) -> Sequence[Box]:
    found = cascade.detectMultiScale(pixels, scaleFactor=step, minNeighbors=3, minSize=(_SMALLEST, _SMALLEST))
    return [(int(left), int(top), int(across), int(down)) for left, top, across, down in found]


def _middle_is_in(box: Box, other: Box) -> bool:
    across, down = box[0] + box[2] / 2, box[1] + box[3] / 2
    return other[0] <= across <= other[0] + other[2] and other[1] <= down <= other[1] + other[3]


def _area(box: Box, size: tuple[int, int]) -> Area:
    left, top, across, down = box
    first_column, last_column = max(0.0, left - _MARGIN * across), min(float(size[0]), left + (1 + _MARGIN) * across)
    first_row, last_row = max(0.0, top - _MARGIN * down), min(float(size[1]), top + (1 + _MARGIN) * down)
    return Area(
        page=1,
        left=first_column / size[0],
        top=first_row / size[1],
        width=(last_column - first_column) / size[0],
        height=(last_row - first_row) / size[1],
    )
