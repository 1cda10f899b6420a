"""A volunteer publishes a report by the tutorial, and nothing that she types is lost: docs/tutorial/your-first-report.md, step by step."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from outcry.newsroom.tests.cast import a_drawing
from tests.journeys.conftest import VisitorMaker
from tests.journeys.live_site import LiveSite
from tests.journeys.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

KEPT_MEANWHILE = "What you type is kept in this browser"
OFFER = "Words that did not reach the desk"
KEPT = "Object.entries(localStorage).filter(([name]) => name.startsWith('outcry-kept:')).map(([, value]) => value).join()"


def sign_in(visitor: Visitor, name: str) -> Page:
    page = visitor.open("/desk/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(visitor.site.password(name))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visitor.site.address}/desk/")
    return page


def log_out(visitor: Visitor) -> None:
    visitor.open("/desk/")
    visitor.page.locator(".sidebar-footer button").first.click()
    visitor.page.get_by_role("button", name="Log out").click()
    expect(visitor.page).to_have_url(re.compile(r"/desk/login/"))


def begin_a_report(visitor: Visitor) -> Page:
    visitor.open("/desk/")
    visitor.follow("Write a report")
    expect(visitor.page.locator("form[data-keeps]")).to_be_visible()
    return visitor.page


def write_a_paragraph(page: Page, words: str) -> None:
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Paragraph").click()
    page.locator("[data-contentpath=body] .public-DraftEditor-content").first.click()
    page.keyboard.type(words)


def name_its_source(page: Page) -> None:
    page.get_by_role("button", name="Add source").click()
    page.locator("[name=sources-0-publisher]").fill("The Wall Paper")
    page.locator("[name=sources-0-title]").fill("What the neighbours heard")
    page.locator("[name=sources-0-published]").fill("2011-01-01")
    page.get_by_label("Number of its source").first.fill("1")


def add_the_form_of_the_appeal(page: Page) -> None:
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name="Appeal with its form").click()
    page.locator("[data-contentpath=body] select").last.select_option(label="Free Esenbek Ukteshbayev")


def test_a_volunteer_publishes_a_report_with_photo_case_appeal_and_source_by_the_tutorial(own_site: LiveSite, a_visitor: VisitorMaker) -> None:
    rosa = a_visitor(own_site)
    page = sign_in(rosa, "demo-campaigner")
    rosa.press("Newsroom")
    rosa.follow("Pictures")
    rosa.follow("Add a picture")
    page.locator("[name=file]").set_input_files({"name": "wall.png", "mimeType": "image/png", "buffer": a_drawing()})
    page.locator("[name=name]").fill("A wall at night")
    page.locator("[name=credit]").fill("Rosa")
    rosa.press("Add")
    expect(page).to_have_url(re.compile(r"/pictures/[0-9]+/$"))

    page = begin_a_report(rosa)
    page.locator("[name=title]").fill("The wall heard us")
    page.locator("[name=standfirst]").fill("Invented neighbours sang on New Year's Eve.")
    page.locator("[name=lead_picture]").select_option(label="A wall at night")
    page.locator("[name=lead_alt]").fill("A wall, and lights behind it")
    write_a_paragraph(page, "They sang until the lights went on.")
    add_the_form_of_the_appeal(page)
    name_its_source(page)
    page.locator("[name=happened]").fill("2010-12-31")
    page.locator("[name=cases]").select_option(label="Esenbek Ukteshbayev (2010-0001)")
    page.locator("[name=appeals]").select_option(label="Free Esenbek Ukteshbayev")
    expect(page.locator("[name=published_on]")).to_have_value("2011-01-01")
    # By now the desk has saved it by itself, and it has an address of its own.
    expect(page).to_have_url(re.compile(r"/edit/$"))
    page.get_by_role("button", name="More actions").click()
    rosa.press("Ask for a review")
    expect(page.get_by_role("heading", name="You wrote this text")).to_be_visible()
    log_out(rosa)

    page = sign_in(rosa, "demo-editor")
    waiting = page.locator(".desk-tasks li", has_text="Read this report, and publish it or send it back:")
    rosa.follow("The wall heard us", within=waiting)
    rosa.follow("Read it as readers will")
    expect(page.get_by_role("heading", name="The wall heard us", level=1)).to_be_visible()
    page.go_back()
    rosa.press("Publish")
    expect(page.get_by_text("Readers have this text.")).to_be_visible()

    page = rosa.open("/en/reports/")
    rosa.follow("The wall heard us")
    expect(page.get_by_alt_text("A wall, and lights behind it")).to_be_visible()
    expect(page.get_by_text("They sang until the lights went on.")).to_be_visible()
    expect(page.get_by_role("link", name="Source 1")).to_have_attribute("href", "#source-1")
    expect(page.locator("#source-1")).to_contain_text("The Wall Paper")
    expect(page.get_by_role("button", name="Send my protest")).to_be_visible()
    assert rosa.complaints == []


def test_what_did_not_reach_the_desk_comes_back_for_whoever_typed_it_and_for_nobody_else(own_site: LiveSite, a_visitor: VisitorMaker) -> None:
    rosa = a_visitor(own_site)
    sign_in(rosa, "demo-campaigner")
    page = begin_a_report(rosa)
    address = page.url
    rosa.context.set_offline(True)
    page.locator("[name=title]").fill("Words in the dark")
    write_a_paragraph(page, "The line broke here.")
    page.wait_for_function(f"() => {KEPT}.length > 0")
    # It looks once in a second.
    page.wait_for_timeout(2500)
    expect(page.get_by_text(KEPT_MEANWHILE)).to_be_visible()
    assert "dark" not in page.evaluate(f"() => {KEPT}")
    page.close()
    rosa.context.set_offline(False)

    # Her session ends, and somebody else sits down at the same machine.
    rosa.context.clear_cookies()
    rosa.page = rosa.context.new_page()
    sign_in(rosa, "demo-editor")
    rosa.open(address)
    expect(rosa.page.locator("form[data-keeps]")).to_be_visible()
    expect(rosa.page.get_by_text(OFFER)).to_have_count(0)

    rosa.context.clear_cookies()
    sign_in(rosa, "demo-campaigner")
    page = rosa.open(address)
    expect(page.get_by_text(OFFER)).to_be_visible()
    rosa.press("Bring them back")
    expect(page.locator("[name=title]")).to_have_value("Words in the dark")
    expect(page.get_by_text("The line broke here.").first).to_be_visible()
    expect(page.get_by_text("Nothing is saved yet").first).to_be_visible()

    log_out(rosa)
    assert page.evaluate(f"() => {KEPT}") == ""


def test_a_server_that_fails_while_saving_costs_no_words(own_site: LiveSite, a_visitor: VisitorMaker) -> None:
    rosa = a_visitor(own_site)
    sign_in(rosa, "demo-campaigner")
    page = begin_a_report(rosa)
    address = page.url

    def fail(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=503, body="down")
        else:
            route.continue_()

    page.route("**/desk/pages/**", fail)
    # As people type: what stands in the form within its first two seconds, the editor takes for what was there before.
    page.locator("[name=title]").press_sequentially("Words for a broken server", delay=200)
    expect(page.get_by_text(KEPT_MEANWHILE)).to_be_visible()
    rosa.press("Save draft")
    expect(page.get_by_text("down", exact=True)).to_be_visible()
    page.unroute("**/desk/pages/**")

    page.goto(address)
    expect(page.get_by_text(OFFER)).to_be_visible()
    rosa.press("Bring them back")
    expect(page.locator("[name=title]")).to_have_value("Words for a broken server")
    rosa.press("Save draft")
    expect(page.locator(".messages .success")).to_be_visible()
    page.wait_for_function(f"() => {KEPT} === ''")


def test_a_translator_is_told_that_her_words_are_kept_and_for_how_long_the_line_is_cut(own_site: LiveSite, a_visitor: VisitorMaker) -> None:
    rosa = a_visitor(own_site)
    page = sign_in(rosa, "demo-campaigner")
    rosa.open("/desk/translations/?language=ar&standing=done")
    page.locator("a[href*='/translations/appeal/']").first.click()
    expect(page.locator("form[data-keeps]")).to_be_visible()

    rosa.context.set_offline(True)
    page.locator("[name=text-0]").fill("Words in the dark")
    expect(page.get_by_text(KEPT_MEANWHILE)).to_be_visible()
    page.wait_for_timeout(2500)
    rosa.context.set_offline(False)

    expect(page.get_by_text(KEPT_MEANWHILE)).to_have_count(0)
    rosa.open(page.url)
    rosa.press("Bring them back")
    expect(page.locator("[name=text-0]")).to_have_value("Words in the dark")
    expect(page.get_by_text("Nothing is saved yet").first).to_be_visible()
