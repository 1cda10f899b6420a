"""A file that was brought in by mistake is taken back whole: by command and at the desk; a list forgets nothing by it."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from outcry.audit.models import LogEntry
from outcry.lib.wordings import Edit
from outcry.vocabularies.entries import TermWords
from outcry.vocabularies.exporting import as_csv
from outcry.vocabularies.models import Term, VocabularyVersion
from outcry.vocabularies.operations import NotUndone, change_label, import_terms, load_shipped, undo_import
from outcry.vocabularies.tests.cast import NOW, a_list, a_term, at_the_desk, rosa

pytestmark = pytest.mark.django_db
HEADER = "list,code,parent,huridocs_code,retired,replaced_by,label:en,definition:en,label:kk"
ROWS = (
    "birds,birds/seabird,,,,,Bird of the sea,,Теңіз құсы",
    "birds,birds/gull,birds/seabird,,,,Gull,,",
    "birds,birds/owl,,,yes,birds/gull,Owl,,",
    "birds,birds/mew,birds/seabird,,,,Mew,,",
    "fish,fish/trout,,,,,Trout,,",
)


def a_world() -> str:
    """Three terms of a list; as a table."""
    for label in ("Seabird", "Gull", "Owl"):
        a_term(label)
    return the_table()


def bring() -> VocabularyVersion:
    """A file that rewords, translates, moves, retires and adds, in two lists."""
    tally = import_terms(file="\n".join([HEADER, *ROWS]).encode(), name="mine.csv", by=None, now=NOW)
    assert tally.refusals == []
    return VocabularyVersion.objects.filter(vocabulary__key="birds").latest("pk")


def the_table() -> str:
    """What of the list is in use or was there before."""
    lines = b"".join(as_csv(keys=["birds"])).decode().splitlines()
    return "\n".join(line for line in lines if "birds/mew" not in line)


def test_what_a_file_brought_is_taken_back_in_every_list_it_changed() -> None:
    before = a_world()

    undone = undo_import(version=bring(), by=None, now=NOW)

    assert the_table() == before
    assert (undone.lists, undone.left) == (2, ())
    assert not Term.objects.filter(code__in=["birds/mew", "fish/trout"]).usable().exists()
    assert LogEntry.objects.filter(verb="undo_import_of_terms").count() == 2


def test_taking_back_can_be_taken_back() -> None:
    a_world()
    first = bring()
    after = the_table()

    undo_import(version=first, by=None, now=NOW)
    undo_import(version=VocabularyVersion.objects.filter(vocabulary__key="birds").latest("pk"), by=None, now=NOW)

    assert the_table() == after
    assert Term.objects.get(code="birds/mew").is_usable


def test_what_people_changed_since_stays_and_is_named() -> None:
    a_world()
    version = bring()
    seabird = Term.objects.get(code="birds/seabird")
    seen = seabird.labels.get(language="en").version
    change_label(term=seabird, edit=Edit(language="en", seen_version=seen, made_from_version=0), words=TermWords(label="Sea fowl"), by=None, now=NOW)

    undone = undo_import(version=version, by=None, now=NOW)

    assert undone.left == ("birds/seabird",)
    assert seabird.labels.get(language="en").label == "Sea fowl"
    assert not seabird.labels.filter(language="kk").exists()


def test_a_second_time_there_is_nothing_to_take_back() -> None:
    a_world()
    version = bring()
    undo_import(version=version, by=None, now=NOW)
    number = VocabularyVersion.objects.count()

    with pytest.raises(NotUndone):
        undo_import(version=version, by=None, now=NOW)

    assert VocabularyVersion.objects.count() == number


def test_what_came_from_no_file_is_not_offered_and_not_taken_back() -> None:
    term = a_term("Gull")
    desk = at_the_desk(rosa())

    assert "Take it back" not in desk.get(reverse("vocabularies_desk:history", args=["birds"])).text
    assert desk.post(reverse("vocabularies_desk:undo_import", args=["birds", 1])).status_code == 404
    assert desk.post(reverse("vocabularies_desk:undo_import", args=["birds", 10**18])).status_code == 404
    assert Term.objects.get(pk=term.pk).is_usable


def test_the_desk_asks_first_and_then_takes_back() -> None:
    before = a_world()
    version = bring()
    desk = at_the_desk(rosa())
    address = reverse("vocabularies_desk:undo_import", args=["birds", version.number])

    assert address in desk.get(reverse("vocabularies_desk:history", args=["birds"])).text
    asked = desk.get(address).text
    assert "birds" in asked
    assert "fish" in asked
    assert the_table() != before
    answer = desk.post(address, follow=True)

    assert "Taken back." in answer.text
    assert the_table() == before
    assert VocabularyVersion.objects.latest("pk").by == rosa()


def test_the_command_takes_back_and_ends_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    before = a_world()
    version = bring()

    call_command("vocabularies", "undo", "birds", str(version.number))

    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"lists": 2, "taken_back": 6, "left": 0}
    assert the_table() == before
    with pytest.raises(CommandError, match="No file made version 99"):
        call_command("vocabularies", "undo", "birds", "99")


def test_what_a_release_brought_is_not_taken_back() -> None:
    load_shipped(now=NOW)

    page = at_the_desk(rosa()).get(reverse("vocabularies_desk:history", args=["acts"])).text

    assert "release" in page
    assert "Take it back" not in page
    assert not VocabularyVersion.objects.from_files().exists()


def test_strangers_take_nothing_back(client: Client) -> None:
    a_world()
    version = bring()

    answer = client.post(reverse("vocabularies_desk:undo_import", args=["birds", version.number]))

    assert answer.status_code == 302
    assert a_list().version == version.number
