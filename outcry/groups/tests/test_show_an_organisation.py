"""Rosa decides which organisations readers may know of; of the others nothing is copied out."""

from typing import Any

import pytest

from outcry.audit.models import LogEntry
from outcry.gatherings.tests.cast import an_organisation, rosa
from outcry.groups import operations
from outcry.groups.material import GroupDetails, GroupWords
from outcry.groups.models import Group, PublicGroup, PublicGroupText
from outcry.groups.queries import called, name_of, public_of
from outcry.groups.refusals import GroupRefused
from outcry.groups.tests.cast import NOW, REASON, a_group, a_shown_group
from outcry.lib.wordings import ChangedMeanwhile, Edit

pytestmark = pytest.mark.django_db


def test_one_that_is_kept_inside_has_no_public_row() -> None:
    group = a_group()

    assert not group.is_shown
    assert not PublicGroup.objects.exists()
    assert public_of(keys=[group.pk], organisation=an_organisation()) == []


def test_it_is_shown_by_a_decision_with_a_reason_that_the_log_tells_of() -> None:
    group, by = a_group(), rosa()

    with pytest.raises(GroupRefused, match="why it may be named"):
        operations.show(group=group, reason=" ", by=by, now=NOW)
    operations.show(group=group, reason=REASON, by=by, now=NOW)

    assert [text.name for text in PublicGroupText.objects.order_by("language")] == ["Miners’ union (en)", "Miners’ union (ru)"]
    assert Group.objects.get().reason == REASON
    assert LogEntry.objects.get(verb="group.show").actor_id == by.pk
    assert REASON not in str(LogEntry.objects.values_list("details", flat=True))


def test_without_a_name_in_the_first_language_it_cannot_be_shown() -> None:
    with pytest.raises(GroupRefused, match="first language"):
        operations.show(group=a_group("ru"), reason=REASON, by=None, now=NOW)


def test_what_is_changed_while_it_is_shown_is_public_at_once() -> None:
    group = a_shown_group()

    operations.change_texts(group=group, edit=Edit(language="en", seen_version=1), words=GroupWords(name="Union of miners"), by=None, now=NOW)
    operations.change_details(group=group, details=GroupDetails(slug="miners", kind="movement"), by=None, now=NOW)

    public = called("miners", organisation=an_organisation())
    assert public is not None
    assert (public.kind, public.website, public.texts.get(language="en").name) == ("movement", "", "Union of miners")


def test_hidden_it_leaves_no_public_row_and_comes_back_with_what_belongs_to_it() -> None:
    group = a_shown_group()

    operations.hide(group=group, by=None, now=NOW)
    operations.hide(group=group, by=None, now=NOW)

    assert (PublicGroup.objects.count(), PublicGroupText.objects.count()) == (0, 0)
    assert LogEntry.objects.filter(verb="group.hide").count() == 1
    operations.show(group=group, reason=REASON, by=None, now=NOW)
    assert PublicGroupText.objects.count() == 2


def test_while_readers_know_it_its_address_stays_and_it_is_not_deleted() -> None:
    group = a_shown_group()

    with pytest.raises(GroupRefused, match="has to stay"):
        operations.change_details(group=group, details=GroupDetails(slug="pits", kind="union"), by=None, now=NOW)
    with pytest.raises(GroupRefused, match="hide it first"):
        operations.discard(group=group, by=None, now=NOW)
    operations.hide(group=group, by=None, now=NOW)
    operations.discard(group=group, by=None, now=NOW)

    assert not Group.objects.exists()


@pytest.mark.parametrize("changes", [{"slug": "Miners Union"}, {"kind": "cartel"}, {"website": "javascript:alert(1)"}])
def test_what_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(GroupRefused):
        a_group(**changes)


def test_two_cannot_have_one_address() -> None:
    a_group()

    with pytest.raises(GroupRefused, match="already"):
        a_group()


def test_a_name_is_one_line_that_says_something() -> None:
    for name in ("", "Two\nlines"):
        with pytest.raises(GroupRefused):
            operations.change_texts(group=Group.objects.first() or a_group(), edit=Edit(language="kk"), words=GroupWords(name=name), by=None, now=NOW)


def test_whoever_saves_second_is_told() -> None:
    group = a_group()

    with pytest.raises(ChangedMeanwhile):
        operations.change_texts(group=group, edit=Edit(language="en"), words=GroupWords(name="Union"), by=None, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        operations.change_details(group=group, details=GroupDetails(slug="miners", kind="party"), by=None, now=NOW, seen="0123456789abcdef")


def test_the_desk_calls_it_by_its_name() -> None:
    assert name_of(group=a_group()) == "Miners’ union (en)"
