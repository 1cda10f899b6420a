"""Every page of our desk, in Wagtail's frame: what is wrong in the frame itself is taken off by looking at an empty page of Wagtail's own.

Why take it off: the frame's markup and scripts are Wagtail's, we can't mend them here, and a fault of theirs must not hide one
of ours. A page of Wagtail's without content, from the same run, shows exactly what the frame brings along, release by release.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, expect

from outcry.accounts import urls as accounts_urls
from outcry.appeals import urls as appeals_urls
from outcry.audit import urls as audit_urls
from outcry.authorities import urls as authorities_urls
from outcry.cases import urls as cases_urls
from outcry.evidence.tests.documents import a_pdf
from outcry.gatherings import urls as gatherings_urls
from outcry.giving import urls as giving_urls
from outcry.groups import urls as groups_urls
from outcry.newsletters import urls as newsletters_urls
from outcry.newsroom.comments import urls as comment_urls
from outcry.newsroom.library import document_urls as documents_urls
from outcry.newsroom.library import picture_urls as pictures_urls
from outcry.newsroom.moving_in import urls as moving_urls
from outcry.newsroom.reviewing import urls as reviews_urls
from outcry.newsroom.tests.cast import a_drawing
from outcry.newsroom.tests.moving_in.exports import a_site, an_item
from outcry.newsroom.translating import urls as translations_urls
from outcry.protests import urls as protests_urls
from tests.journeys import live_site
from tests.journeys.inspectors import axe, vnu
from tests.journeys.live_site import wait_until
from tests.journeys.pages import Answer, ask, crawl
from tests.journeys.signing import answer, confirm, sign
from tests.journeys.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(2400)]

FRAME = "/desk/pages/"
APPEAL = "/en/appeals/free-esenbek-ukteshbayev/"
ADDRESS = "desk-pages@mail.example"
ROOMS = (
    accounts_urls,
    appeals_urls,
    audit_urls,
    authorities_urls,
    cases_urls,
    comment_urls,
    documents_urls,
    moving_urls,
    gatherings_urls,
    giving_urls,
    groups_urls,
    newsletters_urls,
    pictures_urls,
    protests_urls,
    reviews_urls,
    translations_urls,
)
# Buttons without a page, and mails as text.
NO_PAGE = {
    *(f"newsletters_desk:{name}" for name in ("archive", "discard", "draft", "go_on", "propose", "stop", "test")),
    "appeals_desk:approve_letter",
    "appeals_desk:begin_letter",
    "appeals_desk:propose",
    "appeals_desk:publish_case_update",
    "appeals_desk:remove_addressee",
    "appeals_desk:stop_copies",
    "audit_desk_file",
    "authorities_desk:approve",
    "authorities_desk:begin_import",
    "authorities_desk:bodies_file",
    "authorities_desk:export",
    "authorities_desk:export_body",
    "authorities_desk:export_set",
    "authorities_desk:give_up_import",
    "authorities_desk:imports_file",
    "authorities_desk:index_file",
    "authorities_desk:link_office",
    "authorities_desk:people_file",
    "authorities_desk:posts_file",
    "authorities_desk:settle_alert",
    "authorities_desk:unlink_office",
    "cases_desk:propose",
    "cases_desk:case_history_file",
    "cases_desk:case_move",
    "cases_desk:case_open",
    "cases_desk:open_person_facts",
    "cases_desk:person_open",
    "cases_desk:case_undo",
    "cases_desk:people_file",
    "cases_desk:person_history_file",
    "cases_desk:person_move",
    "cases_desk:person_undo",
    "cases_desk:begin_import",
    "cases_desk:custody_file",
    "cases_desk:give_up_import",
    "cases_desk:import_report",
    "cases_desk:imports_file",
    "cases_desk:limits_file",
    "cases_desk:end_limit_rule",
    "cases_desk:list_file",
    "cases_desk:look_for_likely",
    "cases_desk:map_file",
    "cases_desk:move",
    "cases_desk:remove_view",
    # These lead staff to pages of their own: looked at below, as a partner.
    "cases_desk:shared",
    "cases_desk:shared_case",
    "cases_desk:shared_list_file",
    "cases_desk:shared_map",
    "cases_desk:shared_map_file",
    "cases_desk:shared_timeline",
    "cases_desk:shared_timeline_file",
    "cases_desk:timeline_file",
    "cases_desk:undo_judgment",
    # There once both coders have finished, and the desk of the journey has one.
    "cases_desk:conclude_coding",
    "cases_desk:take_place",
    "comments_desk:decide",
    *(f"protests_desk:{name}" for name in ("ask_for_book", "book_file", "book_photo", "change_book")),
    # There once a book was printed; drawn in outcry/protests/tests/test_print_books.py.
    "protests_desk:mark_book",
    "protests_desk:set_pace",
    "protests_desk:pause",
    "protests_desk:resume",
    "protests_desk:hold",
    # There once an appeal has ended, which none has here: looked at in test_the_whole_road.py.
    "protests_desk:outcome_words",
    "protests_desk:release",
    "protests_desk:release_server",
    "protests_desk:hold_all",
    "protests_desk:release_all",
    "protests_desk:pause_server_here",
    "protests_desk:limit_server",
    "protests_desk:release_server_here",
    "protests_desk:warm_up",
    *(f"gatherings_desk:{name}" for name in ("draft_file", "drop_photo", "leave_untold", "photo_file", "remove_handed_in", "remove_photo")),
    "giving_desk:amounts_file",
    "giving_desk:approve_way",
    "giving_desk:move",
    "giving_desk:remove_expense",
    "documents_desk:delete",
    "documents_desk:file",
    "moving_desk:begin",
    "moving_desk:give_up",
    "moving_desk:report",
    "pictures_desk:delete",
    "pictures_desk:file",
    "pictures_desk:small",
    "reviews_desk:ask",
    "protests_desk:retry",
    *(f"protests_desk:{name}" for name in ("confirmation_done", "mail_attached", "mail_source", "mail_source_kept", "post_done", "post_undone")),
    *(f"translations_desk:{name}_{form}" for name in ("appeals", "cases", "words") for form in ("po", "xlf")),
    "translations_desk:po",
    "translations_desk:report_po",
    "translations_desk:report_xlf",
    "translations_desk:urgent",
    "translations_desk:xlf",
}
# Ask before something is done, once a second person may: drawn by design/desk/confirm.html alone, as retiring and withdrawing are.
SAME_TEMPLATE = {
    "newsletters_desk:send",
    "appeals_desk:launch",
    "gatherings_desk:discard",
    "gatherings_desk:publish",
    "groups_desk:discard",
    "groups_desk:show",
    "authorities_desk:undo_import",
    "cases_desk:approve",
    "cases_desk:undo_import",
    "cases_desk:take_back",
    "vocabularies_desk:undo_import",
}

# Beside the sample's draft, a newsletter that has gone out.
NEWSLETTER = """
from django.utils import timezone
from outcry.accounts.models import User
from outcry.appeals.models import Appeal
from outcry.lib.wordings import Edit
from outcry.newsletters.drafting import choose_items, draft_digest, propose_digest, write_words
from outcry.newsletters.sending import send_digest
one, other, now = User.objects.get(username="demo-campaigner"), User.objects.get(username="demo-editor"), timezone.now()
digest = draft_digest(organisation=one.organisation, by=one, now=now)
choose_items(digest=digest, places={f"appeal-{Appeal.objects.order_by('pk')[0].pk}": 1}, seen="", by=one, now=now)
write_words(digest=digest, edit=Edit(language="en"), words={"subject": "An invented digest", "introduction": ""}, by=one, now=now)
propose_digest(digest=digest, by=one, now=now)
send_digest(digest=digest, by=other, now=now)
"""
# A report that waits for a colleague.
REVIEW = """
from django.utils import timezone
from outcry.accounts.models import User
from outcry.newsroom.models import ReportPage
from outcry.newsroom.reviewing.operations import ask_for_review
editor, report = User.objects.get(username="demo-editor"), ReportPage.objects.live().order_by("pk").first()
draft = report.get_latest_revision_as_object()
draft.standfirst += " More than before."
draft.save_revision(user=editor)
ask_for_review(report=ReportPage.objects.get(pk=report.pk), by=editor, now=timezone.now())
"""
# The term of the case is longer by now, and readers were told: its appeal has something to update.
PROLONGED = """
from datetime import date
from django.utils import timezone
from outcry.accounts.models import User
from outcry.cases import publication
from outcry.cases.models import Case, Detention
from outcry.cases.operations.limit_rules import write_limit_rule
case = Case.objects.get(slug="esenbek-ukteshbayev")
Detention.objects.filter(act__case=case).update(term_days=30, due_on=date(2011, 1, 18))
facts = {"country": "KZ", "length": 72, "law": "Made-up code, article 1", "source": "A book, page 1"}
write_limit_rule(organisation=case.organisation, facts=facts, by=None, now=timezone.now())
publication.propose(case=case, by=User.objects.get(username="demo-campaigner"), now=timezone.now())
publication.approve(case=case, by=User.objects.get(username="demo-editor"), now=timezone.now())
"""

# Somebody writes to the house itself.
POST = """
from django.utils import timezone
from outcry.delivery.incoming.reader import Reader
from outcry.delivery.incoming.take import take
raw = b"From: Ada <ada@mail.example>\\r\\nTo: postmaster\\r\\nSubject: Your letters\\r\\n\\r\\nWho are you?\\r\\n"
with Reader() as reader:
    take(raw=raw, reader=reader, now=timezone.now(), recipient="postmaster", envelope_sender="ada@mail.example")
