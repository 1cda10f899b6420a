"""Areas that may be faces are proposed; whatever comes in, the answer is areas or none."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

from outcry.evidence.at_the_workbench import likely_faces
from outcry.evidence.workbench.areas import Area


def a_crowd(*places: tuple[int, int]) -> bytes:
    """Faces as children draw them, shaded, 160 pixels high."""
    picture = Image.new("L", (900, 600), 120)
    draw = ImageDraw.Draw(picture)
    for left, top in places:
        _draw_face(draw, left, top)
    file = BytesIO()
    picture.filter(ImageFilter.GaussianBlur(3)).save(file, "PNG")
    return file.getvalue()


def _draw_face(draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
    draw.ellipse((left, top, left + 130, top + 160), fill=205)
    draw.pieslice((left, top - 10, left + 130, top + 80), 180, 360, fill=50)
    for eye in (left + 35, left + 95):
        draw.rectangle((eye - 20, top + 52, eye + 20, top + 58), fill=70)
        draw.ellipse((eye - 15, top + 62, eye + 15, top + 78), fill=60)
    draw.polygon([(left + 65, top + 70), (left + 53, top + 108), (left + 77, top + 108)], fill=225)
    draw.rectangle((left + 53, top + 106, left + 77, top + 110), fill=130)
    draw.ellipse((left + 40, top + 122, left + 90, top + 136), fill=95)


def test_faces_are_proposed_each_once_with_a_margin() -> None:
    found = likely_faces(data=a_crowd((150, 200), (550, 250)), most=10)

    middles = sorted((round(900 * (area.left + area.width / 2), -2), round(600 * (area.top + area.height / 2), -2)) for area in found)
    assert middles == [(200, 300), (600, 300)]
    assert all(isinstance(area, Area) and area.is_on_the_page() and area.width * 900 > 110 for area in found)


def test_a_wall_a_broken_file_and_a_limit_propose_nothing_more() -> None:
    assert likely_faces(data=a_crowd(), most=10) == ()
    assert likely_faces(data=b"no picture", most=10) == ()
    assert len(likely_faces(data=a_crowd((150, 200), (550, 250)), most=1)) == 1
