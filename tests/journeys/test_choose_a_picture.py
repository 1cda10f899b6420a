"""Rosa writes a report, looks at the pictures of the library without leaving it, and adds one there."""

import re

import pytest
from playwright.sync_api import Page, expect

from outcry.newsroom.tests.cast import a_drawing
from tests.journeys.conftest import VisitorMaker
from tests.journeys.inspectors import axe
from tests.journeys.live_site import LiveSite
from tests.journeys.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LOOK = "Look at the pictures"


def test_pictures_are_chosen_by_looking_and_nothing_that_was_written_is_lost(own_site: LiveSite, a_visitor: VisitorMaker) -> None:
    rosa = at_a_new_report(a_visitor(own_site, width=390, dark=True))
    page = rosa.page
    page.locator("#id_title").fill("What Rosa wrote")
    frame = set(axe(page))

    # By keyboard alone: nothing is there yet, so one is added, with a mistake first.
    page.get_by_role("button", name=LOOK).first.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("link", name="Add a picture").first.press("Enter")
    expect(dialog.locator("[name=file]")).to_be_focused()
    rosa.press("Add", within=dialog)
    expect(dialog.get_by_role("alert")).to_be_focused()
    assert set(axe(page)) - frame == set()
    add(page, "A wall at night", "navy")
    expect(dialog).to_be_hidden()
    assert chosen(page) == "A wall at night"
    expect(page.locator("img[data-chosen]").first).to_have_js_property("naturalWidth", 320)

    # Another, found by a word of its credit.
    page.get_by_role("button", name=LOOK).first.click()
    dialog.get_by_role("link", name="Add a picture").first.click()
    add(page, "A crowd", "green", credit="Emeka")
    page.get_by_role("button", name=LOOK).first.click()
    expect(dialog.get_by_role("button", name="A wall at night")).to_have_attribute("aria-pressed", "false")
    dialog.get_by_label("Name or credit").fill("rosa")
    dialog.get_by_label("Name or credit").press("Enter")
    expect(dialog.locator(".desk-pictures button")).to_have_count(1)
    assert set(axe(page)) - frame == set()
    dialog.get_by_role("button", name="A wall at night").press("Enter")
    expect(page.get_by_role("button", name=LOOK).first).to_be_focused()

    # In a block of the text, which was not there before; Escape changes nothing.
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Picture", exact=True).click()
    expect(page.get_by_role("button", name=LOOK)).to_have_count(2)
    page.get_by_role("button", name=LOOK).last.click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name=LOOK).last.click()
    dialog.get_by_role("button", name="A crowd").click()

    assert page.locator("#id_title").input_value() == "What Rosa wrote"
    assert [chosen(page), chosen(page, -1)] == ["A wall at night", "A crowd"]


def at_a_new_report(rosa: Visitor) -> Visitor:
    page = rosa.open("/desk/")
    page.locator("input[name=username]").fill("demo-campaigner")
    page.locator("input[name=password]").fill(rosa.site.password("demo-campaigner"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{rosa.site.address}/desk/")
    page = rosa.open("/desk/newsroom/")
    number = re.search(r"/pages/([0-9]+)/", page.url)
    assert number
    rosa.open(f"/desk/pages/add/newsroom/reportpage/{number[1]}/")
    return rosa


def add(page: Page, name: str, colour: str, *, credit: str = "Rosa") -> None:
    """Fill in the form of the library, in the dialog."""
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=file]").set_input_files({"name": "wall.png", "mimeType": "image/png", "buffer": a_drawing(colour)})
    dialog.locator("[name=name]").fill(name)
    dialog.locator("[name=credit]").fill(credit)
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_be_hidden()


def chosen(page: Page, place: int = 0) -> str:
    """What the list of names says."""
    return str(page.locator('select[data-outcry="picture"]').nth(place).evaluate("list => list.selectedOptions[0].text"))