"""

OPENED = """
from outcry.accounts.operations import add_partner
from outcry.accounts.queries import the_organisation
from outcry.cases.models import Case
add_partner(organisation=the_organisation(), name="lena", email="lena@union.example", password="blue kettle on the roof")
Case.objects.update(level="partners")
"""


@pytest.fixture(scope="module")
def desk(sample: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """Rosa at her desk; a protest, an answer to it and a draft are there. With scripts: axe waits for ever without."""
    site = live_site.copy_of(sample, tmp_path_factory.mktemp("desk") / "var")
    site.start()
    rosa = Visitor(browser, site)
    confirm(site, sign(site, APPEAL, address=ADDRESS))
    answer(site, mail_to=ADDRESS, subject="A question", text="Did it arrive?")
    rosa.open("/desk/")
    rosa.page.locator("input[name=username]").fill("demo-campaigner")
    rosa.page.locator("input[name=password]").fill(site.password("demo-campaigner"))
    rosa.page.keyboard.press("Enter")
    expect(rosa.page).to_have_url(f"{site.address}/desk/")
    draft_an_appeal(rosa)
    fill_the_directory(rosa)
    take_in_a_table(rosa)
    keep_a_view(rosa)
    site.do(PROLONGED)
    site.do(NEWSLETTER)
    site.do(REVIEW)
    site.do(POST)
    make_a_case_of_the_message(rosa)
    judge_two_records(rosa)
    code_a_report(rosa)
    add_a_picture(rosa)
    tell_of_a_gathering(rosa)
    take_an_old_site_in(rosa)
    reply = rosa.page.locator(".desk-table a[href*='/replies/']")
    wait_until(lambda: rosa.open("/desk/protests/replies/") and reply.count(), "a reply waits for a person", seconds=180, words=rosa.text)
    yield rosa
    rosa.leave()
    site.stop()


def draft_an_appeal(rosa: Visitor) -> None:
    page = rosa.open("/desk/appeals/new/")
    page.locator("select[name=case]").select_option(index=1)
    rosa.press("Fill in from this case")
    expect(page).to_have_url(re.compile(r"\?case=\d+$"))
    page.locator("[name=details-slug]").fill("a-draft")
    page.locator("[name=details-country]").select_option("KZ")
    page.locator("[name=details-deadline_on]").fill("2011-02-01")
    page.locator("[name=en-title]").fill("A draft")
    page.locator("[name=en-standfirst]").fill("In two sentences. Here they are.")
    page.locator("[name=en-what_happened]").fill("What happened.")
    rosa.press("Save the draft")
    expect(page).to_have_url(re.compile(r"/desk/appeals/\d+/$"))


def fill_the_directory(rosa: Visitor) -> None:
    """A body with a post, an invented person who holds it, and a file that was looked at."""
    page = rosa.open("/desk/authorities/bodies/add/")
    page.locator("[name=name]").fill("An invented court")
    rosa.press("Save")
    expect(page).to_have_url(re.compile(r"/bodies/\d+/$"))
    page.get_by_role("link", name="Add a post").click()
    page.locator("[name=label]").fill("President of the court")
    rosa.press("Save")
    expect(page).to_have_url(re.compile(r"/posts/\d+/$"))
    post = page.url
    page.goto(post.split("/posts/")[0] + "/people/add/")
    page.locator("[name=name]").fill("An Invented Judge")
    rosa.press("Save")
    expect(page).to_have_url(re.compile(r"/people/\d+/$"))
    page.goto(f"{post}holders/add/?q=judge")
    page.get_by_role("link", name="An Invented Judge").click()
    page.locator("[name=start_date]").fill("2009~")
    rosa.press("Save")
    expect(page).to_have_url(post)
    page.goto(post.split("/posts/")[0] + "/imports/new/")
    content = b'{"persons": [{"id": "1", "name": "Invented"}, {"id": "2"}]}'
    page.locator("[name=upload]").set_input_files({"name": "invented.json", "mimeType": "application/json", "buffer": content})
    rosa.press("Look at the file")
    expect(page).to_have_url(re.compile(r"/imports/\d+/$"))


def keep_a_view(rosa: Visitor) -> None:
    """A question to the case file, kept under a name."""
    page = rosa.open("/desk/cases/views/?country=KZ")
    page.locator("[name=name]").fill("Kazakhstan")
    page.locator("form[method=post] button").last.click()
    expect(page).to_have_url(re.compile(r"/desk/cases/\?country=KZ$"))


def judge_two_records(rosa: Visitor) -> None:
    """Two people of the sample, who are not the same."""
    page = rosa.open("/desk/cases/people/")
    people = page.locator(".desk-table th a[href*='/people/']").evaluate_all("links => links.map(link => link.pathname.match(/[0-9]+/)[0])")
    first, second = sorted(int(key) for key in people[:2])
    page.goto(f"{rosa.site.address}/desk/cases/judgments/person/{first}/{second}/")
    page.locator("[name=verdict][value=different]").check()
    page.locator("[name=reason]").fill("Two people of the sample.")
    rosa.press("Write it down")
    expect(page.get_by_role("heading", name="Judged: different")).to_be_visible()


def take_in_a_table(rosa: Visitor) -> None:
    """A table of invented cases, looked at and not imported."""
    page = rosa.open("/desk/cases/imports/new/")
    table = "Id,Date,Title,Kind\n1,2012-05-06,An invented arrest,held\n2,2012-05-07,An invented picket,?\n"
    page.locator("[name=upload]").set_input_files({"name": "invented.csv", "mimeType": "text/csv", "buffer": table.encode()})
    rosa.press("Take the file")
    expect(page).to_have_url(re.compile(r"/columns/$"))
    page.locator("[name=set-country]").select_option("KZ")
    for number, fact in enumerate(["", "event.when", "event.title", "act.kind"]):
        page.locator(f"[name=c{number}-fact]").select_option(fact)
    rosa.press("Keep this mapping and look at the file")
    expect(page).to_have_url(re.compile(r"/words/$"))
    rosa.press("Look at the file")
    expect(page).to_have_url(re.compile(r"/imports/\d+/$"))


def make_a_case_of_the_message(rosa: Visitor) -> None:
    """The sample's message in confidence is opened, and becomes a case."""
    page = rosa.open("/desk/intake/?state=new")
    page.locator(".desk-table a[href*='/desk/intake/']").first.click()
    rosa.press("Open and read")
    rosa.follow("Make a case from this message")
    page.locator("[name=name]").fill("Vera Example")
    page.locator("[name=happened]").fill("Held for two hours (invented)")
    page.locator("[name=country]").select_option("KZ")
    rosa.press("Write it down")
    expect(page).to_have_url(re.compile(r"/desk/cases/quick/\?kept=\d+$"))


