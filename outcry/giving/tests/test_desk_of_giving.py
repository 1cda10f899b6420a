"""The desk of giving, as staff use it."""

from typing import Any

import pytest
from django.test import Client

from outcry.authorities.tests.cast import at_the_desk
from outcry.giving.models import Amount, DonationAppeal, Way
from outcry.giving.queries import totals_for
from outcry.giving.tests.cast import IBAN, OTHER_IBAN, a_donation_appeal, a_draft, a_way, an_approved_way, an_organisation, came_in, euro
from tests.cast import emeka, rosa

pytestmark = pytest.mark.django_db
OTHERS = ("ru", "kk", "ar")


@pytest.fixture
def desk() -> Client:
    an_organisation()
    return at_the_desk(rosa())


def of_languages(*names: str, **source: str) -> dict[str, str]:
    """The forms of every language, filled in for the source alone."""
    versions = {f"{code}-{name}": "0" for code in ("en", *OTHERS) for name in ("seen_version", "source_version")}
    return versions | {f"{code}-{name}": "" for code in OTHERS for name in names} | {f"en-{name}": text for name, text in source.items()}


def an_entry(**changes: str) -> dict[str, str]:
    words = of_languages("title", "standfirst", "body", "told", title="For lawyers", standfirst="We need two.", body="", told="")
    return {"appeal-goal": "6 000 EUR", "appeal-from_on": "2026-03-01", "appeal-until_on": "", "appeal-seen": "", **words, **changes}


def test_a_donation_appeal_is_written_with_its_ways(desk: Client) -> None:
    way = an_approved_way()

    answer = desk.post("/desk/giving/add/", an_entry() | {"appeal-ways": str(way.pk)})

    found = DonationAppeal.objects.get()
    assert answer.headers["Location"] == f"/desk/giving/{found.pk}/"
    assert (str(found.goal.amount.normalize()), found.goal.currency, list(found.ways.all())) == ("6E+3", "EUR", [way])


@pytest.mark.parametrize("changes", [{"appeal-goal": "many"}, {"en-title": ""}, {"en-body": f"Pay to {IBAN}"}, {"appeal-until_on": "2026-02-01"}])
def test_what_is_refused_stays_in_the_form(desk: Client, changes: dict[str, str]) -> None:
    answer = desk.post("/desk/giving/add/", an_entry(**changes))

    assert answer.status_code == 200
    assert "desk-error" in answer.content.decode()
    assert "We need two." in answer.content.decode()
    assert not DonationAppeal.objects.exists()


def test_it_is_changed_and_whoever_is_second_sees_what_the_first_one_wrote(desk: Client) -> None:
    found = a_donation_appeal()
    page = desk.get(f"/desk/giving/{found.pk}/edit/")
    seen = page.context["form"].initial["seen"]
    entry = an_entry(**{"appeal-goal": "1234 EUR", "appeal-seen": seen, "en-seen_version": "1", "en-standfirst": "We need three."})

    assert desk.post(f"/desk/giving/{found.pk}/edit/", entry).status_code == 302
    second = desk.post(f"/desk/giving/{found.pk}/edit/", entry | {"appeal-goal": "4321 EUR", "en-seen_version": "2"})

    found.refresh_from_db()
    assert (found.goal_amount, found.texts.get(language="en").standfirst) == (1234, "We need three.")
    assert "1234 EUR" in second.content.decode()


def test_what_it_pays_for_is_added_changed_and_taken_off(desk: Client) -> None:
    found = a_draft()
    path = f"/desk/giving/{found.pk}/expenses/"
    entry = {"expense-amount": "600.50", "expense-position": "1", **of_languages("text", text="A lawyer")}
    desk.post(f"{path}add/", entry)
    expense = found.expenses.get()
    seen = desk.get(f"{path}{expense.pk}/").context["form"].initial["seen"]

    desk.post(f"{path}{expense.pk}/", entry | {"expense-amount": "700", "expense-seen": seen, "en-seen_version": "1"})

    expense.refresh_from_db()
    assert expense.amount == 700
    assert "700 euros" in desk.get(f"/desk/giving/{found.pk}/").content.decode()
    desk.post(f"{path}{expense.pk}/remove/")
    assert not found.expenses.exists()


def test_the_buttons_lead_from_draft_to_open_to_ended(desk: Client) -> None:
    an_approved_way()
    found = a_draft()

    for state in ("open", "ended"):
        desk.post(f"/desk/giving/{found.pk}/move/", {"to": state})
        found.refresh_from_db()
        assert found.state == state

    answer = desk.post(f"/desk/giving/{found.pk}/move/", {"to": "told"}, follow=True)
    assert "Write first what was done with the money" in answer.content.decode()
    desk.post(f"/desk/giving/{found.pk}/move/", {"to": "gone"})
    found.refresh_from_db()
    assert found.state == "ended"


