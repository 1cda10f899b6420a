"""Every view of the desk that has a file: the file holds exactly what the view shows, on all of its pages, under the same filter."""

import csv
import io
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.audit.models import LogEntry
from outcry.authorities.models import ImportRun
from outcry.authorities.tests.cast import a_body, a_post, an_office
from outcry.authorities.tests.cast import a_person as somebody_in_office
from outcry.cases.models import Case, CaseImport, Person
from outcry.cases.operations.limit_rules import write_limit_rule
from outcry.cases.operations.people import open_person
from outcry.cases.operations.writing import change_facts, mark
from outcry.cases.tests.cast import NOW, a_case, a_participant, an_act, an_event, an_organisation, fifteen_days, staff
from outcry.evidence.models import Level
from outcry.giving.models import DonationAppeal
from outcry.giving.operations import DonationDetails, DonationWords, Entry, add_donation_appeal, enter_amount
from outcry.lib.money import Money
from outcry.lib.tables.reading import read_table
from tests.desk_world import desk_views
from tests.once import once_for_the_file

pytestmark = pytest.mark.django_db

PAGES = (
    "outcry.audit.views.ENTRIES_PER_PAGE",
    "outcry.authorities.views.records.PER_PAGE",
    "outcry.authorities.views.runs.PER_PAGE",
    "outcry.cases.views.history._PER_PAGE",
    "outcry.cases.views.imports._PER_PAGE",
    "outcry.cases.views.persons._PER_PAGE",
    "outcry.cases.views.search._PER_PAGE",
    "outcry.giving.views.amounts._ON_A_PAGE",
)
KINDS = ("csv", "jsonl", "xlsx")
# Files that are no table of a view's rows, tried beside their views: cases over time and on the map. Those of partners are tried with what they may read.
OTHERS = {f"cases_desk:{name}_file" for name in ("timeline", "map", "shared_list", "shared_timeline", "shared_map")}
# Pictures, and no list of anything.
OTHERS |= {"gatherings_desk:draft_file", "gatherings_desk:photo_file"}
# A book of letters, as it is printed.
OTHERS |= {"protests_desk:book_file"}


@dataclass(frozen=True, kw_only=True)
class View:
    """A view, its file, the filter under which both are asked, and how a page names what it shows."""

    page: str
    file: str
    shown: Callable[[Any], list[Any]]
    narrower: dict[str, str] = field(default_factory=dict)
    place: Callable[["Everything"], list[int]] = lambda _everything: []
    column: str = "id"


def _of_lines(name: str, key: str = "pk") -> Callable[[Any], list[Any]]:
    return lambda context: [getattr(line[name], key) for line in context["lines"]]


VIEWS = [
    View(page="cases_desk:index", file="cases_desk:list_file", shown=_of_lines("case", "number"), narrower={"country": "KZ"}, column="number"),
    View(page="cases_desk:people", file="cases_desk:people_file", shown=_of_lines("person"), narrower={"name": "Aigul"}),
    View(
        page="cases_desk:custody",
        file="cases_desk:custody_file",
        shown=lambda context: [line["detention"].pk for line in [*context["certain"], *context["possible"]]],
        narrower={"on": "2010-12-25"},
    ),
    View(
        page="cases_desk:case_history",
        file="cases_desk:case_history_file",
        shown=lambda context: [line.change.pk for line in context["lines"]],
        place=lambda everything: [everything.case.pk],
        narrower={"kind": "event", "row": "EVENT"},
    ),
    View(
        page="cases_desk:person_history",
        file="cases_desk:person_history_file",
        shown=lambda context: [line.change.pk for line in context["lines"]],
        place=lambda everything: [everything.person.pk],
        narrower={"kind": "personname", "row": "NAME"},
    ),
    View(page="cases_desk:limits", file="cases_desk:limits_file", shown=lambda context: [line["rule"].pk for line in context["rules"]]),
    View(page="cases_desk:imports", file="cases_desk:imports_file", shown=_of_lines("run")),
    View(page="audit_desk", file="audit_desk_file", shown=lambda context: [entry.pk for entry in context["page"]], narrower={"actor": "emeka"}),
    View(page="authorities_desk:index", file="authorities_desk:index_file", shown=_of_lines("office")),
    View(page="authorities_desk:imports", file="authorities_desk:imports_file", shown=_of_lines("run")),
    View(page="giving_desk:amounts", file="giving_desk:amounts_file", shown=_of_lines("amount"), place=lambda everything: [everything.donation_appeal.pk]),
    *(
        View(page=f"authorities_desk:{which}", file=f"authorities_desk:{which}_file", shown=_of_lines("row"), narrower={"q": "Prison"})
        for which in ("bodies", "people", "posts")
    ),
]
BY_NAME = pytest.mark.parametrize("view", VIEWS, ids=[view.file for view in VIEWS])


