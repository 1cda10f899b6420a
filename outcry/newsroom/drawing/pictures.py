"""Pictures as templates draw them: addresses, sizes and words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from outcry.design.parts import Thumb
from outcry.newsroom.picture_rows import Picture, PictureSize

# Readers get a picture once a report shows it; a preview on the desk shows it before that.
PUBLIC, DESK = "newsroom_picture", "pictures_desk:file"


@dataclass(frozen=True, kw_only=True)
class SizeAt:
    """One size of a picture and where it stands."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A picture with its sizes, the smallest first, and whose it is."""

    sizes: tuple[SizeAt, ...]
    credit: str

    @property
    def srcset(self) -> str:
        """Blank for a small picture: with a choice of one a browser would blow it up to the width of the column."""
        return "" if len(self.sizes) == 1 else ", ".join(f"{size.url} {size.width}w" for size in self.sizes)

    @property
    def largest(self) -> SizeAt:
        return self.sizes[-1]

    @property
    def middle(self) -> SizeAt:
        """For whoever takes one size alone: readers of feeds, browsers of old."""
        return self.sizes[len(self.sizes) // 2]

    @property
    def smallest(self) -> SizeAt:
        return self.sizes[0]

    @property
    def thumb(self) -> Thumb:
        """For a list."""
        return Thumb(url=self.smallest.url, width=self.smallest.width, height=self.smallest.height)


def figures(*, pictures: Iterable[int], view: str = PUBLIC, start: str = "") -> Mapping[int, Figure]:
    """The pictures of these primary keys that are there, by key. `start` goes before each address, for readers elsewhere. Two queries."""
    wanted = set(pictures)
    if not wanted:
        return {}
    credits_of = dict(Picture.objects.filter(pk__in=wanted).values_list("pk", "credit"))
    found: dict[int, list[SizeAt]] = {pk: [] for pk in credits_of}
    rows = PictureSize.objects.filter(picture__in=credits_of).order_by("width").values_list("picture", "name", "width", "height")
    for pk, name, width, height in rows:
        found[pk].append(SizeAt(url=f"{start}{reverse(view, args=[name])}", width=width, height=height))
    return {pk: Figure(sizes=tuple(sizes), credit=credits_of[pk]) for pk, sizes in found.items() if sizes}