def test_a_way_is_entered_approved_by_two_changed_and_waits_again(desk: Client) -> None:
    entry = {"way-kind": "bank", "way-address": IBAN, "way-holder": "Solidarity", "way-bic": "", "way-currency": "EUR", "way-position": "1"}
    desk.post("/desk/giving/ways/add/", entry)
    way = Way.objects.get()
    path = f"/desk/giving/ways/{way.pk}/"
    for person in (desk, at_the_desk(emeka())):
        person.post(f"{path}approve/", {"fingerprint": way.fingerprint})
    assert "approved" in desk.get(path).content.decode()
    page = desk.get(f"{path}edit/").context
    notes = {f"{form.language}-{name}": form.initial.get(name, "") for form in page["words"] for name in ("note", "seen_version", "source_version")}

    desk.post(f"{path}edit/", {**entry, "way-address": OTHER_IBAN, "way-seen": page["form"].initial["seen"], **notes})

    assert "2 more people have to vouch for it." in desk.get(path).content.decode()
    assert "Way to give waits until it is vouched for:" in desk.get("/desk/").content.decode()


def test_nobody_vouches_for_what_she_did_not_read(desk: Client) -> None:
    way = a_way()

    desk.post(f"/desk/giving/ways/{way.pk}/approve/", {"fingerprint": "another"})

    assert not way.approvals.exists()


def test_a_wrong_account_is_refused_beside_its_field(desk: Client) -> None:
    entry = {"way-kind": "bank", "way-address": "DE51000000000123456789", "way-holder": "Solidarity", "way-currency": "EUR", "way-position": "1"}

    answer = desk.post("/desk/giving/ways/add/", entry)

    assert "This is not an IBAN" in answer.context["form"].errors["address"][0]


def test_a_way_is_taken_out_of_use_after_a_question(desk: Client) -> None:
    way = an_approved_way()
    path = f"/desk/giving/ways/{way.pk}/retire/"
    assert "What will happen" in desk.get(path).content.decode()

    desk.post(path)

    way.refresh_from_db()
    assert way.retired_at is not None


def test_another_organisations_rows_are_not_there(desk: Client) -> None:
    found, way = a_donation_appeal(), Way.objects.get()
    stranger: Any = rosa()
    stranger.organisation = type(stranger.organisation).objects.create(slug="elsewhere", mail_domain="elsewhere.example", contact_address="a@elsewhere.example")
    stranger.save()

    for path in (f"{found.pk}/", f"{found.pk}/edit/", f"ways/{way.pk}/"):
        assert desk.get(f"/desk/giving/{path}").status_code == 404
    assert "For lawyers" not in desk.get("/desk/giving/").content.decode()


def test_what_came_in_is_written_down_converted_and_taken_back(desk: Client) -> None:
    found = a_donation_appeal()
    path = f"/desk/giving/{found.pk}/amounts/"
    entry = {"kind": "gift", "money": "20 USD", "on": "2026-03-04", "payments": "3", "source": "Statement 3"}
    desk.post(f"{path}enter/", entry)
    desk.post(f"{path}enter/", entry | {"money": "50"})
    assert "20 US dollars" in desk.get(path).content.decode()

    desk.post(f"{path}convert/", {"currency": "USD", "rate": "0.9", "on": "2026-03-04", "source": "Central bank"})
    assert totals_for(donation_appeal=found).received == euro("68.00")
    assert "<dt>Who published it</dt> <dd><bdi>Central bank</bdi></dd>" in desk.get(f"/desk/giving/{found.pk}/").text

    desk.post(f"{path}{Amount.objects.get(currency='USD').pk}/take-back/", {"reason": "Twice"})
    assert totals_for(donation_appeal=found).received == euro("50")
    assert "Twice" in desk.get(path).content.decode()


@pytest.mark.parametrize("changes", [{"money": "-5 EUR"}, {"on": "2990-01-01"}, {"source": ""}, {"payments": "0"}])
def test_a_wrong_entry_is_refused_beside_its_field(desk: Client, changes: dict[str, str]) -> None:
    found = a_donation_appeal()
    entry = {"kind": "gift", "money": "20 EUR", "on": "2026-03-04", "payments": "3", "source": "Statement 3", **changes}

    answer = desk.post(f"/desk/giving/{found.pk}/amounts/enter/", entry)

    assert set(answer.context["form"].errors) == set(changes)
    assert not Amount.objects.exists()


def test_payments_of_which_nobody_knows_what_for_are_shown_and_assigned(desk: Client) -> None:
    found = a_donation_appeal()
    row = came_in(found, euro("5"))
    Amount.objects.filter(pk=row.pk).update(donation_appeal=None)
    assert "1 payment of which nobody knows yet" in desk.get("/desk/giving/").content.decode()

    desk.post("/desk/giving/payments/", {"amounts": str(row.pk), "donation_appeal": str(found.pk)})

    assert totals_for(donation_appeal=found).received == euro("5")
    assert "Nothing waits." in desk.get("/desk/giving/payments/").content.decode()


def test_the_books_are_taken_out_as_a_file(desk: Client) -> None:
    found = a_donation_appeal()
    came_in(found, euro("5"))

    answer = desk.post(f"/desk/giving/{found.pk}/amounts/file/", {"file-form": "csv"})

    lines = b"".join(answer).decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("id,day,kind,amount,currency,payments,source,origin")
    assert ",2026-03-10,gift,5" in lines[1]