class Everything:
    """Five rows for every view, some of which a filter leaves out."""

    case: Case
    person: Person
    donation_appeal: DonationAppeal

    def __init__(self) -> None:
        self.desk = an_organisation()
        self.rosa, self.emeka = member("rosa", self.desk), member("emeka", self.desk)
        cases = [a_case(self.desk, slug=f"case-{number}") for number in range(5)]
        Case.objects.filter(pk__in=[case.pk for case in cases[3:]]).update(country="RU")
        self.case = cases[0]
        for number, case in enumerate(cases):
            self._held(case, date(2011, 1, 3) if number < 3 else date(2011, 5, 1))
        self.person = self._people()
        self._changes()
        details = DonationDetails(goal=Money(Decimal(100), "EUR"), from_on=date(2010, 12, 1))
        texts = {"en": DonationWords(title="For lawyers", standfirst="They cost money.")}
        self.donation_appeal = add_donation_appeal(organisation=self.desk, details=details, texts=texts, by=None, now=NOW)
        for number in range(5):
            facts = {"organisation": self.desk, "set_name": "rallies", "file_name": f"{number}.csv", "sha256": "0" * 64, "added_at": NOW}
            CaseImport.objects.create(**facts, counts={"cases": {"created": number}})
            ImportRun.objects.create(**facts)
            an_office(self.desk, address=f"letters@office-{number}.example")
            law = {"country": "KZ", "length": 24 * (number + 1), "law": f"Made-up code, article {number}", "source": "A book"}
            write_limit_rule(organisation=self.desk, facts=law, by=None, now=NOW)
            name = f"Prison {number}" if number < 3 else f"Court {number}"
            entry = Entry(kind="gift", money=Money(Decimal(number + 1), "EUR"), on=date(2010, 12, 20 + number), source="A statement")
            enter_amount(donation_appeal=self.donation_appeal, entry=entry, by=None, now=NOW)
            a_body(self.desk, name)
            a_post(self.desk, name)
            somebody_in_office(self.desk, name)

    def _held(self, case: Case, until: date) -> None:
        row = fifteen_days(case, act=an_act(case, event=an_event(case), victim=a_participant(case, f"Victim of {case.number}")))
        if until.month > 1:
            row.began, row.began_is_reckoned, row.due_on = "2011-04", False, until
            row.save()

    def _people(self) -> Person:
        names = ["Aigul One", "Aigul Two", "Aigul Three", "Bolat", "Daniyar"]
        people = [
            open_person(organisation=self.desk, names=[{"kind": "usual", "text": name, "language": "en"}], facts={}, by=self.rosa, now=NOW) for name in names
        ]
        return people[0]

    def _changes(self) -> None:
        name = self.person.names.get()
        for number in range(4):
            rows: tuple[tuple[Any, dict[str, str]], ...] = (
                (self.case, {"country": ("KZ", "RU")[number % 2]}),
                (self.case.events.get(), {"country": ("", "KZ")[number % 2]}),
                (self.person, {"occupation": f"Occupation {number}"}),
                (name, {"text": f"Aigul {number}"}),
            )
            for row, facts in rows:
                row.refresh_from_db()
                change_facts(row=row, facts=facts, seen=mark(row), by=self.emeka if number else self.rosa, now=NOW)
        Case.objects.filter(pk=self.case.pk).update(country="KZ")

    def filter_of(self, view: View) -> dict[str, str]:
        rows = {"EVENT": str(self.case.events.get().pk), "NAME": str(self.person.names.get().pk)}
        return {name: rows.get(value, value) for name, value in view.narrower.items()}


def member(name: str, organisation: Organisation) -> User:
    user = staff(name, organisation)
    user.groups.add(staff_group())
    return User.objects.get(pk=user.pk)


made = once_for_the_file(Everything)


@pytest.fixture
def everything(made: Everything, monkeypatch: pytest.MonkeyPatch) -> Everything:
    for size in PAGES:
        monkeypatch.setattr(size, 2)
    return deepcopy(made)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, everything: Everything, view: View, wanted: dict[str, str]) -> tuple[list[str], int]:
    """What stands on all pages of a view, and how many pages there are."""
    address, found, number = reverse(view.page, args=view.place(everything)), [], 0
    while True:
        number += 1
        context = client.get(address, {**wanted, "page": str(number)}).context
        found += [str(key) for key in view.shown(context)]
        if "page" not in context or not context["page"].has_next():
            return found, number


