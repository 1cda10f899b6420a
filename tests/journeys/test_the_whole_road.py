"""Samira raises her voice for a man in prison, an authority answers, he is released, she hears of it, she is forgotten.

Once with scripts, which add a preview and a button that asks for no new page, and once without, where all of it works too.
"""

import re
import time

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import VisitorMaker
from tests.journeys.inspectors import axe
from tests.journeys.live_site import LiveSite, wait_until
from tests.journeys.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]

APPEAL = "/en/appeals/free-esenbek-ukteshbayev/"
ADDRESS = "samira.diallo@mail.example"
PROSECUTOR = "letters@prosecutor.example"
REFUSER = "inbox@interior.example"
ENDED = "Esenbek Ukteshbayev is free"
CORRECTED = "More about it will follow."
# A page of Wagtail's own: what is wrong there is in the frame of every page of the desk.
FRAME = "/desk/pages/"
# Our part of a page of the desk. Without scripts a plain menu of ours stands above it.
OURS = ".desk:not(.desk--menu)"
FORM_AGE_SECONDS = 3.5  # a form sent before three seconds have passed counts as a program's


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_road(own_site: LiveSite, a_visitor: VisitorMaker, scripts: bool) -> None:
    samira, rosa = a_visitor(own_site, scripts=scripts), a_visitor(own_site, scripts=scripts)

    before = come_from_the_home_page(samira)
    fill_in_the_form(samira)
    see_what_scripts_add(samira)
    send_the_form(samira)
    open_the_mail(samira, "confirm")
    change_the_exact_words_and_confirm(samira)
    see_the_count_rise(samira, before)
    read_the_letter_that_arrived(own_site)
    assert not samira.cookies()

    sign_in(rosa)
    see_the_letters_on_the_desk(rosa)
    approve_the_reply(rosa)
    read_the_reply_on_the_page(samira)
    record_the_outcome(rosa)
    read_how_it_ended(samira)
    correct_the_words_of_the_outcome(rosa)
    wait_until(lambda: samira.open(APPEAL) and CORRECTED in samira.text(), "the corrected words stand on the page", seconds=60)
    get_one_mail_about_the_outcome(samira)
    leave_and_be_forgotten(samira)

    assert not samira.cookies()
    assert not samira.complaints
    assert not rosa.complaints


def come_from_the_home_page(samira: Visitor) -> int:
    page = samira.open("/")
    expect(page).to_have_url(f"{samira.site.address}/en/")
    samira.follow("Send your protest")
    expect(page).to_have_url(f"{samira.site.address}{APPEAL}#act")
    assert not samira.cookies()
    return confirmed(samira)


def confirmed(samira: Visitor) -> int:
    return int(re.sub(r"\D", "", samira.page.locator("#act .count strong").first.inner_text()))


def fill_in_the_form(samira: Visitor) -> None:
    form = the_form(samira)
    form.get_by_label("Your name").fill("Samira Diallo")
    form.get_by_label("E-mail", exact=True).fill(ADDRESS)
    form.get_by_label("Country", exact=True).select_option("SN")
    form.get_by_label("My first name and country").check()
    form.get_by_label("My initials and country").check()
    form.get_by_label("Tell me by e-mail").check()


def the_form(samira: Visitor) -> Locator:
    return samira.page.locator("#sign-form")


def see_what_scripts_add(samira: Visitor) -> None:
    public, letter = samira.page.locator("#public-preview"), samira.page.locator("#letter-preview")
    restore = samira.page.get_by_role("button", name="Bring back our text")
    words = the_form(samira).locator("textarea")
    approved = words.input_value()
    if not samira.scripts:
        expect(public).to_be_hidden()
        expect(letter).to_be_hidden()
        words.fill("Changed and regretted.")
        restore.click()
        expect(the_form(samira).get_by_label("Your name")).to_have_value("Samira Diallo")
        expect(the_form(samira).get_by_label("E-mail", exact=True)).to_have_value(ADDRESS)
    else:
        expect(public).to_have_text("Samira Senegal")
        expect(letter).to_have_text("S. D. Senegal")
        expect(restore).to_be_hidden()
        address = samira.page.url
        words.fill("Changed and regretted.")
        restore.click()
        assert samira.page.url == address
        expect(restore).to_be_hidden()
    expect(the_form(samira).locator("textarea")).to_have_value(approved)


