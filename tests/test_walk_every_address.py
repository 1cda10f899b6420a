"""Every address of the desk, asked for by everybody: a stranger, a partner, staff of another organisation, staff.

The table says what each of them is answered; an address that is not meant by it fails until somebody decides.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.cases.models import Case, Participant, Person, SavedView
from outcry.cases.tests.cast import NOW as THEN
from outcry.cases.tests.cast import an_act, an_event, an_organisation, fifteen_days, staff

pytestmark = pytest.mark.django_db
# Views whose rows belong to nobody: every desk reads them.
OF_EVERY_DESK = ("vocabularies_desk:",)
# Their refusal comes before any row is looked for: confidences are locked, and one has to be asked to look after them.
ASKED_FIRST = ("intake_desk:", "cases_desk:add_conversation", "cases_desk:make_from_conversation", "cases_desk:take_over")

# What partners are answered where a view lets them in. The case of this walk was not opened to them.
OF_PARTNERS = {"cases_desk:export": 200, "cases_desk:shared": 200, "cases_desk:shared_case": 404}


def desk_views() -> list[str]:
    """The names of all our own views below /desk/."""
    return sorted(set(_named(get_resolver().url_patterns, "", "")))


def _named(patterns: list[URLPattern | URLResolver], path: str, space: str) -> Iterator[str]:
    for one in patterns:
        here = path + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from _named(one.url_patterns, here, f"{space}:{one.namespace}".strip(":") if one.namespace else space)
        elif here.startswith("desk/") and one.name and _module(one.callback).startswith("outcry."):
            yield f"{space}:{one.name}".strip(":")


def _module(view: Any) -> str:
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return str(getattr(view, "__module__", ""))


class Everything:
    """A case with something in it, and what fills the places of an address."""

    def __init__(self) -> None:
        self.desk = an_organisation()
        self.rosa = a_member("rosa", self.desk)
        self.case = Case.objects.create(organisation=self.desk, number="1", slug="one", country="KZ", opened_at=THEN)
        self.event = an_event(self.case)
        self.act = an_act(self.case, event=self.event)
        self.detention = fifteen_days(self.case, act=self.act)
        self.person = Person.objects.create(organisation=self.desk, opened_at=THEN)
        self.participant = Participant.objects.create(case=self.case, person=self.person)
        self.view = SavedView.objects.create(organisation=self.desk, name="One", query="country=KZ", made_by=self.rosa, made_at=THEN)

    def address(self, name: str) -> str:
        """The address of a view, filled with what is there; what a room of others would need is a number that nobody has."""
        rooms = {"person": self.person.pk, "people": self.person.pk, "remove_view": self.view.pk}
        pk = next((key for word, key in rooms.items() if word in name), self.case.pk if name.startswith(("cases_desk:", "preview_case")) else 987654321)
        known = {
            "pk": pk,
            "kind": "names" if "person_" in name else "events",
            "part": self.event.pk,
            "detention": self.detention.pk,
            "participant": self.participant.pk,
            "above": "acts",
            "owner": self.act.pk,
            "language": "en",
        }
        return reverse(name, kwargs={place: known.get(place, 987654321) for place in _places(name)})


def _places(name: str) -> list[str]:
    resolver: Any = get_resolver()
    *spaces, last = name.split(":")
    for space in spaces:
        _prefix, resolver = _space(resolver, space)
    return list(next(iter(resolver.reverse_dict.getlist(last)))[0][0][1])


def _space(resolver: Any, space: str) -> tuple[str, Any]:
    found: tuple[str, Any] = resolver.namespace_dict[space]
    return found


def a_member(name: str, organisation: Organisation, **facts: Any) -> User:
    user = staff(name, organisation)
    user.groups.add(staff_group())
    User.objects.filter(pk=user.pk).update(**facts or {"is_active": True})
    return User.objects.get(pk=user.pk)


def asked(client: Client, address: str) -> int:
    return int(client.get(address).status_code)


@pytest.fixture
def everything() -> Everything:
    return Everything()


def browser(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def test_a_stranger_is_sent_to_the_sign_in_page(everything: Everything) -> None:
    client = browser(None)

    answers = {name: asked(client, everything.address(name)) for name in desk_views()}

    assert len(answers) > 60
    assert {name: code for name, code in answers.items() if code != 302} == {}


def test_a_partner_is_let_in_where_a_view_says_so_and_nowhere_else(everything: Everything) -> None:
    client = browser(a_member("partner", everything.desk, is_partner=True))

    answers = {name: asked(client, everything.address(name)) for name in desk_views()}

    assert {name: code for name, code in answers.items() if code != 403} == OF_PARTNERS


def test_for_another_organisation_no_row_is_there(everything: Everything) -> None:
    client = browser(a_member("mallory", an_organisation("elsewhere")))
    with_rows = [name for name in desk_views() if _places(name) and not name.startswith(OF_EVERY_DESK)]

    answers = {name: asked(client, everything.address(name)) for name in with_rows}

    expected = {name: {302, 403, 404} if name.startswith(ASKED_FIRST) else {404, 405} for name in with_rows}
    assert {name: code for name, code in answers.items() if code not in expected[name]} == {}


def test_nobody_meets_an_error(everything: Everything) -> None:
    client = browser(everything.rosa)

    answers = {name: asked(client, everything.address(name)) for name in desk_views()}

    assert {name: code for name, code in answers.items() if code >= 500} == {}
    assert [name for name in answers if name.startswith("cases_desk:") and answers[name] == 200]


def test_a_part_is_added_where_such_parts_lie_and_nowhere_else(everything: Everything) -> None:
    client, case = browser(everything.rosa), everything.case.pk
    paths = (f"/desk/cases/{case}/acts/{everything.act.pk}/events/add/", f"/desk/cases/{case}/involvements/add/")

    assert [asked(client, path) for path in paths] == [404, 404]
    assert asked(client, f"/desk/cases/{case}/acts/{everything.act.pk}/involvements/add/") == 200