def taken(client: Client, everything: Everything, view: View, wanted: dict[str, str], kind: str = "csv") -> list[dict[str, Any]]:
    """The rows of its file."""
    address = reverse(view.file, args=view.place(everything))
    data = {"file-form": kind, "file-with_sealed": "on"}
    answer: Any = client.post(address, data, query_params=wanted)
    content = b"".join(answer)
    if kind == "jsonl":
        return [json.loads(line) for line in content.splitlines()]
    if kind == "xlsx":
        header, *rows = (row.cells for row in read_table(io.BytesIO(content)).rows)
        return [dict(zip(header, cells, strict=False)) for cells in rows]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_view_with_a_file_is_tried_here() -> None:
    files = {name for name in ("audit_desk_file", *desk_views()) if name.endswith("_file")}

    assert files - OTHERS == {view.file for view in VIEWS}


@BY_NAME
@pytest.mark.parametrize("is_narrowed", [False, True])
def test_a_file_holds_what_all_pages_of_its_view_show(everything: Everything, view: View, is_narrowed: bool) -> None:
    client, wanted = browser(everything.rosa), everything.filter_of(view) if is_narrowed else {}

    for kind in KINDS:
        on_pages, pages = shown(client, everything, view, wanted)
        assert [str(row[view.column]) for row in taken(client, everything, view, wanted, kind)] == on_pages
    assert len(on_pages) == len(set(on_pages)) >= 2
    assert pages > 1 or view.page in ("cases_desk:custody", "cases_desk:limits", "authorities_desk:index")


@BY_NAME
def test_one_page_alone_or_another_filter_would_be_seen(everything: Everything, view: View) -> None:
    client, wanted = browser(everything.rosa), everything.filter_of(view)

    whole = [str(row[view.column]) for row in taken(client, everything, view, {})]
    narrowed = [str(row[view.column]) for row in taken(client, everything, view, wanted)]

    assert len(whole) > 2
    assert not wanted or whole != narrowed


@BY_NAME
def test_a_file_is_in_the_log_before_it_leaves(everything: Everything, view: View) -> None:
    client, wanted = browser(everything.rosa), everything.filter_of(view)
    address, before = reverse(view.file, args=view.place(everything)), LogEntry.objects.count()

    client.post(address, {"file-form": "csv"}, query_params=wanted)

    entry = LogEntry.objects.order_by("-pk")[0]
    assert LogEntry.objects.count() == before + 1
    assert (entry.verb.split()[0], entry.actor_name) == ("export", "rosa")
    assert entry.details == {"form": "csv", "narrowed": bool(wanted), "sealed": False}


@BY_NAME
def test_looking_at_the_address_of_a_file_takes_nothing_out(everything: Everything, view: View) -> None:
    address = reverse(view.file, args=view.place(everything))

    assert browser(everything.rosa).get(address).status_code == 405
    assert browser(everything.rosa).post(address, {"file-form": "docx"}).status_code == 400


def test_what_is_stored_sealed_leaves_only_when_it_was_asked_for(everything: Everything) -> None:
    client = browser(everything.rosa)
    secrets = {"people": "Aigul", "custody": "Victim of", "person_history": "Aigul"}

    for name, secret in secrets.items():
        address = reverse(f"cases_desk:{name}_file", args=[everything.person.pk] if "history" in name else [])
        on = {"on": "2010-12-25"}
        without = b"".join(client.post(address, {"file-form": "csv"}, query_params=on))
        asked_for = b"".join(client.post(address, {"file-form": "csv", "file-with_sealed": "on"}, query_params=on))
        assert (secret.encode() in without, secret.encode() in asked_for) == (False, True), name


def test_what_the_reader_may_not_know_of_is_in_no_file(everything: Everything) -> None:
    for row in (everything.case, everything.person):
        row.level = Level.RESTRICTED
        row.save()
        row.readers.set([everything.rosa])
    hers, theirs = browser(everything.rosa), browser(everything.emeka)
    of_the_file = {view.file: view for view in VIEWS if not view.place(everything)}

    for name, own in (("people", str(everything.person.pk)), ("custody", str(everything.case.acts.get().detention.pk))):
        view = of_the_file[f"cases_desk:{name}_file"]
        wanted = {"on": "2010-12-25"} if name == "custody" else {}
        assert own in [row["id"] for row in taken(hers, everything, view, wanted)]
        assert own not in [row["id"] for row in taken(theirs, everything, view, wanted)]
    log = of_the_file["audit_desk_file"]
    for user, is_told in ((hers, True), (theirs, False)):
        about = {row["subject"] for row in taken(user, everything, log, {})}
        assert ({everything.case.subject, everything.person.subject} <= about) == is_told
        assert bool({everything.case.subject, everything.person.subject} & about) == is_told


def test_a_file_speaks_the_language_of_whoever_asked(everything: Everything) -> None:
    client = browser(everything.rosa)
    client.cookies["django_language"] = "ru"

    rows = taken(client, everything, next(view for view in VIEWS if view.page == "audit_desk"), {})

    assert {row["who"] for row in rows} >= {"emeka"}
    assert {row["what"] for row in rows} >= {"Изменены сведения", "Заведена запись о человеке"}
