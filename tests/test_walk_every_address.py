"""Every address of the desk, in every room, asked for by everybody: looked at, and its button pressed.

The tables say what each role is answered; an address that is not meant by them fails until somebody decides. Approving and launching
are no roles: whoever is not the first person may be the second, and tests of each operation ask that.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.test import Client
from django.urls import path, reverse
from django.views import defaults
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from outcry.accounts.models import User
from outcry.accounts.operations import STAFF_MANAGERS, give_task
from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.accounts.wagtail_screens import FOR_EVERYBODY, NOWHERE, OF_THE_SITE, PEOPLE, USED
from outcry.cases.models import Case, CaseText
from outcry.cases.operations.indexing import keep_words
from outcry.config import urls as real_urls
from outcry.evidence.models import Level
from tests.desk_frame import menu_made_once
from tests.desk_world import (
    ADMINISTRATOR,
    ELSEWHERE,
    MANAGER,
    NAMED,
    PARTNER,
    READER,
    STAFF,
    STRANGER,
    WITHOUT_A_ROLE,
    DeskWorld,
    desk_views,
    places,
    wagtail_views,
)

pytestmark = pytest.mark.django_db
WORD = "qorgantau"
# Views whose rows belong to nobody (every desk reads them), and a list that is asked for by kind.
OF_EVERY_DESK = (
    *("vocabularies_desk:", "cases_desk:likely"),
    # Servers we write to and the domains we write from belong to the machine.
    *(f"protests_desk:{name}" for name in ("limit_server", "pause_server_here", "release_server_here", "warm_up")),
    # Leads back to the list whatever the number, and does something only for what stands on her own organisation's list.
    "protests_desk:confirmation_done",
)
# Their refusal comes before any row is looked for: confidences are locked, and one has to be asked to look after them.
ASKED_FIRST = ("intake_desk:", "cases_desk:add_conversation", "cases_desk:make_from_conversation", "cases_desk:take_over")
# What partners are answered where a view lets them in. The case of this walk was not opened to them.
OF_PARTNERS = {
    "cases_desk:export": 200,
    **{f"cases_desk:{name}": 200 for name in ("shared", "shared_timeline", "shared_map")},
    **{f"cases_desk:{name}_file": 405 for name in ("shared_list", "shared_timeline", "shared_map")},
    "cases_desk:shared_case": 404,
    "evidence_desk:copy": 404,
    "evidence_desk:copy_page": 404,
    "evidence_desk:copy_download": 405,
}
# An empty form chooses no form of a file; of points there is one.
OF_PARTNERS_PRESSED = {
    "cases_desk:export": 200,
    "cases_desk:shared_list_file": 400,
    "cases_desk:shared_timeline_file": 400,
    "cases_desk:shared_map_file": 200,
    "evidence_desk:copy_download": 404,
}

# There once readers of a case were told something newer than its appeal: outcry/appeals/tests/test_follow_the_case.py.
# Copies once an embassy was named: outcry/appeals/tests/test_name_embassies.py; a server once it refuses us: outcry/protests/tests/test_desk_of_protests.py.
THERE_LATER = {"appeals_desk:case_update", "appeals_desk:publish_case_update", "appeals_desk:stop_copies", "protests_desk:release_server"}


@staff_only
def planted(request: StaffRequest, pk: int) -> HttpResponse:
    """What somebody writes who forgets whose row it is."""
    return HttpResponse(Case.objects.get(pk=pk).number)


planted_patterns = [path("desk/planted/<int:pk>/", planted, name="preview_case_planted"), *real_urls.urlpatterns]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[DeskWorld]:
    """Made once, taken back at the end; what a single test changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield DeskWorld()
        transaction.set_rollback(True)


def browser(world: DeskWorld, role: str) -> Client:
    client, user = Client(raise_request_exception=False), world.people[role]
    if user:
        client.force_login(user)
    return client