def pages_beside_the_message(rosa: Visitor) -> list[str]:
    """What leads from a conversation to a case: no page of another room that is crawled links there."""
    page = rosa.open("/desk/intake/?state=open")
    page.locator(".desk-table a[href*='/desk/intake/']").first.click()
    expect(page).to_have_url(re.compile(r"/desk/intake/\d+/$"))
    found = page.locator(".desk a[href^='/desk/cases/']").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    conversation = page.url.rstrip("/").rpartition("/")[2]
    case = next(path for path in found if re.fullmatch(r"/desk/cases/\d+/", path)).split("/")[3]
    return [*found, f"/desk/cases/conversations/{conversation}/to/{case}/"]


def pages_behind_buttons(rosa: Visitor) -> list[str]:
    """What no link leads to now: the words of a reply to black out, and letters to take back, of which none waits."""
    reply = rosa.open("/desk/protests/replies/").locator(".desk-table a[href*='/replies/']").first.get_attribute("href")
    appeal = rosa.open("/desk/appeals/").locator(".desk a[href^='/desk/appeals/']").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    number = next(path for path in appeal if re.fullmatch(r"/desk/appeals/\d+/", path)).split("/")[3]
    return [f"{reply}words/", f"/desk/protests/appeals/{number}/delivery/withdraw/"]


