"""A fact of the case changes: every language of the appeal is offered the update, and nothing that was sent changes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import User
from outcry.appeals.case_changes import Standing, standing
from outcry.appeals.facts import Change
from outcry.appeals.material import LetterWords, UpdateWords
from outcry.appeals.models import Appeal, AppealState, CaseUpdate, UpdateState
from outcry.appeals.operations import (
    accept_update,
    add_addressee,
    add_demand,
    approve_letter_version,
    dismiss_update,
    draft_appeal,
    launch,
    mark_of_update,
    propose_launch,
    publish_update,
    write_letter_version,
)
from outcry.appeals.prepared_updates import prepare
from outcry.appeals.queries import current_letter, timeline
from outcry.appeals.refusals import AppealRefused
from outcry.appeals.tests.cast import Desk, a_desk, appeal_details, appeal_words
from outcry.authorities.tests.cast import NOW, an_approved_office, at_the_desk
from outcry.cases import publication
from outcry.cases.tests.cast import a_case, an_act, fifteen_days, published_case
from outcry.lib.wordings import ChangedMeanwhile
from tests.side_by_side import meanwhile

pytestmark = pytest.mark.django_db

ON = date(2011, 1, 1)
WORDS = UpdateWords(headline="The term was changed", body="Due for release: 18 January 2011.", kind="other", when="2011-01-02")
LETTERS = {
    "en": LetterWords(subject="Release Anna", body="She is to be held until 3 January 2011.\n\nI ask you to release her."),
    "ru": LetterWords(subject="Освободите Анну", body="Она находится под стражей до 3 января 2011 года.\n\nПрошу её освободить."),
}


class Story:
    """A case that is public, and an appeal that was made from it and launched."""

    def __init__(self, *, launched: bool = True) -> None:
        self.desk: Desk = a_desk()
        self.case = a_case(self.desk.organisation, languages=("en", "ru"))
        an_act(self.case)
        self.custody = fifteen_days(self.case)
        self.approve()
        self.appeal = self._appeal(launched)

    def _appeal(self, launched: bool) -> Appeal:
        desk, texts = self.desk, {language: appeal_words(language) for language in ("en", "ru")}
        appeal = draft_appeal(organisation=desk.organisation, details=appeal_details(), texts=texts, by=desk.rosa, now=NOW, case_id=self.case.pk)
        add_demand(appeal=appeal, texts={"en": "Release her.", "ru": "Освободите её."}, by=desk.rosa, now=NOW)
        approve_letter_version(letter=write_letter_version(appeal=appeal, texts=LETTERS, by=desk.rosa, now=NOW), by=desk.rosa, now=NOW)
        if launched:
            add_addressee(appeal=appeal, office=an_approved_office(desk.organisation, desk.rosa, desk.emeka), by=desk.rosa, now=NOW)
            propose_launch(appeal=appeal, by=desk.rosa, now=NOW)
            launch(appeal=appeal, by=desk.emeka, now=NOW + timedelta(minutes=1))
        return Appeal.objects.get(pk=appeal.pk)

    def approve(self) -> None:
        published_case(self.desk.organisation, self.case, by=(self.desk.rosa, self.desk.emeka))

    def prolong(self, *, days: int = 30, until: date = date(2011, 1, 18)) -> None:
        self.custody.term_days, self.custody.due_on = days, until
        self.custody.save()
        self.approve()

    def release(self) -> None:
        self.custody.released, self.custody.release_ground = "2011-01-03", "sentence_served"
        self.custody.save()
        self.approve()

    def begin_anew(self) -> Appeal:
        """As if the appeal had been written from the version that is public now."""
        Appeal.objects.filter(pk=self.appeal.pk).update(case_version=max(self.case.projections.values_list("version", flat=True)))
        return Appeal.objects.get(pk=self.appeal.pk)

    def standing(self, *, on: date = ON) -> Standing:
        return standing(appeals=[self.appeal], on=on)[self.appeal.pk]

    def changes(self, language: str = "en", *, on: date = ON) -> dict[str, Change]:
        found = self.standing(on=on).of(language)
        assert found
        return {change.key: change for change in found.found}

    def accept(self, *, language: str = "en", by: User | None = None, version: int = 2, **more: Any) -> CaseUpdate:
        facts: dict[str, Any] = {"words": WORDS, "letter": None} | more
        return accept_update(appeal=self.appeal, language=language, to_version=version, by=by or self.desk.rosa, now=NOW, **facts)

    def publish(self, update: CaseUpdate, *, by: User | None = None) -> CaseUpdate:
        return publish_update(update=update, by=by or self.desk.emeka, now=NOW, seen=mark_of_update(update))


def test_an_appeal_remembers_the_version_it_was_written_from_and_is_up_to_date() -> None:
    story = Story()

    assert story.appeal.case_version == 1
    assert [(one.language, one.is_open) for one in story.standing().languages] == [("en", False), ("ru", False)]


def test_a_prolonged_term_is_offered_to_every_language_in_its_own_words() -> None:
    story = Story()

    story.prolong()

    english, russian = story.changes("en"), story.changes("ru")
    assert (english["custody.due"].before, english["custody.due"].after) == ("3 January 2011", "18 January 2011")
    assert (english["custody.term"].before, english["custody.term"].after) == ("15 days", "30 days")
    assert russian["custody.due"].after == "18 января 2011\u202fг."
    assert [one.is_open for one in story.standing().languages] == [True, True]
    assert not story.standing().is_released


def test_another_version_with_the_same_facts_offers_nothing() -> None:
    story = Story()

    story.approve()

    assert not story.standing().is_open


def test_a_new_act_and_a_corrected_name_are_told_too() -> None:
    story = Story()
    story.case.texts.filter(language="en").update(name="Anna Corrected")
    an_act(story.case, "Charged", kind="acts/integrity/assault", when="2011-01-02")

    story.approve()

    found = story.changes("en", on=date(2011, 1, 3))
    assert (found["name"].before, found["name"].after) == ("Name en", "Anna Corrected")
    assert [change.after for change in found.values() if not change.before and "Charged" in change.after] != []


def test_an_act_put_in_before_another_of_its_kind_is_new_and_the_other_is_as_it_was() -> None:
    story = Story()
    story.case.acts.update(position=5)
    an_act(story.case, "Jailed before", when="2010-11-01")

    story.approve()

    found = story.changes("en")
    assert [(change.before, change.after) for change in found.values() if not change.key.endswith(".ended")] == [("", "Jailed before, 1 November 2010")]


def test_of_two_acts_of_a_kind_the_one_that_changed_is_told() -> None:
    story = Story()
    an_act(story.case, "Jailed again", when="2010-12-28")
    story.approve()
    story.appeal = story.begin_anew()
    story.case.acts.get(texts__headline="Jailed").delete()
    story.case.acts.get().texts.update(ended="Moved to Atbasar")

    story.approve()

    changed = [change for change in story.changes("en").values() if change.before and change.after]
    assert [(change.label, change.before, change.after) for change in changed] == [("How it ended (Jailed again)", "Not yet", "Moved to Atbasar")]


def test_versions_that_do_not_know_their_records_are_compared_by_kind_and_order() -> None:
    story = Story()
    for row in story.case.projections.all():
        del row.fields["acts"][0]["key"]
        row.save()

    story.prolong()

    assert set(story.changes("en")) == {"custody.term", "custody.due"}


def test_a_charge_arrives_where_a_rule_lets_it_through() -> None:
    story = Story()
    case = story.case.acts.get().proceedings.create(charge="Inciting discord", article="Article 174")
    story.approve()
    assert story.changes("en") == {}
    story.case.publication_rules.create(shows_charges=True)
    story.approve()

    (first,) = story.changes("en").values()
    case.charge = "Inciting social discord"
    case.save()
    story.appeal = story.begin_anew()
    story.approve()
    (second,) = story.changes("ru").values()

    assert (first.label, first.before, first.after) == ("Charge (Jailed)", "", "Inciting discord, Article 174")
    assert (second.before, second.after) == ("Inciting discord, Article 174", "Inciting social discord, Article 174")


def test_the_prepared_words_hold_the_facts_and_the_letter_has_them_in_place_of_the_old_ones() -> None:
    story = Story()
    story.prolong()
    letter = current_letter(appeal=story.appeal)
    assert letter

    found = prepare(found=list(story.changes().values()), language="en", letter=letter.texts.get(language="en"), on=ON)

    assert found.headline == "The term was changed"
    assert "Due for release: 18 January 2011 (before: 3 January 2011)." in found.body
    assert found.letter == "She is to be held until 18 January 2011.\n\nI ask you to release her."
    assert found.in_letter == ("Due for release",)


def test_a_date_in_a_russian_letter_is_found_whatever_blank_stands_in_it() -> None:
    story = Story()
    story.prolong()
    letter = current_letter(appeal=story.appeal)
    assert letter

    found = prepare(found=list(story.changes("ru").values()), language="ru", letter=letter.texts.get(language="ru"), on=ON)

    assert found.letter == "Она находится под стражей до 18 января 2011 года.\n\nПрошу её освободить."


def test_a_letter_without_the_old_fact_gets_a_paragraph() -> None:
    story = Story()
    story.prolong()
    letter = current_letter(appeal=story.appeal)
    assert letter
    text = letter.texts.get(language="en")
    text.body = "I ask you to release her."

    found = prepare(found=list(story.changes().values()), language="en", letter=text, on=ON)

    assert found.letter.startswith("I ask you to release her.\n\n")
    assert "18 January 2011" in found.letter


def test_nothing_is_public_before_a_second_person_has_read_it() -> None:
    story = Story()
    story.prolong()

    update = story.accept(letter=LetterWords(subject="Release Anna", body="She is to be held until 18 January 2011."))

    assert timeline(appeal=story.appeal) == []
    letter = current_letter(appeal=story.appeal)
    assert letter
    assert letter.number == 1
    with pytest.raises(AppealRefused, match="second person"):
        story.publish(update, by=story.desk.rosa)
    story.publish(update)
    [moment] = timeline(appeal=story.appeal)
    assert [(text.language, text.headline) for text in moment.texts.all()] == [("en", "The term was changed")]
    assert story.standing().of("en").found == ()  # type: ignore[union-attr]
    assert story.standing().of("ru").is_open  # type: ignore[union-attr]


def test_new_letters_have_the_accepted_words_and_what_was_signed_stays() -> None:
    story = Story()
    story.prolong()
    update = story.accept(letter=LetterWords(subject="Release Anna", body="She is to be held until 18 January 2011."))

    approve_letter_version(letter=story.appeal.letter_versions.get(number=update.letter_number or 0), by=story.desk.emeka, now=NOW)

    letter = current_letter(appeal=story.appeal)
    assert letter
    assert letter.number == 2
    assert {text.language: "18 January" in text.body for text in letter.texts.all()} == {"en": True, "ru": False}
    assert story.appeal.letter_versions.get(number=1).texts.get(language="en").body == LETTERS["en"].body


def test_languages_share_one_entry_of_the_timeline_and_one_version_of_the_letter() -> None:
    story = Story()
    story.prolong()

    for language in ("ru", "en"):
        story.publish(story.accept(language=language, letter=LETTERS[language]))

    [moment] = timeline(appeal=story.appeal)
    assert {text.language for text in moment.texts.all()} == {"en", "ru"}
    assert story.appeal.letter_versions.count() == 2
    assert not story.standing().is_open


def test_a_change_is_left_unsaid_with_a_reason_and_the_next_one_is_offered_again() -> None:
    story = Story()
    story.prolong()
    with pytest.raises(AppealRefused):
        dismiss_update(appeal=story.appeal, language="en", to_version=2, reason=" ", by=story.desk.rosa, now=NOW)

    dismiss_update(appeal=story.appeal, language="en", to_version=2, reason="Readers know it.", by=story.desk.rosa, now=NOW)

    assert not story.standing().of("en").is_open  # type: ignore[union-attr]
    story.prolong(days=45, until=date(2011, 2, 2))
    assert story.changes()["custody.due"].before == "18 January 2011"
    assert story.changes("ru")["custody.due"].before == "3 января 2011\u202fг."


def test_what_is_wrong_with_words_about_a_change_is_said_at_the_top_of_the_page() -> None:
    story = Story()
    story.prolong()
    address = reverse("appeals_desk:case_update", args=[story.appeal.pk, "en"])

    page = at_the_desk(story.desk.rosa).post(address, {"decision": "leave", "to_version": "2", "reason": ""}).content.decode()

    assert page.index("Not saved yet") < page.index("When this was written")


def test_words_about_an_older_version_that_nobody_published_give_way_to_newer_ones() -> None:
    story = Story()
    story.prolong()
    story.accept()
    story.prolong(days=45, until=date(2011, 2, 2))

    with pytest.raises(AppealRefused, match="approved again"):
        story.accept(version=2)
    story.accept(version=3)

    assert [(row.to_version, row.from_version) for row in CaseUpdate.objects.all()] == [(3, 1)]


def test_a_released_person_suggests_an_outcome() -> None:
    story = Story()

    story.release()

    assert story.standing(on=date(2011, 1, 3)).is_released
    page = at_the_desk(story.desk.rosa).get(reverse("appeals_desk:case", args=[story.appeal.pk])).content.decode()
    assert reverse("protests_desk:outcome", args=[story.appeal.pk]) in page
    assert "By the case she is free" in page


def test_an_ended_appeal_is_told_nothing_more() -> None:
    story = Story()
    story.prolong()
    Appeal.objects.update(state=AppealState.ENDED)

    with pytest.raises(AppealRefused, match="ended"):
        story.accept()


def test_words_changed_while_they_were_read_are_not_published() -> None:
    story = Story()
    story.prolong()
    seen = mark_of_update(story.accept())
    update = story.accept(words=UpdateWords(headline="Other words", body="", kind="other", when=""))

    with pytest.raises(AppealRefused, match="Read them once more"):
        publish_update(update=update, by=story.desk.emeka, now=NOW, seen=seen)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_the_second_is_told() -> None:
    story = Story()
    story.prolong()

    def second() -> None:
        with pytest.raises(ChangedMeanwhile):
            story.accept(by=story.desk.emeka, seen="")

    meanwhile(lambda: story.accept(seen=""), second)

    assert [row.written_by for row in CaseUpdate.objects.all()] == [story.desk.rosa]


@pytest.mark.django_db(transaction=True)
def test_two_languages_published_at_once_share_one_entry() -> None:
    story = Story()
    story.prolong()
    english, russian = story.accept(), story.accept(language="ru")

    meanwhile(lambda: story.publish(english), lambda: story.publish(russian))

    [moment] = timeline(appeal=story.appeal)
    assert moment.texts.count() == 2


def test_a_case_taken_away_from_readers_is_said_on_the_desk() -> None:
    story = Story()

    publication.withdraw(case=story.case, by=story.desk.rosa, now=NOW)

    client = at_the_desk(story.desk.rosa)
    assert not story.standing().is_public
    assert "The case is not public" in client.get(reverse("appeals_desk:case", args=[story.appeal.pk])).content.decode()
    assert "not public any more" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_first_page_says_what_changed_and_whose_turn_it_is() -> None:
    story = Story()
    rosa, emeka = at_the_desk(story.desk.rosa), at_the_desk(story.desk.emeka)

    def first_page(client: Client) -> str:
        return client.get(reverse("wagtailadmin_home")).content.decode()

    assert "Facts of the case changed" not in first_page(rosa)
    story.prolong()
    assert "Facts of the case changed" in first_page(rosa)
    for language in ("en", "ru"):
        story.accept(language=language)
    assert "wait for a second person" in first_page(emeka)
    for update in CaseUpdate.objects.all():
        story.publish(update)
    assert reverse("appeals_desk:case", args=[story.appeal.pk]) not in first_page(emeka)


def test_the_desk_offers_prepared_words_and_keeps_what_the_writer_made_of_them() -> None:
    story = Story()
    story.prolong()
    rosa, emeka = at_the_desk(story.desk.rosa), at_the_desk(story.desk.emeka)
    address = reverse("appeals_desk:case_update", args=[story.appeal.pk, "ru"])
    form = rosa.get(address).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, False)}

    answer = rosa.post(address, sent | {"headline": "Срок продлён"})

    assert answer.status_code == 302
    update = CaseUpdate.objects.get()
    assert (update.language, update.headline, update.state) == ("ru", "Срок продлён", UpdateState.WAITING)
    assert "18 января 2011" in story.appeal.letter_versions.get(number=2).texts.get(language="ru").body
    seen = emeka.get(address).context["seen"]
    emeka.post(reverse("appeals_desk:publish_case_update", args=[story.appeal.pk, "ru"]), {"seen": seen})
    assert timeline(appeal=story.appeal)[0].texts.get().headline == "Срок продлён"


def test_of_two_forms_open_at_once_the_second_one_is_told_and_kept() -> None:
    story = Story()
    story.prolong()
    emeka = at_the_desk(story.desk.emeka)
    address = reverse("appeals_desk:case_update", args=[story.appeal.pk, "en"])
    sent = {field.html_name: field.value() for field in emeka.get(address).context["form"] if field.value() not in (None, False)}
    story.accept()

    page = emeka.post(address, sent | {"headline": "His own words"})

    assert page.status_code == 200
    assert "Somebody else answered this change" in page.content.decode()
    assert "His own words" in page.content.decode()
    assert CaseUpdate.objects.get().headline == "The term was changed"


def test_another_organisation_and_made_up_languages_find_nothing() -> None:
    story = Story()
    story.prolong()
    client = at_the_desk(story.desk.rosa)

    assert client.get(f"/desk/appeals/{story.appeal.pk}/case/tlh/").status_code == 404
    assert client.get(f"/desk/appeals/{story.appeal.pk + 1}/case/").status_code == 404
    assert client.post(f"/desk/appeals/{story.appeal.pk}/case/en/publish/", {}).status_code == 404


def test_an_appeal_of_no_case_has_no_facts_and_no_tab() -> None:
    desk = a_desk()
    appeal = draft_appeal(organisation=desk.organisation, details=appeal_details(), texts={"en": appeal_words()}, by=desk.rosa, now=NOW)
    client = at_the_desk(desk.rosa)

    assert "No case stands behind this appeal" in client.get(reverse("appeals_desk:case", args=[appeal.pk])).content.decode()
    assert reverse("appeals_desk:case", args=[appeal.pk]) not in client.get(reverse("appeals_desk:appeal", args=[appeal.pk])).content.decode()


def test_asking_for_many_appeals_takes_as_many_queries_as_for_one(django_assert_num_queries: Any) -> None:
    story = Story()
    texts = {"en": appeal_words()}
    for number in range(4):
        details = appeal_details(slug=f"another-{number}")
        draft_appeal(organisation=story.desk.organisation, details=details, texts=texts, by=story.desk.rosa, now=NOW, case_id=story.case.pk)
    story.prolong()
    appeals = list(Appeal.objects.select_related("organisation").prefetch_related("texts"))

    with django_assert_num_queries(3):
        found = standing(appeals=appeals, on=ON)

    assert all(one.is_open for one in found.values())