@contextmanager
def refusals_drawn_once() -> Iterator[None]:
    """Meanwhile a page that refuses is drawn for the first who gets it; for a thousand more addresses of hers it is that same page.

    It holds nothing of the address, drawing it takes longer than all the rest, and what is asked here is the number it comes with.
    """
    drawn: dict[str, str] = {}

    def get_template(name: str) -> SimpleNamespace:
        def render(context: dict[str, Any], request: HttpRequest) -> str:
            if name not in drawn:
                drawn[name] = loader.get_template(name).render(context, request)
            return drawn[name]

        return SimpleNamespace(render=render)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(defaults, "loader", SimpleNamespace(get_template=get_template))
        yield


def looked(world: DeskWorld, role: str, names: list[str]) -> dict[str, int]:
    client = browser(world, role)
    with refusals_drawn_once(), menu_made_once():
        return {name: client.get(world.address(name)).status_code for name in names}


def pressed(world: DeskWorld, role: str, names: list[str]) -> dict[str, int]:
    """What whoever sends an empty form is answered; whatever it did is taken back."""
    client, answers = browser(world, role), {}
    with refusals_drawn_once(), menu_made_once():
        for name in names:
            with transaction.atomic():
                answers[name] = client.post(world.address(name)).status_code
                transaction.set_rollback(True)
    return answers


@pytest.fixture(scope="module")
def of_staff(world: DeskWorld, django_db_blocker: DjangoDbBlocker) -> tuple[dict[str, int], dict[str, int]]:
    """What staff are answered by every view, looked at and pressed: asked once, since two tests ask and it takes long."""
    with django_db_blocker.unblock(), transaction.atomic():
        answers = looked(world, STAFF, desk_views()), pressed(world, STAFF, desk_views())
        transaction.set_rollback(True)
    return answers


def with_rows() -> list[str]:
    return [name for name in desk_views() if places(name) and not name.startswith(OF_EVERY_DESK)]


def unexpected(answers: dict[str, int], expected: set[int]) -> dict[str, int]:
    """Answers that are not those of a row that isn't there. A view may take no form (405); of confidences one is turned away before."""
    return {name: code for name, code in answers.items() if code not in (expected | {302, 403} if name.startswith(ASKED_FIRST) else expected)}


@pytest.mark.parametrize("role", [STRANGER, WITHOUT_A_ROLE])
def test_whoever_may_not_use_the_desk_is_let_in_nowhere(world: DeskWorld, role: str) -> None:
    answers = looked(world, role, desk_views()) | {f"{name} pressed": code for name, code in pressed(world, role, desk_views()).items()}

    turned_away = {302} if role == STRANGER else {302, 403}
    assert len(answers) > 300
    assert {name: code for name, code in answers.items() if code not in turned_away} == {}


def test_a_partner_is_let_in_where_a_view_says_so_and_nowhere_else(world: DeskWorld) -> None:
    answers, done = looked(world, PARTNER, desk_views()), pressed(world, PARTNER, desk_views())

    assert {name: code for name, code in answers.items() if code != 403} == OF_PARTNERS
    assert {name: code for name, code in done.items() if code != 403} == OF_PARTNERS_PRESSED


def test_for_another_organisation_no_row_is_there(world: DeskWorld) -> None:
    assert unexpected(looked(world, ELSEWHERE, with_rows()), {404, 405}) == {}
    assert unexpected(pressed(world, ELSEWHERE, with_rows()), {404, 405}) == {}


def test_for_staff_every_one_of_these_rows_is_there(of_staff: tuple[dict[str, int], dict[str, int]]) -> None:
    """Else the walk above would prove nothing: an address that leads nowhere is a 404 for everybody."""
    seen, done = of_staff

    nowhere = {name for name in with_rows() if {seen[name], done[name]} <= {404, 405} and not name.startswith(ASKED_FIRST)}
    assert nowhere == THERE_LATER


def test_staff_meet_no_error(of_staff: tuple[dict[str, int], dict[str, int]]) -> None:
    assert [{name: code for name, code in answers.items() if code >= 500} for answers in of_staff] == [{}, {}]


@pytest.mark.parametrize("role", [MANAGER, ADMINISTRATOR, ELSEWHERE])
def test_nobody_else_meets_an_error(world: DeskWorld, role: str) -> None:
    names = [name for name in desk_views() if not places(name)]

    assert {name: code for name, code in looked(world, role, names).items() if code >= 500} == {}
    assert {name: code for name, code in pressed(world, role, names).items() if code >= 500} == {}