def code_a_report(rosa: Visitor) -> None:
    """A report that somebody codes, and nobody else yet."""
    page = rosa.open("/desk/cases/")
    page.locator(".desk-table th a").first.click()
    rosa.follow("Let two people code a report…")
    page.locator("[name=report]").fill("What the source says.")
    rosa.press("Offer it to two people")
    rosa.press("Code it")
    expect(page).to_have_url(re.compile(r"/double-coding/[0-9]+/code/$"))


def tell_of_a_gathering(rosa: Visitor) -> None:
    """Of the sample's gathering that is over: a photo that is shown, one that waits, and a petition."""
    page = rosa.open("/desk/gatherings/")
    page.locator(".desk-table tr", has_text="over").locator("th a").first.click()
    expect(page).to_have_url(re.compile(r"/desk/gatherings/\d+/$"))
    gathering = page.url
    for colour in ("navy", "olive"):
        page.goto(f"{gathering}photos/")
        page.locator("[name=file]").set_input_files({"name": "wall.png", "mimeType": "image/png", "buffer": a_drawing(colour)})
        rosa.press("Add it, and look for faces")
        expect(page).to_have_url(re.compile(r"/waiting/\d+/$"), timeout=60_000)
    page.locator("[data-outcry=sheet]").click(position={"x": 40, "y": 40})
    expect(page.locator(".redact-area")).to_have_count(1)
    page.locator(".redact-area").click()
    expect(page.locator(".redact-area")).to_have_count(0)
    page.locator("[data-outcry=sheet]").click(position={"x": 60, "y": 60})
    page.locator(".redact-area").press("ArrowRight")
    rosa.press("Cover the marked areas for good")
    page.locator("[name=credit]").fill("A made-up union")
    page.locator("[name=en-alt]").fill("A wall in one colour")
    page.locator("[name=is_covered]").check()
    rosa.press("Show it to everybody")
    expect(page).to_have_url(f"{gathering}photos/")
    page.goto(f"{gathering}handed-in/new/")
    facts = {"facts-number": "12", "en-what": "A made-up petition", "en-to": "A made-up office", "en-counted_by": "Nobody", "en-source_note": "Made up"}
    for name, value in facts.items():
        page.locator(f"[name={name}]").fill(value)
    rosa.press("Save")
    expect(page).to_have_url(f"{gathering}handed-in/")


