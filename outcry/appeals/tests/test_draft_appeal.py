from dataclasses import replace
from datetime import date, timedelta

import pytest

from outcry.appeals.material import MomentWords
from outcry.appeals.models import AppealState, TimelineKind
from outcry.appeals.operations import (
    add_demand,
    add_moment,
    change_demand,
    change_details,
    change_moment_words,
    change_texts,
    correct_text,
    draft_appeal,
    order_demands,
    order_timeline,
    propose_launch,
    remove_demand,
    remove_moment,
)
from outcry.appeals.queries import by_slug, demands, open_appeals, text_in, timeline
from outcry.appeals.refusals import AppealIsOut, AppealRefused
from outcry.appeals.tests.cast import DEADLINE, a_complete_draft, a_desk, a_draft, an_open_appeal, appeal_details, appeal_words
from outcry.audit.models import LogEntry
from outcry.authorities.tests.cast import NOW
from outcry.lib.translations import is_stale
from outcry.lib.wordings import ChangedMeanwhile, Edit

pytestmark = pytest.mark.django_db


def test_a_draft_is_nobodys_business() -> None:
    desk = a_desk()

    appeal = a_draft(desk)

    assert appeal.state == AppealState.DRAFT
    assert by_slug(slug=appeal.slug) is None
    assert open_appeals(organisation=desk.organisation, on=DEADLINE) == []
    assert LogEntry.objects.get(subject=appeal.subject).verb == "draft_appeal"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("slug", {"slug": "Free Anna"}),
        ("slug", {"slug": "-"}),
        ("deadline_on", {"deadline_on": date(2010, 12, 31)}),
    ],
)
def test_a_draft_with_a_wrong_part_is_refused_beside_that_part(field: str, changes: dict[str, object]) -> None:
    desk = a_desk()
    details = replace(appeal_details(), **changes)  # type: ignore[arg-type]

    with pytest.raises(AppealRefused) as refusal:
        draft_appeal(organisation=desk.organisation, details=details, texts={"en": appeal_words()}, by=desk.rosa, now=NOW)

    assert refusal.value.field == field


def test_an_address_on_the_web_is_taken_once() -> None:
    desk = a_desk()
    a_draft(desk)

    with pytest.raises(AppealRefused, match="already"):
        a_draft(desk)


def test_a_translation_is_stale_when_the_source_changed_after_it_was_made() -> None:
    desk = a_desk()
    appeal = a_draft(desk)

    source = change_texts(appeal=appeal, edit=Edit(language="en", seen_version=1), words=replace(appeal_words(), title="Free Anna now"), by=desk.rosa, now=NOW)
    before = appeal.texts.get(language="ru")
    after = change_texts(appeal=appeal, edit=Edit(language="ru", seen_version=1, made_from_version=2), words=appeal_words("ru"), by=desk.rosa, now=NOW)

    assert is_stale(before, source)
    assert not is_stale(after, source)


def test_whoever_saves_second_is_told_and_overwrites_nothing() -> None:
    desk = a_desk()
    appeal = a_draft(desk)
    change_texts(appeal=appeal, edit=Edit(language="en", seen_version=1), words=replace(appeal_words(), title="Rosa’s"), by=desk.rosa, now=NOW)

    with pytest.raises(ChangedMeanwhile):
        change_texts(appeal=appeal, edit=Edit(language="en", seen_version=1), words=replace(appeal_words(), title="Emeka’s"), by=desk.emeka, now=NOW)

    assert appeal.texts.get(language="en").title == "Rosa’s"


def test_a_missing_language_falls_back_to_the_source() -> None:
    appeal = a_draft(a_desk())

    text = text_in(appeal=appeal, language="kk")

    assert text is not None
    assert text.language == "en"


def test_demands_keep_their_order_and_can_be_put_in_another() -> None:
    desk = a_desk()
    appeal = a_draft(desk)
    first = add_demand(appeal=appeal, texts={"en": "Release her.", "ru": "Освободите её."}, by=desk.rosa, now=NOW)
    second = add_demand(appeal=appeal, texts={"en": "Keep her safe."}, by=desk.rosa, now=NOW)
    third = add_demand(appeal=appeal, texts={"en": "Say where she is."}, by=desk.rosa, now=NOW)

    order_demands(appeal=appeal, order=[third.pk, first.pk], by=desk.rosa, now=NOW)
    change_demand(demand=second, edit=Edit(language="en", seen_version=1), text="Keep her well.", by=desk.rosa, now=NOW)
    remove_demand(demand=first, by=desk.rosa, now=NOW)

    assert demands(appeal=appeal, language="ru") == ["Say where she is.", "Keep her well."]


def test_a_change_after_the_proposal_takes_the_proposal_back() -> None:
    desk = a_desk()
    appeal = a_complete_draft(desk)
    propose_launch(appeal=appeal, by=desk.rosa, now=NOW)

    change_texts(appeal=appeal, edit=Edit(language="en", seen_version=1), words=replace(appeal_words(), title="Other"), by=desk.rosa, now=NOW)

    appeal.refresh_from_db()
    assert appeal.state == AppealState.DRAFT
    assert appeal.proposed_by is None


def test_what_people_signed_for_does_not_change_after_the_launch() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)

    with pytest.raises(AppealIsOut):
        add_demand(appeal=appeal, texts={"en": "One thing more."}, by=desk.rosa, now=NOW)
    with pytest.raises(AppealIsOut):
        remove_demand(demand=appeal.demands.get(), by=desk.rosa, now=NOW)
    with pytest.raises(AppealIsOut):
        change_details(appeal=appeal, details=appeal_details(), by=desk.rosa, now=NOW)
    with pytest.raises(AppealIsOut):
        change_texts(appeal=appeal, edit=Edit(language="en", seen_version=1), words=appeal_words(), by=desk.rosa, now=NOW)


def test_a_correction_after_the_launch_leaves_its_reason_in_the_log() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)
    words = replace(appeal_words(), title="Free Anna K.")

    with pytest.raises(AppealRefused):
        correct_text(appeal=appeal, edit=Edit(language="en", seen_version=1), words=words, reason=" ", by=desk.rosa, now=NOW)
    correct_text(appeal=appeal, edit=Edit(language="en", seen_version=1), words=words, reason="Name was wrong", by=desk.rosa, now=NOW)

    assert appeal.texts.get(language="en").title == "Free Anna K."
    assert LogEntry.objects.get(verb="correct_text").details["reason"] == "Name was wrong"


def test_the_timeline_grows_after_the_launch_too() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)
    words = {"en": MomentWords(headline="Taken away"), "ru": MomentWords(headline="Увели")}

    taken = add_moment(appeal=appeal, kind=TimelineKind.DETENTION, when="2010-12-20~", texts=words, by=desk.rosa, now=NOW)
    vigil = add_moment(appeal=appeal, kind=TimelineKind.VIGIL, when="2010-12-31", texts=words, by=desk.rosa, now=NOW + timedelta(days=1))
    change_moment_words(moment=vigil, edit=Edit(language="en", seen_version=1), words=MomentWords(headline="Gathering"), by=desk.rosa, now=NOW)
    order_timeline(appeal=appeal, order=[vigil.pk, taken.pk], by=desk.rosa, now=NOW)
    remove_moment(moment=taken, by=desk.rosa, now=NOW)

    assert [moment.when_earliest for moment in timeline(appeal=appeal)] == [date(2010, 12, 31)]
