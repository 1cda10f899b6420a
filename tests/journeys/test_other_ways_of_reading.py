"""The appeal read from right to left on a telephone, signed without a mouse, and printed."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import VisitorMaker
from tests.journeys.inspectors import axe
from tests.journeys.live_site import LiveSite, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]

SLUG = "free-esenbek-ukteshbayev"
CASE, REPORT = "esenbek-ukteshbayev", "at-midnight-they-called-for-his-freedom"
ADDRESS = "keyboard@mail.example"
FORM_AGE_SECONDS = 3.5
NARROW = 360


def test_the_arabic_page_reads_from_right_to_left_and_fits_a_telephone(site: LiveSite, a_visitor: VisitorMaker) -> None:
    reader = a_visitor(site, width=NARROW)

    page = reader.open(f"/ar/appeals/{SLUG}/")

    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "ar"
    assert page.locator("h1").evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert reader.width_of_page() <= NARROW
    assert is_right_of(page, "label[for=id_name]", 0.5)
    # An address is written from left to right in every language.
    assert page.locator("#id_email").evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert not reader.cookies()
    assert not reader.complaints


def is_right_of(page: Page, selector: str, share: float) -> bool:
    """Whether the element ends beyond this share of the window's width."""
    box = page.locator(selector).bounding_box()
    return box is not None and box["x"] + box["width"] > NARROW * share


def test_a_protest_is_sent_and_confirmed_with_the_keyboard_alone(site: LiveSite, a_visitor: VisitorMaker) -> None:
    samira = a_visitor(site)
    page = samira.open(f"/en/appeals/{SLUG}/")
    keyboard = page.keyboard

    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    keyboard.press("Enter")
    tab_to(page, "id_name")
    keyboard.press("Enter")
    # Nothing is filled in: the form comes back and says so, and what it says hinders nobody.
    expect(page.get_by_text("Write your name.").first).to_be_visible()
    assert axe(page) == []

    page = samira.open(f"/en/appeals/{SLUG}/")
    tab_to(page, "id_name")
    keyboard.type("Samira Diallo")
    tab_to(page, "id_email")
    keyboard.type(ADDRESS)
    tab_to(page, "id_country")
    keyboard.type("Senegal")
    tab_to(page, "id_wants_outcome")
    keyboard.press("Space")
    expect(page.locator("#id_wants_outcome")).to_be_checked()
    expect(page.locator("#id_country")).to_have_value("SN")
    time.sleep(FORM_AGE_SECONDS)
    tab_to(page, "Send my protest")
    keyboard.press("Enter")
    page.wait_for_url("**/check-your-mail/**")

    wait_until(lambda: site.mail_to(ADDRESS), "the mail is there", seconds=120, words=site.words)
    samira.open(f"/demo/mail/?language=en&to={ADDRESS}")
    tab_to(page, page.locator("article.teaser h2 a").first.inner_text())
    keyboard.press("Enter")
    page.wait_for_url("**/demo/mail/20**")
    tab_to(page, page.locator('main a[href*="/confirm/"]').first.inner_text())
    keyboard.press("Enter")
    page.wait_for_url("**/confirm/**")
    tab_to(page, "Yes, send my protest")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you. Your protest counts.")).to_be_visible()
    assert not samira.cookies()
    assert not samira.complaints


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until an element of this id or these words has the focus, and see that the focus can be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(() => { const at = document.activeElement, seen = getComputedStyle(at);"
            " return [at.id, (at.innerText || '').trim(), seen.outlineStyle !== 'none' || seen.boxShadow !== 'none']; })()"
        )
        if wanted in found[:2]:
            assert found[2], f"nobody sees that {wanted} has the focus"
            return
    raise AssertionError(f"Tab never comes to {wanted}")


@pytest.mark.parametrize("path", [f"/en/appeals/{SLUG}/", f"/en/cases/{CASE}/", f"/en/reports/{REPORT}/", "/en/reports/2011/01/"])
def test_paper_is_white_also_from_a_dark_screen_and_has_nothing_to_press(site: LiveSite, a_visitor: VisitorMaker, path: str) -> None:
    page = a_visitor(site, dark=True).open(path)
    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]") == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    for kind in ("nav", "form", "button", "summary", "textarea"):
        assert [one for one in page.locator(kind).all() if one.is_visible()] == [], kind
    assert not page.locator(".kicker__flag").count() or page.locator(".kicker__flag").first.evaluate("flag => getComputedStyle(flag).color") == "rgb(0, 0, 0)"
    # Where it can be read again.
    assert page.get_by_text(f"{site.address}{path}", exact=False).last.is_visible()
