import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from outcry.audit.models import LogEntry
from outcry.evidence.models import CustodyEntry, EvidenceItem, Verb
from outcry.evidence.operations import custody_findings, verify
from outcry.evidence.operations.log import append
from outcry.evidence.queries import custody_facts
from outcry.evidence.tests.cast import NOW, an_item, rosa, without_guards

pytestmark = pytest.mark.django_db


def an_item_with_a_log() -> EvidenceItem:
    item = an_item()
    for reason in ("first look", "for the lawyer", "for the court"):
        append(item=item, verb=Verb.DOWNLOADED, by=rosa(), now=NOW, details={"reason": reason})
    return item


def kinds(item: EvidenceItem) -> set[str]:
    return {finding.kind for finding in custody_findings(item=item)}


def test_each_entry_holds_the_hash_of_the_one_before() -> None:
    entries = custody_facts(item=an_item_with_a_log())

    assert [entry.number for entry in entries] == [1, 2, 3, 4]
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]


def test_a_whole_log_is_sound() -> None:
    item = an_item_with_a_log()

    assert verify(item=item, by=None, now=NOW) == []
    assert kinds(item) == set()


def test_reasons_are_sealed_and_stay_out_of_the_audit_log() -> None:
    an_item_with_a_log()

    with connection.cursor() as cursor:
        cursor.execute("SELECT details FROM evidence_custodyentry")
        assert all(b"lawyer" not in bytes(row[0]) for row in cursor.fetchall())
    assert "lawyer" not in json.dumps(list(LogEntry.objects.values("details", "subject", "verb")))


@pytest.mark.parametrize("change", ["UPDATE evidence_custodyentry SET actor_name = 'nobody'", "DELETE FROM evidence_custodyentry"])
def test_the_database_itself_refuses_changes(change: str) -> None:
    an_item_with_a_log()

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_model_refuses_changes_too() -> None:
    item = an_item_with_a_log()
    entry = CustodyEntry.objects.filter(item=item)[0]

    for change in (entry.save, entry.delete, CustodyEntry.objects.all().delete, lambda: CustodyEntry.objects.update(actor_name="x")):
        with pytest.raises(TypeError, match="append only"):
            change()


@pytest.mark.parametrize(
    ("forgery", "expected"),
    [
        ("UPDATE evidence_custodyentry SET actor_name = 'nobody' WHERE number = 3", "custody_changed"),
        ("UPDATE evidence_custodyentry SET verb = 'viewed' WHERE number = 4", "custody_changed"),
        ("DELETE FROM evidence_custodyentry WHERE number = 2", "custody_moved"),
        ("DELETE FROM evidence_custodyentry WHERE number = 1", "custody_moved"),
        ("DELETE FROM evidence_custodyentry WHERE number = 4", "custody_cut"),
        ("DELETE FROM evidence_custodyentry", "custody_cut"),
    ],
)
def test_an_entry_changed_or_taken_out_behind_the_guards_is_found(forgery: str, expected: str) -> None:
    item = an_item_with_a_log()

    with without_guards() as cursor:
        cursor.execute(forgery)

    assert expected in kinds(item)


def test_two_entries_swapped_are_found() -> None:
    item = an_item_with_a_log()

    with without_guards() as cursor:
        for before, after in ((2, 90), (3, 2), (90, 3)):
            cursor.execute("UPDATE evidence_custodyentry SET number = %s WHERE number = %s", [after, before])

    assert {"custody_changed", "custody_moved"} <= kinds(item)


def test_a_log_written_anew_with_right_hashes_does_not_end_where_it_should() -> None:
    item = an_item_with_a_log()

    with without_guards() as cursor:
        cursor.execute("DELETE FROM evidence_custodyentry WHERE number = 4")
        _forge_entry(item)

    assert kinds(item) == {"custody_cut"}


def test_a_head_that_is_copied_from_another_item_does_not_help() -> None:
    item, other = an_item_with_a_log(), an_item()
    EvidenceItem.objects.filter(pk=item.pk).update(custody_head=EvidenceItem.objects.get(pk=other.pk).custody_head)

    assert kinds(item) == {"custody_cut"}


def _forge_entry(item: EvidenceItem) -> None:
    """An entry that follows the last one rightly, written past the operation."""
    last: Any = CustodyEntry.objects.filter(item=item).last()
    entry = CustodyEntry(item=item, number=4, at=NOW, actor_name="rosa", verb="viewed", details="{}", previous=last.hash)
    entry.hash = entry.facts.computed_hash()
    entry.save()
