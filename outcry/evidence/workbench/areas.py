"""Areas of a page, in parts of its width and height, so that they mean the same at every size."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Area:
    """A rectangle on a page (the first is 1); 0 to 1 from the left and from the top of the page as it is seen."""

    page: int
    left: float
    top: float
    width: float
    height: float

    def is_on_the_page(self) -> bool:
        """Whether all of it lies on the page and covers something."""
        inside = self.left >= 0 and self.top >= 0 and self.left + self.width <= 1.000001 and self.top + self.height <= 1.000001
        return self.page >= 1 and self.width > 0 and self.height > 0 and inside

    def in_pixels(self, *, width: int, height: int) -> tuple[int, int, int, int]:
        """First and last column and row that it touches: a pixel that is covered in part is covered."""
        left, top = math.floor(self.left * width), math.floor(self.top * height)
        right, bottom = math.ceil((self.left + self.width) * width) - 1, math.ceil((self.top + self.height) * height) - 1
        return left, top, min(max(right, left), width - 1), min(max(bottom, top), height - 1)