def send_the_form(samira: Visitor) -> None:
    time.sleep(FORM_AGE_SECONDS)
    samira.press("Send my protest")
    # The browser carries the "#act" of the form over to the page it is led to.
    expect(samira.page).to_have_url(re.compile(re.escape(f"{APPEAL}check-your-mail/")))


def open_the_mail(samira: Visitor, leads_to: str, *, number: int = 1) -> None:
    """Find the newest mail to her in the demonstration's mailbox and follow its link."""
    mailbox = f"/demo/mail/?language=en&to={ADDRESS}"
    if "check-your-mail" in samira.page.url:
        samira.follow("Open the demonstration’s mailbox")
        expect(samira.page.get_by_role("heading", name="Mailbox of the demonstration")).to_be_visible()
    lines = samira.page.locator("article.teaser h2 a")
    wait_until(lambda: samira.open(mailbox) and lines.count() >= number, f"{number} mails are there", seconds=120, words=samira.text)
    lines.first.click()
    samira.page.locator(f'main a[href*="/{leads_to}/"]').first.click()


def change_the_exact_words_and_confirm(samira: Visitor) -> None:
    page = samira.page
    expect(page.get_by_role("heading", name="Confirm your protest")).to_be_visible()
    expect(page.get_by_label("On the appeal page")).to_have_value("Samira")
    expect(page.get_by_label("Under your letter")).to_have_value("S. D.")
    page.get_by_label("On the appeal page").fill("Samira from the coast")
    page.get_by_label("Under your letter").fill("S. Diallo")
    samira.press("Yes, send my protest")
    expect(page.get_by_role("heading", name="Thank you. Your protest counts.")).to_be_visible()


def see_the_count_rise(samira: Visitor, before: int) -> None:
    seconds = wait_until(lambda: samira.open(APPEAL) and confirmed(samira) == before + 1, "the count has risen", seconds=120)
    print(f"the count rose {seconds:.1f} s after she had confirmed")
    assert seconds <= 10
    wait_until(lambda: samira.open(APPEAL) and "Samira from the coast" in samira.text(), "her words stand there", seconds=60)


def read_the_letter_that_arrived(site: LiveSite) -> None:
    wait_until(lambda: site.mail_to(PROSECUTOR), "the letter has arrived", seconds=120, words=site.words)
    letter = site.mail_to(PROSECUTOR)[0]
    assert "S. Diallo" in letter.get_content()
    assert "Samira" not in letter.as_string()
    assert ADDRESS not in letter.as_string()
    assert str(letter["From"]).endswith("@solidarity.example>")
    assert str(letter["Reply-To"]).startswith("letter-")
    assert letter["Content-Language"] == "ru"
    assert not site.mail_to(REFUSER)