def add_a_picture(rosa: Visitor) -> None:
    """A picture and a document for reports, in their libraries."""
    page = rosa.open("/desk/newsroom/pictures/add/")
    page.locator("[name=file]").set_input_files({"name": "wall.png", "mimeType": "image/png", "buffer": a_drawing()})
    page.locator("[name=name]").fill("A wall")
    page.locator("[name=credit]").fill("Drawn by us")
    rosa.press("Add")
    expect(page).to_have_url(re.compile(r"/pictures/[0-9]+/$"))
    page.goto(f"{rosa.site.address}/desk/newsroom/documents/add/")
    page.locator("[name=file]").set_input_files({"name": "ruling.pdf", "mimeType": "application/pdf", "buffer": a_pdf()})
    page.locator("[name=name]").fill("A ruling")
    rosa.press("Add")
    expect(page).to_have_url(re.compile(r"/documents/[0-9]+/$"))


def take_an_old_site_in(rosa: Visitor) -> None:
    """One that was imported, so that there is something to undo, and one that was looked at."""
    page = rosa.page
    for number in (12, 13):
        page.goto(f"{rosa.site.address}/desk/newsroom/old-sites/add/")
        site = a_site(an_item(number, categories=[("category", "work", "Work")]), an_item(99, status="draft"))
        page.locator("[name=export]").set_input_files({"name": "old.xml", "mimeType": "application/xml", "buffer": site})
        rosa.press("Take the file")
        rosa.press("Look at it")
        if number == 12:
            rosa.press("Import it")
            expect(page.get_by_text("Undo the import")).to_be_visible(timeout=30_000)


