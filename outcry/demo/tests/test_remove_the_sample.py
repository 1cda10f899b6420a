"""The sample goes as it came: with everything it brought, and with nothing that others made."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.apps import apps
from pytest_django import DjangoDbBlocker

from outcry.accounts.models import Organisation, User
from outcry.accounts.queries import the_organisation
from outcry.appeals import operations
from outcry.appeals.material import AppealDetails, AppealWords
from outcry.appeals.models import Appeal
from outcry.authorities.models import Office
from outcry.cases import publication
from outcry.demo.loading.load import load_sample
from outcry.demo.loading.remove import remove_files, remove_sample
from outcry.demo.loading.staff import CAMPAIGNER, passwords_of
from outcry.demo.standin.journal import Journal, journal_of
from outcry.demo.standin.mailbox import Kind, Mailbox
from outcry.demo.tests.cast import LEAD, NOW, a_confirmed_protest
from outcry.protests.operations import OutcomeRecord, OutcomeWording, end_appeal, queue_thanks

pytestmark = pytest.mark.django_db
# What any use of the site leaves: the log, the languages, the group of staff and its rights, the unpaced way to supporters.
_STAYS = {"audit.LogEntry", "wagtailcore.Locale", "delivery.Destination", "wagtailcore.PageLogEntry", "wagtailcore.Page"}


def rows_left() -> dict[str, int]:
    counted = {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.app_label != "auth"}
    return {label: number for label, number in counted.items() if number and label not in _STAYS}


@pytest.fixture(scope="module", autouse=True)
def before(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, int]:
    """What there is before the sample is loaded."""
    with django_db_blocker.unblock():
        return rows_left()


@pytest.fixture
def folder(sample: Organisation, data: Path, tmp_path: Path) -> Path:
    """The sample is loaded, and its files are this test's own."""
    copytree(data, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_nothing_of_the_sample_is_left_not_even_what_came_to_it(before: dict[str, int], folder: Path) -> None:
    a_confirmed_protest()
    appeal = Appeal.objects.get(slug=LEAD)
    wording = OutcomeWording(headline="Free", body="He is free.", mail_subject="Free", mail_body="He is free.")
    outcome = OutcomeRecord(kind="released", happened="2011-01-03", source="a paper", texts={"en": wording}, ground="sentence_served")
    end_appeal(appeal=appeal, outcome=outcome, by=User.objects.get(username=CAMPAIGNER), now=NOW + timedelta(hours=1))
    queue_thanks(now=NOW + timedelta(hours=2))

    assert remove_sample(now=NOW)

    left = rows_left()
    assert {label: number for label, number in left.items() if before.get(label) != number and not label.startswith("wagtailcore.Group")} == {}


def test_it_can_be_loaded_again(folder: Path) -> None:
    remove_sample(now=NOW)

    assert load_sample(data=folder, now=NOW)
    assert remove_sample(now=NOW)
    assert remove_sample(now=NOW)


def test_an_appeal_of_ones_own_stays_with_the_office_and_the_organisation_it_stands_on(folder: Path) -> None:
    organisation, by = the_organisation(), User.objects.get(username=CAMPAIGNER)
    case_id = next(choice.case_id for choice in publication.choices(organisation=organisation) if choice.number == "2011-0001")
    own = operations.draft_appeal(
        organisation=organisation,
        details=AppealDetails(slug="of-my-own", country="DE", deadline_on=date(2011, 2, 1)),
        texts={"en": AppealWords(title="My own", standfirst="x", what_happened="x")},
        by=by,
        now=NOW,
        case_id=case_id,
    )
    operations.add_addressee(appeal=own, office=Office.objects.get(address="letters@akimat.example"), by=by, now=NOW)

    assert not remove_sample(now=NOW)

    assert list(Appeal.objects.all()) == [own]
    assert [office.address for office in Office.objects.all()] == ["letters@akimat.example"]
    assert [choice.number for choice in publication.choices(organisation=organisation)] == ["2011-0001"]
    assert User.objects.filter(username=CAMPAIGNER).exists()


def test_the_files_go_with_it_and_the_passwords_only_when_nobody_has_them(folder: Path) -> None:
    Mailbox.of(folder).keep(b"x", recipient="a@b.example", kind=Kind.SUPPORTER, now=datetime(2026, 1, 1, tzinfo=UTC))
    Journal(journal_of(folder)).write({"result": "accepted"})
    note = folder / "demo" / "loaded"
    note.write_text("kept by somebody else")

    remove_files(data=folder, passwords_too=False)
    assert sorted(path.name for path in (folder / "demo").iterdir()) == ["loaded", "passwords.txt"]

    remove_files(data=folder, passwords_too=True)
    assert not passwords_of(folder).exists()


def test_what_was_removed_stays_in_the_log(folder: Path) -> None:
    log: Any = apps.get_model("audit", "LogEntry").objects
    before = log.count()

    remove_sample(now=NOW)

    # Three cases, and the conversation.
    assert log.count() == before + 4