def test_only_readers_of_confidences_are_let_to_them(world: DeskWorld) -> None:
    names = [name for name in desk_views() if name.startswith(ASKED_FIRST)]
    answers = {role: looked(world, role, names) for role in (STAFF, MANAGER, READER)}

    assert {role: {code for code in found.values() if code == 200} for role, found in answers.items()} == {STAFF: set(), MANAGER: set(), READER: {200}}


# --- what Wagtail brings ---


def asked(client: Client, names: list[str]) -> dict[str, set[int]]:
    """What is answered at the addresses of each of these views of Wagtail's, looked at and pressed; whatever was done is taken back."""
    addresses = wagtail_views()
    with refusals_drawn_once(), menu_made_once():
        return {name: {answered(ask, address) for address in addresses[name] for ask in (client.get, client.post)} for name in names}


def answered(ask: Callable[[str], Any], address: str) -> int:
    with transaction.atomic():
        code: int = ask(address).status_code
        transaction.set_rollback(True)
    return code


def gone() -> list[str]:
    return [name for name in wagtail_views() if name not in USED or name == NOWHERE]


@pytest.mark.parametrize("role", [STRANGER, STAFF, MANAGER, ADMINISTRATOR])
def test_what_wagtail_brings_and_nobody_uses_is_gone_for_everybody(world: DeskWorld, role: str) -> None:
    client = browser(world, role)
    answers = asked(client, gone())

    # Who isn't signed in is asked to, where there is nothing at all.
    nowhere = {302} if role == STRANGER else {404}
    assert len(answers) > 80
    assert {name: codes for name, codes in answers.items() if codes != (nowhere if name == NOWHERE else {404})} == {}


def test_every_address_that_is_named_as_used_is_one_of_wagtails() -> None:
    assert sorted(USED - wagtail_views().keys()) == []


@pytest.mark.parametrize("role", [STRANGER, WITHOUT_A_ROLE, PARTNER])
def test_of_what_is_used_nothing_is_open_to_whoever_does_not_work_here(world: DeskWorld, role: str) -> None:
    client = browser(world, role)
    answers = asked(client, sorted(USED - FOR_EVERYBODY - {NOWHERE}))

    # A partner is led from the first page to hers. Number 1 need not be a colleague: PostgreSQL goes on counting where earlier tests took back.
    turned_away = {STRANGER: {302}, WITHOUT_A_ROLE: {302, 403, 404}, PARTNER: {302, 403} if role else set()}[role]
    assert {name: codes for name, codes in answers.items() if not codes <= turned_away} == {}


@pytest.mark.parametrize("role", [ELSEWHERE, STAFF])
def test_whoever_does_not_manage_staff_sees_no_screen_of_colleagues(world: DeskWorld, role: str) -> None:
    client = browser(world, role)
    answers = asked(client, [name for name in sorted(USED) if name.startswith(PEOPLE)])

    assert {name: codes for name, codes in answers.items() if not codes <= {302, 403, 404}} == {}


@pytest.mark.parametrize("is_administrator", [False, True])
def test_for_another_organisation_no_colleague_and_no_report_is_there(world: DeskWorld, is_administrator: bool) -> None:
    """Not even for one who manages its staff, or administers it."""
    user = world.people[ELSEWHERE]
    assert user is not None
    give_task(user=user, group=STAFF_MANAGERS, permissions=("add_user", "change_user", "delete_user"))
    User.objects.filter(pk=user.pk).update(is_superuser=is_administrator)
    client = browser(world, ELSEWHERE)
    ours = [person for person in world.people.values() if person and person.pk != user.pk]

    pages = asked(client, sorted(OF_THE_SITE))
    people = {
        (name, person.username): {client.get(path).status_code, client.post(path).status_code}
        for name in ("edit", "delete", "history", "history_results")
        for person in ours
        for path in [reverse(f"wagtailusers_users:{name}", args=[person.pk])]
    }
    listed = client.get(reverse("wagtailusers_users:index")).text

    assert {name: codes for name, codes in pages.items() if codes != {404}} == {}
    assert {name: codes for name, codes in people.items() if codes != {404}} == {}
    assert [person.username for person in ours if reverse("wagtailusers_users:edit", args=[person.pk]) in listed] == []
    assert reverse("wagtailusers_users:edit", args=[user.pk]) in listed