def sign_in(rosa: Visitor) -> None:
    page = rosa.open("/desk/")
    page.locator("input[name=username]").fill("demo-campaigner")
    page.locator("input[name=password]").fill(rosa.site.password("demo-campaigner"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{rosa.site.address}/desk/")


def see_the_letters_on_the_desk(rosa: Visitor) -> None:
    rosa.open("/desk/appeals/")
    rosa.page.locator(OURS).get_by_role("link", name=re.compile("Ukteshbayev")).first.click()
    rosa.follow("Delivery")
    expect(rosa.page.locator(OURS)).to_contain_text("Prosecutor General's Office")
    said = "sample server took the letter"
    wait_until(lambda: rosa.page.reload() and said in rosa.text(), "the servers' own words stand there", seconds=120, words=rosa.text)
    rosa.follow("Protests")
    expect(rosa.page.locator(OURS)).to_contain_text("Samira from the coast")
    assert ADDRESS not in rosa.page.content()


def approve_the_reply(rosa: Visitor) -> None:
    waiting = rosa.page.locator(".desk-table").get_by_role("link", name="Prosecutor General's Office")
    wait_until(lambda: rosa.open("/desk/protests/replies/") and waiting.count(), "a reply waits for a person", seconds=180, words=rosa.text)
    waiting.first.click()
    rosa.page.get_by_label("Show these words on the appeal page").check()
    rosa.page.get_by_label("Words shown").fill("Your letter has been registered.")
    rosa.page.get_by_label("Language of these words").select_option("en")
    rosa.press("Save the decision")
    expect(rosa.page.get_by_text("The reply stands on the appeal page.")).to_be_visible()


def read_the_reply_on_the_page(samira: Visitor) -> None:
    replies = samira.page.locator("details.replies")
    wait_until(lambda: samira.open(APPEAL) and replies.count(), "the reply stands on the page", seconds=60)
    replies.locator("summary").first.click()
    expect(replies.locator("blockquote").first).to_have_text("Your letter has been registered.")


def record_the_outcome(rosa: Visitor) -> None:
    rosa.open("/desk/appeals/")
    rosa.page.locator(OURS).get_by_role("link", name=re.compile("Ukteshbayev")).first.click()
    rosa.follow("Outcome")
    rosa.press("Go on: what will happen")
    expect(rosa.page.get_by_role("heading", name="What will happen")).to_be_visible()
    expect(rosa.page.locator(OURS)).to_contain_text("1 person who asked to hear gets the mail, once.")
    rosa.press("Record the outcome and end the appeal")
    expect(rosa.page.get_by_text("The outcome is recorded.")).to_be_visible()


def correct_the_words_of_the_outcome(rosa: Visitor) -> None:
    rosa.follow("Write or correct the words")
    expect(rosa.page.get_by_role("heading", name="Words of the outcome")).to_be_visible()
    if rosa.scripts:
        ours = set(axe(rosa.page))
        rosa.open(FRAME)
        assert ours - set(axe(rosa.page)) == set()
        rosa.page.go_back()
    told = rosa.page.locator("[name=en-body]")
    told.fill(f"{told.input_value()}\n\n{CORRECTED}")
    rosa.press("Save")
    expect(rosa.page.get_by_text("Saved.")).to_be_visible()
    expect(rosa.page.locator(OURS)).to_contain_text(CORRECTED)


def read_how_it_ended(samira: Visitor) -> None:
    wait_until(lambda: samira.open(APPEAL) and ENDED in samira.page.locator("h1").inner_text(), "the page tells the end", seconds=60)
    expect(samira.page.locator("#act")).to_contain_text("This appeal has ended")
    assert not the_form(samira).count()


def get_one_mail_about_the_outcome(samira: Visitor) -> None:
    def outcomes() -> int:
        return sum(ENDED in str(mail["Subject"]) for mail in samira.site.mail_to(ADDRESS))

    wait_until(outcomes, "the mail about the outcome is there", seconds=120, words=samira.site.words)
    time.sleep(8)  # the chore that queues these mails comes by every two seconds
    assert outcomes() == 1


def leave_and_be_forgotten(samira: Visitor) -> None:
    open_the_mail(samira, "leave", number=2)
    expect(samira.page.get_by_role("heading", name="Take it back and be forgotten")).to_be_visible()
    link = samira.page.url
    samira.press("Withdraw and erase")
    expect(samira.page.get_by_role("heading", name="It is erased")).to_be_visible()
    wait_until(lambda: samira.open(APPEAL) and "Samira" not in samira.text(), "her words are off the page", seconds=60)
    samira.open(link)
    expect(samira.page.get_by_role("heading", name="It is erased")).to_be_visible()
    assert not samira.page.locator("main form").count()
