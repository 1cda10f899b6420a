"""The desk's first page says what needs somebody now, and asks the database as often for much as for little."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.admin.menu import admin_menu

from outcry.accounts.models import User
from outcry.accounts.operations import staff_group
from outcry.appeals.models import Appeal, AppealState, LetterVersion
from outcry.audit.operations import record
from outcry.authorities.models import OfficeApproval
from outcry.cases.tests.cast import a_case
from outcry.delivery import outbox
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.tests.cast import a_mail, put
from outcry.design.desk_menu import ALONE, GROUPS
from outcry.newsroom.models import ReportPage
from outcry.newsroom.operations import ensure_tree
from outcry.newsroom.tests.cast import a_report
from outcry.statistics.counting import recount
from tests.cast import an_office, an_open_appeal, an_organisation, emeka, rosa

pytestmark = pytest.mark.django_db
LATER = date(2099, 1, 1)
_HREF = re.compile(r'href="([^"]+)"')


def test_a_new_organisation_is_led_by_the_hand() -> None:
    an_organisation(staff=1)

    page = first_page(User.objects.get())

    steps = re.findall(r"<li( data-done)?><span>([^<]+)", page)
    assert [(bool(done), sentence.split()[0]) for done, sentence in steps] == [(False, word) for word in ("Say", "Let", "Add", "Open", "Begin")]
    assert "Nothing waits for you." in page


def test_the_steps_go_away_when_all_of_them_are_done() -> None:
    organisation = an_organisation()
    organisation.texts.update(imprint="Solidarity, 1 Long Street")
    a_case(organisation)
    assert "The first steps" in first_page(rosa())

    an_open_appeal(deadline=LATER)

    assert "The first steps" not in first_page(rosa())


def test_what_a_partner_reads_does_not_hide_what_was_done() -> None:
    organisation = an_organisation()
    record(verb="open case", subject=a_case(organisation).subject, now=timezone.now(), actor=rosa())
    for _ in range(20):
        record(verb="partner.read", subject=f"organisation:{organisation.pk}", now=timezone.now(), actor=emeka(), page="shared")

    page = first_page(rosa())

    assert "Case opened" in page
    assert "Read by a partner" not in page


def test_what_waits_for_a_second_person_needs_her_and_not_the_first() -> None:
    appeal = an_open_appeal(deadline=LATER)
    Appeal.objects.update(state=AppealState.PROPOSED, proposed_by=rosa(), proposed_at=timezone.now())
    an_office(name="Court")
    OfficeApproval.objects.filter(by=emeka(), office__address__startswith="court").delete()

    hers, his = (first_page(person).partition("Waits for somebody else") for person in (rosa(), emeka()))

    for thing in (f"/desk/appeals/{appeal.pk}/", "Court (en)"):
        assert (thing in hers[0], thing in hers[2]) == (False, True)
        assert thing in his[0]


def test_the_worst_comes_first() -> None:
    an_open_appeal(deadline=LATER)
    over = an_open_appeal(slug="past-its-day", deadline=date(2020, 1, 1))
    outbox.hold(group="", now=timezone.now(), reason="restored from a backup")
    an_office(name="Court").approvals.all().delete()

    tones = re.findall(r'<li data-tone="(\w+)"', page := first_page(rosa()))

    assert tones == ["alarm", "alarm", "wait"]
    assert "restored from a backup" in page
    assert f"/desk/appeals/{over.pk}/" in page


def test_an_appeal_that_runs_shows_its_four_counts_and_the_days_left() -> None:
    appeal = an_open_appeal(deadline=timezone.now().date() + timedelta(days=2))
    recount(appeal=appeal, now=timezone.now())

    page = first_page(rosa())

    # As on the page of the appeal: the day itself is one of them.
    assert "3 days left" in page
    assert re.findall(r"<dt>([^<]+)</dt><dd>0", page) == ["Confirmed protests", "Letters accepted", "Letters refused", "Letters answered"]


def test_of_one_kind_the_first_are_named_and_the_rest_counted() -> None:
    for number in range(8):
        an_office(name=f"Court {number}").approvals.all().delete()

    page = first_page(rosa())

    assert page.count("Office waits until it is vouched for:") == 5
    assert "3 more of these" in page


def test_nothing_leads_to_another_host_and_the_menu_to_nothing_that_is_not_ours() -> None:
    an_organisation()
    # Wagtail's word about scripts, which our style sheet hides: the desk works without.
    page = re.sub(r"(?s)<noscript class=\"capabilitymessage.*?</noscript>", "", first_page(rosa()))

    assert [link for link in _HREF.findall(page) if link.startswith(("http:", "https:", "//"))] == []
    for elsewhere in ("/desk/reports/", "/desk/images/", "/desk/documents/", "guide.wagtail.org"):
        assert elsewhere not in page


def test_every_entry_of_the_menu_stands_in_one_group_or_alone_and_each_group_has_entries() -> None:
    an_organisation()
    grouped = [name for group in GROUPS for name in group.entries]
    registered = {item.name for item in admin_menu.registered_menu_items} - {"help", "reports", "images", "documents", "explorer"}

    assert sorted([*grouped, *ALONE]) == sorted({*grouped, *ALONE})
    assert registered == {*grouped, *ALONE}


def test_whoever_signs_in_finds_few_words_in_the_menu_and_every_room_behind_them() -> None:
    an_organisation()
    request = RequestFactory().get("/desk/")
    request.user = rosa()

    shown = {item.name: item for item in admin_menu.menu_items_for_request(request)}
    inside = {item.name for group in GROUPS for item in shown[group.name].menu.menu_items_for_request(request)}

    assert len(shown) <= 8
    assert inside == {name for group in GROUPS for name in group.entries}


@pytest.mark.parametrize("path", ["login/", "password_reset/", "password_reset/done/"])
def test_before_signing_in_a_page_of_the_desk_bears_our_name_and_no_other(client: Client, path: str) -> None:
    an_organisation()

    page = client.get(f"/desk/{path}").text
    seen = re.sub(r"(?s)<noscript.*?</noscript>|<script.*?</script>|<link[^>]*>", "", page)

    assert "desk-colours" in page
    assert "Outcry" in seen
    assert "Wagtail" not in seen
    assert "wagtail.svg" not in page
    assert "login-logo" not in page


def test_whoever_works_for_no_organisation_is_told_so() -> None:
    nobody = User.objects.create_superuser("root")

    assert "You work for no organisation yet." in first_page(nobody)


def test_much_costs_as_many_queries_as_little() -> None:
    ensure_tree(organisation=an_organisation(), now=timezone.now())
    person = at_the_desk(emeka())
    some_of_everything(0)

    little = cost(person)
    for number in range(1, 5):
        some_of_everything(number)

    assert cost(person) <= little


def at_the_desk(user: User) -> Client:
    user.groups.add(staff_group())
    client = Client()
    client.force_login(user)
    return client


def first_page(user: User) -> str:
    return str(at_the_desk(user).get("/desk/").text)


def cost(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get("/desk/").status_code == 200
    return len(queries)


def some_of_everything(number: int) -> None:
    """Whatever the page can show: running, proposed and late appeals, letters, offices, cases, holds, stopped mail, reports."""
    running = an_open_appeal(slug=f"running-{number}", deadline=LATER)
    recount(appeal=running, now=timezone.now())
    LetterVersion.objects.filter(appeal=running).update(approved_at=None, approved_by=None)
    an_open_appeal(slug=f"late-{number}", deadline=date(2020, 1, 1))
    proposed = an_open_appeal(slug=f"proposed-{number}", deadline=LATER)
    Appeal.objects.filter(pk=proposed.pk).update(state=AppealState.PROPOSED, proposed_by=rosa(), proposed_at=timezone.now())
    an_office(name=f"Court {number}").approvals.all().delete()
    a_case(an_organisation(), slug=f"case-{number}", proposed_by=rosa(), proposed_at=timezone.now())
    outbox.hold(group=running.subject, now=timezone.now(), reason="paused by rosa")
    put(a_mail(key=f"stopped-{number}", group=running.subject, mailer="protest"))
    OutgoingMessage.objects.update(due_at=None)
    a_report(key=f"report-{number}", slug=f"report-{number}")
    ReportPage.objects.update(has_unpublished_changes=True)