@pytest.fixture
def restricted(world: DeskWorld) -> DeskWorld:
    """The case is kept to one of them, and says a word that nothing else says."""
    CaseText.objects.filter(case=world.case).update(name=f"Ayan {WORD}", standfirst=WORD)
    keep_words(cases=[world.case.pk])
    Case.objects.filter(pk=world.case.pk).update(level=Level.RESTRICTED)
    world.case.readers.set([world.people[NAMED]])
    return world


def of_the_case(world: DeskWorld) -> list[str]:
    """Views that lead to the case, or to a part of it, or to its evidence."""
    of_others = {name for name, kind in world.kinds.items() if kind != "conversation"} | {"cases_desk:pair"}
    rooms = ("cases_desk:", "preview_case", "evidence_desk:")
    return [name for name in with_rows() if name.startswith(rooms) and name not in of_others and not name.startswith(ASKED_FIRST)] + ["cases_desk:take_over"]


@pytest.mark.parametrize("role", [STAFF, MANAGER, ADMINISTRATOR, READER, ELSEWHERE])
def test_of_a_restricted_case_nothing_is_there_for_who_is_not_named(restricted: DeskWorld, role: str) -> None:
    assert unexpected(looked(restricted, role, of_the_case(restricted)), {404, 405}) == {}
    assert unexpected(pressed(restricted, role, of_the_case(restricted)), {404, 405}) == {}


def test_of_a_restricted_case_everything_is_there_for_the_named(restricted: DeskWorld) -> None:
    seen, done = looked(restricted, NAMED, of_the_case(restricted)), pressed(restricted, NAMED, of_the_case(restricted))

    assert {name for name in of_the_case(restricted) if {seen[name], done[name]} <= {404, 405} and not name.startswith(ASKED_FIRST)} == set()


@pytest.mark.parametrize("role", [STAFF, ADMINISTRATOR])
def test_no_page_and_no_file_of_the_desk_holds_a_word_of_a_restricted_case(restricted: DeskWorld, role: str) -> None:
    assert places_of(restricted, role, desk_views()) == set()


def test_that_word_is_on_pages_of_the_named(restricted: DeskWorld) -> None:
    names = ["cases_desk:index", "cases_desk:case", "cases_desk:list_file", "preview_case"]

    assert places_of(restricted, NAMED, names) == set(names)


def places_of(world: DeskWorld, role: str, names: list[str]) -> set[str]:
    """Those of these views in whose answer the word stands."""
    client, found = browser(world, role), set()
    with menu_made_once():
        for name in names:
            answer = client.get(world.address(name))
            if answer.status_code == 405 and name.endswith("_file"):
                answer = client.post(world.address(name), {"file-form": "csv"})
            body = b"".join(answer) if answer.streaming else answer.content
            if WORD.encode() in body:
                found.add(name)
    return found


def test_the_walk_finds_a_view_that_forgets_whose_row_it_is(world: DeskWorld, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = type("Planted", (), {"urlpatterns": planted_patterns})
    monkeypatch.setitem(world.rows, "preview_case_planted:pk", world.case.pk)

    assert "preview_case_planted" in with_rows()
    assert unexpected(looked(world, ELSEWHERE, ["preview_case_planted", "preview_case"]), {404, 405}) == {"preview_case_planted": 200}


def test_a_part_is_added_where_such_parts_lie_and_nowhere_else(world: DeskWorld) -> None:
    client, case, act = browser(world, STAFF), world.case.pk, world.rows["owner"]
    paths = (f"/desk/cases/{case}/acts/{act}/events/add/", f"/desk/cases/{case}/involvements/add/")

    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert client.get(f"/desk/cases/{case}/acts/{act}/involvements/add/").status_code == 200