@pytest.fixture(scope="module")
def answers(desk: Visitor) -> dict[str, Answer]:
    """Every page of ours on the desk, by its address. Printed: how many."""
    cookies = "; ".join(f"{cookie.get('name')}={cookie.get('value')}" for cookie in desk.context.cookies())
    rooms = (
        "appeals",
        "cases",
        "authorities",
        "comments",
        "gatherings",
        "giving",
        "organisation",
        "organisations",
        "log",
        "newsletters",
        "newsroom/(?:documents|old-sites|pictures|reviews)",
        "protests",
        "translations",
    )
    within = rf"/desk/({'|'.join(rooms)})\b[^?]*$"
    begin = [
        "/desk/appeals/",
        "/desk/comments/",
        "/desk/giving/",
        "/desk/newsletters/",
        "/desk/gatherings/",
        "/desk/newsroom/documents/",
        "/desk/newsroom/old-sites/",
        "/desk/newsroom/pictures/",
        "/desk/newsroom/reviews/",
        "/desk/protests/mail/",
        "/desk/protests/post/",
        "/desk/protests/replies/",
        *pages_behind_buttons(desk),
        "/desk/organisation/",
        "/desk/organisations/",
        # Led to where a payment came of which nobody knows for what.
        "/desk/giving/payments/",
        "/desk/translations/?standing=done",
        "/desk/translations/",
        *pages_beside_the_message(desk),
    ]
    found = crawl(desk.site, begin, within=within, outside=r"/desk/(?:appeals|cases)/[0-9]+/preview/", cookies=cookies)
    found = {path: one for path, one in found.items() if one.is_page}
    found[FRAME] = ask(desk.site, FRAME, cookies=cookies)
    print(f"\n{len(found) - 1} pages of the desk")
    return found


def test_every_page_of_our_desk_is_among_them(answers: dict[str, Answer]) -> None:
    named = {f"{app}:{pattern.name}" if app else str(pattern.name) for room in ROOMS for pattern in room.urlpatterns if (app := app_of(room)) is not None}

    assert named - NO_PAGE - SAME_TEMPLATE - {view_of(path) for path in answers} == set()
    assert {path: one.status for path, one in answers.items() if one.status != 200} == {}


def view_of(path: str) -> str:
    """Whose page it is, whatever is asked of it."""
    return resolve(path.partition("?")[0]).view_name


def app_of(room: object) -> str:
    return str(getattr(room, "app_name", ""))


def test_the_letter_of_html_is_kept_in_what_is_ours(answers: dict[str, Answer], tmp_path: Path) -> None:
    errors = vnu({path: one.body for path, one in answers.items()}, tmp_path / "desk")
    frame = errors.pop(FRAME, Counter())

    print(f"\n{sum(frame.values())} errors in Wagtail's own frame")
    assert {path: ours for path, found in errors.items() if (ours := found - frame)} == {}


def test_nothing_of_ours_hinders_people(desk: Visitor, answers: dict[str, Answer]) -> None:
    desk.open(FRAME)
    frame = set(axe(desk.page))
    hindrances = {}
    for path in a_few_of_each(answers):
        desk.open(path)
        if ours := set(axe(desk.page)) - frame:
            hindrances[path] = ours

    assert hindrances == {}
    assert not desk.complaints


def test_what_partners_read_is_in_order(desk: Visitor, browser: Browser, answers: dict[str, Answer], tmp_path: Path) -> None:
    desk.site.do(OPENED)
    desk.open(FRAME)
    frame = set(axe(desk.page))
    lena = Visitor(browser, desk.site)
    page = lena.open("/desk/")
    page.locator("input[name=username]").fill("lena")
    page.locator("input[name=password]").fill("blue kettle on the roof")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.site.address}/desk/cases/shared/")
    page.locator(".desk-table th a").first.click()
    ways = ["/desk/cases/shared/timeline/", "/desk/cases/shared/map/"]
    paths = [*ways, "/desk/cases/shared/", page.url.removeprefix(desk.site.address), "/desk/cases/export/", "/desk/cases/", "/desk/cases/shared/987654321/"]
    cookies = "; ".join(f"{cookie.get('name')}={cookie.get('value')}" for cookie in lena.context.cookies())
    asked = {path: ask(desk.site, path, cookies=cookies) for path in paths}
    errors = vnu({"frame": answers[FRAME].body} | {path: one.body for path, one in asked.items()}, tmp_path / "shared")
    faults = {path: fault for path in paths if (fault := errors.get(path, Counter()) - errors.get("frame", Counter()))}
    hindrances = {path: ours for path in paths if lena.open(path) and (ours := set(axe(lena.page)) - frame)}
    lena.leave()

    assert [one.status for one in asked.values()] == [200, 200, 200, 200, 200, 403, 404]
    assert faults == {}
    assert hindrances == {}


def a_few_of_each(answers: dict[str, Answer]) -> list[str]:
    """Up to three pages of every view, which differ in what they hold; more of them only differ in names."""
    seen = Counter[str]()
    chosen = []
    for path in answers:
        seen[view_of(path)] += 1
        if seen[view_of(path)] <= 3:
            chosen.append(path)
    return chosen


def test_the_last_step_of_an_outcome_is_in_order(desk: Visitor) -> None:
    # Of this appeal the sample knows the end, and fills it in.
    desk.open("/desk/appeals/")
    desk.page.locator(".desk").get_by_role("link", name=re.compile("Ukteshbayev")).first.click()
    desk.follow("Outcome")
    desk.press("Go on: what will happen")
    expect(desk.page.get_by_role("heading", name="What will happen")).to_be_visible()
    hindrances = set(axe(desk.page))
    desk.open(FRAME)

    assert hindrances - set(axe(desk.page)) == set()


def test_a_fault_of_ours_is_found_inside_the_frame(desk: Visitor, answers: dict[str, Answer], tmp_path: Path) -> None:
    path = next(path for path in answers if view_of(path) == "appeals_desk:index")
    desk.open(FRAME)
    frame = set(axe(desk.page))
    desk.open(path)
    desk.page.evaluate("document.querySelector('.desk').insertAdjacentHTML('beforeend', '<input type=\"text\">')")
    planted = answers[path].body.replace(b"</header>", b"<section><p>Here it stops</header>", 1)
    errors = vnu({"frame": answers[FRAME].body, "planted": planted}, tmp_path / "planted")

    assert any("label" in fault for fault in set(axe(desk.page)) - frame)
    assert errors["planted"] - errors.get("frame", Counter())
